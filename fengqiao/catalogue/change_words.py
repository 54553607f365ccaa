"""Differences between editions in words, Chinese and English: 事项种类“求助” · 时限“finish” · 数量：5 → 7."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fengqiao.catalogue.comparing import Change, ChangeKind, Place
from fengqiao.catalogue.layering import OVERLAYS

KEYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "kind": ("事项种类", "kind"), "field": ("字段", "field"), "common_field": ("共有字段", "common field"),
        "common_result": ("共有结果", "common result"), "option_set": ("选项组", "option set"), "options": ("选项", "option"),
        "step": ("环节", "step"), "result": ("办理结果", "result"), "clock": ("时限", "clock"), "row": ("行", "row"),
        "topic": ("主题", "topic"), "function": ("职能", "function"), "reason": ("理由", "reason"), "list": ("词表", "word list"),
        "words": ("词", "words"), "value": ("数值", "value"), "on": ("起用", "from"), "measure": ("指标", "measure"),
        "table": ("清单", "table"), "input": ("条件", "input"), "output": ("结论", "output"), "when": ("条件", "condition"),
        "then": ("结论", "outcome"), "year": ("年份", "year"), "holidays": ("放假", "holidays"), "workdays": ("调休上班", "working days"),
        "name": ("名称", "name"), "name_en": ("英文名称", "English name"), "title": ("标题", "title"),
        "title_en": ("英文标题", "English title"), "about": ("说明", "description"), "about_en": ("英文说明", "English description"),
        "why": ("为什么", "reason given"), "why_en": ("英文理由", "reason given in English"), "source": ("依据", "source"),
        "amount": ("数量", "amount"), "unit": ("单位", "unit"), "soon_hours": ("提前提醒（小时）", "warning (hours)"),
        "extendable": ("可延长", "may be extended"), "extend_most": ("最多延长", "longest extension"),
        "pause_days": ("最多暂停几天", "days of pauses"), "warn_at": ("用到几成提醒", "warned at shares"),
        "shifts": ("工作时段", "shifts"), "needed_at": ("何时必填", "needed at"), "personal": ("个人信息", "personal"),
        "filterable": ("可筛选", "filterable"), "counted": ("计数", "counted"), "hint": ("填写提示", "hint"), "hint_en": ("英文提示", "English hint"),
        "urgent": ("紧急", "urgent"), "sealed": ("保密", "sealed"), "valid_from": ("起用日期", "valid from"),
        "valid_to": ("失效日期", "valid to"), "version": ("版本", "version"), "text_needed": ("须写明", "words needed"),
        "evidence": ("须佐证", "evidence needed"), "counts_as_done": ("算办成", "counts as done"), "type": ("类型", "type"),
        "aliases": ("别名", "aliases"), "day_ends": ("一天到几点", "end of the day"), "default": ("默认", "default"),
        "requires": ("加在哪个包上", "adds to"), "any": ("含有任一", "any of"), "all": ("同时含有", "all of"),
        "none": ("不含", "none of"), "min": ("至少", "at least"), "max": ("至多", "at most"), "event": ("事件", "event"),
        "where": ("属性", "attributes"), "also": ("还须有", "also"), "unless": ("不得有", "unless"), "what": ("计什么", "what"),
        "undone_by": ("被何撤销", "undone by"), "restored_by": ("被何恢复", "restored by"), "stations": ("站点的场所种类", "kinds of station"), "word": ("量词", "unit word"), "text": ("主题和正文", "subject and body"),
        "class": ("警情类别", "class of calls"), "counts_as": ("并入统计", "counted as"), "void": ("不计有效", "no valid call"),
        "clause": ("条款", "clause"), "common_clock": ("共有时限", "common clock"), "doors": ("只问从哪些来源来的", "asked only of what comes by"), "calls": ("警情", "calls"),
        "scene": ("一幕", "scene"), "telling": ("台词", "telling"), "course": ("办法", "course"), "figure": ("数", "figure"),
    }
)  # fmt: skip
FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pack.toml": ("规则包", "pack"), "kinds.toml": ("事项种类", "kinds of matter"), "classes.toml": ("警情类别", "classes of calls"), "routing.toml": ("分流清单", "routing table"),
        "kind.toml": ("性质清单", "table of kinds"), "attention.toml": ("关注清单", "attention table"),
        "words.toml": ("词表", "word lists"), "values.toml": ("数值", "values"), "reasons.toml": ("理由", "reasons"),
        "topics.toml": ("主题", "topics"), "functions.toml": ("职能", "functions"), "measures.toml": ("指标", "measures"),
        "story.toml": ("故事", "story"), "calendar/china.toml": ("工作日历", "working calendar"),
    }
)  # fmt: skip
VERBS: Mapping[ChangeKind, tuple[str, str]] = MappingProxyType(
    {
        ChangeKind.ADDED: ("新增", "added"),
        ChangeKind.REMOVED: ("去掉", "taken out"),
        ChangeKind.CHANGED: ("改动", "changed"),
        ChangeKind.MOVED: ("换位置", "moved"),
    }
)
CODES: Mapping[str, tuple[str, str]] = MappingProxyType({"accept": ("签收", "sign"), "finish": ("办结", "finish")})
ZH, EN = 0, 1


def file_words(file: str) -> tuple[str, str]:
    """Return what a file is called; those of a pack that adds to another carry its name."""
    _, _, inner = file.removeprefix(OVERLAYS).partition("/") if file.startswith(OVERLAYS) else ("", "", file)
    zh, en = FILES.get(inner, (inner, inner))
    if not file.startswith(OVERLAYS):
        return zh, en
    name = file.removeprefix(OVERLAYS).partition("/")[0]
    return f"{zh}（{name}）", f"{en} ({name})"


def place_words(change: Change) -> tuple[str, str]:
    """Return where something changed: 事项种类“求助” · 时限“finish” · 数量; of a whole file what it is called."""
    if not change.places:
        return file_words(change.file)
    return " · ".join(_place(p, ZH) for p in change.places), " · ".join(_place(p, EN) for p in change.places)


def said(change: Change) -> tuple[str, str]:
    """Return a change as a line in Chinese and in English."""
    (zh, en), (verb, verb_en) = place_words(change), VERBS[change.kind]
    if change.lost or change.gained:
        parts = [f"加 {'、'.join(change.gained)}"] if change.gained else []
        parts_en = [f"plus {', '.join(change.gained)}"] if change.gained else []
        if change.lost:
            parts.append(f"减 {'、'.join(change.lost)}")
            parts_en.append(f"minus {', '.join(change.lost)}")
        return f"{zh}：{'；'.join(parts)}", f"{en}: {'; '.join(parts_en)}"
    if change.kind is ChangeKind.MOVED:
        return f"{zh}：第 {change.before} 位 → 第 {change.after} 位", f"{en}: place {change.before} → {change.after}"
    if change.kind is ChangeKind.CHANGED:
        return f"{zh}：{change.before} → {change.after}", f"{en}: {change.before} → {change.after}"
    value = change.after or change.before
    return f"{verb} {zh}" + (f"：{value}" if value else ""), f"{verb_en}: {en}" + (f": {value}" if value else "")


def _place(place: Place, language: int) -> str:
    word = KEYS.get(place.key, (place.key, place.key))[language]
    name = (place.name, place.name_en or place.name)[language] or CODES.get(place.code, ("", ""))[language]
    if name and place.key not in KEYS:
        return f"“{name}”"
    if name and place.code and not place.code.startswith("#"):
        return f"{word}“{name}”" if language == ZH else f"{word} “{name}”"
    if name or place.code:
        return f"{word}“{name or place.code}”" if language == ZH else f"{word} “{name or place.code}”"
    return word
