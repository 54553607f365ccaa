"""The frozen classes of the documents of a mediation file (卷宗): its places, and the forms that fill them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named

# What a form may name: each is entered once, where the work is done, and fills every document that names it.
FIELDS = frozenset(
    {
        "number", "title", "office", "mediator", "registrar", "period", "taken_on", "ended_on", "filed_on", "kept_for",
        "type", "source", "mediation", "grade", "people", "amount", "parties", "party_names", "party_ids", "first_side", "second_side",
        "facts", "demands", "informed_on", "agreement", "agreed_on", "agreed_amount", "performance", "copies", "form",
        "result", "way", "evidence", "lacking", "note", "blank", "file_number", "terms",
        "met_on", "met_where", "met_who", "met_others", "met_by", "met_recorder", "met_text", "met_result",
        "agent_of", "agent_name", "agent_call", "agent_number", "agent_powers",
        "asked_on", "asked_where", "asked_by", "asked_recorder", "asked_name", "asked_about", "asked_relation", "asked_others", "asked_text",
        "due_on", "done_on", "done_sum", "done_found", "done_text", "done_result", "done_by",
    }
)  # fmt: skip
# What holds of a case; a form may ask for them, a place may be let off by them.
MARKS = frozenset(
    {"applied", "agreed", "written", "oral", "people", "police", "failed", "withdrawn", "performed", "evidence", "agent", "inquiry", "scene", "room"}
)  # fmt: skip
GROUPS = ("session", "payment", "visit", "confirmation", "agent", "inquiry")


@dataclass(frozen=True, slots=True)
class FilePlace(Named):
    """An item of the file (目录项) in its order; `needed`: the file is not whole without it, but for `unless`."""

    number: int
    needed: bool
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormItem:
    """A label of a form and the field that fills it; `needed`: it may not stay empty; `wide`: text under its label."""

    label: str
    field: str
    needed: bool
    wide: bool


@dataclass(frozen=True, slots=True)
class Form(Named):
    """A document: at which item of the file, when (all `when` hold), once or for `each` of a group.

    `copies`: the words of each copy where it is made out in several (联), each on a sheet of its own.
    """

    place: str
    when: tuple[str, ...]
    each: str
    text: tuple[str, ...]
    items: tuple[FormItem, ...]
    signs: tuple[str, ...]
    source: str
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forms:
    """What a pack says of files; a pack that says nothing has none. `cover`: what stands on the cover."""

    places: Mapping[str, FilePlace] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    cover: tuple[FormItem, ...] = ()

    def of(self, place: str) -> tuple[Form, ...]:
        """Return the forms of an item of the file."""
        return tuple(form for form in self.forms.values() if form.place == place)
