"""Words of wishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fengqiao.catalogue.model import Pack
from fengqiao.desk.words import called, name_of
from fengqiao.rulebook.queries import pack_of
from fengqiao.wishes.terms import WishState

if TYPE_CHECKING:
    from fengqiao.wishes.models import Wish

STATES = {
    WishState.OPEN: pgettext_lazy("wish", "等认领"), WishState.CLAIMED: pgettext_lazy("wish", "已认领"),
    WishState.DELIVERED: pgettext_lazy("wish", "等看照片"), WishState.FULFILLED: pgettext_lazy("wish", "已实现"),
    WishState.WITHDRAWN: pgettext_lazy("wish", "已撤回"),
}  # fmt: skip
TONES = {"open": "wait", "claimed": "blue", "delivered": "amber", "fulfilled": "green", "withdrawn": "grey"}
PERSON = {
    "child_name": gettext_lazy("孩子姓名"), "child_school": gettext_lazy("学校"), "guardian_name": gettext_lazy("监护人"),
    "guardian_phone": gettext_lazy("监护人电话"),
}  # fmt: skip
ICONS = {
    "study": "edit",
    "book": "book-2",
    "clothes": "tag",
    "sport": "star",
    "toy": "heart-handshake",
    "company": "users",
}


def card_of(row: Wish) -> dict[str, Any]:
    """Return a wish as members see it: kind, age band, town, what is wished, about how much."""
    pack: Pack = pack_of(row.edition_id).pack
    said, state = pack.wishes, WishState(row.state)
    return {
        "id": row.id,
        "number": row.number,
        "kind": called(said.kinds, row.kind),
        "icon": ICONS.get(row.kind, "bulb"),
        "band": called(said.bands, row.band),
        "town": name_of(row.town) if row.town else "",
        "text": row.text,
        "cost": _("约 %(n)s 元") % {"n": row.cost} if row.cost is not None else "",
        "state": row.state,
        "word": STATES[state],
        "tone": TONES[row.state],
        "at": row.consented_at,
        "claimer": row.claimed_by.name if row.claimed_by else "",
        "thanks": row.thanks,
    }
