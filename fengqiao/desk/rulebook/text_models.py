"""The text model as people read it: what it knows, how sure and how right; drafts compared, published, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of
from fengqiao.kit.problems import Problem
from fengqiao.kit.text import ArchiveLimits, Judgement, TextModel, load
from fengqiao.look import charts
from fengqiao.matters.queries import Month, compared_with_force, corrections_count, model_months, numbers_of
from fengqiao.orgs.queries import Viewer, staff_names, why_not_publish
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.actions import discard_draft, draft_model, publish_draft, reinstate_model
from fengqiao.rulebook.queries import PublishedModel, model_draft, model_drafts, model_editions, model_on, pack_on

YEAR = timedelta(days=365)
CONFUSED = 8  # pairs shown
CHANGED = 60  # changed decisions shown


@require_http_methods(["GET", "POST"])
@staff_only(Right.READ_RULES)
def text_model(request: DeskRequest) -> HttpResponse:
    """Show the text model in force; take a new one in as a draft and compare it."""
    now = timezone.now()
    if request.method == "POST":
        return redirect("text-model-draft", draft_id=_taken_in(request))
    found, pack = model_on(now), pack_on(now).pack
    may_publish = why_not_publish(request.viewer) is None
    drafts, editions = model_drafts() if may_publish else [], model_editions()
    names = staff_names({row.published_by for row in editions} | {row.made_by for row in drafts})
    kept, sayings = corrections_count()
    context = {
        "found": found,
        "facts": _facts(found, pack, timezone.localdate(now)) if found else None,
        "months": _months(model_months(request.viewer, since=now - YEAR)),
        "corrections": {"kept": kept, "sayings": sayings},
        "may_publish": may_publish,
        "drafts": [{"row": row, "who": names.get(row.made_by, "")} for row in drafts],
        "editions": [
            {
                "row": row,
                "who": names.get(row.published_by, ""),
                "now": found is not None and row.id == found.edition_id,
                "told": _told(row.comparison),
            }
            for row in editions
        ],
    }
    return render(request, "desk/text_model.html", context)


def _facts(found: PublishedModel, pack: Pack, day: Any) -> dict[str, Any]:
    """What is said of a model: what it was taught, and what it was worth on rows held out at its training."""
    model = found.model
    costs = {name: pack.value_on(f"text.cost_{name}", day) for name in ("wrong", "look")}
    counts, judgement = model.parts.counts, model.parts.judgement
    return {
        "rows": counts.used,
        "alike": counts.alike,
        "grams": model.gram_count,
        "bar": round(model.abstain_below * 100),
        "topics": _topics(model, judgement, pack),
        "costs": [{"name": name_of(pack.values[f"text.cost_{name}"]), "value": costs[name]} for name in costs],
        "judged": _judged(judgement, model.abstain_below, pack) if judgement else None,
    }


def _judged(judgement: Judgement, bar: float, pack: Pack) -> dict[str, Any]:
    choice, chosen = judgement.choice, judgement.choice.at(bar)
    bins: list[dict[str, Any]] = [
        {
            "label": f"{each.low:.0%}–{each.high:.0%}",
            "count": each.count,
            "sure": None if each.confidence is None else round(each.confidence * 100, 1),
            "right": None if each.accuracy is None else round(each.accuracy * 100, 1),
        }
        for each in judgement.bins
    ]
    series = {_("实际正确率"): [each["right"] for each in bins], _("模型的把握"): [each["sure"] for each in bins]}
    curve = [choice.curve[step] for step in range(0, 101, 5)]
    return {
        "macro": f"{judgement.macro_f1:.3f}",
        "accuracy": f"{judgement.right / judgement.rows:.1%}",
        "error": f"{judgement.calibration_error:.3f}",
        "answered": f"{chosen.answered / judgement.rows:.1%}",
        "of_these": f"{1 - chosen.wrong / chosen.answered:.1%}" if chosen.answered else "–",
        "cost": round(chosen.per_thousand),
        "cost_none": round(choice.curve[0].per_thousand),
        "cost_all": round(choice.curve[-1].per_thousand),
        "bins": bins,
        "reliability": charts.lines(
            [each["label"] for each in bins], series, name=_("把握"), compare=_("模型的把握"), tones={}
        ),
        "curve": charts.lines(
            [f"{point.bar:.0%}" for point in curve],
            {_("每千件代价"): [round(point.per_thousand) for point in curve]},
            name=_("阈值"),
        ),
        "confused": [
            {"truth": _label(truth, pack), "answer": _label(answer, pack), "count": count, "share": f"{share:.1%}"}
            for truth, answer, count, share in judgement.confused(CONFUSED)
        ],
    }


def _topics(model: TextModel, judgement: Judgement | None, pack: Pack) -> list[dict[str, Any]]:
    scores = {score.label: score for score in judgement.classes} if judgement else {}
    return [
        {
            "name": _label(label, pack),
            "known": pack.topic_for_label(label) is not None,
            "rows": model.parts.counts.by_label.get(label, 0),
            "precision": f"{score.precision:.1%}" if (score := scores.get(label)) else "–",
            "recall": f"{score.recall:.1%}" if score else "–",
            "f1": f"{score.f1:.3f}" if score else "–",
        }
        for label in model.labels
    ]


def _label(label: str, pack: Pack) -> str:
    topic = pack.topic_for_label(label)
    return name_of(topic) if topic else label


def _months(found: list[Month]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {
            "month": f"{each.month:%Y-%m}",
            "asked": each.asked,
            "abstained": each.abstained,
            "corrected": each.corrected,
            "abstained_share": round(100 * each.abstained / each.asked, 1),
            "corrected_share": round(100 * each.corrected / each.asked, 1),
        }
        for each in found
    ]
    series = {
        _("不下结论 %"): [row["abstained_share"] for row in rows],
        _("判错后更正 %"): [row["corrected_share"] for row in rows],
    }
    chart = charts.lines([str(row["month"]) for row in rows], series, name=_("月份"), tones={_("判错后更正 %"): "red"})
    return {"rows": rows, "chart": chart if len(rows) > 1 else None}


def _told(comparison: dict[str, Any]) -> str:
    """A comparison in one line."""
    if comparison.get("back_to"):
        return _("换回 #%(serial)s") % {"serial": comparison["back_to"]}
    if not comparison.get("rows"):
        return ""
    return _("%(rows)s 件上 macro-F1 %(old).3f → %(new).3f") % {
        "rows": comparison["rows"],
        "old": comparison["old_f1"],
        "new": comparison["new_f1"],
    }


def _taken_in(request: DeskRequest) -> UUID:
    """Keep the file that was handed in as a draft, compared with the model in force."""
    refusal, file = why_not_publish(request.viewer), request.FILES.get("file")
    if refusal:
        raise refusal
    if file is None:
        raise Problem("model-file", "请选择模型文件（.fqm）。")
    content = file.read(ArchiveLimits().file_bytes + 1)
    now = timezone.now()
    return draft_model(
        content=content,
        label=request.POST.get("label", ""),
        note=request.POST.get("note", ""),
        comparison=compared_with_force(load(content), at=now),
        by=request.viewer,
        at=now,
    )


@require_GET
@staff_only(Right.PUBLISH)
def draft(request: DeskRequest, draft_id: UUID) -> HttpResponse:
    """Show a draft beside the model in force: topic by topic, what would change, whether that is chance."""
    row = model_draft(draft_id)
    if row is None or why_not_publish(request.viewer):
        raise Http404
    now = timezone.now()
    pack, found = pack_on(now).pack, model_on(now)
    made = load(bytes(row.content))
    context = {
        "row": row,
        "found": found,
        "stale": found is not None and row.comparison.get("old_digest") != found.digest,
        "result": _result(row.comparison, pack, request.viewer) if row.comparison.get("rows") else None,
        "bar": round(made.abstain_below * 100),
        "rows": made.parts.counts.used,
        "who": staff_names([row.made_by]).get(row.made_by, ""),
        "asks": found is not None and (not row.comparison.get("rows") or bool(row.comparison.get("worse"))),
    }
    return render(request, "desk/text_model_draft.html", context)


def _result(comparison: dict[str, Any], pack: Pack, viewer: Viewer) -> dict[str, Any]:
    names = {code: name_of(topic) for code, topic in pack.topics.items()}
    changed = [(UUID(each), *answers) for each, *answers in comparison["changed"]]
    numbers = numbers_of(viewer, [each for each, *_answers in changed])
    shown = [
        {
            "id": each,
            "number": numbers[each],
            "truth": names.get(truth, truth),
            "old": names.get(old, old),
            "new": names.get(new, new),
            "better": new == truth,
            "worse": old == truth,
        }
        for each, truth, old, new in changed
        if each in numbers
    ]
    return {
        **comparison,
        "old_f1": f"{comparison['old_f1']:.3f}",
        "new_f1": f"{comparison['new_f1']:.3f}",
        "difference": f"{comparison['difference']:+.3f}",
        "span": f"{comparison['low']:+.3f} … {comparison['high']:+.3f}",
        "chance": f"{comparison['chance']:.3f}",
        "confirmed": comparison["rows"] - comparison["corrected"],
        "topics": [
            {**each, "name": names.get(each["topic"], each["topic"]), "step": each["new_right"] - each["old_right"]}
            for each in sorted(comparison["topics"], key=lambda each: -each["rows"])
        ],
        "changed": shown[:CHANGED],
        "unseen": comparison["changes"] - len(shown[:CHANGED]),
    }


def _publish(request: DeskRequest, draft_id: UUID) -> str:
    reason = request.POST.get("reason", "")
    publish_draft(draft_id=draft_id, reason=reason, by=request.viewer, at=timezone.now())
    return _("已发布，从现在起用于分流。")


def _discard(request: DeskRequest, draft_id: UUID) -> str:
    discard_draft(draft_id=draft_id, by=request.viewer)
    return _("已撤下。")


def _again(request: DeskRequest, draft_id: UUID) -> str:
    row, now = model_draft(draft_id), timezone.now()
    if row is None:
        raise Problem("draft-unknown", "没有这个待发布的模型，可能已经发布或撤下。")
    content = bytes(row.content)
    comparison = compared_with_force(load(content), at=now)
    draft_model(content=content, label=row.label, note=row.note, comparison=comparison, by=request.viewer, at=now)
    return _("已与现行模型重新比较。")


def _back(request: DeskRequest, edition_id: UUID) -> str:
    reason = request.POST.get("reason", "")
    reinstate_model(edition_id=edition_id, reason=reason, by=request.viewer, at=timezone.now())
    return _("已换回旧模型，从现在起用于分流。")


DEEDS: dict[str, Callable[[DeskRequest, UUID], str]] = {
    "publish": _publish,
    "discard": _discard,
    "again": _again,
    "back": _back,
}


@require_POST
@staff_only(Right.PUBLISH)
def act(request: DeskRequest, row_id: UUID, deed: str) -> HttpResponse:
    """Publish a draft, take it away, compare it again; or go back to an older edition."""
    if deed not in DEEDS:
        raise Http404
    messages.success(request, DEEDS[deed](request, row_id))
    return redirect("text-model-draft", draft_id=row_id) if deed == "again" else redirect("text-model")
