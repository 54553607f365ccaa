"""The door for clues: no log-in, nothing kept of who came, a code shown once, answers for its holder alone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fengqiao.clues import actions, box
from fengqiao.clues.models import Attachment, Clue
from fengqiao.clues.queries import opened_letters
from fengqiao.portal.tell import SALT
from tests.clues.conftest import CHEAP
from tests.clues.helping import SAID, handed_in, keyed, opened, station
from tests.desk.conftest import LogIn
from tests.matters.helping import PNG, dump
from tests.world import NOW

pytestmark = pytest.mark.django_db
CODE = re.compile(r"<b>(\d{4})</b>")


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "PASSPHRASE_COST", CHEAP)
    monkeypatch.setattr(box, "CODE_COST", CHEAP)


def stamp(mark: str = "a") -> str:
    return signing.dumps([(NOW - timedelta(minutes=1)).timestamp(), mark], salt=SALT, compress=False)


def form(**over: Any) -> dict[str, Any]:
    return {"kind": "gambling", "text": SAID, "area": "TC0101", "informant": "volunteer", "stamp": stamp(), **over}


def code_on(page: str) -> str:
    found = CODE.findall(page)
    assert len(found) == 5
    return " ".join(found)


def test_handed_in_answered_and_added_to_by_the_code_alone(
    nobody: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nobody.get("/portal/clue/").status_code == 200
    assert "还没有开通" in nobody.get("/portal/clue/").content.decode()
    station()
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", tmp_path / "nowhere")  # a file on its way to disk would fail
    large = SimpleUploadedFile("牌桌.png", PNG + bytes(3_000_000), "image/png")
    before = {table: len(rows) for table, rows in dump().items()}
    response = nobody.post("/portal/clue/", form(files=large))
    assert response.status_code == 200
    code = code_on(response.content.decode())
    after = {table for table, rows in dump().items() if len(rows) != before[table]}
    assert after <= {"clues_clue", "clues_letter", "clues_attachment", "clues_share", "clues_escrowshare", "vault_datakey", "vault_masterkey"}  # fmt: skip
    assert Attachment.objects.count() == 1
    assert set(response.cookies) <= {"csrftoken"}
    assert response.headers["Cache-Control"] == "no-store, private"
    again = nobody.post("/portal/clue/", form())  # the page with the code loaded again
    assert (again.status_code, Clue.objects.count()) == (422, 1)
    clue = Clue.objects.get()
    by = keyed("officer.north")["by"]
    actions.answer(clue_id=clue.id, text="是哪一层？", question=True, by=by, at=NOW)
    page = nobody.post("/portal/clue/back/", {"code": code.replace(" ", "-")}).content.decode()
    assert ("是哪一层？" in page, "回答他们" in page, SAID in page) == (True, True, False)
    page = nobody.post("/portal/clue/back/", {"code": code, "add": "1", "text": "三楼，靠楼梯"}).content.decode()
    assert ("已加密交给接收人" in page, "三楼" in page) == (True, False)
    assert [each.text for each in opened_letters(clue, *opened("officer.north"))] == [
        SAID,
        "是哪一层？",
        "三楼，靠楼梯",
    ]
    response = nobody.post("/portal/clue/back/", {"code": code, "add": "1", "text": " "})
    assert (response.status_code, "请写内容" in response.content.decode()) == (422, True)
    assert "claim" not in page
    actions.check(clue_id=clue.id, result="true", people=2, groups=1, text="", by=by, at=NOW)
    actions.close(clue_id=clue.id, by=by, at=NOW)
    page = nobody.post(
        "/portal/clue/back/", {"code": code, "add": "1", "claim": "1", "text": "北一村老李，找我领"}
    ).content.decode()
    assert ("核查结果：属实" in page, "您领了奖励" in page, "老李" in page) == (True, True, False)
    assert set(nobody.cookies) <= {"csrftoken"}
    assert code not in str(dump())


def test_wrong_codes_and_wrong_forms_are_answered_alike(nobody: Client) -> None:
    station()
    code, _clue = handed_in()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    pages = set()
    for text in (wrong, "", "x" * 60, "1" * 20, "\x00", code + "1"):
        response = nobody.post("/portal/clue/back/", {"code": text})
        assert response.status_code == 422
        pages.add(re.sub(r' ?value="[^"]*"|csrfmiddlewaretoken[^>]*', "", response.content.decode()))
    assert len(pages) == 1
    for over in (
        {"kind": ""},
        {"kind": "none"},
        {"text": ""},
        {"stamp": "x"},
        {"website": "spam"},
        {"text": "字" * 5001},
    ):
        response = nobody.post("/portal/clue/", form(**{"stamp": stamp(str(over)), **over}))
        assert response.status_code == 422, over
    response = nobody.post(
        "/portal/clue/", form(stamp=stamp("file"), files=SimpleUploadedFile("a.exe", b"MZ", "image/png"))
    )
    assert (response.status_code, "类型不在可收范围" in response.content.decode()) == (422, True)
    assert Clue.objects.count() == 1


def test_the_door_shuts_after_some_tries_and_keeps_no_address(nobody: Client) -> None:
    station()
    cache_dir = Path(settings.CACHES["default"].get("LOCATION") or "/nonexistent")
    for place in range(5):
        assert (
            nobody.post("/portal/clue/", form(stamp=stamp(f"m{place}")), REMOTE_ADDR="203.0.113.7").status_code == 200
        )
    assert nobody.post("/portal/clue/", form(stamp=stamp("more")), REMOTE_ADDR="203.0.113.7").status_code == 429
    assert nobody.post("/portal/clue/", form(stamp=stamp("other")), REMOTE_ADDR="203.0.113.8").status_code == 200
    for _ in range(20):
        nobody.post("/portal/clue/back/", {"code": "1"}, REMOTE_ADDR="203.0.113.7")
    assert nobody.post("/portal/clue/back/", {"code": "1"}, REMOTE_ADDR="203.0.113.7").status_code == 429
    if cache_dir.is_dir():
        assert not any(b"203.0.113" in path.read_bytes() for path in cache_dir.rglob("*") if path.is_file())


def test_a_volunteer_who_is_logged_in_leaves_no_more_than_anybody(log_in: LogIn, world: None) -> None:
    station()
    client = log_in("volunteer")
    assert "/portal/clue/" in client.get("/first/tell/").content.decode()
    before = {table: set(rows) for table, rows in dump().items()}
    code = code_on(client.post("/portal/clue/", form(stamp=stamp("v"))).content.decode())
    changed = {table for table, rows in dump().items() if set(rows) - before[table]}
    assert not {table for table in changed if table.startswith(("ledger", "matters", "notices"))}
    assert code.replace(" ", "") not in str(dump())
    row = Clue.objects.get()
    assert (row.informant, row.holder_id, row.letters.get().staff_id) == ("volunteer", None, None)
