"""Files: kept with what was done, clean of places and devices, sent only to those who see the matter."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from fengqiao.matters.models import Matter
from fengqiao.vault.blobs import path_of
from fengqiao.vault.models import StoredFile
from tests.desk.conftest import LogIn
from tests.desk.scene import Scene, photo
from tests.world import LOGINS, viewer

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF"


def upload(content: bytes, name: str = "现场.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def move(client: Client, matter: Matter, name: str, **form: object) -> str:
    return client.post(reverse("matter-move", args=[matter.id, name]), form, follow=True).content.decode()


def content_of(client: Client, row: StoredFile) -> bytes:
    return b"".join(client.get(reverse("file", args=[row.id])).streaming_content)


def test_photographs_of_every_way_in_are_kept_without_exif(scene: Scene, log_in: LogIn) -> None:
    handler, desk = log_in("handler.urban"), log_in("desk.north")
    working = scene["working"]
    StoredFile.objects.all().delete()
    assert "进展已记录。" in move(
        handler, working, "progress", text="看过", files=[upload(photo()), upload(photo(), "2.jpg")]
    )
    done = move(
        handler, working, "close", result="explained", text="办妥", **{"field.verified": "true"}, files=upload(photo())
    )
    assert "已办结。" in done
    form = {
        "text": "昨晚停在楼下的电动车被偷了",
        "kind": "police_report",
        "area": "TC0101",
        "door": "counter",
        "ticket": "t",
    }
    response = desk.post("/intake/", {**form, "files": upload(photo())})
    assert response.status_code == 302
    rows = list(StoredFile.objects.order_by("added_at", "id"))
    assert len(rows) == 4
    for row in rows:
        client = handler if row.matter_id == working.id else desk
        sent = content_of(client, row)
        assert b"GPS" not in sent
        assert dict(Image.open(io.BytesIO(sent)).getexif()) == {}
        assert Image.open(io.BytesIO(sent)).size == (32, 24)
        page = client.get(reverse("matter", args=[row.matter_id])).content.decode()
        assert reverse("file", args=[row.id]) in page


def test_a_file_is_sent_closed_up(scene: Scene, log_in: LogIn) -> None:
    client, matter = log_in("handler.urban"), scene["working"]
    move(client, matter, "progress", files=upload(PDF, "笔录 <1>.html.pdf", "text/html"))
    row = StoredFile.objects.get(media_type="application/pdf")
    response = client.get(reverse("file", args=[row.id]))
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    picture = StoredFile.objects.exclude(id=row.id).filter(matter_id=matter.id).first()
    assert picture
    shown = client.get(reverse("file", args=[picture.id]))
    assert b"".join(shown.streaming_content)
    assert shown.headers["Content-Disposition"].startswith("inline; ")
    assert "sandbox" in shown.headers["Content-Security-Policy"]


def test_only_those_who_see_the_matter_get_its_file(scene: Scene, log_in: LogIn) -> None:
    row = StoredFile.objects.get(matter_id=scene["working"].id)
    got = set()
    for login in LOGINS:
        response = log_in(login).get(reverse("file", args=[row.id]))
        if response.status_code == 200:
            got.add(login)
            b"".join(response.streaming_content)
        else:
            assert response.status_code == (403 if login in {"secretary", "admin"} else 404), login
    assert got == {"handler.urban", "dispatcher", "dispatcher.north", "supervisor"}
    assert log_in().get(reverse("file", args=[row.id])).status_code == 302


def test_a_file_of_a_matter_out_of_sight_goes_out_of_sight_with_it(scene: Scene, log_in: LogIn) -> None:
    client = log_in("officer.north")
    move(log_in("desk.north"), scene["stolen"], "progress", files=upload(photo()))
    row = StoredFile.objects.get(matter_id=scene["stolen"].id)
    assert content_of(client, row)
    other = str(viewer("assistant").staff_id)
    assert "已指派。" in move(log_in("desk.north"), scene["stolen"], "assign", staff=other)
    assert client.get(reverse("file", args=[row.id])).status_code == 404


@pytest.mark.parametrize(("name", "content", "said"), [
    ("空.jpg", b"", "文件“空.jpg”是空的，请重新选择。"),
    ("程序.jpg", b"MZ" + b"\0" * 200, "文件“程序.jpg”的类型不在可收范围。"),
    ("页.jpg", b"<!doctype html><script>alert(1)</script>", "文件“页.jpg”的类型不在可收范围。"),
    ("坏.jpg", photo()[:300], "照片打不开，可能没有传完整，请重新选择。"),
    ("大.pdf", PDF + b"\0" * 20 * 1024 * 1024, "文件“大.pdf”超过 20 MB，请压缩后再传。"),
])  # fmt: skip
def test_a_file_that_is_not_taken_is_refused_by_name_and_nothing_is_written(
    name: str, content: bytes, said: str, scene: Scene, log_in: LogIn
) -> None:
    matter, rows = scene["working"], StoredFile.objects.count()
    html = move(
        log_in("handler.urban"), matter, "progress", text="看过", files=[upload(photo()), upload(content, name)]
    )
    assert said in html
    assert StoredFile.objects.count() == rows
    assert Matter.objects.get(id=matter.id).version == matter.version
    form = {
        "text": "昨晚停在楼下的电动车被偷了",
        "kind": "police_report",
        "area": "TC0101",
        "door": "counter",
        "ticket": "t",
    }
    count = Matter.objects.count()
    refused = log_in("desk.north").post("/intake/", {**form, "files": upload(content, name)})
    assert (refused.status_code, Matter.objects.count()) == (422, count)
    assert said in refused.content.decode()
    assert "昨晚停在楼下的电动车被偷了" in refused.content.decode(), "what was typed is still there"


def test_too_many_files_are_refused(scene: Scene, log_in: LogIn) -> None:
    files = [upload(photo(), f"{n}.jpg") for n in range(11)]
    assert "一次最多上传 10 个文件。" in move(log_in("handler.urban"), scene["working"], "progress", files=files)


def test_a_file_whose_content_is_gone_is_not_found(scene: Scene, log_in: LogIn) -> None:
    row = StoredFile.objects.get(matter_id=scene["working"].id)
    path = path_of(row.address)
    kept = path.read_bytes()
    path.unlink()
    try:
        assert log_in("handler.urban").get(reverse("file", args=[row.id])).status_code == 404
    finally:
        path.write_bytes(kept)


def test_small_pictures_stand_in_the_timeline_with_their_names_for_those_who_see_the_matter(
    scene: Scene, log_in: LogIn
) -> None:
    client, row = log_in("handler.urban"), StoredFile.objects.get(matter_id=scene["working"].id)
    url = reverse("file-small", args=[row.id])
    page = client.get(reverse("matter", args=[row.matter_id])).content.decode()
    assert f'<img src="{url}" alt="照片：现场.jpg" loading="lazy">' in page
    response = client.get(url)
    content = b"".join(response.streaming_content)
    assert (Image.open(io.BytesIO(content)).format, response.headers["Content-Type"]) == ("JPEG", "image/jpeg")
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert log_in("desk.south").get(url).status_code == 404
    move(client, scene["working"], "progress", files=upload(PDF, "笔录.pdf", "application/pdf"))
    pdf = StoredFile.objects.get(media_type="application/pdf")
    assert client.get(reverse("file-small", args=[pdf.id])).status_code == 404


def test_a_file_that_was_tampered_with_is_refused_in_words(scene: Scene, log_in: LogIn) -> None:
    row = StoredFile.objects.get(matter_id=scene["working"].id)
    path = path_of(row.address)
    kept = path.read_bytes()
    path.write_bytes(kept[:-1])
    try:
        answer = log_in("handler.urban").get(reverse("file", args=[row.id]))
        assert answer.status_code == 409
        assert "文件打不开：内容不完整或被改动过。请管理员用备份恢复。" in answer.content.decode()
    finally:
        path.write_bytes(kept)
