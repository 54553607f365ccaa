"""The three questions after the end in words, for staff and for residents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fengqiao.matters.rules.rating import QUESTIONS
from fengqiao.matters.terms import RatingAnswer, RatingWay

RATING_WAYS = {
    RatingWay.SLIP: gettext_lazy("凭查询单自评"),
    RatingWay.PHONE: gettext_lazy("电话回访"),
    RatingWay.VISIT: gettext_lazy("上门回访"),
    RatingWay.COUNTER: gettext_lazy("当面问"),
}
SHORT = {
    "responded": pgettext_lazy("rating", "响应"),
    "solved": pgettext_lazy("rating", "解决"),
    "satisfied": pgettext_lazy("rating", "满意"),
}
ASKED = {
    "responded": gettext_lazy("有没有人联系过？"),
    "solved": gettext_lazy("事情解决了没有？"),
    "satisfied": gettext_lazy("对办理满意不满意？"),
}
UNSAID = pgettext_lazy("rating", "没有说")
SAID: Mapping[str, Mapping[RatingAnswer, Any]] = MappingProxyType(
    {
        "responded": {
            RatingAnswer.YES: pgettext_lazy("rating", "联系过"),
            RatingAnswer.NO: pgettext_lazy("rating", "没人联系"),
            RatingAnswer.UNSAID: UNSAID,
        },
        "solved": {
            RatingAnswer.YES: pgettext_lazy("rating", "解决了"),
            RatingAnswer.FAIR: pgettext_lazy("rating", "部分解决"),
            RatingAnswer.NO: pgettext_lazy("rating", "没有解决"),
            RatingAnswer.UNSAID: UNSAID,
        },
        "satisfied": {
            RatingAnswer.YES: pgettext_lazy("rating", "满意"),
            RatingAnswer.FAIR: pgettext_lazy("rating", "基本满意"),
            RatingAnswer.NO: pgettext_lazy("rating", "不满意"),
            RatingAnswer.UNSAID: UNSAID,
        },
    }
)
TONES = {RatingAnswer.YES: "ok", RatingAnswer.FAIR: "soon", RatingAnswer.NO: "late", RatingAnswer.UNSAID: ""}


def answers_in(codes: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the answers of a rating in words, in the order of the questions."""
    found = [(name, RatingAnswer(codes.get(name, RatingAnswer.UNSAID))) for name in QUESTIONS]
    return [
        {"question": str(SHORT[name]), "answer": str(SAID[name][answer]), "tone": TONES[answer]}
        for name, answer in found
    ]


def question_fields(*, own: bool) -> dict[str, forms.Field]:
    """Return the three questions as fields; asked of residents themselves (`own`) each may be left unsaid, too."""
    return {
        name: forms.ChoiceField(
            label=ASKED[name],
            choices=[(each.value, SAID[name][each]) for each in QUESTIONS[name]],
            widget=forms.RadioSelect,
            initial=RatingAnswer.UNSAID.value if own else None,
        )
        for name in QUESTIONS
    }


def way_choices() -> list[tuple[str, str]]:
    """Return how staff may ask."""
    return [(way.value, str(RATING_WAYS[way])) for way in RatingWay if way is not RatingWay.SLIP]


def done_again() -> str:
    """Return what is said when an answer opened the matter again."""
    return _("已经重新交办，由别人来办，不再由原来的经办人办。")
