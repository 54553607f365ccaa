"""Who the parties of a dispute are: written down, changed, looked at for a purpose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.reviewing import raise_reviews
from fengqiao.disputes.actions.writing import hold, settle, tell
from fengqiao.disputes.models import DisputeDue, DisputeParty, Inquiry
from fengqiao.disputes.queries import dispute_for
from fengqiao.disputes.queries.gate import acts_on
from fengqiao.disputes.rules.parties import AGENT, GROUPS, sealed_fields, why_not_powers
from fengqiao.disputes.terms import OVER
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import Teller, change_personal, unmask
from fengqiao.vault.terms import PersonalGroup


@transaction.atomic
def name_party(
    *,
    dispute_id: UUID,
    party_id: UUID,
    personal: Mapping[str, str],
    powers: Collection[str] = (),
    no_agent: bool = False,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Write down who a party is. Of the groups of fields (who, more, agent) those of which anything is given are written anew.

    `no_agent`: nobody acts for the party any more; what was known of the agent is destroyed.
    """
    held = hold(dispute_id, by, seen_version=seen_version)
    party = DisputeParty.objects.filter(dispute=held.dispute, id=party_id).first()
    if party is None:
        raise Problem("dispute-party", "这起纠纷里没有这个当事人。")
    refusal = why_not_powers(held.pack, personal, powers)
    if refusal:
        raise refusal
    fields = sealed_fields({} if no_agent else personal, AGENT) | sealed_fields(personal, *GROUPS[:2])
    if not fields and not no_agent:
        raise Problem("dispute-party-empty", "请至少填当事人的姓名或名称。")
    anew = [group for group in GROUPS if any(f"party_{code}" in fields for code in group)]
    drop = {f"party_{code}" for group in (*anew, *((AGENT,) if no_agent else ())) for code in group}
    change_personal(teller=Teller(party.id, held.dispute.matter_id, fields), drop=drop, at=at)
    if no_agent or AGENT in anew:
        party.powers = [] if no_agent else sorted(set(powers))
        party.save(update_fields=["powers"])
    settle(held.dispute)
    tell(held, EventKind.DISPUTE_NAMED, by, at)
    raise_reviews(held, by, at)


@transaction.atomic
def unmask_party(
    *, dispute_id: UUID, party_id: UUID, groups: Collection[PersonalGroup], purpose: str, by: Viewer, at: datetime
) -> dict[str, str]:
    """Return personal fields of a party, or of somebody who was asked about the dispute, in clear, for a purpose that is recorded.

    Refuses who does not act on the dispute.
    """
    row = dispute_for(by, dispute_id)
    of_it = {"dispute": row, "id": party_id}
    if row is None or not (DisputeParty.objects.filter(**of_it).exists() or Inquiry.objects.filter(**of_it).exists()):
        raise Problem("dispute-unknown", "没有这起纠纷，或者您无权查看。")
    going = row.state not in {state.value for state in OVER} or DisputeDue.objects.filter(
        dispute=row, done_at__isnull=True
    ).exists()  # fmt: skip
    return unmask(
        report_id=party_id, groups=groups, purpose=purpose, open_task=going and acts_on(by, row), by=by, at=at
    )
