"""Disputes that come back are met again however place, firm or home was written, and others are not."""

from __future__ import annotations

import pytest

from fengqiao.disputes.actions import NewParty
from fengqiao.disputes.models import Dispute, Review
from fengqiao.disputes.terms import PartyKind
from fengqiao.ledger.models import Event
from fengqiao.vault.models import BlindIndex
from fengqiao.vault.queries import matters_matching
from tests.disputes.helping import dispute
from tests.world import area

NOBODY = [NewParty(), NewParty(side=2)]


def causes(row: Dispute) -> list[str]:
    return list(Review.objects.filter(dispute=row).values_list("cause", flat=True))


def firm(name: str, **more: str) -> list[NewParty]:
    return [NewParty(), NewParty(kind=PartyKind.FIRM, side=2, personal={"name": name, **more})]


def living(address: str) -> list[NewParty]:
    return [NewParty(personal={"address": address}), NewParty(side=2)]


@pytest.mark.parametrize("place", ["三组 12号", "3组12号", "３组十二號"])
def test_the_same_place_written_in_another_way(world: None, place: str) -> None:
    dispute(place="三组12号", parties=NOBODY)
    assert causes(dispute(ref="2", place=place, parties=NOBODY)) == ["place"]


@pytest.mark.parametrize("place", ["三组1-2号", "三组13号", "四组12号", ""])
def test_another_place_raises_none(world: None, place: str) -> None:
    dispute(place="三组12号", parties=NOBODY)
    assert causes(dispute(ref="2", place=place, parties=NOBODY)) == []


def test_a_firm_is_its_name_and_a_person_is_not(world: None) -> None:
    dispute(parties=firm("北镇木器有限公司（一厂）"))
    assert causes(dispute(ref="2", parties=firm("北镇 木器有限公司(一厂)"))) == ["party"]
    namesake = [NewParty(personal={"name": "北镇木器有限公司(一厂)"}), NewParty(side=2)]
    assert causes(dispute(ref="3", parties=namesake)) == [], "somebody called so is no firm"
    assert causes(dispute(ref="4", parties=firm("南镇木器有限公司"))) == []


def test_the_same_home_in_the_same_village(world: None) -> None:
    first = dispute(parties=living("北一村三组12号"))
    assert causes(dispute(ref="2", parties=living("北一村 3组12號"))) == ["place"]
    for place, many in enumerate(("北一村", "北一村三组", "北一小区3号楼")):
        assert causes(dispute(ref=f"a{place}", parties=living(many))) == []
        assert causes(dispute(ref=f"b{place}", parties=living(many))) == [], "where many live"
    first.matter.__class__.objects.all().update(area=area("TC0201"))
    assert causes(dispute(ref="5", parties=living("北一村三组12号"))) == [], "the same words in another village"
    assert not matters_matching("北一村三组12号"), "nobody is looked for by where they live"
    assert BlindIndex.objects.filter(kind="address").count() == 3
    assert "三组" not in " ".join(str(each.attributes) for each in Event.objects.all())
