"""The number of a mediation file: the next of its unit's series in the year, in the form of the pack."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.model import Pack
from fengqiao.disputes.models import FileSeries
from fengqiao.disputes.rules.numbering import form_of, number_in
from fengqiao.disputes.terms import Mediation
from fengqiao.orgs.queries import directory


def next_number(pack: Pack, unit_id: UUID, mediation: Mediation, *, on_scene: bool, at: datetime) -> str:
    """Give the next number of a unit's files; empty where the pack has no form for it. Part of the caller's action.

    The series is held until the commit: who takes in at the same moment gets the number after.
    """
    form = form_of(pack, mediation.value, on_scene=on_scene)
    if form is None:
        return ""
    of = {"unit_id": unit_id, "year": timezone.localdate(at).year, "mediation": form.of, "on_scene": form.on_scene}
    FileSeries.objects.bulk_create([FileSeries(**of)], ignore_conflicts=True)
    series = FileSeries.objects.select_for_update().get(**of)
    series.last += 1
    series.save(update_fields=["last"])
    card = directory(at=at).units.get(unit_id)
    return number_in(form, year=series.year, unit=(card.short or card.name) if card else "", serial=series.last)
