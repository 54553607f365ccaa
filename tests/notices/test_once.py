"""Each notice once: two workers at one outbox, and any sequence of crashes, silences, refusals and receipts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.notices import jobs
from fengqiao.notices.actions import answered, claim_next, letter_for, take_receipt, time_is_up
from fengqiao.notices.actions.delivering import Claimed
from fengqiao.notices.channels import sender_named
from fengqiao.notices.models import Notice
from fengqiao.notices.terms import Answer, NoticeState, Outcome, Receipt, Way
from fengqiao.orgs.queries import system_viewer
from tests.matters.helping import at_once
from tests.notices.helping import WORLD, gateway, post
from tests.world import NOW

ENDS = {NoticeState.SENT, NoticeState.RECEIVED, NoticeState.FAILED, NoticeState.DOUBTFUL, NoticeState.CANCELLED}


def test_two_workers_at_once_deliver_each_notice_once(
    committed_world: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=1))
    with gateway(tmp_path) as out:
        ids = {post().id for _ in range(24)}
        by = system_viewer(at=NOW)
        assert by

        def work() -> jobs.Round:
            return jobs.deliver_round(by=by)

        found = at_once(work, work, work)
        done = [each for each in found if isinstance(each, jobs.Round)]
        assert len(done) == 3, found
        assert sum(each.sent for each in done) == len(ids)
        assert out.arrived == dict.fromkeys(ids, 1)
        if connection.vendor == "postgresql":
            assert sum(each.sent > 0 for each in done) > 1  # nobody waited for another's lock


@pytest.mark.strict_database
def test_without_the_lock_a_notice_would_be_taken_twice(
    committed_world: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race with the lock taken away: what the test above would miss if it could not fail."""
    from threading import Barrier

    from django.db.models import QuerySet

    first, seen = QuerySet.first, Barrier(2, timeout=5)

    def slow(rows: Any) -> Any:
        found = first(rows)
        if found is not None and rows.model is Notice:
            seen.wait()  # both have read the row before either writes
        return found

    with gateway(tmp_path):
        post()
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
        monkeypatch.setattr(QuerySet, "first", slow)
        found = at_once(lambda: claim_next(at=NOW), lambda: claim_next(at=NOW))
    assert len([each for each in found if isinstance(each, Claimed)]) == 2


HAPPENS = ("takes", "refuses", "busy", "silent, arrived", "silent, lost", "dies before", "dies after")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("try"), st.sampled_from(HAPPENS)),
        st.tuples(st.just("wait"), st.sampled_from((1, 4, 7, 90, 700))),
        st.tuples(st.just("sweep"), st.just(0)),
        st.tuples(st.just("receipt"), st.booleans()),
        st.tuples(st.just("late answer"), st.sampled_from(HAPPENS[:5])),
    ),
    max_size=30,
)
SAYS: dict[str, Any] = {
    "takes": Answer(Outcome.TAKEN),
    "refuses": Answer(Outcome.REFUSED, problem="no"),
    "busy": Answer(Outcome.BUSY, problem="later"),
    "silent, arrived": Answer(Outcome.UNKNOWN, problem="arrived"),
    "silent, lost": Answer(Outcome.UNKNOWN, problem="lost"),
    "dies before": "vanish",
    "dies after": "die",
}


class Life:
    """One notice, lived through step by step; after each step nothing may have been lost, or said twice."""

    def __init__(self, *, knows: bool) -> None:
        self.at, self.knows = NOW, knows
        self.id = post(at=NOW).id
        self.hanging: list[Claimed] = []

    def take(self, step: tuple[str, Any]) -> None:
        do: Callable[[Any], None] = getattr(self, "_" + step[0].replace(" ", "_"))
        do(step[1])
        self.look()

    def _try(self, happens: str) -> None:
        claimed = claim_next(at=self.at)
        if claimed is None:
            return
        by = system_viewer(at=NOW)
        assert by
        letter = letter_for(claimed, by=by, at=self.at)
        assert not isinstance(letter, Answer)
        WORLD.answers = [SAYS[happens]]
        sender = sender_named(claimed.sender)
        assert sender
        try:
            answer = sender.send(*letter, at=self.at)
        except SystemExit:
            return
        if happens.startswith("silent") and self.at.minute % 2:
            self.hanging.append(claimed)  # the answer is still on its way when the time is up
        else:
            answered(claimed, answer, at=self.at)

    def _wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    def _sweep(self, _: int) -> None:
        time_is_up(at=self.at)

    def _receipt(self, arrived: bool) -> None:
        """A gateway reports only what it was given; it says that something came to nothing only where it did."""
        if WORLD.letters and arrived == (WORLD.arrived[self.id] > 0):
            take_receipt(Receipt(arrived=arrived, notice_id=self.id), way=Way.EMAIL, at=self.at)

    def _late_answer(self, happens: str) -> None:
        if self.hanging:
            claimed = self.hanging.pop()
            truth = SAYS["takes"] if WORLD.arrived[self.id] else SAYS["silent, lost"]
            answered(claimed, truth, at=self.at)

    def look(self) -> None:
        row = Notice.objects.get(id=self.id)
        state = NoticeState(row.state)
        assert WORLD.arrived[self.id] <= 1
        # Never lost in silence: it waits with a moment of its own, or it has ended and says how.
        assert (state in ENDS) == (row.next_at is None) == (row.ended_at is not None)
        if state in (NoticeState.SENT, NoticeState.RECEIVED):
            assert WORLD.arrived[self.id] == 1
        if state is NoticeState.FAILED:
            assert WORLD.arrived[self.id] == 0
            assert row.problem or row.tries
        if WORLD.arrived[self.id] == 1 and not self.knows:
            assert state is not NoticeState.QUEUED

    def end(self) -> None:
        """Left alone with a gateway that works, it comes to an end."""
        for _ in range(60):
            self.at += timedelta(minutes=61)
            time_is_up(at=self.at)
            self._try("takes")
            self.look()
        assert NoticeState(Notice.objects.get(id=self.id).state) in ENDS


@pytest.mark.parametrize("sender", ["fake", "knowing"])
def test_no_sequence_of_mishaps_sends_twice_or_loses_in_silence(sender: str, world: None, tmp_path: Path) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS)
    def live(steps: list[tuple[str, Any]]) -> None:
        WORLD.__init__()  # type: ignore[misc]
        with transaction.atomic():
            life = Life(knows=sender == "knowing")
            for step in steps:
                life.take(step)
            life.end()
            transaction.set_rollback(True)

    with gateway(tmp_path, sender):
        live()
