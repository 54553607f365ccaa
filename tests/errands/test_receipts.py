"""A paper changes hands against a signature: the picture of what was signed is kept as evidence, a bare tick says so."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from fengqiao.errands.models import PaperMove
from fengqiao.ledger.models import Event
from fengqiao.vault.models import StoredFile
from tests.desk.conftest import LogIn
from tests.errands.helping import RUNNER, errand, item

pytestmark = pytest.mark.django_db


def photo() -> SimpleUploadedFile:
    """A picture of a phone, with the place where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 42.0, 0.0), 3: "E", 4: (120.0, 14.0, 0.0)})
    out = BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("签收单.jpg", out.getvalue(), "image/jpeg")


def test_a_picture_of_the_signed_receipt_is_kept_without_its_place(world: None, log_in: LogIn) -> None:
    row, runner = errand(kinds=["survivor"]), log_in(RUNNER)
    url = f"/errands/{row.id}/"
    one = {"item": str(item(row)), "kind": "id_card"}
    assert runner.post(f"{url}paper/", {**one, "files": photo()}).status_code == 422  # a picture is no signature
    assert not StoredFile.objects.exists()
    assert runner.post(f"{url}paper/", {**one, "signed": "1", "files": photo()}).status_code == 302
    move = PaperMove.objects.get()
    assert (move.pictures, Event.objects.get(kind="errand.paper").measures) == (1, {"files": 1})
    page = runner.get(url).content.decode()
    stored = StoredFile.objects.get(holder_id=move.id)
    assert (f"{url}receipts/{stored.id}/" in page, "未附照片" in page) == (True, False)
    sent = b"".join(runner.get(f"{url}receipts/{stored.id}/").streaming_content)
    assert not Image.open(BytesIO(sent)).getexif().get_ifd(0x8825)
    assert log_in("desk.south").get(f"{url}receipts/{stored.id}/").status_code == 404
    other = errand(kinds=["old_age"])
    assert runner.get(f"/errands/{other.id}/receipts/{stored.id}/").status_code == 404
    given = {"paper": str(move.paper_id), "to": "resident", "signed": "1"}
    assert runner.post(f"{url}hand/", given).status_code == 302  # without a picture: it says so
    assert "已签字，未附照片" in runner.get(url).content.decode()
    assert sorted(PaperMove.objects.values_list("pictures", flat=True)) == [0, 1]


def test_what_is_no_picture_is_refused_whole(world: None, log_in: LogIn) -> None:
    row, runner = errand(kinds=["survivor"]), log_in(RUNNER)
    bad = SimpleUploadedFile("单.jpg", b"MZ\x90\x00" * 100, "image/jpeg")
    form = {"item": str(item(row)), "kind": "id_card", "signed": "1", "files": bad}
    assert runner.post(f"/errands/{row.id}/paper/", form).status_code == 422
    assert not PaperMove.objects.exists()
