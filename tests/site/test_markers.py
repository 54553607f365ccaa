"""Marked values planted in every personal field, in a photograph and in its name, then looked for wherever data comes to lie."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from fengqiao.clues import box
from fengqiao.errands import jobs as errands
from fengqiao.errands.models import Errand
from fengqiao.matters.models import Matter
from fengqiao.orgs.models import LogIn
from fengqiao.orgs.queries import system_viewer
from fengqiao.orgs.sessions import SessionStore
from fengqiao.site import upkeep
from fengqiao.site.backup import make
from fengqiao.site.logs import WithoutWords
from fengqiao.vault.models import StoredFile
from fengqiao.wishes.models import Wish
from tests.clues.conftest import CHEAP
from tests.matters.sheets import load
from tests.site.marked import OF_ROOMS, browser, clue, firm, left, quarrel, thanked, visit, volunteer
from tests.vault.opening import clear

NAME, PHONE, DOCUMENT = "标甲记欧阳", "13900017171", "330106199001017171"
ADDRESS, OTHER, OTHER_PHONE = "标记弄七十七号", "标乙记司徒", "13900027272"
SHEET_NAME, SHEET_PHONE = "标丙记端木", "13900037373"
ERRAND_NAME, ERRAND_PHONE, ERRAND_ID = "标丁记夏侯", "13900047474", "330106194001014747"
ERRAND_HOME, KIN, KIN_PHONE = "标记坳四组", "标戊记东方", "13900057575"
CHILD, SCHOOL, GUARDIAN, GUARDIAN_PHONE = "标己记公孙", "标记坳小学", "标庚记慕容", "13900067676"
EXIF, FILE = "MARK-EXIF-7171", "标记身份证"
PERSONAL = (NAME, PHONE, DOCUMENT, ADDRESS, OTHER, OTHER_PHONE, SHEET_NAME, SHEET_PHONE, ERRAND_NAME, ERRAND_PHONE, ERRAND_ID, ERRAND_HOME, KIN, KIN_PHONE, CHILD, SCHOOL, GUARDIAN, GUARDIAN_PHONE,
    *OF_ROOMS)  # fmt: skip
PLANTED = (*PERSONAL, EXIF, FILE)
WORDS = "标记正文两家为院墙吵了三年"


def found_in(content: bytes, marks: tuple[str, ...] = PLANTED) -> list[str]:
    """The marks that stand in some bytes, as UTF-8 or escaped as JSON does."""
    return [mark for mark in marks if mark.encode() in content or json.dumps(mark)[1:-1].encode() in content]


def photo() -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010E] = EXIF
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 60)).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(f"{FILE}.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def place(committed_world: None, tmp_path: Path) -> Iterator[Path]:
    """Everything that is kept outside the database, in folders of its own."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        MASTER_KEY_FILE=tmp_path / "keys" / "master",
        FILES_DIR=tmp_path / "files",
        SHELF_DIR=tmp_path / "shelf",
        STORAGES={**django_settings.STORAGES, "staticfiles": plain},
    ):
        yield tmp_path


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, as the installation writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(WithoutWords("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    shut = io.StringIO()
    shut.close()
    broken = logging.StreamHandler(shut)  # it fails at each line, and must say nothing of it
    for each in (handler, broken):
        root.addHandler(each)
    root.setLevel(logging.INFO)
    yield out
    for each in (handler, broken):
        root.removeHandler(each)
    root.setLevel(level)


def story(said: list[bytes]) -> Matter:
    """Take it in, look at it, work on it, export it; every answer that should be clean goes into `said`."""
    desk, handler = browser("dispatcher"), browser("dispatcher.north")
    form = {
        "text": WORDS, "title": "院墙", "kind": "dispute", "area": "TC0101", "door": "counter", "ticket": "t-1",
        "field.teller_name": NAME, "field.teller_phone": PHONE, "field.teller_id_number": DOCUMENT,
        "field.teller_address": ADDRESS, "field.other_party": OTHER, "field.other_party_phone": OTHER_PHONE,
    }  # fmt: skip
    desk.post(reverse("intake-preview"), form)
    answer = desk.post(reverse("intake"), {**form, "files": photo()})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    matter = Matter.objects.get()
    said.append(answer.headers["Location"].encode())
    page = reverse("matter", args=[matter.id])
    for client in (desk, handler):
        if client.post(reverse("matter-move", args=[matter.id, "accept"])).status_code == 302:
            said.append(client.get(page).content.replace(f"{FILE}.jpg".encode(), b""))
    moved = handler.post(
        reverse("matter-move", args=[matter.id, "progress"]), {"text": "已上门", "files": photo(), "step": ""}
    )
    said.append(moved.headers.get("Location", "").encode())
    groups = ["contact", "identity", "details"]
    for who in (desk, handler):
        seen = who.post(reverse("matter-contact", args=[matter.id]), {"purpose": "call_back", "group": groups})
        assert seen.status_code in (200, 302)
    searched = desk.post(reverse("queue-words") + "?tab=all", {"q": f"{NAME} {PHONE}"})
    said.append(searched.headers["Location"].encode())
    assert NAME in desk.get(searched.headers["Location"]).content.decode()  # in the box, for who typed it
    for value in (PHONE, NAME, DOCUMENT):
        by_person = desk.post(reverse("search-persons"), {"q": value, "purpose": "call_back"})
        assert str(matter.id) in by_person.content.decode()
        desk.post(reverse("search-quick"), {"q": value}, HTTP_HX_REQUEST="true")
    for tab in ("all", "todo"):
        exported = desk.post(reverse("queue-export") + f"?tab={tab}")
        whole = b"".join(exported.streaming_content) if exported.streaming else exported.content
        with zipfile.ZipFile(io.BytesIO(whole)) as book:
            said += [book.read(name) for name in book.namelist()]
    return matter


def errand(said: list[bytes]) -> Errand:
    """Take a request for errands in, look at whom it is for, print its papers and its slip, follow it, end it."""
    runner = browser("assistant")
    answer = runner.post(reverse("errand-new"), {
        "kind": ["certificate"], "way": "road", "area": "TC0101", "text": "", "person_name": ERRAND_NAME, "teller_phone": ERRAND_PHONE,
        "person_id_number": ERRAND_ID, "person_address": ERRAND_HOME, "family_name": KIN, "family_phone": KIN_PHONE,
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    said.append(answer.headers["Location"].encode())
    row = Errand.objects.get()
    page = reverse("errand", args=[row.id])
    assert ERRAND_PHONE in runner.post(f"{page}look/", {"purpose": "contact"}).content.decode()
    said += [
        runner.get(each).content
        for each in (page, reverse("errands"), reverse("errands-today"), reverse("errands-slow"))
    ]
    printed = runner.post(f"{page}papers/", {"take": "authorisation.docx"})
    with zipfile.ZipFile(io.BytesIO(printed.content)) as paper:
        said += [paper.read(name) for name in paper.namelist()]
    slip = runner.post(f"{page}slip/").headers["Location"]
    said += [slip.encode(), runner.get(slip).content, Client().get(slip.removesuffix("slip/")).content]
    with_them = {"number": row.number, "ending": ERRAND_PHONE[-4:]}
    said.append(Client().post(reverse("portal-track"), with_them, follow=True).content)
    runner.post(f"{page}step/", {"item": str(row.items.get().id), "step": "submit", "told": "sms", "text": ""})
    runner.post(f"{page}end/", {"item": str(row.items.get().id), "ending": "self", "told": "phone"})
    assert Errand.objects.get().ended_at
    return row


def wish(said: list[bytes]) -> Wish:
    """Keep a wish, refuse one that names the child, look at whom it is for, claim it, hand a picture in, let it be seen."""
    keeper, member, second = browser("assistant"), browser("secretary"), browser("desk.north")
    form = {
        "relation": "parent", "signed": "1", "text": f"{CHILD}要一个书包", "kind": "study", "band": "junior", "town": "TC01", "child_name": CHILD,
        "child_school": SCHOOL, "guardian_name": GUARDIAN, "guardian_phone": GUARDIAN_PHONE,
    }  # fmt: skip
    assert keeper.post(reverse("wish-new"), form).status_code == 422
    answer = keeper.post(reverse("wish-new"), {**form, "text": "一个书包"})
    said.append(answer.headers["Location"].encode())
    row = Wish.objects.get()
    page = reverse("wish", args=[row.id])
    assert GUARDIAN_PHONE in keeper.post(f"{page}look/", {"purpose": "contact"}).content.decode()
    member.post(f"{page}claim/")
    assert member.post(f"{page}deliver/", {"text": "送到了", "files": photo()}).status_code == 302
    assert second.post(f"{page}confirm/", {"faceless": "1"}).status_code == 302
    picture = reverse("wish-picture", args=[row.photos.get().id])
    for who in (keeper, member, second):
        said += [who.get(each).content for each in (page, f"{reverse('wishes')}?only=fulfilled", reverse("notices"))]
        said.append(b"".join(who.get(picture).streaming_content))
    return row


def failures(matter: Matter, monkeypatch: pytest.MonkeyPatch, said: list[bytes]) -> None:
    """Requests that fail in every way: nothing of them may be said or logged."""
    desk = browser("dispatcher")
    said.append(desk.post(reverse("matter-contact", args=[matter.id]), {"purpose": "x", "note": PHONE}).content)
    said.append(desk.post("/nowhere/", {"phone": PHONE}).content)
    said.append(browser("volunteer").post(reverse("matter-contact", args=[matter.id]), {"phone": PHONE}).content)
    said.append(Client(enforce_csrf_checks=True).post(reverse("intake"), {"field.teller_phone": PHONE}).content)

    def broken(**given: object) -> None:
        raise RuntimeError(f"row ({NAME}, {PHONE}) {given}") from ValueError(DOCUMENT)

    with monkeypatch.context() as patch:
        patch.setattr("fengqiao.desk.matters.contact.unmask", broken)
        patch.setattr("fengqiao.desk.matters.intake.receive_one", broken)
        failed = desk.post(reverse("matter-contact", args=[matter.id]), {"purpose": "call_back"})
        assert failed.status_code == 500
        said.append(failed.content)
        form = {
            "text": WORDS,
            "kind": "dispute",
            "area": "TC0101",
            "door": "counter",
            "ticket": "t",
            "field.teller_phone": PHONE,
        }
        failed = desk.post(reverse("intake"), form)
        assert failed.status_code == 500
        said.append(failed.content)


def database() -> bytes:
    """Every value of every table, and on SQLite the bytes of its files."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                parts += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        parts += [path.read_bytes() for path in name.parent.glob(f"{name.name}*")]
    return b"\n".join(parts)


def folder(path: Path) -> bytes:
    return b"\n".join(each.read_bytes() for each in path.rglob("*") if each.is_file()) if path.is_dir() else b""


def test_marked_values_are_found_nowhere_that_they_should_not_lie(
    place: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    said: list[bytes] = []
    matter, asked, hoped = story(said), errand(said), wish(said)
    quarrel(matter, said)
    house, helper = visit(said), volunteer(said)
    for cost in ("PASSPHRASE_COST", "CODE_COST"):
        monkeypatch.setattr(box, cost, CHEAP)
    opening = tuple(clue(said, photo()))
    given = thanked(said, photo())
    firm(said)
    sheet = place / "工单.csv"
    sheet.write_text(
        f"编号,标题,内容,诉求人姓名,联系电话\nQ-1,路灯,路灯坏了三天没人修,{SHEET_NAME},{SHEET_PHONE}\n",
        encoding="utf-8",
    )
    assert load(sheet).new == 1
    failures(matter, monkeypatch, said)
    assert clear(matter.id)["teller_phone"] == PHONE
    by = system_viewer(at=timezone.now())
    assert by
    (place / "backups").mkdir()
    make(place / "backups" / "1.fqb", key_file=None, by=by)
    with zipfile.ZipFile(place / "backups" / "1.fqb") as archive:
        unpacked = b"\n".join(archive.read(name) for name in archive.namelist())
    sessions = b"\n".join(json.dumps(SessionStore().decode(each.session_data)).encode() for each in LogIn.objects.all())
    places = {
        "answers and addresses": b"\n".join(said),
        "log": log.getvalue().encode() + "".join(capfd.readouterr()).encode(),
        "database and its files": database(),
        "files": folder(place / "files") + folder(place / "shelf") + folder(place / "keys"),
        "cache": folder(Path(django_settings.HOME) / "cache") + folder(Path(django_settings.HOME) / "incoming"),
        "sessions": sessions,
        "backup": unpacked + folder(place / "backups"),
    }
    assert {name: found_in(content) for name, content in places.items()} == {name: [] for name in places}
    assert {name: found_in(content, opening) for name, content in places.items()} == {name: [] for name in places}
    assert found_in(unpacked, (WORDS,)) == []
    assert "RuntimeError" in log.getvalue()
    assert browser("assistant").post(f"/wishes/{hoped.id}/withdraw/", {"reason": "consent"}).status_code == 302
    assert set(StoredFile.objects.exclude(matter_id=matter.id).values_list("matter_id", flat=True)) == {given.id}
    left(house, helper)
    gone(matter, asked, place)


def gone(matter: Matter, asked: Errand, place: Path) -> None:
    """After the end of the term people's words are in no table, no file of the database and no file at all."""
    assert found_in(database(), (WORDS,)) == [WORDS]
    assert StoredFile.objects.filter(matter_id=matter.id).count() >= 1
    closed_at = timezone.now() - timedelta(days=3000)
    Matter.objects.filter(id=matter.id).update(state="closed", closed_at=closed_at, result="reconciled")
    Errand.objects.filter(id=asked.id).update(ended_at=closed_at)
    by = system_viewer(at=timezone.now())
    assert by
    assert errands.destroy_due(by=by, now=timezone.now()) == 1
    assert upkeep.retention(by=by) == (1, True)
    assert found_in(database(), (WORDS, *PLANTED)) == []
    assert found_in(folder(place / "files"), (WORDS, *PLANTED)) == []
    assert not StoredFile.objects.filter(matter_id=matter.id).exists()
