"""The demo county at work: tellings come in and are handled through the real actions, each at its simulated moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.model import FieldType, Kind
from fengqiao.kit.clocks import Started, deadline
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import CALENDAR, matter_for
from fengqiao.matters.terms import MatterState, TaskRole
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Line, Role
from fengqiao.site.demo.answering import answer_teller
from fengqiao.site.demo.courses import Course, Courses, told
from fengqiao.site.demo.doors import QUICK, Coming, Doors, Seats
from fengqiao.site.demo.hours import Hours
from fengqiao.site.demo.pictures import picture
from fengqiao.site.demo.texts import Telling
from fengqiao.site.turns import Turns
from fengqiao.vault.actions import Upload

HANDLERS = (Role.DUTY_DESK, Role.HANDLER, Role.DISPATCHER)
AT_ANY_HOUR = frozenset({"police_report", "clue", "dispute"})  # what a station sees to outside of its office hours
WORKERS = {Line.POLICE.value: (Role.OFFICER,), Line.PARTNER.value: (Role.HANDLER,)}
# How often things happen in this story of a county; no rule of the product.
RETURNED, HELPED, ASSIGNED, REOPENED, LATE, REPEATED, PHOTO = 0.4, 0.9, 0.75, 0.08, 0.06, 0.5, 0.5
STUCK_EVERY, LEFT_EVERY, LONGEST_LEFT = 8, 2, timedelta(days=45)
# What a result says of the check that a kind asks for; which result is usual for a kind that the course does not know.
VERIFIED = {"explained": "partly", "unfounded": "untrue"}
USUAL = {
    "emergency": "settled_on_scene", "police_report": "settled", "police_service": "completed", "dispute": "agreed_oral",
    "inquiry": "answered", "help": "solved", "complaint": "resolved", "suggestion": "answered", "clue": "handled",
}  # fmt: skip
PHOTOGRAPHED = frozenset({"emergency", "police_report", "complaint", "help", "dispute"})
REOPENED_FOR = {
    "dispute": ("not_performed",),
    "complaint": ("not_solved", "result_untrue", "check_failed"),
    "help": ("not_solved",),
    "police_report": ("new_facts",),
}


@dataclass(slots=True)
class _Case:
    """What the story knows of a matter, and how it means to end it."""

    id: UUID
    unit_id: UUID
    kind: Kind
    area_id: UUID | None
    telling: Telling
    course: Course
    began: datetime
    result: str
    words: str
    desk: Viewer | None = None
    worker: Viewer | None = None
    returned: str = ""
    helping: bool = False
    reopened: bool = False
    barred: UUID | None = None


class Player:
    """Plays tellings up to `now`; whatever would come later has not happened yet. `refused` should stay empty."""

    def __init__(self, *, seed: int, now: datetime, courses: Courses, system: Viewer) -> None:
        self._seed = seed
        self._rng = Random(seed)  # noqa: S311  # a story, not a secret
        self._now, self._courses, self._system = now, courses, system
        self._turns = Turns()
        self._accepted = self._stuck = 0
        self._desk = actions.desk_at(now)
        self._pack, self._units = self._desk.published.pack, self._desk.directory
        self._zone = timezone.get_default_timezone()
        self._hours = Hours(self._pack.calendars[CALENDAR], self._zone, self._rng)
        self._seats = Seats(self._rng)
        self.doors = Doors(self._desk, self._seats)
        self.refused: list[Problem] = []

    def play(self, coming: Iterable[Coming], tick: Callable[[], None]) -> None:
        """Take every telling in at its moment and handle it; `tick` is called for each one taken in."""
        for each in coming:
            self._plan(each.at, self._receiver(each, tick))
        self._turn_by_turn()

    def live(self, each: Coming) -> None:
        """Play one telling alone, from its moment to its end: what becomes of it hangs on nothing but its key."""
        self._rng.seed(f"{self._seed}:{each.telling.key}")
        self._accepted = each.telling.key
        self._plan(each.at, self._receiver(each, lambda: None))
        self._turn_by_turn()

    def _turn_by_turn(self) -> None:
        for turn in self._turns:
            try:
                turn.act(turn.at)
            except Problem as problem:
                self.refused.append(problem)

    def _plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        if at <= self._now:
            self._turns.plan(at, act)

    def _unit(self, function: str, area_id: UUID | None) -> UUID | None:
        card = self._units.unit_for(function, area_id)
        return card.id if card else None

    def _line(self, unit_id: UUID) -> str:
        return self._units.units[unit_id].line

    def _at_work(self, case: _Case, at: datetime) -> datetime:
        """When the unit in charge is there; emergencies are seen to at any hour."""
        if case.kind.urgent:
            return at
        station = self._line(case.unit_id) == Line.POLICE.value and case.kind.code in AT_ANY_HOUR
        return self._hours.next(at, police=station)

    def _due(self, kind: Kind, code: str, at: datetime) -> datetime:
        """When a clock that starts at a moment runs out."""
        limit = kind.clocks[code]
        found = deadline(limit, [Started(at)], self._pack.calendars[CALENDAR], self._zone)
        return found.due_at or at

    def _receiver(self, each: Coming, tick: Callable[[], None]) -> Callable[[datetime], None]:
        def receive(at: datetime) -> None:
            tick()
            self._receive(each, at)

        return receive

    def _receive(self, each: Coming, at: datetime) -> None:
        telling = each.telling
        by = self.doors.taker(telling, at) or self._system
        (received,) = actions.receive(telling_list=[self.doors.told(telling, at)], desk=self._desk, by=by, at=at)
        if received.matter_id is None or received.unit_id is None:
            self.refused += [problem for _, problem in received.problems]
            return
        kind = self._pack.kinds[received.kind]
        course = self._courses.by_situation[telling.situation]
        result, words = self._ending(kind, course, telling)
        case = _Case(
            received.matter_id, received.unit_id, kind, self.doors.area(telling), telling, course, at, result, words
        )
        if each.left:
            return
        if received.state is MatterState.TRIAGE:
            quick = kind.clocks["accept"].unit in QUICK
            soon = at + timedelta(minutes=self._rng.randrange(6, 30 if quick else 150))
            self._plan(soon if quick else self._at_work(case, soon), self._router(case))
        else:
            self._plan_accept(case, at)

    def _ending(self, kind: Kind, course: Course, telling: Telling) -> tuple[str, str]:
        """The result and the words with which a matter will end."""
        if telling.echo_of is not None and not kind.urgent and not kind.sealed and self._rng.random() < REPEATED:
            return "repeated", self._courses.phrase("end", "repeated", self._rng)
        names = tuple(course.ends)
        chosen = names[0] if len(names) == 1 or self._rng.random() < 0.7 else self._rng.choice(names[1:])
        return (chosen if kind.result(chosen) else USUAL[kind.code]), course.ends[chosen]

    def _plan_accept(self, case: _Case, at: datetime) -> None:
        """Sign it at some time before its clock runs out; now and then later. Offices sign when they are open."""
        due = self._due(case.kind, "accept", at)
        wait = at + (due - at) * self._rng.uniform(0.05, 0.7)
        if case.kind.clocks["accept"].unit not in QUICK:
            wait = self._at_work(case, wait)
        self._plan(wait, lambda moment: self._accept(case, moment))

    def _router(self, case: _Case) -> Callable[[datetime], None]:
        def route(at: datetime) -> None:
            by = self._seats.one(case.unit_id, (Role.DISPATCHER,), at)
            target = self._unit(case.telling.function, case.area_id)
            if by is None or target is None:
                return
            key = case.returned or ("own" if target == case.unit_id else "first")
            why = self._courses.phrase("route", key, self._rng, unit=self._units.units[target].short)
            actions.route(matter_id=case.id, unit_id=target, reason=why, by=by, at=at)
            case.unit_id = target
            self._plan_accept(case, at)

        return route

    def _why_return(self, case: _Case) -> str:
        """The reason for which a unit would hand it back; empty where it would not."""
        right = self._unit(case.telling.function, case.area_id)
        if case.returned or case.kind.sealed or case.kind.urgent or right is None:
            return ""
        if right != case.unit_id:
            return "" if case.kind.code == "dispute" else "not_our_duty"
        if self._rng.random() > RETURNED:
            return ""
        if case.telling.echo_of is not None:
            return "repeated"
        return "" if case.telling.place else "incomplete"

    def _accept(self, case: _Case, at: datetime) -> None:
        by = self._seats.other(case.unit_id, (Role.CHIEF,) if case.kind.sealed else HANDLERS, at, than=case.barred)
        if by is None:
            return
        reason = self._why_return(case)
        if reason:
            text = self._courses.phrase("return", reason, self._rng)
            actions.give_back(matter_id=case.id, reason=reason, text=text, by=by, at=at)
            case.returned = reason
            case.unit_id = self._unit("centre", case.area_id) or case.unit_id
            self._plan(self._at_work(case, at + timedelta(hours=self._rng.uniform(0.3, 5))), self._router(case))
            return
        actions.accept(matter_id=case.id, by=by, at=at)
        case.desk = case.worker = by
        self._accepted += 1
        self._plan_work(case, at)

    def _plan_work(self, case: _Case, at: datetime) -> None:
        """Assign, note what is done, ask for help, close: each when somebody is there, in this order."""
        due = self._due(case.kind, "finish", at if case.reopened else case.began)
        stuck = not case.kind.urgent and self._accepted % STUCK_EVERY == 0
        late = stuck or (not case.kind.urgent and self._rng.random() < LATE)
        ends = at + max(due - at, timedelta(hours=1)) * (
            self._rng.uniform(1.04, 1.3) if late else self._rng.uniform(0.25, 0.8)
        )
        parts = [self._rng.uniform(0.02, 0.15), *sorted(self._rng.uniform(0.2, 0.75) for _ in case.course.notes[1:])]
        first = at + timedelta(minutes=self._rng.randrange(5, 14)) if case.kind.urgent else None
        moments = sorted(self._at_work(case, at + (ends - at) * part) for part in parts)
        if first and moments:
            moments[0] = min(first, moments[-1])
        if self._rng.random() < ASSIGNED and not case.kind.sealed:
            self._plan(at + timedelta(minutes=self._rng.randrange(2, 5)), lambda moment: self._assign(case, moment))
        if case.result != "repeated":
            for place, moment in enumerate(moments):
                self._plan(moment, self._noter(case, place))
            if case.course.help and self._rng.random() < HELPED and not case.kind.sealed and not case.reopened:
                self._plan(moments[0] + timedelta(minutes=3), lambda moment: self._ask_help(case, ends, moment))
        if stuck:
            self._stuck += 1
            urged = self._hours.next(due + timedelta(hours=5), police=False)
            self._plan(urged, lambda moment: self._urge(case, moment))
            if self._stuck % LEFT_EVERY == 0 and case.began > self._now - LONGEST_LEFT:
                return
            ends = urged + timedelta(hours=self._rng.uniform(3, 50))
        ends = self._at_work(case, max(ends, moments[-1] + timedelta(minutes=self._rng.randrange(15, 90))))
        self._plan(ends, lambda moment: self._close(case, due, moment))

    def _assign(self, case: _Case, at: datetime) -> None:
        roles = WORKERS.get(self._line(case.unit_id))
        worker = self._seats.other(case.unit_id, roles, at, than=case.barred) if roles else None
        if worker is None or case.desk is None or worker.staff_id == case.desk.staff_id:
            return
        actions.assign(matter_id=case.id, staff_id=worker.staff_id, by=case.desk, at=at)
        case.worker = worker

    def _noter(self, case: _Case, place: int) -> Callable[[datetime], None]:
        def note(at: datetime) -> None:
            if case.worker is None:
                return
            files = [self._photo("现场")] if case.kind.code in PHOTOGRAPHED and self._rng.random() < PHOTO else []
            steps = case.kind.steps
            actions.progress(
                matter_id=case.id,
                text=told(case.course.notes[place], self._rng),
                uploads=files,
                step=steps[min(place + 1, len(steps) - 1)].code if steps and not case.reopened else "",
                by=case.worker,
                at=at,
                fields=self._found(case),
            )

        return note

    def _ask_help(self, case: _Case, ends: datetime, at: datetime) -> None:
        wanted = case.course.help
        helper = self._unit(wanted.function, case.area_id) if wanted else None
        if wanted is None or helper is None or helper == case.unit_id or case.desk is None:
            return
        seat = self._seats.one(helper, HANDLERS, at)
        if seat is None:
            return
        actions.add_party(
            matter_id=case.id, unit_id=helper, role=TaskRole.HELPER, wanted=wanted.wanted, by=case.desk, at=at
        )
        case.helping = True
        quick = case.kind.urgent
        signs = at + (timedelta(minutes=4) if quick else timedelta(hours=self._rng.uniform(0.5, 4)))
        signs = signs if quick else self._hours.next(signs, police=False)
        done = max(signs + (ends - signs) * 0.5, signs + timedelta(minutes=18))
        done = done if quick else self._hours.next(done, police=False)
        self._plan(signs, lambda moment: actions.accept(matter_id=case.id, by=seat, at=moment))

        def finish(moment: datetime) -> None:
            case.helping = False
            actions.finish_task(matter_id=case.id, text=told(wanted.done, self._rng), uploads=[], by=seat, at=moment)

        self._plan(done, finish)

    def _close(self, case: _Case, due: datetime, at: datetime) -> None:
        if case.desk is None or case.worker is None:
            return
        if case.helping:  # the helper has not finished: look again later
            again = at + timedelta(minutes=25) if case.kind.urgent else self._at_work(case, at + timedelta(hours=3))
            self._plan(again, lambda moment: self._close(case, due, moment))
            return
        words = told(case.words, self._rng)
        if case.reopened:
            words = self._courses.phrase("end", "again", self._rng) + words
        if at > due:
            words += self._courses.phrase("end", "late", self._rng)
        by = case.worker if self._line(case.unit_id) != Line.POLICE.value else case.desk
        fields, uploads = self._found(case), self._evidence(case)
        answer_teller(case.id, words, by=by, at=at, seed=self._seed)
        actions.close(matter_id=case.id, result=case.result, text=words, fields=fields, uploads=uploads, by=by, at=at)
        case.barred = by.staff_id
        reasons = REOPENED_FOR.get(case.kind.code, ()) if case.area_id else ()  # the centre sees it by its place
        if reasons and not case.reopened and case.result != "repeated" and self._rng.random() < REOPENED:
            reason = self._rng.choice(reasons)
            back = self._hours.next(at + timedelta(days=self._rng.uniform(0.5, 4)), police=False)
            self._plan(back, lambda moment: self._reopen(case, reason, moment))

    def _reopen(self, case: _Case, reason: str, at: datetime) -> None:
        by = self._seats.one(self._unit("centre", case.area_id), (Role.DISPATCHER,), at)
        if by is None:
            return
        text = self._courses.phrase("reopen", reason, self._rng)
        actions.reopen(matter_id=case.id, reason=reason, text=text, by=by, at=at)
        row = matter_for(by, case.id)
        case.reopened, case.unit_id = True, row.unit_id if row else case.unit_id
        self._plan_accept(case, at)

    def _urge(self, case: _Case, at: datetime) -> None:
        top = next((card.id for card in self._units.units.values() if card.line == Line.POLICE.value), None)
        by = self._seats.one(top, (Role.SUPERVISOR,), at)
        seen = case.area_id is not None or self._line(case.unit_id) == Line.POLICE.value  # by unit, or by place
        if by is not None and seen and not case.kind.sealed:
            actions.urge(matter_id=case.id, text=self._courses.phrase("urge", "lines", self._rng), by=by, at=at)

    def _found(self, case: _Case) -> dict[str, str]:
        """What the handling finds out: the fields that are needed on the way or at the end."""
        values = {}
        known = dict(case.telling.fields)
        for each in case.kind.fields:
            if each.personal or each.needed_at in {None, "intake"}:
                continue
            if each.code == "verified":
                values[each.code] = VERIFIED.get(case.result, "true")
            elif each.type is FieldType.CHOICE:
                usual = known.get("call_class") if each.code == "found_class" else None
                chosen = known.get(each.code) or usual
                values[each.code] = chosen or (each.option("other") or each.options[-1]).code
            elif each.type is FieldType.NUMBER:
                values[each.code] = known.get(each.code) or str(2 + case.telling.key % 3)
        return values

    def _evidence(self, case: _Case) -> list[Upload]:
        result = case.kind.result(case.result)
        if result is None or not result.evidence:
            return []
        return (
            [self._photo("调解协议书")]
            if case.kind.code == "dispute"
            else [self._photo("处理前"), self._photo("处理后")]
        )

    def _photo(self, what: str) -> Upload:
        return Upload(f"{what}.jpg", picture(self._rng.randrange(10**6)))
