"""Dates in words."""

import datetime as dt

import pytest

from fengqiao.look import moments
from tests.look.sample import NOW, SHANGHAI, at


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(21, 14, 5), "11月21日 周六 14:05"),
        (dt.datetime(2026, 11, 21, 6, 5, tzinfo=dt.UTC), "11月21日 周六 14:05"),
        (dt.date(2026, 1, 5), "1月5日 周一"),
        (dt.datetime(2025, 3, 8, 8, 5, tzinfo=SHANGHAI), "2025年3月8日 周六 08:05"),
        (dt.date(2027, 1, 1), "2027年1月1日 周五"),
    ],
)
def test_a_moment_is_said_in_local_time_and_with_the_year_when_it_is_another_year(moment, said):
    assert moments.absolute(moment, NOW) == said


def test_without_now_the_year_is_always_said():
    assert moments.absolute(at(21, 14, 5), None) == "2026年11月21日 周六 14:05"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "刚刚"), (-59, "刚刚"), (30, "马上"), (-60, "1 分钟前"), (3599, "59 分钟后"), (-3600, "1 小时前"),
        (-86399, "23 小时前"), (86400, "1 天后"), (-86400 * 40, "40 天前"),
    ],
)  # fmt: skip
def test_distance_is_said_in_one_unit_rounded_down(seconds, said):
    assert moments.relative(NOW + dt.timedelta(seconds=seconds), NOW) == said


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0"), (999, "999"), (1234567, "1\u202f234\u202f567"), (-1234, "-1\u202f234"), (2.5, "2.5")]
)
def test_thousands_are_parted_by_a_thin_space(number, said):
    assert moments.grouped(number) == said
