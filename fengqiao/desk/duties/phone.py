"""The page of phones: a shell that is the same for everybody, its service worker, and the tasks of whoever is logged in."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

import fengqiao.look
from fengqiao.catalogue.model import Pack
from fengqiao.desk.duties import particulars
from fengqiao.desk.duties.handing import for_phone
from fengqiao.desk.duties.phone_visits import masked_visits
from fengqiao.desk.duty_words import place_of, title_of
from fengqiao.desk.middleware import PHONE_COOKIE
from fengqiao.desk.words import name_of
from fengqiao.duties.queries import leads, mine, offers_to, own_photos, seats_of, unled
from fengqiao.duties.terms import ActivityState, Family, Outcome, SeatState
from fengqiao.orgs.queries import Viewer
from fengqiao.placements.queries import mentored, own
from fengqiao.rulebook.queries import codes_on, limit_on, pack_on
from fengqiao.studies.queries import has_study
from fengqiao.volunteers.queries import told_of

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity

FILES = (
    "look/css/tokens.css", "look/phone/phone.css", "look/phone/page.js", "look/phone/store.js", "look/phone/message.js", "look/phone/photo.js", "look/phone/parts.js", "look/phone/scan.js", "look/phone/said.js", "look/phone/install.js", "look/phone/visits.js", "look/phone/hand.js", "look/phone/codes.js", "lean-qr/lean-qr.js", "look/favicon.svg",
    "look/mark-light.svg", "look/phone/phone.webmanifest",
)  # fmt: skip
# What the page keeps to without a line, by the pack in force; and which lines stand on a photo.
LIMITS = {
    "longest": "duties.photo_longest",
    "quality": "duties.photo_quality",
    "photo-hours": "duties.photo_hours",
    "bytes": "duties.photo_bytes",
}
MARK, MARKS = "duties.photo_mark", frozenset({"when", "where", "task"})
DAYS = 60 * 60 * 24 * 60  # seconds that a phone knows whose it is
WORDS = {
    "unsent": _("{n} 条未上传"), "all-sent": _("都已上传"), "nobody": _("请先登录，登录以后没有信号也能签到。"),
    "expired": _("登录已过期：签到照样存在手机里，登录后上传。"), "offline": _("没有信号"), "fresh": _("任务更新于 {when}"),
    "scanned": _("扫码签到的活动"), "refused": _("没有收下：{why}"), "kept": _("已签到，待上传"), "doubtful": _("已收下，有一点要领队看：{why}"), "again": _("再签一次"), "again-at": _("{when} 起再签一次，就不用领队看了。"),
    "received": _("已签到，回执 {receipt}"), "came": _("已签到"), "here": _("到了，签到"), "code": _("动态码（六位）"),
    "with-code": _("用码签到"), "code-six": _("动态码是六位数字。"), "by-lead": _("由领队在名单上点到。"), "roll": _("点名单（{n} 人）"),
    "present": _("{name} 到了"), "locating": _("正在定位……"), "nowhere": _("没有定到位，先按没有位置记下。"), "kept-here": _("已存在手机里。"),
    "bounds": _("巡逻前先看：义警不能做的事"), "understood": _("看过了，照办"),
    "photo": _("拍照片"), "photos-there": _("{n} 张照片已收到"), "photos-kept": _("{n} 张照片待上传"), "developing": _("正在处理照片……"),
    "no-place": _("没有定位"), "no-picture": _("这张照片打不开，换一张。"),
    "visits": _("今天的走访（{n} 家）"), "visits-masked": _("姓名已隐去；打开以后只在这部手机里留到今天，退出登录就清掉。"),
    "visits-open": _("姓名、地址留到今天半夜；退出登录就清掉。"), "visits-show": _("打开姓名地址"), "visits-line": _("没有信号，打不开姓名地址。出发前先打开。"),
    "visit-met": _("见到了"), "visit-nobody": _("没人在家"), "visit-found": _("发现情况"), "visit-kept": _("走访已记，待上传"), "visit-done": _("走访已记，回执 {receipt}"),
    "hand": _("交给别人"), "hand-whom": _("请谁接手"), "hand-choose": _("请选择"), "hand-ask": _("请他接手"), "hand-wait": _("已请 {name} 接手，等他答应；没答应以前还是您去。"), "hand-back": _("不交了"),
    "hand-rule": _("对方答应了才算交出；没答应以前还是您去。"), "hand-asked": _("{name} 请您接手"), "hand-take": _("我接手"), "hand-decline": _("不接"),
    "hand-kept": _("请 {name} 接手，待上传；没答应以前还是您去。"), "hand-taken": _("已答应接手，待上传"), "hand-declined": _("已回复不接"), "hand-withdrawn": _("已收回，待上传"), "hand-done": _("已接手，回执 {receipt}"),
    "qr-of": _("第 {n} 张，共 {of} 张"), "qr-how": _("给所里的人逐张拍下，在“勤务 → 读入手机二维码”里读入；这里的记录等收到回执才删。"), "qr-many": _("太多了，二维码装不下，请存成文件。"),
    "unled": _("还没有民辅警带队：先不出发，找值班的人排上。"), "unled-yet": _("要有民辅警带队，还没有排上。"),
    "proof": _("{word} {there} / {needed}"), "asks": _("结束时要填：{what}"),
    "scan": _("扫码签到"), "scan-else": _("要扫码：用手机自带的相机对准现场的二维码，会打开这一页；没有信号就把六位数字打进来。"), "scan-other": _("扫到的是另一场活动，看清楚再签。"),
    "cam-aim": _("对准现场的二维码"), "cam-other": _("这不是签到的二维码，换一个对准。"), "cam-refused": _("没有允许用相机。到浏览器或手机的设置里允许，或者输入六位动态码。"),
    "cam-none": _("这部手机打不开相机，请输入六位动态码。"), "cam-busy": _("相机正被别的程序占用，关掉它再扫，或者输入六位动态码。"),
    "large-picture": _("照片太大（最多 {most} MB），换一张。"),
    "early": _("{when} 起可以签到"), "early-anyway": _("现在就签，会标为存疑"),
    "uploaded": _("已上传，回执收到。"), "read": _("文件已读入。"), "unreadable": _("这个文件看不懂。"),
}  # fmt: skip


@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """Show the shell; it holds nothing of anybody, so that a phone may keep it."""
    now = timezone.now()
    limits = {name: limit_on(code, now) for name, code in LIMITS.items()}
    mark = " ".join(each for each in codes_on(MARK, now) if each in MARKS)
    return render(request, "desk/phone.html", {"words": list(WORDS.items()), "zone": settings.TIME_ZONE, "limits": limits, "mark": mark})  # fmt: skip


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """Send the service worker with the files of the shell, under a version that changes with any of them."""
    urls = [reverse("phone"), *(static(name) for name in FILES if find(name))]
    head = f"const VERSION = {json.dumps(_version())};\nconst FILES = {json.dumps(urls)};\n"
    response = HttpResponse(head + _source("worker.js").decode(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _source(name: str) -> bytes:
    return (Path(fengqiao.look.__file__).parent / "static" / "look" / "phone" / name).read_bytes()


@lru_cache(maxsize=1)
def _version() -> str:
    places = [found for name in FILES if isinstance(found := find(name), str)]
    texts = [*(Path(each).read_bytes() for each in places), _source("worker.js")]
    return sha256(b"\0".join(texts)).hexdigest()[:16]


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Send what somebody takes part in these days, and mark the phone as theirs; 401 without a log-in."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return JsonResponse({"problem": "log-in"}, status=401)
    now = timezone.now()
    get_token(request)  # the cookie that the upload sends back
    told = {
        "me": str(viewer.staff_id),
        "name": viewer.name,
        "server_at": _ms(now),
        **_tasks(viewer, now),
        "visits": masked_visits(viewer, now),
        "own": {"study": has_study(viewer, at=now), "placement": bool(own(viewer) or mentored(viewer))},
    }
    response = JsonResponse(told)
    response.set_cookie(PHONE_COOKIE, str(viewer.staff_id), max_age=DAYS, samesite="Lax", secure=request.is_secure())
    return response


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _task(row: Activity, pack: Pack, bounds: list[str], more: dict[str, Any]) -> dict[str, Any]:
    """What a phone shows of an activity, whoever looks."""
    kind = pack.duties.kinds.get(row.kind)
    return {
        "id": str(row.id), "title": title_of(row, pack), "subject": row.subject, "place": place_of(row), "starts": _ms(row.starts), "ends": _ms(row.ends),
        "early": kind.early if kind else 0, "late": kind.late if kind else 0, "ways": [each.value for each in kind.ways] if kind else ["list"],
        "came": False, "over": row.state != ActivityState.PLANNED.value, "photos": 0, "hand": None, "people": [],
        "bounds": bounds if row.family == Family.PATROL.value else [], **more,
    }  # fmt: skip


def _tasks(viewer: Viewer, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """What somebody takes part in these days, and what they are asked to take from somebody else."""
    pack, rows, asked = pack_on(now).pack, mine(viewer, at=now), offers_to(viewer.staff_id, at=now)
    ids, bounds = [row.id for row in rows], [name_of(each) for each in pack.duties.bounds.values()]
    told = told_of(viewer.staff_id, [*ids, *(each.activity_id for each in asked)])
    photos, kinds = own_photos(viewer.staff_id, ids), {row.id: pack.duties.kinds.get(row.kind) for row in rows}
    leadings = {
        each: frozenset(role.code for role in kind.roles if role.leads) if kind else frozenset()
        for each, kind in kinds.items()
    }
    hands, found = for_phone(viewer, rows, leadings, now), []
    alone = unled(rows, at=now)
    more = particulars.for_phone([*rows, *(each.activity for each in asked)], pack)
    for row in rows:
        task = _task(row, pack, [] if row.id in told else bounds, more[row.id])
        lead = leads(viewer, row, leadings[row.id])
        people = [seat for seat in seats_of(row.id) if seat.state == SeatState.IN.value] if lead else []
        task |= {
            "came": row.own_outcome == Outcome.CAME.value,  # type: ignore[attr-defined]
            "photos": photos.get(row.id, 0), "hand": hands.get(row.id),
            "people": [{"id": str(each.staff_id), "name": each.staff.name, "came": each.outcome == Outcome.CAME.value} for each in people],
            "asks": more[row.id]["asks"] if lead else [], "proofs": more[row.id]["proofs"] if lead else [each for each in more[row.id]["proofs"] if each["own"]], "unled": row.id in alone,
        }  # fmt: skip
        found.append(task)
    offers = [
        {"id": str(each.id), "from": each.giver.name, "task": _task(each.activity, pack, [] if each.activity_id in told else bounds, more[each.activity_id])}
        for each in asked
    ]  # fmt: skip
    return {"activities": found, "asked": offers}
