"""The demo county hangs together, and its messages are many, varied, fictional and the same for the same seed."""

import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from random import Random

import pytest

from fengqiao.orgs.terms import Role
from fengqiao.site.demo.county import DEMO_FOLDER, Point, read_county
from fengqiao.site.demo.courses import Courses, told
from fengqiao.site.demo.texts import TellingMaker, read_situations
from fengqiao.site.demo.wording import Wording, read_bank

COUNTY = read_county()
AREAS = {area.code: area for area in COUNTY.areas}
UNITS = {unit.code: unit for unit in COUNTY.units}
FUNCTIONS = {
    "police", "market", "ecology", "urban", "labour", "housing", "transport", "health", "education", "land", "rural",
    "civil", "utility", "centre",
}  # fmt: skip
ROLES = {role.value for role in Role}
BASE = DEMO_FOLDER.parent / "base"
KINDS = tomllib.loads((BASE / "kinds.toml").read_text(encoding="utf-8"))
CLASSES = tomllib.loads((BASE / "classes.toml").read_text(encoding="utf-8"))["class"]
REASONS = tomllib.loads((BASE / "reasons.toml").read_text(encoding="utf-8"))["reason"]
FICTIONAL_PHONE = re.compile(r"1990000\d{4}\Z")


@pytest.fixture(scope="module")
def maker():
    return TellingMaker(7, COUNTY)


@pytest.fixture(scope="module")
def many(maker):
    return maker.make(3000)


def surface(polygon: tuple[Point, ...]) -> float:
    """The surface of a simple polygon (shoelace formula)."""
    after = [*polygon[1:], polygon[0]]
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(polygon, after, strict=True))) / 2


