"""A matter's story: why it went where it went, and its timeline as a conversation of facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Field, Kind, Pack, ReasonUse
from fengqiao.desk.matters.clocks import limit_words
from fengqiao.desk.matters.exporting import amendable_names, shown
from fengqiao.desk.matters.rating_words import RATING_WAYS, answers_in
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.words import (
    CALLER_PARTS,
    CHANNELS,
    CHECK_OUTCOMES,
    CLOCKS,
    CONSENTS,
    MOVE_ICONS,
    MOVES,
    TASK_ROLES,
    VIEWS,
    WAYS,
    acting,
    entered,
    in_language,
    listed,
    name_of,
)
from fengqiao.kit.clocks import ClockUnit
from fengqiao.kit.tables import Row
from fengqiao.matters.queries import Dossier
from fengqiao.matters.rules.amending import AREA, OF_KIND, TOPIC
from fengqiao.matters.rules.demanding import CODE
from fengqiao.matters.rules.levels import USES
from fengqiao.matters.rules.routing import ATTENTION, ROUTING
from fengqiao.matters.terms import CallerPart, Channel, CheckOutcome, Consent, LevelWay, Move, RatingWay, TaskRole, View
from fengqiao.orgs.queries import Directory, staff_names
from fengqiao.rulebook.queries import pack_of
from fengqiao.vault.queries import FileCard, files_by_holder

PERSONS = ("staff", "deputy_for", "asker", "not_by")  # codes of a line that name staff
TONES = {
    Move.CLOSE: "green",
    Move.REPLY: "blue",
    Move.DONE: "green",
    Move.RETURN: "amber",
    Move.REOPEN: "amber",
    Move.URGE: "red",
    Move.PAUSE: "amber",
    Move.EXTEND: "amber",
    Move.REMIND: "amber",
}


def why_here(case: Dossier, units: Directory) -> list[dict[str, Any]]:
    """Return each routing decision, newest first: the sentence, the table's row, what it saw and what was near."""
    found = []
    names = staff_names(routing.staff_id for routing in case.routings)
    asked = next((routing.id for routing in case.routings if routing.model_edition_id), None)
    for routing in reversed(case.routings):
        table = pack_of(routing.edition_id).pack.tables[ROUTING]
        rows = {row.id: row for row in table.rows}
        row = rows.get(routing.row)
        decision = routing.decision or {}
        found.append(
            {
                "at": routing.at,
                "unit": name_of(routing.unit),
                "by_hand": routing.by_hand,
                "asked": routing.id == asked,
                "attention": _attention(decision, routing.edition_id),
                "who": names.get(routing.staff_id, ""),
                "why": in_language(row.why, row.why_en) if row else "",
                "source": in_language(row.source, "") if row else "",
                "row": routing.row,
                "row_url": reverse("rules-table", args=[routing.edition_id, ROUTING]) + f"#{routing.row}"
                if row
                else "",
                "version": routing.table_version,
                "words": _words(decision.get("matched", {})),
                "facts": _facts(case, decision.get("facts", {})),
                "near": [
                    _near(miss, rows, routing.edition_id)
                    for miss in decision.get("near_misses", [])
                    if miss["row"] in rows
                ],
            }
        )
    return found


def _attention(decision: dict[str, Any], edition_id: UUID) -> dict[str, str]:
    """Why somebody should look first, where the attention table said so."""
    found = decision.get("attention")
    if not found:
        return {}
    row = pack_of(edition_id).pack.tables[ATTENTION].row(found["row"])
    return {
        "why": in_language(row.why, row.why_en),
        "url": reverse("rules-table", args=[edition_id, ATTENTION]) + f"#{row.id}",
    }


def _words(matched: dict[str, list[str]]) -> list[tuple[str, str]]:
    titles = {"title": _("主题里有"), "text": _("内容里有")}
    return [(titles.get(name, name), listed(words)) for name, words in matched.items() if words]


