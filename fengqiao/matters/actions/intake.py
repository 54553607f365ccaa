"""Taking tellings in: known ones recognised, new ones routed, numbered, timed and recorded, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.model import AT_INTAKE, Kind
from fengqiao.kit.identifiers import matter_number, new_id
from fengqiao.kit.problems import Problem
from fengqiao.kit.text import Prediction
from fengqiao.ledger.actions import NewEvent
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.batch import Batch
from fengqiao.matters.actions.placing import known_in, note_placed, placed_by_text
from fengqiao.matters.actions.writing import file_limits, new_clock
from fengqiao.matters.models import Entry, Matter, NumberSeries, Recipient, Report, Routing, Task
from fengqiao.matters.queries import known_references
from fengqiao.matters.rules import routing, tellings
from fengqiao.matters.rules.calls import facts_of, is_call
from fengqiao.matters.rules.diverting import flow_of
from fengqiao.matters.rules.fields import FieldsRead, read_fields
from fengqiao.matters.rules.placing import NOWHERE, Known
from fengqiao.matters.rules.tellings import Telling
from fengqiao.matters.terms import Door, MatterState, Move, TaskRole, TaskState
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, directory, in_charge_of
from fengqiao.orgs.terms import Line, Right
from fengqiao.rulebook.queries import PublishedModel, PublishedPack, model_on, pack_on
from fengqiao.vault.actions import Offered, Teller, keep_files

CENTRE = "centre"
# Doors at which nobody of the office sits: nobody asks for what a kind needs, nobody keeps a copy.
_UNATTENDED = frozenset({Door.PORTAL, Door.IMPORT, Door.API, Door.SENSOR})
_STANDING = _UNATTENDED | {Door.VISIT}  # on a doorstep nobody sits down to a form: what a kind needs is asked later


@dataclass(frozen=True, slots=True)
class Desk:
    """What intake works with at a moment: the pack, the model and the units in force. An import asks for it once."""

    published: PublishedPack
    model: PublishedModel | None
    directory: Directory
    known: Known

    def predict(self, telling_list: Sequence[Telling]) -> list[Prediction | None]:
        """Return what the model thinks of each telling; nothing without a model."""
        if self.model is None:
            return [None] * len(telling_list)
        texts, titles = [t.text for t in telling_list], [t.title for t in telling_list]
        return list(self.model.model.predict(texts, titles=titles))


def desk_at(at: datetime) -> Desk:
    """Return the desk as it stands at a moment."""
    units = directory(at=at)
    return Desk(pack_on(at), model_on(at), units, known_in(units))


class Outcome(StrEnum):
    """What became of a telling."""

    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one telling; `problems` by field where it was refused. A new one says where it went."""

    outcome: Outcome
    matter_id: UUID | None = None
    number: str = ""
    unit_id: UUID | None = None
    kind: str = ""
    state: MatterState | None = None
    problems: tuple[tuple[str, Problem], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a telling would go: the routing decision, and the unit and state that follow from it."""

    routed: routing.Routed
    unit: UnitCard
    state: MatterState
    lead: UnitCard


def propose(
    desk: Desk, telling: Telling, prediction: Prediction | None = None, *, taker: UUID | None = None
) -> Proposal:
    """Return where a telling would go; also what the intake page shows while somebody types.

    Without a place, a unit that took it in itself (`taker`) and has the function asked for keeps it (首接负责).
    """
    routed = routing.decide(
        desk.published.pack,
        title=telling.title,
        text=telling.text,
        door=telling.door,
        kind=telling.kind,
        prediction=prediction,
    )
    units = desk.directory
    centre = units.unit_for(CENTRE, telling.area_id)
    found = units.unit_for(routed.function, telling.area_id) or centre
    here = units.units.get(taker) if taker and telling.door not in _UNATTENDED else None
    if here and telling.area_id is None and here.function == routed.function:
        found = here
    if telling.to_unit:
        found = units.units.get(telling.to_unit)
    if found is None or centre is None:
        raise Problem("unit-none", "没有可以承办的单位。请管理员先建立社会治理中心和承办单位。")
    # An emergency does not wait, and a sealed matter goes straight to the few who may read it: people they are already.
    straight = routed.urgent or desk.published.pack.kinds[routed.kind].sealed
    to_human = routed.human and not straight and not telling.to_unit
    state = MatterState.TRIAGE if to_human else MatterState.OFFERED
    return Proposal(routed, found, state, centre if to_human else found)


@transaction.atomic
def receive(*, telling_list: Sequence[Telling], desk: Desk, by: Viewer, at: datetime) -> list[Received]:
    """Take tellings in, all or none of the new ones; returns what became of each, in order.

    A telling with the same source and reference is KNOWN when its content is the same, REFUSED when it differs. Bad
    ones are REFUSED with the field and the reason, and do not hold up the others.
    """
    if not by.may(Right.TAKE_IN):
        raise Problem("denied", "您现在的岗位不能登记事项。")
    telling_list = [tellings.tidy(telling) for telling in telling_list]
    results: list[Received | None] = [None] * len(telling_list)
    day = timezone.localdate(at)
    # The day's row is locked before looking what is known: two doors with the same telling come one after the other.
    series = lock_series(day)
    new = sort_out(telling_list, desk, results, at)
    if new:
        predictions = desk.predict([telling_list[i] for i in new])
        batch = Batch()
        prefix = number_prefix(desk.directory)
        for index, prediction in zip(new, predictions, strict=True):
            number = matter_number(prefix, day, series.last + 1)
            taken = take(batch, telling_list[index], desk, prediction, number, by, at)
            series.last += taken.outcome is Outcome.NEW
            results[index] = taken
        series.save(update_fields=["last"])
        batch.save(by, at)
    return [result for result in results if result is not None]


@transaction.atomic
def receive_one(*, telling: Telling, uploads: Sequence[Offered], desk: Desk, by: Viewer, at: datetime) -> Received:
    """Take one telling in with its files, as a counter does; a refused one keeps no files."""
    (received,) = receive(telling_list=[telling], desk=desk, by=by, at=at)
    if received.outcome is Outcome.NEW and received.matter_id and uploads:
        entry = Entry.objects.get(matter_id=received.matter_id)
        keep_files(
            uploads=uploads,
            matter_id=received.matter_id,
            holder_id=entry.id,
            limits=file_limits(desk.published.pack, at),
            by=by,
            at=at,
        )
    return received


def sort_out(telling_list: Sequence[Telling], desk: Desk, results: list[Received | None], at: datetime) -> list[int]:
    """Fill in what is known or refused; return the places of the new ones."""
    known: dict[tuple[str, str], tuple[UUID | None, str]] = {}
    for source in {t.source for t in telling_list}:
        references = [tellings.reference(t) for t in telling_list if t.source == source]
        known.update({(source, ref): found for ref, found in known_references(source, references).items()})
    new: list[int] = []
    for index, telling in enumerate(telling_list):
        problems = _problems(telling, desk, at)
        key = (telling.source, tellings.reference(telling))
        if problems:
            results[index] = Received(Outcome.REFUSED, problems=problems)
        elif key not in known:
            known[key] = (None, tellings.digest(telling))
            new.append(index)
        elif known[key][1] in ("", tellings.digest(telling)):
            results[index] = Received(Outcome.KNOWN, matter_id=known[key][0])
        else:
            refusal = Problem("telling-altered", "编号“{value}”已经登记过，但内容不同。请核对编号。", value=key[1])
            results[index] = Received(Outcome.REFUSED, problems=(("outside_ref", refusal),))
    return new


def _problems(telling: Telling, desk: Desk, at: datetime) -> tuple[tuple[str, Problem], ...]:
    refusal = tellings.why_not_taken(telling, at)
    found = [refusal] if refusal else []
    pack = desk.published.pack
    chosen = desk.directory.units.get(telling.to_unit) if telling.to_unit else None
    if telling.to_unit and not (chosen and chosen.function):
        found.append(("to_unit", Problem("unit-unknown", "请选择承办单位。")))
    if telling.kind:
        if telling.kind not in pack.kinds:
            return (*found, ("kind", Problem("kind-unknown", "没有“{value}”这种事项。", value=telling.kind[:20])))
        found += read_kind(pack.kind_for(telling.kind, timezone.localdate(at)), telling).problems.items()
    return tuple(found)


def read_kind(kind: Kind, telling: Telling) -> FieldsRead:
    """Return the fields of a telling as its kind reads them; at a counter also what is missing there."""
    stage = None if telling.door in _STANDING else AT_INTAKE
    return read_fields(kind, {**telling.fields, **telling.personal}, stage=stage)


def lock_series(day: date) -> NumberSeries:
    """Return the day's row of numbers, held until the commit."""
    NumberSeries.objects.bulk_create([NumberSeries(day=day)], ignore_conflicts=True)
    return NumberSeries.objects.select_for_update().get(day=day)


def number_prefix(units: Directory) -> str:
    """Return what the numbers of matters begin with: the county's code."""
    top = next((place for place in units.places.values() if len(place.above) == 1), None)
    return top.code if top else "M"


def take(
    batch: Batch, telling: Telling, desk: Desk, prediction: Prediction | None, number: str, by: Viewer, at: datetime
) -> Received:
    """Add to a batch what a new telling makes; refused where the kind that the tables chose lacks a field."""
    placed = NOWHERE
    if telling.door in _UNATTENDED:
        telling, placed = placed_by_text(telling, desk.known, desk.published.pack, timezone.localdate(at))
    proposal = propose(desk, telling, prediction, taker=by.unit_id)
    routed, pack = proposal.routed, desk.published.pack
    kind = pack.kind_for(routed.kind, timezone.localdate(at))
    read = read_kind(kind, telling)
    if read.problems:  # of a kind that the tables chose: that of one chosen by hand was read before
        return Received(Outcome.REFUSED, problems=tuple(read.problems.items()))
    matter = Matter(
        id=new_id(),
        number=number,
        kind=kind.code,
        edition_id=desk.published.edition_id,
        title=routing.listed_title(telling.title, telling.text),
        state=proposal.state.value,
        urgent=routed.urgent,
        sealed=kind.sealed,
        unit_id=proposal.lead.id,
        area_id=telling.area_id,
        place=telling.place[:120],
        topic=routed.topic,
        door=telling.door.value,
        fields=read.values,
        received_at=at,
    )
    taker = desk.directory.units.get(by.unit_id)
    if proposal.state is MatterState.OFFERED and taker is not None:
        matter.flow = flow_of("", by_police=taker.line == Line.POLICE.value, to_line=proposal.lead.line)
    batch.matters.append(matter)
    report_id = new_id()
    batch.tellers.append(Teller(report_id, matter.id, read.personal))
    batch.reports.append(new_report(report_id, matter, telling, title=matter.title, by=by, at=at))
    _share_out(batch, matter, kind, proposal, desk, telling, by, at)
    _write_down(batch, matter, proposal, desk, telling, by, at)
    note_placed(batch, placed)
    return Received(Outcome.NEW, matter.id, number, proposal.lead.id, kind.code, proposal.state)


def new_report(report_id: UUID, matter: Matter, telling: Telling, *, title: str, by: Viewer, at: datetime) -> Report:
    """Return a telling as a report of its matter (not saved)."""
    return Report(
        id=report_id,
        matter=matter,
        door=telling.door.value,
        title=title,
        text=telling.text,
        told_at=telling.told_at,
        received_at=at,
        source=telling.source,
        outside_ref=tellings.reference(telling),
        digest=tellings.digest(telling),
        taken_by=by.staff_id,
        import_id=telling.import_id,
        taken_unit_id=by.unit_id,
    )


def _share_out(
    batch: Batch, matter: Matter, kind: Kind, proposal: Proposal, desk: Desk, telling: Telling, by: Viewer, at: datetime
) -> None:
    """The lead task with its clocks, a copy for the unit that took it in (首接), the readers of a sealed one."""
    task_id = None
    if proposal.state is MatterState.OFFERED:
        lead = Task(
            id=new_id(),
            matter=matter,
            role=TaskRole.LEAD.value,
            unit_id=proposal.lead.id,
            state=TaskState.OFFERED.value,
            opened_at=at,
        )
        batch.tasks.append(lead)
        task_id = lead.id
    if _keeps_copy(telling, proposal, by):
        batch.tasks.append(
            Task(matter=matter, role=TaskRole.COPY.value, unit_id=by.unit_id, state=TaskState.NOTED.value, opened_at=at)
        )
    pack = desk.published.pack
    for code, of in (("accept", task_id), ("finish", None)):
        clock = new_clock(matter, kind, pack, code, at, of)
        if clock is not None:
            batch.clocks.append(clock)
            if code == "accept" or matter.due_at is None:
                matter.due_at, matter.soon_at = clock.due_at, clock.soon_at
    if kind.sealed:
        readers = {by.staff_id, *in_charge_of(proposal.lead.id, at=at)}
        batch.recipients += [Recipient(matter=matter, staff_id=staff_id) for staff_id in readers]


def _keeps_copy(telling: Telling, proposal: Proposal, by: Viewer) -> bool:
    """Say whether the unit that took it in (首接), at a counter or from a sheet, keeps a copy of what goes to another."""
    by_hand = telling.door not in _UNATTENDED or telling.import_id is not None
    return by_hand and by.unit_id != proposal.lead.id


def _as_call(matter: Matter, desk: Desk) -> dict[str, str]:
    """Return for the ledger whether it flows out with its intake, and whether it is a call."""
    facts = facts_of(matter.fields, closed=False)
    call = {"call": "yes"} if is_call(desk.published.pack.kinds[matter.kind], facts) else {}
    return {**({"flow": matter.flow} if matter.flow else {}), **call}


def _write_down(
    batch: Batch, matter: Matter, proposal: Proposal, desk: Desk, telling: Telling, by: Viewer, at: datetime
) -> None:
    """The routing decision, the first line of the timeline, the event."""
    routed, taker = proposal.routed, desk.directory.units.get(by.unit_id)
    batch.routings.append(
        Routing(
            matter=matter,
            at=at,
            edition_id=desk.published.edition_id,
            table_version=routed.decision.version,
            row=routed.decision.row.id,
            decision=routed.as_record(),
            unit_id=proposal.unit.id,
            by_hand=bool(telling.to_unit),
            staff_id=by.staff_id,
            model_edition_id=desk.model.edition_id if desk.model else None,
        )
    )
    codes = {"unit": str(proposal.lead.id), "row": routed.decision.row.id}
    batch.entries.append(
        Entry(
            matter=matter,
            move=Move.RECEIVE.value,
            at=at,
            staff_id=by.staff_id,
            unit_id=by.unit_id,
            text=telling.reason,
            codes={**codes, **by.marks},
        )
    )
    batch.events.append(
        NewEvent(
            kind=EventKind.MATTER_RECEIVED,
            happened_at=at,
            recorded_at=at,
            unit_id=matter.unit_id,
            area_id=matter.area_id,
            staff_id=by.staff_id,
            subject_id=matter.id,
            attributes={
                "kind": matter.kind,
                "door": matter.door,
                "function": routed.function,
                "state": matter.state,
                "row": routed.decision.row.id,
                "urgent": "yes" if matter.urgent else "no",
                "by_hand": "yes" if telling.to_unit else "no",
                # 首接: in which line it was taken in, and whether that unit keeps a copy of what it has sent on.
                **({"taken_line": taker.line} if taker else {}),
                "taken_copy": "yes" if _keeps_copy(telling, proposal, by) else "no",
                **_as_call(matter, desk),
                **by.marks,
            },
        )
    )
