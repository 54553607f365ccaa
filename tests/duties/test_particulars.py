"""What a kind asks besides: filled in while planning, later, at the end; texts sealed; what proves an activity is asked for by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from fengqiao.catalogue.reading import pack_files
from fengqiao.duties import actions
from fengqiao.duties.jobs import destroy_minutes
from fengqiao.duties.models import Activity, Particulars
from fengqiao.duties.queries import proofs_of, said_of
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import ActivityState, Freq, Moved, Proof
from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.actions import publish_pack
from tests.duties.helping import HOUR, activity, message, ms, new, sent
from tests.duties.test_photos import picture
from tests.matters.helping import refused
from tests.world import NOW, PACKS, viewer

pytestmark = pytest.mark.django_db
LATER = NOW + 2 * HOUR
LECTURER, TITLE = "特约讲师丁一鸣", "把党的纪律挺在前面"


def talk(**over: Any) -> Activity:
    return activity(**{"kind": "talk", "form": "fraud", "team_id": None, **over})


def attended(row: Activity, *logins: str) -> None:
    """People of the north station who were put on the list and ticked off."""
    for login in logins or ("officer.north",):
        actions.put(activity_id=row.id, staff_id=viewer(login).staff_id, role="", by=viewer("desk.north"), at=NOW)
        actions.mark(activity_id=row.id, staff_ids=[viewer(login).staff_id], by=viewer("desk.north"), at=LATER)


def ended(row: Activity, said: Mapping[str, str] | None = None, *, lack: bool = False, **counts: int) -> ActivityState:
    return actions.end(activity_id=row.id, counts=counts, said=said, lack=lack, by=viewer("desk.north"), at=LATER)


def test_what_is_said_while_planning_is_kept_and_texts_lie_sealed(world: None) -> None:
    row = activity(
        kind="party_lecture", form="", team_id=None, said={"title": f" {TITLE} ", "lecturer": LECTURER, "rank": "guest"}
    )
    own = Particulars.objects.get(activity=row)
    assert said_of([row.id])[row.id].values == {"title": TITLE, "lecturer": LECTURER, "rank": "guest"}
    assert own.given == {"rank": "guest"}, "a choice alone lies in clear"
    stored = bytes(own.sealed)
    assert not any(words.encode() in stored or words in str(own.given) for words in (TITLE, LECTURER))
    assert not any(
        words in json.dumps([each.attributes, each.measures])
        for each in Event.objects.all()
        for words in (TITLE, LECTURER)
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"listeners": "everybody"}, "field-choice"), ({"nothing": "x"}, "field-unknown"), ({"leaflets": "-1"}, "field-number"),
        ({"leaflets": "一百"}, "field-number"), ({"leaflets": "1000000"}, "field-number"), ({"leaflets": "٣"}, "field-number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_field_is_refused_and_nothing_planned(world: None, said: dict[str, str], code: str) -> None:
    with refused(code):
        talk(said=said)
    assert not Activity.objects.exists()


def test_texts_name_nobody_where_the_field_is_not_personal(world: None) -> None:
    with refused("field-private"):
        activity(kind="study", form="", team_id=None, said={"content": "请张三带身份证，电话 13957012345"})
    with refused("field-long"):
        activity(kind="study", form="", team_id=None, said={"content": "字" * 1001})
    assert activity(kind="study", form="", team_id=None, said={"lead_speaker": "张三，电话 13957012345"})


def test_a_series_copies_what_was_said(world: None) -> None:
    rule = Recurrence(Freq.WEEKLY, 1, Moved.STAYS, date(2026, 9, 1), date(2026, 9, 30))
    first = new(kind="study", form="led", team_id=None, said={"content": TITLE})
    _one, made = actions.plan_series(new=first, rule=rule, hosts=[], by=viewer("desk.north"), at=NOW)
    ids = list(Activity.objects.filter(series=made).values_list("id", flat=True))
    assert [each.values for each in said_of(ids).values()] == [{"content": TITLE}] * 4


def test_whoever_leads_fills_in_until_it_is_over(world: None) -> None:
    row, desk = talk(), viewer("desk.north")
    with refused("denied"):
        actions.fill_in(activity_id=row.id, said={"listeners": "old"}, by=viewer("officer.north"), at=NOW)
    actions.fill_in(activity_id=row.id, said={"listeners": "old", "leaflets": "30"}, by=desk, at=NOW, seen_version=1)
    with refused("duty-changed"):
        actions.fill_in(activity_id=row.id, said={"listeners": "pupils"}, by=desk, at=NOW, seen_version=1)
    with refused("field-none"):
        actions.fill_in(activity_id=row.id, said={"listeners": "old"}, by=desk, at=NOW)
    actions.fill_in(activity_id=row.id, said={"listeners": ""}, by=desk, at=NOW)
    assert said_of([row.id])[row.id].values == {"leaflets": 30}, "what is emptied goes, the rest stays"
    assert Event.objects.filter(kind="duty.filled").count() == 2
    actions.call_off(activity_id=row.id, by=desk, at=NOW)
    with refused("duty-over"):
        actions.fill_in(activity_id=row.id, said={"leaflets": "5"}, by=desk, at=NOW)


def test_ending_names_the_photos_that_are_missing(world: None) -> None:
    row = talk(starts=NOW, ends=LATER)
    attended(row)
    with refused("proof-photos"):
        ended(row, {"leaflets": "20"}, audience=30)
    assert not Particulars.objects.exists(), "nothing is half written"
    actions.add_photos(activity_id=row.id, pictures=[picture()], by=viewer("desk.north"), at=LATER)
    assert proofs_of([row.id]) == {row.id: {Proof.PHOTOS: 1}}
    assert ended(row, {"leaflets": "20"}, audience=30) is ActivityState.DONE
    event = Event.objects.get(kind="duty.ended")
    assert (event.attributes["proven"], said_of([row.id])[row.id].values) == ("yes", {"leaflets": 20})


def test_it_ends_without_them_on_purpose_and_that_is_told(world: None) -> None:
    row = talk(starts=NOW, ends=LATER)
    attended(row)
    assert ended(row, lack=True, audience=30) is ActivityState.DONE
    assert Event.objects.get(kind="duty.ended").attributes["proven"] == "no"


def test_one_that_was_missed_has_nothing_to_prove(world: None) -> None:
    row = talk(starts=NOW, ends=LATER)
    assert ended(row) is ActivityState.MISSED
    assert "proven" not in Event.objects.get(kind="duty.ended").attributes


def test_a_meeting_ends_with_minutes_and_a_lecture_with_somebody_who_signed_in(world: None) -> None:
    row, desk = (
        activity(kind="members", form="", team_id=None, starts=NOW, ends=LATER, point=None),
        viewer("desk.north"),
    )
    attended(row, "officer.north", "chief.north")
    with refused("proof-minutes"):
        ended(row)
    actions.write_minutes(activity_id=row.id, text="议题", by=desk, at=LATER)
    assert ended(row, {"inspector": "seen"}) is ActivityState.DONE
    lecture = activity(kind="party_lecture", form="", team_id=None, starts=NOW, ends=LATER)
    attended(lecture, "officer.north", "chief.north", "desk.north")
    with refused("proof-sign-ins"):
        ended(lecture)
    officer, chief = viewer("officer.north"), viewer("chief.north")
    by_list = message(lecture, chief, told=ms(NOW), who=str(officer.staff_id), way="list")
    sent(chief, by_list, at=LATER)
    assert proofs_of([lecture.id])[lecture.id].get(Proof.SIGN_INS, 0) == 0, "called by another is not signed"
    sent(officer, message(lecture, officer, told=ms(NOW)), at=LATER)
    assert ended(lecture) is ActivityState.DONE


def test_what_the_pack_wants_filled_in_is_asked_for(world: None) -> None:
    texts = dict(pack_files(PACKS / "base"))
    for code in ("listeners", "leaflets"):
        at = texts["duties.toml"].index('asked = "', texts["duties.toml"].index(f'code = "{code}"'))
        texts["duties.toml"] = f"{texts['duties.toml'][:at]}required = true\n{texts['duties.toml'][at:]}"
    publish_pack(texts=texts, valid_from=NOW, by=viewer("admin"), at=NOW)
    with refused("field-missing"):
        talk()
    with refused("field-missing"):
        talk(said={"listeners": " "})
    row = talk(said={"listeners": "old"}, starts=NOW, ends=LATER)
    attended(row)
    with refused("field-missing"):
        ended(row, lack=True, audience=3)
    assert ended(row, {"leaflets": "0"}, lack=True, audience=3) is ActivityState.DONE


def test_the_words_go_with_their_term_and_numbers_stay(world: None) -> None:
    system = system_viewer(at=NOW)
    assert system
    row = activity(kind="party_lecture", form="", team_id=None, said={"title": TITLE, "rank": "guest"})
    term = timedelta(days=31 * 36)
    assert destroy_minutes(by=system, now=row.starts + term) == 0
    assert destroy_minutes(by=system, now=row.starts + term + HOUR) == 1
    found = said_of([row.id])[row.id]
    assert (found.values, found.erased, bytes(Particulars.objects.get().sealed)) == ({"rank": "guest"}, True, b"")
    assert destroy_minutes(by=system, now=row.starts + term + 2 * HOUR) == 0
