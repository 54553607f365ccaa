"""The rows of the list as HTML, a cell for each head.

Written here and not in a template, and each text escaped where it stands: a page has five hundred cells, and these take a
third of the time. Whatever is not a name of this module goes through `escape`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from html import escape

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
        (f'<td class="{_classes(code, columns)}">', CELLS[code])
        for code in ORDER
        if code in columns or code not in ADDED
    ]
    tick = escape(_("选择"))
    return [
        mark_safe(  # noqa: S308  # each cell escapes its own
            f"<tr>{_box(tick, line) if picks else ''}"
            f"{''.join([f'{opened}{cell(line, now)}</td>' for opened, cell in shape])}</tr>"
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


def _box(tick: str, line: Line) -> str:
    return (
        '<td class="is-pick is-off-paper"><label class="fq-pick"><input class="form-check-input" type="checkbox" '
        f'form="bulk" name="row" value="{line.id}" aria-label="{tick} {escape(line.number)}"></label></td>'
    )


def _title(line: Line, _now: datetime) -> str:
    title = escape(line.title)
    badges = [
        state("urgent", _("紧急")) if line.urgent else "",
        state("late", _("已督办"), "amber") if line.urged else "",
        state("draft", _("保密")) if line.sealed else "",
    ]
    tags = [f'<small class="fq-tag">{escape(name)}</small>' for name in line.tags]
    return (
        f'<a class="fq-open" data-open href="{escape(line.url)}" title="{title}">'
        f"{''.join(badges)}<span>{title}</span>{''.join(tags)}</a>"
    )


def _state(line: Line, _now: datetime) -> str:
    shown: str = state(line.state, line.state_word)
    if line.returned:
        shown += _times(line.returned, "arrow-back-up", _("退回次数"))
    if line.reopened:
        shown += _times(line.reopened, "refresh", _("重办次数"))
    return shown


def _times(count: int, drawing: str, word: str) -> str:
    return f' <small class="fq-muted" title="{escape(word)}">{icon(drawing)}{count}</small>'


def _unit(line: Line, _now: datetime) -> str:
    return escape(f"{line.unit} · {line.who}" if line.who else line.unit)


def _text(found: str) -> str:
    return escape(found) if found else "–"


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
    "number": lambda line, _now: f'<span class="fq-code">{escape(line.number)}</span>',
}
