"""Pages of visits, clicked through; a sheet with bad rows; wild input."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import given

from fengqiao.matters.models import Matter
from fengqiao.vault.actions import destroy
from fengqiao.visits import actions
from fengqiao.visits.actions import Found
from fengqiao.visits.models import Origin, Visit, Visitee
from fengqiao.visits.terms import Met
from tests.desk.conftest import LogIn, settled
from tests.desk.test_wild_input import few, forms, sent, some
from tests.visits.helping import ADDRESS, DAY, NAME, PHONE, visitee
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db
NEW = {"tier": "home", "name": NAME, "area": "TC0101", "address": ADDRESS, "phone": PHONE, "officer": "", "point": ""}


def test_registered_gone_to_and_found_out(world: None, log_in: LogIn) -> None:
    desk, officer = log_in("desk.north"), viewer("officer.north")
    assert desk.post(reverse("visitee-new"), {**NEW, "officer": str(officer.staff_id)}).status_code == 302
    row = Visitee.objects.get()
    listed = desk.get(reverse("visits"), {"show": "all"}).content.decode()
    assert "欧***" in listed
    assert all(word not in listed for word in (NAME, PHONE, ADDRESS))
    hers = log_in("officer.north")
    page = hers.get(reverse("visitee", args=[row.id])).content.decode()
    assert PHONE not in page
    round_page = hers.post(
        reverse("visit-round"), {"visitee": str(row.id), "lat": "28.1", "lon": "120.1"}
    ).content.decode()
    assert all(word in round_page for word in (NAME, PHONE, ADDRESS))
    act = reverse("visitee-act", args=[row.id, "visit"])
    card = hers.post(act, {"met": "met", "concern": "quarrel", "version": "1"}, headers={"HX-Request": "true"})
    assert card.status_code == 200
    matter = Matter.objects.get()
    assert reverse("matter", args=[matter.id]) in card.content.decode()
    told = desk.get(reverse("matter", args=[matter.id])).content.decode()
    assert "走访发现" in told
    again = hers.post(act, {"met": "met", "version": "1"}, headers={"HX-Request": "true"})
    assert (again.status_code, again["Content-Type"].split(";")[0]) == (422, "text/plain")
    assert hers.post(act, {"met": ""}).status_code == 422
    assert Visit.objects.count() == 1
    look = reverse("visitee-act", args=[row.id, "look"])
    assert PHONE in hers.post(look, {"purpose": "visit"}).content.decode()
    assert hers.post(look, {"purpose": "curious"}).status_code == 422
    assert hers.post(reverse("visitee-act", args=[row.id, "set"]), {"tier": "home_close", "officer": "", "point": "28.5, 120.5"}).status_code == 302  # fmt: skip
    chief = log_in("chief.north")
    assert (
        chief.post(reverse("visits-hand"), {"visitee": str(row.id), "officer": str(officer.staff_id)}).status_code
        == 302
    )
    assert officer.name in chief.get(reverse("visit-officers")).content.decode()
    assert "欧" not in chief.post(reverse("visits-export") + "?show=all").content.decode("latin-1")
    assert log_in("desk.south").get(reverse("visitee", args=[row.id])).status_code == 404
    assert hers.post(act, {"met": "gone"}, headers={"HX-Request": "true"}).status_code == 200
    assert "姓名地址已删除" in hers.get(reverse("visitee", args=[row.id])).content.decode()


def test_a_sheet_loads_its_good_rows_and_gives_the_bad_ones_back(world: None, log_in: LogIn) -> None:
    desk = log_in("desk.north")
    good = [f'某{n},北一村{n}号,1390000{n:04},北一村,一般住户,员02,"28.1{n:02}, 120.1"' for n in range(40)]
    bad = ["甲,一号,1,哪里,一般住户,,", "乙,二号,1,北一村,天天去,,", "丙,三号,1,北一村,一般住户,没有这人,"]
    text = "\n".join(["户主,地址,联系电话,所在村社,走访档次,走访人,经纬度", *good, *bad])

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("走访.csv", text.encode())

    answer = desk.post(reverse("visits-import"), {"file": file()})
    assert answer.status_code == 422
    assert Visitee.objects.count() == 40
    assert Visitee.objects.filter(officer=viewer("officer.north").staff_id).count() == 40
    back = desk.post(reverse("visits-errors"), {"again": answer.context["again"]})
    assert back["Content-Type"].startswith("application/vnd.openxmlformats")
    desk.post(reverse("visits-import"), {"file": file()})
    assert Visitee.objects.count() == 40
    for odd in (None, SimpleUploadedFile("走访.csv", b"a,b\n1,2"), SimpleUploadedFile("x.xlsx", b"\x00")):
        assert desk.post(reverse("visits-import"), {"file": odd} if odd else {}).status_code == 302


def anything_to(client: Any, url: str, base: dict[str, Any]) -> None:
    @few
    @given(odd=forms(base, tuple(base)))
    def anything(odd: dict[str, Any]) -> None:
        assert sent(client, "post", url, odd).status_code in (200, 422)

    anything()


@pytest.mark.strict_database
def test_wild_input_is_done_or_refused_in_words(world: None, log_in: LogIn) -> None:
    row, client = visitee(officer_id=viewer("desk.north").staff_id), settled(log_in("desk.north"))
    places: dict[str, dict[str, Any]] = {
        reverse("visitee-new"): NEW,
        reverse("visitee-act", args=[row.id, "visit"]): {"met": "met", "concern": "quarrel", "text": "吵架", "version": "1", "quiet": ""},
        reverse("visitee-act", args=[row.id, "set"]): {"tier": "home", "officer": "", "point": "28, 120", "version": "1"},
        reverse("visitee-act", args=[row.id, "look"]): {"purpose": "visit"},
        reverse("visit-round"): {"visitee": str(row.id), "lat": "28.1", "lon": "120"},
        reverse("visits-hand"): {"visitee": str(row.id), "officer": ""},
        reverse("visits-errors"): {"again": "{}"},
    }  # fmt: skip
    for url, base in places.items():
        for field in base:
            for value in some(field + url[-9:-1], 6):
                assert sent(client, "post", url, {**base, field: value}, follow=False).status_code in (200, 302, 422)
        anything_to(client, url, base)
    for field in ("show", "who", "area", "tier", "page"):
        for value in some(field, 3):
            assert sent(client, "get", reverse("visits"), {field: value}).status_code == 200
    assert client.get(reverse("visitee", args=[uuid4()])).status_code == 404


def test_a_matter_of_a_visit_opens_whatever_became_of_the_visit(world: None, log_in: LogIn) -> None:
    """Old rows: no position, no officer, codes that the pack no longer has, destroyed names, an origin that was never written."""
    officer, row = viewer("officer.north"), visitee(point=())
    (matter_id,) = actions.visit(visitee_id=row.id, met=Met.MET, found=[Found("quarrel")], by=officer, at=NOW)
    desk, hers = settled(log_in("desk.north")), settled(log_in("officer.north"))
    matter, page = reverse("matter", args=[matter_id]), reverse("visitee", args=[row.id])

    def all_open(words: str) -> None:
        for client in (desk, hers):
            for address in (matter, page, reverse("visits") + "?show=all", reverse("visit-officers"), "/phone/today/"):
                answer = client.get(address)
                scoped = client is hers and address == page and not Visitee.objects.filter(officer=officer.staff_id)
                assert answer.status_code == (404 if scoped else 200), (words, address)
        assert hers.post("/phone/visits/").status_code in (200, 422), words
        assert hers.post(reverse("visit-round")).status_code in (200, 302), words

    all_open("as it was written")
    Origin.objects.update(concern="of_old")
    Visitee.objects.update(officer=None, tier="of_old", title="")
    all_open("codes that are no more, nobody who visits")
    assert "of_old" in desk.get(matter).content.decode()
    Visitee.objects.update(officer=officer.staff_id, due=NOW.date())
    with transaction.atomic():
        destroy([row.id], at=NOW)
    all_open("names destroyed while it is still visited")
    actions.visit(visitee_id=row.id, met=Met.GONE, by=officer, at=NOW + DAY)
    all_open("closed")
    Origin.objects.all().delete()
    all_open("no origin")
    assert "走访发现" not in desk.get(matter).content.decode()
