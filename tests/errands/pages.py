"""The pages of errands as browsers look at them: a request on its way with a paper in hand, what is slow, the family's slip."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.errands import actions
from fengqiao.passes.actions import make_errand_slip
from tests.errands.asking import asked
from tests.errands.helping import RUNNER, authorised, brought, ended, errand, item, on
from tests.world import NOW, viewer


def errand_pages() -> dict[str, tuple[str, str]]:
    """Play a request in work with everything on its page, one that has ended, and name what opens them."""
    old = errand(kinds=["survivor", "other"], at=NOW - timedelta(days=40))
    authorised(old, ("survivor",))
    brought(item(old), days=0)
    ended(item(old, "other"), "refused", "not_entitled", days=0, text="第六条")
    row, by = errand(), viewer(RUNNER)
    authorised(row)
    on(item(row, "id_card"), "visit")
    actions.plan_visit(item_id=item(row, "id_card"), day=NOW.date(), by=by, at=NOW)
    on(item(row), "check", told="phone", text="材料对过了，差一份证明。")
    for kind in ("id_card", "household_book"):
        actions.take_paper(item_id=item(row), kind=kind, signed=True, by=by, at=NOW)
    token = make_errand_slip(errand_id=row.id, by=by, at=NOW)
    over = make_errand_slip(errand_id=old.id, by=viewer("desk.north"), at=NOW)
    return {
        "errands asked after": ("desk.north", "/ratings/errands/"),
        "resident: rates an errand": ("", f"/e/{over}/"),
        "errands": ("desk.north", "/errands/"),
        "errands today": (RUNNER, "/errands/today/"),
        "errands slow": ("chief.north", "/errands/slow/"),
        "errand new": (RUNNER, "/errands/new/"),
        "errand": (RUNNER, f"/errands/{row.id}/"),
        "errand ended": ("desk.north", f"/errands/{old.id}/"),
        "errand waits": ("desk.north", f"/errands/{asked().id}/"),
        "resident: errand": ("", f"/e/{token}/"),
        "resident: slip of an errand": ("", f"/e/{token}/slip/"),
        "resident: asks for an errand": ("", "/portal/errand/"),
    }
