"""Files: told by what is in them, within limits, without the place where a picture was taken; names are only names."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec, write_xlsx
from fengqiao.matters.actions.writing import file_limits
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault import rules
from fengqiao.vault.actions import FileLimits, Upload, keep_files, move_files, staging
from fengqiao.vault.actions.files import seal_first_files
from fengqiao.vault.blobs import path_of
from fengqiao.vault.models import DataKey, StoredFile
from fengqiao.vault.queries import content_of, file_of, files_by_holder, matter_of, name_of
from fengqiao.vault.sealing import opened_pieces, sealed_pieces
from fengqiao.vault.terms import MediaType
from tests.matters.helping import dump, refused
from tests.world import NOW, viewer

LIMITS = FileLimits(200_000, 1_000_000, 3, frozenset(MediaType))
KEY = bytes(range(32))
MAKER, GPS = 0x010F, 0x8825


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", *, turned: bool = False) -> bytes:
    """Return a picture that says in its EXIF by which device and where it was taken; red above, green below."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 200, 30), (0, size[1] // 2, size[0], size[1]))
    exif = Image.Exif()
    exif[MAKER] = "SECRET-DEVICE"
    if turned:
        exif[0x0112] = 3  # upside down
    exif.get_ifd(GPS).update({1: "N", 2: (28.0, 6.0, 1.0), 3: "E", 4: (117.0, 12.0, 2.0)})
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **({"exif": exif} if mode == "RGB" else {}))
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int) -> bytes:
    """Return a tiny PNG file that claims to be so large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def png_with_endless_words() -> bytes:
    """Return a picture with a comment that unpacks to thirty million letters."""
    plain = picture("PNG")
    return plain[:33] + chunk(b"zTXt", b"k\0\0" + zlib.compress(b"x" * 30_000_000)) + plain[33:]


def office(first: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name in ("[Content_Types].xml", "_rels/.rels", f"{first}/document.xml"):
            zipped.writestr(name, "<xml/>")
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    write_xlsx(out, [SheetSpec(name="表", columns=(Column("编号", ColumnKind.TEXT, 8),), rows=[["1"]])])
    return out.getvalue()


TAKEN: dict[MediaType, Callable[[], bytes]] = {
    MediaType.JPEG: picture,
    MediaType.PNG: lambda: picture("PNG"),
    MediaType.WEBP: lambda: picture("WEBP"),
    MediaType.PDF: lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    MediaType.DOCX: lambda: office("word"),
    MediaType.XLSX: sheet,
    MediaType.MP4: lambda: b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64),
    MediaType.MP3: lambda: b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(64),
    MediaType.M4A: lambda: b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom" + bytes(64),
}
NOT_TAKEN = {
    "a program called a photograph": ("照片.jpg", b"MZ\x90\x00" + bytes(300)),
    "a Linux program": ("照片.jpg", b"\x7fELF\x02\x01\x01" + bytes(300)),
    "a web page called a photograph": ("照片.jpg", b"<!doctype html><script>alert(1)</script>"),
    "a web page behind a comment": ("照片.png", b"<!-- \xff\xd8\xff --><html></html>"),
    "a drawing with a script": ("图.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    "words": ("说明.pdf", "这是文字".encode()),
    "an archive": ("材料.docx", office("strange")),
    "an old sheet": ("表.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "a moving picture": ("图.png", b"GIF89a" + bytes(60)),
    "one letter": ("a.jpg", b"\xff"),
}


def clear(row: StoredFile) -> bytes:
    """The content of a file."""
    pieces = content_of(row)
    assert pieces is not None
    return b"".join(pieces)


def keep(*uploads: Upload, limits: FileLimits = LIMITS) -> list[StoredFile]:
    holder = new_id()
    keep_files(uploads=uploads, matter_id=new_id(), holder_id=holder, limits=limits, by=viewer("desk.north"), at=NOW)
    return list(StoredFile.objects.filter(holder_id=holder).order_by("id"))


@pytest.mark.parametrize("kind", list(MediaType))
def test_a_file_is_known_by_what_is_in_it(world: None, kind: MediaType) -> None:
    content = TAKEN[kind]()
    assert rules.media_type(content) is kind
    (row,) = keep(Upload("没有后缀", content))
    assert (row.media_type, name_of(row), row.added_by, row.added_at) == (
        kind.value, "没有后缀", viewer("desk.north").staff_id, NOW,
    )  # fmt: skip
    kept = clear(row)
    assert (len(kept), hashlib.sha256(kept).hexdigest()) == (row.size, row.sha256)
    changed = (MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.DOCX, MediaType.XLSX)
    assert (kept == content) == (kind not in changed)


def test_the_pack_allows_every_type_that_can_be_told() -> None:
    values = (Path(__file__).parents[2] / "packs/base/values.toml").read_text(encoding="utf-8")
    assert all(f'"{kind.value}"' in values for kind in MediaType)


@pytest.mark.parametrize("what", NOT_TAKEN)
def test_a_file_that_is_something_else_is_refused_whatever_its_name(world: None, what: str) -> None:
    name, content = NOT_TAKEN[what]
    with refused("file-type"):
        keep(Upload(name, content))


def test_a_type_that_the_pack_does_not_allow_is_refused(world: None) -> None:
    only_pictures = FileLimits(200_000, 1_000_000, 3, frozenset({MediaType.PNG.value}))
    assert keep(Upload("图.png", picture("PNG")), limits=only_pictures)
    with refused("file-type"):
        keep(Upload("图.pdf", TAKEN[MediaType.PDF]()), limits=only_pictures)


@pytest.mark.parametrize(
    ("uploads", "code"),
    [
        ([Upload("空.jpg", b"")], "file-empty"),
        ([Upload("大.pdf", b"%PDF-1.7\n" + bytes(200_000))], "file-large"),
        ([Upload(f"{n}.pdf", b"%PDF-1.7\n") for n in range(4)], "files-many"),
        ([Upload("宽.png", png_of(1001, 1000))], "picture-large"),
        ([Upload("弹.png", png_of(60_000, 60_000))], "picture-large"),
        ([Upload("断.png", png_of(30, 30))], "picture-broken"),
        ([Upload("断.jpg", picture()[:400])], "picture-broken"),
        ([Upload("词.png", png_with_endless_words())], "picture-broken"),
        ([Upload("好.pdf", b"%PDF-1.7\n"), Upload("坏.exe", b"MZ" + bytes(99))], "file-type"),
    ],
    ids=lambda each: each if isinstance(each, str) else each[0].name,
)
def test_a_file_beyond_the_limits_is_refused_with_all_the_others(world: None, uploads: list[Upload], code: str) -> None:
    with refused(code):
        keep(*uploads)


def test_limits_themselves_are_kept_to(world: None) -> None:
    pdf = b"%PDF-1.7\n"
    exact = FileLimits(len(pdf), 60 * 40, 2, frozenset(MediaType))
    assert len(keep(Upload("一.pdf", pdf), Upload("二.pdf", pdf), limits=exact)) == 2
    (row,) = keep(Upload("图.png", picture("PNG")), limits=FileLimits(9999, 60 * 40, 1, frozenset(MediaType)))
    assert row.size > 0


def test_the_limits_come_from_the_pack_in_force(world: None) -> None:
    limits = file_limits(pack_on(NOW).pack, NOW)
    assert limits == FileLimits(20_971_520, 100_000_000, 10, frozenset(MediaType))
    assert pack_on(NOW).pack.value_on("file.max_bytes", date(2026, 9, 1)).source


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_without_place_and_device(world: None, kind: str) -> None:
    content = picture(kind)
    assert b"SECRET-DEVICE" in content
    (row,) = keep(Upload("现场", content))
    kept = clear(row)
    assert b"SECRET-DEVICE" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        exif = image.getexif()
        assert (dict(exif), exif.get_ifd(GPS), image.size) == ({}, {}, (60, 40))


def test_a_picture_held_upside_down_is_turned_before_it_forgets_how_it_was_held() -> None:
    kept = rules.cleaned(picture("PNG", turned=True), MediaType.PNG, 10_000)
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.getpixel((5, 5)), image.getpixel((5, 35))) == ((30, 200, 30), (200, 30, 30))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_picture_of_any_mode_looks_the_same_afterwards(mode: str) -> None:
    before = picture("PNG", mode=mode)
    after = rules.cleaned(before, MediaType.PNG, 10_000)
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert new.mode == old.mode
        assert new.convert("RGBA").tobytes() == old.convert("RGBA").tobytes()


def outcome(content: bytes, kind: MediaType) -> str:
    try:
        return "cleaned" if rules.cleaned(content, kind, 1_000_000) else "empty"
    except Problem as problem:
        return problem.code


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_picture_is_cleaned_or_refused_in_words(data: st.DataObject) -> None:
    content = bytearray(PICTURES[data.draw(st.integers(0, len(PICTURES) - 1))])
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(12, len(content) - 1))] = data.draw(st.integers(0, 255))
    kind = rules.media_type(bytes(content))
    if kind not in (MediaType.JPEG, MediaType.PNG, MediaType.WEBP):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's remarks on damaged metadata
        assert outcome(bytes(content), kind) in ("cleaned", "picture-broken", "picture-large")


PICTURES = [picture(), picture("PNG"), picture("WEBP"), picture("PNG", mode="P")]


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/root/.ssh/id_rsa", "id_rsa"),
        ("C:\\文件\\现场.pdf", "现场.pdf"),
        ("..", "file"),
        ("../", "file"),
        ("", "file"),
        (" .pdf ", "pdf"),
        ("一\x00二\r\nX: y\u202e.pdf", "一二X: y.pdf"),
        ("长" * 300 + ".pdf", "长" * 200),
    ],
)
def test_a_name_is_kept_as_a_name_and_never_as_a_place(world: None, given_name: str, name: str) -> None:
    (row,) = keep(Upload(given_name, b"%PDF-1.7\n"))
    assert name_of(row) == name
    assert path_of(row.address).name == row.address


def test_files_lie_encrypted_under_the_hash_of_what_lies_there(world: None, tmp_path: Path) -> None:
    with override_settings(FILES_DIR=tmp_path):
        one, two = keep(Upload("../../一.pdf", b"%PDF-1.7\nSECRET"), Upload("二.pdf", b"%PDF-1.7\nSECRET"))
        (shown,) = keep(Upload("现场.jpg", picture()))
        assert clear(one) == clear(two) == b"%PDF-1.7\nSECRET"
        found = {path.name: path for path in tmp_path.rglob("*") if path.is_file()}
    assert one.sha256 == two.sha256
    assert set(found) == {one.address, two.address, shown.address, shown.small}
    for name, path in found.items():
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest() == name
        assert path.relative_to(tmp_path).as_posix() == f"{name[:2]}/{name}"
        assert not any(word in content for word in (b"SECRET", b"%PDF", b"JFIF"))
        assert path.stat().st_mode & 0o777 == 0o600


def test_the_name_of_a_file_stands_nowhere_in_clear(world: None) -> None:
    (row,) = keep(Upload("周文海的身份证.pdf", b"%PDF-1.7\n"))
    assert name_of(row) == "周文海的身份证.pdf"
    assert "周文海" not in repr(dump())


def test_a_picture_has_a_small_one_made_once_and_other_files_have_none(world: None) -> None:
    wide, pdf = keep(Upload("宽.png", picture("PNG", (1000, 500))), Upload("一.pdf", b"%PDF-1.7\n"))
    small = content_of(wide, small=True)
    assert small is not None
    with Image.open(io.BytesIO(b"".join(small))) as image:
        assert (image.format, image.size) == ("JPEG", (320, 160))
    assert content_of(pdf, small=True) is None


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024])
def test_files_of_any_size_come_back_as_they_were_in_pieces_of_a_mebibyte(size: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = b"".join(sealed_pieces(KEY, b"it", content))
    pieces = list(opened_pieces(KEY, b"it", io.BytesIO(sealed)))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 1024 * 1024


def spoilt() -> dict[str, bytes]:
    whole = b"".join(sealed_pieces(KEY, b"it", bytes(2 * 1024 * 1024 + 5)))
    head, piece = whole[:10], 1024 * 1024 + 16
    first, second, last = whole[10 : 10 + piece], whole[10 + piece : 10 + 2 * piece], whole[10 + 2 * piece :]
    return {
        "a bit turned": whole[:500] + bytes([whole[500] ^ 1]) + whole[501:],
        "the end cut off": whole[:-1],
        "the last piece left out": head + first + second,
        "a piece left out": head + first + last,
        "pieces in another order": head + second + first + last,
        "one piece twice": head + first + first + second + last,
        "something added": whole + b"x",
        "nothing": b"",
        "no mark": b"FQ9" + whole[3:],
    }


@pytest.mark.parametrize("what", spoilt())
def test_a_file_that_was_tampered_with_does_not_open(what: str) -> None:
    with pytest.raises(Problem) as told:
        list(opened_pieces(KEY, b"it", io.BytesIO(spoilt()[what])))
    assert told.value.code == "file-damaged"


def test_a_file_opens_as_nothing_else(world: None) -> None:
    one, two = keep(Upload("一.pdf", b"%PDF-1.7\n1"), Upload("二.pdf", b"%PDF-1.7\n2"))
    one.address, two.wrapped = two.address, one.wrapped
    for row in (one, two):
        with pytest.raises(Problem):
            clear(row)


def test_files_made_ready_are_removed_where_the_action_fails(world: None, tmp_path: Path) -> None:
    with override_settings(FILES_DIR=tmp_path):
        with pytest.raises(StopIteration), staging([Upload("图.png", picture("PNG"))], LIMITS) as ready:
            next(iter(ready[1:]))
        with pytest.raises(Problem), staging([Upload("图.png", picture("PNG")), Upload("空.png", b"")], LIMITS):
            pass
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_goes_with_its_row_to_another_matter(world: None) -> None:
    (row,) = keep(Upload("一.pdf", b"%PDF-1.7\n1"))
    before, other = row.matter_id, new_id()
    move_files(holder_ids=[row.holder_id], to_matter=other, at=NOW)
    row.refresh_from_db()
    assert (row.matter_id, name_of(row), clear(row)) == (other, "一.pdf", b"%PDF-1.7\n1")
    DataKey.objects.filter(matter_id=before).delete()
    assert clear(row) == b"%PDF-1.7\n1"


def test_files_of_the_first_edition_are_encrypted_and_their_clear_content_goes(
    world: None, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    content = picture()
    digest = hashlib.sha256(content).hexdigest()
    with override_settings(FILES_DIR=tmp_path):
        path_of(digest).parent.mkdir()
        path_of(digest).write_bytes(content)
        given = {"sha256": digest, "size": len(content), "media_type": "image/jpeg", "added_at": NOW}
        rows = [
            StoredFile.objects.create(holder_id=new_id(), matter_id=new_id(), name=name, added_by=new_id(), **given)
            for name in ("一.jpg", "二.jpg")
        ]
        assert clear(rows[0]) == content
        assert name_of(rows[0]) == "一.jpg"
        with django_capture_on_commit_callbacks(execute=True):
            assert seal_first_files(limit=1, at=NOW) == 1
        assert path_of(digest).exists()
        with django_capture_on_commit_callbacks(execute=True):
            assert seal_first_files(limit=5, at=NOW) == 1
        assert seal_first_files(limit=5, at=NOW) == 0
        assert not path_of(digest).exists()
        for row, name in zip(rows, ("一.jpg", "二.jpg"), strict=True):
            row.refresh_from_db()
            assert (row.name, name_of(row), clear(row)) == ("", name, content)
            assert content_of(row, small=True) is not None


def test_a_file_is_found_through_its_matter_alone(world: None) -> None:
    first, second = keep(Upload("一.pdf", b"%PDF-1.7\n1")), keep(Upload("二.pdf", b"%PDF-1.7\n2"))
    assert file_of([first[0].matter_id], first[0].id) == first[0]
    assert file_of([second[0].matter_id], first[0].id) is None
    assert file_of([], first[0].id) is None
    assert matter_of(first[0].id) == first[0].matter_id
    assert matter_of(new_id()) is None
    (cards,) = files_by_holder(first[0].matter_id).values()
    assert [(card.id, card.name, card.traces) for card in cards] == [(first[0].id, "一.pdf", False)]


def test_nothing_to_keep_keeps_nothing(world: None) -> None:
    before = dump()
    assert keep() == []
    assert dump() == before