def contains(polygon: tuple[Point, ...], point: Point) -> bool:
    """Whether a point lies inside (even-odd rule)."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


def edges(polygon: tuple[Point, ...]) -> list[frozenset[Point]]:
    return [frozenset(pair) for pair in zip(polygon, [*polygon[1:], polygon[0]], strict=True)]


# --- areas


def test_the_county_has_six_towns_and_forty_villages():
    assert [len(COUNTY.at_level(level)) for level in ("county", "town", "village")] == [1, 6, 40]
    assert len(AREAS) == 47


def test_every_area_lies_in_an_area_one_level_up():
    above = {"village": "town", "town": "county"}
    for area in COUNTY.areas:
        if area.level == "county":
            assert not area.parent
        else:
            assert AREAS[area.parent].level == above[area.level]
            assert area.code.startswith(area.parent)


def test_villages_fill_the_towns_and_towns_the_county():
    county = surface(AREAS["FX"].polygon)
    towns = {town.code: surface(town.polygon) for town in COUNTY.at_level("town")}
    assert sum(towns.values()) == pytest.approx(county, rel=0.001)
    for code, whole in towns.items():
        parts = [surface(village.polygon) for village in COUNTY.at_level("village") if village.parent == code]
        assert sum(parts) == pytest.approx(whole, rel=0.001)


@pytest.mark.parametrize("level", ["town", "village"])
def test_every_border_is_shared_by_two_areas_or_is_the_border_of_the_county(level):
    counted = Counter(edge for area in COUNTY.at_level(level) for edge in edges(area.polygon))
    outer = set(edges(AREAS["FX"].polygon))
    assert set(counted.values()) == {1, 2}
    assert {edge for edge, times in counted.items() if times == 1} == outer


def test_labels_and_venues_lie_inside_their_areas():
    width, height = COUNTY.canvas
    for area in COUNTY.areas:
        assert contains(area.polygon, area.label), area.name
        assert all(0 <= x <= width and 0 <= y <= height for x, y in area.polygon)
    for venue in COUNTY.venues:
        assert contains(AREAS[venue.area].polygon, venue.point), venue.name


def test_short_names_of_villages_are_not_shared():
    names = [name for area in COUNTY.at_level("village") for name in {area.name, *area.aliases}]
    assert len(names) == len(set(names))


# --- units and staff


def test_the_county_has_three_stations_twelve_departments_and_seven_centres():
    by_line = Counter((unit.line, bool(unit.function)) for unit in COUNTY.units)
    assert by_line["partner", True] == 12
    assert by_line["governance", True] == 7
    levels = Counter(unit.level for unit in COUNTY.units if unit.level)
    assert levels == {"city": 1, "county": 3, "town": 6, "village": 40}
    stations = [unit for unit in COUNTY.units if unit.code.startswith("station.") and unit.function == "police"]
    assert [unit.name for unit in stations] == ["城关派出所", "溪口派出所", "云岭派出所"]
    assert sorted(code for unit in stations for code in unit.areas) == [t.code for t in COUNTY.at_level("town")]
    assert {unit.function for unit in COUNTY.units if unit.function} == FUNCTIONS


def test_police_matters_of_the_whole_county_go_to_the_command_centre():
    wide = [unit.code for unit in COUNTY.units if unit.function == "police" and unit.areas == ("FX",)]
    assert wide == ["bureau.command"]


def test_every_station_has_two_teams_and_a_room():
    for station in ("chengguan", "xikou", "yunling"):
        below = {unit.code.rsplit(".", 1)[1] for unit in COUNTY.units if unit.parent == f"station.{station}"}
        assert {"command", "community", "case"} <= below


def test_units_stand_after_their_parent_in_the_same_line_and_cover_known_areas():
    seen = {}
    for unit in COUNTY.units:
        assert unit.code not in seen
        assert not unit.parent or seen[unit.parent].line == unit.line
        assert set(unit.areas) <= set(AREAS)
        seen[unit.code] = unit


def test_seventy_people_hold_posts_in_known_units():
    assert len(COUNTY.staff) == 80
    assert len({person.name for person in COUNTY.staff}) == 80
    assert len({person.code for person in COUNTY.staff}) == 80
    for person in COUNTY.staff:
        assert person.posts
        for post in person.posts:
            assert post.unit in UNITS
            assert post.role in ROLES
            assert post.until is None or post.until > post.since


def test_the_party_is_led_by_secretaries_has_members_and_volunteers_serve_as_volunteers():
    own = {"party": {"secretary", "member"}, "volunteers": {"volunteer"}}
    rescue = "rescue.county"  # of the volunteers' line, yet called out and answering as a unit
    for post in (post for person in COUNTY.staff for post in person.posts if post.unit != rescue):
        line = UNITS[post.unit].line
        assert (post.role in own.get(line, ())) is (line in own), post
    assert {post.role for person in COUNTY.staff for post in person.posts} == ROLES


def held(unit: str, role: str) -> int:
    return sum(
        post.unit == unit and post.role == role and post.until is None
        for person in COUNTY.staff
        for post in person.posts
    )


def test_every_unit_that_handles_has_somebody():
    for unit in COUNTY.units:
        if unit.line == "partner":
            assert held(unit.code, "handler") >= 1
        if unit.line == "governance" and unit.level != "village":
            assert held(unit.code, "dispatcher") >= 1
        if unit.code.startswith("station.") and unit.function:
            assert held(unit.code, "chief") >= 1
            assert held(unit.code, "duty_desk") >= 1
            assert held(unit.code, "officer") >= 4
    assert held("bureau", "supervisor") >= 1
    assert held("bureau", "administrator") == 1
    assert held("bureau.command", "duty_desk") >= 1


def test_some_hold_two_posts_one_post_has_ended_and_log_ins_are_unique():
    assert sum(len(person.posts) > 1 for person in COUNTY.staff) >= 5
    assert any(post.until for person in COUNTY.staff for post in person.posts)
    logins = [person.login for person in COUNTY.staff if person.login]
    assert len(logins) == len(set(logins)) == 16
    assert {"desk.chengguan", "chief.chengguan", "officer.chengguan", "handler.urban", "dispatcher.county"} <= {*logins}


# --- situations


def test_situations_are_many_and_cover_every_kind_and_field():
    situations = read_situations(DEMO_FOLDER)
    assert len({situation.code for situation in situations}) == len(situations) >= 90
    recorded = {"case_outcome"}  # by stations themselves: nobody tells of it
    assert {situation.kind for situation in situations} == {kind["code"] for kind in KINDS["kind"]} - recorded
    assert {situation.topic for situation in situations} == FUNCTIONS
    emergencies = [situation for situation in situations if situation.kind == "emergency"]
    assert len(emergencies) >= 15
    assert all(situation.urgent and situation.topic == "police" for situation in emergencies)


def test_every_template_can_be_filled(maker):
    phrases = read_bank(DEMO_FOLDER / "phrases.toml")
    given = ("today", "area", "town", "home", "hometown", "folk", "local", "place", "surname", "address", "caller")
    words = dict.fromkeys((*given, "kin"), "某")
    for situation in maker.situations:
        wording = Wording(Random(1), {**phrases["slots"], **situation.slots}, words)
        for part in (situation.title, situation.brief, situation.note, situation.body, situation.more, situation.ask):
            for template in part:
                for _ in range(12):
                    assert not set("{}|") & set(wording.fill(template)), template


def test_field_codes_of_situations_are_those_of_the_base_pack(many):
    options, sets = {}, {**KINDS["option_set"], "call_class": CLASSES}
    for kind in KINDS["kind"]:
        for field in kind.get("field", []):
            listed = field.get("options", [])
            listed = sets[listed[1:]] if isinstance(listed, str) else listed
            options[kind["code"], field["code"]] = {option["code"] for option in listed}
    for telling in many:
        for field, value in telling.fields:
            assert value in options[telling.true_kind, field], (telling.situation, field, value)


# --- tellings


def test_three_hundred_tellings_are_nearly_all_distinct(maker):
    texts = {telling.text for telling in maker.make(300)}
    assert len(texts) >= 290


def test_in_three_thousand_no_text_comes_more_than_five_times(many):
    assert max(Counter(telling.text for telling in many).values()) <= 5


def test_tellings_are_short_and_long_and_leave_no_template_marks(many):
    lengths = [len(telling.text) for telling in many]
    assert min(lengths) <= 20
    assert max(lengths) >= 240
    assert not [telling for telling in many if set("{}|") & set(telling.title + telling.text + telling.place)]


def test_the_same_seed_tells_the_same_and_another_seed_something_else(maker):
    assert maker.make(120) == TellingMaker(7, COUNTY).make(120)
    assert maker.make(40) == maker.make(120)[:40]
    assert maker.make(40) != TellingMaker(8, COUNTY).make(40)


def test_tellings_do_not_depend_on_the_hash_seed():
    code = (
        "import hashlib;from fengqiao.site.demo.county import read_county;"
        "from fengqiao.site.demo.texts import TellingMaker;m=TellingMaker(7,read_county());"
        "print(hashlib.sha256(repr((m.make(60),m.make_training(60))).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_tellings_come_by_every_door_with_and_without_kind_title_and_area(maker):
    tellings = maker.make(300)
    assert {telling.door for telling in tellings} == {"counter", "phone", "post", "volunteer", "portal", "import"}
    for empty in ("kind", "area", "title"):
        share = sum(not getattr(telling, empty) for telling in tellings) / 300
        assert 0.05 < share < 0.6, empty


def test_every_telling_points_to_the_county_and_to_a_function(many):
    villages = {area.code for area in COUNTY.at_level("village")}
    for telling in many:
        assert telling.area is None or telling.area in villages
        assert telling.topic in FUNCTIONS
        assert telling.function in FUNCTIONS
        assert telling.urgent == (telling.true_kind == "emergency")
        assert telling.kind in (None, telling.true_kind)
        assert telling.days_back >= 0
        assert 0 <= telling.hour <= 23


def test_a_chosen_dispute_goes_to_the_centre_and_a_chosen_clue_to_the_police(many):
    assert {telling.function for telling in many if telling.kind == "dispute"} == {"centre"}
    assert {telling.function for telling in many if telling.kind == "clue"} == {"police"}


def test_telephones_are_fictional_and_no_other_number_like_one_is_told(many):
    assert all(FICTIONAL_PHONE.match(telling.phone) for telling in many if telling.phone)
    assert not [telling for telling in many if re.search(r"\d{7}", telling.title + telling.text)]


def test_echoes_tell_of_an_earlier_telling_of_the_same_week_at_the_same_place(many):
    echoes = [telling for telling in many if telling.echo_of is not None]
    assert 0.03 < len(echoes) / len(many) < 0.1
    for echo in echoes:
        first = many[echo.echo_of]
        assert first.key < echo.key
        assert first.situation == echo.situation
        assert abs(first.days_back - echo.days_back) <= 4
        assert not (first.place and echo.place) or first.place == echo.place


def test_training_texts_are_balanced_over_the_fields_and_varied(maker):
    rows = maker.make_training(1400)
    assert Counter(label for *_, label in rows) == dict.fromkeys(FUNCTIONS, 100)
    assert len({(title, text) for title, text, _ in rows}) >= 1300
    assert rows == maker.make_training(1400)


# --- handling


def test_every_situation_has_a_course_with_results_of_its_kind():
    courses = Courses(DEMO_FOLDER)
    situations = {situation.code: situation for situation in read_situations(DEMO_FOLDER)}
    assert courses.by_situation.keys() == situations.keys()
    results = {kind["code"]: {each["code"] for each in kind["result"]} for kind in KINDS["kind"]}
    for code, course in courses.by_situation.items():
        assert course.notes, code
        assert course.ends.keys() <= results[situations[code].kind], code
        assert course.ends, code
        if course.help:
            assert course.help.function in FUNCTIONS, code


def test_what_handlers_write_is_whole_and_varied():
    courses = Courses(DEMO_FOLDER)
    lines = [
        line
        for course in courses.by_situation.values()
        for line in (
            *course.notes,
            *course.ends.values(),
            *((course.help.wanted, course.help.done) if course.help else ()),
        )
    ]
    assert len(set(lines)) == len(lines) == 488
    for line in lines:
        said = told(line, Random(1))
        assert not set("{}|") & set(said), line
        assert len(said) < 120, line
    assert len({told(courses.by_situation["potholes"].notes[0], Random(n)) for n in range(40)}) > 5


def test_phrases_name_reasons_of_the_base_pack():
    courses = Courses(DEMO_FOLDER)
    for use in ("return", "reopen"):
        assert set(courses.keys(use)) <= {reason["code"] for reason in REASONS if reason["for"] == use}
        for reason in courses.keys(use):
            assert courses.phrase(use, reason, Random(1))
    assert set(courses.keys("route")) == {"first", "own", *courses.keys("return")}
    assert "城管" in courses.phrase("route", "first", Random(1), unit="城管")
