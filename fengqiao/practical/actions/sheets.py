"""A sheet of practical matters: what can be read stands in the list, the other rows are given back with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from fengqiao.kit.problems import Problem, denied
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.practical.actions.keeping import plan
from fengqiao.practical.rules.sheets import Told, read_rows
from fengqiao.practical.terms import Aim


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was given back, and why."""

    number: int
    problem: Problem


def take_sheet(
    *, rows: Iterable[tuple[int, Mapping[str, object]]], aims: Mapping[str, Aim], by: Viewer, at: datetime
) -> tuple[int, list[Refused]]:
    """Put the matters of a sheet's rows into the list, each by the one action; returns how many, and the rows given back."""
    if not by.may(Right.IMPORT):
        raise denied()
    units = directory(at=at).units
    by_name = {word: card.id for card in units.values() for word in (card.name, card.short, card.code)}
    own = units[by.unit_id].name if by.unit_id in units else ""
    today = timezone.localdate(at)
    told, wrong = read_rows(rows, aims, today.year, own, timezone.get_default_timezone())
    done = 0
    for each in told:
        try:
            _put(each, by_name, by, at)
        except Problem as problem:
            wrong |= dict.fromkeys(each.rows, problem)
        else:
            done += 1
    return done, [Refused(number, wrong[number]) for number in sorted(wrong)]


@transaction.atomic
def _put(each: Told, by_name: Mapping[str, object], by: Viewer, at: datetime) -> None:
    for name in (each.lead, *each.helpers):
        if name not in by_name:
            raise Problem("practical-unit", "没有叫“{name}”的单位。", name=name)
    plan(
        unit_id=by_name[each.lead], year=each.year, aim=each.aim, title=each.title,  # type: ignore[arg-type]
        helpers=[by_name[name] for name in each.helpers], stones=each.stones, by=by, at=at,  # type: ignore[misc]
    )  # fmt: skip
