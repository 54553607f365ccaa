"""Buttons of a dispute's page that make up its file, let its terms rest, or do what its route means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy

from fengqiao.desk.disputes.reading import moment_in
from fengqiao.desk.disputes.words import AGENTS, FIELDS, MORE
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_chosen
from fengqiao.disputes import actions
from fengqiao.disputes.actions import Asked, FileWords

Base = dict[str, Any]


def _write(request: DeskRequest, base: Base) -> None:
    given = {name: request.POST.get(name) for name in ("facts", "demands", "note", "manner", "kept_for")}
    actions.write_words(words=FileWords(**given), **base)


def _inquire(request: DeskRequest, base: Base) -> None:
    post = request.POST
    words = {name: post.get(name, "") for name in ("name", "text", "place", "about", "relation", "others")}
    actions.inquire(asked=Asked(asked_at=moment_in(post.get("asked", "")), **words), **base)


def _appraise(request: DeskRequest, base: Base) -> None:
    actions.send_appraisal(day=day_of(request.POST.get("day", "")), **base)


def _appraised(request: DeskRequest, base: Base) -> None:
    post = request.POST
    actions.end_appraisal(day=day_of(post.get("day", "")), text=post.get("text", ""), **base)


def _name(request: DeskRequest, base: Base) -> None:
    post = request.POST
    actions.name_party(
        party_id=id_chosen(post.get("party", "")), personal={code: post.get(code, "") for code in (*FIELDS, *MORE, *AGENTS)},
        powers=post.getlist("power"), no_agent=post.get("no_agent") == "1", **base,
    )  # fmt: skip


def _lead(request: DeskRequest, base: Base) -> None:
    actions.pass_on(text=request.POST.get("text", ""), **base)


def _announce(_request: DeskRequest, base: Base) -> None:
    actions.announce(**base)


def _at_once(request: DeskRequest, base: Base) -> None:
    actions.settle_at_once(text=request.POST.get("text", ""), **base)


MORE_MOVES: dict[str, tuple[Callable[[DeskRequest, Base], None], object]] = {
    "write": (_write, gettext_lazy("已写好，各份文书都用这一份。")),
    "inquire": (_inquire, gettext_lazy("调查记录已放进卷宗，问了谁、说了什么加密保存。")),
    "appraise": (_appraise, gettext_lazy("已记下送伤情鉴定，治安调解期限停算。")),
    "appraised": (_appraised, gettext_lazy("鉴定结果已记下，治安调解期限接着算。")),
    "name": (_name, gettext_lazy("当事人已写明。")),
    "lead": (_lead, gettext_lazy("已送出，对方签收以前仍由您的单位调解。")),
    "announce": (_announce, gettext_lazy("已通报。")),
    "at_once": (_at_once, gettext_lazy("当场了结，已登记并办结。")),
}
