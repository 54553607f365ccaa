"""The left menu: what a viewer's post opens."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.desk.screens import QUEUE, first_of
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Line, Right, Role
from fengqiao.villages.queries import may_see as may_see_villages
from fengqiao.wishes.queries import MEMBERS


def sees_matters(viewer: Viewer) -> bool:
    """Say whether the post has to do with matters at all."""
    return any(viewer.may(right) for right in (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE))


def in_station(viewer: Viewer) -> bool:
    """Say whether the post is one of the police that has to do with a station's command room."""
    return viewer.post.line == Line.POLICE.value and any(viewer.may(right) for right in (Right.HANDLE, Right.SUPERVISE))


def reaches_centres(viewer: Viewer) -> bool:
    """Say whether the post reaches governance centres: it is of their line, or it watches areas."""
    return bool(viewer.seen_areas) or viewer.post.line == Line.GOVERNANCE.value


def in_grid(viewer: Viewer) -> bool:
    """Say whether the post is one of those who work with the police on the ground of a village."""
    return viewer.post.line == Line.GOVERNANCE.value and viewer.may(Right.HANDLE)


def may_see_wishes(viewer: Viewer) -> bool:
    """Say whether the post is one of those who see wishes of children."""
    return any(viewer.may(right) for right in MEMBERS)


def has_duties(viewer: Viewer) -> bool:
    """Say whether planned work concerns the post: all but those who only administer."""
    return viewer.may(Right.ORGANISE) or viewer.may(Right.TAKE_IN)


def lists_practical(viewer: Viewer) -> bool:
    """Say whether the yearly list of practical matters concerns the post: those who plan, report or verify its milestones."""
    return viewer.may(Right.INSPECT) or viewer.may(Right.SUPERVISE)


def goes_visiting(viewer: Viewer) -> bool:
    """Say whether the post is one of the police that looks in on households and premises."""
    return viewer.post.line == Line.POLICE.value and viewer.may(Right.INSPECT)


def is_volunteer(viewer: Viewer) -> bool:
    """Say whether one of somebody's posts is a volunteer's."""
    return any(post.role is Role.VOLUNTEER for post in viewer.posts)


def is_member(viewer: Viewer) -> bool:
    """Say whether one of somebody's posts is a member's: an intern's, or that of somebody placed beside their own post."""
    return any(post.role is Role.MEMBER for post in viewer.posts)


Entry = tuple[bool, str, str, str]  # shown, address by name, icon, label
Chapter = tuple[str, str, list[Entry]]  # key, heading
FEW = 7  # entries that need no headings
ROOMY = 15  # entries that a screen shows without scrolling: chapters beyond them begin shut


def menu_for(viewer: Viewer, path: str, chosen: str | None = None) -> list[dict[str, Any]]:
    """Return the entries of the menu by chapter, the one on whose page somebody stands marked active.

    Few stand without headings. `chosen` names the chapters that somebody left open, with dots between them; without it those
    are open that fit on a screen. The chapter of the page is always open.
    """
    chapters = [
        (key, heading, [each for each in entries if each[0]])
        for key, heading, entries in (*_work(viewer), *_beside(viewer))
    ]
    inside = [each for _key, _heading, entries in chapters for each in entries if path.startswith(reverse(each[1]))]
    nearest = max((reverse(each[1]) for each in inside), key=len, default="")
    headed = sum(len(entries) for _key, _heading, entries in chapters) > FEW
    told = None if chosen is None else set(chosen.split("."))
    shown: list[dict[str, Any]] = []
    for key, heading, entries in chapters:
        here = [reverse(name) == nearest for _shown, name, _icon, _label in entries]
        fits = len(shown) + len(entries) <= ROOMY if told is None else key in told
        about = {"chapter": key, "section": heading if headed else "", "open": fits or any(here), "count": None}
        shown += [
            {**about, "url": reverse(name), "icon": icon, "label": label, "active": active}
            for active, (_shown, name, icon, label) in zip(here, entries, strict=True)
        ]
    return shown


