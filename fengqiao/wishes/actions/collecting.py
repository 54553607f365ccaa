"""Collecting a wish with the guardian's consent, and seeing whom it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Place, Viewer, directory
from fengqiao.orgs.terms import AreaLevel
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Teller, keep_personal, unmask
from fengqiao.vault.terms import PersonalGroup
from fengqiao.wishes.actions.writing import nameless, tell
from fengqiao.wishes.models import Wish, WishSeries
from fengqiao.wishes.queries import keeps, may_collect, wish_for
from fengqiao.wishes.terms import WishState

LETTERS, DEAREST = "XY", 99_999
FIELDS = ("child_name", "child_school", "guardian_name", "guardian_phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWish:
    """A wish to keep. `signed`: the guardian signed; `pictures`: and lets pictures show the child. `cost` in whole yuan."""

    kind: str
    band: str
    text: str
    relation: str
    signed: bool
    pictures: bool = False
    cost: int | None = None
    town_id: UUID | None = None
    personal: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def collect(*, wanted: NewWish, by: Viewer, at: datetime) -> UUID:
    """Keep a wish that a guardian consented to; returns its id. Nothing is kept before somebody signed.

    Refuses a wish in words that tell who the child is, and a place finer than a town: members see both.
    """
    if not may_collect(by):
        raise denied()
    if not wanted.signed:
        raise Problem("wish-consent", "监护人还没有签同意书，先不要登记。")
    published = pack_on(at)
    said = published.pack.wishes
    if wanted.kind not in said.kinds or wanted.band not in said.bands or wanted.relation not in said.relations:
        raise Problem("wish-codes", "请选心愿种类、年龄段和谁签的同意书。")
    personal = {code: fitted(wanted.personal.get(code, ""), 60) for code in FIELDS}
    if not personal["child_name"] or not personal["guardian_name"]:
        raise Problem("wish-person", "请写孩子和监护人的姓名，只有负责的人看得到。")
    text = nameless(wanted.text, personal.values())
    if not text:
        raise Problem("wish-text", "请写孩子想要什么。")
    if wanted.cost is not None and not 1 <= wanted.cost <= DEAREST:
        raise Problem("wish-cost", "大约多少钱请写 1 到 {most} 的整数。", most=DEAREST)
    row = Wish.objects.create(
        number=_number(at), edition_id=published.edition_id, unit_id=by.unit_id, town_id=_town(wanted.town_id, at), kind=wanted.kind,
        band=wanted.band, text=text, cost=wanted.cost, state=WishState.OPEN.value, relation=wanted.relation, consented_at=at,
        pictures=wanted.pictures, collected_by_id=by.staff_id,
    )  # fmt: skip
    keep_personal([Teller(row.id, row.id, personal)], at=at, new_matters=[row.id])
    tell(EventKind.WISH_COLLECTED, row, by, at, attributes={"pictures": "yes" if wanted.pictures else "no"})
    return row.id


def _town(area_id: UUID | None, at: datetime) -> UUID | None:
    """Return the town that a place lies in; refuses a place that is not there."""
    if area_id is None:
        return None
    places = directory(at=at).places
    if area_id not in places:
        raise Problem("area-unknown", "请从列表里选所在乡镇。")
    above: list[Place] = [places[each] for each in places[area_id].above if each in places]
    return next((each.id for each in above if each.level is AreaLevel.TOWN), None)


def _number(at: datetime) -> str:
    """Return the next number of the day: XY20261126-001. Part of the caller's action."""
    prefix = f"{LETTERS}{timezone.localdate(at):%Y%m%d}"
    WishSeries.objects.bulk_create([WishSeries(prefix=prefix)], ignore_conflicts=True)
    series = WishSeries.objects.select_for_update().get(prefix=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{series.last:03d}"


@transaction.atomic
def look(*, wish_id: UUID, purpose: str, by: Viewer, at: datetime) -> Mapping[str, str]:
    """Return whom a wish is for in clear, for a purpose that is recorded, to those who keep it and while it is open.

    Whoever collected it needs no more than the right to see what is in their own hands. Members never see it.
    """
    row = wish_for(by, wish_id)
    if row is None:
        raise Problem("wish-unknown", "没有这个心愿，或者您无权查看。")
    if pack_on(at).pack.reason(ReasonUse.UNMASK, purpose) is None:
        raise Problem("purpose-unknown", "请选择查看的用途。")
    running = keeps(by, row) and row.ended_at is None
    own = row.collected_by_id == by.staff_id
    return unmask(
        report_id=row.id, groups=list(PersonalGroup), purpose=purpose, open_task=running, by=by, at=at, own=own
    )
