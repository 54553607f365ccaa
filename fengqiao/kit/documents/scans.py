"""What the QR codes on a picture of paper say."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image, UnidentifiedImageError

# A code printed 2.5 cm wide on A4 is read well at this many pixels of the longer side; more only takes longer.
LONGEST = 2_400
MOST_PIXELS = 120_000_000  # what a picture may unfold to; a phone's largest has about 108 million


def marks_on(content: bytes, most_pixels: int = MOST_PIXELS) -> tuple[str, ...]:
    """Return the words of every QR code on a picture, each once; nothing where it is no picture, too large or has none."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > most_pixels:
                return ()
            picture.draft("L", (LONGEST, LONGEST))
            grey = picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ()
    grey.thumbnail((LONGEST, LONGEST))
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return tuple(dict.fromkeys(each.text for each in found if each.valid))
