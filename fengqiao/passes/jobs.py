"""What the worker does for units without accounts: a link goes out for each task they are given."""

from __future__ import annotations

import logging

from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import system_viewer
from fengqiao.passes.actions import mail_waiting
from fengqiao.passes.queries import can_mail, tasks_to_mail

logger = logging.getLogger(__name__)
MOST = 200  # links of one round: the worker has other work


def send_links() -> None:
    """Send links for tasks that have none yet, and fresh ones that were asked for (once a minute)."""
    now = timezone.now()
    by = system_viewer(at=now)
    if by is None or not can_mail():
        return
    for task_id in tasks_to_mail(at=now)[:MOST]:
        try:
            mail_waiting(task_id=task_id, by=by, at=now)
        except Problem as problem:  # over, or no longer by e-mail: in the same moment somebody was there
            logger.warning("link not sent: %s", problem.code)
