"""Two who say what country the same areas are, at once: the areas are held one after the other, in one order."""

from __future__ import annotations

from fengqiao.ledger.models import Event
from fengqiao.orgs.actions import Ground, set_grounds
from fengqiao.orgs.models import Area
from fengqiao.orgs.queries import directory
from tests.matters.helping import at_once, codes
from tests.world import NOW, area, unit, viewer


def test_two_sheets_of_grounds_at_once_leave_one_of_the_two_whole(committed_world: None) -> None:
    first, second, team = area("TC01"), area("TC02"), unit("volunteers")

    def say(setting: str, teams: frozenset[object], *places: object) -> object:
        grounds = [Ground(each, setting, teams) for each in places]  # type: ignore[arg-type]
        return lambda: set_grounds(grounds=grounds, by=viewer("admin"), at=NOW) and None

    both = (say("urban", frozenset({team}), first, second), say("rural", frozenset(), second, first))
    assert codes(at_once(*both)) == ["done", "done"], (
        "in one order, whatever the order of the sheet: neither waits for ever"
    )
    settings = set(Area.objects.filter(id__in=[first, second]).values_list("setting", flat=True))
    covers = directory(at=NOW).units[team].covers
    assert (settings, covers) in (({"urban"}, {first, second}), ({"rural"}, frozenset()))
    assert Event.objects.filter(kind="area.set").count() == 4
    again = (say("suburb", frozenset({team}), first), say("suburb", frozenset({team}), first))
    assert codes(at_once(*again)) == ["done", "done"]
    assert Event.objects.filter(kind="area.set").count() == 5, "the second changes nothing"
