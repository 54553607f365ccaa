"""The demo county at work: tellings come in and are handled through the real actions, each at its simulated moment."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from fengqiao.catalogue.model import FieldType, Kind, Pack, ReasonUse
from fengqiao.kit.clocks import ClockUnit, Limit
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.terms import Door, MatterState, TaskRole
from fengqiao.orgs.queries import Directory, Viewer, directory, staff_in, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.site.demo.pictures import picture
from fengqiao.site.demo.texts import Telling
from fengqiao.site.demo.wording import HandlingWords
from fengqiao.vault.actions import Upload

HANDLERS = (Role.DUTY_DESK, Role.HANDLER, Role.DISPATCHER)
DISPATCHERS = (Role.DISPATCHER,)
TAKERS = {
    Door.COUNTER: (Role.DUTY_DESK, Role.DISPATCHER),
    Door.PHONE: (Role.DUTY_DESK, Role.DISPATCHER),
    Door.POST: (Role.ASSISTANT, Role.DUTY_DESK),
    Door.VOLUNTEER: (Role.ASSISTANT, Role.DUTY_DESK),
}
# How often things happen in this story of a county; no rule of the product.
RETURNED, HELPED, REOPENED, LATE, LEFT_OPEN = 0.07, 0.12, 0.05, 0.09, 0.10
DAYS = {ClockUnit.MINUTE: 1 / 1440, ClockUnit.HOUR: 1 / 24, ClockUnit.DAY: 1.0, ClockUnit.WORKDAY: 1.35}


@dataclass(order=True, slots=True)
class _Turn:
    at: datetime
    order: int
    act: Callable[[datetime], None] = field(compare=False)


@dataclass(slots=True)
class _Case:
    """What the story knows of a matter."""

    id: UUID
    unit_id: UUID
    kind: Kind
    area_id: UUID | None
    function: str
    returned: bool = False
    reopened: bool = False


class Player:
    """Plays tellings up to `now`; whatever would come later has not happened yet."""

    def __init__(self, *, seed: int, now: datetime, words: HandlingWords, system: Viewer) -> None:
        self._rng = Random(seed)  # noqa: S311  # a story, not a secret
        self._now = now
        self._words = words
        self._system = system
        self._turns: list[_Turn] = []
        self._count = 0
        self._seats: dict[tuple[UUID, tuple[Role, ...], int], Viewer | None] = {}
        desk = actions.desk_at(now)
        self._pack: Pack = desk.published.pack
        self._units: Directory = directory(at=now)
        self._desk = desk
        self.refused: list[Problem] = []

    def play(self, told: Iterable[tuple[datetime, Telling]], tick: Callable[[], None]) -> None:
        """Take every telling in at its moment and handle it; `tick` is called for each one taken in."""
        for at, telling in told:
            self._plan(at, self._receiver(telling, tick))
        while self._turns:
            turn = heapq.heappop(self._turns)
            try:
                turn.act(turn.at)
            except Problem as problem:
                self.refused.append(problem)

    def _plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        if at <= self._now:
            self._count += 1
            heapq.heappush(self._turns, _Turn(at, self._count, act))

    def _seat(self, unit_id: UUID | None, roles: tuple[Role, ...], at: datetime) -> Viewer | None:
        if unit_id is None:
            return None
        key = (unit_id, roles, self._rng.randrange(4))
        if key not in self._seats:
            self._seats[key] = viewer_in(unit_id, roles, at=at, turn=key[2])
        return self._seats[key]

    def _hands(self, case: _Case, at: datetime) -> Viewer | None:
        """Somebody of the unit in charge; a sealed matter is for its chief alone."""
        return self._seat(case.unit_id, (Role.CHIEF,) if case.kind.sealed else HANDLERS, at)

    def _unit(self, function: str, area_id: UUID | None) -> UUID | None:
        card = self._units.unit_for(function, area_id)
        return card.id if card else None

    def _span(self, limit: Limit | None, low: float, high: float) -> timedelta:
        """Part of a limit's length, now and then more than all of it."""
        days = limit.amount * DAYS[limit.unit] if limit else 1.0
        share = self._rng.uniform(1.1, 1.8) if self._rng.random() < LATE else self._rng.uniform(low, high)
        return timedelta(days=days * share)

    def _receiver(self, telling: Telling, tick: Callable[[], None]) -> Callable[[datetime], None]:
        def receive(at: datetime) -> None:
            tick()
            self._receive(telling, at)

        return receive

    def _receive(self, telling: Telling, at: datetime) -> None:
        kind = self._pack.kinds.get(telling.kind or "")
        area = next((p.id for p in self._units.places.values() if p.code == telling.area), None)
        door = Door(telling.door)
        counter = self._unit(
            "police" if telling.function == "police" or door in {Door.POST, Door.PHONE} else "centre", area
        )
        by = self._seat(counter, TAKERS[door], at) if door in TAKERS else None
        asked = {each.code for each in kind.fields} if kind else set()
        new = actions.Telling(
            door=door,
            text=telling.text,
            title=telling.title,
            source="demo",
            outside_ref=f"demo-{telling.key}",
            told_at=at - timedelta(minutes=self._rng.randrange(1, 9)),
            kind=kind.code if kind else "",
            area_id=area,
            place=telling.place,
            fields={code: value for code, value in telling.fields if code in asked},
            personal={"teller_name": telling.teller, "teller_phone": telling.phone},
        )
        (received,) = actions.receive(telling_list=[new], desk=self._desk, by=by or self._system, at=at)
        if received.matter_id is None or received.unit_id is None:
            self.refused += [problem for _, problem in received.problems]
            return
        case = _Case(received.matter_id, received.unit_id, self._pack.kinds[received.kind], area, telling.function)
        wait = at + self._span(case.kind.clocks.get("accept"), 0.03, 0.8)
        if received.state is MatterState.TRIAGE:
            self._plan(wait, lambda moment: self._route(case, moment))
        else:
            self._plan(wait, lambda moment: self._accept(case, moment))

    def _route(self, case: _Case, at: datetime) -> None:
        by = self._seat(case.unit_id, DISPATCHERS, at)
        target = self._unit(case.function, case.area_id)
        if by is None or target is None:
            return
        reason = self._rng.choice(("按职责清单属该单位办理", "已电话沟通，该单位同意接办", "属该单位日常管理事项"))
        actions.route(matter_id=case.id, unit_id=target, reason=reason, by=by, at=at)
        case.unit_id = target
        self._plan(
            at + self._span(case.kind.clocks.get("accept"), 0.05, 0.8), lambda moment: self._accept(case, moment)
        )

    def _accept(self, case: _Case, at: datetime) -> None:
        by = self._hands(case, at)
        if by is None:
            return
        right_unit = self._unit(case.function, case.area_id)
        wrong = right_unit is not None and right_unit != case.unit_id and case.kind.code != "dispute"
        if not case.returned and not case.kind.sealed and self._rng.random() < (0.7 if wrong else RETURNED):
            reason = self._rng.choice(self._pack.reasons[ReasonUse.RETURN]).code
            text = self._words.returning(reason, self._rng)
            actions.give_back(matter_id=case.id, reason=reason, text=text, by=by, at=at)
            case.returned = True
            case.unit_id = self._unit("centre", case.area_id) or case.unit_id
            self._plan(at + timedelta(hours=self._rng.uniform(0.3, 6)), lambda moment: self._route(case, moment))
            return
        actions.accept(matter_id=case.id, by=by, at=at)
        people = staff_in(case.unit_id, at=at)
        if len(people) > 2 and self._rng.random() < 0.75:
            staff_id = self._rng.choice(people)[0]
            self._plan(
                at + timedelta(minutes=self._rng.randrange(4, 50)), lambda moment: self._assign(case, staff_id, moment)
            )
        whole = self._span(case.kind.clocks.get("finish"), 0.15, 0.85)
        for part in sorted(self._rng.uniform(0.1, 0.9) for _ in range(self._rng.choice((0, 1, 1, 2)))):
            self._plan(at + whole * part, lambda moment: self._progress(case, moment))
        if self._rng.random() < HELPED and not case.kind.sealed:
            self._plan(at + whole * 0.2, lambda moment: self._ask_help(case, whole * 0.5, moment))
        if self._rng.random() > LEFT_OPEN:
            self._plan(at + whole, lambda moment: self._close(case, moment))
        else:
            self._plan(at + whole * 2.2, lambda moment: self._urge(case, moment))

    def _assign(self, case: _Case, staff_id: UUID, at: datetime) -> None:
        by = self._hands(case, at)
        if by is not None:
            actions.assign(matter_id=case.id, staff_id=staff_id, by=by, at=at)

    def _progress(self, case: _Case, at: datetime) -> None:
        by = self._hands(case, at)
        if by is None:
            return
        files = [self._photo()] if self._rng.random() < 0.3 else []
        text = self._words.progress(case.function, self._rng)
        step = case.kind.steps[min(1, len(case.kind.steps) - 1)].code if case.kind.steps else ""
        actions.progress(
            matter_id=case.id, text=text, uploads=files, step=step, by=by, at=at, fields=self._filled(case.kind)
        )

    def _ask_help(self, case: _Case, length: timedelta, at: datetime) -> None:
        by = self._hands(case, at)
        helper = self._rng.choice(
            [card for card in self._units.receivers() if card.id != case.unit_id and card.line == "partner"]
        )
        if by is None:
            return
        wanted = self._rng.choice(
            ("请派员到现场共同查看", "请提供相关登记资料", "请出具专业意见", "请协助联系相关当事人")
        )
        actions.add_party(matter_id=case.id, unit_id=helper.id, role=TaskRole.HELPER, wanted=wanted, by=by, at=at)
        seat = self._seat(helper.id, HANDLERS, at)
        if seat is None:
            return
        self._plan(at + length * 0.2, lambda moment: actions.accept(matter_id=case.id, by=seat, at=moment))
        text = self._words.progress(helper.function, self._rng)
        self._plan(
            at + length * 0.8,
            lambda moment: actions.finish_task(matter_id=case.id, text=text, uploads=[], by=seat, at=moment),
        )

    def _close(self, case: _Case, at: datetime) -> None:
        by = self._hands(case, at)
        if by is None:
            return
        usual = [result for result in case.kind.results if result.counts_as_done]
        result = self._rng.choice(usual if self._rng.random() < 0.9 else case.kind.results)
        files = [self._photo() for _ in range(self._rng.choice((1, 1, 2)))] if result.evidence else []
        text = self._words.closing(case.kind.code, result.code, self._rng)
        actions.close(
            matter_id=case.id,
            result=result.code,
            text=text,
            fields=self._filled(case.kind),
            uploads=files,
            by=by,
            at=at,
        )
        if not case.reopened and self._rng.random() < REOPENED:
            case.reopened = True
            self._plan(at + timedelta(days=self._rng.uniform(0.5, 3)), lambda moment: self._reopen(case, moment))

    def _reopen(self, case: _Case, at: datetime) -> None:
        by = self._seat(self._unit("centre", case.area_id), DISPATCHERS, at)
        if by is None:
            return
        reason = self._rng.choice(self._pack.reasons[ReasonUse.REOPEN]).code
        actions.reopen(matter_id=case.id, reason=reason, text=self._words.reopening(reason, self._rng), by=by, at=at)
        self._plan(at + timedelta(hours=self._rng.uniform(1, 20)), lambda moment: self._accept(case, moment))

    def _urge(self, case: _Case, at: datetime) -> None:
        top = next((card.id for card in self._units.units.values() if card.line == "police"), None)
        by = self._seat(top, (Role.SUPERVISOR,), at)
        if by is not None:
            actions.urge(matter_id=case.id, text="已超出办结时限，请两个工作日内办结并说明原因。", by=by, at=at)

    def _filled(self, kind: Kind) -> dict[str, str]:
        """Values for the fields that must be filled on the way."""
        values = {}
        for each in kind.fields:
            if each.personal or each.needed_at in {None, "intake"}:
                continue
            if each.type is FieldType.CHOICE:
                values[each.code] = self._rng.choice(each.options).code
            elif each.type is FieldType.NUMBER:
                values[each.code] = str(self._rng.randrange(2, 5))
            elif each.type in {FieldType.TEXT, FieldType.LONGTEXT}:
                values[each.code] = "已核实"
        return values

    def _photo(self) -> Upload:
        return Upload(f"现场{self._rng.randrange(1, 99):02d}.jpg", picture(self._rng.randrange(10**6)))
