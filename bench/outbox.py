"""Ten thousand check-ins of 200 phones over a lossy line, while the server's process is killed ten times within a transaction.

    python bench/outbox.py [--messages 10000] [--phones 200] [--kills 10] [--control none|fresh|torn]

A fresh installation on SQLite in a folder of its own. The server is a process of its own that takes batches as the door of phones
does; killed (SIGKILL, in the middle of a transaction) it is started anew, as a supervisor would. The line loses, cuts, delays, repeats and
reorders (tests/duties/helping.py). At the end each message has to be there once, with one event, one receipt and its place on the
list. `--control fresh` lets phones write a message anew at every try, `--control torn` takes the transaction away: both have to fail.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def set_up(home: str) -> None:
    os.environ |= {"FENGQIAO_HOME": home, "DJANGO_SETTINGS_MODULE": "fengqiao.site.settings"}
    import django

    django.setup()


def serve(home: str, pipe: Any, *, torn: bool) -> None:
    """The server: takes batches until it is told to die within the next one."""
    set_up(home)
    from fengqiao.duties.actions import outbox
    from tests.duties.helping import sent
    from tests.world import viewer

    real = outbox.record
    if torn:
        outbox._keep = outbox._keep.__wrapped__  # type: ignore[attr-defined]
    from tests.duties.test_outbox import LATER

    while True:
        login, batch, die_at = pipe.recv()
        left = [die_at]

        def dying(events: Any, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            real(events)

        outbox.record = dying
        pipe.send(sent(viewer(login), *batch, at=LATER, sent_at=LATER))


class Server:
    """The process that takes batches, started anew whenever it died."""

    def __init__(self, home: str, logins: dict[Any, str], *, kills: int, every: int, torn: bool) -> None:
        self.home, self.logins, self.kills, self.every, self.torn = home, logins, kills, every, torn
        self.killed = self.asked = 0
        self.start()

    def start(self) -> None:
        context = mp.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=serve, args=(self.home, other), kwargs={"torn": self.torn}, daemon=True)
        self.process.start()
        other.close()

    def __call__(self, by: Any, batch: list[dict[str, Any]]) -> Any:
        from tests.duties.helping import CutOff

        self.asked += 1
        die = self.killed < self.kills and self.asked % self.every == 0
        try:
            self.pipe.send((self.logins[by.staff_id], batch, max(1, len(batch) // 2) if die else 0))
            return self.pipe.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            self.killed += 1
            self.start()
            raise CutOff("killed") from None


def main() -> int:
    asked = argparse.ArgumentParser()
    for name, usual in (("messages", 10_000), ("phones", 200), ("kills", 10)):
        asked.add_argument(f"--{name}", type=int, default=usual)
    asked.add_argument("--control", choices=("none", "fresh", "torn"), default="none")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="fengqiao-outbox-") as home:
        set_up(home)
        return run(home, given)


def run(home: str, given: argparse.Namespace) -> int:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests import world
    from tests.duties.helping import Phone, activity, lossy, message, volunteers

    world.build()
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
    logins = {by.staff_id: login for login, by in people.items()}
    server = Server(
        home,
        logins,
        kills=given.kills,
        every=max(2, given.messages // 40 // (given.kills + 2)),
        torn=given.control == "torn",
    )
    began = time.perf_counter()
    told = lossy(phones, server, luck=random.Random(20260901), many=60)
    took = time.perf_counter() - began
    server.process.kill()
    from tests.duties.test_outbox import CheckIn, Event, exactly_once

    rows, events = CheckIn.objects.count(), Event.objects.filter(kind="duty.checked").count()
    print(f"{given.messages} messages of {given.phones} phones, {server.killed} kills, {took:.0f} s; line: {told}")
    print(f"check-ins {rows}, events {events}, receipts that changed {sum(phone.conflicts for phone in phones)}")
    try:
        exactly_once(row, phones, given.messages)
    except AssertionError as fault:
        print(f"NOT exactly once: {str(fault).splitlines()[0] if str(fault) else 'see above'}")
        return 0 if given.control != "none" else 1
    print("each message exactly once")
    return 0 if given.control == "none" else 1


if __name__ == "__main__":
    sys.exit(main())
