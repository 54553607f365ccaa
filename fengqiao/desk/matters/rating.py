"""What a matter's page shows of asking after the end: the answers of the last closing, and the form to ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from fengqiao.desk.matters.forms import MoveForm, choice_of, text_of
from fengqiao.desk.matters.rating_words import RATING_WAYS, answers_in, question_fields, way_choices
from fengqiao.matters.queries import Dossier
from fengqiao.matters.terms import MatterState, Move, RatingWay
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on


def card(case: Dossier, viewer: Viewer, now: datetime) -> dict[str, Any] | None:
    """Return what was answered since the last closing and whether the viewer may ask; None for what is not closed."""
    row = case.matter
    if row.state != MatterState.CLOSED.value or row.sealed or row.merged_into_id or row.closed_at is None:
        return None
    since = [entry for entry in case.entries if entry.at >= row.closed_at]
    rated = next((each for each in reversed(since) if each.move == Move.RATE.value), None)
    closers = [entry.staff_id for entry in case.entries if entry.move == Move.CLOSE.value]
    own = bool(closers) and closers[-1] == viewer.staff_id
    late = now > row.closed_at + timedelta(days=limit_on("rating.days", now))
    asks = viewer.may(Right.ASK_AFTER) and rated is None and not late
    return {
        "answers": answers_in(rated.codes) if rated else [],
        "way": RATING_WAYS[RatingWay(rated.codes["asked_by"])] if rated else "",
        "at": rated.at if rated else None,
        "text": rated.text if rated else "",
        "missed": sum(entry.move == Move.MISS.value for entry in since),
        "may": asks and not own,
        "own": asks and own,
        "forms": {"rate": rate_form(), "miss": miss_form()} if asks and not own else {},
    }


def rate_form() -> MoveForm:
    """Return the form that takes down what the teller answered."""
    fields: dict[str, forms.Field] = {
        "way": forms.ChoiceField(label=_("怎么问的"), choices=way_choices(), widget=forms.RadioSelect),
        **question_fields(own=False),
        "text": text_of(_("对方的话"), rows=2, required=False, hint=_("没有解决的写明还差什么；会重新交办给别人")),
    }
    return MoveForm("rate", fields, {"way": RatingWay.PHONE.value})


def miss_form() -> MoveForm:
    """Return the form that notes an attempt in vain."""
    return MoveForm("miss", {"way": choice_of(_("怎么问的"), way_choices())}, {"way": RatingWay.PHONE.value})
