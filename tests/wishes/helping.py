"""What the tests of wishes share: a wish of a girl in the north, collected by the assistant, and its pictures."""

from __future__ import annotations

from typing import Any

from fengqiao.vault.actions import Upload
from fengqiao.wishes import actions
from fengqiao.wishes.actions import NewWish
from fengqiao.wishes.models import Wish
from tests.desk.scene import photo
from tests.world import NOW, area, viewer

CHILD, SCHOOL, GUARDIAN, PHONE = "毛小朵", "龙山小学", "毛国强", "13700028282"
SAID = "一个不漏水的书包，最好是蓝色的"
KEEPER, MEMBER, SECOND = "assistant", "secretary", "desk.north"


def wanted(**over: Any) -> NewWish:
    personal = {"child_name": CHILD, "child_school": SCHOOL, "guardian_name": GUARDIAN, "guardian_phone": PHONE}
    values: dict[str, Any] = {
        "kind": "study", "band": "primary_low", "text": SAID, "relation": "parent", "signed": True, "cost": 120, "town_id": area("TC0101"),
        "personal": personal,
    }  # fmt: skip
    return NewWish(**{**values, **over})


def wish(*, by: str = KEEPER, **over: Any) -> Wish:
    return Wish.objects.get(id=actions.collect(wanted=wanted(**over), by=viewer(by), at=NOW))


def claimed(row: Wish, by: str = MEMBER) -> Wish:
    actions.claim(wish_id=row.id, by=viewer(by), at=NOW)
    return row


def delivered(row: Wish, by: str = MEMBER, count: int = 1) -> Wish:
    uploads = [Upload("送到.jpg", photo()) for _ in range(count)]
    actions.deliver(wish_id=row.id, text="送到了，她当场背上", uploads=uploads, by=viewer(by), at=NOW)
    return row


def fulfilled(row: Wish, by: str = SECOND) -> Wish:
    actions.confirm(wish_id=row.id, faceless=True, by=viewer(by), at=NOW)
    return row
