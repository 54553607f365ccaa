"""A small county for tests, loaded through the real actions: two stations, the partner departments, two centres."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.reading import pack_files
from fengqiao.matters.actions import Desk, Telling, desk_at, receive
from fengqiao.matters.models import Matter
from fengqiao.matters.terms import Door
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.models import Area, Unit
from fengqiao.orgs.queries import Viewer, system_viewer, viewer_named
from fengqiao.orgs.terms import AreaLevel, Line, Role, UnitLevel
from fengqiao.rulebook.actions import publish_pack

PACKS = Path(__file__).resolve().parents[1] / "packs"
PASSWORD = "correct horse battery"
BEGAN = date(2020, 1, 1)
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in China
PARTNERS = (
    "market", "ecology", "urban", "labour", "housing", "transport", "health", "education", "land", "rural", "civil", "utility",
)  # fmt: skip


def _square(x: float, y: float) -> list[list[tuple[float, float]]]:
    return [[(x, y), (x + 100, y), (x + 100, y + 100), (x, y + 100)]]


AREAS = [
    orgs.NewArea(code="TC", name="测试县", name_en="Test County", level=AreaLevel.COUNTY, parent="", shape=_square(0, 0)),
    *(
        orgs.NewArea(code=code, name=name, name_en=name_en, level=AreaLevel.TOWN, parent="TC", shape=_square(x, 0), label_point=(x + 50, 50))
        for code, name, name_en, x in (("TC01", "北镇", "North Town", 0), ("TC02", "南镇", "South Town", 100))
    ),
    *(
        orgs.NewArea(code=code, name=name, name_en=name_en, level=AreaLevel.VILLAGE, parent=code[:4], shape=_square(0, 0))
        for code, name, name_en in (
            ("TC0101", "北一村", "North One"), ("TC0102", "北二村", "North Two"),
            ("TC0201", "南一村", "South One"), ("TC0202", "南二村", "South Two"),
        )
    ),
]  # fmt: skip


def _unit(
    code: str,
    name: str,
    line: Line,
    function: str = "",
    parent: str = "",
    areas: tuple[str, ...] = (),
    level: UnitLevel | None = None,
) -> orgs.NewUnit:
    return orgs.NewUnit(
        code=code,
        name=name,
        name_en=code.title(),
        short=name[:4],
        line=line,
        function=function,
        parent=parent,
        areas=areas,
        level=level,
    )


UNITS = [
    _unit("bureau", "测试县公安局", Line.POLICE, areas=("TC",)),
    _unit("bureau.command", "指挥中心", Line.POLICE, "police", "bureau", ("TC",)),
    _unit("station.north", "北镇派出所", Line.POLICE, "police", "bureau", ("TC01",)),
    _unit("station.north.team", "北镇社区警务队", Line.POLICE, "", "station.north", ("TC01",)),
    _unit("station.south", "南镇派出所", Line.POLICE, "police", "bureau", ("TC02",)),
    *(_unit(f"dept.{function}", f"{function}局", Line.PARTNER, function, "", ("TC",)) for function in PARTNERS),
    _unit("centre", "县社会治理中心", Line.GOVERNANCE, "centre", "", ("TC",), UnitLevel.COUNTY),
    _unit("centre.north", "北镇社会治理中心", Line.GOVERNANCE, "centre", "centre", ("TC01",), UnitLevel.TOWN),
    _unit("party", "机关党委", Line.PARTY),
    _unit("volunteers", "义警大队", Line.VOLUNTEER),
]
LOGINS = {
    "desk.north": ("station.north", Role.DUTY_DESK),
    "chief.north": ("station.north", Role.CHIEF),
    "officer.north": ("station.north.team", Role.OFFICER),
    "desk.south": ("station.south", Role.DUTY_DESK),
    "desk.command": ("bureau.command", Role.DUTY_DESK),
    "supervisor": ("bureau", Role.SUPERVISOR),
    "handler.urban": ("dept.urban", Role.HANDLER),
    "handler.housing": ("dept.housing", Role.HANDLER),
    "dispatcher": ("centre", Role.DISPATCHER),
    "dispatcher.north": ("centre.north", Role.DISPATCHER),
    "assistant": ("station.north", Role.ASSISTANT),
    "secretary": ("party", Role.SECRETARY),
    "volunteer": ("volunteers", Role.VOLUNTEER),
    "admin": ("bureau", Role.ADMINISTRATOR),
}


def build() -> None:
    """Load the county, its people and the base pack."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    venue = orgs.NewVenue(code="v1", name="北镇警务站", name_en="Post", kind="post", area="TC01", unit="station.north")
    orgs.load_structure(areas=AREAS, units=UNITS, venues=[venue], active_from=BEGAN)
    began = timezone.make_aware(datetime.combine(BEGAN, time.min))
    people = [
        orgs.NewStaff(
            number=f"T{n:03}", name=f"员{n:02}", login=login, posts=[orgs.NewPost(unit=unit, role=role, starts=began)]
        )
        for n, (login, (unit, role)) in enumerate(LOGINS.items())
    ]
    orgs.engage(staff=people, recorded_by=None, at=at)
    orgs.engage_system(unit="centre", at=at)
    for login in LOGINS:
        orgs.set_password(username=login, password=PASSWORD)
    by = system_viewer(at=at)
    assert by is not None
    publish_pack(texts=pack_files(PACKS / "base"), valid_from=began, by=by, at=at)


def viewer(login: str, at: datetime = NOW) -> Viewer:
    """Return the viewer of a log-in."""
    found = viewer_named(login, at=at)
    assert found is not None
    return found


def unit(code: str) -> UUID:
    """Return the id of a unit."""
    return Unit.objects.get(code=code).id


def area(code: str) -> UUID:
    """Return the id of an area."""
    return Area.objects.get(code=code).id


def telling(**over: object) -> Telling:
    """Return a telling: street stalls in the first village of the north, told at the counter five minutes ago."""
    values: dict[str, object] = {
        "door": Door.IMPORT,
        "text": "菜场门口流动摊贩占道经营，人行道走不通，请城管来管一管。",
        "title": "反映占道经营",
        "told_at": NOW - timedelta(minutes=5),
        "source": "test",
        "kind": "complaint",
        "area_id": area("TC0101"),
    }
    return Telling(**{**values, **over})  # type: ignore[arg-type]


def make_matter(*, by: str = "desk.north", at: datetime = NOW, desk: Desk | None = None, **over: object) -> Matter:
    """Take a telling in as somebody; returns its matter."""
    (received,) = receive(telling_list=[telling(**over)], desk=desk or desk_at(at), by=viewer(by, at), at=at)
    assert received.matter_id, received.problems
    return Matter.objects.get(id=received.matter_id)
