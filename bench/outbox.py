"""Ten thousand check-ins of 200 phones through a lossy proxy, while the server's process is killed ten times within a transaction.

    python bench/outbox.py [--messages 10000] [--phones 200] [--kills 10] [--postgresql] [--control none|fresh|torn]

A fresh installation in a folder of its own, on SQLite or on a PostgreSQL server started for it. The server is a process of its own with the
whole of the product behind a socket: log-in, forgery check, the door of phones. Killed (SIGKILL, in the middle of a transaction, in turn before and after
the event is written) it is started anew, as a supervisor would. Between it and the phones, several at once, stands a proxy (bench/line.py) that refuses,
cuts requests and answers in the middle, delays, repeats and reorders. At the end each message has to be there once, with one event, one receipt
and its place on the list. `--control fresh` lets phones write a message anew at every try, `--control torn` takes the transaction away: both have to fail.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import logging
import multiprocessing as mp
import os
import random
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.line import Line

AT_ONCE, PATIENCE = 4, 120  # phones that send at the same time; seconds before one gives an answer up
TOKEN = "a" * 32


def set_up(home: str, database: str) -> None:
    os.environ |= {"FENGQIAO_HOME": home, "DJANGO_SETTINGS_MODULE": "fengqiao.site.settings"}
    if database:
        os.environ["FENGQIAO_DATABASE"] = database
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # 200 log-ins that nobody types
    django.setup()
    logging.getLogger("django.request").setLevel(logging.ERROR)  # requests that were cut are told in the sums


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""


class Threaded(ThreadingMixIn, WSGIServer):
    """A server that answers several phones at once."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


def supervise(home: str, database: str, port: Any, die: Any, killed: Any, torn: bool) -> None:  # noqa: FBT001
    """Reads the product once and has a process of its own serve, a new one whenever that died."""
    set_up(home, database)
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    warm()
    while True:
        child = os.fork()
        if not child:
            serve(application, port, die, torn=torn)
        os.waitpid(child, 0)
        killed.value += 1


def warm() -> None:
    """Read what the first request would read: the pages' modules and the pack; no connection is left to be shared with a child."""
    from django.db import connections
    from django.test import Client

    from fengqiao.rulebook.queries import pack_on
    from tests.world import NOW

    Client(HTTP_HOST="127.0.0.1").get("/phone/today/")
    pack_on(NOW)
    connections.close_all()


def serve(application: Any, port: Any, die: Any, *, torn: bool) -> None:
    """Serve until killed (no lock is shared with who watches: it would die locked): within the check-in that `die` counts down to; below zero only after its event was written."""
    from django.db.models import QuerySet

    from fengqiao.desk.duties import outbox as door
    from fengqiao.duties.actions import outbox
    from tests.duties.test_outbox import LATER

    prctl = ctypes.CDLL(None).prctl
    prctl(1, signal.SIGKILL)  # dies with its supervisor (PR_SET_PDEATHSIG)
    real, one_at_a_time = outbox.record, threading.Lock()

    def dying(events: Any) -> None:
        with one_at_a_time:
            left = die.value
            die.value -= (left > 0) - (left < 0)
            if left == 1:
                os.kill(os.getpid(), signal.SIGKILL)
        real(events)
        if left == -1:
            os.kill(os.getpid(), signal.SIGKILL)

    outbox.record = dying
    if torn:
        outbox._keep = outbox._keep.__wrapped__  # type: ignore[attr-defined]
        QuerySet.select_for_update = lambda rows, **_: rows  # type: ignore[method-assign]  # asked without a transaction
    door.timezone = type("Clock", (), {"now": staticmethod(lambda: LATER)})  # type: ignore[attr-defined]
    with Threaded(("127.0.0.1", port.value), Quiet) as server:
        port.value = server.server_address[1]
        server.set_app(application)
        server.serve_forever()


class Server:
    """The process that takes batches, and how often it died."""

    line: Line

    def __init__(self, home: str, database: str, *, torn: bool) -> None:
        context = mp.get_context("spawn")
        self.port, self.die, self.died = (context.Value("i", 0, lock=False) for _each in range(3))
        given = (home, database, self.port, self.die, self.died, torn)
        self.process = context.Process(target=supervise, args=given, daemon=True)
        self.process.start()

    @property
    def killed(self) -> int:
        """How often it was killed."""
        return int(self.died.value)

    def watch(self, until: Any, *, kills: int, every: float) -> None:
        """Have it killed `kills` times, each after so many more batches went through."""
        asked = 0
        while not until():
            if asked < kills and asked == self.killed and self.passed() >= every * (asked + 1):
                self.die.value = random.Random(asked).randint(2, 20) * (1 if asked % 2 else -1)
                asked += 1
            time.sleep(0.05)

    def passed(self) -> int:
        """How many batches reached the server, whole or in part."""
        return self.line.reached

    def ready(self) -> None:
        """Wait until it listens: it has the whole product to read."""
        while not self.port.value:
            if not self.process.is_alive():
                raise RuntimeError("the server did not begin")
            time.sleep(0.1)


