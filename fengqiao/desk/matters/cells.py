"""The rows of the list as HTML, a cell for each head. Not in the template: a page has five hundred cells, and these are quick."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from fengqiao.desk.matters.heads import ADDED, OFF_NARROW, ORDER
from fengqiao.desk.matters.rows import Line
from fengqiao.look.templatetags.look import icon, lamp, moment_in_words, state

PLACE_LENGTH = 16
SOFT = {"kind", "area", "place", "unit", "door", "received", "result", "due"}
OFF_PHONE = {"due", *ADDED}
Cell = Callable[[Line, datetime], str]


def rows(lines: Sequence[Line], *, columns: Collection[str], picks: bool, now: datetime) -> list[SafeString]:
    """Return a row for each line, with the columns chosen and, where rows can be ticked, a box in front."""
    shape = [
        (mark_safe(f'<td class="{_classes(code, columns)}">'), CELLS[code])  # noqa: S308  # names of this module
        for code in ORDER
        if code in columns or code not in ADDED
    ]
    tick = _("选择")
    return [
        format_html(
            "<tr>{}{}</tr>",
            _box(tick, line) if picks else "",
            mark_safe("".join([f"{opened}{cell(line, now)}</td>" for opened, cell in shape])),  # noqa: S308
        )
        for line in lines
    ]


def _classes(code: str, columns: Collection[str]) -> str:
    if code == "title":
        return "is-clip"
    there = {
        "is-soft": code in SOFT,
        "is-off-narrow": code in OFF_NARROW,
        "is-off-phone": code in OFF_PHONE,
        "is-unchosen": code not in columns,
    }
    return " ".join(["is-narrow", *(name for name, wanted in there.items() if wanted)])


def _box(word: str, line: Line) -> SafeString:
    return format_html(
        '<td class="is-pick is-off-paper"><label class="fq-pick"><input class="form-check-input" type="checkbox" '
        'form="bulk" name="row" value="{}" aria-label="{} {}"></label></td>',
        line.id,
        word,
        line.number,
    )


def _title(line: Line, _now: datetime) -> SafeString:
    return format_html(
        '<a class="fq-open" data-open href="{}" title="{}">{}{}{}<span>{}</span>{}</a>',
        line.url,
        line.title,
        state("urgent", _("紧急")) if line.urgent else "",
        state("late", _("已督办"), "amber") if line.urged else "",
        state("draft", _("保密")) if line.sealed else "",
        line.title,
        format_html_join("", '<small class="fq-tag">{}</small>', ((name,) for name in line.tags)) if line.tags else "",
    )


def _state(line: Line, _now: datetime) -> SafeString:
    shown = state(line.state, line.state_word)
    for count, drawing, word in (
        (line.returned, "arrow-back-up", _("退回次数")),
        (line.reopened, "refresh", _("重办次数")),
    ):
        if count:
            shown = format_html('{} <small class="fq-muted" title="{}">{}{}</small>', shown, word, icon(drawing), count)
    return shown


def _unit(line: Line, _now: datetime) -> SafeString:
    return format_html("{} · {}" if line.who else "{}", line.unit, line.who)


def _text(found: str) -> SafeString:
    return format_html("{}", found or "–")


CELLS: dict[str, Cell] = {
    "lamp": lambda line, _now: lamp(line.lamp, line.lamp_word),
    "title": _title,
    "kind": lambda line, _now: _text(line.kind),
    "area": lambda line, _now: _text(line.area),
    "place": lambda line, _now: _text(Truncator(line.place).chars(PLACE_LENGTH)),
    "unit": _unit,
    "door": lambda line, _now: _text(line.door),
    "received": lambda line, now: moment_in_words(line.received_at, now),
    "state": _state,
    "result": lambda line, _now: _text(line.result),
    "due": lambda line, now: moment_in_words(line.closed_at or line.due_at, now),
    "number": lambda line, _now: format_html('<span class="fq-code">{}</span>', line.number),
}
