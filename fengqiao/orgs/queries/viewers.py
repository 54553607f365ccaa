"""Reading units, areas and people; and the viewer, through whom every other room is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery

from fengqiao.kit.problems import Problem, denied
from fengqiao.orgs.models import Account, Area, Deputy, Post, Staff, Unit, Venue
from fengqiao.orgs.policy import RIGHTS
from fengqiao.orgs.queries.posts import not_ended
from fengqiao.orgs.terms import AreaLevel, Right, Role

SYSTEM_NUMBER = "SYSTEM"
COMPANY, REGISTERED = "company", "register."  # a kind of venue; how the codes of the register of companies begin
IN_CHARGE = (Role.CHIEF, Role.DUTY_DESK, Role.DISPATCHER, Role.HANDLER)


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post as somebody sees it who acts in it: its holder, or a deputy (`holder_id`, `holder`, `until`)."""

    id: UUID
    unit_id: UUID
    unit_name: str
    unit_name_en: str
    role: Role
    holder_id: UUID | None = None
    holder: str = ""
    until: datetime | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks and acts, in which post: the one key to every scoped query and action."""

    staff_id: UUID
    name: str
    post: HeldPost
    posts: tuple[HeldPost, ...]
    rights: frozenset[Right]
    seen_units: frozenset[UUID]
    seen_areas: frozenset[UUID]
    account_id: UUID | None = None
    through: tuple[tuple[str, str], ...] = ()

    def may(self, right: Right) -> bool:
        """Say whether the post held now gives the right."""
        return right in self.rights

    @property
    def unit_id(self) -> UUID:
        """The unit of the post held now."""
        return self.post.unit_id

    @property
    def marks(self) -> Mapping[str, str]:
        """What events and the timeline say besides: for whom a deputy acts, and what a unit's mailbox acts `through`.

        `staff_id` is always who really acts.
        """
        return {**({"deputy_for": str(self.post.holder_id)} if self.post.holder_id else {}), **dict(self.through)}


def viewer_of(
    staff: Staff, *, at: datetime, post_id: UUID | None = None, account_id: UUID | None = None
) -> Viewer | None:
    """Return the viewer for a staff member at a moment, in the post chosen or else the first; None without a post.

    Posts in which they deputise stand behind their own.
    """
    in_force = not_ended(at)
    own = Post.objects.filter(in_force, staff=staff, starts__lte=at).select_related("unit").order_by("starts", "id")
    standing = Deputy.objects.filter(
        Q(post__ends__isnull=True) | Q(post__ends__gt=at),
        staff=staff,
        starts__lte=at,
        ends__gt=at,
        post__starts__lte=at,
    )
    held: list[tuple[HeldPost, Unit]] = [
        (HeldPost(p.id, p.unit_id, p.unit.name, p.unit.name_en, Role(p.role), line=p.unit.line), p.unit) for p in own
    ]
    for row in standing.select_related("post__unit", "post__staff").order_by("starts", "id"):
        post, holder = row.post, row.post.staff
        shown = HeldPost(
            post.id,
            post.unit_id,
            post.unit.name,
            post.unit.name_en,
            Role(post.role),
            holder.id,
            holder.name,
            row.ends,
            post.unit.line,
        )
        held.append((shown, post.unit))
    if not held:
        return None
    chosen, unit = next((each for each in held if each[0].id == post_id), held[0])
    rights = RIGHTS[chosen.role]
    # A deputy does not deputise on.
    may = rights.may - {Right.DEPUTE} if chosen.holder_id else rights.may
    units: frozenset[UUID] = frozenset()
    areas: frozenset[UUID] = frozenset()
    if rights.by_subtree:
        units = frozenset(Unit.objects.filter(path__startswith=reach_of(unit)).values_list("id", flat=True))
    if rights.by_area:
        areas = areas_below(unit.areas.values_list("path", flat=True))
    return Viewer(staff.id, staff.name, chosen, tuple(each for each, _ in held), may, units, areas, account_id)


def reach_of(unit: Unit) -> str:
    """Return the path below which a post in a unit reaches: a part of a station is a place within it, and reaches it all."""
    return str(unit.path[: -Unit.steplen] if unit.part and unit.depth > 1 else unit.path)


def viewer_in_post(post_id: UUID, *, at: datetime) -> Viewer | None:
    """Return whoever holds a post, as they act in it; None where it is not held at that moment."""
    post = Post.objects.filter(id=post_id).select_related("staff").first()
    viewer = viewer_of(post.staff, at=at, post_id=post_id) if post else None
    return viewer if viewer and viewer.post.id == post_id else None


def account_and_person(account_id: UUID) -> Account | None:
    """Return an account with the person behind it (one query)."""
    return Account.objects.filter(id=account_id).select_related("staff").first()


def viewer_for_account(account_id: UUID, *, at: datetime, post_id: UUID | None = None) -> Viewer | None:
    """Return the viewer behind a log-in, or None where it is switched off or holds no post now."""
    account = account_and_person(account_id)
    return viewer_behind(account, at=at, post_id=post_id) if account else None


def viewer_behind(account: Account, *, at: datetime, post_id: UUID | None = None) -> Viewer | None:
    """Return the viewer behind an account just read, or None where it is switched off or holds no post now."""
    return viewer_of(account.staff, at=at, post_id=post_id, account_id=account.id) if account.is_active else None


def viewer_with(staff_id: UUID, *, at: datetime) -> Viewer | None:
    """Return somebody as they act in their first post, None where they hold none."""
    staff = Staff.objects.filter(id=staff_id).first()
    return viewer_of(staff, at=at) if staff else None


def viewer_named(username: str, *, at: datetime) -> Viewer | None:
    """Return the viewer behind a log-in name (for the command line)."""
    account = Account.objects.filter(username__iexact=username).first()
    return viewer_for_account(account.id, at=at) if account else None


def viewer_in(unit_id: UUID, roles: Iterable[Role], *, at: datetime, turn: int = 0) -> Viewer | None:
    """Return somebody who holds one of the roles in the unit, as they act there; `turn` goes round them."""
    posts = list(
        Post.objects.filter(not_ended(at), role__in=[role.value for role in roles], unit_id=unit_id, starts__lte=at)
        .exclude(staff__number=SYSTEM_NUMBER)
        .select_related("staff")
        .order_by("staff__number")
    )
    if not posts:
        return None
    post = posts[turn % len(posts)]
    return viewer_of(post.staff, at=at, post_id=post.id)


def system_viewer(*, at: datetime) -> Viewer | None:
    """Return the viewer that stands for the installation itself (imports and jobs), once it is set up."""
    staff = Staff.objects.filter(number=SYSTEM_NUMBER).first()
    return viewer_of(staff, at=at) if staff else None


def why_not_publish(viewer: Viewer) -> Problem | None:
    """Return why a viewer may not publish what holds for everybody, or None.

    The post must give the right, and where its reach goes by areas it must reach all of them: a town's centre does not
    decide how the whole county routes.
    """
    if not viewer.may(Right.PUBLISH):
        return denied()
    tops = set(Area.objects.filter(depth=1).values_list("id", flat=True))
    if RIGHTS[viewer.post.role].by_area and not tops <= viewer.seen_areas:
        return Problem("denied-reach", "清单和模型管着全部辖区的分流，只有覆盖全部辖区的岗位才能发布。")
    return None


def areas_below(paths: Iterable[str]) -> frozenset[UUID]:
    """Return the areas at some paths and all below them."""
    wanted = Q()
    for path in paths:
        wanted |= Q(path__startswith=path)
    return frozenset(Area.objects.filter(wanted).values_list("id", flat=True)) if wanted else frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """An area as pages and rules need it; `above` are the ids of the areas that hold it, itself first.

    `setting` is its own or that of the nearest area above; empty where none is set.
    """

    entered: ClassVar[bool] = True  # as of Area and Unit
    id: UUID
    code: str
    name: str
    name_en: str
    level: AreaLevel
    above: tuple[UUID, ...]
    shape: Sequence[Sequence[Sequence[float]]]
    label_point: Sequence[float]
    aliases: Sequence[str]
    setting: str = ""


def places(*, at: datetime) -> dict[UUID, Place]:
    """Return every area in force, in tree order."""
    rows = list(
        Area.objects.filter(Q(active_to__isnull=True) | Q(active_to__gt=at), active_from__lte=at).order_by("path")
    )
    by_path = {row.path: row.id for row in rows}
    steps = Area.steplen
    settings: dict[str, str] = {}
    for row in rows:
        settings[row.path] = row.setting or settings.get(row.path[:-steps], "")
    return {
        row.id: Place(
            row.id,
            row.code,
            row.name,
            row.name_en,
            AreaLevel(row.level),
            tuple(by_path[row.path[:n]] for n in range(len(row.path), 0, -steps) if row.path[:n] in by_path),
            row.shape,
            row.label_point,
            row.aliases,
            settings[row.path],
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as other rooms need it. `began`: since when it is; `ends`: the day from which a temporary one is no more, None for all others."""

    entered: ClassVar[bool] = True  # as of Area and Unit
    id: UUID
    code: str
    name: str
    name_en: str
    short: str
    line: str
    function: str
    depth: int
    covers: frozenset[UUID]
    level: str = ""
    above: UUID | None = None
    neighbours: frozenset[str] = frozenset()
    part: str = ""
    ends: date | None = None
    began: date | None = None