def main() -> int:
    asked = argparse.ArgumentParser()
    for name, usual in (("messages", 10_000), ("phones", 200), ("kills", 10)):
        asked.add_argument(f"--{name}", type=int, default=usual)
    asked.add_argument("--postgresql", action="store_true")
    asked.add_argument("--control", choices=("none", "fresh", "torn"), default="none")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="fengqiao-outbox-", ignore_cleanup_errors=True) as home:
        from tests.run import postgresql

        with postgresql(home) if given.postgresql else nullcontext("") as database:
            set_up(home, database)
            return run(home, database, given)


def sessions(people: dict[str, Any]) -> dict[Any, str]:
    """A log-in of each phone's person: the cookies that the phone sends, by who it is."""
    from django.test import Client

    from fengqiao.orgs.models import Account

    found = {}
    for login, by in people.items():
        client = Client()
        client.force_login(Account.objects.get(username=login))
        found[by.staff_id] = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
    return found


def post(line: Line, cookie: str, batch: list[dict[str, Any]], sent_at: int) -> list[Any] | None:
    """One try of a phone: the answers, None where none came whole."""
    from fengqiao.duties.actions import Answer
    from fengqiao.kit.problems import Problem

    body = json.dumps({"sent_at": sent_at, "messages": batch})
    headers = {"Content-Type": "application/json", "Cookie": cookie, "X-CSRFToken": TOKEN, "Connection": "close"}
    try:
        talk = HTTPConnection("127.0.0.1", line.port, timeout=PATIENCE)
        talk.request("POST", "/duties/outbox/", body, headers)
        answer = talk.getresponse()
        said = json.loads(answer.read())
    except (OSError, HTTPException, ValueError):
        return None
    if answer.status != 200:
        raise AssertionError(f"{answer.status}: {said}")
    return [
        Answer(
            each["id"], each.get("receipt", ""), refusal=Problem(each["refused"], "x") if each.get("refused") else None
        )
        for each in said["answers"]
    ]


def send_all(phone: Any, line: Line, cookie: str, sent_at: int) -> None:
    """A phone tries until nothing is unsent."""
    luck = random.Random(str(phone.by.staff_id))
    while phone.unsent:
        batch = phone.batch(luck.randint(1, 50))
        answers = post(line, cookie, batch, sent_at)
        if answers is None:
            time.sleep(0.02)
            continue
        phone.heard(batch, answers)


def run(home: str, database: str, given: argparse.Namespace) -> int:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests import world
    from tests.duties.helping import Phone, activity, message, ms, volunteers
    from tests.duties.test_outbox import LATER

    world.build()
    from django.db import connections

    from fengqiao.duties import actions
    from fengqiao.kit.identifiers import new_id

    people = {login: world.viewer(login) for login in volunteers(given.phones)}
    row = activity(places=0)
    phones, each = [], given.messages // given.phones
    for by in people.values():
        actions.sign_up(activity_id=row.id, by=by, at=world.NOW)
        device = new_id()
        unsent = [message(row, by, seq=n, device=device) for n in range(each)]
        phones.append(Phone(by, unsent, fresh=given.control == "fresh"))
    cookies = sessions(people)
    connections.close_all()
    server = Server(home, database, torn=given.control == "torn")
    server.ready()
    began = time.perf_counter()
    with Line(lambda: server.port.value, luck=random.Random(20260901)) as line, ThreadPoolExecutor(AT_ONCE) as pool:
        server.line = line
        tries = [pool.submit(send_all, phone, line, cookies[phone.by.staff_id], ms(LATER)) for phone in phones]
        expected = given.messages / 25
        server.watch(lambda: all(each.done() for each in tries), kills=given.kills, every=expected / (given.kills + 1))
        for each_try in tries:
            each_try.result()
        line.deliver_late()
    took = time.perf_counter() - began
    server.process.kill()
    return judged(given, row, phones, server, took)


def judged(given: argparse.Namespace, row: Any, phones: list[Any], server: Server, took: float) -> int:
    """Say what there is at the end, and whether that is what has to be."""
    from tests.duties.test_outbox import CheckIn, Event, exactly_once

    rows, events = CheckIn.objects.count(), Event.objects.filter(kind="duty.checked").count()
    where = "PostgreSQL" if given.postgresql else "SQLite"
    print(f"{where}: {given.messages} messages of {given.phones} phones, {server.killed} kills, {took:.0f} s")
    print(f"line: {server.line.told}")
    print(f"check-ins {rows}, events {events}, receipts that changed {sum(phone.conflicts for phone in phones)}")
    if server.killed < given.kills:
        print(f"killed {server.killed} times, {given.kills} were asked for")
        return 1
    try:
        exactly_once(row, phones, given.messages)
    except AssertionError as fault:
        print(f"NOT exactly once: {str(fault).splitlines()[0] if str(fault) else 'see above'}")
        return 0 if given.control != "none" else 1
    print("each message exactly once")
    return 0 if given.control == "none" else 1


if __name__ == "__main__":
    sys.exit(main())
