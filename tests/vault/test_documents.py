"""Documents, sound and film: what they say about their maker and place is taken out; what may be left is noted."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from fengqiao.vault import rules
from fengqiao.vault.terms import MediaType
from tests.vault.test_files import picture

MAKER = b"ZHOU-WENHAI"


def office(*, tracked: bool = False) -> bytes:
    """A document with an author, a photograph with EXIF, and tracked changes if wanted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", "<Types/>")
        zipped.writestr("word/document.xml", f'<w:ins w:author="{MAKER.decode()}"/>' if tracked else "<w:p>正文</w:p>")
        zipped.writestr("docProps/core.xml", f"<dc:creator>{MAKER.decode()}</dc:creator>")
        zipped.writestr("docProps/app.xml", f"<Company>{MAKER.decode()}</Company>")
        zipped.writestr("word/media/image1.jpeg", picture())
    return out.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_a_word_document_forgets_its_author_and_its_photographs_their_place() -> None:
    clean, left = rules.anonymous(office(), MediaType.DOCX, 1_000_000)
    found = members(clean)
    assert not left
    assert found["word/document.xml"].decode() == "<w:p>正文</w:p>"
    assert set(found) == set(members(office()))
    assert not any(MAKER in data or b"SECRET-DEVICE" in data for data in found.values())
    assert b"<cp:coreProperties" in found["docProps/core.xml"]


def test_tracked_changes_are_content_and_are_noted() -> None:
    clean, left = rules.anonymous(office(tracked=True), MediaType.DOCX, 1_000_000)
    assert left
    assert MAKER in members(clean)["word/document.xml"]
    assert MAKER not in members(clean)["docProps/core.xml"]


PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Author (ZHOU-WENHAI \\(a\\) (b)) /Creator <5A484F55> /Producer (ZHOU-WENHAI) /Title (T) >>\n"
    b"<?xpacket begin='x' id='W5M0'?><x:xmpmeta>ZHOU-WENHAI</x:xmpmeta><?xpacket end='w'?>\n(ZHOU-WENHAI stays) Tj\n%%EOF"
)  # fmt: skip


def test_a_pdf_is_blanked_in_place_and_its_pages_stay() -> None:
    clean, left = rules.anonymous(PDF, MediaType.PDF, 1)
    assert (len(clean), left) == (len(PDF), False)
    assert clean.count(MAKER) == 1
    assert b"(ZHOU-WENHAI stays) Tj" in clean
    assert b"/Title (T)" in clean
    assert b"5A484F55" not in clean


@pytest.mark.parametrize(("word", "same"), [(b"/ObjStm", False), (b"/Encrypt", True)])
def test_a_pdf_whose_maker_cannot_be_seen_is_noted(word: bytes, same: bool) -> None:
    clean, left = rules.anonymous(PDF + word, MediaType.PDF, 1)
    assert left
    assert (clean == PDF + word) is same


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def test_a_film_forgets_where_it_was_taken_and_keeps_every_offset() -> None:
    place = box(b"udta", box(b"\xa9xyz", b"+28.1006+117.2033/"))
    film = (
        box(b"ftyp", b"mp42") + box(b"moov", box(b"trak", place) + place) + box(b"uuid", MAKER) + box(b"mdat", b"sound")
    )
    clean, left = rules.anonymous(film, MediaType.MP4, 1)
    assert (len(clean), left) == (len(film), False)
    assert b"+28.1006" not in clean
    assert MAKER not in clean
    assert clean.endswith(box(b"mdat", b"sound"))
    assert clean.count(b"free") == 3


def test_a_recording_forgets_its_tags() -> None:
    sound = b"ID3\x04\x00\x00\x00\x00\x00\x14TPE1" + MAKER + bytes(5) + b"\xff\xfbsound" + b"TAG" + MAKER + bytes(114)
    clean, left = rules.anonymous(sound, MediaType.MP3, 1)
    assert not left
    assert MAKER not in clean
    assert clean.endswith(b"\xff\xfbsound")


@pytest.mark.parametrize("kind", [MediaType.DOCX, MediaType.XLSX, MediaType.PDF, MediaType.MP4, MediaType.MP3])
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\x00" * 40, office()[:200], b"ID3\xff\xff\xff\xff\xff\xff\xff"]
)
def test_what_cannot_be_read_is_kept_as_it_is(kind: MediaType, content: bytes) -> None:
    clean, _left = rules.anonymous(content, kind, 1)
    assert len(clean) == len(content)


def test_a_document_that_unpacks_without_end_is_kept_packed_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fengqiao.vault.rules.documents.LARGEST_WHOLE", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("word/document.xml", bytes(1001))
    assert rules.anonymous(out.getvalue(), MediaType.DOCX, 1) == (out.getvalue(), True)
