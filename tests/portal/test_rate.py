"""A resident rates how it was done: by the slip, once; not solved is said to be done again."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from fengqiao.ledger.models import Event
from fengqiao.matters.models import Entry, Matter
from fengqiao.passes import actions
from tests.matters.helping import again, closed
from tests.world import NOW, viewer


def ended() -> Matter:
    """A matter closed an hour before the moment of these tests."""
    matter = closed()
    Matter.objects.filter(id=matter.id).update(closed_at=NOW - timedelta(hours=1))
    return matter


GOOD = {"responded": "yes", "solved": "yes", "satisfied": "fair", "text": "谢谢"}


def address(matter: Matter) -> str:
    return f"/t/{actions.make_slip(matter_id=matter.id, by=viewer('dispatcher'), at=NOW)}/"


def test_three_questions_once(nobody: Client) -> None:
    matter = ended()
    url = address(matter)
    assert "办得怎么样？" in nobody.get(url).content.decode()
    wrong = nobody.post(f"{url}rate/", {**GOOD, "solved": ""})
    assert (wrong.status_code, "请逐一选择" in wrong.content.decode()) == (422, True)
    assert nobody.post(f"{url}rate/", {**GOOD, "text": "很" * 501}).status_code == 422
    assert not Event.objects.filter(kind="matter.rated").exists()
    done = nobody.post(f"{url}rate/", GOOD, follow=True)
    text = done.content.decode()
    assert "您的评议已经记下" in text
    assert "办得怎么样？" not in text
    entry = Entry.objects.get(move="rate")
    assert (entry.codes["asked_by"], entry.codes["satisfied"], entry.text) == ("slip", "fair", "谢谢")
    once_more = nobody.post(f"{url}rate/", GOOD, follow=True).content.decode()
    assert "已经评议过了" in once_more
    assert Event.objects.filter(kind="matter.rated").count() == 1


def test_not_solved_is_done_again(nobody: Client) -> None:
    matter = ended()
    text = nobody.post(f"{address(matter)}rate/", {**GOOD, "solved": "no"}, follow=True).content.decode()
    assert "已经重新交办，由别人来办" in text
    assert "重新办理" in text
    assert again(matter).state == "offered"


def test_without_a_slip_there_is_nothing_to_rate(nobody: Client) -> None:
    ended()
    assert nobody.post(f"/t/{'x' * 24}/rate/", GOOD).status_code == 404
    assert nobody.post("/portal/track/rate/", GOOD).url == "/portal/track/"
    assert not Event.objects.filter(kind="matter.rated").exists()
