"""The job that gathers matters about the same thing: open ones of the last months, never sealed ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.matters import jobs
from fengqiao.matters.models import Gathered, Matter, Sign
from tests.world import NOW, area, make_matter

SAME = {"title": "柳河新村停水三天没人管", "text": "柳河新村从周一开始停水，物业说水泵坏了。"}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, world: None) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def made(ref: str, days: int = 1, **over: object) -> Matter:
    at = NOW - timedelta(days=days)
    return make_matter(at=at, told_at=at, outside_ref=ref, **{**SAME, **over})


def test_matters_about_the_same_thing_share_the_group_of_the_earliest() -> None:
    first, second = made("a", 3), made("b", 2)
    made("c", 1, title="路灯不亮", text="大坪村主路路灯坏了半年，晚上走路不安全。")
    made("e", 1, area_id=area("TC0201"))
    assert jobs.gather_alike() == 2
    assert set(Gathered.objects.values_list("matter_id", "group")) == {(first.id, first.id), (second.id, first.id)}


def test_old_sealed_and_merged_matters_are_left_out() -> None:
    made("a", 100)
    made("b", kind="clue")
    merged = made("c")
    Matter.objects.filter(id=merged.id).update(merged_into=made("d"))
    assert jobs.gather_alike() == 0


def test_what_is_gathered_again_replaces_what_was() -> None:
    made("a", 3), made("b", 2)
    jobs.gather_alike()
    Matter.objects.all().update(received_at=NOW - timedelta(days=100))
    jobs.gather_alike()
    assert not Gathered.objects.exists()


def test_matters_without_signs_are_given_theirs() -> None:
    matter = made("a")
    Sign.objects.all().delete()
    jobs.gather_alike()
    assert Sign.objects.filter(matter=matter).exists()