class Directory:
    """All units in force, and who covers what: read once, asked many times (an import asks thousands of times)."""

    def __init__(self, cards: Iterable[UnitCard], all_places: dict[UUID, Place]) -> None:
        self.units = {card.id: card for card in cards}
        self.places = all_places
        self._by_function: dict[str, list[UnitCard]] = {}
        for card in self.units.values():
            if card.function:
                self._by_function.setdefault(card.function, []).append(card)

    def unit_for(self, function: str, area_id: UUID | None) -> UnitCard | None:
        """Return the unit of a function that covers the place most closely; without a place, the one for all."""
        candidates = self._by_function.get(function, [])
        if not candidates:
            return None
        if area_id in self.places:
            for step in self.places[area_id].above:
                covering = [card for card in candidates if step in card.covers]
                if covering:
                    return max(covering, key=lambda card: (card.depth, card.code))
        tops = {place.id for place in self.places.values() if len(place.above) == 1}
        return min(candidates, key=lambda card: (not card.covers & tops, card.depth, card.code))

    def upwards(self, unit_id: UUID) -> list[str]:
        """Return the codes of a unit and of those above it, the nearest first; none where it is not in force."""
        found: list[str] = []
        card = self.units.get(unit_id)
        while card is not None and card.code not in found:
            found.append(card.code)
            card = self.units.get(card.above) if card.above else None
        return found

    def parts_of(self, unit_id: UUID) -> list[UnitCard]:
        """Return the parts of a station, in tree order."""
        return [card for card in self.units.values() if card.part and card.above == unit_id]

    def station_of(self, unit_id: UUID) -> UnitCard | None:
        """Return the station of which a unit is a part, or the unit itself where it has parts; None of others."""
        card = self.units.get(unit_id)
        if card is not None and card.part and card.above:
            return self.units.get(card.above)
        return card if card is not None and self.parts_of(unit_id) else None

    def receivers(self) -> list[UnitCard]:
        """Return the units that matters may be routed to."""
        return [card for cards in self._by_function.values() for card in cards]


