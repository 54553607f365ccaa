"""Links: one task, opened once, the same actions as in the desk, by the unit's mailbox."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Entry, Task
from fengqiao.matters.terms import TaskRole
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import contact_of
from fengqiao.passes import actions
from fengqiao.passes.jobs import send_links
from fengqiao.passes.models import TaskLink
from fengqiao.passes.queries import link_waits, linked_tasks, session_behind
from fengqiao.passes.terms import Deed, PassState
from fengqiao.rulebook.queries import limit_on
from tests.matters.helping import (
    CHECKED,
    CLUE,
    again,
    at_once,
    codes,
    dump,
    events_of,
    later,
    offered,
    refused,
    share,
    working,
)
from tests.passes.helping import act, by_mail, given, link, opened
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.usefixtures("world")


def test_from_the_link_to_the_end() -> None:
    matter, task = given()
    tokens: list[str] = []
    (made,) = events_of(lambda: tokens.append(link(task)))
    assert (made.kind, made.unit_id, made.attributes["task"]) == ("link.made", unit("dept.urban"), str(task.id))
    assert link_waits(tokens[0], now=NOW)
    key = actions.open_link(token=tokens[0], at=NOW)
    assert key
    session = session_behind(key, now=NOW)
    assert session
    assert (session.task_id, session.matter_id, session.unit_id) == (task.id, matter.id, unit("dept.urban"))
    act(key, Deed.ACCEPT)
    act(key, Deed.PROGRESS, text="已到现场")
    act(key, Deed.FINISH, text="摊位已清走", result="explained", fields=CHECKED, reply="摊位清走了，谢谢您。")
    after = again(matter)
    assert (after.state, after.result) == ("closed", "explained")
    events = list(Event.objects.filter(subject_id=matter.id).order_by("seq"))[-5:]
    kinds = ["link.opened", "task.accepted", "task.progressed", "matter.replied", "matter.closed"]
    assert [each.kind for each in events] == kinds
    contact = contact_of(unit("dept.urban"))
    assert contact
    assert {(each.attributes["through"], each.staff_id) for each in events} == {("link", contact.staff_id)}
    assert {entry.codes.get("through") for entry in Entry.objects.filter(matter=matter, staff_id=contact.staff_id)} == {
        "link"
    }


def test_neither_token_nor_key_is_kept() -> None:
    _, task = given()
    token = link(task)
    key = actions.open_link(token=token, at=NOW)
    assert key
    assert not any(word in row for rows in dump().values() for row in rows for word in (token, key))


def test_it_opens_once_within_its_hours_and_its_session_ends() -> None:
    _, task = given()
    token = link(task)
    key = actions.open_link(token=token, at=NOW)
    assert key
    assert actions.open_link(token=token, at=NOW) is None
    assert not link_waits(token, now=NOW)
    hours = timedelta(hours=limit_on("portal.session_hours", NOW))
    assert session_behind(key, now=NOW + hours - timedelta(seconds=1))
    assert session_behind(key, now=NOW + hours) is None
    with refused("link-session"):
        act(key, Deed.ACCEPT, at=NOW + hours)
    late = link(task, at=later(hours=20))
    assert (
        actions.open_link(token=late, at=later(hours=20) + timedelta(hours=limit_on("portal.link_hours", NOW))) is None
    )


@pytest.mark.parametrize("token", ["", "x" * 24, "\x00" * 24, "x" * 5000])
def test_what_is_no_token_opens_nothing(token: str) -> None:
    given()
    assert actions.open_link(token=token, at=NOW) is None
    assert session_behind(token, now=NOW) is None
    actions.ask_again(token=token, at=NOW)


def test_another_link_of_the_task_ends_the_first_and_its_session() -> None:
    _, task = given()
    key = opened(task)
    token = link(task)
    assert session_behind(key, now=NOW) is None
    with refused("link-session"):
        act(key, Deed.ACCEPT)
    assert link_waits(token, now=NOW)


def test_it_is_taken_back_with_its_session() -> None:
    matter, task = given()
    key = opened(task)
    row = TaskLink.objects.get()
    for login, code in (("desk.south", "link-unknown"), ("handler.urban", "denied")):
        with refused(code):
            actions.revoke_link(link_id=row.id, by=viewer(login), at=NOW)
    (event,) = events_of(lambda: actions.revoke_link(link_id=row.id, by=viewer("dispatcher"), at=NOW))
    assert event.kind == "link.revoked"
    with refused("link-session"):
        act(key, Deed.ACCEPT)
    with refused("link-revoked"):
        actions.revoke_link(link_id=row.id, by=viewer("dispatcher"), at=NOW)
    (card,) = linked_tasks(viewer("dispatcher"), matter.id, {task.id: task.unit_id}, now=NOW)
    assert [each.state for each in card.links] == [PassState.REVOKED]


def test_none_is_made_for_strangers_for_those_with_accounts_for_sealed_or_ended_tasks() -> None:
    matter, task = given()
    for login, code in (("desk.south", "matter-unknown"), ("handler.urban", "denied"), ("volunteer", "matter-unknown")):
        with refused(code):
            link(task, by=login)
    matters.route(matter_id=matter.id, unit_id=unit("dept.housing"), reason="归住建", by=viewer("dispatcher"), at=NOW)
    with refused("link-over"):
        link(task)
    with refused("link-account"):
        link(share(matter))
    by_mail("station.north")
    clue = offered(by="desk.north", **CLUE)
    with refused("link-sealed"):
        link(
            share(clue),
            by="desk.north" if Task.objects.filter(matter=clue, unit__code="station.north").exists() else "dispatcher",
        )


def test_it_does_its_own_task_and_no_other() -> None:
    _, task = given()
    other = offered()
    key = opened(task)
    act(key, Deed.ACCEPT)
    assert share(other).state == "offered"
    with refused("task-signed"):
        act(key, Deed.ACCEPT)


def test_a_helpers_share_is_reported_done_and_the_matter_goes_on() -> None:
    matter = working()
    by_mail("dept.housing")
    matters.add_party(
        matter_id=matter.id, unit_id=unit("dept.housing"), role=TaskRole.HELPER, wanted="请查产权",
        by=viewer("handler.urban"), at=NOW + timedelta(minutes=20),
    )  # fmt: skip
    at = later(hours=1)
    key = opened(share(matter, TaskRole.HELPER), at)
    act(key, Deed.ACCEPT, at)
    act(key, Deed.FINISH, at, text="产权清楚", result="", reply="不该写的")
    assert share(matter, TaskRole.HELPER).state == "done"
    assert again(matter).state == "working"
    with refused("link-over"):
        act(key, Deed.PROGRESS, at, text="再写一点")


def test_it_hands_back_by_a_clause_only() -> None:
    matter, task = given()
    key = opened(task)
    with refused("reason-unknown"):
        act(key, Deed.RETURN, text="不归我们", reason="")
    act(key, Deed.RETURN, text="不归我们", reason="not_our_duty")
    assert again(matter).state == "triage"
    event = Event.objects.get(kind="task.returned")
    assert (event.attributes["reason"], event.attributes["through"]) == ("not_our_duty", "link")


def test_when_the_matter_went_elsewhere_the_session_says_so() -> None:
    matter, task = given()
    key = opened(task)
    matters.route(matter_id=matter.id, unit_id=unit("dept.housing"), reason="归住建", by=viewer("dispatcher"), at=NOW)
    for deed in Deed:
        with refused("link-over"):
            act(key, deed, text="字", reason="not_our_duty", result="explained")
    matters.route(matter_id=matter.id, unit_id=unit("dept.urban"), reason="还是城管", by=viewer("dispatcher"), at=NOW)
    with refused("link-over"):  # another share: what was opened was the first
        act(key, Deed.ACCEPT)


def test_a_unit_that_gets_accounts_works_by_them() -> None:
    _, task = given()
    key = opened(task)
    by_mail(by_link=False)
    with refused("link-over"):
        act(key, Deed.ACCEPT)


def test_whoever_holds_an_old_link_may_ask_and_is_told_nothing() -> None:
    matter, task = given()
    token = link(task)
    actions.open_link(token=token, at=NOW)
    actions.ask_again(token=token, at=later(hours=1))
    (card,) = linked_tasks(viewer("dispatcher"), matter.id, {task.id: task.unit_id}, now=later(hours=1))
    assert card.links[0].asked_at == later(hours=1)


@pytest.mark.django_db(transaction=True)
def test_opened_twice_at_once_one_gets_in() -> None:
    _, task = given()
    token = link(task)
    found = at_once(*[lambda: actions.open_link(token=token, at=NOW)] * 2)
    assert sorted(each is None for each in found) == [False, True], found


@pytest.mark.django_db(transaction=True)
def test_signed_by_link_and_sent_elsewhere_at_once_one_is_first() -> None:
    matter, task = given()
    key = opened(task)
    seen = again(matter).version
    found = at_once(
        lambda: act(key, Deed.ACCEPT, seen_version=seen),
        lambda: matters.route(
            matter_id=matter.id, unit_id=unit("dept.housing"), reason="归住建", by=viewer("dispatcher"), at=NOW,
            seen_version=seen,
        ),
    )  # fmt: skip
    after = again(matter)
    if (after.state, after.unit.code) == ("working", "dept.urban"):
        assert codes(found) == ["done", "matter-changed"]
    else:
        assert (after.state, after.unit.code) == ("offered", "dept.housing")
        assert codes(found) == ["done", "link-over"]
    assert Task.objects.filter(matter=matter, state__in=["offered", "working"]).count() == 1


@pytest.fixture
def mail(tmp_path: Path, settings: Any) -> None:
    """An installation that sends e-mail."""
    settings.CHANNELS_FILE = tmp_path / "channels.toml"
    settings.CHANNELS_FILE.write_text(
        '[email]\nsender = "smtp"\nhost = "localhost"\nfrom = "a@b.example"\n', encoding="utf-8"
    )
    settings.PUBLIC_URL = "https://fq.example"


def letters() -> list[Notice]:
    return list(Notice.objects.filter(kind="link").order_by("made_at", "id"))


def test_a_task_that_is_offered_gets_its_link_by_e_mail_once(mail: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    matter, task = given()
    offered(by="desk.north", **CLUE)
    send_links()
    send_links()
    (letter,) = letters()
    assert (letter.way, letter.matter_id, letter.unit_id, letter.codes["number"]) == (
        "email",
        matter.id,
        unit("dept.urban"),
        matter.number,
    )
    row = TaskLink.objects.get()
    assert (row.task_id, row.opened_at) == (task.id, None)
    assert not any("/d/" in cell for rows in dump().values() for cell in rows), "the link lies sealed"


def test_a_fresh_one_that_was_asked_for_goes_to_the_mailbox_and_one_taken_back_does_not(
    mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    _, task = given()
    token = link(task)
    actions.open_link(token=token, at=NOW)
    send_links()
    assert letters() == []
    actions.ask_again(token=token, at=NOW)
    send_links()
    assert len(letters()) == 1
    last = TaskLink.objects.get(revoked_at=None)
    actions.revoke_link(link_id=last.id, by=viewer("dispatcher"), at=NOW)
    send_links()
    assert len(letters()) == 1
    actions.mail_link(task_id=task.id, by=viewer("dispatcher"), at=NOW)
    assert len(letters()) == 2


def test_without_a_channel_or_an_address_nothing_is_sent_and_the_desk_is_told(mail: None, settings: Any) -> None:
    _, task = given()
    settings.PUBLIC_URL = ""
    send_links()
    assert letters() == []
    with refused("link-mail"):
        actions.mail_link(task_id=task.id, by=viewer("dispatcher"), at=NOW)
    for login, code in (("desk.south", "matter-unknown"), ("handler.urban", "denied")):
        with refused(code):
            actions.mail_link(task_id=task.id, by=viewer(login), at=NOW)
