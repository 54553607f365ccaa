"""The menu: chapters that fit on a screen are open, those left open are remembered, the page's own is never shut."""

from __future__ import annotations

from fengqiao.desk.menu import ROOMY, menu_for
from tests.desk.conftest import LogIn
from tests.world import viewer


def chapters(*, path: str = "/", chosen: str | None = None) -> dict[str, bool]:
    return {each["chapter"]: each["open"] for each in menu_for(viewer("chief.north"), path, chosen)}


def test_what_fits_is_open_and_what_somebody_left_open_is_remembered(world: None, log_in: LogIn) -> None:
    assert [each["url"] for each in menu_for(viewer("chief.north"), "/duties/study/") if each["active"]] == ["/duties/"]
    every = menu_for(viewer("chief.north"), "/")
    begun = chapters()
    assert len(every) > ROOMY
    assert sum(each["open"] for each in every) <= ROOMY
    assert (begun["daily"], begun["duties"], begun["figures"]) == (True, True, False)
    assert chapters(chosen="figures.no-such")["figures"]
    assert not chapters(chosen="figures")["duties"]
    assert chapters(path="/visits/", chosen=".")["duties"]
    client = log_in("chief.north")
    client.cookies["fq_chapters"] = "figures"
    page = client.get("/visits/").content.decode()
    assert 'data-chapter="figures" data-was="open" open' in page
    assert 'data-chapter="residents" data-was="shut">' in page


def test_centres_stand_in_the_menu_of_those_who_reach_one(world: None) -> None:
    def offered(login: str) -> bool:
        return any(each["url"] == "/centres/" for each in menu_for(viewer(login), "/"))

    assert offered("dispatcher")
    assert offered("supervisor")
    assert not offered("chief.north")
