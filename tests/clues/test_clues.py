"""Clues from the informant's hand to his answer; who may do what; what is in the database all the while."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from fengqiao.clues import actions, box
from fengqiao.clues.actions.informing import MOST_LETTERS
from fengqiao.clues.jobs import destroy_due, keep_counts
from fengqiao.clues.models import Attachment, Clue, Holder, KeyPair, Letter, Unlocked
from fengqiao.clues.queries import (
    clue_for,
    file_in,
    flow,
    opened_letters,
    private_behind,
    standing_of_unit,
    tallies,
    unit_for_area,
    visible_clues,
)
from fengqiao.clues.terms import ClueState, Duty, Informant, LetterKind
from fengqiao.ledger.models import Event
from fengqiao.ledger.queries import kinds_of
from fengqiao.matters.models import Matter
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import directory, system_viewer
from fengqiao.vault import keys
from fengqiao.vault.models import DataKey
from tests.clues.helping import CUSTODIANS, NAME, PHRASES, SAID, handed_in, keyed, make_key, name, opened, station
from tests.matters.helping import PNG, dump, later, refused
from tests.world import NOW, area, unit, viewer

pytestmark = pytest.mark.django_db
ANSWER, NOTE, MORE = "谢谢您，已经查处，赌具收缴", "夜里十一点上门，查获桌面现金", "他们换到了南货店楼上"


def test_a_clue_travels_from_its_informant_to_its_answer(world: None) -> None:
    station()
    code, clue = handed_in()
    assert (clue.unit_id, clue.state, clue.waiting) == (unit("station.north"), "new", True)
    officer = keyed("officer.north")
    by = officer["by"]
    (told,) = opened_letters(clue, officer["key"], officer["private"])
    assert (told.kind, told.text, [one.name for one in told.files]) == (LetterKind.TOLD, SAID, [NAME])
    found = file_in(clue, told.files[0].id, officer["key"], officer["private"])
    assert (found[:2], found[2][:8]) == ((NAME, "image/png"), PNG[:8])
    actions.note_read(clue_id=clue.id, by=by, at=NOW)
    actions.take(clue_id=clue.id, by=by, at=NOW)
    actions.answer(clue_id=clue.id, text="是哪一层？", question=True, by=by, at=NOW)
    visit = actions.visit(code=code, at=NOW)
    assert visit
    assert [(each.kind, each.text) for each in visit.letters] == [
        (LetterKind.TOLD, None),
        (LetterKind.QUESTION, "是哪一层？"),
    ]
    assert actions.add(code=code, text=MORE, at=NOW)
    actions.check(clue_id=clue.id, result="true", people=21, groups=11, text=NOTE, by=by, at=NOW)
    actions.answer(clue_id=clue.id, text=ANSWER, question=False, by=by, at=NOW)
    matter = actions.raise_matter(
        clue_id=clue.id, kind="police_report", text="老街棋牌室聚赌已查处，后续整治", by=by, at=NOW
    )
    actions.close(clue_id=clue.id, by=by, at=NOW)
    clue.refresh_from_db()
    said = [(each.kind.value, each.text) for each in opened_letters(clue, *opened("desk.north"))]
    assert said == [("told", SAID), ("question", "是哪一层？"), ("added", MORE), ("check", NOTE), ("answer", ANSWER)]
    visit = actions.visit(code=code.replace(" ", ""), at=NOW)
    assert visit
    assert (visit.state, visit.useful, visit.letters[-1].text) == (ClueState.CLOSED, True, ANSWER)
    assert NOTE not in [each.text for each in visit.letters]
    row = Matter.objects.get(id=matter)
    assert "欧阳" not in str(Matter.objects.filter(id=matter).values().get())
    assert row.area_id == clue.area_id
    assert keep_counts(by=system_viewer(at=NOW), now=later(hours=1)) == 2  # type: ignore[arg-type]
    assert keep_counts(by=system_viewer(at=NOW), now=later(hours=2)) == 0  # type: ignore[arg-type]
    assert sorted(set(kinds_of(clue.id))) == sorted(
        ["clue.read", "clue.taken", "clue.asked", "clue.checked", "clue.answered", "clue.raised", "clue.closed", "clue.received", "clue.added"]
    )  # fmt: skip
    (closed,) = Event.objects.filter(kind="clue.closed")
    assert closed.measures == {"days": 0, "dealt": 21, "groups": 11}
    assert closed.attributes == {"clue": "gambling", "result": "true", "useful": "yes"}
    assert tallies([unit("station.north")])["groups"] == 11


def test_nothing_in_the_database_with_every_key_of_the_server_opens_a_clue(world: None) -> None:
    """The planted words, the file and the code are looked for in all rows, in clear and under every key that the server has."""
    station()
    code, clue = handed_in()
    officer = keyed("officer.north")
    actions.take(clue_id=clue.id, by=officer["by"], at=NOW)
    actions.check(clue_id=clue.id, result="true", people=1, groups=0, text=NOTE, by=officer["by"], at=NOW)
    actions.answer(clue_id=clue.id, text=ANSWER, question=False, by=officer["by"], at=NOW)
    actions.add(code=code, text=MORE, claim=True, at=NOW)
    plain = (SAID, NOTE, ANSWER, MORE, NAME, *PHRASES.values(), code, code.replace(" ", ""))
    for table, rows in dump().items():
        for row in rows:
            assert not any(word in row or json.dumps(word)[1:-1] in row for word in plain), table
    server = [*keys.ring().values(), str(settings.SECRET_KEY).encode().ljust(32)[:32]]
    server += [
        keys.unseal(server[0], row.matter_id.bytes, bytes(row.wrapped)) for row in DataKey.objects.exclude(wrapped=b"")
    ]
    boxes = [bytes(each.sealed) for model in (Letter, Attachment, KeyPair, Unlocked) for each in model.objects.all()]
    wrapped = [
        bytes(share.sealed) for letter in Letter.objects.all() for share in (*letter.shares.all(), *letter.escrow.all())
    ]
    wrapped += [bytes(letter.for_informant) for letter in Letter.objects.all() if letter.for_informant]
    assert (len(boxes) >= 9, len(wrapped) >= 16) == (True, True)
    private = officer["private"]
    assert not any(private in one for one in (*boxes, *wrapped))
    for key in server:
        for shut in boxes:
            with refused("clue-broken"):
                box.opened(key, shut)
        for shut in wrapped:
            with refused("clue-broken"):
                box.opened_with(key, shut)
    for letter in Letter.objects.all():  # what one custodian opens is still shut
        for share in letter.escrow.all():
            once = box.opened_with(opened(_login(share.outer))[1], bytes(share.sealed))
            with refused("clue-broken"):
                box.opened(once[:32], bytes(letter.sealed))
    assert len({len(bytes(each.sealed)) for each in Letter.objects.all()}) == 1


def _login(key: KeyPair) -> str:
    return next(login for login in PHRASES if viewer(login).staff_id == key.staff_id)


def test_no_row_tells_who_or_when(world: None) -> None:
    station()
    before = {table: set(rows) for table, rows in dump().items()}
    _code, clue = handed_in(at=NOW)
    fresh = {table: set(rows) - before.get(table, set()) for table, rows in dump().items()}
    changed = {table for table, rows in fresh.items() if rows}
    assert changed == {
        "clues_clue", "clues_letter", "clues_attachment", "clues_share", "clues_escrowshare", "vault_datakey"
    } | ({"vault_masterkey"} if "vault_masterkey" in changed else set())  # fmt: skip
    for rows in (fresh[table] for table in changed if table != "vault_masterkey"):
        assert not any("2026-09-01 0" in row or "02:00" in row or "10:00" in row for row in rows)  # the day, no moment
    assert (clue.id.version, clue.letters.get().id.version) == (4, 4)  # an id of version 7 would tell the second
    keep_counts(by=system_viewer(at=NOW), now=later(hours=5))  # type: ignore[arg-type]
    event = Event.objects.get(kind="clue.received")
    assert event.happened_at.isoformat() == "2026-08-31T16:00:00+00:00"  # the first moment of 1 September in China
    assert event.attributes == {"clue": "gambling", "informant": "volunteer"}


def test_only_recipients_see_it_and_no_role_opens_more(world: None) -> None:
    station()
    _code, clue = handed_in()
    for login in ("chief.north", "supervisor", "admin", "dispatcher", "desk.south", "assistant", "volunteer"):
        who = viewer(login)
        assert clue_for(who, clue.id, at=NOW) is None, login
        assert not visible_clues(who, at=NOW).exists()
        for deed in (actions.note_read, actions.take, actions.close):
            with refused("clue-unknown"):
                deed(clue_id=clue.id, by=who, at=NOW)
    with refused("holder-none"):
        make_key("admin", phrase="管理员也想要一把 key 看看")
    for login in ("admin", "officer.north", "desk.south"):
        with refused("denied"):
            actions.name_holder(unit_id=unit("station.north"), staff_id=viewer("desk.north").staff_id, duty=Duty.RECIPIENT, by=viewer(login), at=NOW)  # fmt: skip
    chief = viewer("chief.north")
    for staff, duty, wrong in (
        ("chief.north", Duty.RECIPIENT, "holder-both"), ("officer.north", Duty.CUSTODIAN, "holder-both"),
        ("officer.north", Duty.RECIPIENT, "holder-already"), ("desk.south", Duty.RECIPIENT, "holder-staff"),
        ("supervisor", Duty.RECIPIENT, "holder-staff"),
    ):  # fmt: skip
        with refused(wrong):
            actions.name_holder(
                unit_id=unit("station.north"), staff_id=viewer(staff).staff_id, duty=duty, by=chief, at=NOW
            )
    assert Clue.objects.get().version == clue.version


def test_codes_that_open_nothing_are_answered_alike_and_keep_nothing(world: None) -> None:
    station()
    code, clue = handed_in()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for text in (wrong, "", "x", "1" * 20, code + "1", "\x00"):
        assert actions.visit(code=text, at=NOW) is None
        assert actions.add(code=text, text=MORE, at=NOW) is False
    assert clue.letters.count() == 1
    for text, why in (("  ", "clue-empty"), ("字" * 5001, "text-long")):
        with refused(why):
            actions.add(code=code, text=text, at=NOW)
    for _ in range(MOST_LETTERS - 1):
        actions.add(code=code, text=MORE, at=NOW)
    with refused("clue-full"):
        actions.add(code=code, text=MORE, at=NOW)


def test_without_keys_no_clue_is_taken_and_the_place_decides_who_gets_it(world: None) -> None:
    with refused("clues-closed"):
        handed_in()
    name("officer.north", Duty.RECIPIENT)
    make_key("officer.north")
    for login in CUSTODIANS:
        with refused("clues-closed"):
            handed_in()
        name(login, Duty.CUSTODIAN)
        make_key(login)
    units = directory(at=NOW)
    assert unit_for_area(area("TC0101"), units, at=NOW) == unit("station.north")
    assert unit_for_area(area("TC0201"), units, at=NOW) is None
    assert unit_for_area(None, units, at=NOW) == unit("station.north")
    for given, why in (
        ({"kind": "none"}, "clue-kind"),
        ({"text": " "}, "clue-empty"),
        ({"area_id": unit("bureau")}, "clue-area"),
    ):
        with refused(why):
            handed_in(**given)
    assert not Clue.objects.exists()


def test_a_passphrase_opens_for_minutes_in_one_browser(world: None) -> None:
    station()
    officer = viewer("officer.north")
    token = actions.unlock(passphrase=PHRASES["officer.north"], by=officer, at=NOW)
    assert token
    assert private_behind(token, officer, at=later(minutes=9))
    for text, who, at in (
        (token, officer, later(minutes=10)), (token, viewer("desk.north"), NOW), ("", officer, NOW), ("x.y", officer, NOW),
        (token.partition(".")[0], officer, NOW), (token[:-6] + "AAAAA=", officer, NOW),
    ):  # fmt: skip
        assert private_behind(text, who, at=at) is None
    actions.lock_up(by=officer)
    assert private_behind(token, officer, at=NOW) is None
    for _ in range(5):
        assert actions.unlock(passphrase="不是这一句 nothing here", by=officer, at=NOW) is None
    with refused("passphrase-wait"):
        actions.unlock(passphrase=PHRASES["officer.north"], by=officer, at=later(minutes=14))
    assert actions.unlock(passphrase=PHRASES["officer.north"], by=officer, at=later(minutes=15))
    assert Event.objects.filter(kind="clue_key.refused").count() == 5
    fresh = "另起一句 cobalt 十里春风"
    assert not actions.change_passphrase(
        passphrase="错的错的错的 wrong one", fresh=fresh, again=fresh, by=officer, at=later(hours=1)
    )
    assert actions.change_passphrase(
        passphrase=PHRASES["officer.north"], fresh=fresh, again=fresh, by=officer, at=later(hours=1)
    )
    assert actions.unlock(passphrase=PHRASES["officer.north"], by=officer, at=later(hours=2)) is None
    assert actions.unlock(passphrase=fresh, by=officer, at=later(hours=2))
    assert actions.forget_opened(at=later(hours=3)) == 1
    for given, why in (
        (("短", "短"), "passphrase-short"),
        ((fresh, fresh + "x"), "passphrase-differs"),
        ((fresh, fresh), "key-there"),
    ):
        with refused(why):
            actions.make_key(passphrase=given[0], again=given[1], by=officer, at=NOW)


def test_what_may_follow_what(world: None) -> None:
    station()
    _code, clue = handed_in()
    by = viewer("officer.north")
    with refused("clue-state"):
        actions.close(clue_id=clue.id, by=by, at=NOW)
    with refused("clue-state"):
        actions.reopen(clue_id=clue.id, by=by, at=NOW)
    actions.take(clue_id=clue.id, by=by, at=NOW)
    with refused("clue-state"):
        actions.take(clue_id=clue.id, by=viewer("desk.north"), at=NOW)
    given = {"clue_id": clue.id, "people": 0, "groups": 0, "text": "", "by": by, "at": NOW}
    for over, why in (({"result": "none"}, "clue-result"), ({"result": "true", "people": -1}, "clue-figures"),
                      ({"result": "untrue", "people": 2}, "clue-figures-none"), ({"result": "true", "seen_version": 1}, "clue-changed")):  # fmt: skip
        with refused(why):
            actions.check(**{**given, **over})
    actions.check(**given, result="untrue")
    actions.close(clue_id=clue.id, by=by, at=later(days=2))
    with refused("clue-state"):
        actions.check(**given, result="true")
    actions.reopen(clue_id=clue.id, by=by, at=later(days=3))
    actions.check(**{**given, "at": later(days=3)}, result="partly")
    assert Event.objects.filter(kind="clue.checked").order_by("seq").last().attributes["again"] == "yes"  # type: ignore[union-attr]
    # Closed, corrected and closed again: the figures come to what was said last.
    actions.check(**{**given, "at": later(days=3), "people": 5, "groups": 2}, result="true")
    actions.close(clue_id=clue.id, by=by, at=later(days=4))
    actions.reopen(clue_id=clue.id, by=by, at=later(days=5))
    actions.check(**{**given, "at": later(days=5), "people": 3, "groups": 2}, result="true")
    actions.close(clue_id=clue.id, by=by, at=later(days=6))
    dealt = [event.measures["dealt"] for event in Event.objects.filter(kind="clue.closed").order_by("seq")]
    assert (dealt, sum(dealt)) == ([0, 5, -2], 3)


def test_passed_to_another_unit_it_is_theirs_alone(world: None) -> None:
    station()
    actions.name_holder(unit_id=unit("bureau"), staff_id=viewer("desk.command").staff_id, duty=Duty.RECIPIENT, by=viewer("supervisor"), at=NOW)  # fmt: skip
    make_key("desk.command")
    code, clue = handed_in()
    officer = keyed("officer.north")
    with refused("clue-unit"):  # the bureau has no custodians yet
        actions.pass_on(clue_id=clue.id, unit_id=unit("bureau"), at=NOW, **officer)
    for login in ("supervisor", "admin"):
        actions.name_holder(unit_id=unit("bureau"), staff_id=viewer(login).staff_id, duty=Duty.CUSTODIAN, by=viewer("supervisor"), at=NOW)  # fmt: skip
    make_key("admin", phrase="管理员只是保管 half of it")
    actions.pass_on(clue_id=clue.id, unit_id=unit("bureau"), at=NOW, **officer)
    clue.refresh_from_db()
    assert clue_for(viewer("officer.north"), clue.id, at=NOW) is None
    command = keyed("desk.command")
    assert opened_letters(clue, command["key"], command["private"])[0].text == SAID
    assert [each.text for each in opened_letters(clue, officer["key"], officer["private"])] == [None]
    assert actions.add(code=code, text=MORE, at=NOW)
    assert [each.text for each in opened_letters(clue, command["key"], command["private"])] == [SAID, MORE]


def test_a_successor_gets_what_a_colleague_seals_and_a_leaver_keeps_nothing(world: None) -> None:
    station(recipients=("officer.north",))
    _code, clue = handed_in()
    name("desk.north", Duty.RECIPIENT)
    make_key("desk.north")
    cards = {card.row.staff_id: card for card in standing_of_unit(unit("station.north"), at=NOW).recipients}
    assert (cards[viewer("desk.north").staff_id].missing, cards[viewer("officer.north").staff_id].missing) == (1, 0)
    desk = keyed("desk.north")
    assert opened_letters(clue, desk["key"], desk["private"])[0].text is None
    officer = keyed("officer.north")
    with refused("clue-unknown"):
        actions.reseal(unit_id=unit("station.south"), at=NOW, **officer)
    assert actions.reseal(unit_id=unit("station.north"), at=NOW, **officer) == 1
    assert opened_letters(clue, desk["key"], desk["private"])[0].text == SAID
    row = Holder.objects.get(staff=viewer("officer.north").staff_id)
    with refused("denied"):
        actions.end_holder(holder_id=row.id, by=viewer("officer.north"), at=NOW)
    actions.end_holder(holder_id=row.id, by=viewer("chief.north"), at=NOW)
    assert opened_letters(clue, officer["key"], officer["private"])[0].text is None
    assert clue_for(viewer("officer.north"), clue.id, at=NOW) is None


def test_the_end_of_its_term_leaves_codes_and_numbers(world: None, tmp_path: Path) -> None:
    station()
    code, clue = handed_in()
    by = viewer("officer.north")
    actions.check(clue_id=clue.id, result="true", people=3, groups=1, text=NOTE, by=by, at=NOW)
    actions.close(clue_id=clue.id, by=by, at=NOW)
    system = system_viewer(at=NOW)
    assert system
    assert destroy_due(by=system, now=NOW + timedelta(days=24 * 31)) == 0
    assert destroy_due(by=system, now=NOW + timedelta(days=24 * 31 + 1)) == 1
    clue.refresh_from_db()
    assert (clue.people, clue.groups, clue.result, clue.locator, bytes(clue.public)) == (3, 1, "true", None, b"")
    assert (Letter.objects.count(), Attachment.objects.count()) == (0, 0)
    assert actions.visit(code=code, at=NOW) is None
    assert DataKey.objects.get(matter_id=clue.id).destroyed_at is not None
    with refused("clue-erased"):
        actions.take(clue_id=clue.id, by=by, at=NOW)
    assert tallies([unit("station.north")])["total"] == 1
    assert Informant(clue.informant) is Informant.VOLUNTEER


def test_recipients_are_told_with_the_hourly_count_and_where_clues_went_is_counts(world: None) -> None:
    station()
    by = system_viewer(at=NOW)
    assert by is not None
    code, clue = handed_in()
    _other, second = handed_in(kind="drugs", files=False)
    actions.add(code=code, text=MORE, at=NOW)
    assert not Notice.objects.exists()
    assert keep_counts(by=by, now=later(hours=1)) == 3
    told = list(Notice.objects.values_list("kind", "way", "staff_id", "matter_id", "made_at"))
    assert {each[:2] for each in told} == {("clue_news", "inbox")}
    assert {(each[2], each[3]) for each in told} == {
        (viewer(login).staff_id, each.id) for login in ("officer.north", "desk.north") for each in (clue, second)
    }
    assert {each[4] for each in told} == {later(hours=1)}  # however long ago each was written
    assert len(told) == 4
    assert "欧阳" not in str(list(Notice.objects.values()))
    officer = viewer("officer.north")
    actions.take(clue_id=clue.id, by=officer, at=NOW)
    actions.check(clue_id=clue.id, result="true", people=3, groups=1, text="", by=officer, at=NOW)
    north = [unit("station.north")]
    found = {
        (each.kind, each.state, each.result): (each.clues, each.people, each.groups) for each in flow(north, NOW.year)
    }
    assert found == {("gambling", ClueState.CHECKED, "true"): (1, 3, 1), ("drugs", ClueState.NEW, ""): (1, 0, 0)}
    assert flow(north, NOW.year - 1) == []
    assert flow([], NOW.year) == []
    months = destroy_due(by=by, now=NOW + timedelta(days=31 * 40))
    assert (months, Notice.objects.count()) == (0, 4)
