"""Long work: queued by id only, told how far it is, stopped, lost and resumed, never done by two."""

from __future__ import annotations

import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from fengqiao.jobs import actions, jobs
from fengqiao.jobs.models import Job
from fengqiao.jobs.queries import Progress, job_of, latest_by_subject
from fengqiao.jobs.rules import LOST_AFTER, state_now, why_not_resume, why_not_stop
from fengqiao.jobs.terms import JobState
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger.queries import kinds_of
from fengqiao.orgs.actions import end_post
from tests.world import NOW, viewer

BATCHES = 3
WORDS = "李明 13912345678"
done_batches: list[int] = []


def count(run: jobs.Run) -> None:
    """A job of three batches that goes on where it was."""
    for batch in range(len(done_batches), BATCHES):
        done_batches.append(batch)
        run.tick(batch + 1, BATCHES, new=batch + 1)


def count_and_be_stopped(run: jobs.Run) -> None:
    actions.stop(job_id=run.job_id, by=run.by, at=NOW)
    count(run)


def refuse(run: jobs.Run) -> None:
    raise Problem("sheet-empty", "这张表里没有内容。请检查是否选错了文件，填好后再上传。")


def break_down(run: jobs.Run) -> None:
    raise ValueError(WORDS)


@pytest.fixture(autouse=True)
def _kinds(settings: Any, world: None) -> None:
    done_batches.clear()
    jobs.ending.clear()
    settings.JOBS = {
        each.__name__: f"{__name__}.{each.__name__}" for each in (count, count_and_be_stopped, refuse, break_down)
    }


def started(kind: str = "count", by: str = "dispatcher", **over: Any) -> UUID:
    values = {"kind": kind, "subject_id": new_id(), "by": viewer(by), "at": timezone.now(), "total": BATCHES, **over}
    return actions.start(**values)


def shown(job_id: UUID, by: str = "dispatcher") -> Progress:
    found = job_of(viewer(by), job_id, now=timezone.now())
    assert found is not None
    return found


def test_a_job_runs_to_its_end_and_says_how_far_it_is() -> None:
    job_id = started()
    assert (shown(job_id).state, shown(job_id).share) == (JobState.QUEUED, 0)
    jobs.run(job_id)
    job = shown(job_id)
    assert (job.state, job.done, job.total, job.counts, job.share) == (JobState.DONE, 3, 3, {"new": 3}, 100)
    assert kinds_of(job_id) == ["job.started", "job.ended"]


def test_the_queue_holds_an_id_and_nothing_else() -> None:
    job_id = started()
    (row,) = DBTaskResult.objects.all()
    assert row.args_kwargs == {"args": [str(job_id)], "kwargs": {}}
    assert row.task_path == "fengqiao.jobs.jobs.work"


def test_only_whoever_started_a_job_sees_and_stops_it() -> None:
    job_id = started()
    assert job_of(viewer("desk.north"), job_id, now=NOW) is None
    with pytest.raises(Problem) as refusal:
        actions.stop(job_id=job_id, by=viewer("desk.north"), at=NOW)
    assert refusal.value.code == "job-unknown"
    assert shown(job_id).state is JobState.QUEUED


def test_one_subject_has_one_active_job() -> None:
    subject = new_id()
    started(subject_id=subject)
    with pytest.raises(Problem) as refusal:
        started(subject_id=subject)
    assert refusal.value.code == "job-running"
    assert Job.objects.count() == 1


def test_a_job_stopped_while_it_waits_never_begins() -> None:
    job_id = started()
    actions.stop(job_id=job_id, by=viewer("dispatcher"), at=timezone.now())
    jobs.run(job_id)
    assert shown(job_id).state is JobState.STOPPED
    assert done_batches == []


def test_a_job_stopped_while_it_runs_ends_after_its_batch_and_goes_on_from_there() -> None:
    job_id = started("count_and_be_stopped")
    jobs.run(job_id)
    assert (shown(job_id).state, done_batches) == (JobState.STOPPED, [0])
    Job.objects.filter(id=job_id).update(kind="count")
    actions.resume(job_id=job_id, by=viewer("dispatcher"), at=timezone.now())
    jobs.run(job_id)
    assert (shown(job_id).state, done_batches) == (JobState.DONE, [0, 1, 2])
    assert kinds_of(job_id) == ["job.started", "job.stopped", "job.ended", "job.started", "job.ended"]


