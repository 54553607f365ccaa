"""What the tests of matters share: every table as it stands, refusals that change nothing, every move once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from fengqiao.matters import actions
from fengqiao.matters.actions import Telling
from fengqiao.matters.models import Clock, Matter, Task
from fengqiao.matters.rules.rating import Answers
from fengqiao.matters.terms import Channel, Door, MatterState, Move, RatingAnswer, RatingWay, TaskRole
from fengqiao.orgs.models import Unit
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from tests.matters.conference import CHECKING, CONFERENCE, CONFERRED, SAID, Did, conferring, handed_back
from tests.matters.levelled import LEVELLED, LEVELS, at_the_centre
from tests.matters.packs import base, published
from tests.world import NOW, make_matter, unit, viewer

VAGUE = {"kind": "", "title": "想问一件事", "text": "这件事不知道找哪里，想请你们看看。"}
STOLEN = {"kind": "police_report", "title": "电动车被盗", "text": "昨晚停在楼下的电动车被偷了，要报警。"}
FIGHT = {"kind": "", "title": "有人落水", "text": "有人落水了，在北一村塘边，快来人。"}
CLUE = {"kind": "clue", "title": "线索", "text": "夜里常有陌生货车往废弃厂房送东西，看起来不对劲。"}
_NUMBERS = count(1)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6368000000820081"
    "77cd72b60000000049454e44ae426082"
)
SHORTER = base("kinds").replace(
    'amount = 15\nunit = "workday"\nsoon_hours = 48', 'amount = 3\nunit = "workday"\nsoon_hours = 48'
)
CHECKED = {"verified": "true"}  # what a complaint needs before its first stage is left, and before it is closed


def later(**length: float) -> datetime:
    """Return a moment after NOW."""
    return NOW + timedelta(**length)


def dump() -> dict[str, list[str]]:
    """Return every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Problem]]:
    """Expect a refusal with this code, in words, with not one row changed."""
    before = dump()
    with pytest.raises(Problem) as told:
        yield told
    assert told.value.code == code, str(told.value)
    assert len(str(told.value)) >= 5
    assert dump() == before


def events_of(do: Callable[[], object]) -> list[Event]:
    """Do something; return the events that it recorded."""
    last = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    do()
    return list(Event.objects.filter(seq__gt=last).order_by("seq"))


def anywhere(login: str, at: datetime = NOW) -> Viewer:
    """Return somebody with every right who reaches every unit: what remains is what the matter itself allows."""
    everywhere = frozenset(Unit.objects.values_list("id", flat=True))
    return replace(viewer(login, at), rights=frozenset(Right), seen_units=everywhere)


def again(matter: Matter) -> Matter:
    """Return the matter as it stands now."""
    return Matter.objects.get(id=matter.id)


def share(matter: Matter, role: TaskRole = TaskRole.LEAD, code: str = "") -> Task:
    """Return the newest task of a role (and unit)."""
    rows = Task.objects.filter(matter=matter, role=role.value)
    rows = rows.filter(unit__code=code) if code else rows
    return rows.order_by("-opened_at", "-id")[0]


def offered(**over: object) -> Matter:
    """A complaint at the urban department, not yet signed; each call is another telling."""
    return make_matter(**{"by": "dispatcher", "outside_ref": f"T{next(_NUMBERS)}", **over})


def working(**over: object) -> Matter:
    """A complaint that the urban department signed ten minutes after it came."""
    matter = offered(**over)
    at = matter.received_at + timedelta(minutes=10)
    actions.accept(matter_id=matter.id, by=viewer("handler.urban", at), at=at)
    return again(matter)


def helped(*, signed: bool = True, **over: object) -> Matter:
    """The same with the housing department as a helper."""
    matter = working(**over)
    at = matter.received_at + timedelta(minutes=20)
    add_housing(matter, at)
    if signed:
        actions.accept(matter_id=matter.id, by=viewer("handler.housing", at), at=at + timedelta(minutes=5))
    return again(matter)


def add_housing(matter: Matter, at: datetime) -> None:
    actions.add_party(
        matter_id=matter.id, unit_id=unit("dept.housing"), role=TaskRole.HELPER, wanted="请查产权",
        by=viewer("handler.urban", at), at=at,
    )  # fmt: skip


