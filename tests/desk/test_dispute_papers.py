"""Signed papers come back by phone: each goes to its document by its code, none to strangers, the agreement closes the matter."""

from __future__ import annotations

import io
import re

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from fengqiao.disputes.models import Dispute, SignedPaper
from fengqiao.disputes.rules.file import PlaceState, found_in, mark_of, sheet_of
from fengqiao.disputes.terms import AgreementForm
from fengqiao.kit.documents import marks_on, render_pictures
from fengqiao.ledger.models import Event
from fengqiao.matters.models import Matter
from tests.desk.conftest import LogIn
from tests.disputes.helping import agree, dispute, later
from tests.disputes.test_file import read

LOGIN = "dispatcher.north"


def photo(mark: str = "", name: str = "1.png") -> SimpleUploadedFile:
    sheet = Image.new("RGB", (900, 1200), (250, 250, 245))
    if mark:
        out = io.BytesIO()
        segno.make(mark, error="m", micro=False).save(out, kind="png", scale=5, border=2)
        sheet.paste(Image.open(out).convert("RGB"), (60, 60))
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def send(client: Client, row: Dispute, *photos: SimpleUploadedFile, document: str = "") -> str:
    form = {"files": list(photos), "document": document}
    return client.post(f"/disputes/{row.id}/file/papers/", form, follow=True).content.decode()


def test_papers_go_to_their_documents_and_the_agreement_closes_the_matter(log_in: LogIn) -> None:
    row = agree(dispute(), later(days=1), form=AgreementForm.WRITTEN, performed=True)
    client = log_in(LOGIN)
    text = send(client, row, photo(mark_of(row.id, "register")), photo(name="2.png"))
    assert "2 张签字件已放进卷宗" in text
    assert "有 1 张没有认出是哪份文书" in text
    assert "第 1 张" in text, "the contents show it beside its document"
    assert Matter.objects.get(id=row.matter_id).closed_at is None
    known, unknown = SignedPaper.objects.order_by("id")
    assert (known.document, known.by_code, unknown.document) == ("register", True, "")
    url = f"/disputes/{row.id}/file/papers/{unknown.id}/"
    assert "请从目录里选一份文书" in client.post(url, {"document": "nothing"}, follow=True).content.decode()
    client.post(url, {"document": "agreement"})
    row.refresh_from_db()
    assert row.signed_at is not None
    assert Matter.objects.get(id=row.matter_id).closed_at is not None
    told = Event.objects.filter(kind="dispute.papers").order_by("id")
    assert [event.measures for event in told] == [{"papers": 2, "known": 1}, {"papers": 0, "known": 1}]
    client.post(url, {"document": ""})
    assert SignedPaper.objects.filter(dropped=False).count() == 1, "taken out of the file"
    assert "没有这张签字件" in client.post(url, {"document": "register"}, follow=True).content.decode()
    files = re.findall(r"/files/[0-9a-f-]{36}/", client.get(f"/disputes/{row.id}/file/").content.decode())
    assert client.get(files[0]).status_code == 200


def test_the_code_printed_on_a_document_is_the_one_that_is_read(world: None) -> None:
    row = dispute()
    case, _forms, places = read(row)
    document = found_in(places, "register")
    assert document
    pages = render_pictures(sheet_of(case, document), ppi=150)
    assert marks_on(pages[0]) == (mark_of(row.id, "register"),)


def test_a_paper_of_another_dispute_is_refused_and_nothing_is_kept(log_in: LogIn) -> None:
    row, other = dispute(), dispute(ref="2", at=later(minutes=1))
    client = log_in(LOGIN)
    text = send(client, row, photo(mark_of(row.id, "register")), photo(mark_of(other.id, "register")))
    assert "另一起纠纷的文书" in text
    assert not SignedPaper.objects.exists()
    for content in (b"", b"not a picture"):
        text = send(client, row, SimpleUploadedFile("x.png", content, "image/png"))
        assert not SignedPaper.objects.exists()
    assert "请拍下或选择签好的文书" in send(client, row)
    assert log_in("handler.urban").post(f"/disputes/{row.id}/file/papers/", {}).status_code in {403, 404}


def test_a_paper_written_by_hand_makes_its_item_whole(log_in: LogIn) -> None:
    row = dispute()
    states = [each.state for each in read(row)[2] if each.place.code == "mediating"]
    send(log_in(LOGIN), row, photo(), document="record-0")
    states += [each.state for each in read(row)[2] if each.place.code == "mediating"]
    assert states == [PlaceState.MISSING, PlaceState.READY]
