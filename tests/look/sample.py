"""Sample data for the pattern page: every component once, in each of its states."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator

from fengqiao.look import charts, maps

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 11, 21, 15, 30, tzinfo=SHANGHAI)


def at(day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def frame(**over):
    menu = [
        {"url": "#queue", "icon": "inbox", "label": "事项队列", "active": True, "count": 18},
        {"url": "#mine", "icon": "list-check", "label": "我的待办", "active": False, "count": 5},
        {"url": "#overview", "icon": "chart-bar", "label": "全县概况", "active": False, "count": 0},
        *(
            {
                "chapter": "rules",
                "section": "规则",
                "open": True,
                "url": url,
                "icon": icon,
                "label": label,
                "active": False,
                "count": 0,
            }
            for url, icon, label in (
                ("#tables", "route", "分流清单"),
                ("#calendar", "calendar", "工作日历"),
                ("#kinds", "tag", "事项种类"),
            )
        ),
        *(
            {
                "chapter": "units",
                "section": "单位",
                "open": False,
                "url": url,
                "icon": icon,
                "label": label,
                "active": False,
                "count": 0,
            }
            for url, icon, label in (("#units", "building-community", "单位与辖区"), ("#staff", "users", "人员与岗位"))
        ),
    ]
    posts = [
        {"id": "1", "label": "溪口派出所 · 综合指挥室", "active": True},
        {"id": "2", "label": "溪口镇社会治理中心 · 派驻", "active": False},
    ]
    base = {
        "theme": "light",
        "elder": False,
        "menu": menu,
        "posts": posts,
        "now": NOW,
        "person": "周雨桐",
        "county": "枫溪县",
    }
    return {**base, **over}


class IntakeForm(forms.Form):
    title = forms.CharField(label="一句话说明", help_text="谁、在哪里、什么事，60 字以内。")
    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), ("dispute", "矛盾纠纷"), ("inquiry", "咨询")])
    body = forms.CharField(label="详细情况", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    door = forms.ChoiceField(
        label="来自",
        widget=forms.RadioSelect,
        choices=[("counter", "窗口"), ("phone", "电话"), ("post", "警务站")],
        initial="counter",
    )
    parts = forms.MultipleChoiceField(
        label="涉及", widget=forms.CheckboxSelectMultiple, choices=[("a", "噪声"), ("b", "占道")], required=False
    )
    consent = forms.BooleanField(label="已征得本人同意后登记", required=False)
    photo = forms.FileField(label="照片或文件", required=False, widget=forms.FileInput(attrs={"data-max": "8388608"}))
    secret = forms.CharField(widget=forms.HiddenInput, initial="x")


TOWNS = (
    ("FX01", "城关镇", ((210, 150), (300, 120), (390, 150), (400, 230), (320, 270), (230, 240))),
    ("FX02", "溪口镇", ((400, 230), (390, 150), (470, 110), (570, 150), (560, 250), (470, 290))),
    ("FX03", "云岭镇", ((210, 150), (150, 60), (270, 20), (380, 40), (390, 150), (300, 120))),
    ("FX04", "石桥镇", ((390, 150), (380, 40), (500, 20), (590, 70), (570, 150), (470, 110))),
    ("FX05", "竹溪乡", ((320, 270), (400, 230), (470, 290), (450, 390), (330, 400), (260, 340))),
    ("FX06", "柳坪乡", ((210, 150), (230, 240), (320, 270), (260, 340), (150, 350), (70, 250), (100, 140), (150, 60))),
)
AREAS = [maps.Area(code, name, points, None, f"#{code}") for code, name, points in TOWNS]
VALUES = {"FX01": 96, "FX02": 32, "FX03": 41, "FX04": 58, "FX05": 0, "FX06": None}

BARS = charts.bars(
    ["城关镇", "石桥镇", "云岭镇", "溪口镇", "竹溪乡"],
    {"本月": [96, 58, 41, 32, 0]},
    name="乡镇",
    links=["#1", "#2", "#3", "#4", "#5"],
)
LINES = charts.lines(
    [f"{m}月" for m in range(1, 12)],
    {
        "2026 年": [182, 150, 201, 223, 240, 231, 260, 255, 238, 221, 190],
        "2025 年": [160, 141, 188, 205, 232, 240, 251, 246, 230, 226, 214],
    },
    name="月份",
    compare="2025 年",
)
STACKED = charts.stacked(
    ["6月", "7月", "8月", "9月", "10月", "11月"],
    {"按时办结": [201, 230, 228, 212, 190, 101], "超期办结": [12, 14, 9, 11, 13, 5], "在办": [0, 0, 2, 6, 18, 84]},
    name="月份",
    tones={"超期办结": "red", "在办": "grey"},
)
TIMELINE = [
    {"actor": "周雨桐", "unit": "溪口派出所", "moment": at(20, 9, 12), "action": "受理", "icon": "door-enter", "tone": "blue",
     "text": "窗口登记，来访人系夜市摊主。"},
    {"actor": "系统", "unit": "分流清单 2026.1", "moment": at(20, 9, 12), "action": "分流到 综合行政执法局", "icon": "route", "tone": "",
     "text": "", "details": "命中第 urban-noise 行：生活噪声由综合行政执法局主办。"},
    {"actor": "秦立", "unit": "综合行政执法局", "moment": at(20, 14, 5), "action": "签收", "icon": "check", "tone": "blue", "text": ""},
    {"actor": "秦立", "unit": "综合行政执法局", "moment": at(21, 10, 40), "action": "办理进展", "icon": "message-2", "tone": "",
     "text": "已到现场测量，夜间 22 时后仍有音响。\n约谈摊主三户，两户当场降低音量。", "files": [{"name": "现场照片.jpg", "url": "#f", "note": "312 KB"}]},
    {"actor": "秦立", "unit": "综合行政执法局", "moment": at(21, 15, 2), "action": "退回", "icon": "arrow-back-up", "tone": "amber", "text": "不属本局职责。"},
]  # fmt: skip


def context(**over):
    """What look/patterns.html needs."""
    bound = IntakeForm(data={"title": "", "kind": "", "door": "phone", "secret": "x"})
    bound.is_valid()
    page = Paginator(range(1234), 50).page(3)
    return {
        "frame": frame(**over),
        "page_obj": page,
        "form": IntakeForm(),
        "bound": bound,
        "areas": AREAS,
        "values": VALUES,
        "who": {AREAS[0].code: "骆家明", AREAS[1].code: "蒋文鸣、毛小燕"},
        "bars": BARS,
        "lines": LINES,
        "stacked": STACKED,
        "entries": TIMELINE,
        "people": ["周雨桐", "秦立", "Alex", "欧阳明月"],
        "lamps": ["ok", "soon", "late", "done", "wait", "pause"],
        "states": [
            ("triage", "待分流"),
            ("offered", "待签收"),
            ("working", "办理中"),
            ("returned", "已退回"),
            ("closed", "已办结"),
            ("withdrawn", "已撤回"),
            ("urgent", "紧急"),
        ],
        "steps": [
            {"label": "受理", "state": "done", "note": "11月20日"},
            {"label": "分流", "state": "done"},
            {"label": "签收", "state": "done"},
            {"label": "办理", "state": "now", "note": "综合行政执法局"},
            {"label": "办结", "state": "next"},
        ],
        "tabs": [
            {"label": "待办", "url": "#todo", "active": True, "count": 18},
            {"label": "已办", "url": "#done", "active": False, "count": 1042},
            {"label": "督办", "url": "#watch", "active": False, "count": 3},
            {"label": "全部", "url": "#all", "active": False, "count": None},
        ],
        "rows": [
            {"label": "矛盾纠纷", "number": 128, "url": "#a"},
            {"label": "投诉举报", "number": 96, "url": "#b", "note": "其中超期 3 件"},
            {"label": "咨询", "number": 61, "url": "#c"},
            {"label": "线索举报", "number": 4, "url": "#d", "tone": "red"},
        ],
        "due": {"ok": at(27, 18), "soon": at(22, 12), "late": at(20, 18), "done": at(25, 18)},
        "why": [
            "11月20日 周五 受理，次日起算",
            "11月21日 周六、22日 周日 不计",
            "第 5 个工作日为 11月27日 周五，17:30 下班止",
        ],
        "now": NOW,
        "moment": at(21, 14, 5),
        "old": dt.datetime(2025, 3, 8, 8, 5, tzinfo=SHANGHAI),
    }