def _facts(case: Dossier, facts: dict[str, Any]) -> list[tuple[str, str]]:
    pack = case.published.pack
    shown = []
    topic = pack.topics.get(str(facts.get("topic") or ""))
    if topic:
        confidence = facts.get("confidence")
        share = f" {float(confidence):.0%}" if isinstance(confidence, int | float) else ""
        shown.append((_("文本模型认为"), f"{name_of(topic)}{share}"))
    else:
        shown.append((_("文本模型"), _("没有把握，不下结论")))
    kind = pack.kinds.get(str(facts.get("kind") or ""))
    if kind:
        shown.append((_("登记时选的种类"), name_of(kind)))
    return shown


def _near(miss: dict[str, Any], rows: dict[str, Row], edition_id: UUID) -> dict[str, str]:
    row = rows[miss["row"]]
    inputs = {
        "title": _("主题"),
        "text": _("内容"),
        "topic": _("文本模型的主题"),
        "confidence": _("把握程度"),
        "kind": _("种类"),
        "door": _("来源"),
    }
    failed = listed(str(inputs.get(name, name)) for name in miss["failed"])
    return {
        "name": in_language(row.name, row.name_en),
        "failed": failed,
        "url": reverse("rules-table", args=[edition_id, ROUTING]) + f"#{row.id}",
        "blocked": listed(miss.get("blocked_by") or ()),
    }


def timeline(case: Dossier, units: Directory) -> list[dict[str, Any]]:
    """Return the timeline, newest first, as look/_timeline.html wants it."""
    people = {entry.staff_id for entry in case.entries}
    people |= {UUID(e.codes[key]) for e in case.entries for key in PERSONS if key in e.codes}
    names = staff_names(people)
    files = files_by_holder(case.matter.id)
    shown = []
    for entry in reversed(case.entries):
        move = Move(entry.move)
        shown.append(
            {
                "actor": _actor(entry, names),
                "unit": entered(entry.unit.short or entry.unit.name, entry.unit.name_en),
                "moment": entry.at,
                "action": MOVES[move],
                "icon": MOVE_ICONS[move],
                "tone": TONES.get(move, ""),
                "text": entry.text,
                "details": _details(entry.codes, case, _kind_then(case, entry), units, names),
                "files": [_file(file) for file in files.get(entry.id, [])],
            }
        )
    return shown


def _file(file: FileCard) -> dict[str, str]:
    note = _size(file.size)
    return {
        "name": file.name,
        "url": reverse("file", args=[file.id]),
        "small": reverse("file-small", args=[file.id]) if file.has_small else "",
        "note": _("%(size)s，可能含有作者信息") % {"size": note} if file.traces else note,
    }


def _actor(entry: Any, names: dict[UUID, str]) -> str:
    """Who did it; a deputy's name comes first, then for whom."""
    if Move(entry.move) is Move.REMIND or entry.codes.get("by_itself"):
        return _("系统")
    if entry.codes.get("asked_by") == RatingWay.SLIP.value:
        return _("反映人")
    return acting(names.get(entry.staff_id, ""), entry.codes, names)


def _kind_then(case: Dossier, entry: Any) -> Kind:
    """The kind that the matter was of when a line was written."""
    later = (
        each.codes["was"] for each in case.entries if "was" in each.codes and (each.at, each.id) > (entry.at, entry.id)
    )
    return case.published.pack.kinds.get(next(later, ""), case.kind)


