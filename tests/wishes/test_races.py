"""Two at once: a wish is claimed by one, one look at its pictures counts, two numbers are two."""

from __future__ import annotations

from functools import partial

from fengqiao.ledger.models import Event
from fengqiao.wishes import actions
from fengqiao.wishes.models import Wish
from tests.matters.helping import at_once, codes
from tests.wishes.helping import delivered, fulfilled, wish
from tests.world import NOW, viewer


def test_two_at_once(committed_world: None) -> None:
    row = wish()
    takes = [partial(actions.claim, wish_id=row.id, by=viewer(login), at=NOW) for login in ("secretary", "volunteer")]
    assert sorted(codes(at_once(*takes))) == ["done", "wish-taken"]
    assert Event.objects.filter(kind="wish.claimed").count() == 1
    mine = Wish.objects.get().claimed_by_id == viewer("secretary").staff_id
    delivered(row, "secretary" if mine else "volunteer")
    back = partial(actions.send_back, wish_id=row.id, reason="face", by=viewer("chief.north"), at=NOW)
    assert sorted(codes(at_once(lambda: fulfilled(row) and None, back))) == ["done", "wish-state"]
    left = Wish.objects.get()
    assert (left.state == "fulfilled", left.photos.filter(state="shown").count()) in {(True, 1), (False, 0)}
    assert codes(at_once(*[lambda: wish() and None] * 2)) == ["done", "done"]
    assert Wish.objects.values("number").distinct().count() == 3
