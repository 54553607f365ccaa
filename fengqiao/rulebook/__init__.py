"""Published versions in the database: packs with their tables and calendars, text models."""
