"""Twenty-five matters in every state, played through the real actions by the people who would do it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from PIL import Image

from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.terms import Door, TaskRole
from fengqiao.orgs.models import Staff
from fengqiao.vault.actions import Upload
from tests.world import NOW, area, make_matter, unit, viewer

Scene = dict[str, Matter]

PHONE = "13912345678"
TELLER = {"teller_name": "周文海", "teller_phone": PHONE}


def photo(place: str = "GPS 28.1N 117.2E") -> bytes:
    """Return a small photograph that says in its EXIF where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = place
    out = io.BytesIO()
    Image.new("RGB", (32, 24), (90, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def ago(**length: float) -> datetime:
    """Return a moment before NOW."""
    return NOW - timedelta(**length)


def accepted(matter: Matter, by: str, at: datetime) -> Matter:
    """Sign for a matter."""
    actions.accept(matter_id=matter.id, by=viewer(by, at), at=at)
    return matter


def progressed(matter: Matter, by: str, at: datetime, *uploads: Upload, text: str = "已到现场查看") -> Matter:
    """Write progress."""
    actions.progress(matter_id=matter.id, text=text, uploads=uploads, step="", by=viewer(by, at), at=at)
    return matter


def closed(matter: Matter, by: str, at: datetime, result: str = "answered", **fields: str) -> Matter:
    """Close a matter in words."""
    actions.close(
        matter_id=matter.id, result=result, text="已办妥并答复", fields=fields, uploads=[], by=viewer(by, at), at=at
    )
    return matter


def returned(matter: Matter, by: str, at: datetime) -> Matter:
    """Hand a matter back."""
    actions.give_back(matter_id=matter.id, reason="not_our_duty", text="不是本局职责", by=viewer(by, at), at=at)
    return matter


def sent(matter: Matter, to: str, at: datetime, by: str = "dispatcher") -> Matter:
    """Route a matter by hand."""
    actions.route(matter_id=matter.id, unit_id=unit(to), reason="按职责", by=viewer(by, at), at=at)
    return matter


VAGUE = {"kind": "", "title": "想问一件事", "text": "这件事不知道找哪里，想请你们看看。"}
STOLEN = {"kind": "police_report", "title": "电动车被盗", "text": "昨晚停在楼下的电动车被偷了，要报警。"}
QUARREL = {"kind": "dispute", "title": "邻里纠纷", "text": "两家因为院墙吵了三年，想请人调解。"}
FIGHT = {"kind": "emergency", "title": "有人打架", "text": "菜场门口有人打架，有人受伤，快来人。"}
SERVICE = {"kind": "police_service", "title": "孩子上户口", "text": "孩子上户口要带什么材料，能不能帮忙代办。"}
CLUE = {"kind": "clue", "title": "线索", "text": "夜里常有陌生货车往废弃厂房送东西，看起来不对劲。"}


def _made(name: str, at: datetime, by: str = "dispatcher", **over: object) -> Matter:
    """Take one in; its title says its name."""
    title = str(over.pop("title", "反映占道经营"))
    return make_matter(by=by, at=at, told_at=at, outside_ref=name, title=f"{title}（{name}）", **over)


def _waiting() -> Scene:
    return {
        "triage_north": _made("triage_north", ago(hours=2), **VAGUE),
        "triage_nowhere": _made("triage_nowhere", ago(days=4), area_id=None, **VAGUE),
        "offered": _made("offered", ago(hours=1)),
        "offered_late": _made("offered_late", ago(days=10), area_id=area("TC0201")),
        "offered_south": _made("offered_south", ago(hours=3), area_id=area("TC0202"), **STOLEN),
        "offered_county": _made("offered_county", ago(hours=3), area_id=area("TC"), **STOLEN),
        "fight": _made("fight", ago(minutes=2), **FIGHT),
        "clue": _made("clue", ago(hours=1), by="desk.north", **CLUE),
        "returned": returned(_made("returned", ago(days=2)), "handler.urban", ago(days=1)),
        "returned_twice": returned(
            sent(
                returned(_made("returned_twice", ago(days=6)), "handler.urban", ago(days=5)),
                "dept.housing",
                ago(days=4),
            ),
            "handler.housing",
            ago(days=3),
        ),
        "rerouted": sent(_made("rerouted", ago(days=1)), "dept.housing", ago(hours=20)),
    }


def _working() -> Scene:
    urban, start = "handler.urban", ago(days=2)
    found = {
        name: accepted(_made(name, at, area_id=area(place)), urban, at + timedelta(hours=1))
        for name, at, place in (
            ("working", start, "TC0102"),
            ("working_late", ago(days=40), "TC0101"),
            ("helped", start, "TC0101"),
            ("helped_working", start, "TC0201"),
            ("copied", start, "TC0202"),
        )
    }
    progressed(found["working"], urban, ago(days=1), Upload("现场.jpg", photo()))
    actions.urge(matter_id=found["working_late"].id, text="请本周办完", by=viewer("supervisor"), at=ago(days=3))
    for name, to, role in (
        ("helped", "dept.housing", TaskRole.HELPER),
        ("helped_working", "dept.housing", TaskRole.HELPER),
        ("copied", "dept.market", TaskRole.COPY),
    ):
        actions.add_party(
            matter_id=found[name].id, unit_id=unit(to), role=role, wanted="请查产权", by=viewer(urban), at=ago(days=1)
        )
    accepted(found["helped_working"], "handler.housing", ago(hours=20))
    stolen = accepted(_made("stolen", ago(hours=30), **STOLEN), "desk.north", ago(hours=29))
    officer = Staff.objects.get(account__username="officer.north").id
    actions.assign(matter_id=stolen.id, staff_id=officer, by=viewer("desk.north"), at=ago(hours=28))
    quarrel = _made("quarrel", ago(days=3), area_id=area("TC0102"), **QUARREL)
    counter = _made(
        "counter", ago(hours=5), by="desk.south", door=Door.COUNTER, personal=TELLER, fields={"target": "摊贩"}
    )
    return {
        **found,
        "stolen": stolen,
        "quarrel": accepted(quarrel, "dispatcher.north", ago(days=2)),
        "counter": accepted(counter, urban, ago(hours=4)),
    }


def _done() -> Scene:
    urban = "handler.urban"
    fields = {"verified": "true"}
    found = {
        name: closed(accepted(_made(name, at), urban, at + timedelta(hours=2)), urban, at + span, "explained", **fields)
        for name, at, span in (
            ("closed", ago(days=5), timedelta(days=4)),
            ("closed_old", ago(days=60), timedelta(days=5)),
            ("closed_late", ago(days=80), timedelta(days=60)),
            ("reopened", ago(days=20), timedelta(days=2)),
        )
    }
    actions.reopen(
        matter_id=found["reopened"].id, reason="new_facts", text="又摆回来了", by=viewer("dispatcher"), at=ago(days=1)
    )
    stolen = accepted(_made("stolen_closed", ago(days=9), area_id=area("TC0201"), **STOLEN), "desk.south", ago(days=8))
    service = _made("service", ago(days=4), by="assistant", door=Door.POST, personal=TELLER, **SERVICE)
    progressed(accepted(service, "desk.north", ago(days=3)), "assistant", ago(days=2), Upload("材料.jpg", photo()))
    return {
        **found,
        "stolen_closed": closed(stolen, "desk.south", ago(days=7), found_class="other"),
        "service": closed(service, "desk.north", ago(days=1), "completed", service="household"),
    }


def play() -> Scene:
    """Play them all; returns the matters by name, as they stand at NOW."""
    played = {**_waiting(), **_working(), **_done()}
    rows = Matter.objects.in_bulk([matter.id for matter in played.values()])
    return {name: rows[matter.id] for name, matter in played.items()}
