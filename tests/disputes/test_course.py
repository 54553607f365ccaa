"""The course of a dispute: mediators and interest, sessions and rooms, what is due, disputes that come back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from fengqiao.disputes import actions
from fengqiao.disputes.actions import NewMediator, NewParty, NewSession
from fengqiao.disputes.jobs import look_at_dues
from fengqiao.disputes.models import Dispute, DisputeDue, Mediator, Review, Session
from fengqiao.disputes.queries import dispute_sheet, mediators, proposals
from fengqiao.disputes.rules.proposing import Candidate, Why, proposed
from fengqiao.disputes.terms import AgreementForm, DueResult, Mediation, SessionResult
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.models import Venue
from fengqiao.orgs.queries import directory, system_viewer
from tests.disputes.helping import ID, NAME, PHONE, again, agree, dispute, later, refused
from tests.world import NOW, viewer

CENTRE = "dispatcher.north"


def mediator(login: str = CENTRE, by: str = CENTRE, **over: object) -> Mediator:
    wanted = NewMediator(**{"staff_id": viewer(login).staff_id, "since": date(2020, 1, 1), **over})  # type: ignore[arg-type]
    return Mediator.objects.get(id=actions.set_mediator(wanted=wanted, by=viewer(by), at=NOW))


def plan(row: Dispute, starts: datetime, room: UUID | None, login: str = CENTRE) -> UUID:
    wanted = NewSession(starts_at=starts, venue_id=room)
    return actions.plan_session(dispute_id=row.id, wanted=wanted, by=viewer(login), at=NOW)


def meet(
    row: Dispute, result: SessionResult = SessionResult.AGAIN, at: datetime = NOW, session: UUID | None = None
) -> None:
    came = list(row.parties.values_list("id", flat=True))
    actions.meet(
        dispute_id=row.id, session_id=session, came=came, result=result, text="谈了价钱", by=viewer(CENTRE, at), at=at
    )


def settle(row: Dispute, kind: str, at: datetime, result: DueResult = DueResult.DONE, **over: str) -> None:
    due = DisputeDue.objects.filter(dispute=row, kind=kind, done_at__isnull=True).order_by("due_at")[0]
    actions.settle_due(
        dispute_id=row.id, due_id=due.id, result=result, by=viewer(CENTRE, at), at=at, **{"text": "", **over}
    )


def test_mediators_are_proposed_for_reasons_and_never_with_an_interest() -> None:
    ids = [UUID(int=n) for n in range(8)]
    rows = [
        Candidate(id=ids[0], kinds=["family"], standings=4, years=30),
        Candidate(id=ids[1], kinds=["neighbours"], covers=True),
        Candidate(id=ids[2], kinds=["neighbours"], dialects=["wu"], load=2),
        Candidate(id=ids[3], kinds=["neighbours"], covers=True, standings=1, interest="kin"),
        Candidate(id=ids[4], load=5, most=5),
        Candidate(id=ids[5], covers=True, years=9),
        Candidate(id=ids[6], kinds=["neighbours"], dialects=["wu", "hakka"], covers=True, tied=True),
        Candidate(id=ids[7], kinds=["neighbours"], dialects=["wu", "hakka"], covers=True, namesake=True),
    ]
    found = proposed(rows, kind="neighbours", dialects=["wu"])
    assert [each.candidate.id.int for each in found] == [2, 1, 5, 0, 7, 3, 6, 4]
    assert found[0].reasons == (Why.KIND, Why.DIALECT)
    assert {each.candidate.id.int: each.out for each in found if each.out} == {
        3: Why.INTEREST, 4: Why.FULL, 6: Why.DECLARED,
    }  # fmt: skip
    two = proposed(rows, kind="neighbours", dialects=["wu", "hakka"])
    assert [each.candidate.id.int for each in two if Why.DIALECT in each.reasons] == [7], "all that are needed"


def test_one_with_an_interest_may_not_mediate(world: None) -> None:
    row, one = dispute(), mediator(kinds=["neighbours"], dialects=["wu"], standings=["elder"])
    at = {"by": viewer(CENTRE), "at": NOW}
    for login in ("officer.north", "volunteer"):
        with refused("denied"):
            mediator("volunteer", by=login)
    with refused("mediator-staff"):
        mediator("desk.south")
    with refused("mediator-choice"):
        mediator(kinds=["weather"])
    actions.name_mediator(dispute_id=row.id, mediator_id=one.id, **at)
    assert again(row).mediator_id == one.id
    (found,) = proposals(row, directory(at=NOW), at=NOW, dialects=["wu"])
    assert found[1].reasons == (Why.KIND, Why.DIALECT, Why.NEAR, Why.STANDING, Why.YEARS)
    with refused("mediator-interest"):
        actions.recuse(dispute_id=row.id, mediator_id=one.id, interest="", **at)
    actions.recuse(dispute_id=row.id, mediator_id=one.id, interest="kin", **at)
    assert again(row).mediator_id is None
    with refused("mediator-recused"):
        actions.name_mediator(dispute_id=row.id, mediator_id=one.id, **at)
    assert proposals(row, directory(at=NOW), at=NOW)[0][1].out is Why.INTEREST
    mediator(most=1)
    other, third = dispute(ref="2"), dispute(ref="3")
    actions.name_mediator(dispute_id=other.id, mediator_id=one.id, **at)
    with refused("mediator-full"):
        actions.name_mediator(dispute_id=third.id, mediator_id=one.id, **at)
    actions.end_mediator(mediator_id=one.id, **at)
    assert not mediators().exists()
    assert again(other).mediator_id == one.id, "what they have stays theirs"


def test_a_room_is_given_once_at_an_hour(world: None) -> None:
    room, first, second = Venue.objects.get(), dispute(), dispute(ref="2")
    ten = later(days=1)
    made = plan(first, ten, room.id)
    for minutes in (-59, 0, 59):
        with refused("session-room-taken"):
            plan(second, ten + timedelta(minutes=minutes), room.id)
    plan(second, ten + timedelta(minutes=60), room.id)
    plan(second, ten, None)
    with refused("session-when"):
        plan(first, later(hours=-2), room.id)
    by = viewer(CENTRE)
    with refused("dispute-denied", "dispute-unknown"):
        plan(first, ten, None, login="desk.south")
    actions.cancel_session(dispute_id=first.id, session_id=made, text="改期", by=by, at=NOW)
    plan(second, ten, room.id)
    kept = plan(first, ten, None)
    with refused("session-early"):
        meet(first, session=kept)
    meet(first, session=kept, at=ten)
    assert (Session.objects.get(id=kept).state, Session.objects.get(id=kept).result) == ("held", "again")


def test_a_police_mediation_has_two_sessions_in_three_and_seven_working_days(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    meet(row, at=later(days=1))
    first, second = DisputeDue.objects.order_by("due_at")
    assert (first.kind, first.done_at, second.kind, second.due_at.date()) == (
        "first",
        later(days=1),
        "second",
        date(2026, 9, 11),
    )
    with refused("session-third"):
        meet(row, at=later(days=2))
    meet(row, SessionResult.NOT_AGREED, at=later(days=2))
    assert not DisputeDue.objects.filter(done_at__isnull=True).exists()


def test_an_agreement_is_performed_in_parts_visited_and_confirmed(world: None) -> None:
    parts = [(100_000, later(days=5).date()), (200_000, later(days=50).date())]
    row = agree(dispute(), parts=parts, form=AgreementForm.WRITTEN)
    by = system_viewer(at=NOW)
    assert by is not None
    assert look_at_dues(by=by, now=later(days=3)) == 1
    assert look_at_dues(by=by, now=later(days=3)) == 0, "once"
    assert Notice.objects.filter(kind="dispute_due").exists()
    settle(row, "perform", later(days=5))
    assert again(row).state == "agreed"
    with refused("due-visit"):
        settle(row, "follow_up", later(days=29))
    settle(row, "follow_up", later(days=29), text="都满意")
    look_at_dues(by=by, now=later(days=31))
    assert DisputeDue.objects.get(kind="confirm").result == "lapsed", "thirty days, both together"
    last = DisputeDue.objects.get(kind="perform", done_at__isnull=True)
    longer = {
        "dispute_id": row.id,
        "due_id": last.id,
        "days": 10,
        "text": "卖了粮再付",
        "by": viewer(CENTRE),
        "at": NOW,
    }
    with refused("due-consent"):
        actions.extend(consented=False, **longer)
    with refused("due-days"):
        actions.extend(consented=True, **{**longer, "days": 0})
    actions.extend(consented=True, **longer)
    settle(row, "perform", later(days=58))
    assert (again(row).state, again(row).ended_at) == ("performed", later(days=58))
    assert sum(e.measures["fen"] for e in Event.objects.filter(kind="dispute.settled")) == 300_000


def test_what_is_not_performed_ends_with_advice(world: None) -> None:
    row = agree(dispute(), parts=[(300_000, later(days=5).date())])
    with refused("dispute-way"):
        settle(row, "perform", later(days=9), DueResult.FAILED)
    settle(row, "perform", later(days=9), DueResult.FAILED, way="court")
    assert (again(row).state, again(row).way) == ("failed", "court")
    event = Event.objects.get(kind="dispute.settled")
    assert (event.attributes["result"], event.measures["fen"], event.attributes["in_time"]) == ("failed", 0, "no")


def test_the_same_parties_or_address_raise_a_review_and_a_name_does_not(world: None) -> None:
    first = dispute(place="老槐树巷3号")
    named = [NewParty(personal={"name": NAME}), NewParty(side=2)]
    dispute(ref="2", parties=named)
    assert not Review.objects.exists(), "equal names are not the same person"
    same = [NewParty(personal={"name": "周先生", "id_number": ID.lower()}), NewParty(side=2)]
    third = dispute(ref="3", parties=same)
    review = Review.objects.get()
    assert (review.dispute_id, review.earlier_id, review.cause) == (third.id, first.id, "party")
    for row in (first, third):
        sheet = dispute_sheet(viewer(CENTRE), row.id)
        assert sheet is not None
        assert sheet.reviews == (review,), "shown on both"
    fourth = dispute(ref="4", place="老槐树巷3号", parties=[NewParty(), NewParty(side=2)])
    assert Review.objects.get(dispute=fourth).cause == "place"
    fifth = dispute(ref="5", parties=[NewParty(), NewParty(side=2)])
    party = fifth.parties.order_by("place")[0]
    actions.name_party(
        dispute_id=fifth.id, party_id=party.id, personal={"phone": f"+86 {PHONE}"}, by=viewer(CENTRE), at=NOW
    )
    assert Review.objects.get(dispute=fifth).earlier_id == first.id, "also when it is said later who it was"
    dispute(ref="6", at=later(days=366), parties=same)
    assert not Review.objects.filter(dispute__taken_at__gt=NOW).exists(), "the period is over"
    answer = {"dispute_id": third.id, "review_id": review.id, "by": viewer(CENTRE), "at": NOW, "text": ""}
    with refused("review-answer"):
        actions.answer_review(answer="", **answer)
    with refused("review-unknown"):
        actions.answer_review(answer="unrelated", **{**answer, "dispute_id": first.id})
    actions.answer_review(answer="unrelated", **answer)
    with refused("review-unknown"):
        actions.answer_review(answer="new_issue", **answer)
    told = " ".join(str(e.attributes) for e in Event.objects.all())
    assert not any(word in told for word in (NAME, PHONE, ID))


@pytest.mark.parametrize("days", [0, 366])
def test_longer_has_bounds(world: None, days: int) -> None:
    row = agree(dispute(), parts=[(300_000, later(days=5).date())])
    due = DisputeDue.objects.get(kind="perform")
    with refused("due-days"):
        actions.extend(
            dispute_id=row.id, due_id=due.id, days=days, consented=True, text="晚", by=viewer(CENTRE), at=NOW
        )
