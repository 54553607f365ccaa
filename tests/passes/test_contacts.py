"""How units are reached: who may say so, what is refused, and what the mailbox may."""

from __future__ import annotations

from typing import Any

import pytest

from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import contact_of, mailbox_of, reached_units, staff_in
from fengqiao.orgs.terms import Right
from tests.matters.helping import events_of, refused
from tests.passes.helping import MAIL, by_mail
from tests.world import unit, viewer

pytestmark = pytest.mark.usefixtures("world")


def test_a_centre_keeps_the_contacts_of_what_works_in_its_area_and_an_administrator_their_own() -> None:
    def kept(login: str) -> set[str]:
        return {row.code for row in reached_units(viewer(login))}

    assert {"dept.urban", "station.north", "centre.north", "bureau"} <= kept("dispatcher")
    assert {"station.north", "station.north.team", "centre.north"} == kept("dispatcher.north")
    assert kept("admin") == {"bureau", "bureau.command", "station.north", "station.north.team", "station.south"}
    assert kept("handler.urban") == kept("chief.north") == kept("volunteer") == set()


def test_it_is_kept_and_told_without_the_address() -> None:
    (event,) = events_of(by_mail)
    assert (event.kind, event.unit_id, event.attributes) == ("contact.set", unit("dept.urban"), {"by_link": "yes"})
    found = contact_of(unit("dept.urban"))
    assert found
    assert (found.by_link, found.mail, found.phone) == (True, MAIL, "0571-8700000")
    by_mail(phone="  0571   1 ")
    again = contact_of(unit("dept.urban"))
    assert again
    assert (again.phone, again.staff_id) == ("0571 1", found.staff_id)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"mail": "urban"}, "contact-mail"),
        ({"mail": "a@b"}, "contact-mail"),
        ({"mail": "a@b.example\nBcc: c@d.example"}, "contact-mail"),
        ({"mail": f"{'x' * 130}@b.example"}, "contact-mail"),
        ({"mail": ""}, "contact-mail-none"),
        ({"phone": "1" * 41}, "contact-long"),
        ({"hours": "天" * 81}, "contact-long"),
        ({"by": "handler.urban"}, "contact-elsewhere"),
        ({"by": "dispatcher.north"}, "contact-elsewhere"),
        ({"by": "admin"}, "contact-elsewhere"),
    ],
)
def test_what_is_refused_changes_nothing(over: dict[str, Any], code: str) -> None:
    if "by" in over:
        over = {"by": viewer(over["by"])}
    with refused(code):
        by_mail(**over)


def test_the_mailbox_handles_what_its_unit_was_given_and_no_more() -> None:
    assert mailbox_of(unit("dept.urban"), through={}) is None
    by_mail()
    mailbox = mailbox_of(unit("dept.urban"), through={"through": "link"})
    assert mailbox
    assert mailbox.rights == {Right.HANDLE}
    assert (mailbox.seen_units, mailbox.seen_areas) == ({unit("dept.urban")}, frozenset())
    assert mailbox.marks == {"through": "link"}
    assert mailbox.staff_id not in {
        each for each, _ in staff_in(unit("dept.urban"), at=Event.objects.latest("seq").recorded_at)
    }
    by_mail(by_link=False)
    assert mailbox_of(unit("dept.urban"), through={}) is None
