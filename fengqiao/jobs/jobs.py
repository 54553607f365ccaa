"""Running long work: one entrance for the task queue, a heartbeat, and every way in which a run may end."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from fengqiao.jobs import actions
from fengqiao.jobs.rules import BEAT_EVERY, STAND_BACK, WRITE_FOR
from fengqiao.jobs.terms import JobState
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer, viewer_in_post

logger = logging.getLogger(__name__)
ending = threading.Event()  # set when this process has been asked to end: runs go back into the queue


class Stopped(Exception):
    """Somebody asked that the job be stopped."""


class Interrupted(Exception):
    """The worker is shutting down."""


class Overtaken(Exception):
    """The job was taken for lost and another run goes on with it."""


class Way:
    """Lets other writers in between batches where the database has one pen only (SQLite), and they wait by trying again.

    Without it a run that writes batch after batch may keep a form waiting until that gives up.
    """

    def __init__(self) -> None:
        self._since = time.monotonic()

    def make(self) -> None:
        """Stand back for a moment where it is due; never inside of a transaction, which would keep the pen."""
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return
        if time.monotonic() - self._since >= WRITE_FOR.total_seconds():
            time.sleep(STAND_BACK.total_seconds())
            self._since = time.monotonic()


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job, as the function that does the work gets it: as whom, on what, and how to say how far it is."""

    job_id: UUID
    subject_id: UUID
    by: Viewer
    attempt: int
    way: Way = field(default_factory=Way, compare=False)

    def tick(self, done: int, total: int, **counts: int) -> None:
        """Write down how far the work is, after each batch; raises where the run must end here (let it pass)."""
        state = actions.tick(
            job_id=self.job_id, attempt=self.attempt, done=done, total=total, counts=counts, at=timezone.now()
        )
        self.way.make()
        if state is None:
            raise Overtaken
        if state is JobState.STOPPING:
            raise Stopped
        if ending.is_set():
            raise Interrupted


@task()
def work(job_id: str) -> None:
    """Do a job: what the task queue calls, with an id and nothing else."""
    try:
        run(UUID(job_id), beating=True)
    except Exception as error:  # the queue would keep its words, in which data may stand
        _log(job_id, error)


def run(job_id: UUID, *, beating: bool = False) -> None:
    """Run a job that waits to its end, whichever that is."""
    begun = actions.begin(job_id=job_id, at=timezone.now())
    if begun is None:
        return
    state, problem = JobState.DONE, None
    try:
        by = viewer_in_post(begun.post_id, at=timezone.now())
        if by is None:
            raise Problem("job-no-post", "发起人的岗位已经结束，任务没有继续。请由在岗的人重新发起。")  # noqa: TRY301
        function: Callable[[Run], None] = import_string(settings.JOBS[begun.kind])
        with _beat(begun) if beating else _still():
            function(Run(begun.job_id, begun.subject_id, by, begun.attempt))
    except Stopped:
        state = JobState.STOPPED
    except Interrupted:
        actions.put_back(job_id=job_id, attempt=begun.attempt, at=timezone.now())
        return
    except Overtaken:
        return
    except Problem as refusal:
        state, problem = JobState.FAILED, refusal
    except Exception as error:
        _log(str(job_id), error)
        failed = Problem("job-failed", "系统没能完成这项任务，错误已经记下。已做完的都在，可以继续。")
        state, problem = JobState.FAILED, failed
    actions.end(job_id=job_id, attempt=begun.attempt, state=state, at=timezone.now(), problem=problem)


@contextmanager
def _still() -> Iterator[None]:
    yield


@contextmanager
def _beat(begun: actions.Begun) -> Iterator[None]:
    """Say every few seconds that this process lives, from a thread: a batch may take longer than that."""
    over = threading.Event()

    def beating() -> None:
        while not over.wait(BEAT_EVERY.total_seconds()):
            try:
                if not actions.beat(job_id=begun.job_id, attempt=begun.attempt, at=timezone.now()):
                    break
            except Exception as error:  # a busy database: the next beat will do
                _log(str(begun.job_id), error)
                connection.close()
        connection.close()

    thread = threading.Thread(target=beating, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _log(job_id: str, error: Exception) -> None:
    """Log where an error came from and of which type it is; its words may hold what people wrote."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("job %s: %s.%s\n%s", job_id, type(error).__module__, type(error).__qualname__, where)
