"""From the outbox to the world: tries, waits, doubts, receipts; what people may do about it; and what is never kept."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.notices import jobs
from fengqiao.notices.actions import (
    answered,
    cancel,
    claim_next,
    clear_old,
    forget,
    resend,
    resend_failed,
    send,
    send_test,
    time_is_up,
)
from fengqiao.notices.channels import channels, read
from fengqiao.notices.models import Notice
from fengqiao.notices.queries import in_trouble, ways_out
from fengqiao.notices.terms import Address, Answer, NoticeKind, NoticeState, Outcome, Receipt, Way
from fengqiao.orgs.queries import Viewer, system_viewer
from tests.matters.helping import dump, refused
from tests.notices.helping import WORLD, World, about, gateway, post
from tests.world import NOW, unit, viewer


@pytest.fixture
def out(world: None, tmp_path: Path) -> Iterator[World]:
    with gateway(tmp_path) as found:
        yield found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The time that jobs read, moved by hand."""

    class Clock:
        at = NOW

        def on(self, **length: float) -> None:
            self.at += timedelta(**length)

    found = Clock()
    monkeypatch.setattr(timezone, "now", lambda: found.at)
    return found


def system() -> Viewer:
    found = system_viewer(at=NOW)
    assert found
    return found


def round_() -> jobs.Round:
    return jobs.deliver_round(by=system())


def again(row: Notice) -> Notice:
    return Notice.objects.get(id=row.id)


def test_a_letter_goes_out_once_and_its_secrets_go_with_it(out: World, clock: Any) -> None:
    row = post()
    assert row.state == "queued"
    assert b"TOKEN" not in bytes(row.sealed)
    assert round_().sent == 1
    (letter,) = out.letters
    assert (letter.to, letter.url) == ("office@unit.example", "https://fengqiao.example/once/TOKEN-7171")
    assert (letter.id, letter.kind, letter.number[:2]) == (row.id, NoticeKind.LINK, "TC")
    after = again(row)
    assert (after.state, bytes(after.sealed), after.sender, after.reference) == ("sent", b"", "fake", f"r{row.id}")
    assert round_().sent == 0
    assert out.arrived == {row.id: 1}


def test_nothing_goes_out_of_a_deed_that_did_not_happen(out: World, clock: Any) -> None:
    from django.db import transaction

    def fails() -> None:
        with transaction.atomic():
            post()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    round_()
    assert out.letters == []


def test_what_was_certainly_not_sent_is_tried_again_with_growing_waits_and_a_ceiling(out: World, clock: Any) -> None:
    row = post()
    out.answers = [Answer(Outcome.BUSY, problem="smtp-451")] * 20
    moments = []
    for _ in range(400):
        before = len(out.letters)
        round_()
        moments += [clock.at] * (len(out.letters) - before)
        clock.on(minutes=1)
    waits = [(b - a).total_seconds() / 60 for a, b in pairwise(moments)]
    assert waits == [1, 2, 4, 8, 16, 32, 60]
    after = again(row)
    assert (after.state, after.tries, after.problem) == ("failed", 8, "smtp-451")
    assert not out.arrived


def test_retries_keep_quiet_hours(out: World, clock: Any) -> None:
    clock.at = datetime.fromisoformat("2026-09-01T21:59:30+08:00")
    row = post(at=clock.at)
    out.answers = [Answer(Outcome.BUSY)]
    round_()
    assert again(row).next_at == datetime.fromisoformat("2026-09-02T07:00:00+08:00")


def test_a_refusal_is_final_until_a_person_sends_it_again(out: World, clock: Any) -> None:
    row = post()
    out.answers = [Answer(Outcome.REFUSED, problem="smtp-550")]
    assert round_().failed == 1
    clock.on(hours=3)
    round_()
    assert len(out.letters) == 1
    with refused("denied"):
        resend(notice_id=row.id, by=viewer("dispatcher"), at=clock.at)
    resend(notice_id=row.id, by=viewer("admin"), at=clock.at)
    assert round_().sent == 1
    assert out.letters[1].url.endswith("TOKEN-7171")
    assert Event.objects.filter(kind="notice.resent").count() == 1


def test_a_send_of_which_nobody_knows_is_never_sent_again_by_itself(out: World, clock: Any) -> None:
    row = post()
    out.answers = [Answer(Outcome.UNKNOWN, problem="arrived")]
    assert round_().doubtful == 1
    clock.on(days=2)
    round_()
    assert out.arrived == {row.id: 1}
    assert again(row).state == "doubtful"
    assert list(in_trouble(viewer("admin"))) == [again(row)]
    assert not in_trouble(viewer("dispatcher"))


