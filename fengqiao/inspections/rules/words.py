"""How long what people write on findings and inspections may be, characters."""

from __future__ import annotations

TITLE, TEXT, PLACE = 80, 2000, 120
