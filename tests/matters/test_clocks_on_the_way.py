"""The clocks beside signing and finishing: what starts and stops them, and that the matter's own date stays theirs."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Matter
from fengqiao.matters.terms import Channel, TaskRole
from tests.matters.helping import FIGHT, again, end, helped, later, share, unit, working
from tests.world import NOW, make_matter, viewer


def running(matter: Matter) -> set[str]:
    return set(Clock.objects.filter(matter=matter, stopped_at__isnull=True).values_list("code", flat=True))


def test_the_first_answer_is_the_first_contact_and_the_answer_after_closing_the_visit(world: None) -> None:
    matter, by = working(), viewer("handler.urban")
    assert running(matter) == {"contact", "finish"}
    actions.reply(matter_id=matter.id, text="已电话联系", channel=Channel.PHONE, by=by, at=later(hours=2))
    assert Clock.objects.get(matter=matter, code="contact").stopped_at == later(hours=2)
    end(matter, later(hours=3))
    assert (running(matter), again(matter).due_at) == ({"revisit"}, None)
    actions.reply(matter_id=matter.id, text="已回访", channel=Channel.PHONE, by=by, at=later(hours=4))
    assert running(matter) == set()


def test_reopening_ends_the_visit_and_the_next_signature_starts_the_contact_again(world: None) -> None:
    matter = working()
    end(matter, later(hours=3))
    by, at = viewer("dispatcher"), later(hours=4)
    actions.reopen(matter_id=matter.id, reason="new_facts", text="没有解决", by=by, at=at)
    assert running(matter) == {"accept", "finish"}
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=later(hours=5))
    assert running(matter) == {"contact", "finish"}


def test_a_new_lead_goes_on_with_the_contact_that_runs(world: None) -> None:
    matter = working()
    first = Clock.objects.get(matter=matter, code="contact")
    by = viewer("handler.urban")
    actions.give_back(matter_id=matter.id, reason="not_our_duty", text="不是", by=by, at=later(hours=1))
    actions.route(
        matter_id=matter.id, unit_id=unit("dept.urban"), reason="是", by=viewer("dispatcher"), at=later(hours=2)
    )
    actions.accept(matter_id=matter.id, by=by, at=later(hours=3))
    assert Clock.objects.get(matter=matter, code="contact") == first


def test_a_helpers_share_has_its_own_clock_that_is_not_the_matters_date(world: None) -> None:
    matter = helped()
    helper = share(matter, TaskRole.HELPER)
    clock = Clock.objects.get(task_id=helper.id, code="help")
    assert again(matter).due_at == Clock.objects.get(matter=matter, code="finish").due_at
    by, at = viewer("handler.housing"), later(days=1)
    actions.finish_task(matter_id=matter.id, text="已办", uploads=[], by=by, at=at)
    assert Clock.objects.get(id=clock.id).stopped_at == at


def test_an_emergency_arrives_and_reports_back_by_its_steps(world: None) -> None:
    matter, by = make_matter(by="dispatcher", **FIGHT), viewer("desk.north")
    actions.accept(matter_id=matter.id, by=by, at=NOW + timedelta(seconds=30))
    assert running(matter) == {"arrive", "feedback", "finish"}
    for step, minutes, left in (("arrive", 8, {"feedback", "finish"}), ("feedback", 40, {"finish"})):
        at = NOW + timedelta(minutes=minutes)
        actions.progress(matter_id=matter.id, text="到了", uploads=[], step=step, by=by, at=at)
        assert running(matter) == left


def test_a_step_that_is_passed_over_was_come_to(world: None) -> None:
    matter, by = make_matter(by="dispatcher", **FIGHT), viewer("desk.north")
    actions.accept(matter_id=matter.id, by=by, at=NOW)
    actions.progress(matter_id=matter.id, text="处置", uploads=[], step="handle", by=by, at=NOW)
    assert running(matter) == {"feedback", "finish"}
