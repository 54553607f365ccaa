"""Asking after the end of an errand (办后评议): three answers apart; what is not solved is run again by somebody else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.errands.actions.taking import term_of
from fengqiao.errands.actions.writing import TEXT, HeldItem, about, add_line, save, tell
from fengqiao.errands.models import Errand, ErrandRating
from fengqiao.errands.queries import closers_of, rate_facts, visible_errands
from fengqiao.errands.rules.course import AGAIN
from fengqiao.errands.terms import ItemState, ToldHow
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.rules.rating import Answers, opens_again, why_not_rate
from fengqiao.matters.terms import RatingWay
from fengqiao.notices.actions import News
from fengqiao.notices.actions import tell as tell_people
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, directory, signers_of
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on, pack_of

# Whoever answers hears there and then that somebody else runs it again.
TOLD = {
    RatingWay.SLIP: ToldHow.PAGE, RatingWay.PHONE: ToldHow.PHONE, RatingWay.VISIT: ToldHow.VISIT, RatingWay.COUNTER: ToldHow.VISIT,
}  # fmt: skip


@transaction.atomic
def rate(
    *,
    errand_id: UUID,
    way: RatingWay,
    answers: Answers,
    text: str,
    item_ids: Collection[UUID] = (),
    by: Viewer,
    at: datetime,
) -> bool:
    """Write down what was answered when somebody other than who ended it asked; say whether the errand is run again.

    `item_ids`: what is not solved, all of it where none is named.
    """
    row = _asked(errand_id, by)
    _refuse(row, by, at)
    return _rated(row, way, answers, text, item_ids, by, at)


@transaction.atomic
def rate_as_resident(
    *, errand_id: UUID, answers: Answers, text: str, item_ids: Collection[UUID] = (), by: Viewer, at: datetime
) -> bool:
    """Write down what the resident or the family answered by the slip; `by` stands for the installation, the slip is the proof.

    Says whether the errand is run again.
    """
    row = Errand.objects.select_for_update().get(id=errand_id)
    _refuse(row, None, at)
    return _rated(row, RatingWay.SLIP, answers, text, item_ids, by, at)


@transaction.atomic
def miss(*, errand_id: UUID, way: RatingWay, by: Viewer, at: datetime) -> None:
    """Write down that nobody was reached, or would not say; after so many times nobody asks any more."""
    row = _asked(errand_id, by)
    _refuse(row, by, at)
    ErrandRating.objects.create(errand=row, way=way.value, at=at, staff_id=by.staff_id)
    save(row)
    tell(EventKind.ERRAND_MISSED, row, by, at, attributes={"asked_by": way.value})


def _asked(errand_id: UUID, by: Viewer) -> Errand:
    """Lock an errand for somebody who asks after it: whoever sees it and has the right to ask."""
    if not visible_errands(by).filter(id=errand_id).exists():
        raise Problem("errand-unknown", "没有这件代办，或者您无权查看。")
    if not by.may(Right.ASK_AFTER):
        raise denied()
    return Errand.objects.select_for_update().get(id=errand_id)


def _refuse(row: Errand, by: Viewer | None, at: datetime) -> None:
    refusal = why_not_rate(rate_facts(row, by, at=at), at)
    if refusal:
        raise refusal


def _rated(
    row: Errand, way: RatingWay, answers: Answers, text: str, item_ids: Collection[UUID], by: Viewer, at: datetime
) -> bool:
    ended_at = row.ended_at or at
    again = opens_again(answers, row.reopened, limit_on("rating.reopens", at))
    ErrandRating.objects.create(
        errand=row, way=way.value, **answers.codes(), text=fitted(text, TEXT), again=again, at=at, staff_id=by.staff_id
    )
    codes = {"asked_by": way.value, **answers.codes(), "again": "yes" if again else "no"}
    minutes = max(int((at - ended_at).total_seconds() // 60), 0)
    tell(EventKind.ERRAND_RATED, row, by, at, attributes=codes, measures={"minutes": minutes})
    if again:
        _open_again(row, way, item_ids, by, at)
    save(row)
    return again


def _open_again(row: Errand, way: RatingWay, item_ids: Collection[UUID], by: Viewer, at: datetime) -> None:
    """Open an errand again for somebody other than who ended what is not solved; where the unit has nobody else, at the unit above."""
    pack = pack_of(row.edition_id).pack
    items = [item for item in row.items.order_by("place") if not item_ids or item.id in set(item_ids)]
    if not items:
        raise Problem("errand-unknown", "没有这件代办，或者您无权查看。")
    tell(EventKind.ERRAND_REOPENED, row, by, at, measures={"items": len(items), "times": row.reopened + 1})
    units, barred = directory(at=at).units, next(iter(closers_of(row.id, [item.id for item in items])), None)
    if not signers_of(row.unit_id, at=at) - {barred}:
        above = units[row.unit_id].above if row.unit_id in units else None
        row.unit_id = above or row.unit_id
    row.runner_id, row.barred, row.ended_at = None, barred, None
    row.reopened, row.reopened_at = row.reopened + 1, at
    for item in items:
        kind = pack.errands.kinds[item.kind]
        item.step, item.state, item.ending, item.ended_at = kind.steps[0], ItemState.OPEN.value, "", None
        for name, moment in term_of(kind, pack, at).items():
            setattr(item, name, moment)
        item.save()
        add_line(HeldItem(row, item, kind, pack), AGAIN, "", TOLD[way].value, by, at)
    row.authorisations.filter(ended_at__isnull=True).update(ended_at=at)
    news = News(NoticeKind.ERRAND_AGAIN, about(row), units=frozenset({row.unit_id}), codes={"unit": str(row.unit_id)})
    tell_people([news], by=by, at=at)
