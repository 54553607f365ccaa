"""The file of a dispute made up on its page: facts written once, agents, inquiries, appraisals; what its route offers."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from fengqiao.disputes.models import Appraisal, Dispute, DisputeDue, Inquiry
from fengqiao.disputes.terms import Mediation
from fengqiao.matters.models import Task
from fengqiao.matters.terms import Door
from tests.desk.conftest import LogIn
from tests.desk.test_disputes import FORM, do, page
from tests.disputes.helping import NAME, SAID, again, agree, dispute, later
from tests.world import make_matter, unit

LOGIN = "dispatcher.north"


def file_of(client: Client, row: Dispute) -> str:
    return page(client, f"/disputes/{row.id}/file/")


def test_facts_begin_with_the_telling_and_are_written_once(log_in: LogIn) -> None:
    client = log_in(LOGIN)
    matter = make_matter(by=LOGIN, kind="dispute", text=SAID)
    assert SAID in page(client, f"/disputes/new/{matter.id}/"), "prefilled by the telling"
    client.post(
        f"/disputes/new/{matter.id}/",
        {**FORM, "facts": "两家共墙", "nation-0": "汉族", "agent-0": "洪律师", "power-0": "sign"},
    )
    row = Dispute.objects.get()
    assert (row.facts, row.demands, row.kept_for) == ("两家共墙", "", "long")
    text = page(client, f"/disputes/{row.id}/")
    assert all(word in text for word in ("两家共墙", row.file_number, "长期（60 年）", "代理权限"))
    assert "洪律师" not in text
    assert "去填：当事人申请事项" in file_of(client, row)
    assert f"/disputes/{row.id}/#d-words" in file_of(client, row)
    assert "已写好" in do(client, row, "write", demands="退两尺", note="不公开")
    assert again(row).facts == "两家共墙", "what was not asked for stays"
    assert "去填：当事人申请事项" not in file_of(client, row)
    assert "没有改动" in do(client, row, "write", demands="退两尺")
    party = row.parties.order_by("place")[0]
    assert "至少一项" in do(client, row, "name", party=party.id, agent="陈律师")
    assert "当事人已写明" in do(client, row, "name", party=party.id, no_agent="1")
    assert again(row).parties.order_by("place")[0].powers == []


def test_who_else_came_is_hidden_and_what_a_visit_found_is_shown(log_in: LogIn) -> None:
    row, client = dispute(), log_in(LOGIN)
    here = [str(each.id) for each in row.parties.all()]
    text = do(client, row, "meet", came=here, result="again", text="各让一步", others="吴阿婆、村妇联主任")
    assert ("吴阿婆" in text, "参加：" in text) == (False, True)
    assert "回访看到的" not in text
    agree(again(row), performed=True)
    assert "回访看到的" in page(client, f"/disputes/{row.id}/")
    due = DisputeDue.objects.get(dispute=row, kind="follow_up")
    told = {"due": due.id, "result": "done", "text": "又劝了一回", "look-left": "risk"}
    assert "请从列表里选回访看到的情况" in do(client, row, "settle", **{**told, "look-left": "nothing"})
    assert "错调、激化、隐患：还有隐患" in do(client, row, "settle", **told)


def test_who_was_asked_is_hidden_until_it_is_looked_at(log_in: LogIn) -> None:
    row, client = dispute(), log_in(LOGIN)
    asked = {
        "name": "吴阿婆",
        "asked": "2026-09-01T09:00",
        "place": "她家里",
        "text": "墙是去年砌的",
        "relation": "邻居",
    }
    assert "请写明问了谁" in do(client, row, "inquire", **{**asked, "text": ""})
    text = do(client, row, "inquire", **asked)
    assert "调查记录已放进卷宗" in text
    assert not any(word in text for word in ("吴阿婆", "墙是去年砌的"))
    assert "吴**" in text
    desk = log_in("dispatcher")
    seen = desk.post(
        f"/disputes/{row.id}/party/{Inquiry.objects.get().id}/", {"purpose": "visit", "group": ["contact", "details"]}
    )
    clear = client.post(
        f"/disputes/{row.id}/party/{Inquiry.objects.get().id}/", {"purpose": "visit", "group": ["contact", "details"]}
    )
    for answer in (seen, clear):
        assert ("墙是去年砌的" in answer.content.decode()) == (
            answer.status_code == 200 and "已按“" in answer.content.decode()
        )
    assert "调查记录" in file_of(client, row)


def test_an_injury_is_sent_and_comes_back(log_in: LogIn) -> None:
    row, client = dispute(at=timezone.now() - timedelta(days=3), mediation=Mediation.POLICE), log_in(LOGIN)
    assert "送伤情鉴定" in page(client, f"/disputes/{row.id}/")
    today = timezone.localdate()
    text = do(client, row, "appraise", day=(today - timedelta(days=2)).isoformat())
    assert "期限停算" in text
    assert "伤情鉴定出结果" in text
    assert "请写明鉴定的结果" in do(client, row, "appraised", day=today.isoformat())
    text = do(client, row, "appraised", day=today.isoformat(), text="轻微伤")
    assert "这段时间不算期限" in text
    assert Appraisal.objects.get().back_on == today
    assert DisputeDue.objects.filter(kind="first", done_at__isnull=True, due_at__gt=timezone.now()).count() == 1
    assert "送伤情鉴定" not in page(client, f"/disputes/{dispute(ref='2').id}/"), "of the police alone"


def test_a_delay_says_why(log_in: LogIn) -> None:
    row, client = agree(dispute(), parts=[(300_000, later(days=400).date())]), log_in(LOGIN)
    due = DisputeDue.objects.get(kind="perform")
    assert "双方同意延期" in page(client, f"/disputes/{row.id}/")
    assert "请写明为什么延期" in do(client, row, "extend", due=due.id, days="10", consented="1")
    text = do(client, row, "extend", due=due.id, days="10", consented="1", text="卖了粮再付")
    assert "卖了粮再付" in text
    assert "回访随着延后" in text


def test_the_page_offers_what_the_route_means(log_in: LogIn) -> None:
    client = log_in(LOGIN)
    grave, trifle, plain = dispute(signs=["petition"]), dispute(ref="2", amount=5_000), dispute(ref="3")
    text = page(client, f"/disputes/{grave.id}/")
    assert "按等级通报：北镇派出所" in text
    assert "牵头</summary>" not in text, "the centre leads already"
    assert "已通报" in do(client, grave, "announce")
    assert Task.objects.filter(matter=grave.matter_id, unit=unit("station.north"), role="copy").exists()
    assert "按等级通报：" not in page(client, f"/disputes/{grave.id}/").replace("已按等级通报：", "")
    assert "日常琐事，当场办结" in page(client, f"/disputes/{trifle.id}/")
    assert "当场了结，已登记并办结" in do(client, trifle, "at_once", text="道了歉")
    assert not any(word in page(client, f"/disputes/{plain.id}/") for word in ("按等级", "当场办结"))


def test_the_police_settle_on_the_scene_in_three_sheets(log_in: LogIn) -> None:
    client = log_in("officer.north")
    text = page(client, "/disputes/scene/")
    assert all(
        word in text for word in ("结伙斗殴", "第四条第（二）项", "可能动手", "争的金额", "谈成的金额", "一式三联")
    )
    form = {
        "type": "damages", "text": "推搡，眼镜打碎", "ends": "done", "agreement": "道歉赔眼镜", "area": "TC0101", "people": "2", "told": "1",
        "mediation": "police", "amount": "800", "agreed": "500", "sign": "violence", "manner": "当场现金",
    }  # fmt: skip
    refused = client.post("/disputes/scene/", {**form, "excluded": "gang"})
    assert refused.status_code == 422
    assert "这种情形不能调解：结伙斗殴" in refused.content.decode()
    client.post("/disputes/scene/", form)
    row = Dispute.objects.get()
    assert (row.mediation, row.amount, row.agreed_amount, row.signs, row.form) == (
        "police",
        80_000,
        50_000,
        ["violence"],
        "written",
    )
    assert "现场治安调解协议书" in file_of(client, row)
    out = client.post(f"/disputes/{row.id}/file/out/", {"take": "agreement_scene.docx", "purpose": "visit"})
    assert out.status_code in {200, 403}
    assert "结伙斗殴" not in page(log_in("dispatcher.north"), "/disputes/scene/"), (
        "the centre mediates as the people do"
    )
    assert NAME not in text


def test_what_the_police_took_in_by_telephone_begins_as_theirs(log_in: LogIn) -> None:
    for ref, door, begins in (("1", Door.PHONE, "police"), ("2", Door.COUNTER, "people")):
        matter = make_matter(
            by="desk.north",
            kind="dispute",
            text=SAID,
            outside_ref=ref,
            door=door,
            to_unit=unit("station.north"),
            reason="就近",
        )
        text = page(log_in("desk.north"), f"/disputes/new/{matter.id}/")
        assert f'name="mediation" value="{begins}" checked' in text, door
