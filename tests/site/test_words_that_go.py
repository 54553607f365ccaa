"""Every column of a row that has a key of its own is either words, which go with the key, or a code, which stays."""

from __future__ import annotations

import pytest
from django.apps import apps

TEXTS = {"matters.matter": {"title", "place", "fields"}, "matters.report": {"title", "text", "digest", "outside_ref"},
         "matters.entry": {"text"}, "matters.task": {"wanted"}, "matters.routing": {"decision"},
         "inspections.inspection": {"place", "text"}, "inspections.finding": {"title", "place", "text", "watch"},
         "inspections.step": {"text"}, "incidents.jointline": {"text"}}  # fmt: skip
CODES = {
    "answers", "code", "codes", "door", "events", "flow", "item", "kind", "move", "number", "owner", "present", "result", "role", "row",
    "ruling", "severity", "source", "state", "step", "table_version", "term", "topic",
}  # fmt: skip

TEXTS["enterprises.activity"], TEXTS["duties.activity"] = {"text"}, {"subject"}  # of duties without a key: by its job
TEXTS["meetings.meeting"], TEXTS["meetings.suggestion"] = {"place", "minutes"}, {"text", "reply"}
TEXTS |= {f"errands.{table}": {"text"} for table in ("errand", "errandline", "errandrating")}
TEXTS["wishes.wish"] = {"text", "note", "thanks"}
TEXTS["clues.letter"] = set()  # what it says lies in a box
TEXTS["command.dispatch"] = {"reason", "decision"}
TEXTS["visits.visitee"] = {"title"}
CODES |= {"family", "secret", "counts", "off_reason"}
CODES |= {"service", "tier", "premise", "point", "mark", "dialects", "excluded"}
TEXTS |= {
    "disputes.dispute": {"agreement", "facts", "demands", "note", "manner"},
    "disputes.disputeround": {"agreement", "manner"},
    **{f"disputes.{key}": {"text"} for key in ("session", "disputedue", "review", "appraisal", "extension")},
    "disputes.inquiry": {"place"},
}
CODES |= {
    "file_number",
    "found",
    "kept_for",
    "mediation",
    "type",
    "signs",
    "grade",
    "route",
    "table",
    "form",
    "way",
    "came",
    "cause",
    "answer",
    "told",
    "band",
    "back",
    "relation",
    "withdrawn",
    "responded",
    "solved",
    "satisfied",
}


@pytest.mark.parametrize("label", TEXTS)
def test_every_column_of_a_matter_is_either_words_that_go_or_a_code_that_stays(label: str) -> None:
    model = apps.get_model(label)
    kinds = {"CharField", "TextField", "JSONField"}
    held = {field.attname for field in model._meta.concrete_fields if field.get_internal_type() in kinds}
    assert held - CODES == TEXTS[label]
