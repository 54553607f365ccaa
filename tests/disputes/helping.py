"""What the tests of disputes share: one taken in, agreed, settled on the scene, by those who would do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from fengqiao.disputes import actions
from fengqiao.disputes.actions import Agreed, NewParty, Scene, Taken
from fengqiao.disputes.models import Dispute
from fengqiao.disputes.terms import AgreementForm, PartyKind
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import desk_at
from tests.world import NOW, area, make_matter, viewer

NAME, PHONE, ID, FIRM = "周文海", "13912345678", "330102195503071234", "北镇木器有限公司"
SAID = "院墙占了两尺地，周文海家不让"


def later(**length: float) -> datetime:
    return NOW + timedelta(**length)


def taken(**over: Any) -> Taken:
    first = NewParty(personal={"name": NAME, "phone": PHONE, "id_number": ID})
    second = NewParty(kind=PartyKind.FIRM, side=2, personal={"name": FIRM})
    values: dict[str, Any] = {"type": "neighbours", "source": "applied", "parties": [first, second], "amount": 300_000,
                              "informed": True, "consented": True, "demands": "退回两尺地"}  # fmt: skip
    return Taken(**{**values, **over})


def dispute(*, at: datetime = NOW, ref: str = "", place: str = "", **over: Any) -> Dispute:
    """A quarrel in the north's first village, told at the counter, taken in by the town's centre."""
    told = {"kind": "dispute", "text": SAID, "title": "邻里纠纷", "outside_ref": ref, "place": place}
    matter = make_matter(by="dispatcher.north", at=at, told_at=at, **told)
    by = viewer("dispatcher.north", at)
    made = actions.accept(matter_id=matter.id, taken=taken(**over), by=by, at=at)
    return Dispute.objects.get(id=made)


def agreed(**over: Any) -> Agreed:
    values: dict[str, Any] = {"form": AgreementForm.ORAL, "text": "墙退一尺，补三千元", "amount": 300_000}
    return Agreed(**{**values, **over})


def agree(row: Dispute, at: datetime = NOW, uploads: Any = (), login: str = "dispatcher.north", **over: Any) -> Dispute:
    actions.agree(dispute_id=row.id, agreed=agreed(**over), uploads=list(uploads), by=viewer(login, at), at=at)
    return again(row)


def scene(login: str = "officer.north", at: datetime = NOW, *, ends: Agreed | None = None, way: str = "", **over: Any) -> Dispute:  # fmt: skip
    """A quarrel over a parking place, settled where it was."""
    of = Scene(area_id=area("TC0101"), text="停车占道吵起来", press=over.pop("press", None) or new_id())
    nameless = [NewParty(), NewParty(side=2)]
    made = actions.on_scene(
        scene=of, taken=taken(parties=nameless, amount=0, source="active", **over), agreed=ends, way=way,
        desk=desk_at(at), by=viewer(login, at), at=at,
    )  # fmt: skip
    return Dispute.objects.get(id=made)


def again(row: Any) -> Any:
    return type(row).objects.get(id=row.id)


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    """Refuse with one of some codes, or with any where none is given."""
    with pytest.raises(Problem) as caught:
        yield
    assert not codes or caught.value.code in codes, caught.value.code


def made_at(login: str, at: datetime = NOW, ref: str = "", **over: Any) -> Dispute:
    """A quarrel in the north's first village, told and taken in by the unit of somebody."""
    matter = make_matter(
        by="dispatcher.north", at=at, told_at=at, kind="dispute", text=SAID, title="邻里纠纷", outside_ref=ref,
        to_unit=viewer(login, at).unit_id, reason="就近",
    )  # fmt: skip
    made = actions.accept(matter_id=matter.id, taken=taken(**over), by=viewer(login, at), at=at)
    return Dispute.objects.get(id=made)
