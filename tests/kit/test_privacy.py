"""Private data in free text: what is found, what is left alone, what the masked text looks like. All people are invented."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.private_text import labelled, score
from fengqiao.kit.privacy import PrivateKind, find_private, masked


def kinds(text: str) -> list[tuple[str, str]]:
    return [(span.kind.value, span.of(text)) for span in find_private(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我叫张伟，想问户口的事", "我叫张*，想问户口的事"),
        ("联系人：欧阳修远", "联系人：欧阳**"),
        ("村民李建国和王丽打架", "村民李**和王*打架"),
        ("手机13800001234", "手机138****1234"),
        ("手机 138 0000 1234", "手机 138 **** 1234"),
        ("手机１３８００００１２３４", "手机１３８****１２３４"),
        ("打一三九零零零零一二三四找我", "打一三九****一二三四找我"),
        ("座机0576-88881234", "座机0576-********"),
        ("座机(0576)88881234", "座机(0576)********"),
        ("座机010-88881234", "座机010-********"),
        ("身份证330702199003071233", "身份证330*************33"),
        ("身份证 330702 19900307 1233", "身份证 330*** ******** **33"),
        ("身份证330702900307123", "身份证330**********23"),
        ("卡号6222021234567890128", "卡号***************0128"),
        ("邮箱lin.da@example.com", "邮箱l*****@example.com"),
        ("微信号xi_12345", "微信号x*******"),
        ("QQ：123456789", "QQ：1********"),
        ("浙A·12345撞了人", "浙A·*****撞了人"),
        ("住幸福路12号3栋2单元501室", "住幸福路**号*栋*单元***室"),
        ("護照E12345678", "護照E********"),
    ],
)
def test_what_masking_leaves_to_be_read(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "高山白云下张贴告示，周末黄金方便马路金额王府井",
        "张女士和李所长说，王师傅、老王、小李都来了",
        "王家村、刘家湾水库、周家坝、高桥镇、马王堆、王府井大街",
        "我是高中老师，我是农民，我是业主",
        "请拨打110或12345，也可以打96345",
        "订单编号：13800001234",
        "2026年11月25日下午3点，第3号通知，共有12栋楼，5月3号开会",
        "张某某、李某与王某发生口角",
        "群众反映路灯不亮，居民区噪音大，业主都是老人",
        "",
    ],
)
def test_what_is_nobodys_is_left_alone(text: str) -> None:
    assert kinds(text) == []
    assert masked(text) == text


def test_a_name_once_sure_is_found_wherever_it_stands() -> None:
    text = "投诉人赵海涛。昨天赵海涛说了三次，都没人理赵海涛"
    assert [span.start for span in find_private(text)] == [3, 9, 21]


def test_a_number_with_a_true_check_digit_is_surer_than_one_without() -> None:
    true, false = find_private("330702199003071233")[0], find_private("330702199003071232")[0]
    assert (true.kind, true.confidence, false.confidence) == (PrivateKind.IDENTITY, 0.99, 0.7)


def test_what_is_less_sure_can_be_left_out() -> None:
    text = "身份证330702199003071233，他被刘志强打了"
    assert [span.kind for span in find_private(text, least=0.9)] == [PrivateKind.IDENTITY]


PIECES = st.sampled_from(
    ["我叫", "张伟", "欧阳修远", "，", "。", "\n", "手机", "13800001234", "０５７６－８８８８１２３４", "330702199003071233", "住", "幸福路",
     "12号", "3栋2单元501室", "QQ", "123456", "微信abc_123", "a.b@example.com", "浙A12345", "先生", "和", "*", "138****1234", "李", "𠮷", "王家村", " "]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_masking_keeps_the_length_settles_at_once_and_spans_stand_apart(text: str) -> None:
    spans = find_private(text)
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert masked(hidden) == hidden
    assert all(one.end <= two.start for one, two in pairwise(spans))
    touched = {place for span in spans for place in range(span.start, span.end)}
    once = masked(text, spans)
    assert all(once[i] == text[i] for i in range(len(text)) if i not in touched)


def test_precision_and_recall_on_sentences_labelled_by_hand_do_not_sink() -> None:
    marked, found, right, _ = score()
    precision = {kind: right[kind] / found[kind] for kind in found}
    recall = {kind: right[kind] / marked[kind] for kind in marked}
    names = PrivateKind.PERSON.value
    assert len(labelled()) >= 150
    assert {kind for kind in marked if kind != names and recall[kind] < 1} == set()
    assert {kind for kind in found if kind != names and precision[kind] < 1} == set()
    assert precision[names] >= 0.97
    assert recall[names] >= 0.85
