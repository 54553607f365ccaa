"""Reading long work: one's own; callers that show another's have passed the gate of its subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fengqiao.jobs.models import Job
from fengqiao.jobs.rules import state_now
from fengqiao.jobs.terms import JobState
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `counts` are numbers by code; `problem` says why it failed."""

    job_id: UUID
    subject_id: UUID
    kind: str
    state: JobState
    done: int
    total: int
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    counts: dict[str, int] = field(default_factory=dict)
    problem: Problem | None = None

    @property
    def share(self) -> int:
        """Per cent done, 0–100."""
        return 100 * min(self.done, self.total) // self.total if self.total else 0

    @property
    def active(self) -> bool:
        """Whether it may still move by itself: pages ask again."""
        return self.state in {JobState.QUEUED, JobState.RUNNING, JobState.STOPPING}


def _progress(row: Job, now: datetime) -> Progress:
    return Progress(
        row.id,
        row.subject_id,
        row.kind,
        state_now(row.state, row.beat_at, now),
        row.done,
        row.total,
        row.queued_at,
        row.started_at,
        row.ended_at,
        dict(row.counts),
        Problem.of_record(row.problem) if row.problem else None,
    )


def job_of(viewer: Viewer, job_id: UUID, *, now: datetime) -> Progress | None:
    """Return a job that the viewer asked for, as it stands now."""
    row = Job.objects.filter(id=job_id, staff_id=viewer.staff_id).first()
    return _progress(row, now) if row else None


def latest_by_subject(subject_ids: Iterable[UUID], kind: str, *, now: datetime) -> dict[UUID, Progress]:
    """Return the newest job of a kind for each subject that has one (one query)."""
    rows = Job.objects.filter(subject_id__in=list(subject_ids), kind=kind).order_by("queued_at", "id")
    return {row.subject_id: _progress(row, now) for row in rows}
