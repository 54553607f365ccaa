"""Hand-overs on the page of an activity, and what the page of phones is told of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.duties import actions
from fengqiao.duties.models import Seat, SeatOffer
from tests.desk.conftest import LogIn
from tests.desk.test_duties import said
from tests.duties.helping import HOUR, activity, volunteers
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db


def test_a_place_is_handed_on_by_the_page(world: None, log_in: LogIn) -> None:
    volunteers(2)
    row, one, other = activity(), viewer("v0"), viewer("v1")
    url, giver, receiver = f"/duties/{row.id}/", log_in("volunteer"), log_in("v0")
    assert "交给别人" not in said(giver, url)
    actions.sign_up(activity_id=row.id, by=viewer("volunteer"), at=NOW)
    assert "交给别人" in said(giver, url)
    assert "请先从列表里选一项" in said(giver, f"{url}hand-offer/", {"to": "x"}, status=422)
    assert "已请对方接手" in said(giver, f"{url}hand-offer/", {"to": str(one.staff_id)})
    offer = str(SeatOffer.objects.get().id)
    assert f"已请 {one.name} 接手" in said(giver, url)
    assert "请您接手这次勤务" in said(receiver, url)
    page = said(receiver, url)
    assert page.count("btn-primary btn-lg") == 1, "signing up does not stand beside it"
    assert f"请 {one.name} 接手，还没有答复" in said(log_in("desk.north"), url)
    assert "请您接手" not in said(log_in("v1"), url)
    assert "不是请您接手" in said(log_in("v1"), f"{url}hand-take/", {"offer": offer}, status=422)
    assert "勤务请您接手" in said(receiver, "/notices/")
    assert "已回复不接" in said(receiver, f"{url}hand-decline/", {"offer": offer})
    said(giver, f"{url}hand-offer/", {"to": str(other.staff_id)})
    again = SeatOffer.objects.get(state="open")
    assert "已收回" in said(giver, f"{url}hand-withdraw/", {"offer": str(again.id)})
    said(giver, f"{url}hand-offer/", {"to": str(one.staff_id)})
    last = SeatOffer.objects.get(state="open")
    assert "已接手，这次由您去" in said(receiver, f"{url}hand-take/", {"offer": str(last.id)})
    assert Seat.objects.get(staff=one.staff_id).state == "in"
    assert "交给别人" not in said(giver, url)


def test_the_phone_is_told_of_both_sides_with_as_many_queries_for_one_as_for_three(world: None, log_in: LogIn) -> None:
    volunteers(2)
    by, one = viewer("volunteer"), viewer("v0")
    giver, receiver = log_in("volunteer"), log_in("v0")
    counts = []
    for place in range(3):
        row = activity(starts=NOW + (3 * place + 1) * HOUR, ends=NOW + (3 * place + 2) * HOUR)
        actions.sign_up(activity_id=row.id, by=by, at=NOW)
        actions.offer_place(activity_id=row.id, to=one.staff_id, by=by, at=NOW)
        for client in (giver, receiver):
            client.get("/phone/today/")
        with CaptureQueriesContext(connection) as asked:
            told = receiver.get("/phone/today/").json()
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
    assert [(each["from"], each["task"]["ways"], len(each["task"]["bounds"]) > 0) for each in told["asked"]] == [
        (by.name, ["place", "code", "list"], True)
    ] * 3  # fmt: skip
    own = giver.get("/phone/today/").json()["activities"]
    assert {each["hand"]["asked"]["name"] for each in own} == {one.name}
    assert viewer("v1").name in {mate["name"] for mate in own[0]["hand"]["mates"]}
    assert by.name not in {mate["name"] for mate in own[0]["hand"]["mates"]}
