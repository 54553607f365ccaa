"""What each Party branch has to hold by month, quarter and year: held, planned, missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from fengqiao.catalogue.duty import Required
from fengqiao.duties.models import Activity
from fengqiao.duties.queries.gate import reached
from fengqiao.duties.rules.required import periods_of_year, standing
from fengqiao.duties.terms import ActivityState, Standing
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, directory, staff_by_unit, units_above
from fengqiao.orgs.terms import Line
from fengqiao.rulebook.queries import pack_on


@dataclass(frozen=True, slots=True)
class Cell:
    """A period of what has to be held: its first day and that of the next, how often it was held and is planned, how it stands."""

    first: date
    after: date
    held: int
    planned: int
    standing: Standing
    activity_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RequiredLine:
    """What has to be held, with every period of a year."""

    rule: Required
    cells: tuple[Cell, ...]

    def now(self, today: date) -> Cell | None:
        """Return the period that a day is in."""
        return next((each for each in self.cells if each.first <= today < each.after), None)


@dataclass(frozen=True, slots=True)
class Branch:
    """A Party branch: the unit, and how many people have a post in it."""

    card: UnitCard
    people: int


def branches(units: Directory, *, at: datetime, only: Collection[UUID] | None = None) -> list[Branch]:
    """Return the Party units with people and no Party unit below them (of those in `only`), by code (one query).

    Not the temporary ones: what a squad has to hold its own term says.
    """
    party = [card for card in units.units.values() if card.line == Line.PARTY.value and card.ends is None]
    above = {card.above for card in party}
    leaves = [card for card in party if card.id not in above and (only is None or card.id in only)]
    people = staff_by_unit([card.id for card in leaves], at=at)
    found = [Branch(card, len(people[card.id])) for card in leaves if people[card.id]]
    return sorted(found, key=lambda each: each.card.code)


def branches_seen(viewer: Viewer, *, at: datetime) -> list[Branch]:
    """Return the branches that somebody sees: of units reached, and their own."""
    own = (
        reached(viewer)
        | {post.unit_id for post in viewer.posts}
        | set(units_above(viewer.unit_id).values_list("id", flat=True))
    )
    return branches(directory(at=at), at=at, only=own)


def asked_of(people: int, at: datetime) -> list[Required]:
    """Return what the pack in force asks of a branch with so many people."""
    return [rule for rule in pack_on(at).pack.duties.required.values() if people >= rule.from_people]


def required_of(found: Collection[Branch], year: int, *, at: datetime) -> Mapping[UUID, list[RequiredLine]]:
    """Return by branch what it has to hold in a year, period by period (one query).

    Counted is what was planned for the branch itself: as the team that is asked, or by it where no team is. A meeting of the
    committee above is not its own. What is past and was never ended is neither held nor planned. Periods before the branch was
    there are left out.
    """
    today, ids = timezone.localdate(at), [each.card.id for each in found]
    since, until = (timezone.make_aware(datetime.combine(date(each, 1, 1), time.min)) for each in (year, year + 1))
    rows = Activity.objects.filter(
        Q(team__in=ids) | Q(team__isnull=True, unit__in=ids), starts__gte=since, starts__lt=until,
        state__in=[ActivityState.DONE.value, ActivityState.PLANNED.value],
    ).exclude(state=ActivityState.PLANNED.value, ends__lte=at)  # fmt: skip
    said: dict[UUID, list[tuple[str, date, str, UUID]]] = {}
    for key, team, unit, kind, starts, state in rows.order_by("starts", "id").values_list(
        "id", "team", "unit", "kind", "starts", "state"
    ):
        said.setdefault(team or unit, []).append((kind, timezone.localdate(starts), state, key))
    return {
        each.card.id: [
            _line(rule, said.get(each.card.id, ()), year, today, each.card.began) for rule in asked_of(each.people, at)
        ]
        for each in found
    }


def _line(
    rule: Required, said: Collection[tuple[str, date, str, UUID]], year: int, today: date, began: date | None
) -> RequiredLine:
    own = [(day, state, key) for kind, day, state, key in said if kind in rule.kinds]
    periods = [each for each in periods_of_year(rule.every, year) if began is None or each[1] > began]
    return RequiredLine(rule, tuple(_cell(rule, own, period, today) for period in periods))


def _cell(rule: Required, own: Collection[tuple[date, str, UUID]], period: tuple[date, date], today: date) -> Cell:
    there = [(state, key) for day, state, key in own if period[0] <= day < period[1]]
    held = [key for state, key in there if state == ActivityState.DONE.value]
    planned = [key for state, key in there if state == ActivityState.PLANNED.value]
    how = standing(len(held), len(planned), rule.times, period, today)
    return Cell(*period, len(held), len(planned), how, next(iter([*held[-1:], *planned]), None))
