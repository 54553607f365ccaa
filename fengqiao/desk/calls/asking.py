"""What an address asks of the call register, and the addresses that ask it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack
from fengqiao.desk.measures.asking import asked, days_of, told_period, unit_choices
from fengqiao.desk.words import DOORS, indented, labelled, name_of
from fengqiao.matters.queries import CHECKS, NONE, CallFilter
from fengqiao.matters.terms import Door
from fengqiao.measure.queries import Period, Scope
from fengqiao.orgs.queries import Directory, UnitCard, Viewer

CODES = ("told", "found", "final", "valid", "wrong", "door")
WEEK = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, and what it was read from: the period, the unit chosen if any, the codes that are set."""

    filter: CallFilter
    period: Period
    unit: UnitCard | None
    scope: Scope
    codes: dict[str, str]

    def query(self, **more: str) -> dict[str, str]:
        """Return what the address holds for the same days and unit, narrowed by more; "" leaves one out."""
        held = {"since": self.period.first.isoformat(), "until": self.period.last.isoformat()}
        if self.unit:
            held["unit"] = self.unit.code
        return {name: value for name, value in {**held, **more}.items() if value}

    def address(self, page: str = "calls", **more: str) -> str:
        """Return a page of the register for the same days and unit."""
        return f"{reverse(page)}?{urlencode(self.query(**more))}"

    def before(self) -> CallFilter:
        """Return the same for as many days before (上期)."""
        first, last = self.filter.first, self.filter.last
        days = (last - first).days + 1
        begins, ends = first - timedelta(days=days), first - timedelta(days=1)
        return CallFilter(begins, ends, units=self.filter.units, doors=self.filter.doors)


def asked_of(viewer: Viewer, units: Directory, pack: Pack, query: QueryDict) -> Asked:
    """Read an address; what cannot be read is today, and everything that the viewer sees."""
    today = timezone.localdate()
    given = {name: str(value) for name, value in query.items()}
    named = {"since": today.isoformat(), "until": today.isoformat(), **given}
    found = asked(viewer, units, {**given, **days_of(told_period(named) or Period(today, today))}, today)
    codes = {name: given[name] for name in CODES if given.get(name) and _known(name, given[name], pack)}
    doors = (codes["door"],) if "door" in codes else ()
    below = tuple(found.scope.units or ()) if found.unit else ()
    narrowed = {name: code for name, code in codes.items() if name != "door"}
    wanted = CallFilter(found.period.first, found.period.last, units=below, doors=doors, **narrowed)
    return Asked(wanted, found.period, found.unit, found.scope, codes)


def _known(name: str, code: str, pack: Pack) -> bool:
    match name:
        case "valid":
            return code in {"yes", "no"}
        case "wrong":
            return code in CHECKS
        case "door":
            return code in set(Door)
        case _:
            return code == NONE or code in pack.classes


def spans(found: Asked, page: str) -> list[dict[str, Any]]:
    """Return the usual periods, the one asked for marked."""
    today = timezone.localdate()
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    yesterday = today - timedelta(days=1)
    usual = (
        (_("今天"), today, today),
        (_("昨天"), yesterday, yesterday),
        (_("近七天"), today - timedelta(days=WEEK - 1), today),
        (_("本月"), first, today),
        (_("上月"), before.replace(day=1), before),
    )
    return [
        {
            "label": label,
            "url": found.address(page, since=begins.isoformat(), until=ends.isoformat(), **found.codes),
            "active": (begins, ends) == (found.period.first, found.period.last),
        }
        for label, begins, ends in usual
    ]


def check_words() -> dict[str, str]:
    """Return what each check looks for."""
    return {
        "unclassed": _("两次都没有类别"),
        "unfound": _("已办结而没有反馈类别"),
        "contradicting": _("骚扰谎报的勾选与反馈类别不一致"),
        "unknown": _("类别不在现行字典里"),
    }


def chips(found: Asked, pack: Pack) -> list[dict[str, str]]:
    """Return the filters that are set, with the address without each."""
    labels = {
        "told": _("接警类别"),
        "found": _("反馈类别"),
        "final": _("统计类别"),
        "valid": _("有效"),
        "door": _("来源"),
    }
    words = {"yes": _("有效"), "no": _("不计有效")}
    shown = []
    for name, code in found.codes.items():
        rest = {each: value for each, value in found.codes.items() if each != name}
        if name == "wrong":
            label = check_words()[code]
        elif name == "valid":
            label = words[code]
        elif name == "door":
            label = labelled(labels[name], DOORS[Door(code)])
        else:
            label = labelled(labels[name], _("没有类别") if code == NONE else name_of(pack.classes[code]))
        shown.append({"label": label, "url": found.address(**rest)})
    return shown


def class_choices(pack: Pack, chosen: str) -> list[tuple[str, str, bool]]:
    """Return the classes to choose from: (code, name by its level, chosen)."""
    named = [
        (each.code, indented(name_of(each), each.level - 1), each.code == chosen) for each in pack.classes.values()
    ]
    return [*named, (NONE, _("没有类别"), chosen == NONE)]


def choices(viewer: Viewer, units: Directory, pack: Pack, found: Asked) -> dict[str, Any]:
    """Return what the filter row offers."""
    doors = [(each.value, DOORS[each], found.codes.get("door") == each.value) for each in Door]
    return {
        "units": unit_choices(viewer, units, found.unit),
        "classes": class_choices(pack, found.codes.get("final", "")),
        "doors": doors,
        "valid": [
            (code, word, found.codes.get("valid") == code) for code, word in (("yes", _("有效")), ("no", _("不计有效")))
        ],
    }
