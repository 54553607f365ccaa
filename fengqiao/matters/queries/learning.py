"""What the text model learns from and is measured on: corrections, held-back matters, how it did month by month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from fengqiao.catalogue.model import Pack
from fengqiao.kit.text import Prediction, TextModel
from fengqiao.kit.text.comparing import ModelComparison, compare
from fengqiao.matters.models import Correction, Matter, Report, Routing
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.rules.learning import TrainingRow, held_back, same_text, topic_meant
from fengqiao.matters.rules.routing import title_of
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import model_on, pack_on

_HIDDEN = re.compile(r"\*+")
_AT_ONCE = 500
_LISTED = 200  # changed decisions kept with a comparison, so that they can be looked at


def told_title(title: str, text: str) -> str:
    """Return the subject line that somebody gave; nothing where it was made from the text (private data hidden in it)."""
    made = title_of("", text).removesuffix("…")
    parts = _HIDDEN.split(title.removesuffix("…"))
    same = len(parts) == 1 and parts[0] == made
    hidden = len(parts) > 1 and re.match("[^。]{1,30}?".join(map(re.escape, parts)), f"{made} ")
    return "" if same or hidden else title


def training_rows(share: float) -> list[TrainingRow]:
    """Return the corrections to learn from: not those of sealed, held-back or erased matters (for the installation)."""
    rows = Correction.objects.filter(matter__sealed=False).exclude(topic="").exclude(report__text="")
    return [
        TrainingRow(
            row.report_id,
            row.matter_id,
            row.topic,
            told_title(row.report.title, row.report.text),
            row.report.text,
            row.staff_id,
            row.at,
        )
        for row in rows.select_related("report").order_by("at", "id")
        if not held_back(row.matter_id, share)
    ]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A held-back matter whose topic is settled: by a correction, or by having been done where it was sent."""

    matter_id: UUID
    topic: str
    corrected: bool
    title: str
    text: str


def held_back_rows(pack: Pack, share: float, most: int) -> list[HeldBack]:
    """Return the held-back matters whose topic is settled, newest first, at most so many (for the installation)."""
    found: list[HeldBack] = []
    ids = [
        each
        for each in Matter.objects.filter(sealed=False).order_by("-received_at", "-id").values_list("id", flat=True)
        if held_back(each, share)
    ]
    for start in range(0, len(ids), _AT_ONCE):
        found += _settled(ids[start : start + _AT_ONCE], pack)
        if len(found) >= most:
            break
    return found[:most]


def held_back_texts(share: float) -> Iterator[str]:
    """Yield the texts of all held-back matters in the form in which a labelled row is compared with them."""
    rows = Report.objects.exclude(text="").values_list("matter_id", "text")
    for matter_id, text in rows.iterator(chunk_size=_AT_ONCE):
        if held_back(matter_id, share):
            yield same_text(text)


def _settled(ids: Sequence[UUID], pack: Pack) -> list[HeldBack]:
    corrections = {row.matter_id: row for row in Correction.objects.filter(matter__in=ids)}
    matters = Matter.objects.filter(id__in=ids).select_related("unit")
    told = {row.matter_id: row for row in Report.objects.filter(matter__in=ids).order_by("-received_at", "-id")}
    found = []
    for matter in sorted(matters, key=lambda row: (row.received_at, row.id), reverse=True):
        report, correction = told.get(matter.id), corrections.get(matter.id)
        topic = correction.topic if correction else _confirmed(matter, pack)
        if report and report.text and topic:
            title = told_title(report.title, report.text)
            found.append(HeldBack(matter.id, topic, correction is not None, title, report.text))
    return found


def _confirmed(matter: Matter, pack: Pack) -> str:
    """Return the topic of a matter that was done where it was sent, never handed back; empty where nothing says it."""
    if matter.state != MatterState.CLOSED.value or matter.returned or matter.kind not in pack.kinds:
        return ""
    result = pack.kind_for(matter.kind, timezone.localdate(matter.received_at)).result(matter.result)
    if result is None or not result.counts_as_done:
        return ""
    return topic_meant(pack, matter.unit.function, matter.topic) or ""


