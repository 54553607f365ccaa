"""Plain algorithms without Django: calendars, clocks, text, sheets, decision tables, identifiers."""
