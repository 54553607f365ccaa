"""Every write of temporary units: founded, joined, led by another, made longer, dissolved with a report, over by their term."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties.queries import may_organise, reached, tally
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as send_news
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.actions import end_posts, end_unit, found_unit, give_posts, move_posts, pass_lead
from fengqiao.orgs.queries import Holder, Viewer, directory, staff_names
from fengqiao.orgs.terms import Role
from fengqiao.squads.models import Squad
from fengqiao.squads.queries import limit, manages, members, squad_for
from fengqiao.squads.rules.course import (
    NAME,
    PURPOSE,
    REPORT,
    is_over,
    is_soon,
    why_not_changed,
    why_not_term,
    why_not_worded,
)
from fengqiao.squads.terms import SquadKind, SquadState
from fengqiao.vault.actions import destroy, due_for_destruction, make_missing_keys, seal_words

__all__ = ["close", "dissolve", "erase_words", "extend", "found", "hand_lead", "join", "part", "remind"]

LEAD, MEMBER = Role.SECRETARY, Role.MEMBER


def _hold(squad_id: UUID, by: Viewer, seen_version: int | None = None) -> Squad:
    """Return a temporary unit under a lock; refuses strangers, whoever does not manage it, and old pages."""
    found = squad_for(by, squad_id)
    if found is None:
        raise Problem("squad-unknown", "没有这个临时组织，或者您无权查看。")
    if not manages(by, found):
        raise denied()
    row = Squad.objects.select_for_update().get(id=squad_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("squad-changed", "这个临时组织刚被别人改过，页面已更新，请看过最新情况再操作。")
    return row


def _running(squad_id: UUID, by: Viewer, seen_version: int | None = None) -> Squad:
    row = _hold(squad_id, by, seen_version)
    if refusal := why_not_changed(SquadState(row.state)):
        raise refusal
    return row


def _here(row: Squad, at: datetime) -> dict[UUID, Holder]:
    """Return who is in it at a moment, by person."""
    return {each.staff_id: each for each in members(row) if each.ends is not None and each.ends > at}


def _sealed(squad_id: UUID, words: str, at: datetime) -> bytes:
    return seal_words(owner_id=squad_id, row_id=squad_id, words=words, at=at)


def _save(row: Squad) -> None:
    row.version += 1
    row.save()


def _tell(
    kind: EventKind, row: Squad, by: Viewer, at: datetime, *, measures: Mapping[str, int] | None = None, **attributes: str
) -> None:  # fmt: skip
    record_deed(
        kind,
        by,
        at,
        unit_id=row.parent_id,
        subject_id=row.id,
        own={"squad": row.kind},
        attributes=attributes,
        measures=measures,
    )


@transaction.atomic
def found(
    *, parent_id: UUID, kind: SquadKind, name: str, purpose: str, first: date, last: date, lead: UUID, by: Viewer, at: datetime
) -> UUID:  # fmt: skip
    """Found a temporary unit below one that somebody reaches, led by `lead`; refuses strangers, terms and words that cannot be."""
    if not may_organise(by) or parent_id not in reached(by) or parent_id not in directory(at=at).units:
        raise denied()
    name, purpose, today = " ".join(name.split()), " ".join(purpose.split()), timezone.localdate(at)
    refusal = (
        why_not_worded(name, NAME)
        or why_not_worded(purpose, PURPOSE)
        or why_not_term(first, last, today, limit("most_days", at))
    )
    if refusal:
        raise refusal
    if not staff_names([lead]):
        raise Problem("squad-nobody", "没有这个人，请核对人员编号。")
    key = new_id()
    unit = found_unit(
        code=f"temporary.{key.hex[-12:]}", name=name, parent_id=parent_id, first=min(first, today), last=last
    )
    make_missing_keys([key], at=at)
    row = Squad.objects.create(
        id=key, unit_id=unit, parent_id=parent_id, kind=kind.value, purpose=_sealed(key, purpose, at), first=first, last=last,
        state=SquadState.RUNS.value, founded_by=by.staff_id,
    )  # fmt: skip
    give_posts(unit_id=unit, roles={lead: LEAD}, last=last, by_id=by.staff_id, at=at)
    _tell(EventKind.SQUAD_FOUNDED, row, by, at, measures={"days": (last - first).days + 1})
    return row.id


@transaction.atomic
def join(*, squad_id: UUID, staff_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Let people of any unit join, who keep their own posts; returns how many are new. Refuses people who are nobody."""
    row = _running(squad_id, by)
    wanted = list(dict.fromkeys(staff_ids))
    if not wanted or len(staff_names(wanted)) != len(wanted):
        raise Problem("squad-nobody", "没有这个人，请核对人员编号。")
    count = give_posts(
        unit_id=row.unit_id, roles=dict.fromkeys(wanted, MEMBER), last=row.last, by_id=by.staff_id, at=at
    )
    if not count:
        raise Problem("squad-there", "已经是成员。")
    _save(row)
    _tell(EventKind.SQUAD_JOINED, row, by, at, measures={"people": count})
    return count


@transaction.atomic
def part(*, squad_id: UUID, staff_id: UUID, by: Viewer, at: datetime) -> None:
    """Let a member go; their own posts stay. Refuses whoever leads it, and who is no member."""
    row = _running(squad_id, by)
    held = _here(row, at)
    if staff_id not in held:
        raise Problem("squad-no-member", "这个人不在这个组织里。")
    if held[staff_id].role is LEAD:
        raise Problem("squad-lead", "负责人先交给别人，才能退出。")
    end_posts(unit_id=row.unit_id, staff_id=staff_id, by_id=by.staff_id, at=at)
    _save(row)
    _tell(EventKind.SQUAD_PARTED, row, by, at)


