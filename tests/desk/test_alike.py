"""What looks like the same thing: shown at the counter and beside a matter, joined in one tap, never what is sealed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from fengqiao.matters import actions
from fengqiao.matters.models import Matter, Report
from fengqiao.matters.terms import Door
from tests.desk.conftest import LogIn
from tests.world import NOW, make_matter, viewer

STATION: dict[str, object] = {
    "door": Door.COUNTER,
    "title": "柳河新村旁边建搅拌站噪音扰民",
    "text": "柳河新村小区边上新建了水泥搅拌站，整夜机器轰鸣，灰尘满天。",
}
TYPED = {"text": "请问柳河新村搅拌站有没有环评手续？整夜机器轰鸣，没法睡觉。", "door": "counter", "area": "TC0101"}


def shown(html: str) -> list[str]:
    """Return the matters offered for joining."""
    return re.findall(r'name="join" value="([^"]+)"', html)


@pytest.fixture
def station(world: None) -> Matter:
    return make_matter(at=NOW - timedelta(days=3), told_at=NOW - timedelta(days=3), outside_ref="A", **STATION)


def preview(log_in: LogIn, login: str = "desk.north", **over: str) -> str:
    return log_in(login).post("/intake/preview/", {**TYPED, **over}).content.decode()


def test_while_it_is_typed_the_counter_shows_who_told_of_it_before(station: Matter, log_in: LogIn) -> None:
    html = preview(log_in)
    assert shown(html) == [str(station.id)]
    assert "都说到：" in html
    assert "柳河新村" in html


@pytest.mark.parametrize(
    ("case", "over"),
    [
        ("another place", {"area": "TC0201"}),
        ("another problem", {"text": "柳河新村希望增设公交站，最近的公交站要走二十分钟。"}),
        ("nothing yet", {"text": "柳河"}),
    ],
)
def test_nothing_is_shown_for(station: Matter, log_in: LogIn, case: str, over: dict[str, str]) -> None:
    assert shown(preview(log_in, **over)) == []


def test_a_viewer_is_never_shown_what_they_may_not_see(station: Matter, log_in: LogIn) -> None:
    assert shown(preview(log_in, "desk.south")) == []
    sealed = make_matter(kind="clue", outside_ref="S", **STATION)
    assert str(sealed.id) not in preview(log_in, "desk.south")


def test_what_is_too_old_is_not_shown(world: None, log_in: LogIn) -> None:
    past = NOW - timedelta(days=200)
    make_matter(at=past, told_at=past, outside_ref="O", **STATION)
    assert shown(preview(log_in)) == []


def test_one_tap_joins_the_telling_to_the_matter(station: Matter, log_in: LogIn) -> None:
    form = {**TYPED, "ticket": "t-1", "join": str(station.id), "field.teller_name": "周文海"}
    answer = log_in("desk.north").post("/intake/", form)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/matters/{station.id}/")
    assert Matter.objects.count() == 1
    assert Report.objects.filter(matter=station).count() == 2
    page = log_in("desk.north").get(f"/matters/{station.id}/").content.decode()
    assert "2 人反映" in page
    assert "周**" in page


def test_joining_nowhere_is_refused_in_words(station: Matter, log_in: LogIn) -> None:
    for chosen in ("nonsense", str(Report.objects.get().id)):
        answer = log_in("desk.north").post("/intake/", {**TYPED, "ticket": "t-2", "join": chosen})
        assert answer.status_code in (302, 409, 422), chosen
    assert Report.objects.count() == 1


def test_beside_a_matter_the_dispatcher_can_merge_and_take_it_back(station: Matter, log_in: LogIn) -> None:
    younger = make_matter(by="dispatcher", outside_ref="B", door=Door.COUNTER, title="柳河新村水泥搅拌站非法经营何时休", text="柳河新村搅拌站整夜机器轰鸣，灰尘噪音照旧。")  # fmt: skip
    client = log_in("dispatcher")
    panel = client.get(f"/matters/{younger.id}/alike/").content.decode()
    assert f'name="other" value="{station.id}"' in panel
    answer = client.post(f"/matters/{younger.id}/merge/", {"other": str(station.id)}, follow=True)
    assert f"{younger.number} 已并入这件事项。" in answer.content.decode()
    assert answer.redirect_chain[-1] == (f"/matters/{station.id}/", 302)
    own = client.get(f"/matters/{younger.id}/?own=1").content.decode()
    assert f"已并入 {station.number}，办理在那里继续。" in own
    client.post(f"/matters/{station.id}/part/", {"younger": str(younger.id)})
    assert Matter.objects.get(id=younger.id).merged_into_id is None


def test_a_joined_report_can_be_split_out_on_the_page(station: Matter, log_in: LogIn) -> None:
    told = actions.Telling(door=Door.PHONE, text="还是搅拌站，又来说一次", told_at=NOW, source="desk", outside_ref="J")
    actions.join(matter_id=station.id, telling=told, desk=actions.desk_at(NOW), by=viewer("dispatcher"), at=NOW)
    client = log_in("dispatcher")
    page = client.get(f"/matters/{station.id}/").content.decode()
    (report,) = re.findall(r'name="report" value="([^"]+)"><button class="btn btn-sm"', page)
    client.post(f"/matters/{station.id}/split/", {"report": report})
    assert Matter.objects.count() == 2


def test_several_tellings_are_ticked_and_split_out_together(station: Matter, log_in: LogIn) -> None:
    by = viewer("dispatcher")
    for ref in ("J", "K"):
        told = actions.Telling(
            door=Door.PHONE, text=f"搅拌站又来说一次 {ref}", told_at=NOW, source="desk", outside_ref=ref
        )
        actions.join(matter_id=station.id, telling=told, desk=actions.desk_at(NOW), by=by, at=NOW)
    client = log_in("dispatcher")
    page = client.get(f"/matters/{station.id}/").content.decode()
    assert "后来并入的 2 位反映人还没有答复。" in page
    reports = re.findall(r'type="checkbox" name="report" value="([^"]+)"', page)
    assert len(reports) == 2
    client.post(f"/matters/{station.id}/split/", {"report": reports})
    made = Matter.objects.exclude(id=station.id).get()
    assert {str(each.id) for each in made.reports.all()} == set(reports)
