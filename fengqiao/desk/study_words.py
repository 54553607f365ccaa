"""What an activity's page shows of what it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.desk.fields import Plain
from fengqiao.desk.study_event_words import ICONS, KINDS, sort_word
from fengqiao.desk.words import name_of
from fengqiao.duties.queries import organises
from fengqiao.duties.terms import ActivityState
from fengqiao.orgs.queries import Viewer
from fengqiao.studies.queries import usable_things, used_in
from fengqiao.studies.terms import ThingKind

if TYPE_CHECKING:
    from fengqiao.catalogue.model import Pack
    from fengqiao.duties.models import Activity
    from fengqiao.studies.models import Thing


def thing_name(row: Thing, pack: Pack) -> str:
    """Return what a thing is called: its name, with the lecturer's of one's own before it."""
    own = row.staff.name if row.staff else ""
    return " · ".join(each for each in (own, row.name) if each) or sort_word(row.sort, pack)


def classroom_choices(viewer: Viewer, pack: Pack) -> list[tuple[str, str]]:
    """Return the classrooms that somebody may choose for a session, with their sort and whose they are."""
    rooms = [each for each in usable_things(viewer) if each.kind == ThingKind.CLASSROOM.value]
    return [
        (str(each.id), f"{sort_word(each.sort, pack)} · {thing_name(each, pack)} · {name_of(each.unit)}")
        for each in rooms
    ]


def uses_of(viewer: Viewer, row: Activity, pack: Pack) -> dict[str, Any] | None:
    """Return what an activity's page shows of what it uses, with the form of those who organise it; None where it is no study."""
    kind = pack.duties.kinds.get(row.kind)
    used = used_in(row.id)
    if not used and (kind is None or not kind.hours):
        return None
    open_ = row.state in {ActivityState.PLANNED.value, ActivityState.DONE.value}
    form = None
    if open_ and organises(viewer, row):
        known = {each.id: each for each in [*used, *usable_things(viewer)]}
        choices = [
            (str(each.id), f"{KINDS[ThingKind(each.kind)]} · {thing_name(each, pack)}") for each in known.values()
        ]
        field = forms.MultipleChoiceField(
            label=_("用了哪些"), required=False, choices=choices, initial=[str(each.id) for each in used], widget=forms.CheckboxSelectMultiple
        )  # fmt: skip
        form = Plain("uses", None, thing=field) if choices else None
    return {
        "used": [{"icon": ICONS[ThingKind(each.kind)], "name": thing_name(each, pack), "sort": sort_word(each.sort, pack)} for each in used],
        "form": form, "may": open_ and organises(viewer, row),
    }  # fmt: skip
