"""Joint inspections, what they find, putting it right, looking again, and what came of it."""
