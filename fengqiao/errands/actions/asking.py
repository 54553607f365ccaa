"""Requests that residents and families make themselves: asked by the public page, taken up or declined by the unit of the place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from fengqiao.errands.actions.taking import NewErrand, add_items, checked, may_take, next_number, term_of
from fengqiao.errands.actions.working import NO, YES
from fengqiao.errands.actions.writing import TEXT, HeldItem, about, add_line, ending_of, hold, marks_of, save, tell
from fengqiao.errands.models import Errand, ErrandItem
from fengqiao.errands.terms import ErrandWay, ItemState
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import News
from fengqiao.notices.actions import tell as tell_people
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, closest_with, directory
from fengqiao.orgs.terms import Right, Role
from fengqiao.rulebook.queries import pack_of, pack_on
from fengqiao.vault.actions import Teller, keep_personal
from fengqiao.vault.queries import searched_as
from fengqiao.vault.terms import PersonalKind

HOUR = 3600


@transaction.atomic
def ask(*, wanted: NewErrand, by: Viewer, at: datetime) -> UUID:
    """Take down what somebody asks for on the public page; it waits at the unit of the place. Sent twice it is one.

    Refuses a request without a place or a telephone that can be rung, and another one by the same page.
    """
    if not by.may(Right.TAKE_IN):
        raise denied()
    kinds, personal = checked(wanted, at)
    text = fitted(wanted.text, TEXT)
    if PersonalKind.PHONE not in searched_as(personal["teller_phone"]):
        raise Problem("errand-phone", "请写能打通的电话，代办员要先打电话问清楚。")
    if wanted.area_id is None:
        raise Problem("errand-area", "请选在哪个村、社区，好交给最近的驿站。")
    unit = closest_with(Role.ASSISTANT, wanted.area_id, at=at) or directory(at=at).unit_for("police", wanted.area_id)
    if unit is None:
        raise Problem("errand-nobody", "这个地方还没有人接代办，请打电话或到窗口。")
    published = pack_on(at)
    try:
        with transaction.atomic():
            row = Errand.objects.create(
                id=wanted.press, number=next_number(at), edition_id=published.edition_id, unit_id=unit.id, area_id=wanted.area_id,
                way=ErrandWay.PORTAL.value, text=text, runner=None, asked_at=at, taken_at=at,
            )  # fmt: skip
    except IntegrityError:
        return _there(wanted, kinds, text)
    keep_personal([Teller(row.id, row.id, personal)], at=at, new_matters=[row.id])
    add_items(row, kinds, published.pack, at)
    news = News(NoticeKind.ERRAND_ASKED, about(row), units=frozenset({row.unit_id}), codes={"unit": str(row.unit_id)})
    tell_people([news], by=by, at=at)
    tell(EventKind.ERRAND_ASKED, row, by, at, measures={"items": len(kinds)})
    return row.id


def _there(wanted: NewErrand, kinds: list[str], text: str) -> UUID:
    """Return what the same page asked for before; refuses other words under its mark."""
    there = Errand.objects.filter(id=wanted.press, asked_at__isnull=False).first()
    same = there and there.text == text and set(there.items.values_list("kind", flat=True)) == set(kinds)
    if there is None or not same:
        raise Problem("errand-known", "这一页已经交过一次。要办别的，请重新打开再填一张。")
    return there.id


@transaction.atomic
def take_up(*, errand_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a waiting request up: whoever does runs it, and its terms begin. The second of two at once finds it taken.

    Refuses whoever ended it before, where it is run again because it was not solved.
    """
    row = _waiting(errand_id, by)
    pack = pack_of(row.edition_id).pack
    row.runner_id, row.taken_at = by.staff_id, at
    for item in row.items.filter(state=ItemState.OPEN.value).order_by("place"):
        kind = pack.errands.kinds[item.kind]
        for name, moment in term_of(kind, pack, at).items():
            setattr(item, name, moment)
        item.save(update_fields=["due_at", "soon_at"])
        add_line(HeldItem(row, item, kind, pack), item.step, "", "", by, at)
    save(row)
    waited = int((at - (row.reopened_at or row.asked_at or at)).total_seconds()) // HOUR
    open_ = row.items.filter(state=ItemState.OPEN.value).count()
    kind_of_event = EventKind.ERRAND_TAKEN_AGAIN if row.reopened else EventKind.ERRAND_TAKEN
    tell(kind_of_event, row, by, at, measures={"items": open_, "waited": waited})


@transaction.atomic
def decline(*, errand_id: UUID, ending: str, text: str, told: str, by: Viewer, at: datetime) -> None:
    """Decline a waiting request with a reason of the pack; what is open of it ends. Refuses a legal reason without its clause."""
    row = _waiting(errand_id, by)
    pack = pack_of(row.edition_id).pack
    state = ItemState.REFUSED.value if ending_of(pack, ending, text).refused else ItemState.GIVEN_UP.value
    items = list(row.items.filter(state=ItemState.OPEN.value).order_by("place"))
    for item in items:
        item.state, item.ending, item.ended_at, item.soon_at = state, ending, at, None
        item.save(update_fields=["state", "ending", "ended_at", "soon_at"])
        add_line(HeldItem(row, item, pack.errands.kinds[item.kind], pack), state, text, told, by, at)
    row.ended_at = at
    save(row)
    done = row.items.filter(
        state=ItemState.DONE.value
    ).exists()  # of one that is run again: what was solved stays served
    marks = {"ending": ending, "last": YES, "served": YES if done else NO}
    tell(EventKind.ERRAND_DECLINED, row, by, at, attributes=marks, measures={"items": len(items)})


def _waiting(errand_id: UUID, by: Viewer) -> Errand:
    row = hold(errand_id, by, waiting=True)
    if not may_take(by):
        raise denied()
    if row.ended_at is not None:
        raise Problem("errand-over", "这件代办已经办完。")
    if row.runner_id is not None:
        raise Problem("errand-taken-up", "已经有人接下来了，请刷新后再看。")
    return row


@transaction.atomic
def remind(*, item_id: UUID, by: Viewer, at: datetime) -> bool:
    """Tell whoever runs an item that its term is nearly over, once; returns whether that was still to be done."""
    item = ErrandItem.objects.select_for_update().filter(id=item_id, state=ItemState.OPEN.value).first()
    if item is None or item.soon_at is None or item.soon_at > at:
        return False
    row = Errand.objects.get(id=item.errand_id)
    item.soon_at = None
    item.save(update_fields=["soon_at"])
    pack = pack_of(row.edition_id).pack
    marks = marks_of(HeldItem(row, item, pack.errands.kinds[item.kind], pack))
    staff = frozenset({row.runner_id} if row.runner_id else ())
    news = News(NoticeKind.ERRAND_SOON, about(row, item.due_at), staff=staff, codes={"unit": str(row.unit_id)})
    tell_people([news], by=by, at=at)
    tell(
        EventKind.ERRAND_SOON,
        row,
        by,
        at,
        attributes=marks,
        measures={"days": (timezone.localdate(item.due_at) - timezone.localdate(at)).days},
    )
    return True
