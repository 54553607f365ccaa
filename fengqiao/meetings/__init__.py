"""Monthly meetings: suggestions with who replies by when, replies presented at the next one, minutes in counts (ADR 144)."""
