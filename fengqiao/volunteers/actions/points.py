"""Points of those who agreed: agreed, taken back, given by a rule, used, struck; who leads.

Events count for the team and name nobody: what is deleted here leaves no score behind in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.volunteers.actions.writing import hold
from fengqiao.volunteers.models import PointLine, PointsMember, Volunteer
from fengqiao.volunteers.queries import balance_of, member_of, scheme
from fengqiao.volunteers.rules.points import why_not_given, why_not_used
from fengqiao.volunteers.terms import VolunteerState


def _tell(
    kind: EventKind, row: Volunteer, by: Viewer, at: datetime, *, measures: Mapping[str, int] | None = None, **attributes: str
) -> None:  # fmt: skip
    own = {"team": str(row.team_id)}
    record_deed(
        kind, by, at, unit_id=row.unit_id, subject_id=row.team_id, own=own, attributes=attributes, measures=measures
    )


def _member(row: Volunteer) -> PointsMember:
    found = member_of(row)
    if found is None:
        raise Problem("points-none", "本人没有同意记积分，不能记。")
    return found


@transaction.atomic
def agree_to_points(*, volunteer_id: UUID, consents: bool, by: Viewer, at: datetime) -> None:
    """Write down that an enrolled volunteer agrees to points; they do it themselves, or with whoever looks after them.

    Refuses without consent, whoever is not enrolled, and a second time.
    """
    row = hold(volunteer_id, by, own=True)
    if not consents:
        raise Problem("points-consent", "要本人同意，才记积分。")
    if row.state != VolunteerState.ENROLLED.value:
        raise Problem("points-enrolled", "在册的义警才能加入积分。")
    if member_of(row) is not None:
        raise Problem("points-there", "已经加入积分。")
    PointsMember.objects.create(volunteer=row, consented_at=at)
    _tell(EventKind.POINTS_AGREED, row, by, at)


@transaction.atomic
def withdraw_from_points(*, volunteer_id: UUID, by: Viewer, at: datetime) -> None:
    """Take the consent back: membership and every point are deleted at once. Refuses whoever never agreed."""
    row = hold(volunteer_id, by, own=True)
    _member(row)
    forget_points(row)
    _tell(EventKind.POINTS_WITHDRAWN, row, by, at)


def forget_points(row: Volunteer) -> None:
    """Delete membership and points of a volunteer; the row is locked."""
    PointsMember.objects.filter(volunteer=row).delete()


@transaction.atomic
def give_points(*, volunteer_id: UUID, rule: str, day: date, by: Viewer, at: datetime) -> int:
    """Give points by a rule of the published scheme, for a day; returns how many. Nobody gives them to themselves.

    Refuses whoever did not agree, rules that are none, days long past or to come, and more often a month than the rule allows.
    """
    row = hold(volunteer_id, by)
    member, found = _member(row), scheme(at)[0].get(rule)
    if found is None:
        raise Problem("points-rule", "积分办法里没有这一项。")
    times = PointLine.objects.filter(
        member=member, code=rule, use=False, day__year=day.year, day__month=day.month
    ).count()
    if refusal := why_not_given(day, timezone.localdate(at), times, found.a_month):
        raise refusal
    PointLine.objects.create(member=member, code=rule, points=found.points, day=day, given_by=by.staff_id, at=at)
    _tell(EventKind.POINTS_GIVEN, row, by, at, measures={"points": found.points}, rule=rule)
    return found.points


@transaction.atomic
def use_points(*, volunteer_id: UUID, reward: str, by: Viewer, at: datetime) -> int:
    """Book an exchange or a commendation against points; returns what is left. Refuses whoever has too few."""
    row = hold(volunteer_id, by)
    member, found = _member(row), scheme(at)[1].get(reward)
    if found is None:
        raise Problem("points-rule", "积分办法里没有这一项。")
    balance = balance_of(member.id)
    if refusal := why_not_used(balance, found.points):
        raise refusal
    today = timezone.localdate(at)
    if found.commends and PointLine.objects.filter(member=member, code=reward, use=True, day__year=today.year).exists():
        raise Problem("points-commended", "今年已经表扬过。")
    spent = 0 if found.commends else found.points
    PointLine.objects.create(
        member=member, code=reward, use=True, points=-spent, day=today, given_by=by.staff_id, at=at
    )
    _tell(EventKind.POINTS_USED, row, by, at, measures={"points": spent}, reward=reward)
    return balance - spent


@transaction.atomic
def strike_points(*, volunteer_id: UUID, line_id: UUID, by: Viewer, at: datetime) -> None:
    """Strike points that were given wrongly; refuses what is no such line, and when they are used already."""
    row = hold(volunteer_id, by)
    member = _member(row)
    line = PointLine.objects.filter(member=member, id=line_id, use=False).first()
    if line is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    if balance_of(member.id) < line.points:
        raise Problem("points-spent", "这些积分已经用掉，不能撤销。")
    code, points = line.code, line.points
    line.delete()
    _tell(EventKind.POINTS_STRUCK, row, by, at, measures={"points": points}, rule=code)


@transaction.atomic
def lead_points(*, volunteer_id: UUID, by: Viewer, at: datetime) -> None:
    """Let somebody lead those of their team who agreed to points; whoever led does so no more."""
    row = hold(volunteer_id, by)
    member = _member(row)
    if member.leads:
        raise Problem("points-leads", "已经是队长。")
    PointsMember.objects.filter(volunteer__team=row.team_id, leads=True).update(leads=False)
    PointsMember.objects.filter(id=member.id).update(leads=True)
    _tell(EventKind.POINTS_LED, row, by, at)
