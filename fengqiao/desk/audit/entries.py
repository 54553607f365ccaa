"""Entries of the audit read from the ledger and said in words: codes become names that the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fengqiao.catalogue.model import Pack, ReasonUse
from fengqiao.desk.audit.words import BY, GROUPS, WORDS, group_of
from fengqiao.desk.words import PERSONAL_GROUPS, PROPOSED, ROLES, acting, listed, name_of
from fengqiao.enterprises.queries import named_enterprises
from fengqiao.ledger.queries import Recorded, recorded
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import numbers_seen
from fengqiao.orgs.queries import Directory, Viewer, staff_names, watched_units
from fengqiao.orgs.terms import Proposed, Role
from fengqiao.vault.terms import PersonalGroup

DAYS = 30
OF_MATTERS = {
    EventKind.PERSONAL_UNMASKED,
    EventKind.PERSONAL_TOLD,
    EventKind.SEALED_READ,
    EventKind.MATTER_PRINTED,
    EventKind.PERSONAL_DESTROYED,
    EventKind.PERSONAL_HELD,
    EventKind.PERSONAL_RELEASED,
}
PURPOSES = {"enrol": gettext_lazy("义警入队"), "visit": gettext_lazy("上门走访")}
OF_POSTS = {EventKind.POST_BEGAN, EventKind.POST_ENDED}
ALWAYS_OWN = {
    EventKind.LOGGED_IN, EventKind.LOG_INS_ENDED, EventKind.PASSWORD_CHANGED, EventKind.FACTOR_ADDED,
    EventKind.FACTOR_REMOVED, EventKind.CODES_MADE, EventKind.LOGIN_FAILED, EventKind.ACCOUNT_LOCKED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the audit is narrowed to."""

    since: date
    until: date
    group: str
    staff_id: UUID | None


def read(query: QueryDict, today: date) -> Wanted:
    """Read the filter of the address; what cannot be read narrows nothing."""

    def day(name: str, otherwise: date) -> date:
        try:
            found = date.fromisoformat(query.get(name, ""))
        except ValueError:
            return otherwise
        return found if 1990 <= found.year <= 9000 else otherwise

    since, until = day("since", today - timedelta(days=DAYS - 1)), day("until", today)
    group = query.get("group", "")
    try:
        staff_id = UUID(query.get("staff", ""))
    except ValueError:
        staff_id = None
    return Wanted(min(since, until), max(since, until), group if group in GROUPS else "", staff_id)


def events(viewer: Viewer, wanted: Wanted) -> Sequence[Recorded]:
    """Return what happened in the units that a viewer is in charge of, newest first; sliced before it is read."""
    kinds = GROUPS[wanted.group][1] if wanted.group else tuple(kind for _w, kinds in GROUPS.values() for kind in kinds)
    zone = timezone.get_default_timezone()
    return recorded(
        kinds=kinds,
        unit_ids=watched_units(viewer),
        since=datetime.combine(wanted.since, datetime.min.time(), zone),
        until=datetime.combine(wanted.until + timedelta(days=1), datetime.min.time(), zone),
        staff_id=wanted.staff_id,
        everywhere=(EventKind.ADDRESS_LOCKED,),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit."""

    at: datetime
    kind: EventKind
    group: str
    word: str
    who: str
    unit: str
    what: str
    matter_id: UUID | None


def entries(found: Iterable[Recorded], viewer: Viewer, units: Directory, pack: Pack) -> list[Entry]:
    """Return lines of the audit; a sealed matter has no number for somebody not named in it."""
    rows = list(found)
    matters = numbers_seen(viewer, {row.subject_id for row in rows if row.kind in OF_MATTERS})
    people = {row.staff_id for row in rows} | {row.subject_id for row in rows}
    people |= {
        UUID(row.attributes[key]) for row in rows for key in ("staff", "holder", "deputy_for") if key in row.attributes
    }
    names = staff_names(people)
    contacts = {row.subject_id for row in rows if _of_contact(row)}
    matters |= {
        each: _("%(name)s 的联系人") % {"name": name} for each, name in named_enterprises(viewer, contacts).items()
    }
    return [_entry(row, names, matters, units, pack) for row in rows]


def _of_contact(row: Recorded) -> bool:
    """Whether somebody looked at the contact person of an enterprise: kept under its own id, which no telling is."""
    return row.kind is EventKind.PERSONAL_UNMASKED and row.attributes.get("report") == str(row.subject_id)


def _entry(row: Recorded, names: dict[UUID, str], matters: dict[UUID, str], units: Directory, pack: Pack) -> Entry:
    who = "" if row.kind in {EventKind.LOGIN_FAILED, EventKind.ADDRESS_LOCKED} else names.get(row.staff_id, "")
    if row.kind in {EventKind.LOGIN_FAILED, EventKind.ACCOUNT_LOCKED}:
        who = _("%(name)s 的账号") % {"name": names.get(row.subject_id, "")}
    else:
        who = acting(who, row.attributes, names)
    return Entry(
        row.at,
        row.kind,
        str(group_of(row.kind)),
        str(WORDS[row.kind]),
        who,
        name_of(units.units[row.unit_id]) if row.unit_id in units.units else "",
        _what(row, names, matters, pack),
        row.subject_id if row.subject_id in matters and not _of_contact(row) else None,
    )


def _what(row: Recorded, names: dict[UUID, str], matters: dict[UUID, str], pack: Pack) -> str:
    """Whom or what an event is about, and the codes of it in words."""
    codes = row.attributes
    parts: list[str] = []
    if row.kind in OF_MATTERS:
        unseen = _("一家您看不到的企业的联系人") if _of_contact(row) else _("一件您看不到的事项")
        parts.append(matters.get(row.subject_id, unseen))
    elif row.kind in OF_POSTS:
        parts.append(names.get(UUID(codes["staff"]), "") if "staff" in codes else "")
    elif row.kind not in ALWAYS_OWN | {EventKind.LIST_EXPORTED, EventKind.PERSONAL_SEARCHED, EventKind.ADDRESS_LOCKED}:
        parts.append(names.get(row.subject_id, ""))
    if "what" in codes:
        parts.append(str(PROPOSED[Proposed(codes["what"])]))
    if codes.get("role") in set(Role):
        parts.append(str(ROLES[Role(codes["role"])]))
    if "holder" in codes:
        parts.append(_("代%(holder)s") % {"holder": names.get(UUID(codes["holder"]), "")})
    if "groups" in codes:
        known = [PersonalGroup(code) for code in codes["groups"].split(".") if code in set(PersonalGroup)]
        parts.append(listed(str(PERSONAL_GROUPS[each]) for each in known))
    if "purpose" in codes:
        reason = pack.reason(ReasonUse.UNMASK, codes["purpose"])
        own = str(
            PURPOSES.get(codes["purpose"], codes["purpose"])
        )  # what a step of its own opens names no reason of the pack
        parts.append(_("用途：%(purpose)s") % {"purpose": name_of(reason) if reason else own})
    if codes.get("by") in BY:
        parts.append(str(BY[codes["by"]]))
    if row.kind is EventKind.LIST_EXPORTED:
        count = int(row.measures.get("rows", 0))
        parts.append(ngettext("%(n)s 行", "%(n)s 行", count) % {"n": count})
    if "source" in codes:
        parts.append(_("来源 %(code)s") % {"code": codes["source"][:6]})
    return " · ".join(part for part in parts if part)
