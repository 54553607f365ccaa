"""A draft of a table over past matters: what would move is written down, nothing moves, each sees what is theirs."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from fengqiao.jobs import actions as jobs_actions
from fengqiao.jobs import jobs
from fengqiao.jobs.models import Job
from fengqiao.kit.tables.sheet import columns_of
from fengqiao.matters import jobs as matter_jobs
from fengqiao.matters.actions import start_replay
from fengqiao.matters.models import Matter, Replay, Report
from fengqiao.matters.queries import Flow, flows, last_replay, moves, replay_of, stays
from fengqiao.rulebook import actions
from fengqiao.rulebook.models import TableDraft
from fengqiao.rulebook.queries import pack_on
from tests.matters.helping import STOLEN, dump, offered, refused
from tests.rulebook.test_tables import changed, somebody
from tests.world import NOW, viewer


def draft(row: str = "police-chosen", **cells: str) -> UUID:
    """A draft that sends what was chosen as a police matter to the governance centre."""
    return changed(
        actions.draft_table(code="routing", by=somebody(), at=NOW), row, **({"function": "centre"} | cells)
    ).id


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=1))


def played(draft_id: UUID, by: str = "dispatcher") -> Replay:
    replay_id = start_replay(draft_id=draft_id, by=viewer(by), at=NOW + timedelta(minutes=1))
    jobs.run(Job.objects.get(subject_id=replay_id).id)
    found = replay_of(viewer(by), replay_id)
    assert found is not None
    return found


def test_what_would_move_is_listed_and_nothing_moves(world: None) -> None:
    stolen, other = offered(**STOLEN), offered()
    before = {name: rows for name, rows in dump().items() if name.startswith("matters_") and "replay" not in name}
    replay = played(draft())
    after = dump()
    assert {name: after[name] for name in before} == before
    assert (replay.asked, replay.total, replay.skipped, sum(stays(replay).values())) == (2, 2, 0, 1)
    assert flows(viewer("dispatcher"), replay) == [Flow("police", "centre", 1)]
    (move,), count = moves(viewer("dispatcher"), replay, most=10)
    assert (move.matter_id, count, move.old_row, move.new_row) == (stolen.id, 1, "police-chosen", "police-chosen")
    assert moves(viewer("dispatcher"), replay, most=10, old="urban") == ([], 0)
    assert other.id != stolen.id


def test_the_same_table_moves_nothing(world: None) -> None:
    offered(**STOLEN)
    assert flows(viewer("dispatcher"), played(draft(function="police"))) == []


def test_sight_is_asked_when_it_is_shown(world: None) -> None:
    stolen = offered(**STOLEN)
    replay = played(draft())
    assert replay_of(viewer("supervisor"), replay.id) is None
    Matter.objects.filter(id=stolen.id).update(sealed=True)
    assert flows(viewer("dispatcher"), replay) == []
    assert moves(viewer("dispatcher"), replay, most=10) == ([], 0)
    assert last_replay(viewer("dispatcher"), replay.draft_id) == replay


def test_matters_whose_words_are_gone_are_counted_apart(world: None) -> None:
    stolen = offered(**STOLEN)
    Report.objects.filter(matter=stolen).update(text="")
    replay = played(draft())
    assert (replay.asked, replay.skipped) == (1, 1)


def test_stopped_after_a_batch_it_goes_on_with_the_next_matter(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        offered(**STOLEN)
    monkeypatch.setattr(matter_jobs, "CHUNK", 1)
    batch, by = matter_jobs.replay_batch, viewer("dispatcher")

    def then_stop(**asked: object) -> object:
        found = batch(**asked)  # type: ignore[arg-type]
        job = Job.objects.get()
        if job.attempt == 1 and found is not None:
            jobs_actions.stop(job_id=job.id, by=by, at=NOW)
        return found

    monkeypatch.setattr(matter_jobs, "replay_batch", then_stop)
    replay = played(draft())
    assert (Job.objects.get().state, replay.asked) == ("stopped", 1)
    jobs_actions.resume(job_id=Job.objects.get().id, by=by, at=NOW)
    jobs.run(Job.objects.get().id)
    replay.refresh_from_db()
    assert (Job.objects.get().state, replay.asked) == ("done", 3)
    assert flows(by, replay) == [Flow("police", "centre", 3)]


def test_what_is_refused(world: None) -> None:
    draft_id = draft()
    at = NOW + timedelta(minutes=1)
    with refused("denied"):
        start_replay(draft_id=draft_id, by=viewer("desk.north"), at=at)
    with refused("replay-none"):  # "nothing changes" would mislead
        start_replay(draft_id=draft_id, by=somebody(), at=at)
    offered(**STOLEN)
    start_replay(draft_id=draft_id, by=somebody(), at=at)
    with refused("job-running"):
        start_replay(draft_id=draft_id, by=somebody(), at=at)
    changed(draft_id, human="或许")
    with refused("table-faults"):
        start_replay(draft_id=draft_id, by=viewer("supervisor"), at=at)


def test_the_attention_table_is_asked_whether_somebody_looks(world: None) -> None:
    offered(**STOLEN)
    draft_id = actions.draft_table(code="attention", by=somebody(), at=NOW)
    row = TableDraft.objects.get(id=draft_id)
    place = [each.key for each in columns_of(pack_on(NOW).pack.tables["attention"])].index("then.human")
    lines = [[*line[:place], "是" if line[0] == "end" else line[place], *line[place + 1 :]] for line in row.lines]
    actions.save_table(draft_id=draft_id, lines=lines, version=row.version, by=somebody(), at=NOW)
    replay = played(draft_id)
    assert flows(viewer("dispatcher"), replay) == [Flow("passed", "looked_at", 1)]
    (move,), _count = moves(viewer("dispatcher"), replay, most=10)
    assert move.new_row == "end"


def test_a_table_of_which_nothing_was_kept_cannot_be_asked_about_the_past(world: None) -> None:
    draft_id = actions.draft_table(code="dispute_grade", by=somebody(), at=NOW)
    with refused("replay-nothing-kept"):
        start_replay(draft_id=draft_id, by=somebody(), at=NOW)
