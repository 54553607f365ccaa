"""Enrolment: application, check, enrolment, suspension, and leaving, which takes what is known of somebody away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties.queries import may_organise
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import deed, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions import Recruit, give_account, let_go, take_on
from fengqiao.orgs.queries import Directory, Viewer, directory
from fengqiao.orgs.terms import Line, Right
from fengqiao.vault.actions import Teller, destroy, keep_personal, unmask
from fengqiao.vault.terms import PersonalGroup
from fengqiao.volunteers.actions.carrying import hand_in_paper
from fengqiao.volunteers.actions.points import forget_points
from fengqiao.volunteers.actions.writing import NAME, Person, hold, save, seal, tell
from fengqiao.volunteers.models import Series, Volunteer
from fengqiao.volunteers.queries import barred_until, unregistered
from fengqiao.volunteers.rules.fitness import slots_of, why_not_born, why_not_insured
from fengqiao.volunteers.rules.states import after
from fengqiao.volunteers.terms import Step, VolunteerState

REASONS = ("health", "conduct", "absent", "false_hours", "age", "place", "other")
UNANSWERED = "unanswered"  # why an application ended that nobody answered in its term
MOST_CARRIED = 30_000 * 60  # minutes
ENROLLING = "enrol"  # the purpose for which a name is read when somebody is enrolled


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Somebody who wants to be a volunteer, or (`enrolled_on`) is one by a list that was kept on paper.

    `carried`: minutes of before that such a list says, which wait for a second person; `staff_id`: whoever of the team it is, where they are there already.
    """

    person: Person
    team_id: UUID
    area_id: UUID | None = None
    born: date
    slots: Collection[str] = field(default_factory=tuple)
    consents: bool = False
    shown: bool = False
    enrolled_on: date | None = None
    trained: date | None = None
    insured: tuple[date, date] | None = None
    carried: int = 0
    staff_id: UUID | None = None


