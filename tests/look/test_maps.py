"""The county map: classes and fitting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.look import maps
from tests.look.sample import AREAS, VALUES

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
numbers = st.lists(st.integers(0, 500), min_size=1, max_size=60)


def test_five_values_make_five_classes():
    assert maps.breaks([5, 1, 3, 2, 4]) == (1, 2, 3, 4, 5)


def test_ten_values_are_two_to_a_class():
    bounds = maps.breaks(range(10))
    assert bounds == (1, 3, 5, 7, 9)
    assert [maps.shade(v, bounds) for v in range(10)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_equal_values_are_one_class_in_the_middle():
    assert maps.breaks([7, 7, 7]) == (7,)
    assert maps.shade(7, (7,)) == 3


def test_fewer_values_than_classes_use_the_darker_ones():
    bounds = maps.breaks([1, 9])
    assert [maps.shade(v, bounds) for v in (1, 9)] == [4, 5]


@given(numbers)
def test_a_larger_value_is_never_lighter_and_the_largest_is_in_the_last_class(values):
    bounds = maps.breaks(values)
    shades = [maps.shade(v, bounds) for v in sorted(values)]
    assert shades == sorted(shades)
    assert all(1 <= s <= 5 for s in shades)
    assert len(bounds) == 1 or shades[-1] == 5


def test_the_middle_of_a_square_is_its_centre_either_way_round():
    assert maps.middle(SQUARE) == pytest.approx((5, 5))
    assert maps.middle(SQUARE[::-1]) == pytest.approx((5, 5))


def test_a_line_has_the_mean_of_its_corners():
    assert maps.middle(((0.0, 0.0), (4.0, 0.0), (8.0, 0.0))) == (4, 0)


def test_no_data_is_hatched_and_nought_is_not():
    drawing = maps.draw(AREAS, VALUES)
    shades = {shape.name: shape.shade for shape in drawing.shapes}
    assert shades == {"城关镇": 5, "石桥镇": 4, "云岭镇": 3, "溪口镇": 2, "竹溪乡": 1, "柳坪乡": 0}
    assert drawing.gaps


def test_every_corner_is_inside_the_picture():
    drawing = maps.draw(AREAS, VALUES)
    corners = [tuple(map(float, p.split(","))) for s in drawing.shapes for p in s.points.split()]
    assert min(x for x, _ in corners) == maps.MARGIN
    assert max(x for x, _ in corners) == maps.WIDTH - maps.MARGIN
    assert min(y for _, y in corners) == maps.MARGIN
    assert max(y for _, y in corners) == drawing.height - maps.MARGIN


def test_north_up_turns_the_picture_over():
    area = maps.Area("A", "甲", ((0, 0), (10, 0), (10, 5)))
    down, up = maps.draw([area], {}), maps.draw([area], {}, north_up=True)
    assert down.shapes[0].points == "10,10 630,10 630,320"
    assert up.shapes[0].points == "10,320 630,320 630,10"


def test_a_label_of_ones_own_is_kept():
    area = maps.Area("A", "甲", SQUARE, label=(10.0, 0.0))
    assert (maps.draw([area], {"A": 1}).shapes[0].x, maps.draw([area], {"A": 1}).shapes[0].y) == (630, 10)


def test_the_legend_names_what_each_class_holds():
    legend = maps.draw(AREAS, {"FX01": 9, "FX02": 9, "FX03": 1}).legend
    assert [(step.shade, step.low, step.high) for step in legend] == [(4, 1, 1), (5, 9, 9)]


def test_a_map_of_nothing_is_empty():
    assert maps.draw([], {}).shapes == ()
