"""The arrival plan: what country an area is, which teams cover it, by whom it may be said."""

from __future__ import annotations

import pytest

from fengqiao.ledger.models import Event
from fengqiao.orgs.actions import Ground, set_grounds
from fengqiao.orgs.models import Area, Unit
from fengqiao.orgs.queries import administered_areas, directory, own_settings, teams_to_call
from tests.matters.helping import events_of, refused
from tests.world import NOW, area, unit, viewer

pytestmark = pytest.mark.usefixtures("world")


def say(*grounds: Ground, login: str = "admin") -> int:
    return set_grounds(grounds=grounds, by=viewer(login), at=NOW)


def test_setting_and_teams_hold_below_until_something_else_is_said() -> None:
    town, village, team = area("TC01"), area("TC0101"), unit("volunteers")
    (event,) = events_of(lambda: say(Ground(town, "urban", frozenset({team}))))
    assert (event.kind, event.subject_id, event.area_id) == ("area.set", town, town)
    assert (event.attributes, event.measures) == ({"setting": "urban"}, {"teams": 1})
    units = directory(at=NOW)
    assert units.places[village].setting == "urban"
    assert units.units[team].covers == {town}
    assert own_settings() == {town: "urban"}
    assert say(Ground(village, "rural")) == 1
    assert directory(at=NOW).places[village].setting == "rural"
    assert say(Ground(village, ""), Ground(town, None, frozenset())) == 2
    units = directory(at=NOW)
    assert (units.places[village].setting, units.units[team].covers) == ("urban", frozenset())
    assert Event.objects.filter(kind="area.set", subject_id=village).latest("id").attributes == {"was": "rural"}


def test_what_is_there_already_changes_nothing_and_stations_keep_their_areas() -> None:
    before = set(Unit.objects.get(code="station.north").areas.values_list("code", flat=True))
    ground = Ground(area("TC01"), "suburb", frozenset({unit("volunteers")}))
    assert (say(ground), say(ground)) == (1, 0)
    assert set(Unit.objects.get(code="station.north").areas.values_list("code", flat=True)) == before
    assert set(teams_to_call(at=NOW)) == {unit("volunteers")}


@pytest.mark.parametrize(
    ("ground", "login", "code"),
    [
        (lambda: Ground(area("TC01"), "urban"), "desk.north", "denied"),
        (lambda: Ground(area("TC01"), "seaside"), "admin", "area-setting"),
        (lambda: Ground(area("TC01"), None, frozenset({unit("station.south")})), "admin", "area-team"),
        (lambda: Ground(unit("station.south"), "urban"), "admin", "area-beyond"),
    ],
)
def test_what_is_refused_changes_nothing(ground: object, login: str, code: str) -> None:
    with refused(code):
        say(Ground(area("TC02"), "rural"), ground(), login=login)  # type: ignore[operator]
    assert not Area.objects.exclude(setting="").exists()
    assert not Event.objects.filter(kind="area.set").exists()


def test_whose_areas_somebody_sets() -> None:
    assert administered_areas(viewer("admin")) == set(Area.objects.values_list("id", flat=True))
    assert administered_areas(viewer("chief.north")) == frozenset()
