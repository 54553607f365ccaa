"""The ledger can only grow, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger import queries
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from tests.world import NOW


def an_event(**over: object) -> NewEvent:
    values: dict[str, object] = {
        "kind": EventKind.MATTER_CLOSED, "happened_at": NOW, "recorded_at": NOW, "unit_id": new_id(),
        "staff_id": new_id(), "subject_id": new_id(), "attributes": {"result": "solved"}, "measures": {"minutes": 5},
    }  # fmt: skip
    return NewEvent(**{**values, **over})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET kind = 'other'",
        "DELETE FROM ledger_event",
        "TRUNCATE ledger_event",
        "INSERT OR REPLACE INTO ledger_event SELECT * FROM ledger_event",
    ],
)
def test_an_event_cannot_be_changed_or_removed(db: None, statement: str) -> None:
    if ("TRUNCATE" in statement and connection.vendor == "sqlite") or (
        "REPLACE" in statement and connection.vendor == "postgresql"
    ):
        return  # the other database's own statement
    record([an_event()])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.get(subject_id__isnull=False, attributes={"result": "solved"}).measures == {"minutes": 5}


def test_the_orm_cannot_change_an_event_either(db: None) -> None:
    record([an_event()])
    event = Event.objects.latest("seq")
    event.kind = "other"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"attributes": {"note": "张三来过"}}, "event-attribute"),
        ({"attributes": {"note": "two words"}}, "event-attribute"),
        ({"attributes": {"phone": "x" * 65}}, "event-attribute"),
        ({"measures": {"minutes": "5"}}, "event-measure"),
        ({"measures": {"minutes": True}}, "event-measure"),
        ({"measures": {"minutes": 1.5}}, "event-measure"),
    ],
)
def test_an_event_holds_codes_and_numbers_only(db: None, over: dict[str, object], code: str) -> None:
    before = queries.total()
    with pytest.raises(Problem) as refused:
        record([an_event(), an_event(**over)])
    assert refused.value.code == code
    assert queries.total() == before
