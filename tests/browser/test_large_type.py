"""Large type, measured: no text under 18 px, nothing to press under 60 px, on the phone and at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.test_every_page import pages
from tests.desk.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
MEASURE = Path(__file__).with_name("large_type.js").read_text(encoding="utf-8")
MAIN = pytest.mark.parametrize("width", [390, 1440])
PAGES = ("log-in", "list", "matter in work", "counter", "overview", "figures", "rules", "table", "password")


@MAIN
def test_everything_is_large_enough(width: int, open_as: Open, scene: Scene) -> None:
    found = {}
    opened: dict[str, Page] = {}
    for name, (login, address) in pages(scene).items():
        if name not in PAGES:
            continue
        page = opened.get(login) or open_as(login, address, width=width, fq_elder="1")
        opened[login] = page
        page.goto(address)
        texts, targets = page.evaluate(MEASURE)
        if texts or targets:
            found[name] = (texts, targets)
    assert found == {}
