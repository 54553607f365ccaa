"""What the worker does for command rooms by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.catalogue.known import known
from fengqiao.command.actions import erase_handovers, erase_talks, remind
from fengqiao.command.queries import handovers_over, talks_over, tasks_to_remind
from fengqiao.command.rules.talks import remind_from
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on, pack_on

BATCH, MONTH, HOURS = 200, 31, 24


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of hand-over sheets and daily talks whose term is over; returns how many."""
    over = handovers_over(before=now - timedelta(days=MONTH * limit_on("retention.handovers", now)), most=BATCH)
    past = now - timedelta(days=MONTH * limit_on("retention.talks", now))
    talks = talks_over(before=timezone.localdate(past), most=BATCH)
    return erase_handovers(handover_ids=over, by=by, at=now) + erase_talks(talk_ids=talks, by=by, at=now)


def remind_of_tasks(*, by: Viewer, now: datetime) -> int:
    """Remind of tasks of daily talks at the hour that the pack says, so many days before their date, each once; returns of how many."""
    pack, day = pack_on(now).pack, timezone.localdate(now)
    days, hour = (known(pack, code, day).number for code in ("talk.remind_days", "talk.remind_hour"))
    if not 0 <= hour < HOURS or not 0 <= days <= MONTH:
        return 0
    zone, count = timezone.get_default_timezone(), 0
    for task_id, due_at in tasks_to_remind(at=now, until=now + timedelta(days=days + 1), most=BATCH):
        begins = remind_from(due_at, days, hour, zone)
        if begins <= now:
            count += remind(task_id=task_id, begins=begins, by=by, at=now)
    return count
