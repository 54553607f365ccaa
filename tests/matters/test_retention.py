"""The end of a term: personal data, files and words are destroyed, codes and numbers stay; open and held matters are spared."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from fengqiao.catalogue.reading import pack_files, parse_pack
from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Entry, Matter, Report, Routing, Task
from fengqiao.matters.queries import over
from fengqiao.matters.rules.retention import months_later, shortest, term_of
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Teller, Upload, keep_personal
from fengqiao.vault.blobs import path_of
from fengqiao.vault.models import BlindIndex, DataKey, PersonalRecord, StoredFile
from fengqiao.vault.queries import matters_matching, tellers_of
from tests.commands import fengqiao
from tests.matters.helping import CHECKED, PNG, again, closed, end, later, refused
from tests.vault.opening import clear
from tests.world import NOW, PACKS, make_matter, telling, viewer

PACK = parse_pack(pack_files(PACKS / "base"))
TELLER = {"teller_name": "周文海", "teller_phone": "13912345678"}


@pytest.mark.parametrize(
    ("kind", "result", "months"),
    [
        ("complaint", "resolved", 36),
        ("dispute", "agreed_written", 60),
        ("dispute", "withdrawn", 6),
        ("inquiry", "answered", 12),
    ],
)
def test_the_term_is_that_of_the_result_else_of_the_kind_else_of_any_matter(
    kind: str, result: str, months: int
) -> None:
    term = term_of(PACK, kind=kind, result=result, closed_on=date(2026, 9, 1))
    assert term.months == months
    assert term.source


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 9, 1), 36, date(2029, 9, 1)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), -6, date(2025, 7, 15)),
    ],
)
def test_a_term_ends_with_the_day_of_the_same_number_or_the_months_last(day: date, months: int, last: date) -> None:
    assert months_later(day, months) == last


def test_every_kind_and_result_named_by_a_term_is_one_of_the_pack() -> None:
    for code in (code for code in PACK.values if code.startswith("retention.") and PACK.values[code].unit == "month"):
        parts = code.split(".")[1:]
        named = dict(zip(parts[::2], parts[1::2], strict=False)) if parts != ["default"] else {}
        if "kind" in named:
            assert named["kind"] in PACK.kinds
        if "result" in named:
            assert any(kind.result(named["result"]) for kind in PACK.kinds.values())
    assert shortest(PACK) == 6


def told() -> Matter:
    """A matter with a teller, a photograph, helpers and words of all sorts, closed at NOW and a few hours."""
    matter = closed(
        personal=TELLER, place="枫叶弄七十八号门口", fields={"target": "周文海的摊位"}, text="周文海家门口有人摆摊。"
    )
    return Matter.objects.get(id=matter.id)


def erase(matter: Matter, at: datetime) -> int:
    by = system_viewer(at=NOW)
    assert by
    return actions.erase(matter_ids=[matter.id], pack=pack_on(at).pack, by=by, at=at)


def last_moment(matter: Matter) -> datetime:
    """The last second of the term."""
    assert matter.closed_at
    day = months_later(timezone.localdate(matter.closed_at), 36)
    return timezone.make_aware(datetime(day.year, day.month, day.day, 23, 59, 59))


def test_on_the_last_day_all_is_there_and_on_the_next_only_codes_and_numbers_are(world: None) -> None:
    matter = told()
    assert erase(matter, last_moment(matter)) == 0
    assert clear(matter.id) == TELLER
    at = last_moment(matter) + timedelta(seconds=1)
    assert erase(matter, at) == 1
    assert tellers_of(matter.id) == {}
    assert matters_matching("13912345678") == set()
    assert (PersonalRecord.objects.count(), BlindIndex.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    key = DataKey.objects.get()
    assert (bytes(key.wrapped), key.master, key.destroyed_at) == (b"", "", at)
    left = Matter.objects.get(id=matter.id)
    assert (left.title, left.place, left.fields) == (matter.number, "", CHECKED)
    assert (left.number, left.kind, left.result, left.state, left.closed_at, left.version) == (
        matter.number, matter.kind, matter.result, "closed", matter.closed_at, matter.version,
    )  # fmt: skip
    report = Report.objects.get()
    assert (report.title, report.text, report.digest) == ("", "", "")
    assert set(Entry.objects.values_list("text", flat=True)) == {""}
    assert set(Task.objects.values_list("wanted", flat=True)) == {""}
    assert all(set(each.decision) == {"table", "version", "row"} for each in Routing.objects.all())
    event = Event.objects.get(kind="personal.destroyed")
    assert (event.subject_id, event.measures) == (matter.id, {"tellers": 1, "files": 0})
    assert event.attributes == {"kind": "complaint", "result": matter.result}
    assert erase(matter, at) == 0
    assert Event.objects.filter(kind="personal.destroyed").count() == 1


def test_values_that_were_put_right_go_from_the_timeline_too(world: None) -> None:
    matter = make_matter(by="dispatcher")
    wrote = {"title": "周文海家的事", "place": "周文海家门口", "topic": "market"}
    actions.amend(matter_id=matter.id, values=wrote, by=viewer("dispatcher"), at=later(minutes=30))
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=later(hours=1))
    end(matter)
    matter = again(matter)
    assert erase(matter, last_moment(matter) + timedelta(seconds=1)) == 1
    changed = {each[0]: each[1:] for each in Entry.objects.get(move="amend").codes["changes"]}
    assert (changed["title"], changed["place"], changed["topic"][1]) == (["", ""], ["", ""], "market")
    assert "周文海" not in str(list(Entry.objects.values()))


def test_files_go_with_their_content(world: None, django_capture_on_commit_callbacks: object) -> None:
    matter = make_matter(by="dispatcher", personal=TELLER)
    by = viewer("handler.urban")
    actions.accept(matter_id=matter.id, by=by, at=later(hours=1))
    actions.close(
        matter_id=matter.id, result="resolved", text="办妥", fields=CHECKED, uploads=[Upload("周文海.png", PNG)], by=by,
        at=later(hours=2),
    )  # fmt: skip
    row = StoredFile.objects.get()
    places = [path_of(row.address), path_of(row.small)]
    assert all(path.exists() for path in places)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert erase(matter, later(days=1200)) == 1
    assert not any(path.exists() for path in places)
    assert Event.objects.get(kind="personal.destroyed").measures == {"tellers": 1, "files": 1}


def test_reopening_before_the_term_stops_it_and_after_it_is_refused(world: None) -> None:
    matter = told()
    by = viewer("dispatcher")
    actions.reopen(matter_id=matter.id, reason="new_facts", text="又来了", by=by, at=last_moment(matter))
    assert erase(matter, later(days=5000)) == 0
    assert clear(matter.id) == TELLER
    other = make_matter(by="dispatcher", personal=TELLER, outside_ref="R-2")
    actions.accept(matter_id=other.id, by=viewer("handler.urban"), at=later(hours=1))
    actions.close(
        matter_id=other.id, result="explained", text="已说明", fields=CHECKED, uploads=[], by=viewer("handler.urban"),
        at=later(hours=2),
    )  # fmt: skip
    assert erase(other, later(days=1200)) == 1
    with refused("matter-erased"):
        actions.reopen(matter_id=other.id, reason="new_facts", text="又来了", by=by, at=later(days=1201))
    with pytest.raises(Problem, match="保存期限已满"):
        keep_personal([Teller(matter.id, other.id, TELLER)], at=later(days=1201))


def test_a_matter_that_is_held_outlives_its_term(world: None) -> None:
    matter = told()
    by = viewer("dispatcher")
    actions.keep_longer(number=matter.number, held=True, by=by, at=NOW)
    assert erase(matter, later(days=5000)) == 0
    actions.keep_longer(number=matter.number, held=False, by=by, at=NOW)
    assert [event.kind for event in Event.objects.order_by("-seq")[:2]] == ["personal.released", "personal.held"]
    assert erase(matter, later(days=5000)) == 1
    with refused("matter-erased"):
        actions.keep_longer(number=matter.number, held=True, by=by, at=NOW)
    with refused("matter-number"):
        actions.keep_longer(number="X1", held=True, by=by, at=NOW)


def test_what_is_over_is_found_and_nothing_else(world: None) -> None:
    matter = told()
    open_one = make_matter(by="dispatcher", outside_ref="R-3")
    assert [list(batch) for batch in over(now=last_moment(matter))] == []
    assert list(over(now=last_moment(matter) + timedelta(seconds=1))) == [[matter.id]]
    assert list(over(now=NOW, on=last_moment(matter).date() + timedelta(days=2))) == [[matter.id]]
    assert erase(open_one, later(days=5000)) == 0


def test_the_same_sheet_again_after_the_end_is_known_by_its_number(world: None) -> None:
    given = {"outside_ref": "ZX-7", "source": "sheet"}
    matter = make_matter(by="dispatcher", **given)
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=later(hours=1))
    actions.close(
        matter_id=matter.id, result="explained", text="好", fields=CHECKED, uploads=[], by=viewer("handler.urban"),
        at=later(hours=2),
    )  # fmt: skip
    assert erase(matter, later(days=1200)) == 1
    at = later(days=1201)
    (again,) = actions.receive(
        telling_list=[telling(**given)], desk=actions.desk_at(at), by=viewer("dispatcher", at), at=at
    )
    assert (again.outcome, again.matter_id) == (actions.Outcome.KNOWN, matter.id)


def test_the_command_says_how_many_are_due_and_destroys_none_that_is_not(world: None) -> None:
    told()
    said = fengqiao("retention", "--show", "--on", "2031-01-01")
    assert (said.code, "到期 1 件" in said.err) == (0, True)
    assert "到期 0 件" in fengqiao("retention", "--show").err
    said = fengqiao("retention", "--show", "--on", "明天")
    assert (said.code, "“明天”不是日期" in said.err) == (2, True)
    assert PersonalRecord.objects.count() == 1
