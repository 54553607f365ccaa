"""实习锻炼: interns and young officers placed in a unit or village for a term, with a mentor."""
