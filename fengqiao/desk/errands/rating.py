"""What an errand's page shows of asking after its end: the answers, the forms to ask, and what is done with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.desk.matters.forms import MoveForm, text_of
from fengqiao.desk.matters.rating import miss_form
from fengqiao.desk.matters.rating_words import RATING_WAYS, answers_in, done_again, question_fields, way_choices
from fengqiao.desk.posted import id_or_none
from fengqiao.errands import actions
from fengqiao.errands.queries import closers_of, may_ask, ratings_of
from fengqiao.kit.problems import Problem
from fengqiao.matters.rules.rating import QUESTIONS, read_answers
from fengqiao.matters.terms import RatingWay
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on

if TYPE_CHECKING:
    from django.http import QueryDict

    from fengqiao.errands.models import Errand, ErrandRating

DONE = {"rate": gettext_lazy("评议已记下。"), "miss": gettext_lazy("已记下没有问到。")}


def codes_of(rating: ErrandRating) -> dict[str, str]:
    """Return the answers of a rating by question."""
    return {name: getattr(rating, name) for name in QUESTIONS}


def card(
    row: Errand, items: Sequence[tuple[str, str]], viewer: Viewer, now: datetime, typed: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """Return what was answered since an errand ended, and the forms for whoever may ask; None for one that is open.

    `items`: (id, name) of each of its items. `typed`: what a form that was refused held.
    """
    if row.ended_at is None or row.erased_at is not None:
        return None
    found = ratings_of(row)
    rated = next((each for each in found if each.responded), None)
    late = now > row.ended_at + timedelta(days=limit_on("rating.days", now))
    asks = viewer.may(Right.ASK_AFTER) and rated is None and not late
    may = asks and may_ask(row, viewer, at=now)
    return {
        "answers": answers_in(codes_of(rated)) if rated else [],
        "way": RATING_WAYS[RatingWay(rated.way)] if rated else "",
        "at": rated.at if rated else None,
        "text": rated.text if rated else "",
        "missed": sum(not each.responded for each in found),
        "may": may,
        "own": asks and viewer.staff_id in closers_of(row.id),
        "forms": [("rate", _form(items, typed), _("记下评议"), "star"), ("miss", miss_form(), _("没有问到"), "ban")]
        if may
        else [],
    }


def unsolved_field(items: Sequence[tuple[str, str]]) -> dict[str, forms.Field]:
    """Return the question which items are not solved, asked where there are several."""
    if len(items) < 2:
        return {}
    several, hint = forms.CheckboxSelectMultiple, _("回答没有解决的才选；一项不选就是都没有解决")
    return {
        "unsolved": forms.MultipleChoiceField(
            label=_("哪几项没有解决"), choices=items, widget=several, required=False, help_text=hint
        )
    }


def _form(items: Sequence[tuple[str, str]], typed: Mapping[str, Any] | None) -> MoveForm:
    fields: dict[str, forms.Field] = {
        "way": forms.ChoiceField(label=_("怎么问的"), choices=way_choices(), widget=forms.RadioSelect),
        **question_fields(own=False),
        **unsolved_field(items),
        "text": text_of(_("对方的话"), rows=2, required=False, hint=_("没有解决的写明还差什么；会换人重办")),
    }
    return MoveForm("rate", fields, typed or {"way": RatingWay.PHONE.value})


def typed_in(post: QueryDict) -> dict[str, Any]:
    """Return what a form to ask held, to be shown again."""
    return {**{name: post.get(name, "")[:500] for name in ("way", *QUESTIONS, "text")}, "unsolved": unsolved_in(post)}


def unsolved_in(post: QueryDict) -> list[UUID]:
    """Return the items that a form names as not solved."""
    return [found for each in post.getlist("unsolved") if (found := id_or_none(each))]


def do(errand_id: UUID, deed: str, post: QueryDict, by: Viewer, at: datetime) -> str:
    """Write an answer down, or that nobody was reached; return what is said of it."""
    way = next((each for each in RatingWay if each.value == post.get("way") and each is not RatingWay.SLIP), None)
    if way is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    if deed == "miss":
        actions.miss(errand_id=errand_id, way=way, by=by, at=at)
        return str(DONE[deed])
    again = actions.rate(
        errand_id=errand_id, way=way, answers=read_answers({name: post.get(name, "") for name in QUESTIONS}), text=post.get("text", ""), item_ids=unsolved_in(post), by=by, at=at
    )  # fmt: skip
    return done_again() if again else str(DONE[deed])
