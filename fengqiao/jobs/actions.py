"""Starting, stopping and resuming long work, and what its worker writes down on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django_tasks import task_backends
from django_tasks.base import Task

from fengqiao.jobs.models import Job
from fengqiao.jobs.rules import state_now, why_not_resume, why_not_stop
from fengqiao.jobs.terms import ACTIVE, AT_WORK, JobState
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer

ENTRANCE = "fengqiao.jobs.jobs.work"  # named, not imported: the runner stands above the actions


@dataclass(frozen=True, slots=True)
class Begun:
    """A job that a worker has taken: what to do, as whom."""

    job_id: UUID
    kind: str
    subject_id: UUID
    post_id: UUID
    attempt: int


@transaction.atomic
def start(*, kind: str, subject_id: UUID, by: Viewer, at: datetime, total: int = 0) -> UUID:
    """Put long work into the queue and return its id; refuses a second one on the same subject while one is active."""
    if kind not in settings.JOBS:
        raise Problem("job-kind", "没有“{kind}”这种后台任务。", kind=kind)
    row = Job(
        id=new_id(),
        kind=kind,
        subject_id=subject_id,
        staff_id=by.staff_id,
        post_id=by.post.id,
        unit_id=by.unit_id,
        state=JobState.QUEUED.value,
        total=total,
        queued_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Problem("job-running", "这项任务正在运行。") from error
    _queue(row)
    _tell(row, EventKind.JOB_STARTED, at, by.staff_id, by.marks)
    return row.id


@transaction.atomic
def stop(*, job_id: UUID, by: Viewer, at: datetime) -> None:
    """Stop a job: one that waits at once, one that runs after the batch in hand. Refuses another's, and one at rest."""
    row = _own(job_id, by)
    state = state_now(row.state, row.beat_at, at)
    refusal = why_not_stop(state)
    if refusal:
        raise refusal
    if state is JobState.RUNNING:
        row.state = JobState.STOPPING.value
    else:
        row.state, row.ended_at = JobState.STOPPED.value, at
        row.attempt += state is JobState.LOST  # should its worker come back, it finds itself overtaken
    row.save(update_fields=["state", "ended_at", "attempt"])
    _tell(row, EventKind.JOB_STOPPED, at, by.staff_id, by.marks)


@transaction.atomic
def resume(*, job_id: UUID, by: Viewer, at: datetime) -> None:
    """Let a job go on that was stopped, failed or lost its worker; it acts in the post that is held now."""
    row = _own(job_id, by)
    refusal = why_not_resume(state_now(row.state, row.beat_at, at))
    if refusal:
        raise refusal
    row.state, row.attempt, row.problem = JobState.QUEUED.value, row.attempt + 1, {}
    row.post_id, row.unit_id, row.queued_at, row.ended_at = by.post.id, by.unit_id, at, None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Problem("job-running", "这项任务正在运行。") from error
    _queue(row)
    _tell(row, EventKind.JOB_STARTED, at, by.staff_id, by.marks)


@transaction.atomic
def begin(*, job_id: UUID, at: datetime) -> Begun | None:
    """Take a job that waits; None where it does not wait any more (stopped meanwhile, or taken by another)."""
    row = Job.objects.select_for_update().filter(id=job_id, state=JobState.QUEUED.value).first()
    if row is None:
        return None
    row.state, row.beat_at = JobState.RUNNING.value, at
    row.started_at = row.started_at or at
    row.save(update_fields=["state", "beat_at", "started_at"])
    return Begun(row.id, row.kind, row.subject_id, row.post_id, row.attempt)


def is_active(*, kind: str, subject_id: UUID) -> bool:
    """Say whether a job of a kind is on its way with a subject (a lost one counts: nobody has let it be)."""
    return Job.objects.filter(kind=kind, subject_id=subject_id, state__in=ACTIVE).exists()


def beat(*, job_id: UUID, attempt: int, at: datetime) -> bool:
    """Write down that the worker lives; False where the job is no longer its own."""
    return bool(Job.objects.filter(id=job_id, attempt=attempt, state__in=AT_WORK).update(beat_at=at))


def tick(
    *, job_id: UUID, attempt: int, done: int, total: int, counts: Mapping[str, int], at: datetime
) -> JobState | None:
    """Write down how far the work is; returns the state, None where the job is no longer this worker's."""
    mine = Job.objects.filter(id=job_id, attempt=attempt, state__in=AT_WORK)
    if not mine.update(done=done, total=total, counts=dict(counts), beat_at=at):
        return None
    state = mine.values_list("state", flat=True).first()
    return JobState(state) if state else None


@transaction.atomic
def end(*, job_id: UUID, attempt: int, state: JobState, at: datetime, problem: Problem | None = None) -> None:
    """End a run as DONE, STOPPED or FAILED (with the problem that says why)."""
    row = Job.objects.select_for_update().filter(id=job_id, attempt=attempt, state__in=AT_WORK).first()
    if row is None:
        return
    row.state, row.ended_at, row.beat_at = state.value, at, at
    row.problem = problem.as_record() if problem else {}
    row.save(update_fields=["state", "ended_at", "beat_at", "problem"])
    _tell(row, EventKind.JOB_ENDED, at, row.staff_id)


@transaction.atomic
def put_back(*, job_id: UUID, attempt: int, at: datetime) -> None:
    """Put a job whose worker is shutting down back into the queue: the next worker goes on with it."""
    row = Job.objects.select_for_update().filter(id=job_id, attempt=attempt, state__in=AT_WORK).first()
    if row is None:
        return
    if row.state == JobState.STOPPING.value:
        end(job_id=job_id, attempt=attempt, state=JobState.STOPPED, at=at)
        return
    row.state, row.attempt = JobState.QUEUED.value, row.attempt + 1
    row.save(update_fields=["state", "attempt"])
    _queue(row)


def _own(job_id: UUID, by: Viewer) -> Job:
    row = Job.objects.select_for_update().filter(id=job_id, staff_id=by.staff_id).first()
    if row is None:
        raise Problem("job-unknown", "没有这项任务，或者不是您发起的。")
    return row


def _queue(row: Job) -> None:
    """Hand the id, and nothing else, to the task queue; it is the same database, so it is there when the row is."""
    entrance: Task[[str], None] = import_string(ENTRANCE)
    task_backends[entrance.backend].enqueue(entrance, (str(row.id),), {})


def _tell(row: Job, kind: EventKind, at: datetime, staff_id: UUID, marks: Mapping[str, str] | None = None) -> None:
    record(
        [
            NewEvent(
                kind=kind,
                happened_at=at,
                recorded_at=at,
                unit_id=row.unit_id,
                staff_id=staff_id,
                subject_id=row.id,
                measures={"attempt": row.attempt, "done": row.done, "total": row.total},
                attributes={"kind": row.kind, "state": row.state, **(marks or {})},
            )
        ]
    )
