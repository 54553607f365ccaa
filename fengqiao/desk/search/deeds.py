"""What can be done on the page where somebody stands, for the list under the search box: as the page itself offers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from fengqiao.desk.matters.keeping import kept
from fengqiao.desk.matters.page import possible, tags_of_page
from fengqiao.desk.menu import sees_matters
from fengqiao.kit.words import Question, meets
from fengqiao.matters.actions import TAG_KEEPERS, arbiter_of
from fengqiao.matters.queries import dossier
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Right


@dataclass(frozen=True, slots=True)
class Deed:
    """Something on a page: the id of its form, window or fold, what it is called, its drawing."""

    target: str
    label: str
    icon: str


def deeds_on(viewer: Viewer, path: str, typed: str, question: Question, now: datetime) -> list[Deed]:
    """Return what the page at a path offers this viewer; with words typed, what answers them."""
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return []
    if not sees_matters(viewer):
        return []
    found: Iterator[Deed] = iter(())
    if match.url_name == "queue":
        found = _of_list(viewer)
    elif match.url_name == "matter":
        found = _of_matter(viewer, match.kwargs["matter_id"], now)
    return [deed for deed in found if not typed or (question and meets(question, (deed.label,)))]


def _of_list(viewer: Viewer) -> Iterator[Deed]:
    if viewer.may(Right.EXPORT):
        yield Deed("export", _("导出 Excel"), "file-spreadsheet")
    yield Deed("saved-lists", _("常用筛选"), "filter")
    yield Deed("list-columns", _("显示的列"), "settings")
    if any(viewer.may(right) for right in TAG_KEEPERS):
        yield Deed("unit-tags", _("本单位的标签"), "tag")


def _of_matter(viewer: Viewer, matter_id: UUID, now: datetime) -> Iterator[Deed]:
    case = dossier(viewer, matter_id)
    if case is None:
        return
    can = possible(viewer, case, arbiter_of(directory(at=now)))
    route = _("分流") if case.matter.state == "triage" else _("改派")
    for name, label, icon in (
        ("accept", _("签收"), "check"),
        ("close", _("办结"), "circle-check"),
        ("finish_task", _("协办完成"), "circle-check"),
        ("progress", _("写进展"), "message"),
        ("assign", _("指派经办人"), "user"),
        ("add_party", _("协办或抄送"), "users"),
        ("transfer", _("一键转接"), "send"),
        ("confer", _("三方会商"), "users-group"),
        ("check", _("核查退回"), "checklist"),
        ("take_back", _("撤回"), "arrow-back-up"),
        ("rule", _("裁决"), "gavel"),
        ("route", route, "route"),
        ("amend", _("更正"), "edit"),
        ("reclass", _("改种类"), "replace"),
        ("reply", _("答复反映人"), "message"),
        ("place", _("定地点"), "map-pin"),
        ("give_back", _("退回"), "arrow-back-up"),
        ("urge", _("督办"), "bell"),
        ("reopen", _("重办"), "refresh"),
    ):
        if getattr(can, name):
            yield Deed(f"move-{name}", label, icon)
    tags = tags_of_page(viewer, matter_id)
    if tags["may"] and (tags["choices"] or tags["keeps"]) and "destroyed" not in kept(case, viewer, now):
        yield Deed("tags", _("改标签") if tags["worn"] else _("加标签"), "tag")
    yield Deed("print", _("打印"), "printer")
