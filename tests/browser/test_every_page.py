"""Every page in every dress: readers find nothing grave, nothing scrolls sideways, no page breaks its policy."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page

from fengqiao.command.actions import give, note, offer, open_sheet
from fengqiao.duties.actions import sign_up
from fengqiao.inspections.actions import watch
from fengqiao.inspections.terms import FindingSource
from fengqiao.kit.text.comparing import compare
from fengqiao.matters.actions import keep_gathered, urge
from fengqiao.matters.models import Matter, Task
from fengqiao.notices.actions import About, send
from fengqiao.notices.models import Notice
from fengqiao.notices.terms import Address, NoticeKind, Way
from fengqiao.passes.actions import make_link, make_slip
from fengqiao.practical.actions import show
from fengqiao.rulebook.actions import draft_model, publish_model
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.home import CHECKOUT
from tests.browser.conftest import Open
from tests.clues.pages import clue_pages
from tests.command.helping import NORTH, came, dispatched, part, two_teams
from tests.command.test_checking import closed
from tests.command.test_sharing import ask as share
from tests.command.test_sharing import grid, led
from tests.command.test_shifts import NEXT, planned, put
from tests.contests.pages import contest_pages
from tests.desk.scene import Scene
from tests.desk.test_duty_plans import begun, cell
from tests.disputes.pages import dispute_pages
from tests.duties.helping import HOUR, activity, message, sent
from tests.duties.pages import guard_page, minutes_page
from tests.errands.pages import errand_pages
from tests.helps.pages import help_pages
from tests.incidents.helping import incident, step
from tests.inspections.helping import PICTURE, finding, inspection, passed, submit
from tests.matters.packs import judged_model_bytes, model_bytes
from tests.matters.pages import flow_pages
from tests.meetings.pages import meeting_pages
from tests.passes.helping import by_mail
from tests.placements.pages import placement_pages
from tests.practical.test_practical import planned as practical_item
from tests.practical.test_practical import reported
from tests.squads.pages import squad_pages
from tests.thanks.pages import thanks_pages
from tests.villages.pages import village_pages
from tests.visits.pages import visit_pages
from tests.volunteers.pages import volunteer_pages
from tests.wishes.pages import wish_pages
from tests.world import NOW, area, unit, viewer

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
AXE = (CHECKOUT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# A rule that says how grave its findings are is run only where they are serious; those that do not say are all run.
GRAVE = """rules => axe.run(document, {resultTypes: ['violations'], runOnly: rules.length ? rules : axe._audit.rules
    .filter(rule => rule.enabled && !rule.tags.includes('experimental') && !['minor', 'moderate'].includes(rule.impact)).map(rule => rule.id)})"""
GRADIENTS = (Path(__file__).parent / "gradients.js").read_text(encoding="utf-8")
COVERED = (Path(__file__).parent / "covered.js").read_text(encoding="utf-8")
# What a page says to readers is the same in every dress; colours change with the theme, sizes and what scrolls with type and width.
COLOURS, SIZES, SCROLLS = "color-contrast", "target-size", "scrollable-region-focusable"
# A page is opened once in Chinese and once in English, and looked at there in widths and sizes of type; in English it is only measured.
OPENED: dict[str, dict[str, str]] = {"by day and by night": {}, "English": {"fq_language": "en"}}
DRESSES: dict[str, tuple[tuple[int, bool, str, list[str] | None], ...]] = {
    "by day and by night": (
        (1440, False, "light", []),
        (390, False, "light", [SIZES, SCROLLS, COLOURS]),
        (390, True, "dark", [SIZES, COLOURS]),
    ),
    "English": ((1440, False, "light", None), (390, True, "light", None)),
}


def pages(scene: Scene) -> dict[str, tuple[str, str]]:
    """Return who opens what: each page once, those of matters in the states that show most."""
    edition = pack_on(NOW).edition_id
    return {
        "log-in": ("", "/account/login/"),
        "not found": ("", "/nothing/"),
        "first: station": ("chief.north", "/first/station/"),
        "first: today": ("officer.north", "/first/today/"),
        "first: units": ("supervisor", "/first/units/?days=90"),
        "first: tell": ("assistant", "/first/tell/"),
        "first: doors": ("secretary", "/first/doors/"),
        "morning talk": ("desk.north", "/first/talk/"),
        "people": ("admin", "/people/"),
        "deputies": ("chief.north", "/people/deputies/"),
        "audit": ("chief.north", "/audit/"),
        "search": ("dispatcher", "/search/"),
        "safety": ("volunteer", "/account/safety/"),
        "list": ("dispatcher", "/matters/?tab=all&state=offered&state=working"),
        "matter in work": ("handler.urban", f"/matters/{scene['working'].id}/"),
        "matter with contact": ("handler.urban", f"/matters/{scene['counter'].id}/"),
        "matter closed": ("desk.north", f"/matters/{scene['service'].id}/"),
        "before it goes on paper": ("handler.urban", f"/matters/{scene['working'].id}/paper/handover/"),
        "urgent": ("desk.north", f"/matters/{scene['fight'].id}/"),
        "counter": ("desk.north", "/intake/"),
        "overview": ("supervisor", "/overview/?days=90"),
        "hot issues": ("supervisor", "/hot/?days=90"),
        "hot issue": ("supervisor", f"/hot/{scene['working'].id}/?days=90"),
        "figures": ("supervisor", "/measures/?since=2026-01-01&until=2026-09-01"),
        "figure": ("supervisor", "/measures/accepted.in_time.share/?since=2026-01-01&until=2026-09-01"),
        "no story": ("supervisor", "/stories/"),
        "editions": ("chief.north", "/rules/compare/"),
        "rules": ("chief.north", "/rules/"),
        "text model": ("supervisor", "/rules/model/"),
        "text model waiting": ("supervisor", f"/rules/model/{waiting_model(scene)}/"),
        "table": ("chief.north", f"/rules/{edition}/routing/"),
        "calendar": ("secretary", "/rules/calendar/2027/"),
        "password": ("volunteer", "/account/password/"),
        **inspection_pages(),
        **flow_pages(scene),
        **joint_pages(scene),
        **kind_pages(),
        "notices": ("handler.urban", "/notices/?show=all"),
        "ratings to ask": ("dispatcher", "/ratings/"),
        "ratings given": ("dispatcher", "/ratings/given/"),
        "ratings by unit": ("supervisor", "/ratings/sums/?since=2026-01-01&until=2026-09-01"),
        "no notices": ("secretary", "/notices/"),
        "ways": ("handler.urban", "/notices/ways/"),
        "channels": ("admin", troubled_channels(scene)),
        **{name: ("dispatcher", f"/{name}/") for name in ("units", "centres")},
        "unit": ("dispatcher", f"/units/{scene['working'].unit_id}/"),
        "resident: start": ("", "/portal/"),
        "resident: track": ("", "/portal/track/"),
        "resident: tell": ("", "/portal/tell/"),
        "resident: who": ("", "/portal/who/?area=TC0101"),
        "resident: nothing": ("", f"/t/{'x' * 24}/"),
        "resident: course": ("", f"/t/{slip(scene['working'])}/"),
        "resident: closed": ("", f"/t/{slip(scene['closed'])}/"),
        "link": ("", f"/d/{link(scene)}/"),
        "link gone": ("", f"/d/{'x' * 24}/"),
    }


def slip(matter: Matter) -> str:
    """Make a slip; returns its token."""
    return make_slip(matter_id=matter.id, by=viewer("dispatcher"), at=NOW)


def link(scene: Scene) -> str:
    """Let the urban department work by e-mail, and make it a link; returns its token."""
    by_mail()
    task = Task.objects.get(matter=scene["offered"], role="lead")
    return make_link(task_id=task.id, by=viewer("dispatcher"), at=NOW)


def duty_pages() -> dict[str, tuple[str, str]]:
    """The pages of planned work: the list, an activity with people and a doubtful check-in, planning, a plan of patrols, the phone."""
    row, by = activity(starts=NOW, ends=NOW + 2 * HOUR), viewer("volunteer")
    sign_up(activity_id=row.id, by=by, at=NOW)
    sent(by, message(row, by, lat=28_100_000), at=NOW)
    plan = begun()
    cell(plan, [by.staff_id])
    return {
        "calendar feeds": ("chief.north", "/duties/feeds/"),
        "duties": ("desk.north", "/duties/"),
        "duty": ("desk.north", f"/duties/{row.id}/"),
        "duty new": ("desk.north", "/duties/new/"),
        "patrol plans": ("desk.north", "/duties/plans/"),
        "patrol plan": ("desk.north", f"/duties/plans/{plan}/?cell=2026-09-02.{area('TC0101')}"),
        "minutes": ("desk.north", f"/duties/{minutes_page()}/minutes/"),
        "required meetings": ("secretary", "/duties/required/"),
        "a branch": ("secretary", f"/duties/required/{unit('party')}/"),
        "duty away": ("volunteer", "/duties/away/"),
        "patrol plan on paper": ("desk.north", f"/duties/plans/{plan}/paper/?by=village"),
        "guard task": ("desk.north", f"/duties/{guard_page()}/"),
        "read in": ("desk.north", "/duties/outbox/read/"),
        "study": ("chief.north", "/duties/study/"),
        "phone": ("volunteer", "/phone/"),
    }


def _practical() -> UUID:
    """A practical matter that is public, one milestone of it waiting to be verified."""
    item = practical_item()
    reported(item)
    show(item_id=item, shown=True, by=viewer("desk.north"), at=NOW)
    return item


def kind_pages() -> dict[str, tuple[str, str]]:
    """The pages of the rooms that keep a kind of work, each told by its own tests."""
    return (
        dispute_pages()
        | clue_pages()
        | meeting_pages()
        | thanks_pages()
        | help_pages()
        | duty_pages()
        | contest_pages()
        | placement_pages()
        | errand_pages()
        | squad_pages()
        | village_pages()
        | visit_pages()
        | volunteer_pages()
        | wish_pages()
        | {
            "practical": ("desk.north", "/practical/?year=2026"),
            "practical matter": ("chief.north", f"/practical/{_practical()}/"),
            "practical, new": ("desk.north", "/practical/new/"),
            "resident: practical": ("", "/portal/practical/?year=2026"),
        }
    )


def joint_pages(scene: Scene) -> dict[str, tuple[str, str]]:
    """The pages of joint incidents: one with parties on their way, seen by its lead and by a party; calling out."""
    row = incident(at=NOW - timedelta(minutes=9), told_at=NOW - timedelta(minutes=10), outside_ref="joint")
    step(row, "dept.urban", "left", "handler.urban", NOW - timedelta(minutes=7))
    return {
        **command_pages(),
        "joint incidents": ("desk.north", "/joint/"),
        "arrival plan": ("admin", "/areas/"),
        "arrival plan of an area": ("admin", f"/areas/{area('TC01')}/"),
        "joint incident": ("desk.north", f"/joint/{row.id}/"),
        "joint incident of a party": ("volunteer", f"/joint/{row.id}/"),
        "calling out": ("desk.north", f"/joint/{row.id}/call/"),
        "making a matter joint": ("desk.north", f"/joint/new/{scene['fight'].id}/?plan=risk"),
    }


def command_pages() -> dict[str, tuple[str, str]]:
    """The pages of a command room: with what waits, what a team has and what it offers; a matter there; how stations are made up."""
    two_teams()
    held = dispatched(came())
    offer(dispatch_id=held.id, part_id=part("case"), reason="伤情够得上案件", by=viewer("room.north"), at=NOW)
    came()
    return {
        "command room": ("room.north", "/command/"),
        "no command room": ("handler.urban", "/command/"),
        "offered to a team": ("case.north", f"/matters/{held.matter_id}/"),
        "to be dispatched": ("room.north", f"/matters/{came().matter_id}/"),
        "stations": ("admin", "/command/stations/"),
        **shift_pages(),
    }


def shift_pages() -> dict[str, tuple[str, str]]:
    """The pages of shifts, hand-over, checks and matters done together: planned, signed by one, closed, asked of the grid."""
    planned()
    put()
    grid()
    share(led())
    sheet = open_sheet(station_id=unit(NORTH), by=viewer("room.north"), at=NOW)
    note(handover_id=sheet, text="明早清障", by=viewer("room.north"), at=NOW)
    give(handover_id=sheet, gear={"cars": 3}, by=viewer("room.north"), at=NOW)
    week = f"/command/shifts/?station={NORTH}&day={NEXT}"
    return {
        **{f"shifts by {view}": ("room.north", f"{week}&view={view}") for view in ("week", "month", "table")},
        "a shift": ("room.north", f"/command/shifts/{NEXT}/day/?station={NORTH}"),
        "shifts on paper": ("room.north", f"/command/shifts/paper/?station={NORTH}&day={NEXT}"),
        "hand-over sheets": ("room.north", "/command/handover/"),
        "hand-over sheet": ("desk.north", f"/command/handover/{sheet}/"),
        "hand-over sheet on paper": ("room.north", f"/command/handover/{sheet}/paper/"),
        "daily talk": ("room.north", "/command/talk/"),
        "weekly review": ("chief.north", "/command/review/"),
        "checks": ("room.north", "/command/checks/"),
        "a check": ("room.north", f"/command/checks/{closed().id}/"),
        "shared matters": ("grid.first", "/command/shared/"),
    }


def inspection_pages() -> dict[str, tuple[str, str]]:
    """The pages of inspections: one under way with findings in every state, one of them watched."""
    from tests.enterprises.helping import enterprise

    at = NOW - timedelta(days=90)
    row = inspection(at=at)
    one = passed(submit(finding(at=at, uploads=[PICTURE]), at=at + timedelta(days=2)), at=at + timedelta(days=3))
    watched = {"count": "accidents", "place": "老街口", "remedied": (at + timedelta(days=2)).date()}
    watch(finding_id=one.id, **watched, by=viewer("desk.north"), at=NOW - timedelta(days=1))  # type: ignore[arg-type]
    open_one = finding(at=at, source=FindingSource.INSPECTION, inspection_id=row.id, item="lighting")
    submit(finding(at=at))
    return {
        "enterprises": ("desk.north", "/enterprises/"),
        "enterprise": ("chief.north", f"/enterprises/{enterprise().id}/"),
        "enterprise to register": ("chief.north", "/enterprises/new/"),
        "enterprises to import": ("desk.north", "/enterprises/sheets/"),
        "troubles of enterprises": ("chief.north", "/enterprises/troubles/"),
        "findings": ("desk.north", "/inspections/"),
        "finding": ("desk.north", f"/inspections/findings/{open_one.id}/"),
        "finding of the owner": ("handler.urban", f"/inspections/findings/{open_one.id}/"),
        "finding with its effect": ("desk.north", f"/inspections/findings/{one.id}/"),
        "finding to raise": ("desk.north", "/inspections/findings/new/"),
        "finding before it goes on paper": ("desk.north", f"/inspections/findings/{one.id}/paper/notice/"),
        "inspections": ("chief.north", "/inspections/joint/"),
        "inspection": ("desk.north", f"/inspections/joint/{row.id}/"),
        "inspection to plan": ("chief.north", "/inspections/joint/new/"),
    }


def troubled_channels(scene: Scene) -> str:
    """Let one notice fail and one be doubtful; return where that is shown."""
    for state, problem in (("failed", "smtp-550"), ("doubtful", "no-answer")):
        about = About(scene["working"].id, scene["working"].number, scene["working"].kind)
        mail = Address(Way.EMAIL, "office@unit.example")
        row_id = send(kind=NoticeKind.LINK, to=mail, about=about, by=viewer("dispatcher"), at=NOW)
        Notice.objects.filter(id=row_id).update(state=state, problem=problem, next_at=None, ended_at=NOW, tries=3)
    return "/notices/channels/"


def waiting_model(scene: Scene) -> UUID:
    """Publish a model that was judged, and hand in another that does worse on one matter."""
    at, by = NOW - timedelta(hours=1), viewer("supervisor")
    publish_model(content=judged_model_bytes(), label="2026-11", note="手工", valid_from=at, by=by, at=at)
    publish_model(content=model_bytes(1.0), label="2026-12", note="", valid_from=at, by=by, at=at, reason="试")
    found = compare(["urban", "market"], ["urban", "market"], ["land", "market"])
    assert found
    comparison = {
        **asdict(found), "worse": True, "corrected": 1, "old_abstained": 0, "new_abstained": 1, "changes": 2,
        "changed": [[str(scene["working"].id), "urban", "urban", "land"]],
    }  # fmt: skip
    return draft_model(content=model_bytes(0.5), label="2027-01", note="更正", comparison=comparison, by=by, at=at)


def faults(page: Page, width: int, rules: list[str] | None) -> list[object]:
    """Return what is grave on a page: of width, and (`rules`: none for all) of readers and of touch."""
    found: list[object] = []
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        found.append(f"scrolls sideways: {wide}")
    found += page.evaluate(COVERED)
    if rules is None:
        return found
    found += page.evaluate(GRADIENTS)
    found += [
        (v["id"], v["nodes"][0]["html"][:160], len(v["nodes"]))
        for v in page.evaluate(GRAVE, rules)["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    return found


def worn(page: Page, width: int, *, large: bool, theme: str) -> None:
    """Look at the page in a width, a size of type and a theme."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(
        """([large, theme]) => {
            document.documentElement.toggleAttribute('data-elder', large); document.documentElement.dataset.bsTheme = theme
        }""",
        [large, theme],
    )
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize("part", range(2))
@pytest.mark.parametrize("light", DRESSES)
def test_every_page_is_sound(light: str, part: int, open_as: Open, scene: Scene) -> None:
    urge(matter_id=scene["counter"].id, text="请抓紧", by=viewer("supervisor"), at=NOW - timedelta(hours=1))
    keep_gathered(groups={scene[name].id: scene["working"].id for name in ("working", "offered")}, at=NOW)
    found = {}
    opened: dict[str, Page] = {}
    by_login = sorted(pages(scene).items(), key=lambda item: item[1][0])
    half = len(by_login) // 2
    for name, (login, address) in by_login[:half] if part else by_login[half:]:
        page = opened.get(login) or open_as(
            login, "/account/logout/" if login else "/account/login/", touch=True, **OPENED[light]
        )
        opened[login] = page
        page.goto(address)
        if name == "overview":
            page.wait_for_function("document.querySelectorAll('[data-chart] svg').length === 2")
        page.evaluate("document.querySelectorAll('main details').forEach(e => { e.name = ''; e.open = true })")
        if any(rules is not None for *_dress, rules in DRESSES[light]):
            page.evaluate(AXE)
        for width, large, theme, rules in DRESSES[light]:
            worn(page, width, large=large, theme=theme)
            if wrong := faults(page, width, rules):
                found[name, width, large] = wrong
    assert found == {}
