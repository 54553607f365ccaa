"""What the documents of one dispute are filled from, read at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.model import Pack
from fengqiao.disputes.models import Dispute, DisputeDue, Session, SignedPaper
from fengqiao.disputes.queries.gate import dispute_for
from fengqiao.disputes.queries.sheet import DisputeSheet
from fengqiao.disputes.rules.file import BREAK, CaseFile, Say, of_number
from fengqiao.disputes.rules.money import yuan
from fengqiao.disputes.terms import (
    AgreementForm,
    DisputeState,
    DueKind,
    DueResult,
    Mediation,
    PartyKind,
    SessionResult,
    SessionState,
)
from fengqiao.matters.queries import dossier
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.queries import FileCard, files_by_holder

# What papers call these; pages have shorter words.
RESULTS = {SessionResult.AGREED: "达成协议", SessionResult.AGAIN: "需再次调解", SessionResult.NOT_AGREED: "未达成协议"}
ENDS = {
    DisputeState.OPEN: "调解中", DisputeState.AGREED: "达成协议，待履行", DisputeState.PERFORMED: "达成协议并已履行",
    DisputeState.FAILED: "未达成协议", DisputeState.WITHDRAWN: "当事人撤回",
}  # fmt: skip
DONE = {
    DueResult.DONE: "已履行",
    DueResult.FAILED: "没有履行",
    DueResult.LAPSED: "已过期",
    DueResult.DROPPED: "改为重新调解",
}
SIDES = {1: "甲方", 2: "乙方", 3: "第三方"}
GROUPS = {"payment": DueKind.PERFORM, "visit": DueKind.FOLLOW_UP, "confirmation": DueKind.CONFIRM}


def case_file(
    viewer: Viewer, sheet: DisputeSheet, clear: Mapping[UUID, Mapping[str, str]], pack: Pack, *, at: datetime, say: Say = str
) -> CaseFile:  # fmt: skip
    """Return what fills the documents of a dispute; `clear`: personal fields by party as they go on paper."""
    row = sheet.dispute
    parties = _parties(sheet, clear, at, say)
    kept = list(SignedPaper.objects.filter(dispute=row, dropped=False).values_list("id", "document", "round"))
    papers = {paper for paper, _document, _round in kept}
    evidence = _evidence(row, papers)
    return CaseFile(
        id=row.id,
        number=row.matter.number,
        office=row.unit.name,
        fields={**_fields(viewer, sheet, pack, parties, clear, at, say), "evidence": evidence},
        parties=tuple(parties),
        marks=_marks(row, files=bool(evidence)),
        groups={
            "session": _sessions(sheet, parties, say),
            **{
                name: tuple(_due(each, sheet, say) for each in sheet.of_kind(kind) if _was_done(each))
                for name, kind in GROUPS.items()
            },
        },
        signed=frozenset(document for _paper, document, of in kept if document and signs_now(row.round, document, of)),
    )


def signs_now(going: int, document: str, of: int) -> bool:
    """Whether a signed paper of a round is one of the mediation that goes on: what there is one of is signed anew in each."""
    return of == going or "-" in document


def _was_done(due: DisputeDue) -> bool:
    return due.done_at is not None and due.result != DueResult.DROPPED.value


def day(moment: datetime | None) -> str:
    """Return a day as papers write it."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日"


def _parties(
    sheet: DisputeSheet, clear: Mapping[UUID, Mapping[str, str]], at: datetime, say: Say
) -> list[tuple[str, ...]]:
    rows = []
    for each in sheet.parties:
        known = clear.get(each.id, {})
        person = each.kind is PartyKind.PERSON
        sex, age = of_number(known.get("id_number", ""), at.year) if person else ("", "")
        side = say(SIDES.get(each.side, ""))
        values = (known.get(name, "") for name in ("id_number", "phone", "address"))
        rows.append((side, known.get("name", ""), sex, age, *values))
    return rows


def _fields(
    viewer: Viewer, sheet: DisputeSheet, pack: Pack, parties: list[tuple[str, ...]], clear: Mapping[UUID, Mapping[str, str]],
    at: datetime, say: Say,
) -> dict[str, str]:  # fmt: skip
    row = sheet.dispute
    names = [party[1] for party in parties]
    persons = [clear.get(each.id, {}) for each in sheet.parties if each.kind is PartyKind.PERSON]
    numbers = [person.get("id_number", "") for person in persons]
    kind = say(_named(pack, "dispute_type", row.type))
    over = row.ended_at or row.agreed_at
    known = bool(names) and all(names)
    way = pack.disputes.ways.get(row.way)
    source = say(_named(pack, "dispute_source", row.source))
    return {
        "number": row.matter.number,
        "title": f"{BREAK.join(names)}{kind}{say('纠纷')}" if known else row.matter.title,
        "office": row.unit.name,
        "mediator": row.mediator.staff.name if row.mediator else sheet.staff.get(row.made_by, ""),
        "registrar": sheet.staff.get(row.made_by, ""),
        "period": f"{day(row.taken_at)}{say('至')}{day(over)}" if over else f"{day(row.taken_at)}{say('起')}",
        "taken_on": day(row.taken_at),
        "ended_on": day(over),
        "filed_on": day(at),
        "type": kind,
        "source": source,
        "amount": f"{yuan(row.amount)} {say('元')}" if row.amount else say("无"),
        "party_names": BREAK.join(names) if known else "",
        "party_ids": "；".join(numbers) if all(numbers) and numbers else (say("单位") if not persons else ""),
        "facts": _facts(viewer, row),
        "informed_on": day(row.informed_at),
        "agreement": row.agreement,
        "agreed_on": day(row.agreed_at),
        "agreed_amount": f"{yuan(row.agreed_amount)} {say('元')}" if row.agreed_amount else "",
        "performance": _performance(sheet, say),
        "copies": say(f"{len(parties) + 1} 份，当事人各执一份，人民调解委员会留存一份"),
        "result": say(ENDS[DisputeState(row.state)]),
        "way": say(way.name) if way else "",
    }


