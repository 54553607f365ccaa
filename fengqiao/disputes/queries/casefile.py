"""What the documents of one dispute are filled from, read at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.model import Pack
from fengqiao.disputes.models import Dispute, DisputeDue, Session, SignedPaper
from fengqiao.disputes.queries.gate import dispute_for
from fengqiao.disputes.queries.sheet import DisputeSheet, InquiryCard
from fengqiao.disputes.rules.file import BREAK, CaseFile, Say, of_number
from fengqiao.disputes.rules.looks import looked
from fengqiao.disputes.rules.money import yuan
from fengqiao.disputes.rules.parties import ASKED, THERE
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
    DueResult.RESTED: "停算",
}
TERMS = {DueKind.GRADE: "本级办结", DueKind.PERFORM: "履行", DueKind.FOLLOW_UP: "回访"}
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
        marks=_marks(
            row,
            evidence=bool(evidence),
            inquiry=bool(sheet.inquiries),
            agent=any(each.masked.get("agent") for each in sheet.parties),
        ),
        groups={
            "session": _sessions(sheet, parties, clear, say),
            "agent": agents_of(sheet, clear, pack, say),
            "inquiry": tuple(_inquiry(each, sheet, clear) for each in sheet.inquiries),
            **{
                name: tuple(_due(each, sheet, pack, say) for each in sheet.of_kind(kind) if _was_done(each))
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
    return _day(timezone.localdate(moment)) if moment else ""


def _parties(
    sheet: DisputeSheet, clear: Mapping[UUID, Mapping[str, str]], at: datetime, say: Say
) -> list[tuple[str, ...]]:
    rows = []
    for each in sheet.parties:
        known = clear.get(each.id, {})
        person = each.kind is PartyKind.PERSON
        sex, age = of_number(known.get("id_number", ""), at.year) if person else ("", "")
        head = f"{say('法定代表人')}：{known['head']}" if known.get("head") else ""
        call = f"（{known['agent_call']}）" if known.get("agent_call") else ""
        agent = f"{say('委托代理人')}：{known['agent']}{call}" if known.get("agent") else ""
        sex, age = sex or known.get("sex", ""), age or known.get("age", "")
        about = (
            sex,
            f"{age} {say('岁')}" if age else "",
            known.get("nation", ""),
            known.get("occupation", ""),
            head,
            agent,
        )
        side = say(SIDES.get(each.side, ""))
        values = (known.get(name, "") for name in ("id_number", "phone", "address"))
        rows.append((side, known.get("name", ""), "、".join(filter(None, about)), *values))
    return rows


def agents_of(
    sheet: DisputeSheet, clear: Mapping[UUID, Mapping[str, str]], pack: Pack, say: Say
) -> tuple[Mapping[str, str], ...]:
    """Return who acts for the parties, as a letter of authority says it: what they may do ticked among all that there is."""
    powers = pack.disputes.powers
    return tuple(
        {
            "agent_of": clear[each.id].get("name", "") or say(SIDES.get(each.side, "")),
            "agent_name": clear[each.id]["agent"],
            "agent_call": clear[each.id].get("agent_call", ""),
            "agent_number": clear[each.id].get("agent_document", ""),
            "agent_powers": "\n".join(
                f"{'☑' if code in each.powers else '□'} {say(power.name)}" for code, power in powers.items()
            ) if each.powers else "",
        }
        for each in sheet.parties if clear.get(each.id, {}).get("agent")
    )  # fmt: skip


def _inquiry(each: InquiryCard, sheet: DisputeSheet, clear: Mapping[UUID, Mapping[str, str]]) -> Mapping[str, str]:
    row, known = each.row, clear.get(each.row.id, each.masked)
    asked = timezone.localtime(row.asked_at)
    who = sheet.staff.get(row.staff_id, "")
    return {
        "asked_on": f"{day(row.asked_at)} {asked:%H:%M}", "asked_where": row.place, "asked_by": who, "asked_recorder": who,
        **{name: known.get(name, "") for name in ASKED},
    }  # fmt: skip


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
        "facts": row.facts or told_words(viewer, row.matter_id),
        "demands": row.demands,
        "note": row.note,
        "kept_for": say(pack.disputes.keepings[row.kept_for].name) if row.kept_for in pack.disputes.keepings else "",
        "file_number": row.file_number or row.matter.number,
        "terms": _terms(sheet, say) or say("无"),
        "met_where": (row.matter.place or say("现场")) if row.on_scene else "",
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


def told_words(viewer: Viewer, matter_id: UUID) -> str:
    """Return in which words a dispute was told of: what its facts begin with until somebody writes them."""
    case = dossier(viewer, matter_id)
    return "\n".join(report.text for report in case.reports if report.text) if case else ""


def _performance(sheet: DisputeSheet, say: Say) -> str:
    row = sheet.dispute
    rows = [each for each in sheet.of_kind(DueKind.PERFORM) if each.round == row.round]
    if not row.agreed_at:
        return ""
    if not rows:
        return "\n".join(filter(None, (row.manner, say("当场履行完毕。"))))
    parts = (
        f"{day(each.due_at)}{say('前')}{say('履行')}{f' {yuan(each.amount)} ' + say('元') if each.amount else ''}。" for each in rows
    )  # fmt: skip
    return "\n".join(filter(None, (row.manner, *parts)))


def _terms(sheet: DisputeSheet, say: Say) -> str:
    """What was made later, and why; how long the term rested for an appraisal."""
    later = [
        f"{say(TERMS.get(DueKind(each.kind), ''))}{say('期限')}{day(each.from_at)}{say('延至')}{day(each.to_at)}：{each.text}"
        for each in sheet.extensions
    ]
    rested = [
        f"{say('伤情鉴定')}{_day(each.out_on)}{say('送出')}，"
        + (f"{_day(each.back_on)}{say('出结果')}：{each.text}" if each.back_on else say("还没有出结果，期限停算"))
        for each in sheet.appraisals
    ]
    return "\n".join((*later, *rested))


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _evidence(row: Dispute, papers: Collection[UUID]) -> str:
    """List what was handed in; the file's own papers, signed, are no evidence."""
    files = [each for holder, held in files_by_holder(row.matter_id).items() if holder not in papers for each in held]
    return "\n".join(f"{number}. {each.name}" for number, each in enumerate(files, 1))


