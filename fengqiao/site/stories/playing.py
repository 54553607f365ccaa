"""Playing a story: each deed at its simulated moment, by a person of the cast, through the product's own actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.story import CourseStep, Deed, Story
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import CALENDAR
from fengqiao.matters.terms import Door, TaskRole
from fengqiao.orgs.queries import Viewer, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.site.stories.duties import DUTIES
from fengqiao.site.stories.enrolling import ENROLLING
from fengqiao.site.stories.following import FOLLOWING
from fengqiao.site.stories.gathering import GATHERING
from fengqiao.site.stories.opening import Asked, Opened, opened
from fengqiao.site.stories.placing import PLACING
from fengqiao.site.stories.rooms import ROOMS
from fengqiao.site.stories.scenes import Coming, after, comings
from fengqiao.site.stories.staging import moment
from fengqiao.site.stories.together import TOGETHER
from fengqiao.site.turns import Turns

ANYBODY = (Role.DUTY_DESK, Role.HANDLER, Role.DISPATCHER, Role.CHIEF, Role.OFFICER, Role.ASSISTANT)
LEAD, HELPER, TAKER = "lead", "helper", "taker"
NO_MATTER = UUID(int=0)  # of a course that begins by itself
TOLD_BEFORE = timedelta(minutes=2)
PEOPLE = {**DUTIES, **ENROLLING, **GATHERING, **PLACING}  # deeds that are about no telling


@dataclass(slots=True)
class _Case:
    """A matter on its way through a course."""

    coming: Coming
    telling: actions.Telling | Asked | None
    taker: Viewer | None
    id: UUID
    unit_id: UUID
    helper: UUID | None = None


@dataclass(slots=True)
class Played:
    """What was made: how often something was told, how many matters (errands, wishes …) came of it, deeds, refusals as expected."""

    told: int = 0
    matters: int = 0
    deeds: int = 0
    refused: int = 0
    decoys: dict[str, int] = field(default_factory=dict)


class Player:
    """Plays one story in the installation at hand, whose stage is set; `decoys`: all but them (False), or they alone (True)."""

    def __init__(self, story: Story, *, decoys: bool | None = None) -> None:
        self.story = story
        start = moment(story.begins)
        self._desk = actions.desk_at(start)
        self._calendar = self._desk.published.pack.calendars[CALENDAR]
        self._units = {card.code: card.id for card in self._desk.directory.units.values()}
        self._areas = {place.code: place.id for place in self._desk.directory.places.values()}
        self._coming = [each for each in comings(story, self._calendar) if decoys in (None, bool(each.scene.decoy))]
        self._viewers: dict[tuple[UUID, tuple[Role, ...], int], Viewer] = {}
        self._turns = Turns()
        self.played = Played()

    @property
    def length(self) -> int:
        """How many tellings will come in."""
        return len(self._coming)

    @transaction.atomic
    def play(self, tick: Callable[[datetime], None] = lambda _: None) -> Played:
        """Play it all or, where it is interrupted or something is refused that should not be, nothing."""
        for each in self._coming:
            self._turns.plan(each.at, self._receiver(each, tick))
        for turn in self._turns:
            turn.act(turn.at)
        return self.played

    def _receiver(self, each: Coming, tick: Callable[[datetime], None]) -> Callable[[datetime], None]:
        def receive(at: datetime) -> None:
            tick(at)
            if each.scene.telling:
                self._receive(each, at)
            else:
                self._noted(each)
                nothing = _Case(each, None, None, NO_MATTER, NO_MATTER)
                self._plan_step(nothing, self.story.courses[each.scene.course], at)

        return receive

    def _noted(self, each: Coming) -> None:
        if each.scene.decoy:
            self.played.decoys[each.scene.decoy] = self.played.decoys.get(each.scene.decoy, 0) + 1

    def _receive(self, each: Coming, at: datetime) -> None:
        said = each.said
        taker = self._person(said.by, each.number, at)
        self.played.told += 1
        case = self._opened(each, taker, at) if said.opens else self._taken(each, taker, at)
        self.played.matters += 1
        self._noted(each)
        self._plan_step(case, self.story.courses.get(each.scene.course, ()), at)

    def _taken(self, each: Coming, taker: Viewer, at: datetime) -> _Case:
        said = each.said
        telling = actions.Telling(
            door=Door(said.door),
            title=each.title,
            text=each.text,
            told_at=at - TOLD_BEFORE,
            source="story",
            outside_ref=each.reference,
            kind=said.kind,
            area_id=self._areas[each.area] if each.area else None,
            place=each.place,
            fields=said.fields,
            to_unit=self._units[said.to] if said.to else None,
            reason=said.reason,
        )
        (taken,) = actions.receive(telling_list=[telling], desk=self._desk, by=taker, at=at)
        if taken.matter_id is None or taken.unit_id is None:
            raise self._stopped(at, said.code, taken.problems[0][1] if taken.problems else None)
        return _Case(each, telling, taker, taken.matter_id, taken.unit_id)

    def _opened(self, each: Coming, taker: Viewer, at: datetime) -> _Case:
        area = self._areas[each.area] if each.area else None
        asked = Asked(each, area, self._units.get(each.said.to), self._desk)
        try:
            found = opened(asked, taker, at)
        except Problem as problem:
            raise self._stopped(at, each.said.code, problem) from problem
        return _Case(each, asked, taker, found.id, found.unit_id)

    def _plan_step(self, case: _Case, steps: tuple[CourseStep, ...], at: datetime) -> None:
        if steps:
            local = timezone.localtime(at)
            self._turns.plan(after(steps[0].after, local, self._calendar), lambda when: self._step(case, steps, when))

    def _step(self, case: _Case, steps: tuple[CourseStep, ...], at: datetime) -> None:
        step = steps[0]
        try:
            with transaction.atomic():
                self._do(case, step, at)
        except Problem as problem:
            if problem.code != step.refused:
                raise self._stopped(at, f"{case.coming.said.code}/{step.do}", problem) from problem
            self.played.refused += 1
        else:
            if step.refused:
                raise self._stopped(at, f"{case.coming.said.code}/{step.do}", None)
            self.played.deeds += 1
        self._plan_step(case, steps[1:], at)

    def _stopped(self, at: datetime, what: str, why: Problem | None) -> Problem:
        when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
        if why is None:
            return Problem(
                "story-not-refused",
                "故事演到 {when} 停下了（{what}）：这一步本该被拒绝，却做成了。",
                when=when,
                what=what,
            )
        return Problem("story-stopped", "故事演到 {when} 停下了（{what}）：{why}", when=when, what=what, why=str(why))

    def _person(self, who: str, turn: int, at: datetime, case: _Case | None = None) -> Viewer:
        """Return who `unit/role`, `lead`, `helper` or `taker` is; those of one role take turns."""
        named, _, role = who.partition("/")
        if case and case.taker and named == TAKER:
            return case.taker
        unit = (
            case.unit_id
            if case and named == LEAD
            else case.helper
            if case and named == HELPER
            else self._units.get(named)
        )
        roles = (Role(role),) if role else ANYBODY
        found = self._viewers.get((unit, roles, turn % 12)) if unit else None
        found = found or (viewer_in(unit, roles, at=at, turn=turn) if unit else None)
        if found is None or unit is None:
            raise Problem("story-nobody", "这里没有人：{value}。", value=who)
        self._viewers[unit, roles, turn % 12] = found
        return found

    def _do(self, case: _Case, step: CourseStep, at: datetime) -> None:
        by = self._person(step.by, case.coming.number, at, case)
        if step.do in TOGETHER:
            TOGETHER[step.do](case.id, self._units, step, by, at)
        elif step.do in PEOPLE:
            PEOPLE[step.do](self._units, step, by, at)
        elif step.do in ROOMS or step.do in FOLLOWING:
            (ROOMS | FOLLOWING)[step.do](case.id, self._units, step, by, at)
        else:
            _ACTS[step.do](self, case, step, by, at)

    # --- deeds

    def _route(self, case: _Case, step: CourseStep, by: Viewer, at: datetime) -> None:
        target = self._units[step.to]
        actions.route(matter_id=case.id, unit_id=target, reason=step.text, by=by, at=at)
        case.unit_id = target

    def _accept(self, case: _Case, _step: CourseStep, by: Viewer, at: datetime) -> None:
        actions.accept(matter_id=case.id, by=by, at=at)

    def _assign(self, case: _Case, step: CourseStep, by: Viewer, at: datetime) -> None:
        worker = self._person(step.to, case.coming.number, at, case)
        actions.assign(matter_id=case.id, staff_id=worker.staff_id, by=by, at=at)

    def _progress(self, case: _Case, step: CourseStep, by: Viewer, at: datetime) -> None:
        actions.progress(
            matter_id=case.id, text=step.text, uploads=[], step=step.step, fields=step.fields, by=by, at=at
        )

    def _return(self, case: _Case, step: CourseStep, by: Viewer, at: datetime) -> None:
        actions.give_back(matter_id=case.id, reason=step.reason, text=step.text, by=by, at=at)
        if step.by.partition("/")[0] != HELPER:
            centre = self._desk.directory.unit_for("centre", case.telling.area_id if case.telling else None)
            case.unit_id = centre.id if centre else case.unit_id

    def _add_party(self, case: _Case, step: CourseStep, by: Viewer, at: datetime) -> None:
        role = TaskRole(step.role or TaskRole.HELPER.value)
        unit = self._units[step.to]
        actions.add_party(matter_id=case.id, unit_id=unit, role=role, wanted=step.text, by=by, at=at)
        case.helper = unit if role is TaskRole.HELPER else case.helper

    def _done(self, case: _Case, step: CourseStep, by: Viewer, at: datetime) -> None:
        actions.finish_task(matter_id=case.id, text=step.text, uploads=[], by=by, at=at)

    def _urge(self, case: _Case, step: CourseStep, by: Viewer, at: datetime) -> None:
        actions.urge(matter_id=case.id, text=step.text, by=by, at=at)

    def _close(self, case: _Case, step: CourseStep, by: Viewer, at: datetime) -> None:
        actions.close(
            matter_id=case.id, result=step.result, text=step.text, fields=step.fields, uploads=[], by=by, at=at
        )

    def _reopen(self, case: _Case, step: CourseStep, by: Viewer, at: datetime) -> None:
        actions.reopen(matter_id=case.id, reason=step.reason, text=step.text, by=by, at=at)

    def _tell_again(self, case: _Case, _step: CourseStep, by: Viewer, at: datetime) -> None:
        self.played.told += 1
        if isinstance(case.telling, Asked):
            known = opened(case.telling, by, at) == Opened(case.id, case.unit_id)
        else:
            again = [case.telling] if case.telling else []
            (taken,) = actions.receive(telling_list=again, desk=self._desk, by=by, at=at)
            known = taken.outcome is actions.Outcome.KNOWN
        if not known:
            raise Problem("story-twice", "同一诉求再报一次，却另登记了一件。")


_ACTS: dict[Deed, Callable[[Player, _Case, CourseStep, Viewer, datetime], None]] = {
    Deed.ROUTE: Player._route,
    Deed.ACCEPT: Player._accept,
    Deed.ASSIGN: Player._assign,
    Deed.PROGRESS: Player._progress,
    Deed.RETURN: Player._return,
    Deed.ADD_PARTY: Player._add_party,
    Deed.DONE: Player._done,
    Deed.URGE: Player._urge,
    Deed.CLOSE: Player._close,
    Deed.REOPEN: Player._reopen,
    Deed.TELL_AGAIN: Player._tell_again,
}
