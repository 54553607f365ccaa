"""Taking a dispute in: parties, kind, source, rights told, consent, exclusions, grade; and at once on the scene."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.model import Pack
from fengqiao.disputes.actions.agreeing import Agreed, agree_held, fail_held
from fengqiao.disputes.actions.alarming import alarm_taken
from fengqiao.disputes.actions.numbering import next_number
from fengqiao.disputes.actions.reviewing import raise_reviews
from fengqiao.disputes.actions.writing import TEXT, HeldDispute, owe, owe_grade, tell
from fengqiao.disputes.models import Dispute, DisputeParty
from fengqiao.disputes.rules.grading import graded, scheme_of, why_not_mediated
from fengqiao.disputes.rules.parties import sealed_fields, why_not_powers
from fengqiao.disputes.rules.terms_of import due_after
from fengqiao.disputes.terms import DisputeState, DueKind, Mediation, PartyKind
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import Desk, Telling, hold_jointly, lead_jointly, take_on_scene, unit_on_scene
from fengqiao.matters.queries import CALENDAR
from fengqiao.matters.terms import Door, Move
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Teller, keep_personal

KIND = "dispute"
MOST_PARTIES, MOST_PEOPLE = 20, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParty:
    """A party as somebody writes it down; what is empty is not known yet. `side` 1 asked, 2 is asked of, 3 is a third.

    `personal`: by the names of `rules.parties.GROUPS`; `powers`: what its agent may do, codes of the pack.
    """

    kind: PartyKind = PartyKind.PERSON
    side: int = 1
    personal: Mapping[str, str] = field(default_factory=dict)
    powers: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a dispute is: type and source (codes of the kind's fields), people, sum in fen, signs, exclusions ticked,
    dialects that a mediator should speak.

    `facts` and `demands`: what the mediator writes once for every document; the telling's words where it is empty.
    `informed`: the parties were told what mediation is and what rights they have; `consented`: both agree to it.
    """

    type: str
    source: str
    parties: Sequence[NewParty]
    people: int = 0
    amount: int = 0
    signs: Collection[str] = ()
    excluded: Collection[str] = ()
    dialects: Collection[str] = ()
    facts: str = ""
    demands: str = ""
    mediation: Mediation = Mediation.PEOPLE
    informed: bool = False
    consented: bool = False


@transaction.atomic
def accept(*, matter_id: UUID, taken: Taken, by: Viewer, at: datetime) -> UUID:
    """Take a matter as a dispute to be mediated; who leads it mediates. Returns the dispute's id.

    Signs for the matter where that was still to be done. Refuses other kinds of matter, one taken already, whoever does
    not lead it, and what `why_not_taken` refuses.
    """
    if not by.may(Right.HANDLE):
        raise denied()
    held, lead, _told = lead_jointly(matter_id=matter_id, by=by, at=at)
    if held.matter.kind != KIND:
        raise Problem("dispute-kind", "只有矛盾纠纷可以受理调解，请先改为矛盾纠纷。")
    if Dispute.objects.filter(matter_id=matter_id).exists():
        raise Problem("dispute-there", "这件事项已经受理过调解。要再调解的，在那起调解里重新调解。")
    row = _make(new_id(), matter_id, lead.unit_id, taken, on_scene=False, by=by, at=at)
    held_dispute = HeldDispute(row, held, pack_on(at).pack)
    begin_terms(held_dispute, at)
    _told_and_numbered(held_dispute, by, at)
    return row.id


def why_not_taken(pack: Pack, taken: Taken) -> Problem | None:
    """Return why a dispute cannot be taken as it is written down, or None."""
    kind = pack.kinds[KIND]
    for code, value in (("dispute_type", taken.type), ("dispute_source", taken.source)):
        wanted = kind.field(code)
        if wanted is None or wanted.option(value) is None:
            return Problem("dispute-choice", "请选择{field}。", field=wanted or code)
    if not 2 <= len(taken.parties) <= MOST_PARTIES or not {1, 2} <= {each.side for each in taken.parties}:
        return Problem("dispute-parties", "至少要有争议双方，最多 {limit} 个当事人。", limit=MOST_PARTIES)
    if not 0 <= taken.people <= MOST_PEOPLE or taken.amount < 0:
        return Problem("dispute-people", "人数要填 0 到 {limit} 的整数。", limit=MOST_PEOPLE)
    if not set(taken.signs) <= set(pack.disputes.signs):
        return Problem("dispute-sign", "规则包里没有这种情形。")
    if not set(taken.dialects) <= set(pack.disputes.dialects):
        return Problem("dispute-dialect", "请从列表里选方言。")
    refusal = next(filter(None, (why_not_powers(pack, each.personal, each.powers) for each in taken.parties)), None)
    if refusal:
        return refusal
    refusal = why_not_mediated(pack, taken.mediation.value, taken.excluded)
    return refusal or why_not_willing(informed=taken.informed, consented=taken.consented)


