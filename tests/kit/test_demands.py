"""What a message asks for, and whether a reply speaks of it."""

from __future__ import annotations

import pytest

from fengqiao.kit.text.demands import MOST, answers_in, demands_in, sentences_of

TOLD = (
    "我家住北一村3组，门口路灯坏了半个月。请问路灯什么时候修好？另外后山的垃圾堆了很久，希望尽快清运。谢谢！"
    "难道没人管吗？物业要求我们自己出钱。盼回复。"
)
FULL = "您好，您反映的问题收悉，现回复如下：路灯已报供电公司，预计11月30日前修好；后山垃圾已安排保洁公司今日清运。"


def found(text: str, reply: str, title: str = "") -> list[bool]:
    return [each.found for each in answers_in(demands_in(text, title), reply)]


def test_only_what_the_writer_asks_for_is_a_demand() -> None:
    lamps, rubbish = demands_in(TOLD)
    assert (lamps.number, lamps.text, lamps.wants) == (1, "请问路灯什么时候修好？", "when")
    assert (rubbish.number, rubbish.wants) == (2, "")
    assert "垃圾" in rubbish.text
    assert (rubbish.place, list(sentences_of(TOLD))[rubbish.place - 1]) == (3, rubbish.text)


@pytest.mark.parametrize(
    "idle",
    [
        "难道没人管吗？",
        "按照文件的要求已经办了。",
        "谢谢领导！",
        "他们多次要求我们搬走。",
        "急盼回复！",
        "今天天气很好。",
        "",
        "？",
        "我忍不住问他们，到底要不要装？",
        "在此期盼中我们又过了一年。",
        "以上两点盼复！",
        "投诉学校补课，不给孩子休息时间？",
    ],
)
def test_a_courtesy_a_figure_of_speech_and_what_others_demand_are_none(idle: str) -> None:
    assert demands_in(idle) == ()


def test_where_the_text_asks_for_nothing_the_title_does() -> None:
    (asked,) = demands_in("桥头没有护栏，孩子天天走。", "请求在桥头加装护栏")
    assert (asked.place, asked.text) == (0, "请求在桥头加装护栏")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (FULL, [True, True]),
        ("路灯已报供电公司，预计11月30日前修好。", [True, False]),
        ("后山垃圾已安排清运，路灯已经报修给供电公司处理。", [False, True]),
        ("路灯和后山垃圾都处理了，路灯已修好。", [True, True]),
        ("路灯属于供电公司，后山垃圾今日清运。", [False, True]),  # no day was said
        ("您好，您反映的“路灯不亮和垃圾清运”的问题已收悉。", [False, False]),  # the question is no answer
        ("您反映的问题已转交有关单位核实办理。感谢您的关心！2026年11月26日", [False, False]),
        ("", [False, False]),
    ],
)
def test_what_a_reply_speaks_of(reply: str, said: list[bool]) -> None:
    assert found(TOLD, reply) == said


def test_the_only_thing_asked_for_is_answered_by_any_reply_of_substance() -> None:
    text = "我买的东西五天还没到，请贵局查一查是怎么耽搁的。"
    assert found(text, "因临近年底邮件量较平时大幅增加，该中心表示歉意，将完善流程，确保及时送达每一位顾客。") == [True]
    assert found(text, "您好，来信收悉。") == [False]


ASKED = "驾校补考要再交六百元，这种收费是否合理？希望退还多收的钱。"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (
            "根据《培训合同》第五条，科目三不在学时之内，依法自愿签订。",
            [True, False],
        ),  # a rule answers whether it is right
        ("您反映的问题不属于我单位职责范围，感谢您的留言。", [True, True]),
        ("您的问题请致电市驾培协会咨询。", [True, True]),
        ("您好，来信收悉。", [False, False]),
    ],
)
def test_a_judgement_and_a_reply_that_it_is_not_for_them(reply: str, said: list[bool]) -> None:
    assert found(ASKED, reply, "驾校补考收费") == said


def test_a_demand_that_points_back_is_about_what_the_title_says() -> None:
    text, title = "希望上级对这种以权谋私的行为进行查处。请问何时答复？", "投诉二小校长强迫实习生"
    reply = "经核实，二小校长安排实习生参加活动出于自愿；已于11月30日谈话提醒。"
    assert found(text, reply, title)[0] is True


def test_a_hope_beside_what_is_asked_outright_is_no_demand_of_its_own() -> None:
    asked = demands_in("请问村里怎么规划？我们翘首期盼政府帮我们解决。")
    assert [each.text for each in asked] == ["请问村里怎么规划？"]
    assert [each.number for each in demands_in("这里期待开发！恳请修好机耕路。希望桥头装路灯。")] == [1, 2]
    assert len(demands_in("我们翘首期盼早日通车。")) == 1


def test_a_model_in_brackets_begins_no_sentence() -> None:
    assert list(sentences_of("型号雷丁（E60）可以上牌吗？1、多少钱？")) == [
        "型号雷丁（E60）可以上牌吗？",
        "1、多少钱？",
    ]


def test_a_long_list_is_cut_off_and_traditional_characters_read_the_same() -> None:
    many = "".join(f"请问第{n}路公交车何时经过{place}？" for n, place in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯", 1))
    assert len(demands_in(many)) <= MOST
    assert [each.words for each in demands_in("請問路燈什麼時候修好？")] == [
        each.words for each in demands_in("请问路灯什么时候修好？")
    ]