def _row(new: Application, by: Viewer, at: datetime, units: Directory) -> Volunteer:
    """Return the row of an application, not saved; refuses without consent and what cannot be."""
    today = timezone.localdate(at)
    if not new.consents:
        raise Problem("volunteer-consent", "要本人同意登记，才能报名。")
    team = units.units.get(new.team_id)
    if team is None or team.line != Line.VOLUNTEER.value:
        raise Problem("volunteer-team", "请选择一支义警队伍。")
    if new.area_id is not None and new.area_id not in units.places:
        raise Problem("duty-area", "没有这个辖区。")
    refusal = why_not_born(new.born, today) or (why_not_insured(*new.insured, today) if new.insured else None)
    if refusal:
        raise refusal
    if any(day is not None and day > today for day in (new.trained, new.enrolled_on)):
        raise Problem("volunteer-future", "日期不能在今天之后。")
    if not 0 <= new.carried <= MOST_CARRIED:
        raise Problem("volunteer-carried", "原有时长要填 0 到 {most} 小时的整数。", most=MOST_CARRIED // 60)
    begins, ends = new.insured or (None, None)
    return Volunteer(
        id=new_id(), unit_id=by.unit_id, team_id=new.team_id, area_id=new.area_id, state=VolunteerState.APPLIED.value,
        born=new.born.replace(day=1), slots=slots_of(new.slots), trained=new.trained, insured_from=begins, insured_until=ends,
        consented_at=at, shown=new.shown, made_by=by.staff_id, made_at=at,
    )  # fmt: skip


@transaction.atomic
def apply(*, new: Application, by: Viewer, at: datetime) -> UUID:
    """Take an application in; refuses whoever may not, without consent, and a team, month or area that is none."""
    if not may_organise(by):
        raise denied()
    fields = new.person.fields()
    row = _row(new, by, at, directory(at=at))
    row.save()
    seal(row, fields, at, fresh=True)
    tell(EventKind.VOLUNTEER_APPLIED, row, by, at)
    return row.id


@transaction.atomic
def check(*, volunteer_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Say that an application was checked (identity, health, will); by somebody other than whoever took it in is best."""
    row = _stepped(volunteer_id, Step.CHECK, by, seen_version)
    save(row)
    tell(EventKind.VOLUNTEER_CHECKED, row, by, at, attributes={"other_hands": "yes" if row.made_by != by.staff_id else "no"})  # fmt: skip


def _stepped(volunteer_id: UUID, step: Step, by: Viewer, seen_version: int | None, *, own: bool = False) -> Volunteer:
    row = hold(volunteer_id, by, seen_version, own=own)
    row.state = after(VolunteerState(row.state), step).value
    return row


def _next_numbers(many: int, year: int) -> list[str]:
    """The numbers that come next in a year; nobody else gets one until this action is through."""
    Series.objects.bulk_create([Series(year=year)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(year=year)
    begin, series.last = series.last + 1, series.last + many
    series.save(update_fields=["last"])
    return [f"ZY{year}{begin + n:05}" for n in range(many)]


def _began(row: Volunteer, at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(row.enrolled_on, time.min)) if row.enrolled_on else at


@transaction.atomic
def enrol(
    *, volunteer_id: UUID, by: Viewer, at: datetime, login: str = "", staff_id: UUID | None = None, seen_version: int | None = None
) -> tuple[str, str]:  # fmt: skip
    """Enrol somebody who was checked: a number, a post in their team, with `login` a log-in. Returns number and password.

    `staff_id` says whoever of the team it is that nobody had registered. Refuses who may not read names, what the state
    does not allow, a log-in that is taken, and people who are not of the team or registered already.
    """
    row = _stepped(volunteer_id, Step.ENROL, by, seen_version)
    if not by.may(Right.UNMASK):
        raise denied()
    clear = unmask(report_id=row.id, groups=[PersonalGroup.CONTACT], purpose=ENROLLING, open_task=True, by=by, at=at)
    today = timezone.localdate(at)
    row.number, row.enrolled_on = _next_numbers(1, today.year)[0], today
    if staff_id is not None:
        _refuse_strangers({row.team_id: {staff_id}}, at)
    recruit = Recruit(row.number, clear[NAME], row.team_id, at)
    row.staff_id = staff_id or take_on([recruit], by_id=by.staff_id, at=at)[0]
    password = give_account(row.staff_id, login) if login.strip() and staff_id is None else ""
    save(row)
    tell(EventKind.VOLUNTEER_ENROLLED, row, by, at, attributes={"account": "yes" if password else "no"})
    return row.number, password


def _refuse_strangers(wanted: Mapping[UUID, set[UUID]], at: datetime) -> None:
    """Refuse people who are not of the team that they are registered in, and those who are registered already."""
    for team, people in wanted.items():
        if not people <= set(unregistered(team, at=at)):
            raise Problem("volunteer-there", "这个人不在这支队伍里，或者已经登记过。")


@transaction.atomic
def add_volunteers(*, rows: Sequence[Application], paper: str = "", by: Viewer, at: datetime) -> int:
    """Take over volunteers from a list kept on paper, enrolled as it says; returns how many. Refuses as `apply` and `enrol`.

    Hours of before wait under the number of a document (`paper`) until somebody else signs them; without one they are refused.
    """
    if not may_organise(by) or not by.may(Right.IMPORT):
        raise denied()
    units = directory(at=at)
    made = [(_row(each, by, at, units), each, each.person.fields()) for each in rows]
    there: dict[UUID, set[UUID]] = {}
    for _new, each, _fields in made:
        if each.staff_id is not None:
            there.setdefault(each.team_id, set()).add(each.staff_id)
    if sum(map(len, there.values())) != sum(each.staff_id is not None for each in rows):
        raise Problem("volunteer-there", "这个人不在这支队伍里，或者已经登记过。")
    _refuse_strangers(there, at)
    for number, (row, each, _fields) in zip(_next_numbers(len(made), timezone.localdate(at).year), made, strict=True):
        row.number, row.state = number, VolunteerState.ENROLLED.value
        row.enrolled_on, row.staff_id = each.enrolled_on or timezone.localdate(at), each.staff_id
    fresh = [(row, fields[NAME]) for row, _each, fields in made if row.staff_id is None]
    recruits = [Recruit(row.number, name, row.team_id, _began(row, at)) for row, name in fresh]
    for (row, _name), staff_id in zip(fresh, take_on(recruits, by_id=by.staff_id, at=at), strict=True):
        row.staff_id = staff_id
    Volunteer.objects.bulk_create([row for row, _each, _fields in made], batch_size=500)
    tellers = [Teller(row.id, row.id, fields) for row, _each, fields in made]
    keep_personal(tellers, at=at, new_matters=[row.id for row, _each, _fields in made])
    record(
        deed(
            EventKind.VOLUNTEER_ENROLLED, by, at, unit_id=row.unit_id, subject_id=row.id, area_id=row.area_id,
            happened_at=min(at, _began(row, at)), attributes={"team": str(row.team_id), "account": "no"},
        )
        for row, _each, _fields in made
    )  # fmt: skip
    carried = {row.id: each.carried for row, each, _fields in made if each.carried}
    if carried:
        hand_in_paper(paper, carried, by, at)
    return len(made)


@transaction.atomic
def suspend(*, volunteer_id: UUID, reason: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Suspend a volunteer for a reason: until it is lifted they go on no patrol."""
    if reason not in REASONS:
        raise Problem("choose-one", "请先从列表里选一项。")
    row = _stepped(volunteer_id, Step.SUSPEND, by, seen_version)
    row.reason = reason
    save(row)
    tell(EventKind.VOLUNTEER_SUSPENDED, row, by, at, attributes={"why": reason})


@transaction.atomic
def resume(*, volunteer_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Lift a suspension; refuses it before the term of false hours is over."""
    row = _stepped(volunteer_id, Step.RESUME, by, seen_version)
    barred = barred_until(row, at=at)
    if barred is not None:
        raise Problem("volunteer-barred", "虚报时长取消资格，{day} 起才能恢复。", day=barred.isoformat())
    row.reason = ""
    save(row)
    tell(EventKind.VOLUNTEER_RESUMED, row, by, at)


@transaction.atomic
def refuse(*, volunteer_id: UUID, reason: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Refuse an application for a reason; what was told of the person goes at once."""
    if reason not in REASONS:
        raise Problem("choose-one", "请先从列表里选一项。")
    row = _stepped(volunteer_id, Step.REFUSE, by, seen_version)
    row.reason = reason
    _erase(row, at)
    tell(EventKind.VOLUNTEER_REFUSED, row, by, at, attributes={"why": reason})


@transaction.atomic
def leave(*, volunteer_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Let somebody leave, who says so themselves or to whoever looks after them: consent ends, what is sealed is destroyed.

    Hours stay as numbers; the name goes from the platform where they have no other post.
    """
    row = _stepped(volunteer_id, Step.LEAVE, by, seen_version, own=True)
    own = row.staff_id == by.staff_id
    if row.staff_id is not None:
        let_go(row.staff_id, team_id=row.team_id, by_id=by.staff_id, at=at)
    _erase(row, at)
    tell(EventKind.VOLUNTEER_LEFT, row, by, at, attributes={"by_self": "yes" if own else "no"})


@transaction.atomic
def lapse(*, volunteer_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Refuse applications that nobody answered in their term (the caller says which); what was told of the persons goes. Returns how many."""
    begun = [VolunteerState.APPLIED.value, VolunteerState.CHECKED.value]
    rows = list(Volunteer.objects.select_for_update().filter(id__in=set(volunteer_ids), state__in=begun).order_by("id"))
    for row in rows:
        row.state, row.reason = VolunteerState.REFUSED.value, UNANSWERED
        _erase(row, at)
        tell(EventKind.VOLUNTEER_REFUSED, row, by, at, attributes={"why": UNANSWERED})
    return len(rows)


def _erase(row: Volunteer, at: datetime) -> None:
    destroy([row.id], at=at)
    forget_points(row)
    row.born, row.slots, row.shown, row.consented_at = None, [], False, None
    row.trained = row.insured_from = row.insured_until = None
    row.left_on = timezone.localdate(at)
    save(row)
