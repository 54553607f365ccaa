"""How the number of a mediation file is formed."""

from __future__ import annotations

from fengqiao.catalogue.dispute import FileNumber
from fengqiao.catalogue.model import Pack


def form_of(pack: Pack, mediation: str, *, on_scene: bool) -> FileNumber | None:
    """Return the form of a file's number: that of the scene where the pack has one of its own for it."""
    forms = [each for each in pack.disputes.numbers if each.of == mediation and (on_scene or not each.on_scene)]
    return max(forms, key=lambda each: each.on_scene, default=None)


def number_in(form: FileNumber, *, year: int, unit: str, serial: int) -> str:
    """Return a number in a form of the pack."""
    return form.form.format(year=year, unit=unit, serial=serial)
