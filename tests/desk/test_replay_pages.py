"""A draft of the dispatch table over what was dispatched: by what was known then, nothing moves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from fengqiao.command.queries import facts_kept
from fengqiao.kit.tables.sheet import columns_of
from fengqiao.matters.queries import Flow, flows, stays
from fengqiao.rulebook import actions
from fengqiao.rulebook.models import TableDraft
from fengqiao.rulebook.queries import pack_on
from tests.command.helping import came, dispatched, two_teams
from tests.desk.conftest import LogIn
from tests.matters.test_replay import played
from tests.rulebook.test_tables import somebody
from tests.world import NOW, viewer


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=1))


def test_what_the_table_of_a_station_would_send_elsewhere(world: None, log_in: LogIn) -> None:
    two_teams()
    held, waiting = dispatched(came()), came()
    assert set(facts_kept([held.matter_id, waiting.matter_id])) == {held.matter_id}
    draft_id = actions.draft_table(code="dispatch", by=somebody(), at=NOW)
    row = TableDraft.objects.get(id=draft_id)
    place = [each.key for each in columns_of(pack_on(NOW).pack.tables["dispatch"])].index("then.part")
    lines = [[*line[:place], "case" if line[0] == held.row else line[place], *line[place + 1 :]] for line in row.lines]
    actions.save_table(draft_id=draft_id, lines=lines, version=row.version, by=somebody(), at=NOW)
    replay = played(draft_id)
    assert flows(viewer("dispatcher"), replay) == [Flow("community", "case", 1)]
    assert (replay.asked, replay.skipped, sum(stays(replay).values())) == (2, 1, 0)
    page = log_in("dispatcher").get(reverse("replay", args=[replay.id])).content.decode()
    assert "社区警务队" in page
    assert "案件办理队" in page
    assert (
        'action="/rules/tables/dispatch/replay/"'
        in log_in("dispatcher").get("/rules/tables/dispatch/").content.decode()
    )
