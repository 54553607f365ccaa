"""What a kind asks about its activities besides time, place and people: the fields to fill in, what was said, what proves it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from fengqiao.catalogue.duty import DutyField, DutyKind
from fengqiao.catalogue.model import Pack
from fengqiao.desk.duty_words import PROOFS
from fengqiao.desk.fields import Plain, chosen, figure
from fengqiao.desk.words import name_of
from fengqiao.duties.queries import Said, proofs_of, said_of
from fengqiao.duties.rules.particulars import LONGEST, Value
from fengqiao.duties.terms import ActivityState, AskedAt, FieldForm, Proof

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity

START = "said-"


def asked_of(kind: DutyKind | None, asked: Collection[AskedAt], *, personal: bool = True) -> list[DutyField]:
    """Return what a kind asks then, with what says who somebody is or without."""
    fields = kind.fields if kind else ()
    return [each for each in fields if each.asked in asked and (personal or not each.personal)]


def inputs(fields: Iterable[DutyField], values: Mapping[str, Value], start: str = START) -> dict[str, forms.Field]:
    """Return fields to fill in by the name under which they are sent, with what is there already."""
    made = {}
    for each in fields:
        own = _input(each)
        own.initial = values.get(each.code, "")
        made[f"{start}{each.code}"] = own
    return made


def _input(field: DutyField) -> forms.Field:
    label = name_of(field)
    hint = _("要填") if field.required else ""
    if field.form is FieldForm.CHOICE:
        return chosen(label, [(each.code, name_of(each)) for each in field.options], hint)
    if field.form is FieldForm.NUMBER:
        own = figure(label)
        own.help_text = hint
        return own
    hint = " · ".join(
        each for each in (hint, _("密封保存，只有组织、带队的人看得到") if field.personal else "") if each
    )
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )


def of_kinds(pack: Pack, data: Any) -> list[dict[str, Any]]:
    """Return for each kind that asks something while planning a form of its fields."""
    return [
        {"kind": kind.code, "name": name_of(kind), "form": Plain("of", data, **inputs(fields, {}, f"{START}{kind.code}-"))}
        for kind in pack.duties.kinds.values()
        if (fields := asked_of(kind, {AskedAt.PLAN}))
    ]  # fmt: skip


def typed(post: QueryDict, start: str = START) -> dict[str, str]:
    """Return what was typed into the fields that were sent, by code."""
    return {name.removeprefix(start): str(value) for name, value in post.items() if name.startswith(start)}


def shown(kind: DutyKind | None, said: Said | None, *, personal: bool) -> list[tuple[str, Any]]:
    """Return what was filled in as words, in the order of the kind; what says who somebody is only where it may be read."""
    values = said.values if said else {}
    return [
        (name_of(each), _word(each, values[each.code])) for each in (kind.fields if kind else ())
        if each.code in values and (personal or not each.personal)
    ]  # fmt: skip


def _word(field: DutyField, value: Value) -> Any:
    option = next((each for each in field.options if each.code == value), None)
    return name_of(option) if option else value


def proof_lines(kind: DutyKind | None, there: Mapping[Proof, int]) -> list[dict[str, Any]]:
    """Return each proof that a kind asks for: its word, whether anybody there can add to it (`own`), how much of it is needed and there."""
    return [
        {
            "word": PROOFS[each],
            "own": each is Proof.PHOTOS,
            "needed": number,
            "there": there.get(each, 0),
            "enough": there.get(each, 0) >= number,
        }
        for each, number in (kind.proofs.items() if kind else ())
    ]


def context(
    row: Activity, kind: DutyKind | None, *, leads: bool, refused: str = "", post: QueryDict | None = None
) -> dict[str, Any]:
    """Return what the page of an activity shows of it: what was said, the forms of those who lead, what proves it.

    `refused`: the form (fill, end) whose `post` was refused, to be shown as it was typed.
    """
    said = said_of([row.id]).get(row.id)
    values = said.values if said else {}
    planned = row.state == ActivityState.PLANNED.value
    early, late = asked_of(kind, {AskedAt.PLAN}), asked_of(kind, {AskedAt.END})
    proofs = proof_lines(kind, proofs_of([row.id])[row.id]) if kind and kind.proofs else []
    return {
        "said": shown(kind, said, personal=leads), "erased": said is not None and said.erased, "proofs": proofs,
        "form": Plain("fill", post if refused == "fill" else None, **inputs([*early, *late], values)) if leads and planned and (early or late) else None,
        "end": Plain("last", post if refused == "end" else None, **inputs(late, values)) if late else None,
        "open": [name_of(each) for each in (*early, *late) if each.required and each.code not in values],
        "lacks": any(not each["enough"] for each in proofs), "shows_proofs": bool(proofs) and row.state != ActivityState.CANCELLED.value,
    }  # fmt: skip


def for_phone(rows: Collection[Activity], pack: Pack) -> dict[Any, dict[str, Any]]:
    """Return for some activities what a phone shows of it, nothing that says who somebody is (five queries at most)."""
    ids = [row.id for row in rows]
    said, proofs = said_of(ids), proofs_of(ids)
    found = {}
    for row in rows:
        kind = pack.duties.kinds.get(row.kind)
        lines = shown(kind, said.get(row.id), personal=False)
        found[row.id] = {
            "said": [[word, str(value)] for word, value in lines],
            "proofs": [{**each, "word": str(each["word"])} for each in proof_lines(kind, proofs[row.id])],
            "asks": [name_of(each) for each in asked_of(kind, {AskedAt.END})],
        }
    return found