def end(matter: Matter, at: datetime | None = None, **over: Any) -> None:
    """Close a complaint as the urban department does, two hours after NOW unless told."""
    at = at or later(hours=2)
    values: dict[str, Any] = {"result": "explained", "text": "已向反映人说明", "fields": CHECKED, "uploads": []}
    actions.close(matter_id=matter.id, **{**values, "by": viewer("handler.urban", at), **over}, at=at)


def closed(**over: object) -> Matter:
    """A complaint explained and closed after two hours."""
    matter = working(**over)
    end(matter, matter.received_at + timedelta(hours=2))
    return again(matter)


def triage(**over: object) -> Matter:
    """A telling about which a person must decide where it goes."""
    return offered(**{**VAGUE, **over})


def called(*, signed: bool = True, **over: object) -> Matter:
    """A call at the station of the north, signed after ten minutes."""
    matter = offered(**{"by": "desk.north", "door": Door.PHONE, **STOLEN, **over})
    if signed:
        at = matter.received_at + timedelta(minutes=10)
        actions.accept(matter_id=matter.id, by=viewer("desk.north", at), at=at)
    return again(matter)


def bounced(**over: object) -> Matter:
    """A complaint that was handed back three times and waits for a ruling."""
    matter = offered(**over)
    for number, (by, to) in enumerate((("urban", "housing"), ("housing", "urban"), ("urban", ""))):
        at = matter.received_at + timedelta(minutes=20 * number + 10)
        give = {"reason": "not_our_duty", "text": "不是", "by": viewer(f"handler.{by}", at), "at": at}
        actions.give_back(matter_id=matter.id, **give)  # type: ignore[arg-type]
        if to:
            send = {"unit_id": unit(f"dept.{to}"), "reason": "试试", "by": viewer("dispatcher"), "at": at}
            actions.route(matter_id=matter.id, **send)  # type: ignore[arg-type]
    return again(matter)


