"""The demo after the end: residents answer by their slips, centres telephone; a few say that it is not solved."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from fengqiao.matters import actions
from fengqiao.matters.queries import matter_for, to_ask
from fengqiao.matters.rules.rating import Answers
from fengqiao.matters.terms import RatingAnswer as Said
from fengqiao.matters.terms import RatingWay
from fengqiao.orgs.queries import Directory, Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter

BY_SLIP, BY_PHONE, MISSED = 0.3, 0.35, 0.06  # shares of what was closed; of the rest nobody has asked yet
UNSOLVED_LATELY = timedelta(days=3)  # what was not solved is being done again, and so is of these days


def ask_after(folder: Path, *, by: Viewer, now: datetime, seed: int) -> int:
    """Let those who told be asked, as far as they have been by now; returns how many answered. `by`: the installation."""
    words = tomllib.loads((folder / "asking.toml").read_text(encoding="utf-8"))
    units = directory(at=now)
    answered = 0
    top = viewer_in(next(card.id for card in units.units.values() if card.code == words["asks"]), ROLES, at=now)
    for row in to_ask(top, at=now) if top else ():
        rng = Random(f"{seed} {row.number}")  # noqa: S311  # a demo, not a secret
        at = row.closed_at + timedelta(hours=rng.uniform(3, 70))
        lot = rng.random()
        if at >= now - timedelta(hours=1) or lot > BY_SLIP + BY_PHONE + MISSED:
            continue
        caller = _caller(units, row, at)
        if lot < BY_SLIP:
            answers = _answers(rng, lately=now - at < UNSOLVED_LATELY)
            actions.rate_as_teller(matter_id=row.id, answers=answers, text=_said(words, answers, rng), by=by, at=at)
            answered += 1
        elif caller is None or caller.staff_id == row.closer:
            continue
        elif lot < BY_SLIP + BY_PHONE:
            answers = _answers(rng, lately=now - at < UNSOLVED_LATELY)
            way = RatingWay.VISIT if rng.random() < 0.15 else RatingWay.PHONE
            text = _said(words, answers, rng)
            actions.rate(matter_id=row.id, way=way, answers=answers, text=text, by=caller, at=at)
            answered += 1
        else:
            actions.miss(matter_id=row.id, way=RatingWay.PHONE, by=caller, at=at)
    return answered


ROLES = (Role.SUPERVISOR, Role.DISPATCHER)


def _caller(units: Directory, row: Matter, at: datetime) -> Viewer | None:
    """Somebody of the centre that covers the place, else of the county's, who sees the matter."""
    centres = (units.unit_for("centre", area) for area in (row.area_id, None))
    callers = (viewer_in(card.id, (Role.DISPATCHER,), at=at) for card in centres if card)
    return next((each for each in callers if each and matter_for(each, row.id)), None)


def _answers(rng: Random, *, lately: bool) -> Answers:
    lot = rng.random()
    if lot < 0.06:
        return Answers(Said.YES, Said.NO if lately else Said.FAIR, Said.NO)
    if lot < 0.16:
        return Answers(Said.YES, Said.FAIR, Said.FAIR)
    if lot < 0.2:
        return Answers(Said.NO, Said.YES, Said.FAIR)
    if lot < 0.26:
        return Answers(Said.YES, Said.YES, Said.UNSAID)
    return Answers(Said.YES, Said.YES, Said.YES if rng.random() < 0.85 else Said.FAIR)


def _said(words: dict[str, list[str]], answers: Answers, rng: Random) -> str:
    return rng.choice(words[answers.solved.value]) if rng.random() < 0.5 or answers.solved is not Said.YES else ""
