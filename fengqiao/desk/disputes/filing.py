"""What a dispute's page says and asks for its file: facts and demands written once, who was asked, injuries appraised, delays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack
from fengqiao.desk.disputes.words import ASKED, DUES, named
from fengqiao.desk.words import listed, name_of
from fengqiao.disputes.queries import DisputeSheet, InquiryCard, told_words
from fengqiao.disputes.rules.routing import leader_of, may_send, told_of
from fengqiao.disputes.terms import DisputeState, DueKind, Mediation
from fengqiao.matters.queries import Share, shares_in
from fengqiao.matters.terms import Ruling, TaskRole
from fengqiao.orgs.queries import Directory, Viewer

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter


def file_words(viewer: Viewer, found: DisputeSheet, pack: Pack) -> dict[str, Any]:
    """Return what the documents are written from, and what the form that writes it begins with."""
    row, keepings = found.dispute, pack.disputes.keepings
    return {
        "written": [
            (word, value)
            for word, value in (
                (_("纠纷事实"), row.facts), (_("申请事项"), row.demands), (_("履行方式、地点"), row.manner), (_("备注"), row.note),
            )
            if value
        ],
        "number": row.file_number,
        "kept_for": named(keepings, row.kept_for) if row.kept_for else "",
        "facts": row.facts or (told_words(viewer, row.matter_id) if found.acts else ""),
        "keepings": [(code, name_of(each), each.source, code == row.kept_for) for code, each in keepings.items()],
    }  # fmt: skip


def inquiries_of(found: DisputeSheet) -> list[dict[str, Any]]:
    """Return who was asked, with the middle of the name hidden; what was said stays hidden until it is looked at."""
    return [
        {
            "id": each.row.id, "asked_at": each.row.asked_at, "place": each.row.place,
            "by": found.staff.get(each.row.staff_id, ""), "rows": asked_rows(each, {}), "clear": "",
        }
        for each in found.inquiries
    ]  # fmt: skip


def asked_rows(each: InquiryCard, clear: Any) -> list[tuple[Any, str]]:
    """Return what is known of somebody who was asked, in clear as far as that was looked at."""
    shown = {**each.masked, **clear}
    return [(word, shown[code]) for code, word in ASKED.items() if shown.get(code)]


def terms_of(found: DisputeSheet) -> dict[str, Any]:
    """Return what was made later and why, and injuries that are or were appraised."""
    row = found.dispute
    out = next((each for each in found.appraisals if each.back_on is None), None)
    may = found.acts and row.state == DisputeState.OPEN.value and row.mediation == Mediation.POLICE.value
    return {
        "extensions": [
            {"word": DUES[DueKind(each.kind)], "from_at": each.from_at, "to_at": each.to_at, "text": each.text}
            for each in found.extensions
        ],
        "appraisals": found.appraisals,
        "appraisal_out": out if found.acts else None,
        "may_appraise": may and out is None,
    }


def route_of(found: DisputeSheet, pack: Pack, units: Directory) -> dict[str, Any]:
    """Return what follows from the route of a dispute for whoever acts on it: who is to lead, who is told, whether it is settled at once."""
    row = found.dispute
    route = pack.disputes.routes.get(row.route)
    if route is None or not found.acts or row.state != DisputeState.OPEN.value:
        return {"route_leads": None, "route_tells": "", "route_at_once": False}
    area_id = row.matter.area_id
    leader = leader_of(route, units, row.unit_id, area_id)
    told = [] if row.announced_at else told_of(route, units, row.unit_id, area_id)
    shares = shares_in(row.matter_id) if leader or told else []
    if leader and not (may_send(units, row.unit_id, leader.id) and _free(row.matter, shares)):
        leader = None
    known = {share.unit_id for share in shares}
    return {
        "route_leads": name_of(leader) if leader else None,
        "route_tells": listed(name_of(card) for card in told if card.id not in known),
        "route_at_once": route.at_once,
    }


def _free(matter: Matter, shares: Sequence[Share]) -> bool:
    """Say whether a matter can change its lead now: nobody is to take it over already, it is not sealed, no ruling binds it."""
    waits = any(share.role == TaskRole.NEXT.value for share in shares)
    return not waits and not matter.sealed and matter.ruling != Ruling.GIVEN.value