@transaction.atomic
def hand_lead(*, squad_id: UUID, staff_id: UUID, by: Viewer, at: datetime) -> None:
    """Give the lead to a member; whoever led stays a member. Refuses who is no member, and who leads already."""
    row = _running(squad_id, by)
    held = _here(row, at)
    if staff_id not in held or held[staff_id].role is LEAD:
        raise Problem("squad-no-member", "这个人不在这个组织里。")
    pass_lead(unit_id=row.unit_id, staff_id=staff_id, lead=LEAD, member=MEMBER, at=at)
    _save(row)
    _tell(EventKind.SQUAD_LED, row, by, at)


@transaction.atomic
def extend(*, squad_id: UUID, last: date, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Give it another last day, earlier or later; refuses what the longest term forbids."""
    row = _running(squad_id, by, seen_version)
    today = timezone.localdate(at)
    if refusal := why_not_term(max(row.first, today), last, today, limit("most_days", at)) or why_not_term(
        row.first, last, row.first, limit("most_days", at)
    ):
        raise refusal
    days = (last - row.last).days
    row.last, row.reminded = last, False
    end_unit(unit_id=row.unit_id, last=last)
    move_posts(unit_id=row.unit_id, last=last, at=at)
    _save(row)
    _tell(EventKind.SQUAD_EXTENDED, row, by, at, measures={"days": days})


@transaction.atomic
def dissolve(*, squad_id: UUID, report: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Dissolve it with a report, before its term ends or (the report alone was missing) after. Its activities and figures stay.

    Refuses without a report, one that says who residents are, a second time, and once the term of its words is over.
    """
    row = _hold(squad_id, by, seen_version)
    if row.state == SquadState.DISSOLVED.value:
        raise Problem("squad-dissolved", "已经解散。")
    if row.erased_at is not None:
        raise Problem("squad-erased", "这个临时组织的文字保存期限已满，已经销毁。")
    report = report.strip()
    if refusal := why_not_worded(report, REPORT, report=True):
        raise refusal
    today, early = timezone.localdate(at), row.state == SquadState.RUNS.value
    done, people = tally(row.unit_id), {each.staff_id for each in members(row)}
    numbers = {"activities": done.held, "people": done.came, "members": len(people)}
    row.numbers = {**numbers, **done.counts}
    row.state, row.report, row.dissolved_by, row.dissolved_on = SquadState.DISSOLVED.value, _sealed(row.id, report, at), by.staff_id, today  # fmt: skip
    if early:
        row.last = max(row.first, min(row.last, today))
        end_posts(unit_id=row.unit_id, by_id=by.staff_id, at=at)
        end_unit(unit_id=row.unit_id, last=row.last)
    _save(row)
    days = (row.last - row.first).days + 1
    _tell(EventKind.SQUAD_DISSOLVED, row, by, at, measures={**numbers, "days": days}, early="yes" if early else "no")


def _news(kind: NoticeKind, row: Squad, by: Viewer, at: datetime) -> None:
    lead = next((each.staff_id for each in reversed(members(row)) if each.role is LEAD), None)
    about = About(row.id, "", "", page=(Page.SQUAD, row.id))
    news = News(
        kind,
        about,
        units=frozenset({row.parent_id}),
        chiefs=True,
        staff=frozenset({lead} if lead else ()),
        codes={"unit": str(row.unit_id)},
    )
    send_news([news], by=by, at=at)


@transaction.atomic
def remind(*, squad_id: UUID, by: Viewer, at: datetime) -> bool:
    """Remind whoever leads it, and the unit that founded it, that the term ends; once. Says whether they were."""
    row = Squad.objects.select_for_update().get(id=squad_id)
    today = timezone.localdate(at)
    if row.state != SquadState.RUNS.value or row.reminded or not is_soon(row.last, today, limit("remind_days", at)):
        return False
    row.reminded = True
    _save(row)
    _tell(EventKind.SQUAD_SOON, row, by, at)
    _news(NoticeKind.SQUAD_SOON, row, by, at)
    return True


@transaction.atomic
def close(*, squad_id: UUID, by: Viewer, at: datetime) -> bool:
    """Say that its term is over: nobody acts in it any more, the report is owed. Says whether it was."""
    row = Squad.objects.select_for_update().get(id=squad_id)
    if row.state != SquadState.RUNS.value or not is_over(row.last, timezone.localdate(at)):
        return False
    row.state = SquadState.OVER.value
    _save(row)
    _tell(EventKind.SQUAD_OVER, row, by, at)
    _news(NoticeKind.SQUAD_OVER, row, by, at)
    return True


@transaction.atomic
def erase_words(*, squad_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy what was written of temporary units (the caller says whose term is over); who was in them, when, and numbers stay."""
    due = due_for_destruction(Squad.objects.filter(id__in=set(squad_ids), erased_at__isnull=True))
    ids = [row.id for row in due]
    if not ids:
        return 0
    destroy(ids, at=at)
    Squad.objects.filter(id__in=ids).update(purpose=b"", report=b"", erased_at=at)
    for row in due:
        _tell(EventKind.SQUAD_ERASED, row, by, at)
    return len(due)
