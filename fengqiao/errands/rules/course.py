"""The course of an item: its term, which step comes next, what has to be there before it may go on or be done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from fengqiao.catalogue.errand import ErrandKind
from fengqiao.errands.terms import ItemState, Stretch
from fengqiao.kit.clocks import Limit, Started, deadline
from fengqiao.kit.problems import Problem
from fengqiao.kit.workcalendar import WorkCalendar

DAY_ENDS = time(17, 30)
VISIT, SUBMIT = "visit", "submit"
AGAIN = "again"  # the line that says that an item is done again
# What ends each stretch of a course, the first of these steps that was written down; its last stretch ends with the item.
ENDS_OF = {
    Stretch.PAPERS: ("check", VISIT),
    Stretch.HANDED_IN: (SUBMIT, "handle"),
    Stretch.RESULT: ("collect", "deliver"),
}


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of an item: state, step, whether an authorisation covers it today, whether somebody
    was at home since it was taken up, papers with the assistant.
    """

    state: ItemState
    step: str
    authorised: bool
    visited: bool
    in_hand: int


def due_after(kind: ErrandKind, since: datetime, calendar: WorkCalendar, zone: tzinfo) -> datetime:
    """Return when an item that begins at a moment is due, by the term of its kind."""
    limit = Limit(amount=kind.amount, unit=kind.unit, soon_hours=24, source=kind.source, day_ends=DAY_ENDS)
    return deadline(limit, (Started(since),), calendar, zone).due_at or since


def soon_after(since: datetime, due: datetime, share: int) -> datetime:
    """Return when a share (in hundredths) of a term is used up; never after its end."""
    return since + (due - since) * min(max(share, 0), 100) / 100


def next_step(kind: ErrandKind, step: str) -> str:
    """Return the step after one, empty after the last (and where the kind no longer knows the step)."""
    place = kind.steps.index(step) + 1 if step in kind.steps else len(kind.steps)
    return kind.steps[place] if place < len(kind.steps) else ""


def covers(kinds: Collection[str], until: date, kind: str, today: date) -> bool:
    """Say whether an authorisation covers a kind on a day."""
    return kind in kinds and today <= until


def why_not_step(kind: ErrandKind, facts: ItemFacts, step: str) -> Problem | None:
    """Return why an item does not go on to a step, or None: one at a time, with an authorisation, after a visit that is needed."""
    if facts.state is not ItemState.OPEN:
        return Problem("errand-item-over", "这一项已经办结。")
    if not step or step != next_step(kind, facts.step):
        return Problem("errand-step", "环节要一步一步走，请刷新后再看。")
    if not facts.authorised and _acts_for(kind, step):
        return Problem("errand-unauthorised", "要代本人交件，先请本人或家人签授权书。")
    if kind.visit and facts.step == VISIT and not facts.visited:
        return Problem("errand-visit", "这一项要本人当面采集，先记下上门。")
    return None


def _acts_for(kind: ErrandKind, step: str) -> bool:
    """Say whether from this step on the assistant acts in somebody's name: handing in, or what comes after a visit."""
    return step == SUBMIT or (SUBMIT not in kind.steps and step not in {kind.steps[0], "check", VISIT})


def why_not_done(kind: ErrandKind, facts: ItemFacts) -> Problem | None:
    """Return why an item cannot be ended as done, or None: at its last step, with no paper left with the assistant."""
    if facts.state is not ItemState.OPEN:
        return Problem("errand-item-over", "这一项已经办结。")
    if next_step(kind, facts.step):
        return Problem("errand-early", "还有环节没有走完，不能办结。")
    return why_in_hand(facts)


def why_in_hand(facts: ItemFacts) -> Problem | None:
    """Return why an item cannot end while papers lie with the assistant, or None."""
    if facts.in_hand:
        return Problem("errand-in-hand", "还有 {count} 份材料在代办员手里，先交还签收。", count=facts.in_hand)
    return None


def spread(days: Sequence[int]) -> tuple[int, int] | None:
    """Return the median and the 90th percentile of some days (nearest rank); None of none."""
    if not days:
        return None
    ranked = sorted(days)
    return ranked[(len(ranked) + 1) // 2 - 1], ranked[-(-9 * len(ranked) // 10) - 1]


def stretches(began: datetime, steps: Mapping[str, datetime], ended: datetime) -> dict[Stretch, int]:
    """Return the whole days of each stretch of a course that is over; `steps`: when it came to each step.

    A kind that lacks the step in which a stretch ends lacks the stretch: its days count towards the next.
    """
    found: dict[Stretch, int] = {}
    since = began
    for stretch, marks in ENDS_OF.items():
        moments = [steps[mark] for mark in marks if mark in steps]
        if moments:
            until = max(min(moments), since)
            found[stretch] = (until - since).days
            since = until
    found[Stretch.HANDED_OVER] = max((ended - since).days, 0)
    return found
