"""The list as an Excel file: what may be put right is open, the rest locked, and each row knows its matter and version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Field, Kind, Pack
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.matters.rows import Line, lines
from fengqiao.desk.words import listed, name_of, option_words
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.matters.queries import TagCard
from fengqiao.matters.rules.amending import (
    AREA,
    BASE_COLUMN,
    ID_COLUMN,
    OF_KIND,
    PLACE,
    TITLE,
    TOPIC,
    VERSION_COLUMN,
    mark,
)
from fengqiao.rulebook.queries import pack_of

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter


def amendable_names() -> dict[str, str]:
    """Return what the columns that may be put right are called in the language of the page, by field."""
    return {TITLE: _("事项"), AREA: _("辖区"), PLACE: _("地点"), TOPIC: _("主题")}


def column_names(pack: Pack) -> dict[str, set[str]]:
    """Return what the column of each field that may be put right is called in any language: a list may travel."""
    found: dict[str, set[str]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            named = {f"{OF_KIND}{each.code}": name_of(each) for kind in pack.kinds.values() for each in _fields(kind)}
            for field, name in (named | amendable_names()).items():
                found.setdefault(field, set()).add(name)
    return found


def _fields(kind: Kind) -> list[Field]:
    return [field for field in kind.fields if not field.personal]


def sheet_of(
    name: str,
    matters: Iterable[Matter],
    *,
    kind: Kind | None,
    now: datetime,
    outgoing: Outgoing,
    tags: Collection[TagCard] = (),
) -> SheetSpec:
    """Return the sheet of a list; with one `kind` only, its fields stand in it too. Free text passes `outgoing`.

    The marks are of the cells as they go out: one in which something was hidden is not taken for changed.
    """
    rows = list(matters)
    fields = _fields(kind) if kind else []
    shut = (
        replace(line, title=outgoing(line.title), place=outgoing(line.place))
        for line in lines(rows, now=now, tags=tags)
    )
    cells = [_cells(line, row, fields, outgoing) for line, row in zip(shut, rows, strict=True)]
    return SheetSpec(name=name, columns=_columns(fields), rows=cells)


def _columns(fields: Sequence[Field]) -> tuple[Column, ...]:
    text, moment, number = ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.AUTO
    names = amendable_names()
    return (
        Column(_("编号"), text, 18),
        Column(names[TITLE], text, 46, editable=True),
        Column(_("种类"), text, 14),
        Column(_("状态"), text, 10),
        Column(_("时限"), text, 10),
        Column(_("到期"), moment, 18),
        Column(_("承办单位"), text, 18),
        Column(_("经办人"), text, 12),
        Column(names[AREA], text, 14, editable=True),
        Column(names[PLACE], text, 24, editable=True),
        Column(names[TOPIC], text, 14, editable=True),
        *(Column(name_of(field), text, 16, editable=True) for field in fields),
        Column(_("来源"), text, 8),
        Column(_("受理时间"), moment, 18),
        Column(_("办结时间"), moment, 18),
        Column(_("结果"), text, 16),
        Column(_("紧急"), text, 6),
        Column(_("退回次数"), number, 10),
        Column(_("重办次数"), number, 10),
        Column(_("标签"), text, 16),
        Column(ID_COLUMN, text, 38, hidden=True),
        Column(VERSION_COLUMN, text, 8, hidden=True),
        Column(BASE_COLUMN, text, 40, hidden=True),
    )


def _cells(line: Line, row: Matter, fields: Sequence[Field], outgoing: Outgoing) -> list[object]:
    topic = pack_of(row.edition_id).pack.topics.get(row.topic)
    topic_name = name_of(topic) if topic else ""
    values = [outgoing(shown(field, str(row.fields.get(field.code, "")))) for field in fields]
    open_cells = {TITLE: line.title, AREA: line.area, PLACE: line.place, TOPIC: topic_name}
    open_cells.update({f"{OF_KIND}{field.code}": value for field, value in zip(fields, values, strict=True)})
    return [
        line.number,
        line.title,
        line.kind,
        line.state_word,
        line.lamp_word,
        line.due_at,
        line.unit,
        line.who,
        line.area,
        line.place,
        topic_name,
        *values,
        line.door,
        line.received_at,
        line.closed_at,
        line.result,
        _("是") if line.urgent else "",
        line.returned,
        line.reopened,
        listed(line.tags),
        str(row.id),
        str(row.version),
        # What each open cell held: a cell that differs from its mark was changed by hand.
        " ".join(f"{field}={mark(text)}" for field, text in open_cells.items()),
    ]


def shown(field: Field, value: str) -> str:
    """Return the value of a field of a kind as lists show it."""
    return option_words(field, value)