def _marks(row: Dispute, **there: bool) -> frozenset[str]:
    marks = {row.mediation if row.mediation else Mediation.PEOPLE.value, "scene" if row.on_scene else "room"}
    if row.source == "applied":
        marks.add("applied")
    if row.agreed_at:
        marks |= {"agreed", row.form or AgreementForm.WRITTEN.value}
    if row.state in {DisputeState.FAILED.value, DisputeState.WITHDRAWN.value, DisputeState.PERFORMED.value}:
        marks.add(row.state)
    return frozenset(marks | {mark for mark, is_there in there.items() if is_there})


def _sessions(
    sheet: DisputeSheet, parties: list[tuple[str, ...]], clear: Mapping[UUID, Mapping[str, str]], say: Say
) -> tuple[Mapping[str, str], ...]:
    held = tuple(
        _session(each, sheet, parties, clear, say) for each in sheet.sessions if each.state == SessionState.HELD.value
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


def _session(
    each: Session,
    sheet: DisputeSheet,
    parties: list[tuple[str, ...]],
    clear: Mapping[UUID, Mapping[str, str]],
    say: Say,
) -> Mapping[str, str]:
    there = set(each.came)
    came = [row[1] or row[0] for card, row in zip(sheet.parties, parties, strict=True) if str(card.id) in there]
    starts, ends = timezone.localtime(each.starts_at), timezone.localtime(each.ends_at)
    return {
        "met_on": f"{day(each.starts_at)} {starts:%H:%M}—{ends:%H:%M}",
        "met_where": each.venue.name if each.venue else "",
        "met_who": BREAK.join(came),
        "met_others": clear.get(each.id, {}).get(THERE, ""),
        "met_by": each.mediator.staff.name if each.mediator else "",
        "met_recorder": sheet.staff.get(each.staff_id, ""),
        "met_text": each.text,
        "met_result": say(RESULTS[SessionResult(each.result)]) if each.result else "",
    }


def _due(each: DisputeDue, sheet: DisputeSheet, pack: Pack, say: Say) -> Mapping[str, str]:
    staff: Any = each.staff_id
    return {
        "due_on": day(each.due_at),
        "done_on": day(each.done_at),
        "done_sum": f"{yuan(each.amount)} {say('元')}" if each.amount else "",
        "done_found": "；".join(
            f"{say(look.name)}：{say(answer.name)}" for look, answer in looked(each.found, pack.disputes.looks)
        ),
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
