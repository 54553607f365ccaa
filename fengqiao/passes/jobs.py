"""What the worker does for units without accounts: a link goes out for each task, a sheet that came back is taken in."""

from __future__ import annotations

import logging
import time
from itertools import islice

from django.utils import timezone

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.jobs.jobs import Run
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import SheetRow, read_sheet
from fengqiao.orgs.queries import system_viewer
from fengqiao.orgs.terms import Right
from fengqiao.passes.actions import Filled, mail_waiting, settle_rows, throw_away_expired
from fengqiao.passes.queries import can_mail, sheet_back, tasks_to_mail
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault import shelf

logger = logging.getLogger(__name__)
MOST = 200  # links of one round: the worker has other work
CHUNK = 50  # rows a transaction: the loss when it is cut off, and the wait of others
BREATH = 0.25  # of the time that a chunk took: the pause after it


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


def take_sheet(run: Run) -> None:
    """Take in, from where it stands, the sheet that a unit filled in; what each chunk gave is kept with it."""
    row = sheet_back(run.by, run.subject_id)
    if row is None or not run.by.may(Right.ROUTE):
        raise Problem("sheet-unknown", "没有这张回表，或者不是您上传的。")
    pack = pack_on(timezone.now()).pack
    sheet = read_sheet(shelf.take(row.id, "sheet"), row.name, limits=sheet_limits(pack, timezone.localdate()))
    run.tick(row.position, row.total)
    waiting = islice(sheet.rows(), row.position, None)
    while rows := list(islice(waiting, CHUNK)):
        began = time.monotonic()
        filled = [_filled(each, sheet.header) for each in rows]
        row = settle_rows(sheet_id=row.id, rows=filled, by=run.by, at=timezone.now())
        run.tick(row.position, row.total, taken=row.done, known=row.known, refused=row.refused)
        time.sleep((time.monotonic() - began) * BREATH)


def _filled(row: SheetRow, header: tuple[str, ...]) -> Filled:
    return Filled(row, {name: row.text(index).strip() for index, name in enumerate(header)})


def throw_away_old_sheets() -> None:
    """Throw away the sheets whose term is over."""
    throw_away_expired(at=timezone.now())
