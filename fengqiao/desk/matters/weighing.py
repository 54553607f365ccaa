"""Why the text model took a telling for what it did: the words that weighed, in the text and as a sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack
from fengqiao.desk.words import listed, name_of
from fengqiao.kit.problems import Problem
from fengqiao.kit.text import Explanation, TextModel, Weighed
from fengqiao.matters.queries import Dossier, told_title
from fengqiao.rulebook.queries import model_of

SHOWN = 6  # words named on a page


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `weighed`: it spoke for the label."""

    text: str
    weighed: bool


def pieces(text: str, spans: Iterable[Weighed]) -> list[Piece]:
    """Return the text cut into stretches, those that weighed marked."""
    found, at = [], 0
    for span in sorted((each for each in spans if not each.in_title), key=lambda each: each.start):
        if span.start > at:
            found.append(Piece(text[at : span.start], weighed=False))
        found.append(Piece(text[span.start : span.end], weighed=True))
        at = span.end
    return [*found, Piece(text[at:], weighed=False)] if at < len(text) else found


def weighed(model: TextModel, pack: Pack, title: str, text: str) -> dict[str, Any] | None:
    """Return what a page shows of an explanation: the two topics, the words, and the sum that makes the margin."""
    return _shown(model.explain(text, title=title), pack, text)


def _shown(why: Explanation | None, pack: Pack, text: str) -> dict[str, Any] | None:
    if why is None:
        return None
    return {
        "first": _named(why.first, pack),
        "second": _named(why.second, pack),
        "words": listed(why.words(SHOWN)),
        "sum": _sum(why),
        "margin": f"{why.margin:.2f}",
        "pieces": pieces(text, why.spans),
    }


def weighed_at_intake(case: Dossier) -> dict[str, Any] | None:
    """Return why the model that was asked at intake took the matter for what it did; None where none was asked."""
    first = next((each for each in case.routings if each.model_edition_id), None)
    report = next(iter(case.reports), None)
    if first is None or report is None or not report.text:
        return None
    try:
        why = _explained(first.model_edition_id, told_title(report.title, report.text), report.text)
    except Problem:  # a model file of a format that is no longer read
        return None
    return _shown(why, case.published.pack, report.text)


@lru_cache(maxsize=64)  # one matter is opened again and again while it is worked on; neither model nor telling changes
def _explained(model_edition_id: UUID, title: str, text: str) -> Explanation | None:
    return model_of(model_edition_id).model.explain(text, title=title)


def _named(label: str, pack: Pack) -> str:
    topic = pack.topic_for_label(label)
    return name_of(topic) if topic else label


def _sum(why: Explanation) -> list[dict[str, Any]]:
    """Return the words with what each added, the rest of the text, and what stood before a word was read."""
    added: dict[str, float] = {}
    for span in why.spans:
        added[span.words] = added.get(span.words, 0.0) + span.weight
    top = {word: added[word] for word in why.words(SHOWN)}
    rest = why.margin - why.standing - sum(top.values())
    lines = [*top.items(), (_("其余文字"), rest), (_("没读文字以前"), why.standing)]
    return [{"word": word, "weight": f"{weight:+.2f}"} for word, weight in lines]
