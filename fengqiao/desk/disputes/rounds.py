"""How a dispute came out before it was mediated again, and whether somebody may see to that now."""

from __future__ import annotations

from typing import Any

from fengqiao.catalogue.model import Pack
from fengqiao.desk.disputes.words import FORMS, STATES, TONES, named
from fengqiao.desk.matters.jointly import mediated_of
from fengqiao.desk.words import name_of
from fengqiao.disputes.queries import DisputeSheet
from fengqiao.disputes.rules.money import yuan
from fengqiao.disputes.terms import AgreementForm, DisputeState
from fengqiao.matters.queries import dossier
from fengqiao.orgs.queries import Viewer


def rounds_of(found: DisputeSheet, pack: Pack) -> list[dict[str, Any]]:
    """Return the earlier mediations of a dispute, oldest first."""
    return [
        {
            "number": each.number,
            "state": each.state,
            "word": STATES[DisputeState(each.state)],
            "tone": TONES[DisputeState(each.state)],
            "since": each.consented_at,
            "until": each.again_at,
            "unit": name_of(each.unit),
            "mediator": each.mediator.staff.name if each.mediator else "",
            "form": FORMS[AgreementForm(each.form)] if each.form else "",
            "text": each.agreement,
            "sum": yuan(each.agreed_amount) if each.agreed_amount else "",
            "agreed_at": each.agreed_at,
            "signed_at": each.signed_at,
            "way": named(pack.disputes.ways, each.way) if each.way else "",
        }
        for each in found.rounds
    ]


def may_resume(viewer: Viewer, found: DisputeSheet) -> bool:
    """Whether a viewer leads the matter of a dispute that has come out, and may have it mediated again."""
    if found.going or found.matter_closed:
        return False
    case = dossier(viewer, found.dispute.matter_id)
    return case is not None and bool(mediated_of(viewer, case)["again"])
