"""Filling the demo county: a text model trained on generated tellings, some months of work, and the log-ins."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from fengqiao.desk.words import ROLES
from fengqiao.kit import text
from fengqiao.kit.problems import Problem
from fengqiao.matters import queries as matters
from fengqiao.notices.actions import mark_read
from fengqiao.notices.queries import with_unread
from fengqiao.orgs.actions import set_password
from fengqiao.orgs.queries import Viewer, accounts_listed, accounts_without_password, system_viewer, viewer_with
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.actions import publish_model
from fengqiao.rulebook.queries import editions, model_on
from fengqiao.site.demo.asking import ask_after
from fengqiao.site.demo.clues import play_clues
from fengqiao.site.demo.command import play_checks, play_command, play_talks
from fengqiao.site.demo.contests import play_contests
from fengqiao.site.demo.county import County, read_county
from fengqiao.site.demo.courses import Courses
from fengqiao.site.demo.diverting import play_diverting
from fengqiao.site.demo.doors import SOURCE, reference
from fengqiao.site.demo.duties import play_duties
from fengqiao.site.demo.duty import play_handovers, play_shifts
from fengqiao.site.demo.errands import play_errands
from fengqiao.site.demo.guards import play_guards
from fengqiao.site.demo.helps import play_helps
from fengqiao.site.demo.joint import play_joint
from fengqiao.site.demo.levels import play_levels
from fengqiao.site.demo.meetings import play_meetings
from fengqiao.site.demo.outside import outside
from fengqiao.site.demo.past import TWO_YEARS, PastMaker
from fengqiao.site.demo.placements import play_placements
from fengqiao.site.demo.play import Player
from fengqiao.site.demo.practical import play_practical
from fengqiao.site.demo.quarrels import play_quarrels
from fengqiao.site.demo.records import play_records
from fengqiao.site.demo.sites import Sites
from fengqiao.site.demo.squads import play_squads
from fengqiao.site.demo.studies import play_studies
from fengqiao.site.demo.texts import Telling, TellingMaker
from fengqiao.site.demo.thanks import play_thanks
from fengqiao.site.demo.together import play_shared
from fengqiao.site.demo.villages import play_villages
from fengqiao.site.demo.visits import play_visits
from fengqiao.site.demo.volunteers import play_volunteers
from fengqiao.site.demo.wishes import play_wishes
from fengqiao.site.words import both

SEED = 20261121
TRAINING = 3000
MODEL = "demo"
ENOUGH = 200  # tellings; a smaller county has nothing that many tell of
CHUNK = 50  # tellings looked up at once
UNREAD = timedelta(days=2)  # what was told before has been read


@dataclass(frozen=True, slots=True)
class Login:
    """One demo log-in as it is printed."""

    username: str
    password: str
    name: str
    unit: str
    role: str


def fill(*, count: int, console: Console, now: datetime, seed: int = SEED) -> list[Login]:
    """Fill an empty demo (one that has matters is left as it is) with work up to `now`; returns its log-ins.

    Refuses an installation that holds matters of its own.
    """
    system = system_viewer(at=now)
    if system is None:
        raise Problem("nobody", "系统岗位不存在。请删除数据文件夹后重新 setup。")
    if matters.total() and not _kept().exists():
        raise Problem("demo-real", "这里已有正式数据，示范县请另选一个数据文件夹（FENGQIAO_HOME）。")
    county = read_county(settings.PACKS_DIR / "demo")
    if model_on(now) is None:
        with console.status(both("训练文本模型", "training the text model")):
            train(county, by=system, at=now, seed=seed)
    if matters.total() == 0:
        _logins()  # a filling that is broken off leaves a demo, not an office that nobody can enter
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            bar = progress.add_task(both("示范县开始工作", "the county at work"), total=count)
            work(county, count, by=system, now=now, seed=seed, tick=lambda: progress.advance(bar))
        with console.status(both("联合检查、整改和警企联盟", "inspections, remedies, enterprises")):
            visit(county, by=system, now=now, seed=seed)
        play_joint(now=now)
        with console.status(both("网上反映、交办链接、办后评议", "residents by the web, links, ratings")):
            outside(county.folder, by=system, now=now)
            ask_after(county.folder, by=system, now=now, seed=seed)
        play_shifts(now=now)
        play_command(now=now)
        play_checks(now=now)
        play_handovers(now=now)
        play_talks(now=now)
        play_shared(now=now)
        play_levels(now=now)
        play_diverting(now=now)
        with console.status(both("线索：封存、核查、答复、演练", "clues: sealed, checked, answered, drilled")):
            play_clues(county.folder, by=system, now=now)
            play_meetings(county.folder, now=now)
            play_errands(county.folder, now=now)
            play_wishes(county.folder, now=now)
            read_until(now - UNREAD, at=now)
        play_practical(county.folder, now=now)
        play_thanks(county.folder, now=now)
        play_helps(county.folder, now=now)
        play_volunteers(county.folder, now=now, seed=seed)
        play_villages(county.folder, now=now)
        play_duties(county.folder, now=now)
        play_guards(county.folder, now=now)
        play_contests(county.folder, now=now)
        play_squads(county.folder, now=now)
        play_placements(county.folder, now=now)
        play_studies(county.folder, now=now)
        play_visits(county.folder, now=now)
        play_quarrels(now=now)
        play_records(now=now)
    return _logins()


def train(county: County, *, by: Viewer, at: datetime, seed: int = SEED, count: int = TRAINING) -> None:
    """Train the text model on generated tellings and publish it, in force since before the story begins."""
    titles, texts, labels = zip(*TellingMaker(seed, county).make_training(count), strict=True)
    model = text.train(texts, labels, titles=titles)
    publish_model(
        content=model.to_bytes(),
        label=MODEL,
        note="以示范县生成的诉求训练，仅供演示",
        by=by,
        at=at,
        valid_from=at - timedelta(days=TWO_YEARS + 30),
    )


def work(
    county: County, count: int, *, by: Viewer, now: datetime, seed: int = SEED, tick: Callable[[], None] = lambda: None
) -> list[Problem]:
    """Let the county work on `count` tellings up to `now`, as one transaction; returns what was refused (nothing)."""
    player = Player(seed=seed, now=now, courses=Courses(county.folder), system=by)
    with transaction.atomic():
        player.play(player.doors.schedule(_recent(county, count, seed), now), tick)
        read_until(now - UNREAD, at=now)
    return player.refused


def read_until(moment: datetime, *, at: datetime) -> None:
    """Let everybody have read what they were told up to a moment: people look into their inbox every day or two."""
    for staff_id in with_unread(moment):
        reader = viewer_with(staff_id, at=at)
        if reader:
            mark_read(by=reader, at=moment, until=moment)


def visit(county: County, *, by: Viewer, now: datetime, seed: int = SEED) -> None:
    """Let the county inspect, put right and visit enterprises up to `now`."""
    player = Player(seed=seed, now=now, courses=Courses(county.folder), system=by)
    Sites(county.folder, system=by, now=now).play(player)


def _recent(county: County, count: int, seed: int) -> list[Telling]:
    """The tellings of the last weeks; where there are enough of them, a sixth is what many people told of at once."""
    many = PastMaker(seed, county).episodes() if count >= ENOUGH else []
    return TellingMaker(seed, county).make(count - len(many)) + many


def past(
    county: County,
    count: int,
    *,
    by: Viewer,
    now: datetime,
    seed: int = SEED,
    tick: Callable[[int], None] = lambda _done: None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Problem]:
    """Let the county have worked on `count` tellings of two years before `now`, newest first, each matter as one transaction.

    Can be stopped anywhere and called again with the same `now`: what is there already is passed over. Returns what was
    refused (nothing).
    """
    player = Player(seed=seed, now=now, courses=Courses(county.folder), system=by)
    coming = player.doors.past(PastMaker(seed, county).past(count, today=timezone.localdate(now)), now)
    for done in range(0, len(coming), CHUNK):
        chunk = coming[done : done + CHUNK]
        known = matters.known_references(SOURCE, [reference(each.telling) for each in chunk])
        for place, each in enumerate(chunk):
            if stop():
                return player.refused
            if reference(each.telling) not in known:
                with transaction.atomic():
                    player.live(each)
            tick(done + place + 1)
        read_until(now - UNREAD, at=now)
    return player.refused


def began() -> datetime | None:
    """Return the moment up to which the county's story goes: when its text model was published; None before that."""
    return next((edition.published_at for edition in editions() if edition.label == MODEL), None)


def _logins() -> list[Login]:
    """The demo's log-ins; passwords are made once and kept in the data folder, readable by its owner only."""
    path = _kept()
    listed = sorted(accounts_listed(), key=lambda row: (list(Role).index(Role(row[3])), row[0]))
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    fresh = {name: kept.get(name) or f"fq-{secrets.token_hex(4)}" for name, *_ in listed}
    for name in fresh.keys() & {*accounts_without_password(), *(fresh.keys() - kept.keys())}:
        set_password(username=name, password=fresh[name])
    path.write_text(json.dumps(fresh, indent=1))
    path.chmod(0o600)
    return [Login(name, fresh[name], person, unit, str(ROLES[Role(role)])) for name, person, unit, role in listed]


def _kept() -> Path:
    return Path(settings.HOME) / "keys" / "demo-logins.json"
