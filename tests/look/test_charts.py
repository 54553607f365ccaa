"""Charts as data."""

import json

import pytest

from fengqiao.look import charts


def test_bars_keep_the_order_and_carry_their_links():
    chart = charts.bars(["甲", "乙"], {"件数": [3, None]}, name="乡镇", links=["/a", "/b"])
    assert chart.option["yAxis"]["data"] == ["甲", "乙"]
    assert chart.option["series"][0]["data"] == [{"value": 3, "link": "/a"}, {"value": None, "link": "/b"}]
    assert chart.head == ("乡镇", "件数")
    assert chart.rows == (("甲", (3,)), ("乙", (None,)))


def test_the_line_to_compare_with_is_dashed_and_grey():
    this, last = charts.lines(["1月"], {"今年": [1], "去年": [2]}, compare="去年").option["series"]
    assert "color" not in this
    assert last["color"] == "token:grey"
    assert last["lineStyle"]["type"] == "dashed"


def test_columns_stack_and_take_their_tone():
    series = charts.stacked(["1月"], {"按时": [1], "超期": [2]}, tones={"超期": "red"}).option["series"]
    assert [item.get("color") for item in series] == [None, "token:red"]
    assert {item["stack"] for item in series} == {"whole"}


@pytest.mark.parametrize("build", [charts.bars, charts.lines, charts.stacked])
def test_a_series_of_another_length_is_refused(build):
    with pytest.raises(ValueError, match="'乙' has 1 figures for 2 labels"):
        build(["a", "b"], {"乙": [1]})


@pytest.mark.parametrize("build", [charts.bars, charts.lines, charts.stacked])
def test_an_option_can_be_written_as_json_and_holds_no_colour_of_its_own(build):
    text = json.dumps(build(["a"], {"s": [1]}).option)
    assert "#" not in text


def test_lines_that_end_together_have_a_legend_instead_of_words_on_one_another() -> None:
    apart = charts.lines(["1", "2"], {"受理": [0, 12], "办结": [3, 10]}).option
    together = charts.lines(["1", "2"], {"受理": [12, 1], "办结": [3, 0]}).option
    assert (apart["legend"]["show"], apart["series"][0]["endLabel"]["show"]) == (False, True)
    assert (together["legend"]["show"], together["series"][0]["endLabel"]["show"]) == (True, False)
