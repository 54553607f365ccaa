"""Wishes: consent first, no name for members, claimed once, seen by a second person, destroyed when consent is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import system_viewer
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import DataKey, PersonalRecord, StoredFile
from fengqiao.wishes import actions
from fengqiao.wishes.jobs import destroy_due
from fengqiao.wishes.models import Wish, WishPicture
from fengqiao.wishes.queries import WishFilter, picture_for, wish_for, wish_sheet, wish_tallies, wishes
from tests.desk.scene import photo
from tests.matters.helping import refused
from tests.wishes.helping import CHILD, KEEPER, MEMBER, PHONE, SAID, SCHOOL, SECOND, claimed, delivered, fulfilled, wish
from tests.world import NOW, area, viewer

pytestmark = pytest.mark.django_db


def test_nothing_is_kept_without_consent_nor_in_words_that_name_the_child(world: None) -> None:
    for over, why in (
        ({"signed": False}, "wish-consent"), ({"kind": "moon"}, "wish-codes"), ({"band": ""}, "wish-codes"), ({"relation": "cat"}, "wish-codes"),
        ({"personal": {"child_name": CHILD}}, "wish-person"), ({"text": " "}, "wish-text"), ({"text": "字" * 301}, "text-long"),
        ({"text": f"给{CHILD}一个书包"}, "wish-names"), ({"text": f"{SCHOOL}要个足球"}, "wish-names"), ({"text": "打13912345678问"}, "wish-names"),
        ({"cost": 0}, "wish-cost"), ({"cost": 100_000}, "wish-cost"), ({"town_id": viewer(KEEPER).unit_id}, "area-unknown"),
    ):  # fmt: skip
        with refused(why):
            wish(**over)
    for login in ("volunteer", "admin"):
        with refused("denied"):
            wish(by=login)
    row = wish(by="secretary")
    assert (row.number, row.town_id) == ("XY20260901-001", area("TC01"))  # the town, not the village
    told = Event.objects.get(kind="wish.collected")
    assert told.attributes["wish"] == "study"
    assert CHILD not in str((told.attributes, told.measures))


def test_a_wish_from_claim_to_thanks(world: None) -> None:
    row = wish()
    member = wish_sheet(viewer("volunteer"), row.id)
    assert member is not None
    assert (dict(member.person), member.wish.text) == ({}, SAID)
    kept = wish_sheet(viewer(SECOND), row.id)
    assert kept is not None
    assert kept.person["child_name"] != CHILD
    with refused("denied"):
        actions.deliver(wish_id=row.id, text="", uploads=[Upload("x.jpg", photo())], by=viewer(MEMBER), at=NOW)
    claimed(row)
    with refused("wish-taken"):
        claimed(row, "volunteer")
    for text, uploads, why in (("", [], "wish-evidence"), (f"交给了{PHONE}", [Upload("x.jpg", photo())], "wish-names")):
        with refused(why):
            actions.deliver(wish_id=row.id, text=text, uploads=uploads, by=viewer(MEMBER), at=NOW)
    with refused("file-type"):
        actions.deliver(wish_id=row.id, text="", uploads=[Upload("x.jpg", b"no picture")], by=viewer(MEMBER), at=NOW)
    delivered(row, count=2)
    first, other = WishPicture.objects.order_by("added_at", "id")
    assert [bool(picture_for(viewer(login), first.id)) for login in (MEMBER, "volunteer", "chief.north", SECOND)] == [
        False, False, True, True
    ]  # fmt: skip
    with refused("denied"):
        fulfilled(row, "volunteer")
    with refused("wish-face"):
        actions.confirm(wish_id=row.id, faceless=False, by=viewer(SECOND), at=NOW)
    with refused("wish-back"):
        actions.send_back(wish_id=row.id, reason="ugly", by=viewer(SECOND), at=NOW)
    actions.send_back(wish_id=row.id, reason="face", by=viewer(SECOND), at=NOW)
    assert not WishPicture.objects.exists()
    assert not StoredFile.objects.exists()
    assert DataKey.objects.get(matter_id=other.id).destroyed_at == NOW
    delivered(row)
    fulfilled(row)
    shown = WishPicture.objects.get()
    assert picture_for(viewer("volunteer"), shown.id)
    with refused("denied"):
        actions.thank(wish_id=row.id, text="谢谢", by=viewer(MEMBER), at=NOW)
    actions.thank(wish_id=row.id, text="她说书包装得下所有的书", by=viewer(KEEPER), at=NOW)
    event = Event.objects.get(kind="wish.fulfilled")
    assert (event.attributes["band"], event.measures) == ("primary_low", {"days": 0, "cost": 120})
    told = [each.staff_id for each in Notice.objects.filter(kind="wish_news").order_by("made_at", "id")]
    assert sorted(told, key=str) == sorted(
        [viewer(KEEPER).staff_id] * 2 + [viewer(MEMBER).staff_id] * 3, key=str
    )  # handed in; judged, thanked


def test_whoever_claimed_does_not_judge_their_own_pictures(world: None) -> None:
    row = delivered(claimed(wish(), SECOND), SECOND)
    sheet = wish_sheet(viewer(SECOND), row.id)
    assert sheet is not None
    assert sheet.waiting == []
    with refused("wish-second"):
        fulfilled(row, SECOND)
    fulfilled(row, "chief.north")
    open_faced = delivered(claimed(wish(pictures=True)))
    actions.confirm(wish_id=open_faced.id, faceless=False, by=viewer(SECOND), at=NOW)  # the guardian agreed to faces
    given = claimed(wish())
    actions.give_back(wish_id=given.id, by=viewer(MEMBER), at=NOW)
    assert Wish.objects.get(id=given.id).claimed_by_id is None
    assert wish_tallies(viewer(MEMBER)) == {
        "open": 1,
        "claimed": 0,
        "delivered": 0,
        "fulfilled": 2,
        "withdrawn": 0,
        "mine": 0,
    }
    assert [each.id for each in wishes(viewer("volunteer"), WishFilter("open", "study", "primary_low"))] == [given.id]


def test_consent_taken_back_destroys_everything(world: None) -> None:
    row = fulfilled(delivered(claimed(wish()), count=2))
    other = fulfilled(delivered(claimed(wish())))
    with refused("denied"):
        actions.withdraw(wish_id=row.id, reason="consent", by=viewer(MEMBER), at=NOW)
    with refused("wish-withdraw"):
        actions.withdraw(wish_id=row.id, reason="because", by=viewer(KEEPER), at=NOW)
    actions.withdraw(wish_id=row.id, reason="consent", by=viewer(KEEPER), at=NOW)
    left = Wish.objects.get(id=row.id)
    assert (left.state, left.text, left.note, left.thanks, left.erased_at) == ("withdrawn", "", "", "", NOW)
    assert not PersonalRecord.objects.filter(matter_id=row.id).exists()
    assert DataKey.objects.get(matter_id=row.id).destroyed_at == NOW
    assert [each.wish_id for each in WishPicture.objects.all()] == [other.id]
    assert StoredFile.objects.count() == 1
    assert [bool(wish_for(viewer(login), row.id)) for login in ("volunteer", MEMBER, KEEPER)] == [False, False, True]
    with refused("wish-erased"):
        actions.thank(wish_id=row.id, text="谢谢", by=viewer(KEEPER), at=NOW)
    system = system_viewer(at=NOW)
    assert system
    assert destroy_due(by=system, now=NOW + timedelta(days=12 * 31)) == 0
    assert destroy_due(by=system, now=NOW + timedelta(days=12 * 31 + 1)) == 1
    gone = Wish.objects.get(id=other.id)
    assert (gone.text, gone.state, StoredFile.objects.count()) == ("", "fulfilled", 0)


def test_who_sees_whom_it_is_for(world: None) -> None:
    row, by = wish(), viewer(KEEPER)
    assert actions.look(wish_id=row.id, purpose="contact", by=by, at=NOW)["guardian_phone"] == PHONE
    assert Event.objects.get(kind="personal.unmasked").subject_id == row.id
    assert actions.look(wish_id=row.id, purpose="contact", by=viewer(SECOND), at=NOW)["child_school"] == SCHOOL
    with refused("purpose-unknown"):
        actions.look(wish_id=row.id, purpose="curious", by=by, at=NOW)
    claimed(row, "officer.north")
    for login in ("officer.north", MEMBER, "volunteer", "desk.south"):  # whoever claimed learns nothing
        with refused("unmask-denied"):
            actions.look(wish_id=row.id, purpose="contact", by=viewer(login), at=NOW)
    mine = wish(by="secretary")
    assert actions.look(wish_id=mine.id, purpose="contact", by=viewer("secretary"), at=NOW)["child_name"] == CHILD
    fulfilled(delivered(row, "officer.north"))
    with refused("unmask-denied"):
        actions.look(wish_id=row.id, purpose="contact", by=by, at=NOW)
    with refused("wish-unknown"):
        actions.look(wish_id=row.id, purpose="contact", by=viewer("admin"), at=NOW)
