"""Marked values of what residents ask and say by themselves, of parties named later, of scans, of pictures of every room, of temporary units."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from fengqiao.disputes.models import Dispute, SignedPaper
from fengqiao.duties.actions import add_photos
from fengqiao.errands.models import Errand
from fengqiao.incidents.actions import Noted
from fengqiao.incidents.actions import report as report_joint
from fengqiao.ledger.models import Event
from fengqiao.matters.models import Matter, Report
from fengqiao.orgs.models import LogIn, Staff
from fengqiao.orgs.queries import system_viewer
from fengqiao.orgs.sessions import SessionStore
from fengqiao.portal.tell import SALT
from fengqiao.practical.models import Item, Milestone
from fengqiao.site.backup import make
from fengqiao.squads.models import Squad
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import StoredFile
from tests.disputes.helping import dispute
from tests.duties.helping import activity
from tests.incidents.helping import incident, step
from tests.inspections.helping import finding
from tests.site.marked import browser, inside
from tests.site.test_markers import database, folder, found_in, log, place
from tests.world import NOW, unit, viewer

__all__ = ["log", "place"]

ASKER, ASKER_PHONE, ASKER_HOME, ASKER_KIN = "标巳记长孙", "13900071818", "标记岭下六号", "标午记鲜于"
TELLER, TELLER_PHONE = "标未记闾丘", "13900071919"
LATER, LATER_PHONE, LATER_ID = "标申记司空", "13900072020", "330106198001012020"
SCAN, SITE, JOINT, DONE, RECEIPT = ("标记签字扫描", "标记检查照片", "标记联动照片", "标记实事照片", "标记签收照片")
PURPOSE, ENDING = "标记临时任务守桥头", "标记解散总结桥头无事"
LECTURER, TITLE, OTHERS, ASKED, HEARD = (
    "标酉记夹谷讲师",
    "标记讲课题目桥头",
    "标戌记宗政调解会旁听",
    "标亥记百里",
    "标记问答墙是去年砌",
)
TRACE = "MARK-EXIF-8282"
# Nowhere in clear; and what people said, which stands in the tables until its term, and nowhere else.
SEALED = (ASKER, ASKER_PHONE, ASKER_HOME, ASKER_KIN, TELLER, TELLER_PHONE, LATER, LATER_PHONE, LATER_ID, SCAN, SITE, JOINT, DONE, RECEIPT, PURPOSE, ENDING, LECTURER, TITLE, OTHERS, ASKED, HEARD, TRACE)  # fmt: skip
RATED, RATED_ERRAND, SETTLED = "标记评语摊贩又来了", "标记评语证上字错了", "标记现场协议各让一步"
TOLD = "标记来信菜场门口流动摊贩占道经营，人行道走不通，请城管来管一管。"
REPLIED = "标记答复菜场门口占道经营的摊贩城管来管过了，人行道走得通。"
SPOKEN = (RATED, RATED_ERRAND, TOLD, SETTLED, REPLIED)
ANSWERS = {"responded": "yes", "solved": "yes", "satisfied": "no"}


def picture(name: str) -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010E] = TRACE
    out = io.BytesIO()
    Image.new("RGB", (80, 60), (120, 90, 60)).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(f"{name}.jpg", out.getvalue(), "image/jpeg")


def upload(name: str) -> Upload:
    return Upload(f"{name}.jpg", picture(name).read())


def stamp(mark: str) -> str:
    return signing.dumps([(timezone.now() - timedelta(minutes=1)).timestamp(), mark], salt=SALT)


def ask_for_an_errand(said: list[bytes]) -> Errand:
    """Ask by the public page, let it be taken up and run with a photographed receipt, answer by the slip."""
    resident, runner = Client(), browser("assistant")
    form = {
        "kind": ["certificate"], "who": "family", "person_name": ASKER, "family_name": ASKER_KIN, "teller_phone": ASKER_PHONE, "area": "TC0101",
        "person_address": ASKER_HOME, "text": "上午在家", "consent": "on", "stamp": stamp("e1"),
    }  # fmt: skip
    slip = resident.post(reverse("portal-errand"), form)
    assert slip.status_code == 302, slip.content.decode()[:2000]
    row = Errand.objects.get()
    page, track = reverse("errand", args=[row.id]), slip.headers["Location"]
    said += [track.encode(), resident.get(track).content, runner.get(page).content]
    assert runner.post(f"{page}take/").status_code == 302
    runner.post(f"{page}authorise/", {"giver": "self", "kinds": "certificate", "until": f"{timezone.localdate() + timedelta(days=9)}", "signed": "1"})  # fmt: skip
    item = str(row.items.get().id)
    taken = runner.post(f"{page}paper/", {"item": item, "kind": "id_card", "signed": "1", "files": picture(RECEIPT)})
    assert taken.status_code == 302
    said.append(runner.get(page).content)
    paper = str(row.items.get().papers.get().id)
    runner.post(f"{page}hand/", {"paper": paper, "to": "resident", "signed": "1", "files": picture(RECEIPT)})
    for code in ("submit", "deliver"):
        runner.post(f"{page}step/", {"item": item, "step": code, "told": "phone"})
    assert runner.post(f"{page}end/", {"item": item, "how": "done", "told": "phone"}).status_code == 302
    assert resident.post(f"{track}rate/", {**ANSWERS, "text": RATED_ERRAND}).status_code == 302
    said += [resident.get(track).content, browser("desk.north").get(reverse("errands")).content]
    return row


def tell_and_rate(said: list[bytes]) -> Matter:
    """Tell by the public page, be answered, let it be closed, say by the slip what one thinks of it, export the answers."""
    resident = Client()
    form = {"text": TOLD, "area": "TC0101", "place": "", "teller_name": TELLER, "teller_phone": TELLER_PHONE, "consent": "on", "stamp": stamp("t1")}  # fmt: skip
    slip = resident.post(reverse("portal-tell"), form)
    assert slip.status_code == 302, slip.content.decode()[:2000]
    matter, track = Matter.objects.get(id=Report.objects.get(text=TOLD).matter_id), slip.headers["Location"]
    said += [track.encode(), resident.get(track).content]
    handler, answer = browser("handler.urban"), reverse("matter-answer", args=[matter.id])
    assert handler.post(reverse("matter-move", args=[matter.id, "accept"])).status_code == 302
    looked = handler.post(answer, {"text": REPLIED, "channel": "phone"}).content.decode()
    mark = looked.split('name="looked" value="')[1].split('"', maxsplit=1)[0]
    version = Matter.objects.get(id=matter.id).version
    replied = handler.post(answer, {"text": REPLIED, "channel": "phone", "looked": mark, "version": version})
    assert replied.status_code == 302, replied.content.decode().split("fq-note")[1][:600]
    assert REPLIED in resident.get(track).content.decode()
    Matter.objects.filter(id=matter.id).update(state="closed", closed_at=timezone.now() - timedelta(hours=1))
    assert resident.post(f"{track}rate/", {**ANSWERS, "text": RATED}).status_code == 302
    supervisor = browser("supervisor")
    said += [supervisor.get(reverse(name)).content for name in ("ratings", "ratings-given", "ratings-errands")]
    inside(supervisor.post(reverse("ratings-export")))  # what they said, for who may have it
    return matter


def quarrel(said: list[bytes]) -> None:
    """Settle a dispute on the scene; name a party of another later; take its signed papers in as photographs."""
    officer, centre = browser("officer.north"), browser("dispatcher.north")
    scene = {"type": "neighbours", "text": "停车占道", "ends": "done", "agreement": SETTLED, "area": "TC0101", "people": "2", "told": "1"}  # fmt: skip
    settled = officer.post(reverse("dispute-scene"), scene)
    assert settled.status_code == 302, settled.content.decode()[:2000]
    nameless = Dispute.objects.get(on_scene=True)
    party = nameless.parties.order_by("place").first()
    assert party is not None
    given = {
        "party": str(party.id),
        "person_name": LATER,
        "party_name": LATER,
        "name": LATER,
        "phone": LATER_PHONE,
        "id_number": LATER_ID,
    }
    moved = officer.post(reverse("dispute-move", args=[nameless.id, "name"]), {**given, "version": nameless.version})
    said += [moved.headers["Location"].encode(), officer.get(reverse("dispute", args=[nameless.id])).content]
    groups = {"purpose": "visit", "group": ["contact", "identity", "details"]}
    assert LATER_PHONE in officer.post(reverse("dispute-party", args=[nameless.id, party.id]), groups).content.decode()
    row = dispute(ref="scan")
    sent = centre.post(reverse("dispute-papers", args=[row.id]), {"files": picture(SCAN), "document": "register"})
    assert (sent.status_code, SignedPaper.objects.count()) == (302, 1)
    here = [str(each.id) for each in row.parties.all()]
    inquired = {
        "name": ASKED,
        "asked": f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "place": "村口",
        "text": HEARD,
    }
    for move, given in (
        ("meet", {"came": here, "result": "again", "text": "再谈", "others": OTHERS}),
        ("inquire", inquired),
    ):
        row.refresh_from_db()
        centre.post(reverse("dispute-move", args=[row.id, move]), {**given, "version": row.version})
    assert (row.sessions.count(), row.inquiries.count()) == (1, 1)
    scan = f"{SCAN}.jpg".encode()  # the name of a picture, for whoever may see it
    said += [
        centre.get(reverse(name, args=[row.id])).content.replace(scan, b"") for name in ("dispute", "dispute-file")
    ]
    said += [centre.get(reverse(name)).content for name in ("disputes", "dispute-statistics")]
    said += inside(centre.post(reverse("disputes-export")))


def pictures_of_rooms(said: list[bytes]) -> None:
    """A finding, a joint incident, an activity and a practical matter, each with its photograph."""
    desk = browser("desk.north")
    found = finding(uploads=[upload(SITE)])
    row = incident()
    step(row, "dept.urban", "arrived", "handler.urban", NOW + timedelta(minutes=9))
    report_joint(incident_id=row.id, noted=Noted(text="到了"), uploads=[upload(JOINT)], by=viewer("handler.urban"), at=NOW + timedelta(minutes=10))  # fmt: skip
    shown = activity()
    assert add_photos(activity_id=shown.id, pictures=[picture("照片").read()], by=viewer("desk.north"), at=shown.ends + timedelta(hours=1)) == 1  # fmt: skip
    form = {"title": "北一村装路灯", "aim": "people", "year": "2026", "unit": str(unit("station.north")), "helpers": [str(unit("dept.urban"))], "stone-1": "定点位", "due-1": f"{timezone.localdate() + timedelta(days=30)}"}  # fmt: skip
    assert desk.post(reverse("practical-new"), form).status_code == 302
    item = Item.objects.get()
    told = {
        "stone": str(Milestone.objects.get().id),
        "text": "点位三十处",
        "version": item.version,
        "files": picture(DONE),
    }
    assert browser("handler.urban").post(f"/practical/{item.id}/report/", told).status_code == 302
    pages = (reverse("finding", args=[found.id]), f"/practical/{item.id}/", reverse("duty", args=[shown.id]), reverse("findings"), reverse("practical-list"))  # fmt: skip
    for each in pages:
        content = desk.get(each).content
        for name in (SITE, DONE):  # the name of a picture, for whoever may see it
            content = content.replace(f"{name}.jpg".encode(), b"")
        said.append(content)


def temporary_unit(said: list[bytes]) -> None:
    """Found a temporary branch for a purpose and dissolve it with a report; those who may not see it look."""
    desk, today = browser("desk.north"), timezone.localdate()
    form = {"kind": "branch", "name": "桥头临时党支部", "purpose": PURPOSE, "parent": str(unit("station.north")), "first": f"{today}", "last": f"{today + timedelta(days=40)}", "number": Staff.objects.get(id=viewer("desk.south").staff_id).number}  # fmt: skip
    made = desk.post(reverse("squad-new"), form)
    assert made.status_code == 302, made.content.decode().split("fq-note")[1][:600]
    row = Squad.objects.get()
    page = reverse("squad", args=[row.id])
    assert PURPOSE in desk.get(page).content.decode()
    assert desk.post(f"{page}dissolve/", {"report": ENDING}).status_code == 302
    assert ENDING in desk.get(page).content.decode()
    said += [made.headers["Location"].encode(), browser("handler.urban").get(page).content]
    said += [browser("admin").get(reverse("squads")).content, desk.get(reverse("notices")).content]


def lecture(said: list[bytes]) -> None:
    """Plan a lecture whose title and lecturer lie sealed; those who see the list of activities look."""
    row = activity(
        kind="party_lecture", form="", team_id=None, said={"title": TITLE, "lecturer": LECTURER, "rank": "guest"}
    )
    assert LECTURER in browser("desk.north").get(reverse("duty", args=[row.id])).content.decode()
    said += [browser(login).get(reverse("duties")).content for login in ("desk.north", "officer.north", "admin")]


@pytest.fixture
def played(place: Path, log: io.StringIO) -> tuple[Path, io.StringIO, list[bytes]]:
    """All of it, with every answer that should be clean."""
    said: list[bytes] = []
    ask_for_an_errand(said)
    tell_and_rate(said)
    quarrel(said)
    pictures_of_rooms(said)
    temporary_unit(said)
    lecture(said)
    return place, log, said


def test_marked_values_of_every_room_are_found_nowhere(
    played: tuple[Path, io.StringIO, list[bytes]], capfd: pytest.CaptureFixture[str]
) -> None:
    place, log, said = played
    by = system_viewer(at=timezone.now())
    assert by
    (place / "backups").mkdir()
    make(place / "backups" / "1.fqb", key_file=None, by=by)
    with zipfile.ZipFile(place / "backups" / "1.fqb") as archive:
        unpacked = b"\n".join(archive.read(name) for name in archive.namelist())
    files = folder(place / "files") + folder(place / "shelf") + folder(place / "keys")
    told = "\n".join(json.dumps([each.attributes, each.measures], ensure_ascii=False) for each in Event.objects.all())
    places = {
        "answers and addresses": b"\n".join(said),
        "log": log.getvalue().encode() + "".join(capfd.readouterr()).encode(),
        "database and its files": database(),
        "files": files,
        "cache": folder(Path(django_settings.HOME) / "cache") + folder(Path(django_settings.HOME) / "incoming"),
        "sessions": b"\n".join(json.dumps(SessionStore().decode(each.session_data)).encode() for each in LogIn.objects.all()),
        "backup": unpacked + folder(place / "backups"),
        "ledger": told.encode(),
    }  # fmt: skip
    assert {name: found_in(content, SEALED) for name, content in places.items()} == {name: [] for name in places}
    spoken = {name: found_in(content, SPOKEN) for name, content in places.items() if name not in {"database and its files", "answers and addresses"}}  # fmt: skip
    assert spoken == {name: [] for name in spoken}
    assert found_in(database(), SPOKEN) == [*SPOKEN], "they were planted"
    assert StoredFile.objects.count() >= 6
