"""The worker: what is due every minute is done while long work is in hand, and is put down when the worker ends."""

from __future__ import annotations

import signal
import threading
from types import SimpleNamespace

import pytest

from fengqiao.site import worker

SOON = 5.0  # seconds that a test waits for what takes none


def test_long_work_does_not_hold_up_what_is_due_every_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    done, ending, waited = threading.Event(), threading.Event(), list[bool]()

    class Busy:
        """A queue with a job that goes on until the minute's work has been done."""

        def __init__(self, **_given: object) -> None:
            self._run_tasks = 0

        def run(self) -> None:
            waited.append(done.wait(SOON))
            ending.set()

    monkeypatch.setattr("django.db.close_old_connections", lambda: None)  # what other tests opened is not ours to close
    waiting = SimpleNamespace(ready=lambda: SimpleNamespace(exists=lambda: True))
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.Worker", Busy)
    monkeypatch.setattr("django_tasks_db.models.DBTaskResult.objects", waiting)
    monkeypatch.setattr("fengqiao.jobs.jobs.ending", ending)
    monkeypatch.setattr(signal, "signal", lambda *_given: None)
    monkeypatch.setattr(worker, "_regular", lambda which: done.set() if which == "MINUTELY" else None)
    worker.run_worker()
    assert waited == [True]


def test_it_is_done_again_each_minute_and_ends_with_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    times, thrice, ending = list[str](), threading.Event(), threading.Event()

    def regular(which: str) -> None:
        times.append(which)
        if len(times) >= 3:
            thrice.set()

    monkeypatch.setattr(worker, "_regular", regular)
    monkeypatch.setattr(worker, "MINUTE", 0.01)
    with worker.every_minute(ending):
        assert thrice.wait(SOON)
    assert ending.is_set()
    assert set(times) == {"MINUTELY"}
    assert "every-minute" not in {each.name for each in threading.enumerate()}


def test_what_fails_once_is_tried_again(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    tried, again, ending = list[int](), threading.Event(), threading.Event()

    def fails() -> None:
        tried.append(1)
        if len(tried) >= 2:
            again.set()
        raise RuntimeError("broken")

    monkeypatch.setattr("fengqiao.site.hourly.look_at_clocks", fails)
    monkeypatch.setattr(settings, "MINUTELY", ["fengqiao.site.hourly.look_at_clocks"])
    monkeypatch.setattr(worker, "MINUTE", 0.01)
    with worker.every_minute(ending):
        assert again.wait(SOON)