def _named(pack: Pack, field: str, code: str) -> str:
    asked = pack.kinds["dispute"].field(field) if "dispute" in pack.kinds else None
    option = asked.option(code) if asked else None
    return option.name if option else code


def _facts(viewer: Viewer, row: Dispute) -> str:
    case = dossier(viewer, row.matter_id)
    return "\n".join(report.text for report in case.reports if report.text) if case else ""


def _performance(sheet: DisputeSheet, say: Say) -> str:
    rows = [each for each in sheet.of_kind(DueKind.PERFORM) if each.round == sheet.dispute.round]
    if not sheet.dispute.agreed_at:
        return ""
    if not rows:
        return say("当场履行完毕。")
    return "\n".join(
        f"{day(each.due_at)}{say('前')}{say('履行')}{f' {yuan(each.amount)} ' + say('元') if each.amount else ''}。" for each in rows
    )  # fmt: skip


def _evidence(row: Dispute, papers: Collection[UUID]) -> str:
    """List what was handed in; the file's own papers, signed, are no evidence."""
    files = [each for holder, held in files_by_holder(row.matter_id).items() if holder not in papers for each in held]
    return "\n".join(f"{number}. {each.name}" for number, each in enumerate(files, 1))


def _marks(row: Dispute, *, files: bool) -> frozenset[str]:
    marks = {row.mediation if row.mediation else Mediation.PEOPLE.value}
    if row.source == "applied":
        marks.add("applied")
    if row.agreed_at:
        marks |= {"agreed", row.form or AgreementForm.WRITTEN.value}
    if row.state in {DisputeState.FAILED.value, DisputeState.WITHDRAWN.value, DisputeState.PERFORMED.value}:
        marks.add(row.state)
    return frozenset(marks | ({"evidence"} if files else set()))


def _sessions(sheet: DisputeSheet, parties: list[tuple[str, ...]], say: Say) -> tuple[Mapping[str, str], ...]:
    held = tuple(
        _session(each, sheet, parties, say) for each in sheet.sessions if each.state == SessionState.HELD.value
    )
    row = sheet.dispute
    if held or not row.on_scene:
        return held
    # On the scene there was no session of its own: the talk is that of the moment it was taken in.
    failed = row.state == DisputeState.FAILED.value
    result = RESULTS[SessionResult.NOT_AGREED if failed else SessionResult.AGREED] if failed or row.agreed_at else ""
    who = sheet.staff.get(row.made_by, "")
    scene = {
        "met_on": day(row.taken_at), "met_where": row.matter.place or say("现场"), "met_who": BREAK.join(p[1] or p[0] for p in parties),
        "met_by": who, "met_recorder": who, "met_text": row.agreement, "met_result": say(result),
    }  # fmt: skip
    return (scene,)


def _session(each: Session, sheet: DisputeSheet, parties: list[tuple[str, ...]], say: Say) -> Mapping[str, str]:
    there = set(each.came)
    came = [row[1] or row[0] for card, row in zip(sheet.parties, parties, strict=True) if str(card.id) in there]
    starts, ends = timezone.localtime(each.starts_at), timezone.localtime(each.ends_at)
    return {
        "met_on": f"{day(each.starts_at)} {starts:%H:%M}—{ends:%H:%M}",
        "met_where": each.venue.name if each.venue else "",
        "met_who": BREAK.join(came),
        "met_by": each.mediator.staff.name if each.mediator else "",
        "met_recorder": sheet.staff.get(each.staff_id, ""),
        "met_text": each.text,
        "met_result": say(RESULTS[SessionResult(each.result)]) if each.result else "",
    }


def _due(each: DisputeDue, sheet: DisputeSheet, say: Say) -> Mapping[str, str]:
    staff: Any = each.staff_id
    return {
        "due_on": day(each.due_at),
        "done_on": day(each.done_at),
        "done_sum": f"{yuan(each.amount)} {say('元')}" if each.amount else "",
        "done_text": each.text,
        "done_result": say(DONE[DueResult(each.result)]) if each.result else "",
        "done_by": sheet.staff.get(staff, ""),
    }


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A signed paper of the file: which document it is (empty: nobody has told), whether of an earlier mediation, its picture."""

    id: UUID
    document: str
    by_code: bool
    earlier: bool
    added_at: datetime
    files: tuple[FileCard, ...]


def papers_of(viewer: Viewer, dispute_id: UUID) -> tuple[PaperCard, ...]:
    """Return the signed papers of a dispute that the viewer may see, in the order they came (three queries)."""
    row = dispute_for(viewer, dispute_id)
    if row is None:
        return ()
    files = files_by_holder(row.matter_id)
    return tuple(
        PaperCard(
            each.id,
            each.document,
            each.by_code,
            not signs_now(row.round, each.document, each.round),
            each.added_at,
            tuple(files.get(each.id, ())),
        )
        for each in SignedPaper.objects.filter(dispute=row, dropped=False).order_by("added_at", "id")
    )