def test_a_process_that_died_leaves_a_doubt_and_no_second_letter(out: World, clock: Any) -> None:
    row = post()
    out.answers = ["die"]
    with pytest.raises(SystemExit):
        round_()
    assert again(row).state == "sending"
    clock.on(minutes=4)
    round_()
    assert again(row).state == "sending"  # its time is not up
    clock.on(minutes=2)
    assert round_().doubtful == 1
    assert (again(row).state, again(row).problem, out.arrived[row.id]) == ("doubtful", "no-answer", 1)


def test_where_the_gateway_knows_a_letter_again_it_is_sent_once_more(world: None, tmp_path: Path, clock: Any) -> None:
    with gateway(tmp_path, "knowing") as out:
        row = post()
        out.answers = ["die"]
        with pytest.raises(SystemExit):
            round_()
        clock.on(minutes=6)
        round_()
        clock.on(minutes=2)
        round_()
        assert (again(row).state, out.arrived[row.id], len(out.letters)) == ("sent", 1, 2)


def test_an_answer_after_its_time_still_says_what_nobody_knew(out: World, clock: Any) -> None:
    row = post()
    claimed = claim_next(at=clock.at)
    assert claimed
    assert time_is_up(at=clock.at + timedelta(minutes=6)) == 1
    assert again(row).state == "doubtful"
    assert answered(claimed, Answer(Outcome.UNKNOWN), at=clock.at) is NoticeState.DOUBTFUL
    assert answered(claimed, Answer(Outcome.TAKEN), at=clock.at) is NoticeState.SENT
    assert answered(claimed, Answer(Outcome.TAKEN), at=clock.at) is None  # said once


def test_receipts_say_that_it_arrived_or_did_not(out: World, clock: Any) -> None:
    first, second, third = post(), post(), post()
    out.answers = [Answer(Outcome.TAKEN, reference="a"), Answer(Outcome.TAKEN, reference="b"), Answer(Outcome.UNKNOWN)]
    round_()
    states = {again(row).reference: row for row in (first, second, third)}
    out.reports = [
        Receipt(arrived=True, reference="a"),
        Receipt(arrived=False, reference="b", problem="report-X"),
        Receipt(arrived=True, notice_id=states[""].id),
        Receipt(arrived=True, reference="nobody's"),
    ]
    assert round_().receipts == 3
    found = {row.state: row.problem for row in Notice.objects.filter(way="email")}
    assert found == {"received": "", "failed": "report-X"}
    assert Notice.objects.filter(way="email", state="received").count() == 2


def test_a_way_that_is_down_does_not_hold_up_the_others(world: None, tmp_path: Path, clock: Any) -> None:
    with gateway(tmp_path, text='[email]\nsender = "fake"\n') as out:
        for _ in range(6):
            post()
        phone = post(to=Address(Way.SMS, "13900000001"), at=NOW + timedelta(seconds=1))
        clock.on(minutes=1)
        out.answers = [Answer(Outcome.BUSY)] * 6
        round_()
        assert len(out.letters) == jobs.GIVES_UP
        assert (again(phone).state, again(phone).sender) == ("sent", "log")


BROKEN = ['[email\nsender = "fake"', "[pigeon]\nx = 1", '[email]\nsender = "nobody"', "x = 1", "[group]\nunits = 3"]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_file_is_a_failure_that_is_shown_and_mended(
    text: str, world: None, tmp_path: Path, clock: Any
) -> None:
    with gateway(tmp_path, text=text) as out:
        row = post()
        round_()
        found, cards = ways_out()
        assert found.problem in ("channels-broken", "channels-unknown")
        assert again(row).problem == found.problem
        assert (again(row).state, out.letters) == ("queued", [])
        assert next(card for card in cards if card.way is Way.EMAIL).count(NoticeState.QUEUED) == 1
        (tmp_path / "channels.toml").write_text('[email]\nsender = "fake"\n# mended\n')
        clock.on(minutes=2)
        assert round_().sent == 1


def test_the_file_says_where_it_is_broken() -> None:
    assert (read("[email]\nx =").problem, read("[email]\nx =").line) == ("channels-broken", 2)
    assert (read("\n\n[pigeon]").problem, read("\n\n[pigeon]").line) == ("channels-unknown", 3)
    assert read('[email]\nsender = "smtp"').given(Way.EMAIL) == {"sender": "smtp"}


