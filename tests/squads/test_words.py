"""What is written of temporary units lies sealed, and goes with its term."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fengqiao.kit.identifiers import new_id
from fengqiao.orgs.queries import system_viewer
from fengqiao.squads import actions
from fengqiao.squads.jobs import destroy_due
from fengqiao.squads.models import Squad
from fengqiao.squads.queries import purposes, report_of
from fengqiao.vault.models import DataKey
from tests.matters.helping import events_of, refused
from tests.squads.test_squads import DAY, TODAY, founded
from tests.world import NOW, unit, viewer

PURPOSE, REPORT = "转移低洼处的独居老人", "三天转移十一户，没有伤亡"


def everything() -> bytes:
    """All that the database holds of temporary units and in the ledger, as bytes."""
    with connection.cursor() as cursor:
        found = b""
        for table in ("squads_squad", "ledger_event"):
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                found += b"\0".join(bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row)
    return found


@pytest.mark.django_db
def test_purpose_and_report_are_sealed_and_go_with_their_term(world: None) -> None:
    desk, system = viewer("desk.north"), system_viewer(at=NOW)
    assert system
    row, other = founded(purpose=PURPOSE), founded(name="护学岗突击队", purpose="护学")
    assert (purposes([row, other]), report_of(row)) == ({row.id: PURPOSE, other.id: "护学"}, "")
    actions.dissolve(squad_id=row.id, report=REPORT, by=desk, at=NOW + DAY)
    row.refresh_from_db()
    assert (purposes([row])[row.id], report_of(row)) == (PURPOSE, REPORT)
    for words in (PURPOSE, REPORT):
        assert words.encode() not in everything()
        assert words.encode("unicode_escape") not in everything()
    before, after = NOW + timedelta(days=31 * 36), NOW + timedelta(days=31 * 36 + 3)
    assert destroy_due(by=system, now=before) == 0
    events = events_of(lambda: destroy_due(by=system, now=after))
    assert [(each.kind, each.subject_id) for each in events] == [("squad.erased", row.id)]
    row.refresh_from_db()
    assert (bytes(row.purpose), bytes(row.report), row.numbers["members"]) == (b"", b"", 1)
    assert (purposes([row, other]), report_of(row)) == ({row.id: "", other.id: "护学"}, "")
    assert DataKey.objects.get(matter_id=row.id).destroyed_at is not None
    assert destroy_due(by=system, now=after) == 0


@pytest.mark.django_db
def test_a_report_that_comes_after_the_term_of_the_words_is_refused(world: None) -> None:
    row, system = founded(), system_viewer(at=NOW)
    assert system
    late = NOW + timedelta(days=31 * 38)
    actions.close(squad_id=row.id, by=system, at=late)
    assert destroy_due(by=system, now=late) == 1
    with refused("squad-erased"):
        actions.dissolve(squad_id=row.id, report=REPORT, by=viewer("desk.north"), at=late)


def test_what_was_written_in_the_clear_is_sealed_by_the_migration(committed_world: None) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("squads", "0001_initial")])
    try:
        old = executor.loader.project_state([("squads", "0001_initial")]).apps.get_model("squads", "Squad")
        both = new_id(), new_id()
        for place, key in enumerate(both):
            old.objects.create(
                id=key, unit_id=unit(("station.south", "station.north")[place]), parent_id=unit("station.north"), kind="squad", purpose=PURPOSE,
                first=TODAY, last=TODAY, state=("dissolved", "over")[place], report=(REPORT, "")[place], founded_by=viewer("desk.north").staff_id,
            )  # fmt: skip
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate([("squads", "0002_words_sealed")])
    rows = {row.id: row for row in Squad.objects.all()}
    assert purposes(rows.values()) == dict.fromkeys(both, PURPOSE)
    assert [report_of(rows[key]) for key in both] == [REPORT, ""]
    assert PURPOSE.encode() not in everything()