def _details(codes: dict[str, Any], case: Dossier, kind: Kind, units: Directory, names: dict[UUID, str]) -> str:
    parts: list[tuple[str, str]] = []
    pack = case.published.pack
    if "unit" in codes:
        card = units.units.get(UUID(codes["unit"]))
        parts.append((_("送往"), name_of(card) if card else "–"))
    for code, label in (("into", _("并入")), ("from", _("来自")), ("to", _("成为"))):
        if code in codes:
            parts.append((label, str(codes.get("number", "–"))))
    if "role" in codes:
        parts.append((_("身份"), str(TASK_ROLES[TaskRole(codes["role"])])))
    persons = (("staff", _("经办人")), ("not_by", _("由他人重办，不再经办")))
    parts += [(label, names.get(UUID(codes[code]), "–")) for code, label in persons if code in codes]
    if "step" in codes and (step := kind.step(codes["step"])):
        parts.append((_("进入环节"), name_of(step)))
    parts += _timed(codes, case, names)
    if "consent" in codes:
        parts.append((_("反映人是否同意"), str(CONSENTS[Consent(codes["consent"])])))
    if "channel" in codes:
        parts.append((_("方式"), str(CHANNELS[Channel(codes["channel"])])))
    if "area" in codes and (area := units.places.get(UUID(codes["area"]))):
        parts.append((_("辖区"), full_name(area, units.places)))
    if codes.get("area_by") == "text":
        parts.append((_("辖区来自"), _("诉求文字")))
    if codes.get("area_by") == "unclear":
        parts.append((_("辖区"), _("文中地名不明确，待定")))
    parts += _levelled(codes, pack)
    parts += [*_conferred(codes, units), *_rated(codes)]
    parts += [*_checked(codes, units), *_reasoned(codes, pack)]
    parts += _put_right(codes, case, units)
    parts += _owed(codes, pack)
    if "result" in codes and (result := kind.result(codes["result"])):
        parts.append((_("结果"), name_of(result)))
    return format_html_join(" · ", "{} <b>{}</b>", parts)


def _timed(codes: dict[str, Any], case: Dossier, names: dict[UUID, str]) -> list[tuple[str, str]]:
    """What happened to a clock, if it is about one: which, why, by how much."""
    if "clock" not in codes:
        return []
    parts = [(_("时限"), str(CLOCKS[codes["clock"]]))]
    if "pause" in codes:
        reason = case.published.pack.reason(ReasonUse.PAUSE, codes["pause"])
        parts.append((_("理由"), name_of(reason) if reason else codes["pause"]))
    if "amount" in codes:
        parts.append((_("多给"), limit_words(case.limit(codes["clock"]), codes["amount"])))
    if "refused" in codes:
        parts.append((_("申请延长"), limit_words(case.limit(codes["clock"]), codes["refused"])))
        parts.append((_("申请人"), names.get(UUID(codes["asker"]), "–")))
    if "term" in codes:
        limit, unit = case.limit(codes["clock"]), ClockUnit(codes["term_unit"])
        parts.append((_("新规定"), limit_words(limit, codes["term"], unit)))
    if "share" in codes:
        parts.append((_("已用"), f"{codes['share']}%"))
    if "late" in codes:
        parts.append((_("情况"), _("已到期，标为督办")))
    if "by_itself" in codes:
        parts.append((_("情况"), _("暂停到了上限，自动恢复")))
    return parts


def _levelled(codes: dict[str, Any], pack: Pack) -> list[tuple[str, str]]:
    """Which way a matter went between centres, and why."""
    if "way" not in codes:
        return []
    way = LevelWay(codes["way"])
    reason = pack.reason(USES[way], codes.get("why", ""))
    return [(_("去向"), str(WAYS[way])), *([(_("理由"), name_of(reason))] if reason else [])]


def _conferred(codes: dict[str, Any], units: Directory) -> list[tuple[str, str]]:
    """Who was asked to confer, with or without the person; what a unit said."""
    parts = []
    if "units" in codes:
        cards = [units.units.get(UUID(each)) for each in codes["units"]]
        parts.append((_("邀请"), listed(name_of(card) for card in cards if card)))
    if "caller" in codes:
        parts.append((_("反映人"), str(CALLER_PARTS[CallerPart(codes["caller"])])))
    if "view" in codes:
        if codes.get("on_phone") and (card := units.units.get(UUID(codes["of"]))):
            parts.append((_("电话里"), name_of(card)))
        parts.append((_("意见"), str(VIEWS[View(codes["view"])])))
    return parts


