"""The drill of a lost key: two custodians, one after the other, and neither alone."""

from __future__ import annotations

import pytest

from fengqiao.clues import actions
from fengqiao.clues.models import Clue, RecoveryPart, Share
from fengqiao.clues.queries import last_drill, opened_letters
from fengqiao.clues.terms import RecoveryReason
from fengqiao.ledger.models import Event
from tests.clues.helping import MORE_PHRASES, SAID, handed_in, keyed, make_key, station
from tests.matters.helping import later, refused
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db


def texts(clue: Clue, login: str, phrase: str = "") -> list[str | None]:
    one = keyed(login, phrase=phrase)
    return [each.text for each in opened_letters(clue, one["key"], one["private"])]


def test_a_lost_passphrase_is_mended_by_two_custodians_and_by_neither_alone(world: None) -> None:
    station(recipients=("officer.north",))
    code, clue = handed_in()
    actions.add(code=code, text="又去了一次", at=NOW)
    north, fresh = unit("station.north"), MORE_PHRASES[0]
    new = make_key("officer.north", lost=True, phrase=fresh)  # the passphrase is forgotten
    assert texts(clue, "officer.north", fresh) == [None, None]
    begin = {"unit_id": north, "reason": RecoveryReason.LOST, "to_key": new.id}
    for login, over, why in (
        ("desk.south", {}, "denied"), ("admin", {}, "denied"), ("chief.north", {"to_key": None}, "recovery-key"),
        ("chief.north", {"reason": RecoveryReason.DRILL}, "recovery-key"),
    ):  # fmt: skip
        with refused(why):
            actions.begin_recovery(**{**begin, **over}, by=viewer(login), at=NOW)
    recovery = actions.begin_recovery(**begin, by=viewer("officer.north"), at=NOW)
    with refused("recovery-there"):
        actions.begin_recovery(**begin, by=viewer("officer.north"), at=NOW)
    chief, supervisor = keyed("chief.north"), keyed("supervisor")
    given = {"recovery_id": recovery, "at": later(hours=1)}
    with refused("recovery-state"):
        actions.open_rest(**given, **supervisor)
    officer = keyed("officer.north", phrase=fresh)
    with refused("custodian-only"):
        actions.open_half(**given, **officer)
    assert actions.open_half(**given, **chief) == 2
    with refused("custodian-other"):  # the same custodian does not open the second seal
        actions.open_rest(**given, **chief)
    assert Share.objects.filter(key=new).count() == 0
    assert actions.open_rest(**given, **supervisor) == 2
    assert texts(clue, "officer.north", fresh) == [SAID, "又去了一次"]
    assert not RecoveryPart.objects.exists()
    assert last_drill(north) == later(hours=1)
    done = Event.objects.get(kind="recovery.done")
    assert (done.measures, done.attributes) == ({"letters": 2}, {"reason": "lost"})


def test_a_drill_opens_no_clue_and_is_on_record(world: None) -> None:
    station()
    handed_in()
    north = unit("station.north")
    shares = Share.objects.count()
    recovery = actions.begin_recovery(
        unit_id=north, reason=RecoveryReason.DRILL, to_key=None, by=viewer("chief.north"), at=NOW
    )
    given = {"recovery_id": recovery, "at": later(days=1)}
    actions.open_half(**given, **keyed("supervisor"))
    assert not RecoveryPart.objects.filter(letter__isnull=False).exists()
    actions.open_rest(**given, **keyed("chief.north"))
    assert (Share.objects.count(), last_drill(north)) == (shares, later(days=1))
    again = actions.begin_recovery(
        unit_id=north, reason=RecoveryReason.DRILL, to_key=None, by=viewer("chief.north"), at=later(days=2)
    )
    with refused("denied"):
        actions.drop_recovery(recovery_id=again, by=viewer("desk.south"), at=later(days=2))
    actions.drop_recovery(recovery_id=again, by=viewer("chief.north"), at=later(days=2))
    assert last_drill(north) == later(days=1)
    assert not RecoveryPart.objects.exists()


def test_without_two_custodians_there_is_no_drill(world: None) -> None:
    station(custodians=("chief.north",))
    with refused("custodians-few"):
        actions.begin_recovery(unit_id=unit("station.north"), reason=RecoveryReason.DRILL, to_key=None, by=viewer("chief.north"), at=NOW)  # fmt: skip