def compared_with_force(new: TextModel, *, at: datetime) -> dict[str, object]:
    """Return how a new model stands against the one in force, with that one's digest (empty where there is none)."""
    pack, day, old = pack_on(at).pack, timezone.localdate(at), model_on(at)
    if old is None:
        return {"old_digest": ""}
    share = pack.value_on("text.held_back_share", day).number
    most = int(pack.value_on("text.held_back_most", day).number)
    found = compared(old.model, new, pack=pack, share=share, most=most)
    return {**found, "old_digest": old.digest, "old_label": old.label, "old_serial": old.serial}


def compared(old: TextModel, new: TextModel, *, pack: Pack, share: float, most: int) -> dict[str, object]:
    """Return how a new model stands against the one in force on the held-back matters, as codes, numbers and ids.

    Only matters count whose topic one of the two models knows. Empty where there are none.
    """
    known = {topic.code for model in (old, new) for label in model.labels if (topic := pack.topic_for_label(label))}
    rows = [row for row in held_back_rows(pack, share, most) if row.topic in known]
    texts, titles, truth = [row.text for row in rows], [row.title for row in rows], [row.topic for row in rows]
    old_said, new_said = (model.predict(texts, titles=titles) for model in (old, new))
    before, after = ([_topic(said, pack) for said in answers] for answers in (old_said, new_said))
    result = compare(truth, before, after)
    if result is None:
        return {}
    changed = [
        [str(row.matter_id), row.topic, was, now]
        for row, was, now in zip(rows, before, after, strict=True)
        if was != now
    ]
    return {
        **_record(result),
        "corrected": sum(row.corrected for row in rows),
        "old_abstained": sum(said.label is None for said in old_said),
        "new_abstained": sum(said.label is None for said in new_said),
        "share": share,
        "changed": changed[:_LISTED],
        "changes": len(changed),
    }


def _topic(said: Prediction, pack: Pack) -> str:
    """Return the topic that a prediction means, its first guess where the model abstains."""
    topic = pack.topic_for_label(said.ranked[0][0]) if said.ranked else None
    return topic.code if topic else ""


def _record(result: ModelComparison) -> dict[str, object]:
    return {**asdict(result), "worse": result.worse}


@dataclass(frozen=True, slots=True)
class Month:
    """How the text model did with the matters of a month that it was asked about."""

    month: date
    asked: int
    abstained: int
    corrected: int


def model_months(viewer: Viewer, *, since: datetime) -> list[Month]:
    """Return month by month how many matters the model was asked about, left open, and got wrong as officers said."""
    asked = Routing.objects.filter(matter=OuterRef("pk"), model_edition_id__isnull=False)
    first = Coalesce("correction__was", "topic")
    wrong = Q(correction__isnull=False) & ~Q(correction__was="") & ~Q(correction__topic=F("correction__was"))
    rows = (
        visible(viewer)
        .filter(Exists(asked), received_at__gte=since)
        .annotate(month=TruncMonth("received_at"), first=first)
        .order_by()
        .values("month")
        .annotate(asked=Count("id"), abstained=Count("id", filter=Q(first="")), corrected=Count("id", filter=wrong))
    )
    found = [Month(row["month"].date(), row["asked"], row["abstained"], row["corrected"]) for row in rows]
    return sorted(found, key=lambda each: each.month)


def corrections_count() -> tuple[int, int]:
    """Return how many corrections are kept, and how many of them say what the topic should have been."""
    rows = Correction.objects.filter(matter__sealed=False)
    return rows.count(), rows.exclude(topic="").count()


def numbers_of(viewer: Viewer, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the numbers of those matters that a viewer may see."""
    return dict(visible(viewer).filter(id__in=ids).values_list("id", "number"))
