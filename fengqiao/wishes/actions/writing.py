"""What the actions share: a wish under its lock with the rules asked, fit words, the one event, who is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as tell_people
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_of
from fengqiao.wishes.models import Wish
from fengqiao.wishes.queries import actor_of, visible_wishes
from fengqiao.wishes.rules.course import TURNS, names_somebody, why_not
from fengqiao.wishes.terms import WishMove, WishState

TEXT = 300


def hold(wish_id: UUID, move: WishMove, by: Viewer) -> Wish:
    """Lock a wish for a move and bring it to the state that follows; refuses strangers and what the rules refuse."""
    if not visible_wishes(by).filter(id=wish_id).exists():
        raise Problem("wish-unknown", "没有这个心愿，或者您无权查看。")
    row = Wish.objects.select_for_update().get(id=wish_id)
    if row.erased_at is not None:
        raise Problem("wish-erased", "这个心愿的保存期限已满，文字和照片已经销毁。")
    state = WishState(row.state)
    refusal = why_not(move, state, actor_of(by, row))
    if refusal:
        raise refusal
    row.state = TURNS[state, move].value
    return row


def pack_behind(row: Wish) -> Pack:
    """Return the pack that a wish was collected with."""
    return pack_of(row.edition_id).pack


def nameless(text: str, known: Iterable[str]) -> str:
    """Return a text that members may read; refuses one that tells who somebody is."""
    found = fitted(text, TEXT)
    if names_somebody(found, known):
        raise Problem("wish-names", "大家都看得到这段话：不要写姓名、学校、电话、住址。")
    return found


def save(row: Wish) -> None:
    """Keep a wish; a page that shows it is out of date from then on."""
    row.version += 1
    row.save()


def tell(
    kind: EventKind,
    row: Wish,
    by: Viewer,
    at: datetime,
    *,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
    staff: Iterable[UUID | None] = (),
) -> None:
    """Record the one event of an action, and tell those whom it concerns that there is news; nobody's words travel."""
    marks = {"wish": row.kind, "band": row.band, **(attributes or {})}
    record_deed(
        kind,
        by,
        at,
        unit_id=row.unit_id,
        area_id=row.town_id,
        subject_id=row.id,
        attributes=marks,
        measures=measures or {},
    )
    people = frozenset(each for each in staff if each is not None)
    if people:
        about = About(row.id, row.number, "", row.town_id, page=(Page.WISH, row.id))
        tell_people([News(NoticeKind.WISH_NEWS, about, staff=people)], by=by, at=at)
