"""The left menu: what a viewer's post opens."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.desk.screens import QUEUE, first_of
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Line, Right, Role
from fengqiao.wishes.queries import MEMBERS


def sees_matters(viewer: Viewer) -> bool:
    """Say whether the post has to do with matters at all."""
    return any(viewer.may(right) for right in (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE))


def in_station(viewer: Viewer) -> bool:
    """Say whether the post is one of the police that has to do with a station's command room."""
    return viewer.post.line == Line.POLICE.value and any(viewer.may(right) for right in (Right.HANDLE, Right.SUPERVISE))


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


Entry = tuple[bool, str, str, str]  # shown, address by name, icon, label
FEW = 7  # entries that need no headings


def menu_for(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    """Return the entries of the menu, the one on whose page somebody stands marked active; many stand under headings."""
    chapters = [(heading, [entry for entry in entries if entry[0]]) for heading, entries in _chapters(viewer)]
    headed = sum(len(entries) for _heading, entries in chapters) > FEW
    return [
        {
            "url": reverse(name),
            "icon": icon,
            "label": label,
            "active": path.startswith(reverse(name)),
            "count": None,
            "section": heading if headed and place == 0 else "",
        }
        for heading, entries in chapters
        for place, (_shown, name, icon, label) in enumerate(entries)
    ]


def _chapters(viewer: Viewer) -> list[tuple[str, list[Entry]]]:
    """What a post may open, by heading: the daily work first, without one."""
    first = first_of(viewer)
    overview, units = viewer.may(Right.OVERVIEW), "first-units"
    return [
        (
            "",
            [
                (first != QUEUE, first, "home", _("首页")),
                (sees_matters(viewer), "queue", "list-check", _("事项")),
                (viewer.may(Right.TAKE_IN), "intake", "edit", _("登记")),
                (viewer.may(Right.TAKE_IN) and sees_matters(viewer), "helps", "accessible", _("现场帮办")),
                (has_duties(viewer), "duties", "calendar-event", _("勤务")),
                (goes_visiting(viewer), "visits", "home", _("走访")),
                (viewer.may(Right.ORGANISE), "volunteers", "shield-check", _("义警")),
                (is_volunteer(viewer), "volunteer-mine", "shield-check", _("我的义警")),
            ],
        ),
        (
            _("处置协同"),
            [
                (overview, "calls", "phone", _("警情")),
                (sees_matters(viewer), "disputes", "scale", _("纠纷调解")),
                (sees_matters(viewer), "errands", "heart-handshake", _("代办")),
                (in_station(viewer), "command", "send", _("指挥室")),
                (in_station(viewer) or in_grid(viewer), "command-shared", "users", _("警网共办")),
                (sees_matters(viewer), "joint-list", "users-group", _("联动")),
                (viewer.may(Right.ASK_AFTER), "ratings", "star", _("评议")),
                (viewer.may(Right.INSPECT) or viewer.may(Right.HANDLE), "findings", "checklist", _("检查整改")),
                (viewer.may(Right.INSPECT) or viewer.may(Right.AUDIT), "clues", "message-report", _("线索")),
                (may_see_wishes(viewer), "wishes", "plant-2", _("微心愿")),
                (sees_matters(viewer), "meetings", "bulb", _("例会建议")),
                (lists_practical(viewer), "practical-list", "flag", _("实事清单")),
                (viewer.may(Right.INSPECT), "enterprises", "building-store", _("警企联盟")),
            ],
        ),
        (
            _("看数"),
            [
                (overview, "morning-talk", "speakerphone", _("晨会")),
                (overview, "overview", "map-2", _("总览")),
                (overview and first != units, units, "table", _("各单位")),
                (overview, "centres", "sitemap", _("四级中心")),
                (overview, "hot", "flame", _("热点")),
                (overview, "measures", "chart-bar", _("指标")),
            ],
        ),
        (
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
