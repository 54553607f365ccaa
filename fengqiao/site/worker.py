"""The worker that does long work: a loop over the task queue, what is due every minute beside it, and the watch that `serve` keeps."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType

logger = logging.getLogger(__name__)

POLL_EVERY = 1.0  # seconds between two looks into an empty queue; a look is one read, it locks nothing
TROUBLE_WAIT = 5.0  # seconds until the next try when the database cannot be asked
HOUR, KEEP = 3600.0, timedelta(days=1)  # rows of the queue that are over say nothing that a Job does not say
MINUTE = 60.0
LONGEST_WAIT = 30.0  # seconds before a worker that dies again and again is started anew
GRACE = 10.0  # seconds that a worker has to put down what it has in hand


def run_worker() -> None:
    """Do what waits in the queue until this process is asked to end (SIGTERM, Ctrl-C); needs `django.setup()` before."""
    from django.db import DatabaseError, close_old_connections, connection
    from django.utils import timezone
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    from fengqiao.jobs.jobs import ending

    def end(signum: int, frame: FrameType | None) -> None:
        ending.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    queue = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=f"{os.getpid()}",
        excluded_queue_names=[],
    )
    until_hourly = 0.0
    with every_minute(ending):
        while not ending.is_set():
            close_old_connections()
            try:
                # Looking first keeps an idle worker from taking SQLite's one lock every second.
                waiting = DBTaskResult.objects.ready().exists()
                if waiting:
                    queue._run_tasks = 0
                    queue.run()
                elif until_hourly <= 0:
                    until_hourly = HOUR
                    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP).delete()
                    _regular("HOURLY")
            except DatabaseError as error:
                logger.warning("worker: %s", type(error).__name__)
                connection.close()
                ending.wait(TROUBLE_WAIT)
                continue
            if not waiting:
                until_hourly -= POLL_EVERY
                ending.wait(POLL_EVERY)


@contextmanager
def every_minute(ending: threading.Event) -> Iterator[None]:
    """Do what is due every minute in a thread beside the queue, until `ending`: a sheet of an hour holds up no reminder and no notice."""
    thread = threading.Thread(target=_keep_minutes, args=(ending,), name="every-minute", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(timeout=GRACE)  # what is being handed over is put down, not left in doubt


def _keep_minutes(ending: threading.Event) -> None:
    from django.db import connection

    while not ending.is_set():
        _regular("MINUTELY")
        connection.close()  # of this thread; one that broke is opened anew
        ending.wait(MINUTE)


def _regular(which: str) -> None:
    """Do what is due once an hour or once a minute; one that fails does not keep the others, or the worker, from their work."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    for path in getattr(settings, which):
        try:
            import_string(path)()
        except Exception as error:
            logger.error("%s: %s", path, type(error).__name__)  # noqa: TRY400  # its words may hold data


class Watched:
    """A worker in a process of its own that lives as long as this one does, and is started again should it die."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep, name="worker-watch", daemon=True)

    def __enter__(self) -> Watched:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._end()
        self._watch.join(timeout=GRACE)

    def _keep(self) -> None:
        wait = 1.0
        while not self._over.is_set():
            # A session of its own: Ctrl-C reaches the server only, which then ends the worker in order.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "fengqiao.site.worker"], stdin=subprocess.PIPE, start_new_session=True
            )
            if self._over.is_set():
                self._end()
            self._process.wait()
            if self._over.wait(wait):
                return
            logger.warning("the worker ended with code %s and is started again", self._process.returncode)
            wait = min(wait * 2, LONGEST_WAIT)

    def _end(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> None:
    """Be a watched worker: end when the other end of standard input is gone, however its process ended."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.site.settings")
    django.setup()

    def listen() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=listen, name="parent-watch", daemon=True).start()
    run_worker()


if __name__ == "__main__":
    main()