def directory(*, at: datetime) -> Directory:
    """Return the directory of units at a moment (three queries)."""
    rows = list(
        Unit.objects.filter(Q(active_to__isnull=True) | Q(active_to__gt=at), active_from__lte=at).order_by("path")
    )
    covers: dict[UUID, set[UUID]] = {}
    for unit_id, area_id in Unit.areas.through.objects.values_list("unit_id", "area_id"):
        covers.setdefault(unit_id, set()).add(area_id)
    by_path, steps = {row.path: row.id for row in rows}, Unit.steplen
    cards = [
        UnitCard(
            row.id,
            row.code,
            row.name,
            row.name_en,
            row.short or row.name,
            row.line,
            row.function,
            row.depth,
            frozenset(covers.get(row.id, ())),
            row.level,
            by_path.get(row.path[:-steps]),
            frozenset(row.neighbours),
            row.part,
            row.active_to,
            row.active_from,
        )
        for row in rows
    ]
    return Directory(cards, places(at=at))


def names_of_ended(ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return by id the short name and the English one of units and areas, whether they still are or not (two queries)."""
    units = Unit.objects.filter(id__in=ids).values_list("id", "short", "name", "name_en")
    areas = Area.objects.filter(id__in=ids).values_list("id", "name", "name_en")
    return {key: (name, en) for key, name, en in areas} | {key: (short or name, en) for key, short, name, en in units}


def unit_and_below(code: str) -> frozenset[UUID]:
    """Return the unit with a code and those below it; nothing where there is none."""
    unit = Unit.objects.filter(code=code).first()
    return (
        frozenset(Unit.objects.filter(path__startswith=unit.path).values_list("id", flat=True)) if unit else frozenset()
    )


def units_above(unit_id: UUID) -> QuerySet[Any, Any]:
    """Return the ids of a unit and of those above it, as a query to put into another."""
    own = Unit.objects.filter(id=unit_id).values("path")
    rows: QuerySet[Any, Any] = Unit.objects.alias(own=Subquery(own)).filter(own__startswith=F("path")).values("id")
    return rows


def venues() -> list[Venue]:
    """Return every venue with its area; the companies of the register, which may be ten thousand, have pages of their own."""
    return list(Venue.objects.exclude(code__startswith=REGISTERED).select_related("area").order_by("code"))


def venue_named(venue_id: UUID) -> Venue | None:
    """Return a venue with its area, None where there is none."""
    return Venue.objects.filter(id=venue_id).select_related("area").first()


def is_set_up() -> bool:
    """Say whether units and the system's own post have been loaded."""
    return Staff.objects.filter(number=SYSTEM_NUMBER).exists()
