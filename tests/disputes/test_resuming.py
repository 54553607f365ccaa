"""A dispute that came out is mediated again when its matter is in work anew: one dispute, its latest outcome, nothing lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from fengqiao.disputes import actions
from fengqiao.disputes.models import Dispute, DisputeDue, DisputeRound, Session, SignedPaper
from fengqiao.disputes.queries import DisputeFilter, case_file, counted, dispute_sheet, disputes, papers_of, sums
from fengqiao.disputes.rules.file import places_of
from fengqiao.disputes.terms import AgreementForm, DueResult, Mediation, SessionResult
from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Clock
from fengqiao.measure.queries import EVERYTHING, Period, figure
from fengqiao.measure.rules import Question
from fengqiao.orgs.models import Account
from fengqiao.rulebook.queries import pack_of, pack_on
from fengqiao.vault.actions import Upload
from tests.desk.scene import photo
from tests.disputes.helping import again, agree, dispute, later, refused
from tests.disputes.test_course import CENTRE, mediator, meet, plan, settle
from tests.world import NOW, unit, viewer

STATION = "desk.north"
FIRST = "墙退一尺，补三千元"


def reopened(row: Dispute, at: datetime, *, to: str = "") -> None:
    """Open its matter again for want of performance; `to`: another unit, to which it is given."""
    by = viewer("dispatcher", at)
    matters.reopen(matter_id=row.matter_id, reason="not_performed", text="没给钱", by=by, at=at)
    if to:
        matters.route(matter_id=row.matter_id, unit_id=unit(to), reason="换个单位调", by=by, at=at)


def resume(row: Dispute, at: datetime, login: str = CENTRE, **over: Any) -> Dispute:
    willing = {"informed": True, "consented": True, **over}
    actions.resume(dispute_id=row.id, by=viewer(login, at), at=at, **willing)
    return again(row)


def measured(code: str) -> int:
    measures = pack_on(NOW).pack.measures
    period = Period(NOW.date(), later(days=90).date())
    return int(figure(Question(measures[code], period, EVERYTHING), measures).number or 0)


def signed(row: Dispute, at: datetime) -> None:
    picture = Upload("a.jpg", photo())
    actions.keep_papers(
        dispute_id=row.id, papers=[(picture, "agreement", True)], agreements={"agreement"}, by=viewer(CENTRE, at), at=at
    )


def test_it_goes_on_by_the_unit_that_holds_the_matter_now(world: None) -> None:
    row, one = dispute(mediation=Mediation.POLICE), mediator()
    actions.name_mediator(dispute_id=row.id, mediator_id=one.id, by=viewer(CENTRE), at=NOW)
    meet(row, SessionResult.AGAIN)
    meet(row, SessionResult.AGREED)
    agree(row)
    at = later(days=40)
    settle(row, "perform", at, DueResult.FAILED, way="court")
    reopened(row, at, to="station.north")
    with refused("dispute-going", "no-task", "dispute-unknown"):
        resume(row, at)  # who mediated holds it no longer
    with refused("dispute-unknown"):
        resume(row, at, "desk.south")
    with refused("denied"):
        resume(row, at, "supervisor")
    with refused("dispute-informed"):
        resume(row, at, STATION, informed=False)
    with refused("dispute-consent"):
        resume(row, at, STATION, consented=False)
    assert again(row).state == "failed"
    assert again(row.matter).state == "offered", "nothing is signed for by what was refused"
    found = resume(row, at, STATION)
    assert (found.state, found.unit_id, found.mediator_id, found.round) == ("open", unit("station.north"), None, 2)
    assert (found.taken_at, found.consented_at, found.agreement, found.way) == (row.taken_at, at, "", "")
    assert again(row.matter).state == "working", "signed for with it"
    assert Clock.objects.filter(matter=row.matter, code="finish", stopped_at__isnull=True, started_at=at).exists()
    going = DisputeDue.objects.filter(dispute=row, done_at__isnull=True)
    assert [(each.kind, each.round) for each in going] == [("first", 2)], "new terms; what was due before rests"
    assert DisputeDue.objects.filter(result="dropped").exists()
    kept = DisputeRound.objects.get()
    assert (kept.number, kept.state, kept.agreement, kept.way, kept.mediator_id) == (
        1,
        "failed",
        FIRST,
        "court",
        one.id,
    )
    assert (kept.unit_id, kept.made_by) == (row.unit_id, row.made_by)
    event = Event.objects.get(kind="dispute.resumed")
    assert (event.unit_id, event.attributes["outcome"], event.measures["round"]) == (found.unit_id, "failed", 2)
    with refused("dispute-going"):
        resume(row, at, STATION)
    by = viewer(STATION, at)
    came = list(row.parties.values_list("id", flat=True))
    actions.meet(  # a police mediation has its two sessions anew
        dispute_id=row.id, session_id=None, came=came, result=SessionResult.AGAIN, text="再谈", by=by, at=at
    )
    with refused("dispute-denied", "dispute-unknown"):
        agree(row, at=at)
    done = agree(row, at=at, login=STATION, text="先付一半")
    assert (done.state, done.matter.state) == ("agreed", "closed")


def test_it_is_one_dispute_with_its_latest_outcome(world: None) -> None:
    row = agree(dispute(), form=AgreementForm.WRITTEN, uploads=[Upload("a.jpg", photo())])
    settle(row, "confirm", later(days=3))
    at = later(days=40)
    reopened(row, at)
    by = viewer("dispatcher", at)

    def one() -> Any:
        rows = disputes(by, DisputeFilter(), at=at)
        assert sums(rows).taken == 1
        (only,) = counted(rows)
        return only

    assert (one().agreed, one().confirmed, measured("disputes.agreed")) == (True, True, 1)
    resume(row, at)
    assert (one().state, one().agreed, one().confirmed, sums(disputes(by, DisputeFilter(), at=at)).fen) == ("open", False, False, 0)  # fmt: skip
    assert (measured("disputes.taken"), measured("disputes.agreed"), measured("disputes.ended")) == (1, 0, 0)
    assert measured("disputes.fen") == 0
    actions.fail(dispute_id=row.id, way="court", text="", by=viewer(CENTRE, later(days=41)), at=later(days=41))
    assert (one().state, one().agreed) == ("failed", False)
    assert (measured("disputes.taken"), measured("disputes.agreed"), measured("disputes.ended")) == (1, 0, 1)


def test_the_earlier_agreement_stays_readable_and_the_papers_are_of_the_new_one(world: None) -> None:
    row = dispute()
    agree(row, form=AgreementForm.WRITTEN)
    signed(row, NOW)
    assert again(row).matter.state == "closed"
    at = later(days=40)
    reopened(row, at)
    client = Client()
    client.force_login(Account.objects.get(username=CENTRE))
    url = f"/disputes/{row.id}/"
    assert f"{url}do/resume/" in client.get(url).content.decode()
    assert f"{url}#d-resume" in client.get(f"/matters/{row.matter_id}/").content.decode()
    version = again(row).version
    client.post(f"{url}do/resume/", {"version": version, "informed": "1"})
    assert again(row).round == 1, "without consent nothing begins"
    resume(row, at)
    shown = client.get(url).content.decode()
    assert "以前的调解" in shown
    assert FIRST in shown
    assert f"{url}do/resume/" not in shown
    sheet = dispute_sheet(viewer(CENTRE, at), row.id)
    assert sheet
    pack = pack_of(row.edition_id).pack
    case = case_file(viewer(CENTRE, at), sheet, {}, pack, at=at)
    assert (case.fields["agreement"], case.fields["performance"]) == ("", "")
    assert "agreement" not in case.signed, "it is signed anew"
    assert places_of(case, pack.forms)
    (paper,) = papers_of(viewer(CENTRE, at), row.id)
    assert paper.earlier
    assert client.get(f"{url}file/").status_code == 200
    agree(row, at=at, form=AgreementForm.WRITTEN, text="分两期付清")
    old = SignedPaper.objects.get()
    actions.name_paper(
        dispute_id=row.id, paper_id=old.id, document="agreement", agreements={"agreement"}, by=viewer(CENTRE, at), at=at
    )
    assert again(row).signed_at is None, "the old paper signs nothing"
    signed(row, at)
    assert (again(row).signed_at, again(row).matter.state) == (at, "closed")


def test_what_forbade_it_forbids_it_again(world: None) -> None:
    row = dispute()
    barred = next(each.code for each in pack_on(NOW).pack.disputes.exclusions.values() if each.of == "people")
    actions.fail(dispute_id=row.id, way="court", text="", excluded=barred, by=viewer(CENTRE), at=NOW)
    reopened(row, later(days=1))
    with refused("dispute-excluded"):
        resume(row, later(days=1))
    other = dispute(ref="2")
    actions.withdraw(dispute_id=other.id, text="算了", by=viewer(CENTRE), at=NOW)
    with refused("matter-closed"):
        resume(other, later(days=1))  # its matter is closed
    reopened(other, later(days=1))
    with refused("dispute-excluded"):
        resume(other, later(days=1), excluded=[barred])
    with refused("dispute-changed"):
        resume(other, later(days=1), seen_version=0)
    resume(other, later(days=1))
    assert Event.objects.get(kind="dispute.resumed").attributes["outcome"] == "withdrawn"
    room = plan(again(other), later(days=2), None)
    assert Session.objects.get(id=room).round == 2


def test_words_of_earlier_agreements_go_when_the_term_is_over(world: None) -> None:
    row = agree(dispute())
    reopened(row, later(days=1))
    resume(row, later(days=1))
    actions.forget([row.matter_id])
    assert DisputeRound.objects.get().agreement == ""
    assert DisputeRound.objects.get().again_at - NOW == timedelta(days=1)


def test_what_is_put_down_later_is_of_the_mediation_that_goes_on(world: None) -> None:
    row, at = agree(dispute()), later(days=40)
    settle(row, "perform", at, DueResult.FAILED, way="court")
    reopened(row, at, to="station.north")
    row = resume(row, at, STATION)
    agree(row, at, login=STATION)
    actions.add_visit(dispute_id=row.id, day=(at + timedelta(days=9)).date(), by=viewer(STATION, at), at=at)
    due = DisputeDue.objects.get(dispute=row, source="另行安排")
    assert (due.round, again(row).round) == (2, 2)
