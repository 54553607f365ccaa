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
    return _jpeg(image)


def parcel(seed: int) -> bytes:
    """Return a JPEG of a drawn parcel with a ribbon on a table; nobody is in it."""
    rng = Random(seed)  # noqa: S311
    width, height = SIZE
    image = Image.new("RGB", SIZE, rng.choice([(236, 228, 214), (222, 232, 236), (240, 232, 224)]))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, width, height), fill=(168, 128, 92))
    paper = rng.choice([(86, 132, 186), (188, 92, 84), (110, 152, 104), (206, 158, 78), (134, 112, 170)])
    ribbon = rng.choice([(250, 240, 220), (226, 66, 58), (246, 206, 92)])
    wide, high = rng.randrange(200, 300), rng.randrange(130, 200)
    left, top = (width - wide) // 2 + rng.randrange(-40, 40), 330 - high
    draw.rectangle((left, top, left + wide, 340), fill=paper)
    draw.rectangle((left + wide // 2 - 12, top, left + wide // 2 + 12, 340), fill=ribbon)
    draw.rectangle((left, top + high // 2 - 10, left + wide, top + high // 2 + 10), fill=ribbon)
    for side in (-1, 1):
        x = left + wide // 2
        draw.ellipse((min(x, x + side * 60), top - 34, max(x, x + side * 60), top + 6), outline=ribbon, width=10)
    return _jpeg(image)


def sheet(seed: int) -> bytes:
    """Return a JPEG of a drawn sheet of paper with lines of writing and a stamp: a receipt, a letter; no word can be read."""
    rng = Random(seed)  # noqa: S311
    width, height = SIZE
    image = Image.new("RGB", SIZE, (150, 122, 96))
    draw = ImageDraw.Draw(image)
    draw.rectangle((150, 16, width - 150, height - 16), fill=(250, 248, 240))
    draw.line((250, 52, width - 250, 52), fill=(40, 40, 44), width=7)
    for y in range(90, height - 110, 30):
        draw.line((182, y, rng.randrange(width - 300, width - 182), y), fill=(110, 110, 116), width=3)
    x, y = width - 290, height - 92
    points = [(x + step * 12, y + rng.randrange(-12, 12)) for step in range(9)]
    draw.line(points, fill=(34, 52, 110), width=3)
    draw.ellipse((190, height - 130, 270, height - 50), outline=(196, 44, 40), width=4)
    return _jpeg(image)


def banner(seed: int) -> bytes:
    """Return a JPEG of a drawn silk banner on a wall; no word can be read."""
    rng = Random(seed)  # noqa: S311
    image = Image.new("RGB", SIZE, rng.choice([(236, 232, 224), (226, 232, 236), (238, 230, 220)]))
    draw = ImageDraw.Draw(image)
    draw.rectangle((196, 26, 444, 40), fill=(118, 78, 48))
    draw.polygon([(206, 40), (434, 40), (434, 330), (320, 392), (206, 330)], fill=(186, 30, 36))
    draw.polygon([(216, 50), (424, 50), (424, 324), (320, 380), (216, 324)], outline=(238, 196, 84), width=4)
    for column in (286, 354):
        for y in range(84, 300, 48):
            draw.rectangle((column - 16, y, column + 16, y + 32), fill=(242, 204, 96))
    for x in range(206, 435, 12):
        draw.line(
            (x, 330 + (62 - abs(x - 320) * 62 // 114), x, 346 + (62 - abs(x - 320) * 62 // 114)),
            fill=(238, 196, 84),
            width=3,
        )
    return _jpeg(image)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