def _work(viewer: Viewer) -> list[Chapter]:
    """The work that a post may open, by chapter: the daily work first, without a heading."""
    first = first_of(viewer)
    overview = viewer.may(Right.OVERVIEW)
    return [
        (
            "daily",
            "",
            [
                (first != QUEUE, first, "home", _("首页")),
                (sees_matters(viewer), "queue", "list-check", _("事项")),
                (viewer.may(Right.TAKE_IN), "intake", "edit", _("登记")),
                (in_station(viewer), "command", "send", _("指挥室")),
            ],
        ),
        (
            "duties",
            _("勤务"),
            [
                (has_duties(viewer), "duties", "calendar-event", _("勤务安排")),
                (goes_visiting(viewer), "visits", "door-enter", _("走访")),
                (may_see_villages(viewer), "villages", "map-pin", _("一村一警")),
                (viewer.may(Right.ORGANISE), "volunteers", "shield-check", _("义警")),
                (viewer.may(Right.ORGANISE), "squads", "flag", _("临时组织")),
                (viewer.may(Right.ORGANISE), "placements", "school", _("实习锻炼")),
                (is_member(viewer), "placement-mine", "id-badge-2", _("我的实习")),
                (is_volunteer(viewer), "volunteer-mine", "shield-check", _("我的义警")),
            ],
        ),
        (
            "residents",
            _("服务群众"),
            [
                (sees_matters(viewer), "disputes", "scale", _("纠纷调解")),
                (sees_matters(viewer), "errands", "heart-handshake", _("代办")),
                (viewer.may(Right.TAKE_IN) and sees_matters(viewer), "helps", "accessible", _("现场帮办")),
                (may_see_wishes(viewer), "wishes", "plant-2", _("微心愿")),
                (viewer.may(Right.INSPECT) or viewer.may(Right.AUDIT), "clues", "message-report", _("线索")),
                (viewer.may(Right.ASK_AFTER), "ratings", "star", _("评议")),
                (sees_matters(viewer), "meetings", "bulb", _("例会建议")),
                (sees_matters(viewer), "thanks-list", "mail", _("锦旗感谢信")),
                (lists_practical(viewer), "practical-list", "flag", _("实事清单")),
            ],
        ),
        (
            "together",
            _("处置协同"),
            [
                (overview, "calls", "phone", _("警情")),
                (sees_matters(viewer), "joint-list", "users-group", _("联动")),
                (in_station(viewer) or in_grid(viewer), "command-shared", "users", _("警网共办")),
                (viewer.may(Right.INSPECT) or viewer.may(Right.HANDLE), "findings", "checklist", _("检查整改")),
                (viewer.may(Right.INSPECT), "enterprises", "building-store", _("警企联盟")),
            ],
        ),
    ]


def _beside(viewer: Viewer) -> list[Chapter]:
    """What a post may look at and keep in order."""
    first, units, overview = first_of(viewer), "first-units", viewer.may(Right.OVERVIEW)
    return [
        (
            "figures",
            _("看数"),
            [
                (overview, "morning-talk", "speakerphone", _("晨会")),
                (overview, "overview", "map-2", _("总览")),
                (overview and first != units, units, "table", _("各单位")),
                (overview and reaches_centres(viewer), "centres", "sitemap", _("四级中心")),
                (overview, "hot", "flame", _("热点")),
                (overview, "measures", "chart-bar", _("指标")),
            ],
        ),
        (
            "house",
            _("管理"),
            [
                (viewer.may(Right.READ_RULES), "rules", "book-2", _("规则")),
                (viewer.may(Right.IMPORT) or viewer.may(Right.EXPORT), "imports", "file-spreadsheet", _("导入")),
                (viewer.may(Right.ADMINISTER), "people", "users", _("人员")),
                (viewer.may(Right.ADMINISTER) or viewer.may(Right.ROUTE), "units", "building", _("单位")),
                (viewer.may(Right.ADMINISTER), "areas", "map-pin", _("到场辖区")),
                (viewer.may(Right.ADMINISTER), "notice-channels", "send", _("通知通道")),
                (viewer.may(Right.AUDIT), "audit", "eye", _("查阅记录")),
            ],
        ),
    ]