def _checked(codes: dict[str, Any], units: Directory) -> list[tuple[str, str]]:
    """Whose return was checked, and what came of it."""
    if "checked" not in codes:
        return []
    card = units.units.get(UUID(codes["returner"]))
    outcome = str(CHECK_OUTCOMES[CheckOutcome(codes["checked"])])
    return [(_("退回的单位"), name_of(card) if card else "–"), (_("核查结论"), outcome)]


def _rated(codes: dict[str, Any]) -> list[tuple[str, str]]:
    """How somebody was asked after the end, and what they answered."""
    if "asked_by" not in codes:
        return []
    answers = answers_in(codes) if "solved" in codes else []
    return [
        (_("方式"), str(RATING_WAYS[RatingWay(codes["asked_by"])])),
        *((each["question"], each["answer"]) for each in answers),
    ]


def _reasoned(codes: dict[str, Any], pack: Pack) -> list[tuple[str, str]]:
    """The reason that was given; of one to hand back the clause and what it rests on, and whether a ruling is asked for."""
    if "reason" not in codes:
        return []
    found = [pack.reason(use, codes["reason"]) for use in (ReasonUse.RETURN, ReasonUse.REOPEN)]
    reason = next((each for each in found if each), None)
    parts = [(_("理由"), name_of(reason) if reason else codes["reason"])]
    if reason and reason.clause:
        parts.append((_("退回清单"), in_language(reason.clause, "")))
    if reason and reason.source:
        parts.append((_("依据"), in_language(reason.source, "")))
    return [*parts, (_("提请"), _("裁决"))] if codes.get("to_arbiter") else parts


def _owed(codes: dict[str, Any], pack: Pack) -> list[tuple[str, str]]:
    """For which reasons something that was asked for is not in a reply, and how often."""
    chosen = Counter(codes.get(CODE, {}).values())
    reasons = [(pack.reason(ReasonUse.DEMAND, code), count) for code, count in chosen.items()]
    return [
        (_("没有直接答复的诉求"), _("%(why)s：%(n)s 条") % {"why": name_of(reason), "n": count})
        for reason, count in reasons
        if reason
    ]


def _put_right(codes: dict[str, Any], case: Dossier, units: Directory) -> list[tuple[str, str]]:
    """The kind that was changed, the fields that were put right."""
    parts = []
    if "was" in codes:
        kinds = [case.published.pack.kinds.get(codes[key]) for key in ("was", "kind")]
        parts.append((_("种类"), " → ".join(name_of(kind) if kind else "–" for kind in kinds)))
    return parts + [_amended(each, case, units) for each in codes.get("changes", ())]


def _amended(change: list[str], case: Dossier, units: Directory) -> tuple[str, str]:
    """A field that was put right, with what it was and what it is."""
    field, *values = change
    label = amendable_names().get(field, field)
    if field == AREA:
        areas = {place.code: name_of(place) for place in units.places.values()}
        values = [areas.get(value, value) for value in values]
    elif field == TOPIC:
        topics = case.published.pack.topics
        values = [name_of(topics[value]) if value in topics else value for value in values]
    elif found := next((each for each in _fields_ever(case) if field == f"{OF_KIND}{each.code}"), None):
        label, values = name_of(found), [shown(found, value) for value in values]
    return label, " → ".join(value or "–" for value in values)


def _fields_ever(case: Dossier) -> Iterator[Field]:
    """The fields of the kind that the matter is of, then those of the kinds that it was of."""
    yield from case.kind.fields
    kinds = case.published.pack.kinds
    for entry in case.entries:
        if entry.codes.get("was") in kinds:
            yield from kinds[entry.codes["was"]].fields


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(size // 1024, 1)} KB"
