"""The pages of wishes as browsers look at them: the wall, one to be claimed, one whose pictures wait, one that came true."""

from __future__ import annotations

from fengqiao.wishes import actions
from tests.wishes.helping import KEEPER, SECOND, claimed, delivered, fulfilled, wish
from tests.world import NOW, viewer


def wish_pages() -> dict[str, tuple[str, str]]:
    """Play wishes in every state, and name what opens them."""
    first, waits = wish(), delivered(claimed(wish(kind="book", text="一套科学画册")), count=2)
    done = fulfilled(delivered(claimed(wish(kind="sport", text="一副羽毛球拍"))))
    actions.thank(wish_id=done.id, text="她说放学就去打", by=viewer(KEEPER), at=NOW)
    return {
        "wishes": ("volunteer", "/wishes/"),
        "wishes fulfilled": ("secretary", "/wishes/?only=fulfilled"),
        "wish open": ("volunteer", f"/wishes/{first.id}/"),
        "wish to judge": (SECOND, f"/wishes/{waits.id}/"),
        "wish fulfilled": (KEEPER, f"/wishes/{done.id}/"),
        "wish new": ("secretary", "/wishes/new/"),
    }
