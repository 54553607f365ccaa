"""Whether somebody may go on a patrol: enrolled, trained, insured on that day, of an age, and not away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from fengqiao.kit.problems import Problem
from fengqiao.volunteers.terms import Unfit, VolunteerState

EVENING = 18  # from this hour on it is evening
SLOTS = tuple(f"{day}{part}" for day in range(1, 8) for part in ("d", "e"))
SOFT = frozenset({Unfit.STRANGER, Unfit.ELSEWHERE})  # said, and in nobody's way
OLDEST, LONGEST = 110, 3  # years: of an age, of an insurance


@dataclass(frozen=True, slots=True)
class Fitness:
    """What is known of a volunteer. `born`: the first day of the month; `slots`: when they can (none: they did not say)."""

    state: VolunteerState
    born: date | None
    trained: date | None
    insured_from: date | None
    insured_until: date | None
    slots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages between which somebody patrols, in full years."""

    least: int = 18
    most: int = 70


def slot_of(moment: datetime) -> str:
    """Return the part of the week in which a moment (by the place's own clock) lies."""
    return f"{moment.isoweekday()}{'e' if moment.hour >= EVENING else 'd'}"


def age_on(born: date, day: date) -> int:
    """Return full years; of the birthday the month alone is known, so that it counts from the month after."""
    months = (day.year - born.year) * 12 + day.month - born.month - 1
    return months // 12


def unfit(known: Fitness | None, moment: datetime, ages: Ages) -> list[Unfit]:
    """Return every reason against a patrol that begins at a moment by the place's clock; None: nobody enrolled them."""
    if known is None:
        return [Unfit.STRANGER]
    day = moment.date()
    insured = known.insured_from is not None and known.insured_until is not None
    age = age_on(known.born, day) if known.born else None
    found = {
        Unfit.SUSPENDED: known.state is not VolunteerState.ENROLLED,
        Unfit.UNTRAINED: known.trained is None or known.trained > day,
        Unfit.UNINSURED: not insured or not (known.insured_from or day) <= day <= (known.insured_until or day),
        Unfit.YOUNG: age is None or age < ages.least,
        Unfit.OLD: age is not None and age > ages.most,
        Unfit.ELSEWHERE: bool(known.slots) and slot_of(moment) not in known.slots,
    }
    return [each for each in Unfit if found.get(each)]


def hard(reasons: Collection[Unfit]) -> list[Unfit]:
    """Return the reasons that stand in the way."""
    return [each for each in reasons if each not in SOFT]


def why_not_served(reasons: Collection[Unfit]) -> Problem | None:
    """Return why somebody is not put on a patrol or a guard, by the first reason that stands in the way; or None."""
    match next(iter(hard(reasons)), None):
        case Unfit.SUSPENDED:
            return Problem("unfit-suspended", "这位义警暂停或不在册，不能排巡逻和安保。")
        case Unfit.UNTRAINED:
            return Problem("unfit-untrained", "这位义警到那天还没有通过培训，先培训再排。")
        case Unfit.UNINSURED:
            return Problem("unfit-uninsured", "这位义警那天没有保险，先补保险再排。")
        case Unfit.YOUNG:
            return Problem("unfit-young", "这位义警不够年龄或没有出生年月，不能排巡逻和安保。")
        case Unfit.OLD:
            return Problem("unfit-old", "这位义警超过巡逻年龄，请排别的勤务。")
        case _:
            return None


def why_not_born(born: date, day: date) -> Problem | None:
    """Return why nobody is born in that month, or None."""
    if not 0 <= age_on(born, day) <= OLDEST:
        return Problem("volunteer-born", "出生年月不对，请核对。")
    return None


def why_not_insured(begins: date, ends: date, today: date) -> Problem | None:
    """Return why an insurance cannot run so, or None."""
    if not begins <= ends or (ends - begins).days > LONGEST * 366:
        return Problem("volunteer-insurance", "保险期限不对：止期不早于起期，最长三年。")
    if abs((begins - today).days) > LONGEST * 366:
        return Problem("volunteer-insurance", "保险期限不对：止期不早于起期，最长三年。")
    return None


def slots_of(given: Collection[str]) -> list[str]:
    """Return the known parts of the week among those given, in order."""
    return [each for each in SLOTS if each in given]
