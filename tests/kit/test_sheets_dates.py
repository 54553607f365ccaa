"""Moments as they are written in sheets."""

from __future__ import annotations

import contextlib
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import parse_moment

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2019/4/25 9:32:09", "2019-04-25T09:32:09"),
        ("2019-04-25 09:32", "2019-04-25T09:32:00"),
        ("2019-04-25", "2019-04-25T00:00:00"),
        ("2019.4.25", "2019-04-25T00:00:00"),
        (" 2019 / 4 / 25 \n", "2019-04-25T00:00:00"),
        ("2019年4月25日 9时32分", "2019-04-25T09:32:00"),
        ("2019年4月25日9时32分5秒", "2019-04-25T09:32:05"),
        ("2019年4月25号 9点", "2019-04-25T09:00:00"),
        ("2019年04月25日 09:32:09", "2019-04-25T09:32:09"),
        ("2019年4月25日星期四 9:32", "2019-04-25T09:32:00"),
        ("2019-04-25（周四）", "2019-04-25T00:00:00"),
        ("20190425", "2019-04-25T00:00:00"),
        ("201904250932", "2019-04-25T09:32:00"),
        ("20190425093209", "2019-04-25T09:32:09"),
        (20190425.0, "2019-04-25T00:00:00"),
        (20190425, "2019-04-25T00:00:00"),
        ("２０１９／４／２５　９：３２：０９", "2019-04-25T09:32:09"),
        ("２０１９年４月２５日", "2019-04-25T00:00:00"),
        ("2019/4/25 上午 9:32:09", "2019-04-25T09:32:09"),
        ("2019/4/25 上午12:10", "2019-04-25T00:10:00"),
        ("2019年4月25日下午3时5分", "2019-04-25T15:05:00"),
        ("2019/4/25 下午 12:10", "2019-04-25T12:10:00"),
        ("2019/4/25 下午 14:05", "2019-04-25T14:05:00"),
        ("2019/4/25 中午 12:10", "2019-04-25T12:10:00"),
        ("2019/4/25 中午 1:10", "2019-04-25T13:10:00"),
        ("2019/4/25 凌晨 2:10", "2019-04-25T02:10:00"),
        ("2019/4/25 晚上 8点", "2019-04-25T20:00:00"),
        ("2019/4/25 9:32 PM", "2019-04-25T21:32:00"),
        ("2019/4/25 12:32 am", "2019-04-25T00:32:00"),
        ("2019-4-25 24:00", "2019-04-26T00:00:00"),
        ("2019-04-25T09:32:09.123", "2019-04-25T09:32:09"),
        ("2019-04-25T01:32:09Z", "2019-04-25T09:32:09"),
        ("2019-04-25T10:32:09+0900", "2019-04-25T09:32:09"),
        (43580, "2019-04-25T00:00:00"),
        (43580.39732638889, "2019-04-25T09:32:09"),
        ("43580.39732638889", "2019-04-25T09:32:09"),
        (dt.date(2019, 4, 25), "2019-04-25T00:00:00"),
        (dt.datetime(2019, 4, 25, 9, 32, 9), "2019-04-25T09:32:09"),
        (dt.datetime(2019, 4, 25, 9, 32, 8, 999_000), "2019-04-25T09:32:09"),
        (dt.datetime(2019, 4, 25, 1, 32, 9, tzinfo=dt.UTC), "2019-04-25T09:32:09"),
    ],
)
def test_moment_is_read_in_the_zone_given(value: object, iso: str) -> None:
    assert parse_moment(value, CHINA).isoformat() == iso + "+08:00"


@pytest.mark.parametrize(
    "value",
    [
        "昨天",
        "19/4/25",
        "25/4/2019",
        "4/25/2019",
        "2019-4/25",
        "2019年4月",
        "2019-02-30",
        "2019-13-01",
        "20190431",
        "2019-04-25 9",
        "2019-04-25 25:00",
        "2019-04-25 24:01",
        "2019-04-25 9:60",
        "2019-04-25 上午 15:00",
        "2019-04-25 晚上 12:00",
        "2019-04-25 下午 3:00 PM",
        "2019-04-25 9:32 起",
        "0019-04-25",
        "13900001111",
        "2549",
        2549.0,
        80000.0,
        -1.0,
        True,
        dt.time(9, 32),
        dt.datetime.max,
        "2019-04-25 9:32" + " " * 50_000 + "x",
        "9" * 100_000,
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_moment_is_refused_with_its_words(value: object) -> None:
    with pytest.raises(Problem, match="读不出日期") as refused:
        parse_moment(value, CHINA)
    assert refused.value.code == "date-unreadable"
    assert len(str(refused.value.params["value"])) <= 41


@pytest.mark.parametrize("value", [None, "", " \t\n", float("nan"), float("inf")])
def test_an_empty_cell_is_refused_as_missing(value: object) -> None:
    with pytest.raises(Problem, match="没有填写日期") as refused:
        parse_moment(value, CHINA)
    assert refused.value.code == "date-unreadable"


MOMENTS = st.datetimes(dt.datetime(1980, 1, 1), dt.datetime(2099, 12, 31, 23, 59, 59)).map(
    lambda moment: moment.replace(microsecond=0)
)
FORMATS = (
    "{0:%Y}/{0.month}/{0.day} {0.hour}:{0:%M}:{0:%S}",
    "{0:%Y-%m-%d %H:%M:%S}",
    "{0:%Y-%m-%dT%H:%M:%S}",
    "{0:%Y}年{0.month}月{0.day}日 {0.hour}时{0.minute}分{0.second}秒",
    "{0:%Y%m%d%H%M%S}",
    "{0:%Y.%m.%d %H:%M:%S}",
    "{0:%Y-%m-%d} {1} {2}:{0:%M}:{0:%S}",
)
FULL_WIDTH = str.maketrans("0123456789:/-", "０１２３４５６７８９：／－")


@given(moment=MOMENTS, form=st.sampled_from(FORMATS), wide=st.booleans())
def test_every_form_reads_back_to_the_same_moment(moment: dt.datetime, form: str, *, wide: bool) -> None:
    part = "下午" if moment.hour >= 12 else "上午"
    text = form.format(moment, part, moment.hour % 12 or 12)
    if wide:
        text = text.translate(FULL_WIDTH)
    assert parse_moment(text, CHINA) == moment.replace(tzinfo=CHINA)


@given(moment=MOMENTS)
def test_excel_serial_numbers_read_back_to_the_second(moment: dt.datetime) -> None:
    serial = (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    assert parse_moment(serial, CHINA) == moment.replace(tzinfo=CHINA)
    assert parse_moment(str(serial), CHINA) == moment.replace(tzinfo=CHINA)


@given(value=st.text(max_size=80) | st.floats() | st.integers() | st.datetimes() | st.dates() | st.booleans())
def test_any_value_is_an_aware_moment_or_refused(value: object) -> None:
    found: tuple[object, ...] = ()
    with contextlib.suppress(Problem):
        moment = parse_moment(value, CHINA)
        found = (moment.tzinfo, moment.microsecond)
    assert found in {(), (CHINA, 0)}
