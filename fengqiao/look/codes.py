"""QR codes as drawings that a page may show without breaking its policy."""

from __future__ import annotations

import segno


def qr(text: str) -> str:
    """Return a QR code as a data: address for an `img`; black on white in every dress, so that every camera reads it."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))
