"""Reading wishes: members see what a child wishes and nobody's name; the unit that keeps a wish sees more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault.queries import tellers_of
from fengqiao.wishes.models import Wish, WishPicture
from fengqiao.wishes.rules.course import Actor
from fengqiao.wishes.terms import PictureState, WishState

MEMBERS = (Right.TAKE_IN, Right.HANDLE, Right.ORGANISE, Right.SUPERVISE)
OPEN, WITHDRAWN = WishState.OPEN.value, WishState.WITHDRAWN.value


def may_collect(viewer: Viewer) -> bool:
    """Say whether somebody may collect wishes: those who take in and handle, and those who organise."""
    return viewer.may(Right.ORGANISE) or (viewer.may(Right.TAKE_IN) and viewer.may(Right.HANDLE))


def may_claim(viewer: Viewer) -> bool:
    """Say whether somebody may claim wishes: whoever works with residents or organises."""
    return any(viewer.may(right) for right in (Right.TAKE_IN, Right.HANDLE, Right.ORGANISE))


def reached(viewer: Viewer) -> set[UUID]:
    """Return the units that somebody acts for: their own, and those below it."""
    return {viewer.unit_id, *viewer.seen_units}


def keeps(viewer: Viewer, row: Wish) -> bool:
    """Say whether somebody acts for the unit that keeps a wish."""
    return may_collect(viewer) and row.unit_id in reached(viewer)


def actor_of(viewer: Viewer, row: Wish) -> Actor:
    """Return what the rules ask of whoever moves a wish."""
    return Actor(may_claim(viewer), row.claimed_by_id == viewer.staff_id, keeps(viewer, row))


def visible_wishes(viewer: Viewer) -> QuerySet[Wish]:
    """Return the wishes that a member sees; what was withdrawn is seen by the unit that kept it alone."""
    if not any(viewer.may(right) for right in MEMBERS):
        return Wish.objects.none()
    kept = Q(unit__in=reached(viewer)) if may_collect(viewer) else Q(pk__in=[])
    return Wish.objects.filter(~Q(state=WITHDRAWN) | kept)


def wish_for(viewer: Viewer, wish_id: UUID) -> Wish | None:
    """Return a wish if the viewer may see it: the only way by which a page gets one."""
    rows = visible_wishes(viewer).filter(id=wish_id)
    return (
        rows.select_related("unit", "town", "collected_by", "claimed_by", "confirmed_by").defer("town__shape").first()
    )


@dataclass(frozen=True, slots=True)
class WishFilter:
    """What a list is narrowed to: a state or `mine` (claimed by the viewer), a kind, an age band."""

    only: str = ""
    kind: str = ""
    band: str = ""


def wishes(viewer: Viewer, wanted: WishFilter) -> QuerySet[Wish]:
    """Return the wishes that a viewer sees, those still open first, the newest before the older."""
    rows = visible_wishes(viewer)
    if wanted.only == "mine":
        rows = rows.filter(claimed_by=viewer.staff_id)
    elif wanted.only in set(WishState):
        rows = rows.filter(state=wanted.only)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.band:
        rows = rows.filter(band=wanted.band)
    shown = Prefetch("photos", WishPicture.objects.filter(state=PictureState.SHOWN.value).order_by("added_at", "id"))
    return (
        rows.select_related("unit", "town", "claimed_by")
        .defer("town__shape")
        .prefetch_related(shown)
        .order_by("-consented_at", "-id")
    )


def wish_tallies(viewer: Viewer) -> Mapping[str, int]:
    """Return how many wishes that a viewer sees stand in which state, and how many are theirs and not yet fulfilled (one query)."""
    counts = {each.value: Count("id", filter=Q(state=each.value)) for each in WishState}
    mine = Count(
        "id", filter=Q(claimed_by=viewer.staff_id, state__in=[WishState.CLAIMED.value, WishState.DELIVERED.value])
    )
    return visible_wishes(viewer).aggregate(**counts, mine=mine)


@dataclass(frozen=True, slots=True)
class WishSheet:
    """A wish as its page needs it; `person`: whom it is for, masked, for those who keep it; `waiting`: to be judged by the viewer."""

    wish: Wish
    actor: Actor
    person: Mapping[str, str]
    shown: list[WishPicture]
    waiting: list[WishPicture]


def wish_sheet(viewer: Viewer, wish_id: UUID) -> WishSheet | None:
    """Return one wish with what belongs to it, as much of it as the viewer may see."""
    row = wish_for(viewer, wish_id)
    if row is None:
        return None
    actor, photos = actor_of(viewer, row), list(row.photos.order_by("added_at", "id"))
    person = tellers_of(row.id).get(row.id, {}) if actor.keeps else {}
    shown = [each for each in photos if each.state == PictureState.SHOWN.value]
    waiting = (
        [each for each in photos if each.state == PictureState.WAITING.value] if actor.keeps and not actor.mine else []
    )
    return WishSheet(row, actor, person, shown, waiting)


def picture_for(viewer: Viewer, picture_id: UUID) -> WishPicture | None:
    """Return a picture that the viewer may look at: one that is shown, or one that they are to judge."""
    row = WishPicture.objects.filter(id=picture_id).select_related("wish").first()
    if row is None or not visible_wishes(viewer).filter(id=row.wish_id).exists():
        return None
    actor = actor_of(viewer, row.wish)
    return row if row.state == PictureState.SHOWN.value or (actor.keeps and not actor.mine) else None


def wishes_over(*, before: datetime, most: int) -> list[UUID]:
    """Return the wishes that ended before a moment whose words are to go."""
    rows = Wish.objects.filter(ended_at__lt=before, erased_at__isnull=True)
    return list(rows.order_by("ended_at").values_list("id", flat=True)[:most])


def pictures_of(wish_ids: list[UUID]) -> list[UUID]:
    """Return the pictures of wishes: each has a key of its own."""
    return list(WishPicture.objects.filter(wish__in=wish_ids).values_list("id", flat=True))
