"""The flow picture: bands as thick as they are many, ends that hold all of them."""

from fengqiao.look.flows import THICKEST, flow_picture


def test_ends_are_as_tall_as_what_goes_through_them() -> None:
    picture = flow_picture([("甲", "丙", 30), ("甲", "丁", 10), ("乙", "丙", 20)])
    sums = {(node.name, node.count): node.height for node in picture.nodes}
    assert [name for name, _ in sums] == ["甲", "乙", "丙", "丁"]
    assert round(sums["甲", 40] - 2 * sums["乙", 20]) == 0
    assert sums["丙", 50] > sums["甲", 40] > sums["丁", 10]
    assert [(band.old, band.new, band.count) for band in picture.bands] == [
        ("甲", "丙", 30),
        ("甲", "丁", 10),
        ("乙", "丙", 20),
    ]
    assert picture.height <= 361


def test_few_do_not_fill_the_picture_and_none_is_empty() -> None:
    assert flow_picture([("甲", "乙", 1)]).nodes[0].height == THICKEST
    assert flow_picture([]).bands == ()
