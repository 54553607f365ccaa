"""Whom mediators have an interest with: declared once, compared without being opened, shown to nobody else, destroyed."""

from __future__ import annotations

from django.test import Client

from fengqiao.disputes import actions
from fengqiao.disputes.actions import NewParty
from fengqiao.disputes.models import MediatorTie, Recusal
from fengqiao.disputes.queries import proposals, ties_of
from fengqiao.disputes.rules.proposing import Why
from fengqiao.disputes.terms import PartyKind, SessionResult
from fengqiao.ledger.models import Event
from fengqiao.orgs.models import Account
from fengqiao.orgs.queries import directory
from fengqiao.vault.models import BlindIndex, DataKey, PersonalRecord
from tests.disputes.helping import FIRM, ID, NAME, PHONE, again, agree, dispute, later, refused
from tests.disputes.test_course import CENTRE, mediator, meet
from tests.world import NOW, viewer

WHY_NOT = "申报的利害关系与当事人相符，应当回避"


def browser(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client


def out(row: object) -> Why | None:
    (found,) = proposals(row, directory(at=NOW), at=NOW)  # type: ignore[arg-type]
    return found[1].out


def test_whom_a_mediator_declared_is_never_their_party(world: None) -> None:
    one, row = mediator(kinds=["neighbours"]), dispute()
    by = viewer(CENTRE)
    at = {"by": by, "at": NOW}
    for login in ("desk.south", "volunteer", "officer.north"):
        with refused("mediator-unknown"):
            actions.declare(
                mediator_id=one.id, interest="kin", personal={"name": NAME}, by=viewer(login), at=NOW
            )  # fmt: skip
    for interest, name, code in (
        ("", NAME, "mediator-interest"),
        ("objected", NAME, "mediator-interest"),
        ("kin", " ", "tie-name"),
    ):
        with refused(code):
            actions.declare(mediator_id=one.id, interest=interest, personal={"name": name}, **at)
    assert not MediatorTie.objects.exists()
    assert out(row) is None
    actions.name_mediator(dispute_id=row.id, mediator_id=one.id, **at)
    # the same telephone is the same person, whatever they are called
    tie = actions.declare(mediator_id=one.id, interest="kin", personal={"name": "老周", "phone": PHONE}, **at)
    assert out(row) is Why.DECLARED
    assert MediatorTie.objects.get().own
    with refused("mediator-recused"):
        actions.name_mediator(dispute_id=row.id, mediator_id=one.id, **at)
    with refused("mediator-conflict"):
        meet(row, SessionResult.AGAIN)
    with refused("mediator-conflict"):
        agree(row)
    told = " ".join(f"{e.kind} {e.attributes}" for e in Event.objects.all())
    assert not any(word in told for word in ("老周", PHONE))
    assert Event.objects.get(kind="mediator.tied").attributes == {"own": "yes", "ended": "no"}
    ((kept, masked),) = ties_of(one.id)
    assert (kept.id, masked) == (tie, {"tie_name": "老*", "tie_phone": "139****5678"})
    with refused("mediator-unknown"):
        actions.undeclare(tie_id=tie, by=viewer("desk.south"), at=NOW)
    actions.undeclare(tie_id=tie, **at)
    assert out(row) is None
    assert not PersonalRecord.objects.filter(report_id=tie).exists()
    assert not BlindIndex.objects.filter(report_id=tie).exists()
    assert DataKey.objects.get(matter_id=tie).destroyed_at == NOW
    meet(row, SessionResult.AGAIN)


def test_a_name_alone_is_looked_at_and_a_firm_is_its_name(world: None) -> None:
    one, row = mediator(), dispute()
    at = {"by": viewer(CENTRE), "at": NOW}
    tie = actions.declare(
        mediator_id=one.id, interest="household", personal={"name": NAME, "id_number": "330102196001011111"}, **at
    )
    (found,) = proposals(row, directory(at=NOW), at=NOW)
    assert (found[1].out, Why.NAMESAKE in found[1].reasons) == (None, True)
    with refused("mediator-namesake"):
        actions.name_mediator(dispute_id=row.id, mediator_id=one.id, **at)
    actions.name_mediator(dispute_id=row.id, mediator_id=one.id, looked=True, **at)
    actions.undeclare(tie_id=tie, **at)
    actions.declare(mediator_id=one.id, interest="employer", personal={"name": FIRM}, **at)
    assert out(row) is Why.DECLARED, "a firm is known by its name"
    other = dispute(ref="2", parties=[NewParty(), NewParty(kind=PartyKind.PERSON, side=2)])
    assert out(other) is None, "nobody is named yet"
    party = other.parties.order_by("place")[0]
    actions.declare(mediator_id=one.id, interest="kin", personal={"name": "别人", "id_number": ID}, **at)
    actions.name_mediator(dispute_id=other.id, mediator_id=one.id, **at)
    actions.name_party(dispute_id=other.id, party_id=party.id, personal={"name": NAME, "id_number": ID}, **at)
    assert out(other) is Why.DECLARED, "who is named later is compared too"
    actions.end_mediator(mediator_id=one.id, **at)
    assert not MediatorTie.objects.filter(ended_at__isnull=True).exists()
    assert not PersonalRecord.objects.filter(report_id__in=MediatorTie.objects.values("id")).exists()


def test_mediators_recuse_themselves_and_pages_name_no_third_person(world: None) -> None:
    one, row = mediator(), dispute(dialects=["wu"])
    client = browser(CENTRE)
    page = f"/disputes/mediators/{one.id}/"
    assert "还没有申报" in client.get(page).content.decode()
    said = client.post(page, {"interest": "kin", "name": "郑三妹", "phone": PHONE}, follow=True).content.decode()
    assert "郑**" in said
    assert "郑三妹" not in said
    assert browser("desk.south").get(page).status_code == 404
    shown = client.get(f"/disputes/{row.id}/").content.decode()
    assert WHY_NOT in shown
    assert "要会说：吴语" in shown
    assert not any(word in shown for word in ("郑三妹", "郑**"))
    tie = str(MediatorTie.objects.get().id)
    client.post(page, {"tie": tie})
    assert "还没有申报" in client.get(page).content.decode()
    for wild in ("", "x" * 5000, "\x00", tie):
        assert client.post(page, {"interest": wild, "name": wild, "phone": wild, "id_number": wild}).status_code == 302
        assert client.post(page, {"tie": wild or "0"}).status_code == 302
    actions.recuse(
        dispute_id=row.id, mediator_id=one.id, interest="kin", by=viewer(CENTRE, later(hours=1)), at=later(hours=1)
    )
    assert Recusal.objects.get().staff_id == one.staff_id
    assert again(row).mediator_id is None
