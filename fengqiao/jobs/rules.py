"""Whether a job still breathes, and what may be done with it in which state."""

from __future__ import annotations

from datetime import datetime, timedelta

from fengqiao.jobs.terms import JobState
from fengqiao.kit.problems import Problem

BEAT_EVERY = timedelta(seconds=5)
# Six beats missed: longer than any wait for the lock of SQLite (20 s), so a busy database is not taken for a death.
LOST_AFTER = timedelta(seconds=30)
# Where the database has one pen (SQLite), a run stands back after so long. Who waits there tries again every 100 ms.
WRITE_FOR = timedelta(milliseconds=500)
STAND_BACK = timedelta(milliseconds=120)


def state_now(stored: str, beat_at: datetime | None, now: datetime) -> JobState:
    """Return the state of a job at a moment: LOST where one at work has not been heard of for too long."""
    state = JobState(stored)
    at_work = state in {JobState.RUNNING, JobState.STOPPING}
    silent = beat_at is None or now - beat_at > LOST_AFTER
    return JobState.LOST if at_work and silent else state


def why_not_stop(state: JobState) -> Problem | None:
    """Return why a job cannot be stopped, or None."""
    if state in {JobState.QUEUED, JobState.RUNNING, JobState.LOST}:
        return None
    if state is JobState.STOPPING:
        return Problem("job-stopping", "正在停止，做完手上这一批就停。")
    return Problem("job-not-running", "这项任务没有在运行。")


def why_not_resume(state: JobState) -> Problem | None:
    """Return why a job cannot go on, or None."""
    if state in {JobState.STOPPED, JobState.FAILED, JobState.LOST}:
        return None
    if state is JobState.DONE:
        return Problem("job-done", "这项任务已经完成。")
    return Problem("job-running", "这项任务正在运行。")
