"""Terms of long work."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands. LOST is never stored: it is a running job whose worker has not been heard of for too long."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"


ACTIVE = (JobState.QUEUED.value, JobState.RUNNING.value, JobState.STOPPING.value)
AT_WORK = (JobState.RUNNING.value, JobState.STOPPING.value)
