"""Planning study in a classroom: the activity, or all of a series, and where each is held, in one deed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions import NewActivity, plan, plan_series
from fengqiao.duties.queries import activity_for, series_of
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.orgs.queries import Viewer
from fengqiao.studies.actions.things import say_used


@transaction.atomic
def plan_session(
    *,
    new: NewActivity,
    things: Sequence[UUID] = (),
    rule: Recurrence | None = None,
    hosts: Sequence[UUID] = (),
    by: Viewer,
    at: datetime,
) -> UUID:
    """Plan an activity, or with a rule all of a series, that uses things of the register; returns the first.

    Refuses what `plan`, `plan_series` and `say_used` refuse; then nothing is planned.
    """
    if rule is None:
        first = plan(new=new, by=by, at=at)
    else:
        first, _series = plan_series(new=new, rule=rule, hosts=hosts, by=by, at=at)
    if things:
        row = activity_for(by, first)
        found = series_of(row) if row is not None and rule is not None else None
        for each in [one.id for one in found[1]] if found else [first]:
            say_used(activity_id=each, thing_ids=things, by=by, at=at)
    return first
