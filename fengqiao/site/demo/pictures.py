"""Small drawn pictures that stand for photographs in the demo: hills, a road, houses; no real place."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw

SIZE = (640, 420)


def picture(seed: int) -> bytes:
    """Return a JPEG of a drawn scene; the same seed gives the same picture."""
    rng = Random(seed)  # noqa: S311
    dusk = rng.random() < 0.3
    image = Image.new("RGB", SIZE, (44, 58, 86) if dusk else (198, 220, 236))
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    for layer in range(3):
        base = 190 + layer * 45
        green = (52 - layer * 8, 84 + layer * 14, 74 - layer * 6)
        points = [(0, height), (0, base + rng.randrange(-20, 20))]
        points += [(x, base + rng.randrange(-46, 24)) for x in range(80, width, 80)]
        draw.polygon([*points, (width, base), (width, height)], fill=green)
    draw.polygon([(250, height), (390, height), (332, 270), (312, 270)], fill=(126, 126, 128))
    for _ in range(rng.randrange(3, 7)):
        x, y, w, h = (
            rng.randrange(20, width - 110),
            rng.randrange(250, 330),
            rng.randrange(56, 100),
            rng.randrange(40, 72),
        )
        draw.rectangle((x, y, x + w, y + h), fill=(232, 226, 214))
        draw.polygon([(x - 6, y), (x + w + 6, y), (x + w // 2, y - 26)], fill=(104, 72, 62))
        draw.rectangle(
            (x + w // 3, y + h // 3, x + w // 3 + 12, y + h // 3 + 14), fill=(248, 214, 120) if dusk else (90, 118, 140)
        )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