def _route(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.route(matter_id=matter.id, unit_id=unit("dept.market"), reason=SAID, by=by, at=at)


def _progress(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.progress(matter_id=matter.id, text=SAID, uploads=[], step="", by=by, at=at)


def _add(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.add_party(
        matter_id=matter.id, unit_id=unit("dept.land"), role=TaskRole.HELPER, wanted=SAID, by=by, at=at
    )  # fmt: skip


def one_more(at: datetime, **over: Any) -> Telling:
    """One more telling of the same, by somebody else."""
    values: dict[str, Any] = {"door": Door.PHONE, "text": "还是那盏路灯，又来说一次", "told_at": at, "source": "desk"}
    return Telling(**{**values, "outside_ref": f"J{next(_NUMBERS)}", **over})


def _join(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.join(matter_id=matter.id, telling=one_more(at), desk=actions.desk_at(at), by=by, at=at)


def _merge(matter: Matter, by: Viewer, at: datetime) -> None:
    older = Matter.objects.filter(merged_into=None, place="早到的").first()
    actions.merge(matter_id=matter.id, other_id=older.id if older else matter.id, text=SAID, by=by, at=at)


def _clock(matter: Matter) -> UUID:
    return Clock.objects.filter(matter=matter, code="finish").order_by("-started_at")[0].id


def _pause(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.pause(matter_id=matter.id, clock_id=_clock(matter), reason="unreachable", text="", by=by, at=at)


def _resume(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.resume(matter_id=matter.id, clock_id=_clock(matter), by=by, at=at)


def _ask_longer(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.ask_longer(matter_id=matter.id, clock_id=_clock(matter), amount=3, text=SAID, by=by, at=at)


def _extend(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.extend(matter_id=matter.id, clock_id=_clock(matter), amount=3, text=SAID, by=by, at=at)


def _decline(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.decline(matter_id=matter.id, clock_id=_clock(matter), text=SAID, by=by, at=at)


def _new_rule(matter: Matter, by: Viewer, at: datetime) -> None:
    actions.take_new_rule(matter_id=matter.id, clock_id=_clock(matter), by=by, at=at)


def _split(matter: Matter, by: Viewer, at: datetime) -> None:
    report = matter.reports.order_by("-received_at", "-id")[0]
    actions.split(matter_id=matter.id, report_id=report.id, desk=actions.desk_at(at), by=by, at=at)


DID: dict[Move, Did] = {
    Move.ROUTE: Did("dispatcher", Right.ROUTE, EventKind.MATTER_ROUTED, _route),
    Move.RULE: Did(
        "dispatcher", Right.ROUTE, EventKind.MATTER_RULED,
        lambda matter, by, at: actions.rule(
            matter_id=matter.id, unit_id=unit("dept.market"), reason=SAID, by=by, at=at
        ),
    ),
    Move.TRANSFER: Did(
        "desk.north", Right.HANDLE, EventKind.TASK_TRANSFERRED,
        lambda matter, by, at: actions.transfer(
            matter_id=matter.id, unit_id=unit("dept.market"), consent="yes", text=SAID, by=by, at=at
        ),
    ),
    **CONFERRED,
    **CHECKING,
    **LEVELLED,
    Move.ACCEPT: Did(
        "handler.urban", Right.HANDLE, EventKind.TASK_ACCEPTED,
        lambda matter, by, at: actions.accept(matter_id=matter.id, by=by, at=at),
    ),
    Move.ASSIGN: Did(
        "handler.urban", Right.ASSIGN, EventKind.TASK_ASSIGNED,
        lambda matter, by, at: actions.assign(
            matter_id=matter.id, staff_id=viewer("handler.urban").staff_id, by=by, at=at
        ),
    ),
    Move.PROGRESS: Did("handler.urban", Right.HANDLE, EventKind.TASK_PROGRESSED, _progress),
    Move.RETURN: Did(
        "handler.urban", Right.HANDLE, EventKind.TASK_RETURNED,
        lambda matter, by, at: actions.give_back(
            matter_id=matter.id, reason="not_our_duty", text=SAID, by=by, at=at
        ),
    ),
    Move.ADD_PARTY: Did("handler.urban", Right.HANDLE, EventKind.TASK_ADDED, _add),
    Move.DONE: Did(
        "handler.housing", Right.HANDLE, EventKind.TASK_DONE,
        lambda matter, by, at: actions.finish_task(matter_id=matter.id, text=SAID, uploads=[], by=by, at=at),
    ),
    Move.URGE: Did(
        "supervisor", Right.SUPERVISE, EventKind.MATTER_URGED,
        lambda matter, by, at: actions.urge(matter_id=matter.id, text=SAID, by=by, at=at),
    ),
    Move.CLOSE: Did(
        "handler.urban", Right.HANDLE, EventKind.MATTER_CLOSED,
        lambda matter, by, at: end(matter, at, text=SAID, by=by),
    ),
    Move.REOPEN: Did(
        "dispatcher", Right.REOPEN, EventKind.MATTER_REOPENED,
        lambda matter, by, at: actions.reopen(matter_id=matter.id, reason="new_facts", text=SAID, by=by, at=at),
    ),
    Move.RATE: Did(
        "dispatcher", Right.ASK_AFTER, EventKind.MATTER_RATED,
        lambda matter, by, at: actions.rate(
            matter_id=matter.id, way=RatingWay.PHONE, answers=Answers(RatingAnswer.YES, RatingAnswer.FAIR, RatingAnswer.UNSAID), text=SAID, by=by, at=at
        ),
    ),
    Move.MISS: Did(
        "dispatcher", Right.ASK_AFTER, EventKind.TELLER_MISSED,
        lambda matter, by, at: actions.miss(matter_id=matter.id, way=RatingWay.PHONE, by=by, at=at),
    ),
    Move.PLACE: Did(
        "dispatcher", Right.ROUTE, EventKind.MATTER_PLACED,
        lambda matter, by, at: actions.set_place(matter_id=matter.id, area_code="TC0101", place=SAID, by=by, at=at),
    ),
    Move.REPLY: Did(
        "handler.urban", Right.HANDLE, EventKind.MATTER_REPLIED,
        lambda matter, by, at: actions.reply(matter_id=matter.id, text=SAID, channel=Channel.PHONE, by=by, at=at),
    ),
    Move.JOIN: Did("dispatcher", Right.TAKE_IN, EventKind.REPORT_JOINED, _join),
    Move.MERGE: Did("dispatcher", Right.ROUTE, EventKind.MATTER_MERGED, _merge),
    Move.SPLIT: Did("dispatcher", Right.ROUTE, EventKind.REPORT_PARTED, _split),
    Move.PAUSE: Did("handler.urban", Right.HANDLE, EventKind.CLOCK_PAUSED, _pause),
    Move.RESUME: Did("handler.urban", Right.HANDLE, EventKind.CLOCK_RESUMED, _resume),
    Move.ASK_LONGER: Did("handler.urban", Right.HANDLE, EventKind.CLOCK_ASKED, _ask_longer),
    Move.EXTEND: Did("supervisor", Right.SUPERVISE, EventKind.CLOCK_EXTENDED, _extend),
    Move.DECLINE: Did("supervisor", Right.SUPERVISE, EventKind.CLOCK_DECLINED, _decline),
    Move.NEW_RULE: Did("supervisor", Right.SUPERVISE, EventKind.CLOCK_CHANGED, _new_rule),
    Move.RECLASS: Did(
        "dispatcher", Right.HANDLE, EventKind.MATTER_RECLASSED,
        lambda matter, by, at: actions.reclass(
            matter_id=matter.id, kind="suggestion" if matter.kind != "suggestion" else "help", text=SAID, by=by, at=at
        ),
    ),
    Move.AMEND: Did(
        "dispatcher", Right.HANDLE, EventKind.MATTER_AMENDED,
        lambda matter, by, at: actions.amend(matter_id=matter.id, values={"title": "更正后的标题"}, by=by, at=at),
    ),
}  # fmt: skip


def ready(state: MatterState, move: Move) -> Matter:
    """Return a matter in a state, in which nothing else stands in the way of the move."""
    if state is MatterState.WORKING and move is Move.ACCEPT:
        return helped(signed=False)
    if state is MatterState.WORKING and move is Move.DONE:
        return helped()
    if (state, move) == (MatterState.TRIAGE, Move.RULE):
        return bounced()
    if move is Move.TRANSFER and state in (MatterState.OFFERED, MatterState.WORKING):
        return called(signed=state is MatterState.WORKING)
    if move in LEVELS and state is not MatterState.CLOSED:
        return at_the_centre(triage(), state, move)
    if move in CONFERENCE and state is not MatterState.CLOSED:
        if state is MatterState.TRIAGE:
            return conferring(triage(by="desk.north"), "dispatcher", move)
        return conferring(called(signed=state is MatterState.WORKING), "desk.north", move)
    if move is Move.CHECK and state is MatterState.TRIAGE:
        return handed_back(offered(), "handler.urban")
    if move is Move.CHECK and state is MatterState.WORKING:
        return handed_back(called(), "desk.north")
    if move is Move.MERGE:
        offered(place="早到的")
    makers = {
        MatterState.TRIAGE: triage,
        MatterState.OFFERED: offered,
        MatterState.WORKING: working,
        MatterState.CLOSED: closed,
    }
    matter = makers[state]()
    if move is Move.RESUME and state is MatterState.WORKING:
        _pause(matter, viewer("handler.urban"), matter.received_at + timedelta(minutes=30))
    if move is Move.DECLINE and state is MatterState.WORKING:
        _ask_longer(matter, viewer("handler.urban"), matter.received_at + timedelta(minutes=30))
    if move is Move.NEW_RULE and state is MatterState.WORKING:
        published(matter.received_at + timedelta(minutes=30), kinds=SHORTER)
    if move is Move.SPLIT and state is not MatterState.CLOSED:
        by, at = anywhere("dispatcher"), matter.received_at + timedelta(minutes=30)
        _join(matter, by, at)
    return again(matter)


def actor(state: MatterState, move: Move) -> str:
    """Return who does the move in the state: in a working matter it is the helper who still has to sign."""
    if state is MatterState.TRIAGE and move in CONFERENCE and move is not Move.OPINE:
        return "dispatcher"
    if (state, move) == (MatterState.WORKING, Move.CHECK):
        return "desk.north"
    return "handler.housing" if (state, move) == (MatterState.WORKING, Move.ACCEPT) else DID[move].login


def at_once(*things: Callable[[], object]) -> list[object]:
    """Do things in threads of their own that begin together; return what each gave back, or the exception it raised."""
    gate = threading.Barrier(len(things))
    found: list[object] = [None] * len(things)

    def run(place: int) -> None:
        try:
            gate.wait(timeout=30)
            found[place] = things[place]()
        except Exception as error:  # what a thread raises is what the test asks about
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(things))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def codes(found: list[object]) -> list[str]:
    """Return what became of each of them, sorted: "done" or the code of its refusal; other exceptions as they are."""
    told = (each.code if isinstance(each, Problem) else repr(each) for each in found if isinstance(each, Exception))
    return sorted([*told, *("done" for each in found if not isinstance(each, Exception))])
