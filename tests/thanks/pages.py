"""The pages of thanks as browsers look at them: the list of a year, a banner with its picture, one taken back, registering."""

from __future__ import annotations

from fengqiao.thanks import actions
from fengqiao.vault.actions import Upload
from tests.matters.helping import PNG
from tests.thanks.test_thanks import given
from tests.world import NOW, viewer


def thanks_pages() -> dict[str, tuple[str, str]]:
    """Play a banner with a picture, and a letter that was registered twice; name what opens them."""
    banner = given(uploads=(Upload("旗.png", PNG),), staff_id=viewer("officer.north").staff_id)
    wrong = given(kind="letter")
    actions.retract(thanks_id=wrong, wrong="twice", by=viewer("chief.north"), at=NOW)
    return {
        "thanks": ("desk.north", "/thanks/"),
        "no thanks": ("desk.north", "/thanks/?year=2025&kind=letter"),
        "a banner": ("desk.north", f"/thanks/{banner}/"),
        "thanks taken back": ("chief.north", f"/thanks/{wrong}/"),
        "thanks new": ("desk.north", "/thanks/new/"),
    }
