"""The file of a dispute on paper: taken out with its parties in clear for a recorded purpose; its signed papers come back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.agreeing import sign_held
from fengqiao.disputes.actions.writing import HeldDispute, hold, tell
from fengqiao.disputes.models import DisputeParty, Inquiry, Session, SignedPaper
from fengqiao.disputes.terms import AgreementForm, DisputeState
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import Offered, keep_files, unmask
from fengqiao.vault.queries import tellers_of
from fengqiao.vault.terms import PersonalGroup


@transaction.atomic
def take_file(
    *, dispute_id: UUID, purpose: str, documents: int, by: Viewer, at: datetime
) -> Mapping[UUID, Mapping[str, str]]:
    """Return the personal fields of every party, of everybody who was asked and of who else was at a session, by id, as the documents carry them.

    Each look is recorded with its purpose as any unmasking is, the taking out with counts alone. Refuses who does not
    act on the dispute; a party of whom nothing is known is left out.
    """
    if documents < 1:
        raise Problem("file-empty", "没有可以出的文书。")
    held = hold(dispute_id, by)
    known = tellers_of(held.dispute.matter_id)
    parties = list(DisputeParty.objects.filter(dispute=held.dispute).order_by("place").values_list("id", flat=True))
    asked = list(Inquiry.objects.filter(dispute=held.dispute).order_by("asked_at").values_list("id", flat=True))
    met = list(Session.objects.filter(dispute=held.dispute).order_by("starts_at").values_list("id", flat=True))
    parties = [each for each in parties if known.get(each)]
    clear = {
        each: {
            code.removeprefix("party_"): value
            for code, value in unmask(
                report_id=each, groups=list(PersonalGroup), purpose=purpose, open_task=True, by=by, at=at
            ).items()
        }
        for each in (*parties, *(each for each in (*asked, *met) if known.get(each)))
    }
    tell(held, EventKind.DISPUTE_FILED, by, at, measures={"parties": len(parties), "documents": documents})
    return clear


@transaction.atomic
def keep_papers(
    *,
    dispute_id: UUID,
    papers: Sequence[tuple[Offered, str, bool]],
    agreements: Collection[str],
    by: Viewer,
    at: datetime,
) -> int:
    """Keep pictures of signed papers with the file: each with the code of its document and whether a QR code told it.

    The signed paper of a written agreement (`agreements`: the codes that it may have) is what the dispute waited for: it closes the matter.
    Returns how many are of no document yet. Refuses who does not act on the dispute, and all where one is refused.
    """
    if not papers:
        raise Problem("papers-none", "请拍下或选择签好的文书。")
    held = hold(dispute_id, by)
    row, limits = held.dispute, file_limits(held.pack, at)
    for offered, document, by_code in papers:
        paper = SignedPaper.objects.create(
            dispute=row, document=document, by_code=by_code, added_at=at, staff_id=by.staff_id, round=row.round
        )
        keep_files(uploads=[offered], matter_id=row.matter_id, holder_id=paper.id, limits=limits, by=by, at=at)
    known = [document for _, document, _ in papers if document]
    tell(held, EventKind.DISPUTE_PAPERS, by, at, measures={"papers": len(papers), "known": len(known)})
    _sign_with(held, sum(code in agreements for code in known), by, at)
    return len(papers) - len(known)


@transaction.atomic
def name_paper(
    *, dispute_id: UUID, paper_id: UUID, document: str, agreements: Collection[str], by: Viewer, at: datetime
) -> None:
    """Say which document a signed paper is; without a code it is taken out of the file (its picture stays with the matter)."""
    held = hold(dispute_id, by)
    paper = SignedPaper.objects.filter(dispute=held.dispute, id=paper_id, dropped=False).first()
    if paper is None:
        raise Problem("paper-unknown", "没有这张签字件，可能已经移出卷宗。")
    paper.document, paper.by_code, paper.dropped = document, False, not document
    paper.save()
    tell(held, EventKind.DISPUTE_PAPERS, by, at, measures={"papers": 0, "known": int(bool(document))})
    if paper.round == held.dispute.round:  # one of an earlier mediation signs nothing now
        _sign_with(held, int(document in agreements), by, at)


def _sign_with(held: HeldDispute, papers: int, by: Viewer, at: datetime) -> None:
    row = held.dispute
    waits = row.state in {DisputeState.AGREED.value, DisputeState.PERFORMED.value} and row.signed_at is None
    if papers and waits and row.form == AgreementForm.WRITTEN.value:
        sign_held(held, (), papers, by=by, at=at)
