"""Pages of disputes, clicked through: accepted, mediated, agreed, reviewed; wild input; who sees what."""

from __future__ import annotations

import pytest
from django.test import Client

from fengqiao.desk.disputes.moves import MOVES
from fengqiao.disputes.models import Dispute, DisputeDue, Mediator, Session
from fengqiao.ledger.models import Event
from fengqiao.matters.models import Matter
from fengqiao.orgs.models import Venue
from tests.desk.conftest import LogIn
from tests.desk.scene import photo
from tests.disputes.helping import NAME, PHONE, again, agree, dispute
from tests.world import make_matter, viewer

LOGIN = "dispatcher.north"
FORM = {
    "type": "neighbours", "source": "applied", "amount": "3,000", "name-0": NAME, "phone-0": PHONE, "name-1": "北镇木器店",
    "kind-1": "firm", "informed": "1", "consented": "1",
}  # fmt: skip


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def do(client: Client, row: Dispute, name: str, /, **form: object) -> str:
    version = Dispute.objects.get(id=row.id).version
    answer = client.post(f"/disputes/{row.id}/do/{name}/", {"version": version, **form}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_dispute_goes_from_its_acceptance_to_its_performance(log_in: LogIn) -> None:
    matter = make_matter(by=LOGIN, kind="dispute", text="院墙占地", title="院墙纠纷")
    client = log_in(LOGIN)
    assert f"/disputes/new/{matter.id}/" in page(client, f"/matters/{matter.id}/")
    url = f"/disputes/new/{matter.id}/"
    refused = client.post(url, {**FORM, "excluded": "refused"})
    assert refused.status_code == 422
    assert "人民调解法第十七条" in refused.content.decode(), "with its clause"
    assert NAME in refused.content.decode(), "what was typed stays"
    client.post(url, FORM)
    row = Dispute.objects.get()
    text = page(client, f"/disputes/{row.id}/")
    assert "简单" in text
    assert "婚姻家庭、邻里，事实清楚" in text
    assert NAME not in text
    assert PHONE not in text
    party = row.parties.order_by("place")[0]
    clear = client.post(f"/disputes/{row.id}/party/{party.id}/", {"purpose": "visit", "group": "contact"})
    assert (PHONE in clear.content.decode()) == (clear.status_code == 200)
    client.post(
        "/disputes/mediators/set/", {"who": viewer(LOGIN).staff_id, "since": "2020-01-01", "kind": "neighbours"}
    )
    one = Mediator.objects.get()
    assert "熟悉这类纠纷" in page(client, f"/disputes/{row.id}/")
    assert "调解员已定" in do(client, row, "mediator", mediator=one.id)
    room = Venue.objects.get()
    assert "已约好" in do(client, row, "plan", starts="2027-01-01T09:00", minutes="60", room=room.id)
    assert "已有安排" in do(client, row, "plan", starts="2027-01-01T09:30", minutes="60", room=room.id)
    assert "北镇警务站" in page(client, "/disputes/rooms/")
    assert "已取消" in do(client, row, "cancel", session=Session.objects.get().id)
    came = [str(each) for each in row.parties.values_list("id", flat=True)]
    assert "调解会已记下" in do(client, row, "meet", came=came, result="again", text="谈了价钱")
    assert "各期金额" in do(
        client, row, "agree", form="written", text="退一尺", amount="3000", day=["2026-12-31"] * 2, part=["1", "2"]
    )
    assert "协议已记下" in do(client, row, "agree", form="written", text="退一尺", amount="3000", performed="1")
    assert (again(row).state, again(row).matter.state) == ("performed", "working")
    client.post(f"/disputes/{row.id}/do/sign/", {"files": _file()})
    assert Matter.objects.get(id=matter.id).result == "agreed_written"
    due = DisputeDue.objects.filter(dispute=row, kind="follow_up").get()
    assert "已记下" in do(client, row, "settle", due=due.id, result="done", text="都满意")
    index = page(client, "/disputes/")
    assert "院墙纠纷" in index
    assert "3,000 元" in index
    assert client.post("/disputes/export/").status_code == 200
    told = " ".join(str(e.attributes) for e in Event.objects.all())
    assert not any(word in told for word in (NAME, PHONE, "退一尺"))


def _file() -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("协议.jpg", photo(), content_type="image/jpeg")


def test_strangers_see_nothing_and_readers_do_nothing(log_in: LogIn) -> None:
    row = dispute()
    south = log_in("desk.south")
    assert south.get(f"/disputes/{row.id}/").status_code == 404
    assert str(row.id) not in page(south, "/disputes/")
    reader = log_in("supervisor")
    assert "由承办单位和调解员办理" in page(reader, f"/disputes/{row.id}/")
    assert "只有承办" in do(reader, row, "fail", way="court")
    assert again(row).state == "open"
    assert reader.get(f"/disputes/new/{row.matter_id}/").status_code == 403


def test_the_scene_page_does_everything_in_one_step(log_in: LogIn) -> None:
    client = log_in("officer.north")
    assert "现场调解" in page(client, "/disputes/scene/")
    form = {
        "type": "neighbours",
        "text": "停车占道",
        "ends": "done",
        "agreement": "挪车",
        "area": "TC0101",
        "people": "2",
    }
    refused = client.post("/disputes/scene/", form)
    assert refused.status_code == 422
    assert "停车占道" in refused.content.decode(), "what was typed stays"
    client.post("/disputes/scene/", {**form, "told": "1", "press": "0198c0de-0000-7000-8000-000000000001"})
    row = Dispute.objects.get()
    assert (row.state, row.on_scene, row.matter.area.code, row.matter.state) == ("performed", True, "TC0101", "closed")  # type: ignore[union-attr]
    client.post("/disputes/scene/", {**form, "ends": "none", "told": "1", "way": "court"})
    assert Dispute.objects.filter(state="failed").count() == 1


WILD = (
    "",
    "\x00",
    "x" * 4000,
    "-1",
    "9" * 30,
    "none",
    "2026-13-45",
    "🙂",
    "<script>",
    "0198c0de-0000-7000-8000-000000000001",
)


@pytest.mark.parametrize("name", MOVES)
def test_whatever_is_sent_is_answered_in_words(log_in: LogIn, name: str) -> None:
    row, client = dispute(), log_in(LOGIN)
    names = ("version", "form", "text", "amount", "day", "part", "way", "starts", "minutes", "room", "session", "came",
             "result", "due", "days", "party", "name", "mediator", "interest", "review", "answer", "phone", "looked", "excluded", "type", "source", "people", "sign",
             "facts", "demands", "note", "manner", "kept_for", "asked", "place", "about", "relation", "others", "agent", "power",
             "no_agent", "nation", "consented", "look-performed", "look-nothing")  # fmt: skip
    for wild in WILD:
        answer = client.post(f"/disputes/{row.id}/do/{name}/", dict.fromkeys(names, wild))
        assert answer.status_code == 302, (name, wild)
    assert client.get(f"/disputes/{row.id}/").status_code == 200


def test_wild_forms_and_addresses_are_answered_in_words(log_in: LogIn) -> None:
    matter = make_matter(by=LOGIN, kind="dispute", text="院墙")
    client = log_in(LOGIN)
    for wild in WILD:
        forms = [
            (f"/disputes/new/{matter.id}/", dict.fromkeys([*FORM, "people", "mediation", "side-0", "sign", "excluded", "dialect", "facts", "demands", "nation-0", "agent-0", "power-1"], wild)),
            ("/disputes/scene/", dict.fromkeys(("type", "text", "ends", "area", "people", "amount", "agreed", "manner", "mediation", "sign", "excluded", "press", "told", "way"), wild)),
            ("/disputes/mediators/set/", dict.fromkeys(("who", "since", "kind", "dialect", "standing", "most"), wild)),
            ("/disputes/mediators/end/", {"who": wild}),
        ]  # fmt: skip
        for url, form in forms:
            assert client.post(url, form).status_code in {302, 422}, (url, wild)
        asked = dict.fromkeys(("state", "type", "source", "grade", "only", "days", "page", "dialect"), wild)
        for url in ("/disputes/", "/disputes/rooms/", "/disputes/mediators/"):
            assert client.get(url, asked).status_code == 200, (url, wild)
    assert not Dispute.objects.exists()


def test_a_list_asks_as_much_for_one_as_for_three(log_in: LogIn, django_assert_max_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = log_in(LOGIN)
    agree(dispute())
    client.get("/disputes/")
    counts = []
    for ref in ("", "2", "3"):
        if ref:
            dispute(ref=ref)
        with CaptureQueriesContext(connection) as caught:
            client.get("/disputes/")
        counts.append(len(caught))
    assert len(set(counts)) == 1, counts
