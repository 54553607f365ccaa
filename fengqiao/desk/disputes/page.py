"""One dispute: parties, why this grade, sessions, the agreement, what is due, reviews, and what may be done next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack, ReasonUse
from fengqiao.desk.disputes.filing import asked_rows, file_words, inquiries_of, route_of, terms_of
from fengqiao.desk.disputes.rounds import may_resume, rounds_of
from fengqiao.desk.disputes.words import (
    AGENTS,
    CAUSES,
    DONE,
    DUES,
    FIELDS,
    FORMS,
    MEDIATIONS,
    MORE,
    PARTIES,
    RESULTS,
    SESSIONS,
    SIDES,
    STATES,
    TONES,
    WHY,
    named,
    types_of,
)
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import PERSONAL_GROUPS, in_language, listed, name_of
from fengqiao.disputes import actions
from fengqiao.disputes.queries import READERS, DisputeSheet, PartyCard, dispute_sheet, mediator_of, proposals, rooms
from fengqiao.disputes.rules.grading import scheme_of
from fengqiao.disputes.rules.looks import looked
from fengqiao.disputes.rules.money import yuan
from fengqiao.disputes.rules.parties import THERE
from fengqiao.disputes.terms import (
    AgreementForm,
    DisputeState,
    DueKind,
    DueResult,
    Mediation,
    ReviewCause,
    SessionResult,
    SessionState,
)
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import numbers_seen
from fengqiao.orgs.queries import Directory, Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of
from fengqiao.vault.terms import PersonalGroup

AFTER = (DueKind.PERFORM, DueKind.FOLLOW_UP, DueKind.CONFIRM)


@require_GET
@staff_only(*READERS)
def dispute(request: DeskRequest, dispute_id: UUID) -> HttpResponse:
    """Show a dispute."""
    return render(request, "desk/dispute.html", context_of(request, dispute_id))


@require_POST
@staff_only(Right.UNMASK)
def unmasked(request: DeskRequest, dispute_id: UUID, party_id: UUID) -> HttpResponse:
    """Show a dispute with one party in clear, for a purpose that is recorded."""
    found = dispute_sheet(request.viewer, dispute_id)
    asked = {each.row.id: each for each in found.inquiries} if found else {}
    if found is None or party_id not in {*(party.id for party in found.parties), *asked}:
        raise Http404
    pack = pack_of(found.dispute.edition_id).pack
    purpose = pack.reason(ReasonUse.UNMASK, request.POST.get("purpose", ""))
    if purpose is None:
        raise Problem("purpose-unknown", "请选择查看的用途。")
    groups = [group for group in PersonalGroup if group.value in request.POST.getlist("group")]
    clear = actions.unmask_party(
        dispute_id=dispute_id, party_id=party_id, groups=groups or [PersonalGroup.CONTACT], purpose=purpose.code,
        by=request.viewer, at=timezone.now(),
    )  # fmt: skip
    context = context_of(request, dispute_id)
    for party in context["parties"]:
        if party["id"] == party_id:
            shown = {**dict(party["raw"]), **{code.removeprefix("party_"): value for code, value in clear.items()}}
            party["rows"], party["clear"] = _rows(shown), name_of(purpose)
    for each in context["inquiries"]:
        if each["id"] == party_id:
            each["rows"], each["clear"] = asked_rows(asked[party_id], clear), name_of(purpose)
    return render(request, "desk/dispute.html", context)


LONGER = frozenset({DueKind.PERFORM.value, DueKind.GRADE.value, DueKind.FOLLOW_UP.value})
LIVE = frozenset({DisputeState.OPEN, DisputeState.AGREED})


def _may(viewer: Viewer, found: DisputeSheet, state: DisputeState) -> dict[str, bool]:
    """Return what somebody may do, as the page asks it."""
    row = found.dispute
    agreed = row.agreed_at is not None and state in {DisputeState.AGREED, DisputeState.PERFORMED}
    unsigned = row.form == AgreementForm.WRITTEN.value and row.signed_at is None and not found.matter_closed
    longer = state in LIVE and any(each.done_at is None and each.kind in LONGER for each in found.dues)
    owing = any(each.done_at is None and DueKind(each.kind) in AFTER for each in found.dues)
    may = {"may_sign": unsigned, "may_settle": owing, "may_extend": longer, "may_visit": agreed, "may_alarm": state in LIVE, "may_unmask": viewer.may(Right.UNMASK)}  # fmt: skip
    return {"acts": found.acts, **{name: found.acts and each for name, each in may.items()}}


def context_of(request: DeskRequest, dispute_id: UUID) -> dict[str, Any]:
    """Return what the page shows; 404 to strangers."""
    found = dispute_sheet(request.viewer, dispute_id)
    if found is None:
        raise Http404
    row, now = found.dispute, timezone.now()
    pack, units = pack_of(row.edition_id).pack, directory(at=now)
    area = units.places.get(row.matter.area_id) if row.matter.area_id else None
    state, said = DisputeState(row.state), pack.disputes
    numbers = numbers_seen(request.viewer, [*_matters(found), *(each.matter_id for each in found.merged)])
    opened = found.acts and state is DisputeState.OPEN
    dialect = request.GET.get("dialect", "")[:24]
    asked = _proposals(found, units, now, dialect) if opened else []
    return {
        "row": row,
        "matter": row.matter,
        "where": " ".join(filter(None, (full_name(area, units.places) if area else "", row.matter.place))),
        "state": _state(found),
        "facts": _facts(found, pack),
        "grade": _grade(found, pack, units),
        "alarmed": row.alarmed_at,
        "parties": [_party(each, pack) for each in found.parties],
        "sessions": [_session(each, found, pack) for each in found.sessions],
        "dues": [_due(each, pack, now) for each in found.dues],
        "agreement": _agreement(found),
        "rounds": rounds_of(found, pack),
        "may_resume": may_resume(request.viewer, found),
        "moved_from": name_of(row.moved_from) if row.moved_from else "",
        **_joined(found, numbers),
        "way": said.ways.get(row.way),
        "way_name": named(said.ways, row.way) if row.way else "",
        "reviews": _reviews(found, pack, numbers),
        "mediator": row.mediator,
        "recused": [(each.mediator.staff.name, named(said.interests, each.interest)) for each in found.recusals],
        "proposals": asked,
        "conflict": any(each["now"] and each["out"] for each in asked),
        "mine": mediator_of(request.viewer) if state is DisputeState.OPEN and not row.matter.merged_into_id else None,
        "spoken": listed(named(said.dialects, code) for code in row.dialects),
        "dialects": [(each.code, name_of(each), each.code == dialect) for each in said.dialects.values()],
        "interests": [(each.code, name_of(each)) for each in said.interests.values()],
        "open": opened,
        "correct": _correct(row, pack) if found.acts and state in LIVE else None,
        "tomorrow": timezone.localdate(now) + timedelta(days=1),
        **_may(request.viewer, found, state),
        "purposes": [(each.code, name_of(each)) for each in pack.reasons.get(ReasonUse.UNMASK, ())],
        "groups": [(group.value, word, group is PersonalGroup.CONTACT) for group, word in PERSONAL_GROUPS.items()],
        "rooms": [(each.id, name_of(each)) for each in rooms()] if opened else [],
        "planned": [each for each in found.sessions if each.state == SessionState.PLANNED.value],
        "results": [(each.value, word) for each, word in RESULTS.items()],
        "forms": [(each.value, word) for each, word in FORMS.items()],
        "looks": [(each.code, name_of(each), [(one.code, name_of(one)) for one in each.choices.values()]) for each in said.looks.values()] if any(due.kind == DueKind.FOLLOW_UP.value and not due.done_at for due in found.dues) else [],
        "ways": [(each.code, name_of(each), each.source) for each in said.ways.values()],
        **_barred(row, pack),
        **_of_file(request.viewer, found, pack, units),
        "police": row.mediation == Mediation.POLICE.value,
        "answers": [(each.code, name_of(each)) for each in said.answers.values()],
        "fields": list(FIELDS.items()),
        "today": timezone.localdate(now),
        "soon": timezone.localtime(now).strftime("%Y-%m-%dT%H:00"),
    }  # fmt: skip


def _of_file(viewer: Viewer, found: DisputeSheet, pack: Pack, units: Directory) -> dict[str, Any]:
    """What makes up the file, lets terms rest, and follows from the route."""
    return {
        "file_words": file_words(viewer, found, pack),
        "inquiries": inquiries_of(found),
        **terms_of(found),
        **route_of(found, pack, units),
        "powers": [(code, name_of(each)) for code, each in pack.disputes.powers.items()],
        "more_fields": list(MORE.items()),
        "agent_fields": list(AGENTS.items()),
    }


def _correct(row: Any, pack: Pack) -> dict[str, Any]:
    """What the form of correction offers, as it stands now."""
    return {
        "types": [(code, name_of(each), code == row.type) for code, each in types_of(pack).items()],
        "sources": [
            (code, name_of(each), code == row.source) for code, each in types_of(pack, "dispute_source").items()
        ],
        "signs": [(each.code, name_of(each), each.code in row.signs) for each in pack.disputes.signs.values()],
        "people": row.people,
        "amount": yuan(row.amount) if row.amount else "",
    }


def _state(found: DisputeSheet) -> dict[str, Any]:
    state = DisputeState(found.dispute.state)
    if found.dispute.matter.merged_into_id:
        return {"code": "merged", "word": pgettext("dispute", "已并入"), "tone": "grey"}
    return {"code": state.value, "word": STATES[state], "tone": TONES[state]}


def _joined(found: DisputeSheet, numbers: dict[UUID, str]) -> dict[str, Any]:
    row = found.dispute
    return {
        "merged": [
            {"id": each.id, "number": each.matter.number, "taken_at": each.taken_at}
            for each in found.merged if each.matter_id in numbers
        ],
        "gone": row.matter.merged_into_id,
        "into": found.into,
        "brought": row.came_from_id is not None,
    }  # fmt: skip


def _barred(row: Any, pack: Pack) -> dict[str, Any]:
    among = pack.disputes.exclusions
    known = among.get(row.excluded)
    return {
        "barred": [(each.code, name_of(each), each.clause) for each in among.values() if each.of == row.mediation],
        "excluded": named(among, row.excluded) if row.excluded else "",
        "excluded_by": known.clause if known else "",
    }


def _facts(found: DisputeSheet, pack: Pack) -> list[tuple[Any, Any]]:
    row = found.dispute
    signs = [named(pack.disputes.signs, code) for code in row.signs]
    rows = [
        (_("纠纷类型"), named(types_of(pack), row.type)),
        (_("案件来源"), named(types_of(pack, "dispute_source"), row.source)),
        (_("调解性质"), MEDIATIONS[Mediation(row.mediation)]),
        (_("涉及人数"), _("%(n)s 人") % {"n": row.people}),
        (_("涉及金额"), _("%(sum)s 元") % {"sum": yuan(row.amount)} if row.amount else _("没有金额")),
        (_("承办单位"), name_of(row.unit)),
        (_("受理人"), found.staff.get(row.made_by, "")),
    ]
    return [*rows, (_("要留意"), listed(signs))] if signs else rows


def _grade(found: DisputeSheet, pack: Pack, units: Directory) -> dict[str, Any] | None:
    row = found.dispute
    grade, table = pack.disputes.grades.get(row.grade), pack.tables.get(row.table)
    if grade is None:
        return None
    rows = table.rows if table else ()
    number, line = next(((n, each) for n, each in enumerate(rows, 1) if each.id == row.row), (0, None))
    scheme = scheme_of(pack, units.upwards(row.unit_id), timezone.localdate(row.taken_at))
    chosen = scheme if scheme and scheme.table.code == row.table else None
    return {
        "name": name_of(grade),
        "tone": grade.tone,
        "asks": in_language(grade.asks, grade.asks_en),
        "route": named(pack.disputes.routes, row.route),
        "why": in_language(line.why, line.why_en) if line else "",
        "table": row.table,
        "title": in_language(table.title, table.title_en) if table else "",
        "number": number,
        "line": in_language(line.name, line.name_en) if line else "",
        "edition": row.edition_id,
        "source": grade.source,
        "table_source": table.source if table else "",
        "chosen": chosen,
    }


def _party(each: PartyCard, pack: Pack) -> dict[str, Any]:
    return {
        "id": each.id,
        "kind": PARTIES[each.kind],
        "firm": each.kind.value == "firm",
        "side": SIDES.get(each.side, ""),
        "rows": _rows(each.masked),
        "raw": each.masked,
        "unknown": not each.masked,
        "powers": listed(named(pack.disputes.powers, code) for code in each.powers),
        "agent": bool(each.masked.get("agent")),
        "clear": "",
    }


def _rows(masked: Any) -> list[tuple[Any, str]]:
    return [(word, masked[code]) for code, word in {**FIELDS, **MORE, **AGENTS}.items() if masked.get(code)]


def _session(each: Any, found: DisputeSheet, pack: Pack) -> dict[str, Any]:
    here = {str(party.id): SIDES.get(party.side, "") for party in found.parties}
    return {
        "id": each.id,
        "starts_at": each.starts_at,
        "state": each.state,
        "word": SESSIONS[SessionState(each.state)],
        "tone": {"planned": "blue", "held": "green", "cancelled": "grey"}[each.state],
        "room": name_of(each.venue) if each.venue else "",
        "mediator": each.mediator.staff.name if each.mediator else "",
        "came": listed(dict.fromkeys(str(here[code]) for code in each.came if code in here)),
        "others": found.there.get(each.id, {}).get(THERE, ""),
        "result": RESULTS[SessionResult(each.result)] if each.result else "",
        "text": each.text,
        "by": found.staff.get(each.staff_id, ""),
    }


def _due(each: Any, pack: Pack, now: datetime) -> dict[str, Any]:
    late = each.due_at < (each.done_at or now)
    lamp = "done" if each.done_at and not late else "late" if late else "ok"
    if each.result == DueResult.FAILED.value:
        lamp = "late"
    if each.result in {
        DueResult.LAPSED.value,
        DueResult.RESTED.value,
    }:  # a window that both could have used, nobody's fault
        lamp = "wait"
    return {
        "id": each.id,
        "kind": each.kind,
        "word": DUES[DueKind(each.kind)],
        "sum": yuan(each.amount) if each.amount else "",
        "due_at": each.due_at,
        "done_at": each.done_at,
        "done": DONE[DueResult(each.result)] if each.result else "",
        "lamp": lamp,
        "text": each.text,
        "found": [(name_of(look), name_of(answer)) for look, answer in looked(each.found, pack.disputes.looks)],
        "source": each.source,
        "after": DueKind(each.kind) in AFTER,
        "longer": each.kind in LONGER,
    }


def _agreement(found: DisputeSheet) -> dict[str, Any] | None:
    row = found.dispute
    if not row.agreed_at:
        return None
    return {
        "form": FORMS[AgreementForm(row.form)],
        "text": row.agreement,
        "sum": yuan(row.agreed_amount) if row.agreed_amount else "",
        "at": row.agreed_at,
        "signed_at": row.signed_at,
        "unsigned": row.form == AgreementForm.WRITTEN.value and row.signed_at is None,
    }


def _matters(found: DisputeSheet) -> list[UUID]:
    return [each for pair in found.reviews for each in (pair.dispute.matter_id, pair.earlier.matter_id)]


def _reviews(found: DisputeSheet, pack: Pack, numbers: dict[UUID, str]) -> list[dict[str, Any]]:
    rows = []
    for each in found.reviews:
        later = each.dispute_id == found.dispute.id
        other = each.earlier if later else each.dispute
        rows.append(
            {
                "id": each.id,
                "cause": CAUSES[ReviewCause(each.cause)],
                "later": later,
                "other": other.id if other.matter_id in numbers else None,
                "number": numbers.get(other.matter_id, ""),
                "other_at": other.taken_at,
                "other_state": other.state,
                "other_word": STATES[DisputeState(other.state)],
                "other_tone": TONES[DisputeState(other.state)],
                "days": (each.dispute.taken_at - each.earlier.taken_at).days,
                "answered_at": each.answered_at,
                "answer": named(pack.disputes.answers, each.answer) if each.answer else "",
                "text": each.text,
                "may": later and found.acts and each.answered_at is None,
            }
        )
    return rows


def _proposals(found: DisputeSheet, units: Any, now: datetime, dialect: str) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "name": row.staff.name,
            "unit": name_of(row.unit),
            "load": row.load,
            "reasons": [WHY[why] for why in each.reasons],
            "out": WHY[each.out] if each.out else "",
            "namesake": each.candidate.namesake and not each.out,
            "now": found.dispute.mediator_id == row.id,
        }
        for row, each in proposals(found.dispute, units, at=now, dialects=[dialect] if dialect else ())
    ]
