"""What the worker does for planned work by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.duties.actions import (
    erase_minutes,
    erase_particulars,
    erase_photos,
    forget_absences,
    forget_positions,
    forget_reasons,
    forget_subjects,
    remind,
    remind_branch,
    remind_of_task,
)
from fengqiao.duties.queries import (
    absences_over,
    branches,
    minutes_over,
    particulars_over,
    photos_due,
    positions_due,
    reasons_due,
    required_of,
    soon,
    subjects_due,
    tasks_due,
)
from fengqiao.duties.rules.required import reminds
from fengqiao.duties.terms import Standing
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.rulebook.queries import limit_on

BATCH, SHEETS, MONTH = 2000, 200, 31


def remind_due(*, by: Viewer, now: datetime) -> int:
    """Remind those who have a place at what begins within the pack's hours; returns how many people times."""
    hours = limit_on("duties.soon_hours", now)
    due = soon(at=now, hours=hours, most=SHEETS)
    return sum(remind(activity_id=each, hours=hours, by=by, at=now) for each in due)


def remind_of_tasks(*, by: Viewer, now: datetime) -> int:
    """Remind of what meetings resolved before its day, tell it to the chair once that has passed; returns of how many."""
    today = timezone.localdate(now)
    due = tasks_due(today, limit_on("duties.task_days", now), SHEETS)
    return sum(remind_of_task(resolution_id=each, by=by, at=now) for each in due)


def remind_of_required(*, by: Viewer, now: datetime) -> int:
    """Remind branches of what they have neither held nor planned, so many days before a period ends; returns of how many things."""
    today, found = timezone.localdate(now), branches(directory(at=now), at=now)
    done = 0
    for unit, lines in required_of(found, today.year, at=now).items():
        missing = {
            line.rule.code: cell.first
            for line in lines
            if (cell := line.now(today))
            and cell.standing is Standing.OPEN
            and reminds((cell.first, cell.after), line.rule.remind_days, today)
        }
        done += remind_branch(unit_id=unit, missing=missing, by=by, at=now) if missing else 0
    return done


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Take the positions out of check-ins whose term is over, and forget who was away a month ago; returns of how many."""
    before = now - timedelta(days=MONTH * limit_on("retention.duty_positions", now))
    due = positions_due(before=before, most=BATCH)
    over = absences_over(before=timezone.localdate(now) - timedelta(days=MONTH), most=BATCH)
    return forget_positions(check_in_ids=due, by=by, at=now) + forget_absences(absence_ids=over, by=by, at=now)


def destroy_minutes(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of minutes, resolutions, particulars, subjects and reasons of absence whose term is over; returns of how many."""
    before = now - timedelta(days=MONTH * limit_on("retention.duty_minutes", now))
    done = erase_minutes(minutes_ids=minutes_over(before=before, most=SHEETS), by=by, at=now)
    done += erase_particulars(particulars_ids=particulars_over(before=before, most=SHEETS), by=by, at=now)
    done += forget_reasons(seat_ids=reasons_due(before=before, most=BATCH), by=by, at=now)
    return done + forget_subjects(activity_ids=subjects_due(before=before, most=BATCH), by=by, at=now)


def destroy_photos(*, by: Viewer, now: datetime) -> int:
    """Destroy the photos of activities whose term is over; returns how many."""
    before = now - timedelta(days=MONTH * limit_on("retention.duty_photos", now))
    return erase_photos(photo_ids=photos_due(before=before, most=BATCH), by=by, at=now)
