"""Everything of one dispute for somebody who may see it: what pages and papers are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from fengqiao.disputes.models import (
    Appraisal,
    Dispute,
    DisputeDue,
    DisputeParty,
    DisputeRound,
    Extension,
    Inquiry,
    Recusal,
    Review,
    Session,
)
from fengqiao.disputes.queries.gate import acts_on, dispute_for
from fengqiao.disputes.rules.going import goes_on
from fengqiao.disputes.terms import OVER, DisputeState, DueKind, PartyKind
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Viewer, staff_names
from fengqiao.vault.queries import tellers_of


@dataclass(frozen=True, slots=True)
class PartyCard:
    """A party as pages show it: `masked` is field → value with the middle hidden, by the names of `rules.parties.GROUPS`.

    `powers`: what its agent may do.
    """

    id: UUID
    kind: PartyKind
    side: int
    masked: Mapping[str, str]
    powers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InquiryCard:
    """A record of inquiry; `masked`: who was asked, with the middle hidden, and what was said, hidden whole."""

    row: Inquiry
    masked: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DisputeSheet:
    """A dispute with its parties in order, sessions, what is due (both oldest first), recusals and reviews.

    `merged`: disputes whose matters were merged into this one's; `into`: the dispute that goes on where this was merged.
    `inquiries`, `appraisals`, `extensions`: who was asked, injuries appraised, what was made later, oldest first.
    `there`: who else was at a session, masked, by the session's id.
    `rounds`: how it came out before it was mediated again, oldest first.
    `acts`: the viewer may act on it; `staff`: names by id of everybody of the staff who wrote something down.
    """

    dispute: Dispute
    parties: tuple[PartyCard, ...]
    sessions: tuple[Session, ...]
    dues: tuple[DisputeDue, ...]
    recusals: tuple[Recusal, ...]
    reviews: tuple[Review, ...]
    staff: Mapping[UUID, str]
    acts: bool
    merged: tuple[Dispute, ...] = ()
    into: UUID | None = None
    rounds: tuple[DisputeRound, ...] = ()
    inquiries: tuple[InquiryCard, ...] = ()
    there: Mapping[UUID, Mapping[str, str]] = field(default_factory=dict)
    appraisals: tuple[Appraisal, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing is left to be done but visits."""
        return DisputeState(self.dispute.state) in OVER

    @property
    def going(self) -> bool:
        """Whether the mediation has yet to close the matter."""
        return goes_on(self.dispute.state, self.dispute.form, self.dispute.signed_at)

    @property
    def matter_closed(self) -> bool:
        """Whether the matter is closed."""
        return self.dispute.matter.state == MatterState.CLOSED.value

    def of_kind(self, kind: DueKind) -> tuple[DisputeDue, ...]:
        """What is or was due of one kind."""
        return tuple(each for each in self.dues if each.kind == kind.value)


def dispute_sheet(viewer: Viewer, dispute_id: UUID) -> DisputeSheet | None:
    """Return everything of a dispute if the viewer may see it (thirteen queries)."""
    row = dispute_for(viewer, dispute_id)
    if row is None:
        return None
    masked = tellers_of(row.matter_id)
    parties = tuple(
        PartyCard(
            each.id, PartyKind(each.kind), each.side,
            {code.removeprefix("party_"): value for code, value in masked.get(each.id, {}).items()},
            tuple(each.powers),
        )
        for each in DisputeParty.objects.filter(dispute=row).order_by("place", "id")
    )  # fmt: skip
    sessions = tuple(
        Session.objects.filter(dispute=row).select_related("venue", "mediator__staff").order_by("starts_at", "id")
    )
    dues = tuple(DisputeDue.objects.filter(dispute=row).order_by("due_at", "id"))
    reviews = tuple(
        (Review.objects.filter(dispute=row) | Review.objects.filter(earlier=row))
        .select_related("dispute__matter", "earlier__matter").order_by("raised_at", "id")
    )  # fmt: skip
    reviews = tuple(each for each in reviews if not _one(each))
    merged = tuple(
        Dispute.objects.filter(matter__merged_into=row.matter_id).select_related("matter").order_by("taken_at")
    )
    gone = row.matter.merged_into_id
    into = Dispute.objects.filter(matter=gone).values_list("id", flat=True).first() if gone else None
    rounds = tuple(
        DisputeRound.objects.filter(dispute=row).select_related("unit", "mediator__staff").order_by("number")
    )
    inquiries = tuple(
        InquiryCard(each, masked.get(each.id, {}))
        for each in Inquiry.objects.filter(dispute=row).order_by("asked_at", "id")
    )
    wrote = {
        *(each.row.staff_id for each in inquiries),
        row.made_by,
        *(s.staff_id for s in sessions),
        *(d.staff_id for d in dues if d.staff_id),
    }
    recusals = tuple(Recusal.objects.filter(dispute=row).select_related("mediator__staff"))
    acts = gone is None and acts_on(viewer, row)
    return DisputeSheet(
        row, parties, sessions, dues, recusals, reviews, staff_names(wrote), acts, merged=merged, into=into,
        rounds=rounds, inquiries=inquiries, there={each.id: masked[each.id] for each in sessions if each.id in masked},
        appraisals=tuple(Appraisal.objects.filter(dispute=row).order_by("out_on", "id")),
        extensions=tuple(Extension.objects.filter(dispute=row).order_by("at", "id")),
    )  # fmt: skip


def _one(review: Review) -> bool:
    """Whether the two disputes of a review became one."""
    later, earlier = review.dispute.matter, review.earlier.matter
    return later.merged_into_id == earlier.id or earlier.merged_into_id == later.id