def why_not_willing(*, informed: bool, consented: bool) -> Problem | None:
    """Return why no mediation begins (the parties were not told, or do not both consent), or None."""
    if not informed:
        return Problem("dispute-informed", "请先告知当事人调解的性质、原则、效力和权利义务。")
    if not consented:
        return Problem("dispute-consent", "调解要双方自愿，请确认双方同意。")
    return None


def _make(
    dispute_id: UUID, matter_id: UUID, unit_id: UUID, taken: Taken, *, on_scene: bool, by: Viewer, at: datetime
) -> Dispute:
    published = pack_on(at)
    refusal = why_not_taken(published.pack, taken)
    if refusal:
        raise refusal
    people = max(taken.people, len(taken.parties))
    scheme = scheme_of(published.pack, directory(at=at).upwards(unit_id), timezone.localdate(at))
    found = graded(
        published.pack, scheme.table if scheme else None, kind=taken.type, people=people, amount=taken.amount,
        signs=taken.signs,
    )  # fmt: skip
    row = Dispute.objects.create(
        id=dispute_id,
        matter_id=matter_id,
        edition_id=published.edition_id,
        state=DisputeState.OPEN.value,
        mediation=taken.mediation.value,
        unit_id=unit_id,
        type=taken.type,
        source=taken.source,
        people=people,
        amount=taken.amount,
        signs=sorted(taken.signs),
        dialects=sorted(taken.dialects),
        grade=found.grade,
        route=found.route,
        table=found.table,
        row=found.row,
        on_scene=on_scene,
        informed_at=at,
        consented_at=at,
        taken_at=at,
        made_by=by.staff_id,
        facts=fitted(taken.facts, TEXT),
        demands=fitted(taken.demands, TEXT),
        kept_for=published.pack.disputes.usual_keeping,
    )
    tellers = []
    for place, each in enumerate(taken.parties):
        party = DisputeParty.objects.create(
            dispute=row, kind=each.kind.value, side=each.side, place=place, powers=sorted(set(each.powers))
        )
        tellers.append(Teller(party.id, matter_id, sealed_fields(each.personal)))
    keep_personal(tellers, at=at)
    return row


def begin_terms(held: HeldDispute, at: datetime) -> None:
    """The first session of a police mediation, and the term of a grade that has one of its own; part of the caller's action."""
    owe_grade(held, at)
    if held.dispute.mediation == Mediation.POLICE.value:
        calendar = held.pack.calendars[CALENDAR]
        moment, source = due_after(held.pack, DueKind.FIRST, at, calendar, timezone.get_default_timezone())
        owe(held.dispute, DueKind.FIRST, moment, source=source)


def _told_and_numbered(held: HeldDispute, by: Viewer, at: datetime) -> None:
    """Tell of a dispute that was taken in, and give its file a number.

    The number comes last: an alarm takes the day's series of matters, and who holds both takes that one first.
    """
    row = held.dispute
    measures = {"people": row.people, "fen": row.amount, "parties": row.parties.count()}
    tell(held, EventKind.DISPUTE_TAKEN, by, at, measures=measures)
    raise_reviews(held, by, at)
    alarm_taken(held, by, at)
    mediation = Mediation(row.mediation)
    row.file_number = next_number(held.pack, row.unit_id, mediation, on_scene=row.on_scene, at=at)
    row.save(update_fields=["file_number"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a dispute was settled on the spot: area, what it was about in words, and the id of the button pressed."""

    area_id: UUID | None
    text: str
    press: UUID
    place: str = ""


@transaction.atomic
def on_scene(
    *, scene: Scene, taken: Taken, agreed: Agreed | None, way: str = "", desk: Desk, by: Viewer, at: datetime
) -> UUID:
    """Take a dispute in, mediate and end it in one step (现场调解); pressed twice it is one. Returns its id.

    `agreed` None: there was no agreement, and `way` is what was advised.
    """
    there = Dispute.objects.filter(id=scene.press, made_by=by.staff_id).first()
    if there is not None:
        return there.id
    words = fitted(scene.text, TEXT)
    if not words:
        raise Problem("scene-text", "请写一句是为什么事。")
    telling = Telling(
        door=Door.POST,
        text=words,
        told_at=at,
        source="scene",
        outside_ref=str(scene.press),
        kind=KIND,
        area_id=scene.area_id,
        place=scene.place,
        to_unit=unit_on_scene(area_id=scene.area_id, desk=desk, by=by),
        reason="现场调解，由在场的单位办理",
    )
    try:
        matter_id = take_on_scene(telling=telling, desk=desk, by=by, at=at)
    except Problem as problem:
        there = Dispute.objects.filter(id=scene.press, made_by=by.staff_id).first()
        if problem.code != "scene-known" or there is None:
            raise
        return there.id  # the other press was quicker
    held = hold_jointly(matter_id, move=Move.PROGRESS)
    row = _make(scene.press, matter_id, held.matter.unit_id, taken, on_scene=True, by=by, at=at)
    found = HeldDispute(row, held, desk.published.pack)
    _told_and_numbered(found, by, at)
    if agreed is not None:
        agree_held(found, agreed, [], by=by, at=at)
    else:
        fail_held(found, way, words, by=by, at=at)
    return row.id
