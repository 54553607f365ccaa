"""What the actions share: an errand under its lock, an item with its kind, fit words, the one event each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.errand import ErrandEnding, ErrandKind
from fengqiao.catalogue.model import Pack
from fengqiao.errands.models import Errand, ErrandItem, ErrandLine
from fengqiao.errands.queries import acts_on, barred_from, can_text, visible_errands
from fengqiao.errands.rules.course import ItemFacts, covers
from fengqiao.errands.terms import ItemState, PaperHolder, ToldHow
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as tell_people
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_of

TEXT = 500


@dataclass(frozen=True, slots=True)
class HeldItem:
    """An item of an errand that is locked, with its kind in the edition that the errand began with."""

    errand: Errand
    item: ErrandItem
    kind: ErrandKind
    pack: Pack


def hold(errand_id: UUID | None, by: Viewer, *, waiting: bool = False) -> Errand:
    """Lock an errand; refuses strangers, those who do not act on it, whoever ended it where it is run again, and (but
    where `waiting`) one that nobody took up.
    """
    if errand_id is None or not visible_errands(by).filter(id=errand_id).exists():
        raise Problem("errand-unknown", "没有这件代办，或者您无权查看。")
    row = Errand.objects.select_for_update().get(id=errand_id)
    if not acts_on(by, row):
        raise Problem("errand-denied", "只有代办员和承办单位可以这样操作。")
    if barred_from(by, row):
        raise Problem("errand-barred", "这件是您办结、群众说没有解决的，由别人来办。")
    if row.erased_at is not None:
        raise Problem("errand-erased", "这件代办的保存期限已满，文字已经销毁。")
    if not waiting and row.runner_id is None and row.ended_at is None:
        raise Problem("errand-waiting", "这件还没有人接，先接下来再办。")
    return row


def hold_item(item_id: UUID, by: Viewer) -> HeldItem:
    """Lock an item through its errand."""
    errand_id = ErrandItem.objects.filter(id=item_id).values_list("errand", flat=True).first()
    row = hold(errand_id, by)
    item = ErrandItem.objects.select_for_update().get(id=item_id)
    pack = pack_of(row.edition_id).pack
    return HeldItem(row, item, pack.errands.kinds[item.kind], pack)


def facts_of(held: HeldItem, at: datetime) -> ItemFacts:
    """Return what the rules ask of an item."""
    today = timezone.localdate(at)
    given = held.errand.authorisations.filter(ended_at__isnull=True)
    return ItemFacts(
        ItemState(held.item.state),
        held.item.step,
        authorised=any(covers(each.kinds, each.until, held.item.kind, today) for each in given),
        visited=held.item.visits.filter(done_at__gte=held.errand.taken_at).exists(),
        in_hand=held.item.papers.filter(holder=PaperHolder.ASSISTANT.value).count(),
    )


def save(row: Errand) -> None:
    """Keep an errand; a page that shows it is out of date from then on."""
    row.version += 1
    row.save()


def tell(
    kind: EventKind,
    row: Errand,
    by: Viewer,
    at: datetime,
    *,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
) -> None:
    """Record the one event of an action: its subject is the errand, it counts for the unit that keeps it."""
    own = {"way": row.way}
    record_deed(
        kind, by, at, unit_id=row.unit_id, subject_id=row.id, area_id=row.area_id, own=own, attributes=attributes,
        measures=measures,
    )  # fmt: skip


def ending_of(pack: Pack, code: str, text: str, *, refused: bool | None = None) -> ErrandEnding:
    """Return why an item ends undone, by its code; refuses one that the pack lacks, and a refusal without its clause.

    `refused`: whether it has to be the department's refusal, or must not be; None where either will do.
    """
    why = pack.errands.endings.get(code)
    if why is None or refused not in (None, why.refused):
        raise Problem("errand-ending", "请选择结果。")
    if why.refused and not fitted(text, TEXT):
        raise Problem("errand-clause", "不予办理要写明依据哪一条。")
    return why


def marks_of(held: HeldItem) -> dict[str, str]:
    """Return the codes that events of an item carry."""
    kind = held.kind
    return {"errand": kind.code, "group": kind.group, "decides": kind.decides, "doubt": "yes" if kind.doubt else "no"}


def add_line(held: HeldItem, step: str, text: str, told: str, by: Viewer, at: datetime) -> None:
    """Write down what an item came to, and how the resident was told of it."""
    if told and told != ToldHow.PAGE.value:
        told_so(held.errand, told, by, at)
    ErrandLine.objects.create(
        item=held.item, errand=held.errand, step=step, text=fitted(text, TEXT), at=at, staff_id=by.staff_id, told=told,
        told_at=at if told else None,
    )  # fmt: skip


def told_so(row: Errand, how: str, by: Viewer, at: datetime) -> None:
    """Take how somebody was told; by text message it is written down to be sent. Refuses where none can be sent."""
    if how not in set(ToldHow) or how == ToldHow.PAGE.value:
        raise Problem("errand-told", "请选择怎么告诉本人的。")
    if how == ToldHow.SMS.value:
        if not can_text(row, at=at):
            raise Problem("errand-text", "没有留手机号，或者县局没有开通这类短信，请打电话或当面告诉。")
        news = News(NoticeKind.TOLD_ERRAND, about(row), tellers=(row.id,), codes={"unit": str(row.unit_id)})
        tell_people([news], by=by, at=at)


def about(row: Errand, due: datetime | None = None) -> About:
    """Return what a notice may say of an errand."""
    return About(row.id, row.number, "", row.area_id, due=due, page=(Page.ERRAND, row.id))
