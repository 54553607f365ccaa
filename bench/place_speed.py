"""How fast places are found in texts: the demo county's names in the messages of a file, against one bare search.

Usage: bench/place_speed.py FILE --text COLUMN
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
import tomllib
from pathlib import Path
from types import SimpleNamespace
from uuid import NAMESPACE_DNS, UUID, uuid5

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.site.settings")

import django  # noqa: E402

django.setup()

from fengqiao.kit.sheets import SheetLimits, open_sheet  # noqa: E402
from fengqiao.matters.rules.placing import Known, known_places, place_in  # noqa: E402
from fengqiao.orgs.queries import Place  # noqa: E402
from fengqiao.orgs.terms import AreaLevel  # noqa: E402


def county() -> Known:
    """Return the places of the demo county."""
    rows = tomllib.loads((ROOT / "packs/demo/areas.toml").read_text(encoding="utf-8"))["area"]
    found: dict[UUID, Place] = {}
    for row in rows:
        key = uuid5(NAMESPACE_DNS, row["code"])
        parent = found.get(uuid5(NAMESPACE_DNS, row["parent"]))
        above = (key, *(parent.above if parent else ()))
        level = AreaLevel(row["level"])
        found[key] = Place(key, row["code"], row["name"], row["name_en"], level, above, [], [], row["aliases"])
    venues = tomllib.loads((ROOT / "packs/demo/venues.toml").read_text(encoding="utf-8"))["venue"]
    cards = [SimpleNamespace(name=v["name"], area_id=uuid5(NAMESPACE_DNS, v["area"]), point=v["point"]) for v in venues]
    return known_places(found, cards, [])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", required=True)
    options = parser.parse_args()
    sheet = open_sheet(options.file, limits=SheetLimits(200_000_000, 100, 200_000, 800_000_000, 200))
    column = sheet.header.index(options.text)
    texts = [row.text(column) for row in sheet.rows()]
    known = county()
    place_in("先读词典", known)
    digits = re.compile(r"\d{11}")
    begun = time.perf_counter()
    for text in texts:
        digits.findall(text)
    floor = time.perf_counter() - begun
    begun = time.perf_counter()
    placed = sum(place_in(text, known).area_id is not None for text in texts)
    taken = time.perf_counter() - begun
    rate = len(texts) / taken
    print(f"{len(texts)} messages, {placed} placed: {rate:.0f} messages/s, {taken / floor:.0f} times the floor")


if __name__ == "__main__":
    main()
