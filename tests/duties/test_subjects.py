"""What an activity is about: one line, nobody's name, on every page that shows it, gone with its term."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fengqiao.duties import actions
from fengqiao.duties.jobs import destroy_minutes
from fengqiao.duties.models import Activity
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import Freq, Moved
from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import system_viewer
from tests.duties.helping import HOUR, activity, new
from tests.matters.helping import refused
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db
WORDS = "学习四中全会公报，村口大樟树下集合"
TERM = timedelta(days=31 * 36)


def test_one_line_without_private_data(world: None) -> None:
    assert activity(subject=f"  {WORDS}\x00 ").subject == WORDS
    assert activity(subject="字" * 60).subject == "字" * 60
    for text, why in (
        ("字" * 61, "duty-subject"),
        ("一行\n两行", "duty-subject"),
        ("找张三，电话 13957012345", "duty-private"),
    ):
        with refused(why):
            activity(subject=text)
    assert not any(WORDS[:6] in str((each.attributes, each.measures)) for each in Event.objects.all())


def test_a_series_copies_it(world: None) -> None:
    rule, desk = Recurrence(Freq.WEEKLY, 1, Moved.STAYS, date(2026, 9, 1), date(2026, 9, 30)), viewer("desk.north")
    _first, made = actions.plan_series(new=new(subject=WORDS), rule=rule, hosts=[], by=desk, at=NOW)
    assert list(Activity.objects.filter(series=made).values_list("subject", flat=True)) == [WORDS] * 4
    rule = Recurrence(Freq.QUARTERLY, 10, Moved.STAYS, date(2026, 9, 1), date(2027, 6, 30))
    first, made = actions.plan_series(new=new(subject=WORDS), rule=rule, hosts=[], by=desk, at=NOW)
    assert Activity.objects.get(id=first).series.freq == "quarterly"  # type: ignore[union-attr]
    assert [row.starts.month for row in Activity.objects.filter(series=made).order_by("starts")] == [9, 12, 3, 6]


def test_it_goes_with_its_term(world: None) -> None:
    system = system_viewer(at=NOW)
    assert system
    row, later = activity(subject=WORDS), activity(subject=WORDS, starts=NOW + 50 * HOUR, ends=NOW + 51 * HOUR)
    assert destroy_minutes(by=system, now=row.starts + TERM) == 0
    assert destroy_minutes(by=system, now=row.starts + TERM + HOUR) == 1
    assert [Activity.objects.get(id=each.id).subject for each in (row, later)] == ["", WORDS]
    assert Event.objects.get(kind="duty.forgotten").measures == {"subjects": 1}


def test_it_goes_with_the_minutes(world: None) -> None:
    row, desk, system = activity(subject=WORDS), viewer("desk.north"), system_viewer(at=NOW)
    assert system
    actions.write_minutes(activity_id=row.id, text="议题", by=desk, at=row.starts)
    assert destroy_minutes(by=system, now=row.starts + TERM + HOUR) == 1
    assert Activity.objects.get(id=row.id).subject == ""
