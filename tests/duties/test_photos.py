"""Photos of phones: named by a message, kept only if their bytes fit its hash, seen by few, gone with their term (ADR 168)."""

from __future__ import annotations

import io
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from fengqiao.duties import actions, jobs
from fengqiao.duties.models import CheckIn, PhoneMessage, Photo
from fengqiao.duties.queries import own_photos, photo_for, photos_of
from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import system_viewer
from fengqiao.vault.models import StoredFile
from fengqiao.vault.queries import content_of
from tests.duties.helping import HOUR, activity, message, photo, sent
from tests.matters.helping import at_once, refused
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR


@pytest.fixture(autouse=True)
def _own_files(settings: object, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"  # type: ignore[attr-defined]


def picture(shade: int = 90) -> bytes:
    """A picture whose camera wrote into it where and by which device it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x9003] = "ACME-CAMERA", "2026:09:01 10:00:00"
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_is_named_kept_once_and_says_nothing_of_its_camera(world: None) -> None:
    row, by, lead = activity(), viewer("volunteer"), viewer("desk.north")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    content = picture()
    said = photo(row, by, content)
    with refused("photo-unknown"):
        actions.keep_photo(message_id=said["id"], content=content, by=by, at=LATER)  # the message comes first
    (first,) = sent(by, said, at=LATER)
    (again,) = sent(by, said, at=LATER + HOUR)
    assert (first, first.doubts, PhoneMessage.objects.count(), Photo.objects.count()) == (again, (), 1, 1)
    found = Photo.objects.get()
    assert (photo_for(by, found.id), own_photos(by.staff_id, [row.id])) == (None, {}), "named, not there yet"
    for wrong, who, code in (
        (picture(190), by, "photo-altered"),
        (b"", by, "photo-altered"),
        (content, lead, "photo-unknown"),
    ):
        with refused(code):
            actions.keep_photo(message_id=found.id, content=wrong, by=who, at=LATER)
    assert StoredFile.objects.count() == 0
    kept = actions.keep_photo(message_id=found.id, content=content, by=by, at=LATER)
    assert kept == actions.keep_photo(message_id=found.id, content=content, by=by, at=LATER + HOUR)
    assert (len(kept.receipt), kept.receipt == first.receipt) == (64, False)
    stored = StoredFile.objects.get()
    pieces = content_of(stored)
    assert pieces is not None
    shown = b"".join(pieces)
    assert b"ACME-CAMERA" in content
    assert b"ACME-CAMERA" not in shown
    assert dict(Image.open(io.BytesIO(shown)).getexif()) == {}
    assert [event.kind for event in Event.objects.filter(kind__in=["duty.message", "duty.photo"]).order_by("seq")] == [
        "duty.message",
        "duty.photo",
    ]
    assert own_photos(by.staff_id, [row.id]) == {row.id: 1}
    # Whoever took it, organises or takes part sees it; a colleague of another station does not.
    assert [
        bool(photo_for(viewer(login), found.id)) for login in ("volunteer", "desk.north", "desk.south", "officer.north")
    ] == [True, True, False, False]

    system = system_viewer(at=NOW)
    assert system
    assert jobs.destroy_photos(by=system, now=LATER + timedelta(days=300)) == 0
    assert jobs.destroy_photos(by=system, now=LATER + timedelta(days=400)) == 1
    assert (StoredFile.objects.count(), photo_for(by, found.id), len(photos_of(row.id))) == (0, None, 1)
    assert kept == actions.keep_photo(message_id=found.id, content=content, by=by, at=LATER + timedelta(days=401)), (
        "the receipt is for ever"
    )
    assert jobs.destroy_due(by=system, now=LATER + timedelta(days=400)) == 1
    assert PhoneMessage.objects.get().lat is None


def test_an_odd_photo_is_kept_with_its_doubts_and_an_id_means_one_message(world: None) -> None:
    row, by = activity(), viewer("volunteer")
    content = picture()
    cases = (
        ({}, ("unsigned",)), ({"lat": None, "lon": None, "accuracy": None}, ("unsigned", "nowhere")), ({"activity": str(new_id())}, ("unknown",)),
        ({"accuracy": 900}, ("unsigned", "rough")), ({"at": row.starts + timedelta(days=1)}, ("unsigned", "time")),
    )  # fmt: skip
    for over, doubts in cases:
        given = dict(over)
        at = given.pop("at", None)
        (answer,) = sent(by, photo(row, by, content, at=at, **given), at=LATER + timedelta(days=2))
        assert answer.doubts == doubts, over
    assert PhoneMessage.objects.count() == len(cases)
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    check = message(row, by)
    sent(by, check, at=LATER)
    answers = sent(by, photo(row, by, content, id=check["id"]), {**photo(row, by, content), "size": 7}, at=LATER)
    assert [each.refusal and each.refusal.code for each in answers] == ["message-conflict", "message-altered"]
    named = photo(row, by, content)
    sent(by, named, at=LATER)
    (answer,) = sent(by, message(row, by, id=named["id"], seq=5), at=LATER)
    assert answer.refusal is not None
    assert answer.refusal.code == "message-conflict"
    assert CheckIn.objects.count() == 1
    # The bytes fit, and are no picture: nothing is kept, the photo waits for others in vain and says so.
    fake = b"%PDF-1.7 no picture"
    said = photo(row, by, fake)
    sent(by, said, at=LATER)
    with refused("file-type"):
        actions.keep_photo(message_id=said["id"], content=fake, by=by, at=LATER)
    assert Photo.objects.get(id=said["id"]).arrived_at is None


def test_the_same_bytes_by_several_lines_at_once_are_kept_once(committed_world: None) -> None:
    row, by, content = activity(), viewer("volunteer"), picture()
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    said = photo(row, by, content)
    found = at_once(*[lambda: sent(by, said, at=LATER)] * 3)
    assert len({each[0].receipt for each in found if isinstance(each, list)}) == 1, found
    kept = at_once(*[lambda: actions.keep_photo(message_id=said["id"], content=content, by=by, at=LATER)] * 3)
    assert len({each.receipt for each in kept if isinstance(each, actions.PhotoKept)}) == 1, kept
    assert (StoredFile.objects.count(), Event.objects.filter(kind="duty.photo").count()) == (1, 1)


def test_whoever_leads_hands_photos_in_at_a_desk_however_late(world: None) -> None:
    row, desk, late = activity(), viewer("desk.north"), NOW + timedelta(days=3)
    content = picture()
    for who, pictures, at, code in (
        (desk, [], late, "photos-none"),
        (desk, [content], NOW, "duty-early"),
        (viewer("volunteer"), [content], late, "denied"),
        (viewer("desk.south"), [content], late, "duty-unknown"),
        (desk, [content, b"no picture"], late, "file-type"),
    ):
        with refused(code):
            actions.add_photos(activity_id=row.id, pictures=pictures, by=who, at=at)
    assert (Photo.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert actions.add_photos(activity_id=row.id, pictures=[content, picture(7), content], by=desk, at=late) == 2
    assert actions.add_photos(activity_id=row.id, pictures=[content], by=desk, at=late) == 0, "each once"
    first = photos_of(row.id)[0]
    assert first.message.doubts == ["nowhere"]
    pieces = content_of(StoredFile.objects.get(id=first.file_id))
    assert pieces is not None
    assert dict(Image.open(io.BytesIO(b"".join(pieces))).getexif()) == {}
    assert {each.sha256 for each in photos_of(row.id)} == {sha256(each).hexdigest() for each in (content, picture(7))}
    assert Event.objects.filter(kind="duty.photo").count() == 2
    assert photo_for(desk, first.id)
    actions.call_off(activity_id=row.id, by=desk, at=late)
    with refused("duty-over"):
        actions.add_photos(activity_id=row.id, pictures=[picture(8)], by=desk, at=late)
