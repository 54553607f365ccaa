"""Loading units, areas, venues, staff and posts; ending a post; what the command line and the owner of an account set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.models import Account, Area, Post, Staff, Unit, Venue
from fengqiao.orgs.queries import SYSTEM_NUMBER
from fengqiao.orgs.terms import AreaLevel, AreaSetting, Line, Role, UnitLevel

T = TypeVar("T", Area, Unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArea:
    """An area to load; `parent` is a code, empty for the top."""

    code: str
    name: str
    name_en: str
    level: AreaLevel
    parent: str
    shape: Sequence[Sequence[Sequence[float]]] = ()
    label_point: Sequence[float] = ()
    aliases: Sequence[str] = ()
    setting: AreaSetting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to load; `areas`, `parent` and `neighbours` are codes."""

    code: str
    name: str
    name_en: str
    short: str
    line: Line
    function: str
    parent: str
    areas: Sequence[str] = ()
    level: UnitLevel | None = None
    neighbours: Sequence[str] = ()
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVenue:
    """A venue to load."""

    code: str
    name: str
    name_en: str
    kind: str
    area: str
    unit: str = ""
    point: Sequence[float] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post to begin: unit by code."""

    unit: str
    role: Role
    starts: datetime
    ends: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStaff:
    """A staff member to load with their posts; `login` empty where they have no account."""

    number: str
    name: str
    posts: Sequence[NewPost] = field(default_factory=tuple)
    login: str = ""


@transaction.atomic
def load_structure(
    *, areas: Sequence[NewArea], units: Sequence[NewUnit], venues: Sequence[NewVenue], active_from: date
) -> None:
    """Load areas, units and venues (parents before children); refuses a code that is there already or not at all."""
    area_rows: dict[str, Area] = {}
    for area in areas:
        node = Area(
            code=area.code,
            name=area.name,
            name_en=area.name_en,
            level=area.level.value,
            active_from=active_from,
            shape=[list(map(list, ring)) for ring in area.shape],
            label_point=list(area.label_point),
            aliases=list(area.aliases),
            setting=area.setting.value if area.setting else "",
        )
        area_rows[area.code] = _plant(Area, node, area.parent, "辖区")
    for unit in units:
        row = Unit(
            code=unit.code,
            name=unit.name,
            name_en=unit.name_en,
            short=unit.short,
            line=unit.line.value,
            function=unit.function,
            level=unit.level.value if unit.level else "",
            neighbours=list(unit.neighbours),
            part=unit.part,
            active_from=active_from,
        )
        row = _plant(Unit, row, unit.parent, "单位")
        row.areas.set([area_rows.get(code) or _by_code(Area, code, "辖区") for code in unit.areas])
    for venue in venues:
        _refuse_taken(Venue, venue.code)
        Venue.objects.create(
            code=venue.code,
            name=venue.name,
            name_en=venue.name_en,
            kind=venue.kind,
            point=list(venue.point),
            area=area_rows.get(venue.area) or _by_code(Area, venue.area, "辖区"),
            unit=_by_code(Unit, venue.unit, "单位") if venue.unit else None,
        )


def _plant(model: type[T], node: T, parent: str, what: str) -> T:
    _refuse_taken(model, node.code)
    if not parent:
        return model.objects.add_root(instance=node)  # type: ignore[no-any-return]
    return model.objects.add_child(_by_code(model, parent, what), instance=node)  # type: ignore[no-any-return]


def _refuse_taken(model: type[Area | Unit | Venue], code: str) -> None:
    if model.objects.filter(code=code).exists():
        raise Problem("code-taken", "代码“{value}”已经用过了。请换一个代码。", value=code)


def _by_code(model: type[T], code: str, what: str) -> T:
    row = model.objects.filter(code=code).first()
    if row is None:
        raise Problem("code-unknown", "没有代码为“{value}”的{what}。请先建立它，或改正代码。", value=code, what=what)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def engage(*, staff: Sequence[NewStaff], recorded_by: UUID | None, at: datetime) -> dict[str, UUID]:
    """Load staff and begin their posts, one event a post; returns staff ids by number."""
    ids: dict[str, UUID] = {}
    for person in staff:
        row = Staff.objects.create(number=person.number, name=person.name)
        ids[person.number] = row.id
        if person.login:
            account = Account(username=person.login, staff=row)
            account.set_unusable_password()
            account.save()
        events = []
        for post in person.posts:
            unit = _by_code(Unit, post.unit, "单位")
            held = Post.objects.create(staff=row, unit=unit, role=post.role.value, starts=post.starts, ends=post.ends)
            events.append(
                NewEvent(
                    kind=EventKind.POST_BEGAN,
                    happened_at=post.starts,
                    recorded_at=at,
                    unit_id=unit.id,
                    staff_id=recorded_by or row.id,
                    subject_id=held.id,
                    attributes={"role": post.role.value, "staff": str(row.id)},
                )
            )
        record(events)
    return ids


@transaction.atomic
def engage_system(*, unit: str, at: datetime) -> None:
    """Give the installation itself a post (imports and jobs act in it), once."""
    if not Staff.objects.filter(number=SYSTEM_NUMBER).exists():
        post = NewPost(unit=unit, role=Role.DISPATCHER, starts=at)
        engage(staff=[NewStaff(number=SYSTEM_NUMBER, name="系统", posts=[post])], recorded_by=None, at=at)


@transaction.atomic
def end_post(*, post_id: UUID, by: UUID, at: datetime) -> None:
    """End a post at a moment: from then on its holder sees nothing through it."""
    post = Post.objects.select_for_update().get(id=post_id)
    if post.ends is not None and post.ends <= at:
        raise Problem("post-ended", "这个岗位已经结束。")
    if at <= post.starts:
        raise Problem("post-not-begun", "这个岗位还没有开始，不能结束。")
    post.ends = at
    post.save(update_fields=["ends"])
    record(
        [
            NewEvent(
                kind=EventKind.POST_ENDED,
                happened_at=at,
                recorded_at=at,
                unit_id=post.unit_id,
                staff_id=by,
                subject_id=post.id,
                attributes={"role": post.role, "staff": str(post.staff_id)},
            )
        ]
    )


@transaction.atomic
def set_display(
    *, account_id: UUID, language: str | None = None, theme: str | None = None, elder: bool | None = None
) -> None:
    """Keep how somebody likes their pages; what is None stays as it is."""
    wanted = {"language": language, "theme": theme, "elder": elder}
    Account.objects.filter(id=account_id).update(**{k: v for k, v in wanted.items() if v is not None})
