"""What each deed tells to whom: desks, people, chiefs, those who watch, tellers; and nothing personal anywhere."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Matter, Report
from fengqiao.matters.terms import Door, Move
from fengqiao.notices import jobs
from fengqiao.notices.actions import choose_ways
from fengqiao.notices.models import Notice
from fengqiao.notices.queries import inbox, unread_count
from fengqiao.notices.terms import NoticeKind, Way
from fengqiao.orgs.models import Deputy, Post
from fengqiao.orgs.queries import system_viewer
from tests.matters.helping import (
    CLUE,
    DID,
    FIGHT,
    STOLEN,
    VAGUE,
    bounced,
    called,
    closed,
    end,
    helped,
    later,
    offered,
    one_more,
    working,
)
from tests.matters.packs import base, published
from tests.notices.helping import gateway
from tests.world import LOGINS, NOW, make_matter, telling, unit, viewer

MARKS = ("标甲记欧阳", "13900017171", "330106199001017171", "标记弄七十七号", "标记正文", "标记标题")
TELLER = {"teller_name": MARKS[0], "teller_phone": MARKS[1], "teller_id_number": MARKS[2], "teller_address": MARKS[3]}


def heard(do: Callable[[], object]) -> dict[str, set[str]]:
    """Do something; return who found what new in the inbox."""
    before = set(Notice.objects.values_list("id", flat=True))
    do()
    names = {viewer(login).staff_id: login for login in LOGINS}
    found: dict[str, set[str]] = {}
    for row in Notice.objects.filter(way="inbox").exclude(id__in=before):
        found.setdefault(row.kind, set()).add(names[row.staff_id])
    return found


def done(matter: Matter, move: Move, at: datetime | None = None) -> dict[str, set[str]]:
    did = DID[move]
    return heard(lambda: did.do(matter, viewer(did.login), at or later(hours=3)))


def texts(way: Way = Way.SMS) -> list[tuple[str, str]]:
    """The kinds and numbers of what waits to leave by a way."""
    rows = Notice.objects.filter(way=way.value).order_by("made_at", "id")
    return [(row.kind, row.codes["number"]) for row in rows]


def test_what_is_taken_in_is_told_to_the_desk_that_signs_or_routes(world: None) -> None:
    assert heard(offered) == {"offered": {"handler.urban"}}
    assert heard(lambda: offered(by="dispatcher", **VAGUE)) == {"triage": {"dispatcher.north"}}
    # The station's desk signs; its chief does not hear of every call.
    assert heard(lambda: make_matter(by="dispatcher", **STOLEN)) == {"offered": {"desk.north"}}


def test_whoever_does_it_is_not_told(world: None) -> None:
    assert heard(lambda: make_matter(by="desk.north", door=Door.PHONE, **STOLEN)) == {}


@pytest.mark.parametrize(
    ("make", "move", "expected"),
    [
        (offered, Move.ROUTE, {}),  # no handler holds a post at the market department
        (working, Move.ADD_PARTY, {}),
        (helped, Move.DONE, {"helped": {"handler.urban"}}),
        (offered, Move.RETURN, {"returned": {"dispatcher.north"}}),
        (working, Move.URGE, {"urged": {"handler.urban"}}),
        (called, Move.URGE, {"urged": {"desk.north", "chief.north"}}),
        (helped, Move.JOIN, {"joined": {"handler.urban"}}),
        (closed, Move.REOPEN, {"reopened": {"handler.urban"}}),
        (bounced, Move.RULE, {}),
        (working, Move.PROGRESS, {}),
        (working, Move.PAUSE, {}),
    ],
)
def test_each_deed_tells_those_whom_it_concerns(
    make: Callable[[], Matter], move: Move, expected: dict[str, set[str]], world: None
) -> None:
    assert done(make(), move) == expected


def test_routing_and_help_are_told_to_the_other_unit(world: None) -> None:
    matter = offered()
    by = viewer("dispatcher")
    sent = {"matter_id": matter.id, "unit_id": unit("dept.housing"), "reason": "房屋", "by": by, "at": later(hours=1)}
    assert heard(lambda: actions.route(**sent)) == {"offered": {"handler.housing"}}
    assert heard(lambda: helped(signed=False)) == {"offered": {"handler.urban"}, "helper_added": {"handler.housing"}}


def test_a_person_to_whom_it_was_given_hears_instead_of_the_desk(world: None) -> None:
    matter = called()
    given = {"matter_id": matter.id, "staff_id": viewer("officer.north").staff_id, "by": viewer("desk.north")}
    assert heard(lambda: actions.assign(**given, at=later(hours=1))) == {"assigned": {"officer.north"}}
    assert done(matter, Move.JOIN, later(hours=2)) == {"joined": {"officer.north"}}
    assert done(matter, Move.URGE)["urged"] == {"officer.north", "desk.north", "chief.north"}


def test_passing_on_is_told_and_so_is_its_being_signed(world: None) -> None:
    matter = called()
    by = viewer("desk.north")
    passed = {"matter_id": matter.id, "unit_id": unit("dept.urban"), "consent": "yes", "text": "请办", "by": by}
    assert heard(lambda: actions.transfer(**passed, at=later(hours=1))) == {"transfer_offered": {"handler.urban"}}
    signed = {"matter_id": matter.id, "by": viewer("handler.urban"), "at": later(hours=2)}
    assert heard(lambda: actions.accept(**signed)) == {"transfer_accepted": {"desk.north"}}


def test_a_third_return_is_told_to_whoever_rules(world: None) -> None:
    assert heard(bounced)["ruling_asked"] == {"dispatcher"}
    matter = bounced()
    ruled = {"matter_id": matter.id, "unit_id": unit("dept.housing"), "reason": "房屋", "by": viewer("dispatcher")}
    assert heard(lambda: actions.rule(**ruled, at=later(hours=2))) == {"ruling_given": {"handler.housing"}}


def test_running_out_is_told_and_a_miss_to_those_above(world: None) -> None:
    matter = called()
    row = Clock.objects.get(matter=matter, code="finish")
    by = system_viewer(at=NOW)
    assert by
    soon = row.next_at
    assert heard(lambda: actions.look_at_clock(clock_id=row.id, by=by, at=soon)) == {"due_soon": {"desk.north"}}
    late = row.due_at + timedelta(minutes=1)
    while Clock.objects.get(id=row.id).next_at < row.due_at:
        actions.look_at_clock(clock_id=row.id, by=by, at=Clock.objects.get(id=row.id).next_at)
    found = heard(lambda: actions.look_at_clock(clock_id=row.id, by=by, at=late))
    assert found == {"missed": {"desk.north", "chief.north", "supervisor"}}
    told = Notice.objects.filter(kind="missed").first()
    assert told
    assert (told.codes["clock"], told.codes["due"]) == ("finish", row.due_at.isoformat())


def test_closing_is_told_to_the_helpers_and_to_every_teller(world: None) -> None:
    matter = helped(personal=TELLER)
    joined = one_more(later(hours=1), personal={"teller_phone": "13900027272"})
    actions.join(
        matter_id=matter.id, telling=joined, desk=actions.desk_at(NOW), by=viewer("dispatcher"), at=later(hours=1)
    )
    silent = one_more(later(hours=1))
    actions.join(
        matter_id=matter.id, telling=silent, desk=actions.desk_at(NOW), by=viewer("dispatcher"), at=later(hours=1)
    )
    DID[Move.DONE].do(matter, viewer("handler.housing"), later(hours=2))
    assert heard(lambda: end(matter, later(hours=3))) == {"closed": {"handler.housing"}}
    assert texts() == [("told_closed", matter.number)] * 2  # the third left no number
    rows = Notice.objects.filter(way="sms")
    assert {row.codes["result"] for row in rows} == {"explained"}
    reopened = {"matter_id": matter.id, "reason": "not_solved", "text": "没好", "by": viewer("dispatcher")}
    actions.reopen(**reopened, at=later(hours=4))
    assert texts()[2:] == [("told_reopened", matter.number)] * 2


def test_merging_and_splitting_give_tellers_their_number(world: None) -> None:
    older, younger = working(place="早到的"), working(personal=TELLER)
    by = viewer("dispatcher")
    actions.merge(matter_id=younger.id, other_id=older.id, text="", by=by, at=later(hours=1))
    assert texts() == [("told_merged", older.number)]
    actions.part(matter_id=older.id, younger_id=younger.id, by=by, at=later(hours=2))
    assert texts()[1:] == [("told_split", younger.number)]
    joined = one_more(later(hours=3), personal={"teller_phone": "13900027272"})
    actions.join(matter_id=older.id, telling=joined, desk=actions.desk_at(NOW), by=by, at=later(hours=3))
    report = Report.objects.filter(matter=older).order_by("-received_at", "-id")[0]
    made = actions.split(matter_id=older.id, report_id=report.id, desk=actions.desk_at(NOW), by=by, at=later(hours=4))
    assert texts()[2:] == [("told_split", Matter.objects.get(id=made).number)]


def test_a_sealed_matter_is_told_in_the_inbox_of_those_named_and_nowhere_else(world: None, tmp_path: Path) -> None:
    choose_ways(email="desk@north.example", email_kinds=["offered"], by=viewer("chief.north"))
    robot = '[group]\nsender = "fake"\n[group.units."station.north"]\nurl = "http://x"\n'
    with gateway(tmp_path, text=robot):
        found = heard(lambda: make_matter(by="dispatcher", personal=TELLER, **CLUE))
    assert set(found) <= {"offered"}
    matter = Matter.objects.get(kind="clue")
    named = {row.staff_id for row in matter.recipients.all()}
    assert {row.staff_id for row in Notice.objects.filter(matter_id=matter.id)} <= named
    assert set(Notice.objects.filter(matter_id=matter.id).values_list("way", flat=True)) <= {"inbox"}


def test_kinds_that_the_pack_leaves_out_and_an_older_pack_tell_no_teller(world: None) -> None:
    fight = make_matter(by="dispatcher", personal=TELLER, **FIGHT)
    actions.accept(matter_id=fight.id, by=viewer("desk.north"), at=later(minutes=1))
    end(fight, later(hours=1), by=viewer("desk.north"), result="settled_on_scene", fields={"found_class": "other"})
    assert texts() == []
    values = base("values")
    published(later(minutes=90), values=values[: values.index("# --- 通知 ---")])
    matter = working(personal=TELLER, outside_ref="old")
    end(matter, later(hours=3))
    assert texts() == []
    assert unread_count(viewer("handler.urban")) >= 1


def test_many_at_once_are_told_as_one_and_urgent_ones_by_themselves(world: None) -> None:
    desk, by = actions.desk_at(NOW), viewer("dispatcher")
    rows = [telling(outside_ref=f"M{n}") for n in range(40)]
    rows.append(telling(outside_ref="F", **FIGHT))
    found = heard(lambda: actions.receive(telling_list=rows, desk=desk, by=by, at=NOW))
    assert found == {"offered_many": {"handler.urban"}, "offered": {"desk.north"}}
    assert Notice.objects.get(kind="offered_many").count == 40
    more = [telling(outside_ref=f"N{n}") for n in range(10)]
    assert heard(lambda: actions.receive(telling_list=more, desk=desk, by=by, at=later(minutes=1))) == {}
    assert Notice.objects.get(kind="offered_many").count == 50


def test_a_deputy_hears_what_the_post_hears(world: None) -> None:
    post = Post.objects.get(staff__account__username="handler.urban")
    Deputy.objects.create(
        post=post, staff_id=viewer("handler.housing").staff_id, starts=NOW - timedelta(days=1),
        ends=NOW + timedelta(days=2), named_by=viewer("admin").staff_id,
    )  # fmt: skip
    assert heard(offered) == {"offered": {"handler.urban", "handler.housing"}}


def test_mail_goes_to_those_who_want_it_of_the_kinds_they_chose(world: None) -> None:
    choose_ways(email="handler@urban.example", email_kinds=["urged"], by=viewer("handler.urban"))
    matter = working()
    assert texts(Way.EMAIL) == []
    done(matter, Move.URGE)
    assert texts(Way.EMAIL) == [("urged", matter.number)]


def test_a_unit_with_a_robot_hears_in_its_group(world: None, tmp_path: Path) -> None:
    robot = '[group]\nsender = "fake"\n[group.units."dept.urban"]\nurl = "http://127.0.0.1:9/"\nsecret = "SEC-7171"\n'
    with gateway(tmp_path, text=robot) as out:
        matter = offered()
        assert texts(Way.GROUP) == [("offered", matter.number)]
        by = system_viewer(at=NOW)
        assert by
        jobs.deliver_round(by=by)
        assert [(letter.kind, letter.to) for letter in out.letters] == [(NoticeKind.OFFERED, "group")]
    assert "SEC-7171" not in json.dumps([row.codes for row in Notice.objects.all()])


def test_only_ones_own_inbox_is_read(world: None) -> None:
    matter = offered()
    assert [row.matter_id for row in inbox(viewer("handler.urban"))] == [matter.id]
    assert list(inbox(viewer("handler.housing"))) == []


def test_marked_words_are_found_neither_in_rows_nor_in_letters_nor_in_the_log(
    world: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    for name in ("", "fengqiao.notices.log"):
        logging.getLogger(name).addHandler(handler)
    robot = '[sms]\nsender = "fake"\n[email]\nsender = "fake"\n[group]\nsender = "fake"\n[group.units."dept.urban"]\nurl = "x"\n'
    choose_ways(email="handler@urban.example", email_kinds=[k.value for k in NoticeKind], by=viewer("handler.urban"))
    told = {
        "personal": TELLER,
        "text": f"菜场门口流动摊贩占道经营，{MARKS[4]}",
        "title": f"占道经营{MARKS[5]}",
        "place": MARKS[3],
    }
    with gateway(tmp_path, text=robot) as out:
        matter = helped(**told)
        for move in (Move.URGE, Move.JOIN, Move.DONE):
            done(matter, move)
        end(matter, later(hours=4), text=f"已答复{MARKS[0]}")
        rows = [[str(value) for value in row.__dict__.values()] for row in Notice.objects.all()]
        monkeypatch.setattr(timezone, "now", lambda: later(hours=5))
        by = system_viewer(at=NOW)
        assert by
        assert jobs.deliver_round(by=by).sent > 3
        letters = [letter for letter in out.letters if letter.to != MARKS[1]]
        (text_message,) = (letter for letter in out.letters if letter.to == MARKS[1])
    for name in ("", "fengqiao.notices.log"):
        logging.getLogger(name).removeHandler(handler)
    assert len(rows) > 8
    assert len(letters) > 3
    for mark in MARKS:
        assert mark not in json.dumps(rows, ensure_ascii=False)
        assert mark not in str(letters)
        assert mark not in text.getvalue()
    assert text_message.kind is NoticeKind.TOLD_CLOSED
    assert not any(mark in str(text_message) for mark in (MARKS[0], *MARKS[2:]))
    assert (text_message.unit, text_message.url) == (None, "")
    assert Event.objects.filter(kind="personal.told", subject_id=matter.id).count() == 1
