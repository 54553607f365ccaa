"""What the tests of clues share: a station with keys, a clue handed in, recipients and custodians at work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fengqiao.clues import actions
from fengqiao.clues.models import Clue, KeyPair
from fengqiao.clues.queries import private_behind
from fengqiao.clues.terms import Duty, Informant
from fengqiao.vault.actions import Upload
from tests.matters.helping import PNG
from tests.world import NOW, area, unit, viewer

SAID = "老街棋牌室二楼夜里有人聚赌，望风的姓欧阳，车牌尾号八七"  # words that nobody without a key may read
NAME = "欧阳棋牌室.png"
PHRASES = {
    "officer.north": "竹海听风 lantern 四更天晴",
    "desk.north": "溪边石阶 harbour 五里亭外",
    "chief.north": "旧瓦新霜 compass 六月荷塘",
    "supervisor": "渡口灯火 granite 七弯八绕",
    "desk.command": "半山云起 walnut 九曲回廊",
}
MORE_PHRASES = ("又一句新口令 saffron 八月桂花",)
RECIPIENTS, CUSTODIANS = ("officer.north", "desk.north"), ("chief.north", "supervisor")


def name(login: str, duty: Duty, *, station: str = "station.north", by: str = "chief.north") -> None:
    actions.name_holder(unit_id=unit(station), staff_id=viewer(login).staff_id, duty=duty, by=viewer(by), at=NOW)


def make_key(login: str, *, lost: bool = False, phrase: str = "", at: datetime = NOW) -> KeyPair:
    words = phrase or PHRASES[login]
    made = actions.make_key(passphrase=words, again=words, lost=lost, by=viewer(login), at=at)
    return KeyPair.objects.get(id=made)


def station(*, recipients: tuple[str, ...] = RECIPIENTS, custodians: tuple[str, ...] = CUSTODIANS) -> None:
    """The north's station with recipients and custodians, each with a key."""
    for login in recipients:
        name(login, Duty.RECIPIENT)
        make_key(login)
    for login in custodians:
        name(login, Duty.CUSTODIAN)
        make_key(login)


def handed_in(*, at: datetime = NOW, files: bool = True, **over: Any) -> tuple[str, Clue]:
    """A clue from the north, with a photograph; returns its code and its row."""
    before = set(Clue.objects.values_list("id", flat=True))
    given: dict[str, Any] = {
        "kind": "gambling", "area_id": area("TC0101"), "informant": Informant.VOLUNTEER, "text": SAID,
        "uploads": [Upload(NAME, PNG)] if files else [],
    }  # fmt: skip
    code = actions.hand_in(**{**given, **over}, at=at)
    return code, Clue.objects.exclude(id__in=before).get()


def opened(login: str, *, phrase: str = "", at: datetime = NOW) -> tuple[KeyPair, bytes]:
    """The key of somebody who gave their passphrase."""
    token = actions.unlock(passphrase=phrase or PHRASES[login], by=viewer(login), at=at)
    assert token
    found = private_behind(token, viewer(login), at=at)
    assert found
    return found


def keyed(login: str, **given: Any) -> dict[str, Any]:
    """What actions take of somebody who has unlocked."""
    key, private = opened(login, **given)
    return {"key": key, "private": private, "by": viewer(login)}
