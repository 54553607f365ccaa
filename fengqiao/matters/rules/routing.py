"""Where a telling goes and what kind it is: the published tables asked, with what the text model thinks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fengqiao.catalogue.model import Pack
from fengqiao.kit.privacy import masked
from fengqiao.kit.tables import Decision
from fengqiao.kit.text import Prediction
from fengqiao.matters.terms import Door

ROUTING = "routing"
KIND = "kind"
ATTENTION = "attention"
LONGEST_TITLE = 60
_TITLE_SOURCE = 300  # signs of a text in which its first telling sentence is looked for
_SENTENCE = re.compile(r"[。！？!?；;\n\r]")
# How letters begin: greetings and who one is say nothing about what the matter is.
_OPENING = re.compile(
    r"(尊敬的|敬爱的|各位)?[\w、]{0,10}(您好|你们好|你好|领导好|同志好|大家好)[，,：:]?\Z|(尊敬的|敬爱的).{0,14}\Z"
    r"|((您好|你好)[，,])?(我|本人|我们)(是|叫|住在|家住)[^，,]{0,24}\Z"
)


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a telling goes. `human`: somebody must look before it goes anywhere; `decision` is kept with the matter.

    `attention` is the decision of the attention table where it asks that somebody look, else None; its row says why.
    """

    function: str
    kind: str
    topic: str
    urgent: bool
    human: bool
    decision: Decision
    why: str
    why_en: str
    attention: Decision | None = None

    def as_record(self) -> dict[str, object]:
        """Return the decision as plain data to be kept, with the attention table's where it asked for a person."""
        record = self.decision.as_record()
        return {**record, "attention": self.attention.as_record()} if self.attention else record


def title_of(title: str, text: str) -> str:
    """Return the subject line, or where there is none the first sentence that says something, at most 60 characters."""
    cleaned = " ".join(title.split())
    if cleaned:
        return cleaned[:160]
    sentences = [part.strip() for part in _SENTENCE.split(text) if part.strip()]
    first = next((part for part in sentences if not _OPENING.match(part)), sentences[0] if sentences else "")
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def listed_title(title: str, text: str) -> str:
    """Return the title under which a matter stands in lists: as `title_of`, private data hidden where the text gave it."""
    if title.strip():
        return title_of(title, text)
    return title_of("", masked(text[:_TITLE_SOURCE]) + text[_TITLE_SOURCE:])


def decide(pack: Pack, *, title: str, text: str, door: Door, kind: str, prediction: Prediction | None) -> Routed:
    """Return where a telling goes under a pack's tables.

    `kind` is the kind somebody chose, empty where nobody did: then the routing table's own kind counts, else the kind
    table's. The model's label counts as a topic only where it did not abstain; its confidence is given all the same.
    """
    label = prediction.label if prediction else None
    topic = pack.topic_for_label(label) if label else None
    facts: dict[str, object] = {
        "title": title_of(title, text),
        "text": f"{title}\n{text}",
        "door": door.value,
        "kind": kind or None,
        "topic": topic.code if topic else None,
        "confidence": prediction.confidence if prediction and topic else None,
    }
    return decided(pack, facts)


def decided(pack: Pack, facts: Mapping[str, object]) -> Routed:
    """Return where a pack's tables send these facts: those of a telling, or those kept with a past decision."""
    decision = pack.tables[ROUTING].decide(facts)
    outputs = decision.outputs
    kind, topic = str(facts.get("kind") or ""), str(facts.get("topic") or "")
    chosen = kind or str(outputs.get("kind") or "")
    if not chosen:
        chosen = str(pack.tables[KIND].decide(facts).outputs["kind"])
    kind_entry = pack.kinds[chosen]
    attention = _attention(pack, facts)
    return Routed(
        function=str(outputs["function"]),
        kind=chosen,
        topic=topic,
        urgent=bool(outputs.get("urgent")) or kind_entry.urgent,
        human=bool(outputs.get("human")) or attention is not None,
        decision=decision,
        why=decision.row.why,
        why_en=decision.row.why_en,
        attention=attention,
    )


def facts_again(kept: Mapping[str, object], *, title: str, text: str) -> dict[str, object]:
    """Return the facts of a past decision: those kept with it (door, kind, topic, confidence) and the words told then."""
    return {**kept, "title": title_of(title, text), "text": f"{title}\n{text}"}


def _attention(pack: Pack, facts: Mapping[str, object]) -> Decision | None:
    """Return the attention table's decision where it asks that somebody look; a pack may be without that table."""
    table = pack.tables.get(ATTENTION)
    decision = table.decide(facts) if table else None
    return decision if decision and decision.outputs.get("human") else None
