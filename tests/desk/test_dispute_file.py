"""The page of the mediation file: what is missing is named, nobody is unmasked by looking, papers come as PDF and Word."""

from __future__ import annotations

import io

import docx
import pytest
from pypdf import PdfReader

from fengqiao.ledger.models import Event
from tests.desk.conftest import LogIn
from tests.disputes.helping import ID, NAME, PHONE, agree, dispute

LOGIN = "dispatcher.north"


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.django_db
def test_the_file_of_a_dispute_is_looked_at_and_taken_out(log_in: LogIn) -> None:
    row = agree(dispute())
    client = log_in(LOGIN)
    url = f"/disputes/{row.id}/file/"
    shown = client.get(url).content.decode()
    assert "必备材料还缺：调解记录" in shown, "no session was written down"
    assert f"/disputes/{row.id}/" in shown
    assert not any(word in shown for word in (NAME, PHONE, ID))
    assert not Event.objects.filter(kind__in=["personal.unmasked", "dispute.filed"]).exists()
    for form in (
        {},
        {"take": "file.pdf"},
        {"take": "../x.pdf", "purpose": "call_back"},
        {"take": "file.exe", "purpose": "call_back"},
    ):
        assert client.post(f"{url}out/", form).status_code == 302, form
    assert not Event.objects.filter(kind="dispute.filed").exists()
    answer = client.post(f"{url}out/", {"take": "file.pdf", "purpose": "call_back"})
    assert answer["Content-Type"] == "application/pdf"
    assert row.matter.number in answer["Content-Disposition"]
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(answer.content)).pages]
    text = "".join(pages)
    assert all(word in text for word in (NAME, PHONE, ID, "墙退一尺，补三千元", "封底"))
    assert "7调解记录—缺件" in pages[1]
    assert "人民调解口头协议登记表" in text
    word = client.post(f"{url}out/", {"take": "oral.docx", "purpose": "call_back"}).content
    cells = [
        cell.text for table in docx.Document(io.BytesIO(word)).tables for line in table.rows for cell in line.cells
    ]
    assert NAME in cells
    assert any("墙退一尺" in each for each in cells)
    hant = client.post(
        f"{url}out/", {"take": "register.docx", "purpose": "call_back"}, headers={"accept-language": "zh-hant"}
    )
    assert hant.status_code == 200
    filed = Event.objects.filter(kind="dispute.filed").order_by("id")
    assert len(filed) == 3
    assert log_in("desk.south").get(url).status_code == 404
