"""A reply owes a word to whatever was asked for: answered, or why not."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.actions import answering
from fengqiao.matters.models import Entry, Matter
from fengqiao.matters.queries import demands_of
from fengqiao.matters.rules.demanding import Asked, Tally, tally_of, why_not_send
from fengqiao.matters.terms import Channel, Door
from fengqiao.rulebook.queries import pack_of
from tests.matters.helping import again, later, working
from tests.matters.test_joining import joined
from tests.world import make_matter, viewer

TOLD = "北一村口路灯坏了半个月。请问路灯什么时候修好？另外后山的垃圾堆了很久，希望尽快清运。难道没人管吗？"
LAMPS, ALL = "路灯已报供电公司，预计11月30日前修好。", "路灯预计11月30日前修好；后山垃圾今日清运。"


def counted() -> dict[str, int]:
    event = Event.objects.filter(kind="matter.replied").order_by("-id").first()
    assert event is not None
    return {name: event.measures[name] for name in Tally.__slots__}


def reply(matter: Matter, text: str, reasons: dict[str, str] | None, hours: int = 1) -> None:
    by = viewer("handler.urban")
    actions.reply(matter_id=matter.id, text=text, channel=Channel.PHONE, reasons=reasons, by=by, at=later(hours=hours))


def test_each_demand_is_answered_or_declined_once(world: None) -> None:
    matter = working(text=TOLD)
    lamps, rubbish = demands_of(matter)
    assert [each.settled for each in (lamps, rubbish)] == [False, False]
    for given in ({}, {lamps.key: "no_basis"}, {rubbish.key: "because"}, {rubbish.key: ""}):
        with pytest.raises(Problem) as refused:
            reply(matter, LAMPS, given)
        assert refused.value.code == ("demand-reason" if "because" in given.values() else "demand-open")
    assert not Entry.objects.filter(matter=matter, move="reply").exists()
    reply(matter, LAMPS, {rubbish.key: "not_ours", "of another": "no_basis"})
    entry = Entry.objects.get(matter=matter, move="reply")
    assert entry.codes == {"channel": "phone", "demands": {rubbish.key: "not_ours"}}
    assert counted() == {"demands": 2, "answered": 1, "declined": 1, "vouched": 0, "open": 0}
    event = Event.objects.get(kind="matter.replied")
    assert "垃圾" not in str([event.attributes, event.measures])
    # What was said once is not asked for again, and the words of the first reply count.
    assert [(each.found, each.reason) for each in demands_of(again(matter), "已回访")] == [
        (True, ""),
        (False, "not_ours"),
    ]
    reply(matter, "已电话回访。", {}, hours=2)
    assert counted()["declined"] == 1


def test_a_door_that_cannot_ask_is_not_stopped_but_counted(world: None) -> None:
    matter = working(text=TOLD)
    reply(matter, LAMPS, None)
    assert counted() == {"demands": 2, "answered": 1, "declined": 0, "vouched": 0, "open": 1}


def test_somebody_may_hold_that_it_is_answered_or_was_never_asked_for(world: None) -> None:
    matter = working(text=TOLD)
    lamps, rubbish = demands_of(matter)
    reply(matter, "一并安排了。", {lamps.key: "face_to_face", rubbish.key: "no_demand"})
    assert counted() == {"demands": 1, "answered": 1, "declined": 0, "vouched": 1, "open": 0}


def test_an_edition_without_such_reasons_asks_for_nothing(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    matter, hold = working(text=TOLD), answering.hold

    def older(*args: object) -> object:
        held = hold(*args)  # type: ignore[arg-type]
        reasons = MappingProxyType(
            {use: each for use, each in held.pack.reasons.items() if use is not ReasonUse.DEMAND}
        )
        return replace(held, pack=replace(held.pack, reasons=reasons))

    monkeypatch.setattr(answering, "hold", older)
    reply(matter, "已转告。", {})
    assert "demands" not in Event.objects.get(kind="matter.replied").measures


def test_what_several_people_ask_for_is_asked_once_and_the_number_stays(world: None) -> None:
    matter = working(text=TOLD)
    first = demands_of(matter)
    joined(matter, text=f"我也要说：{TOLD}请问公交车站何时建？")
    assert [each.key for each in demands_of(again(matter))][:2] == [each.key for each in first]
    assert len(demands_of(again(matter))) == 3


def test_the_reasons_of_the_pack_are_counted_by_what_they_mean(world: None) -> None:
    reasons = pack_of(make_matter(door=Door.PHONE).edition_id).pack.reasons[ReasonUse.DEMAND]
    asked = [Asked("a", "", found=True), Asked("b", "", found=False), Asked("c", "", found=False, reason="told_before")]
    assert why_not_send(asked, {"b": "said"}, reasons) is None
    assert tally_of(asked, {"b": "said"}, reasons) == Tally(3, 2, 1, 1, 0)
    assert tally_of(asked, {}, reasons) == Tally(3, 1, 1, 0, 1)
