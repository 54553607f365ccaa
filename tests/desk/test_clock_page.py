"""The page of a clock: why this date in plain words, and pausing, asking and extending by those who may."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from fengqiao.desk.matters.clocks import FEW
from fengqiao.matters import actions
from fengqiao.matters.actions import accept
from fengqiao.matters.models import Clock, Matter
from fengqiao.rulebook.queries import pack_on
from tests.desk.conftest import LogIn
from tests.desk.scene import Scene
from tests.matters.helping import SHORTER, bounced, offered
from tests.matters.packs import published
from tests.world import NOW, make_matter, viewer


def clock_of(matter: Matter) -> Clock:
    return Clock.objects.get(matter=matter, code="finish", stopped_at__isnull=True)


def address(matter: Matter) -> str:
    return reverse("matter-clock", args=[matter.id, clock_of(matter).id])


def page(client: Client, matter: Matter) -> str:
    return client.get(address(matter)).content.decode()


def buttons(text: str) -> set[str]:
    return set(re.findall(r'action="/matters/[0-9a-f-]+/([a-z_]+)/"', text))


def do(client: Client, matter: Matter, move: str, **form: object) -> str:
    url = reverse("matter-move", args=[matter.id, move])
    return client.post(url, {"clock": str(clock_of(matter).id), **form}, follow=True).content.decode()


def signed() -> Matter:
    matter = make_matter(by="dispatcher", text="楼下烧烤店油烟太大，晚上不敢开窗", kind="complaint")
    accept(matter_id=matter.id, by=viewer("handler.urban"), at=NOW)
    matter.refresh_from_db()
    return matter


def test_the_page_says_why_in_sentences_and_day_by_day(scene: Scene, log_in: LogIn) -> None:
    matter, client = signed(), log_in("handler.urban")
    text = page(client, matter)
    assert "起算，时限是15 个工作日。" in text
    assert "开始的当天不算，从第二天算起。" in text
    assert "所以到期是" in text
    assert f'href="{address(matter)}"' in client.get(reverse("matter", args=[matter.id])).content.decode()
    assert buttons(text) == {"pause", "ask_longer"}
    assert buttons(page(log_in("supervisor"), matter)) == {"extend"}


def test_a_clock_is_paused_resumed_asked_for_and_extended_on_its_page(scene: Scene, log_in: LogIn) -> None:
    matter, handler = signed(), log_in("handler.urban")
    text = do(handler, matter, "pause", reason="unreachable")
    assert "已暂停计时。" in text
    assert "现在暂停着。" in text
    assert buttons(text) == {"resume", "ask_longer"}
    assert "暂时联系不上当事人" in text
    assert "已恢复计时。" in do(handler, matter, "resume")
    assert "已申请延长 5" in do(handler, matter, "ask_longer", amount="5", text="要检测")
    supervisor = log_in("supervisor")
    assert 'value="5"' in page(supervisor, matter)
    text = do(supervisor, matter, "extend", amount="5", text="同意")
    assert "延长过一次：多给5 个工作日。" in text
    assert "还可以延长10 个工作日" in text
    line = handler.get(reverse("matter", args=[matter.id])).content.decode()
    assert "多给 <b>5 个工作日</b>" in line


def test_who_asked_reads_on_the_page_why_it_was_declined(scene: Scene, log_in: LogIn) -> None:
    matter, handler, supervisor = signed(), log_in("handler.urban"), log_in("supervisor")
    assert "decline" not in buttons(page(supervisor, matter))
    do(handler, matter, "ask_longer", amount="5", text="要检测")
    assert {"extend", "decline"} <= buttons(page(supervisor, matter))
    assert "已答复：不同意延长。" in do(supervisor, matter, "decline", text="检测两天就有结果")
    text = page(handler, matter)
    assert "不同意延长 5 个工作日：检测两天就有结果" in text
    assert "已申请延长" not in text
    do(handler, matter, "ask_longer", amount="4", text="检测要排队")
    assert "检测两天就有结果" not in page(handler, matter)


def test_a_new_rule_is_offered_and_taken_on_the_page(scene: Scene, log_in: LogIn) -> None:
    matter, supervisor = signed(), log_in("supervisor")
    assert "new_rule" not in buttons(page(supervisor, matter))
    published(NOW, kinds=SHORTER)
    assert "现行规定是 3 个工作日。" in page(supervisor, matter)
    assert "new_rule" not in buttons(page(log_in("handler.urban"), matter))
    text = do(supervisor, matter, "new_rule")
    assert "中途改用了新规定，已经走过的时间照算。" in text
    assert "new_rule" not in buttons(text)
    assert "新规定 <b>3 个工作日</b>" in supervisor.get(reverse("matter", args=[matter.id])).content.decode()


def test_too_long_an_extension_is_refused_in_words(scene: Scene, log_in: LogIn) -> None:
    matter = signed()
    for amount, said in (("16", "这个时限的延长最多共 15，还可以延长 15。"), ("很多", "请写明延长多少，至少为 1。")):
        assert said in do(log_in("supervisor"), matter, "extend", amount=amount, text="同意")


def test_a_clock_of_another_matter_is_not_found(scene: Scene, log_in: LogIn) -> None:
    matter, other = signed(), scene["offered"]
    url = reverse("matter-clock", args=[other.id, clock_of(matter).id])
    assert log_in("supervisor").get(url).status_code == 404


def test_after_a_change_of_kind_terms_and_steps_are_those_that_held(scene: Scene, log_in: LogIn) -> None:
    matter = scene["working"]
    by = viewer("handler.urban")
    was = pack_on(NOW).pack.kinds["complaint"].steps[1]
    step = {"uploads": [], "step": was.code, "fields": {"verified": "true"}}
    actions.progress(matter_id=matter.id, text="看过", **step, by=by, at=NOW - timedelta(minutes=20))
    actions.reclass(matter_id=matter.id, kind="help", text="其实是求助", by=by, at=NOW - timedelta(minutes=10))
    page = log_in("handler.urban").get(reverse("matter", args=[matter.id])).content.decode()
    assert "5 个工作日，为什么是这一天" in page
    assert "15 个工作日，为什么是这一天" not in page
    assert "改种类后不再计" in page
    assert f"进入环节 <b>{was.name}</b>" in page


def test_clocks_of_one_share_say_whose_and_those_that_are_over_fold_away(world: None, log_in: LogIn) -> None:
    matter, client = offered(), log_in("dispatcher")
    text = client.get(reverse("matter", args=[matter.id])).content.decode()
    assert "签收时限 · " in text
    assert "办结时限 · " not in text
    assert "已经停表的时限" not in text
    back = bounced()
    over = Clock.objects.filter(matter=back, stopped_at__isnull=False).count()
    assert over > FEW
    text = client.get(reverse("matter", args=[back.id])).content.decode()
    assert f"已经停表的时限 {over} 个" in text
    assert text.index("已经停表的时限") < text.index("签收时限 · ")
