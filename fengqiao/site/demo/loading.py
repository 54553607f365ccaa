"""A county's data files loaded through the actions of orgs."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from fengqiao.orgs import actions as orgs
from fengqiao.orgs.terms import AreaLevel, AreaSetting, Line, Role, UnitLevel
from fengqiao.site.demo.county import County, DemoPost


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _post(post: DemoPost) -> orgs.NewPost:
    ends = _moment(post.until) if post.until else None
    return orgs.NewPost(unit=post.unit, role=Role(post.role), starts=_moment(post.since), ends=ends)


def load_county(county: County, *, at: datetime) -> None:
    """Load areas, units, venues, staff and posts; part of the caller's transaction."""
    orgs.load_structure(
        areas=[
            orgs.NewArea(
                code=a.code,
                name=a.name,
                name_en=a.name_en,
                level=AreaLevel(a.level),
                parent=a.parent,
                shape=[a.polygon],
                label_point=a.label,
                aliases=a.aliases,
                setting=AreaSetting(a.setting) if a.setting else None,
            )
            for a in county.areas
        ],
        units=[
            orgs.NewUnit(
                code=u.code,
                name=u.name,
                name_en=u.name_en,
                short=u.short,
                line=Line(u.line),
                function=u.function,
                parent=u.parent,
                areas=u.areas,
                part=u.part,
                level=UnitLevel(u.level) if u.level else None,
                neighbours=u.neighbours,
            )
            for u in county.units
        ],
        venues=[
            orgs.NewVenue(
                code=v.code, name=v.name, name_en=v.name_en, kind=v.kind, area=v.area, point=v.point, unit=v.unit
            )
            for v in county.venues
        ],
        active_from=min(unit.active_from for unit in county.units),
    )
    orgs.engage(
        staff=[
            orgs.NewStaff(number=p.code, name=p.name, posts=[_post(post) for post in p.posts], login=p.login)
            for p in county.staff
        ],
        recorded_by=None,
        at=at,
    )


def county_centre(county: County) -> str:
    """Return the code of the unit in which the installation itself acts: the topmost governance centre."""
    return next(unit.code for unit in county.units if unit.function == "centre")
