"""Front-end files: what of node_modules the pages use, copied into build/vendor (ignored). `python -m fengqiao.site.assets`."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fengqiao.look.icons import ICONS
from fengqiao.site.home import CHECKOUT

# from (in node_modules) → to (in build/vendor); everything else stays where it is
FILES: Final[tuple[tuple[str, str], ...]] = (
    ("@tabler/core/dist/css/tabler.min.css", "tabler/tabler.min.css"),
    ("@tabler/core/dist/js/tabler.min.js", "tabler/tabler.min.js"),
    ("@alpinejs/csp/dist/cdn.min.js", "alpine/alpine-csp.min.js"),
    ("lean-qr/index.mjs", "lean-qr/lean-qr.js"),
    ("echarts/dist/echarts.min.js", "echarts/echarts.min.js"),
    ("@fontsource-variable/noto-sans-sc/wght.css", "noto-sans-sc/wght.css"),
)
FONT_SLICES: Final = ("@fontsource-variable/noto-sans-sc/files", "noto-sans-sc/files", "*-wght-normal.woff2")
ICON_FOLDER: Final = "@tabler/icons/icons/outline"

# A map that is not shipped makes the manifest storage refuse the file that names it.
SOURCE_MAP: Final = re.compile(r"(/\*[#@] sourceMappingURL=.*?\*/|//[#@] sourceMappingURL=[^\n]*)\s*")
DRAWN: Final = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
FRAME_PATH: Final = re.compile(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


def sprite(folder: Path, names: Iterable[str]) -> str:
    """Return one SVG with a symbol for each named icon of `folder`; refuses a name that has no file there."""
    symbols = []
    for name in sorted(set(names)):
        path = folder / f"{name}.svg"
        found = DRAWN.search(path.read_text(encoding="utf-8"))
        if found is None:
            raise ValueError(f"{path}: no drawing in it")
        drawing = " ".join(FRAME_PATH.sub("", found[1]).split())
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" '
            f'stroke-linejoin="round">{drawing}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def collect(checkout: Path = CHECKOUT) -> Path:
    """Fill build/vendor anew from node_modules and return it; refuses when `npm ci` has not been run."""
    modules, vendor = checkout / "node_modules", checkout / "build" / "vendor"
    missing = [source for source, _ in FILES if not (modules / source).is_file()]
    if missing:
        raise FileNotFoundError(f"not in node_modules (run `npm ci` first): {', '.join(missing)}")
    fresh = vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in FILES:
        path = fresh / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SOURCE_MAP.sub("", (modules / source).read_text(encoding="utf-8")), encoding="utf-8")
    source, target, pattern = FONT_SLICES
    (fresh / target).mkdir(parents=True)
    for path in sorted((modules / source).glob(pattern)):
        shutil.copy2(path, fresh / target / path.name)
    (fresh / "icons.svg").write_text(sprite(modules / ICON_FOLDER, ICONS), encoding="utf-8")
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)
    return vendor


def main() -> int:
    """Run `collect` and say where the files lie."""
    try:
        vendor = collect()
    except (FileNotFoundError, ValueError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{vendor}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
