"""Hot issues counted over what a viewer sees: heat with its parts, weeks, states, units and places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from fengqiao.kit.text.alike import busiest
from fengqiao.matters.queries import Gathering

WEEK = timedelta(days=7)
LEAST = 2


@dataclass(frozen=True, slots=True)
class Issue:
    """A group in a period. Heat = `told` (tellings) + `rush` (most within any seven days) + `rise`.

    `rise` is how many more tellings came in the second half of the period than in the first (0 where fewer did).
    """

    group: UUID
    title: str
    members: tuple[Gathering, ...]
    told: int
    rush: int
    rise: int
    weeks: tuple[tuple[date, int], ...]
    last: datetime

    @property
    def heat(self) -> int:
        """Return the sum of the parts."""
        return self.told + self.rush + self.rise

    @property
    def states(self) -> Counter[str]:
        """Return how many matters are in each state."""
        return Counter(each.state for each in self.members)

    @property
    def units(self) -> list[UUID]:
        """Return the units in charge, those with the most matters first."""
        return [unit_id for unit_id, _ in Counter(each.unit_id for each in self.members).most_common()]

    @property
    def areas(self) -> list[UUID]:
        """Return the areas, those with the most matters first."""
        counted = Counter(each.area_id for each in self.members if each.area_id)
        return [area_id for area_id, _ in counted.most_common()]


def issues(rows: Sequence[Gathering], since: datetime, until: datetime) -> list[Issue]:
    """Return the groups with at least two tellings in a period, the hottest first (of equals, the one told of last)."""
    groups: dict[UUID, list[Gathering]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    found = [_issue(group, members, since, until) for group, members in groups.items()]
    hot = [issue for issue in found if issue.told >= LEAST]
    return sorted(hot, key=lambda issue: (-issue.heat, -issue.last.timestamp(), str(issue.group)))


def _issue(group: UUID, members: Sequence[Gathering], since: datetime, until: datetime) -> Issue:
    times = sorted(moment for each in members for moment in each.told)
    middle = since + (until - since) / 2
    later = sum(moment >= middle for moment in times)
    return Issue(
        group=group,
        title=min((each.title for each in members), key=len),  # the plainest says it best
        members=tuple(members),
        told=len(times),
        rush=busiest(times),
        rise=max(later - (len(times) - later), 0),
        weeks=_weeks(times, since, until),
        last=times[-1],
    )


def _weeks(times: Sequence[datetime], since: datetime, until: datetime) -> tuple[tuple[date, int], ...]:
    """Return the tellings in each seven days, counted back from the end; the first may be shorter."""
    count = max(-(-(until - since) // WEEK), 1)
    weeks = [0] * count
    for moment in times:
        weeks[max(count - 1 - (until - moment) // WEEK, 0)] += 1
    zone = until.tzinfo
    starts = [max(until - WEEK * (count - number), since) for number in range(count)]
    return tuple((start.astimezone(zone).date(), told) for start, told in zip(starts, weeks, strict=True))
