"""Help at the demo county's stations over the last months, recorded through the real action."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction

from fengqiao.helps.actions import NewSession, record_help
from fengqiao.kit.identifiers import new_id
from fengqiao.matters.actions import desk_at
from fengqiao.orgs.queries import venues, viewer_in
from fengqiao.orgs.terms import Role

SESSIONS, DAYS = 40, 90


def play_helps(folder: Path, *, now: datetime, seed: int = 7) -> None:
    """Record some weeks of help at stations that have a unit with somebody in it; one is passed on to a matter."""
    helps, rng = desk_at(now).published.pack.helps, Random(f"{seed} helps")  # noqa: S311  # a demo
    stations = [(each, each.unit_id) for each in venues() if each.unit_id is not None and helps.is_station(each.kind)]
    wanted = tomllib.loads((folder / "practical.toml").read_text(encoding="utf-8"))["passed_on"]
    kinds = [*helps.kinds]
    if not kinds:
        return
    with transaction.atomic():
        for number in range(SESSIONS if stations else 0):
            at, (venue, unit) = (
                now - timedelta(days=DAYS * (SESSIONS - number) / SESSIONS, hours=2),
                rng.choice(stations),
            )
            by = viewer_in(unit, (Role.ASSISTANT, Role.DUTY_DESK, Role.OFFICER), at=at)
            if by is None:  # nobody sits there at that hour
                continue
            last = number == SESSIONS - 1
            told = NewSession(
                press=new_id(), venue_id=venue.id, kind=rng.choice(kinds), helped="senior" if rng.random() < 0.8 else "other",
                minutes=rng.choice((5, 10, 10, 20, 30)), passed=last, text=wanted if last else "",
            )  # fmt: skip
            record_help(told=told, desk=desk_at(at), by=by, at=at)