def stood_back(monkeypatch: pytest.MonkeyPatch, vendor: str, *, inside: bool) -> list[float]:
    """How long a run stands back in each of ten batches of 0.2 seconds."""
    clock, slept = [0.0], []
    monkeypatch.setattr(jobs.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(jobs.time, "sleep", slept.append)
    monkeypatch.setattr(jobs, "connection", SimpleNamespace(vendor=vendor, in_atomic_block=inside))
    way = jobs.Way()
    for _ in range(10):
        clock[0] += 0.2
        way.make()
    return slept


def test_a_run_lets_others_write_in_between_where_there_is_one_pen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stood_back(monkeypatch, "sqlite", inside=False) == [0.12, 0.12, 0.12]
    assert stood_back(monkeypatch, "sqlite", inside=True) == []
    assert stood_back(monkeypatch, "postgresql", inside=False) == []


def test_a_refusal_fails_the_job_with_its_words() -> None:
    job_id = started("refuse")
    jobs.run(job_id)
    job = shown(job_id)
    assert job.state is JobState.FAILED
    assert job.problem is not None
    assert job.problem.code == "sheet-empty"


def test_an_error_leaves_no_words_of_residents_anywhere(caplog: pytest.LogCaptureFixture) -> None:
    job_id = started("break_down")
    with caplog.at_level(logging.ERROR):
        jobs.run(job_id)
    job = Job.objects.get(id=job_id)
    assert (job.state, job.problem["code"]) == ("failed", "job-failed")
    assert "ValueError" in caplog.text
    assert WORDS not in caplog.text + str(job.problem)


def test_a_worker_that_is_shutting_down_puts_its_job_back() -> None:
    job_id = started()
    jobs.ending.set()
    jobs.run(job_id)
    assert (shown(job_id).state, done_batches) == (JobState.QUEUED, [0])
    assert DBTaskResult.objects.count() == 2
    jobs.ending.clear()
    jobs.run(job_id)
    assert (shown(job_id).state, done_batches) == (JobState.DONE, [0, 1, 2])


def test_a_job_whose_worker_is_gone_counts_as_lost_and_can_go_on() -> None:
    job_id = started()
    begun = actions.begin(job_id=job_id, at=timezone.now())
    assert begun is not None
    assert shown(job_id).state is JobState.RUNNING
    Job.objects.update(beat_at=timezone.now() - LOST_AFTER - timedelta(seconds=1))
    assert shown(job_id).state is JobState.LOST
    actions.resume(job_id=job_id, by=viewer("dispatcher"), at=timezone.now())
    jobs.run(job_id)
    assert shown(job_id).state is JobState.DONE
    # The old worker was only slow: it finds itself overtaken and changes nothing.
    assert actions.tick(job_id=job_id, attempt=begun.attempt, done=1, total=3, counts={}, at=NOW) is None
    assert actions.beat(job_id=job_id, attempt=begun.attempt, at=NOW) is False
    actions.end(job_id=job_id, attempt=begun.attempt, state=JobState.FAILED, at=NOW)
    assert (shown(job_id).state, shown(job_id).done) == (JobState.DONE, 3)


def test_a_job_of_somebody_whose_post_has_ended_does_nothing() -> None:
    job_id = started()
    by = viewer("dispatcher")
    end_post(post_id=by.post.id, by=by.staff_id, at=timezone.now() - timedelta(seconds=1))
    jobs.run(job_id)
    job = Job.objects.get(id=job_id)
    assert (job.state, job.problem["code"], done_batches) == ("failed", "job-no-post", [])


def test_the_newest_job_of_each_subject_is_found_at_once(django_assert_num_queries: Any) -> None:
    subjects = [new_id() for _ in range(3)]
    ids = [started(subject_id=subject) for subject in subjects]
    with django_assert_num_queries(1):
        found = latest_by_subject(subjects, "count", now=NOW)
    assert [found[subject].job_id for subject in subjects] == ids


@pytest.mark.parametrize(
    ("state", "stop", "resume"),
    [
        (JobState.QUEUED, "", "job-running"),
        (JobState.RUNNING, "", "job-running"),
        (JobState.STOPPING, "job-stopping", "job-running"),
        (JobState.STOPPED, "job-not-running", ""),
        (JobState.DONE, "job-not-running", "job-done"),
        (JobState.FAILED, "job-not-running", ""),
        (JobState.LOST, "", ""),
    ],
)
def test_what_may_be_done_with_a_job(state: JobState, stop: str, resume: str) -> None:
    refusals = (why_not_stop(state), why_not_resume(state))
    assert [each.code if each else "" for each in refusals] == [stop, resume]


@pytest.mark.parametrize(
    ("stored", "silent", "expected"),
    [
        ("running", LOST_AFTER, JobState.RUNNING),
        ("running", LOST_AFTER + timedelta(seconds=1), JobState.LOST),
        ("stopping", LOST_AFTER + timedelta(seconds=1), JobState.LOST),
        ("queued", LOST_AFTER * 9, JobState.QUEUED),
        ("done", LOST_AFTER * 9, JobState.DONE),
    ],
)
def test_a_job_is_lost_after_half_a_minute_of_silence(stored: str, silent: timedelta, expected: JobState) -> None:
    assert state_now(stored, NOW - silent, NOW) is expected
