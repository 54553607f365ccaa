"""What tests of planned work share: an activity of the north station's volunteers, phones and their messages, a lossy line."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from fengqiao.duties import actions
from fengqiao.duties.actions import Answer, NewActivity
from fengqiao.duties.models import Activity
from fengqiao.duties.rules.messages import digest_of
from fengqiao.kit.identifiers import new_id
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Role
from tests.world import NOW, PASSWORD, unit, viewer

POINT = (28_000_000, 120_000_000)
HOUR = timedelta(hours=1)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def new(**over: Any) -> NewActivity:
    values: dict[str, Any] = {
        "kind": "patrol", "form": "post", "starts": NOW + HOUR, "ends": NOW + 3 * HOUR, "team_id": unit("volunteers"),
        "point": POINT, **over,
    }  # fmt: skip
    return NewActivity(**values)


def activity(*, by: str = "desk.north", at: datetime = NOW, **over: Any) -> Activity:
    return Activity.objects.get(id=actions.plan(new=new(**over), by=viewer(by), at=at))


def volunteers(count: int) -> list[str]:
    """More people of the volunteers; returns their log-ins."""
    logins = [f"v{n}" for n in range(count)]
    post = orgs.NewPost(unit="volunteers", role=Role.VOLUNTEER, starts=NOW - timedelta(days=400))
    people = [
        orgs.NewStaff(number=f"V{n:03}", name=f"义{n:02}", login=login, posts=[post]) for n, login in enumerate(logins)
    ]
    orgs.engage(staff=people, recorded_by=None, at=NOW)
    for login in logins:
        orgs.set_password(username=login, password=PASSWORD)
    return logins


def message(row: Activity, by: Viewer, *, seq: int = 1, device: UUID | None = None, at: datetime | None = None, **over: Any) -> dict[str, Any]:  # fmt: skip
    """A check-in as a phone writes it, at the beginning of an activity and at its place."""
    values: dict[str, Any] = {
        "v": 2, "what": "check", "told": ms(at or row.starts), "id": str(new_id()), "device": str(device or new_id()), "by": str(by.staff_id), "who": str(by.staff_id),
        "activity": str(row.id), "seq": seq, "at": ms(at or row.starts), "way": "place", "code": "", "lat": POINT[0],
        "lon": POINT[1], "accuracy": 15, **over,
    }  # fmt: skip
    return {**values, "hash": digest_of(values)}


def photo(
    row: Activity, by: Viewer, content: bytes, *, seq: int = 1, at: datetime | None = None, **over: Any
) -> dict[str, Any]:
    """The message of a photo as a phone writes it; its bytes go after it."""
    values: dict[str, Any] = {
        "v": 2, "what": "photo", "id": str(new_id()), "device": str(new_id()), "by": str(by.staff_id), "activity": str(row.id),
        "seq": seq, "at": ms(at or row.starts), "lat": POINT[0], "lon": POINT[1], "accuracy": 15,
        "sha256": sha256(content).hexdigest(), "size": len(content), **over,
    }  # fmt: skip
    return {**values, "hash": digest_of(values)}


def sent(by: Viewer, *batch: object, at: datetime, sent_at: datetime | None = None) -> list[Answer]:
    return actions.take(batch=batch, sent_at=ms(sent_at or at), by=by, at=at)


class CutOff(Exception):
    """The line, or the server, broke off."""


@dataclass
class Phone:
    """A phone's outbox: an entry goes only with its receipt; `fresh` (the control) makes a new message at every try."""

    by: Viewer
    unsent: list[dict[str, Any]] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    conflicts: int = 0
    fresh: bool = False

    def batch(self, many: int) -> list[dict[str, Any]]:
        if not self.fresh:
            return self.unsent[:many]
        return [self._again(each) for each in self.unsent[:many]]

    def _again(self, old: dict[str, Any]) -> dict[str, Any]:
        values = {key: value for key, value in old.items() if key != "hash"} | {"id": str(new_id())}
        return {**values, "hash": digest_of(values)}

    def heard(self, told: list[dict[str, Any]], answers: list[Answer]) -> None:
        """Take in an answer, perhaps an old one or one that comes twice."""
        done = []
        for place, (said, answer) in enumerate(zip(told, answers, strict=True)):
            assert answer.refusal is None, answer
            if self.receipts.setdefault(said["id"], answer.receipt) != answer.receipt:
                self.conflicts += 1
            done.append(place if self.fresh else said["id"])
        if self.fresh:
            self.unsent = self.unsent[len(done) :]
        else:
            self.unsent = [each for each in self.unsent if each["id"] not in done]


def lossy(
    phones: list[Phone], send: Callable[[Viewer, list[dict[str, Any]]], list[Answer]], *, luck: random.Random, many: int = 8
) -> dict[str, int]:  # fmt: skip
    """Let phones send over a line that cuts on the way there and back, delays, repeats and reorders, until nothing is unsent."""
    late: list[tuple[Phone, list[dict[str, Any]]]] = []
    told = {"sent": 0, "lost": 0, "cut": 0, "answers lost": 0, "repeated": 0, "late": 0}
    while any(phone.unsent for phone in phones) or late:
        if late and luck.random() < 0.4:  # what was delayed comes now, in any order, when its answer interests nobody
            phone, batch = late.pop(luck.randrange(len(late)))
            told["late"] += 1
            _tried(send, phone, batch, told)
            continue
        waiting = [phone for phone in phones if phone.unsent]
        if not waiting:
            continue
        phone = luck.choice(waiting)
        batch, fate = phone.batch(luck.randint(1, many)), luck.random()
        told["sent"] += 1
        if fate < 0.15:
            told["lost"] += 1
            continue
        if fate < 0.25:
            late.append((phone, batch))
            continue
        answers = _tried(send, phone, batch, told)
        if fate < 0.40:
            told["repeated"] += 1
            _tried(send, phone, batch, told)
        if answers is None or fate > 0.80:
            told["answers lost"] += answers is not None
            continue
        phone.heard(batch, answers)
    return told


def _tried(send: Any, phone: Phone, batch: list[dict[str, Any]], told: dict[str, int]) -> list[Answer] | None:
    try:
        found: list[Answer] = send(phone.by, batch)
    except CutOff:
        told["cut"] += 1
        return None
    return found
