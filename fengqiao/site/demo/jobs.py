"""Loading the demo county's two past years behind the first page: a job like any other, stopped and resumed anywhere."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from fengqiao.jobs.actions import resume, start
from fengqiao.jobs.jobs import Run
from fengqiao.jobs.queries import latest_by_subject
from fengqiao.jobs.terms import JobState
from fengqiao.orgs.queries import Viewer
from fengqiao.site.demo.county import read_county
from fengqiao.site.demo.fill import began, past

KIND = "demo-past"
CUT_OFF = frozenset({JobState.STOPPED, JobState.LOST, JobState.FAILED})


def begin_past(count: int, *, by: Viewer) -> bool:
    """Put the loading of `count` past matters into the queue, or back into it where it was cut off; says whether it was."""
    now = timezone.now()
    job = latest_by_subject([by.post.id], KIND, now=now).get(by.post.id)
    if job and job.state in CUT_OFF:
        resume(job_id=job.job_id, by=by, at=now)
        return True
    if job or began() is None or count <= 0:
        return False
    start(kind=KIND, subject_id=by.post.id, by=by, at=now, total=count)
    return True


def load_past(run: Run) -> None:
    """Let the county have worked for two years before its story begins."""
    moment = began()
    job = latest_by_subject([run.subject_id], KIND, now=timezone.now())[run.subject_id]
    if moment is None:
        return
    past(
        read_county(settings.PACKS_DIR / "demo"),
        job.total,
        by=run.by,
        now=moment,
        tick=lambda done: run.tick(done, job.total),
    )
