"""What the buttons of a dispute's page do: parse, one action, back to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fengqiao.desk.disputes.more_moves import MORE_MOVES
from fengqiao.desk.disputes.reading import moment_in, whole_in
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_chosen, id_or_none
from fengqiao.desk.words import say
from fengqiao.disputes import actions
from fengqiao.disputes.actions import Agreed, Corrected, NewSession
from fengqiao.disputes.queries import READERS, dispute_for
from fengqiao.disputes.rules.money import fen
from fengqiao.disputes.terms import AgreementForm, DueResult, SessionResult
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import desk_at, file_limits
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import staging

MOST_PARTS = 60


Base = dict[str, Any]


def _agree(request: DeskRequest, base: Base) -> None:
    post = request.POST
    form, amount = post.get("form", ""), fen(post.get("amount", ""))
    if form not in set(AgreementForm):
        raise Problem("agreement-form", "请选择书面还是口头。")
    parts = []
    for sum_, day in zip(post.getlist("part")[:MOST_PARTS], post.getlist("day")[:MOST_PARTS], strict=False):
        if day.strip():
            parts.append((fen(sum_), day_of(day)))
    if len(parts) == 1 and not parts[0][0]:
        parts = [(amount, parts[0][1])]
    agreed = Agreed(
        form=AgreementForm(form), text=post.get("text", ""), amount=amount, performed=post.get("performed") == "1",
        parts=parts, manner=post.get("manner", ""),
    )  # fmt: skip
    with staging(uploads_of(request), file_limits(pack_on(base["at"]).pack, base["at"])) as uploads:
        actions.agree(agreed=agreed, uploads=uploads, **base)


def _sign(request: DeskRequest, base: Base) -> None:
    with staging(uploads_of(request), file_limits(pack_on(base["at"]).pack, base["at"])) as uploads:
        actions.sign(uploads=uploads, **base)


def _plan(request: DeskRequest, base: Base) -> None:
    post = request.POST
    wanted = NewSession(
        starts_at=moment_in(post.get("starts", "")), minutes=whole_in(post.get("minutes", ""), 60),
        venue_id=id_or_none(post.get("room", "")),
    )  # fmt: skip
    actions.plan_session(wanted=wanted, **base)


def _meet(request: DeskRequest, base: Base) -> None:
    post = request.POST
    result = post.get("result", "")
    if result not in set(SessionResult):
        raise Problem("session-result", "请选择这次调解的结果。")
    came = [id_chosen(each) for each in post.getlist("came")]
    actions.meet(
        session_id=id_or_none(post.get("session", "")), came=came, result=SessionResult(result), text=post.get("text", ""),
        others=post.get("others", ""), **base,
    )  # fmt: skip


def _settle(request: DeskRequest, base: Base) -> None:
    post = request.POST
    result = post.get("result", "")
    if result not in {DueResult.DONE.value, DueResult.FAILED.value}:
        raise Problem("due-result", "请选择办了没有。")
    found = {name.removeprefix("look-"): post.get(name, "") for name in post if name.startswith("look-")}
    actions.settle_due(
        due_id=id_chosen(post.get("due", "")), result=DueResult(result), text=post.get("text", ""), way=post.get("way", ""), found=found, **base
    )  # fmt: skip


def _extend(request: DeskRequest, base: Base) -> None:
    post = request.POST
    actions.extend(
        due_id=id_chosen(post.get("due", "")),
        days=whole_in(post.get("days", "")),
        consented=post.get("consented") == "1",
        text=post.get("text", ""),
        **base,
    )


def _visit(request: DeskRequest, base: Base) -> None:
    actions.add_visit(day=day_of(request.POST.get("day", "")), **base)


def _correct(request: DeskRequest, base: Base) -> None:
    post = request.POST
    people = post.get("people", "").strip()
    to = Corrected(
        type=post.get("type", ""), source=post.get("source", ""), amount=fen(post.get("amount", "")),
        people=int(people) if people.isdecimal() and len(people) < 7 else -1, signs=tuple(post.getlist("sign")),
    )  # fmt: skip
    actions.correct(to=to, text=post.get("text", ""), **base)


def _words(act: Callable[..., object], *names: str) -> Callable[[DeskRequest, Base], None]:
    """Return what hands an action the words and codes of these names."""

    def done(request: DeskRequest, base: Base) -> None:
        act(**{name: request.POST.get(name, "") for name in names}, **base)

    return done


def _mediator(request: DeskRequest, base: Base) -> None:
    post = request.POST
    actions.name_mediator(mediator_id=id_chosen(post.get("mediator", "")), looked=post.get("looked") == "1", **base)


def _recuse(request: DeskRequest, base: Base) -> None:
    post = request.POST
    actions.recuse(mediator_id=id_chosen(post.get("mediator", "")), interest=post.get("interest", ""), **base)


def _cancel(request: DeskRequest, base: Base) -> None:
    post = request.POST
    actions.cancel_session(session_id=id_chosen(post.get("session", "")), text=post.get("text", ""), **base)


def _answer(request: DeskRequest, base: Base) -> None:
    post = request.POST
    actions.answer_review(
        review_id=id_chosen(post.get("review", "")), answer=post.get("answer", ""), text=post.get("text", ""), **base
    )


def _alarm(request: DeskRequest, base: Base) -> None:
    actions.alarm(text=request.POST.get("text", ""), desk=desk_at(base["at"]), **base)


def _resume(request: DeskRequest, base: Base) -> None:
    post = request.POST
    actions.resume(
        informed=post.get("informed") == "1", consented=post.get("consented") == "1", excluded=post.getlist("excluded"),
        **base,
    )  # fmt: skip


MOVES: dict[str, tuple[Callable[[DeskRequest, Base], None], object]] = {
    "agree": (_agree, gettext_lazy("协议已记下。")),
    "sign": (_sign, gettext_lazy("签字的协议书已附上，事项办结。")),
    "fail": (_words(actions.fail, "way", "text", "excluded"), gettext_lazy("调解已终止，下一步途径已告知。")),
    "withdraw": (_words(actions.withdraw, "text"), gettext_lazy("已记下当事人撤回。")),
    "resume": (_resume, gettext_lazy("已重新开始调解，请定调解员。")),
    "plan": (_plan, gettext_lazy("调解会已约好。")),
    "cancel": (_cancel, gettext_lazy("调解会已取消。")),
    "meet": (_meet, gettext_lazy("调解会已记下。")),
    "settle": (_settle, gettext_lazy("已记下。")),
    "extend": (_extend, gettext_lazy("已延期。")),
    "correct": (_correct, gettext_lazy("已更正，原因记在事项的经过里。")),
    "visit": (_visit, gettext_lazy("回访已安排，到期前提醒。")),
    "mediator": (_mediator, gettext_lazy("调解员已定。")),
    "recuse": (_recuse, gettext_lazy("已登记回避。")),
    "answer": (_answer, gettext_lazy("复查已有结论。")),
    "alarm": (_alarm, gettext_lazy("已告知派出所立即到场。情况紧急请同时拨打 110。")),
    **MORE_MOVES,
}


@require_POST
@staff_only(*READERS)
def move(request: DeskRequest, dispute_id: UUID, name: str) -> HttpResponse:
    """Do what a button says and go back to the page."""
    if name not in MOVES or dispute_for(request.viewer, dispute_id) is None:
        raise Http404
    act, said = MOVES[name]
    version = request.POST.get("version", "")
    base: Base = {
        "dispute_id": dispute_id,
        "by": request.viewer,
        "at": timezone.now(),
        "seen_version": int(version) if version.isdecimal() and len(version) < 9 else None,
    }
    try:
        act(request, base)
    except Problem as problem:
        messages.error(request, say(problem))
    else:
        messages.success(request, str(said))
    return redirect("dispute", dispute_id=dispute_id)