def test_without_a_file_everything_goes_to_the_log(world: None, tmp_path: Path, clock: Any, settings: Any) -> None:
    settings.CHANNELS_FILE = tmp_path / "none.toml"
    assert (channels().there, channels().sender_name(Way.SMS)) == (False, "log")
    row = post()
    round_()
    assert (again(row).state, again(row).sender) == ("sent", "log")


def test_a_bug_in_a_sender_is_a_doubt_and_no_standstill(
    out: World, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = post(), post(at=NOW + timedelta(seconds=1))
    clock.on(minutes=1)
    out.answers = [object(), Answer(Outcome.TAKEN)]  # what is no answer breaks the sender
    done = round_()
    assert (done.doubtful, done.sent) == (1, 1)
    assert {again(first).state, again(second).state} == {"doubtful", "sent"}


@pytest.mark.parametrize("to", ["", " ", "a\nb", "x" * 201])
def test_an_address_that_is_none_is_refused(world: None, to: str) -> None:
    given = about()
    with refused("notice-address"):
        send(kind=NoticeKind.LINK, to=Address(Way.EMAIL, to), about=given, by=viewer("dispatcher"), at=NOW)
    with refused("notice-address"):
        send(kind=NoticeKind.LINK, to=Address(Way.GROUP, "x"), about=given, by=viewer("dispatcher"), at=NOW)


def test_what_waits_may_be_cancelled_and_what_is_being_sent_may_not(out: World, clock: Any) -> None:
    row, other = post(), post(at=NOW + timedelta(seconds=1))
    with refused("denied"):
        cancel(notice_id=row.id, by=viewer("chief.north"), at=NOW)
    claimed = claim_next(at=NOW)
    assert claimed
    assert claimed.id == row.id
    with refused("notice-sending"):
        cancel(notice_id=row.id, by=viewer("admin"), at=NOW)
    cancel(notice_id=other.id, by=viewer("admin"), at=NOW)
    assert (again(other).state, bytes(again(other).sealed)) == ("cancelled", b"")
    with refused("notice-over"):
        resend(notice_id=other.id, by=viewer("admin"), at=NOW)
    answered(claimed, Answer(Outcome.REFUSED), at=NOW)
    assert resend_failed(way=Way.EMAIL, by=viewer("admin"), at=NOW) == 1
    with pytest.raises(Problem, match="没有这条"):
        cancel(notice_id=unit("centre"), by=viewer("admin"), at=NOW)


def test_old_notices_are_cleared_but_none_that_is_still_to_be_sent(out: World, clock: Any) -> None:
    sent, waiting = post(), post()
    Notice.objects.filter(id=sent.id).update(state="sent")
    assert clear_old(at=NOW + timedelta(days=180)) == 0
    before = Notice.objects.count()
    later = NOW + timedelta(days=181)
    assert clear_old(at=later) == before - 1
    assert list(Notice.objects.values_list("id", flat=True)) == [waiting.id]


def test_notices_go_with_the_term_of_their_matter(out: World) -> None:
    row = post()
    forget([row.matter_id])
    assert not Notice.objects.filter(matter_id=row.matter_id).exists()


def test_a_test_goes_to_a_mailbox_that_is_there_and_at_once(out: World, clock: Any) -> None:
    from fengqiao.notices.actions import choose_ways

    by = viewer("handler.urban")
    with refused("notice-mailbox"):
        send_test(way=Way.EMAIL, by=by, at=NOW, staff_id=by.staff_id)
    with refused("notice-email"):
        choose_ways(email="not a mailbox", email_kinds=[], by=by)
    with refused("notice-email-none"):
        choose_ways(email="", email_kinds=["offered"], by=by)
    choose_ways(email="handler@urban.example", email_kinds=["offered", "nothing"], by=by)
    clock.at = datetime.fromisoformat("2026-09-01T23:30:00+08:00")
    send_test(way=Way.EMAIL, by=by, at=clock.at, staff_id=by.staff_id)
    round_()
    assert [letter.to for letter in out.letters] == ["handler@urban.example"]


def test_neither_address_nor_link_lies_in_the_database_or_the_log(out: World, clock: Any) -> None:
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    logging.getLogger().addHandler(handler)
    try:
        post()
        before = str(dump())
        out.answers = [Answer(Outcome.BUSY, problem="smtp-451"), object()]
        round_()
        clock.on(minutes=2)
        round_()
    finally:
        logging.getLogger().removeHandler(handler)
    for mark in ("office@unit.example", "TOKEN-7171"):
        assert mark not in before
        assert mark not in str(dump())
        assert mark not in text.getvalue()
    assert WORLD.letters[0].to == "office@unit.example"
