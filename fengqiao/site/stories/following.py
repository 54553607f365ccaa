"""Deeds of a story on disputes, errands, clues, wishes and practical matters: each the action of its room."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.errand import ErrandKind
from fengqiao.catalogue.story import CourseStep, Deed
from fengqiao.clues import actions as clues
from fengqiao.clues.queries import clue_for
from fengqiao.clues.terms import ClueState, Duty
from fengqiao.disputes import actions as disputes
from fengqiao.disputes.actions import Agreed, Taken
from fengqiao.disputes.queries import dispute_of, dispute_sheet
from fengqiao.disputes.rules.money import fen
from fengqiao.disputes.terms import AgreementForm, Mediation, SessionResult
from fengqiao.errands import actions as errands
from fengqiao.errands.queries import items_of
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Viewer, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.practical import actions as practical
from fengqiao.practical.queries import item_for
from fengqiao.practical.terms import StoneState
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.demo.pictures import parcel
from fengqiao.site.demo.quarrels import PAPER
from fengqiao.site.stories.opening import TWO
from fengqiao.site.stories.together import Units
from fengqiao.vault.actions import Upload, staging
from fengqiao.wishes import actions as wishes
from fengqiao.wishes.queries import wish_for

GRANTED, VISIT = timedelta(days=180), "visit"


# --- disputes


def _take_dispute(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    taken = Taken(
        type=step.fields["type"], source=step.fields.get("source", "applied"), parties=TWO, people=2, informed=True,
        consented=True, amount=fen(step.fields.get("yuan", "")), mediation=Mediation(step.fields.get("mediation", "people")),
    )  # fmt: skip
    disputes.accept(matter_id=matter_id, taken=taken, by=by, at=at)


def _dispute(matter_id: UUID, by: Viewer) -> UUID:
    row = dispute_of(by, matter_id)
    if row is None:
        raise Problem("dispute-unknown", "没有这起纠纷，或者您无权查看。")
    found: UUID = row.id
    return found


def _meet(matter_id: UUID, result: SessionResult, text: str, by: Viewer, at: datetime) -> UUID:
    row = _dispute(matter_id, by)
    sheet = dispute_sheet(by, row)
    came = [party.id for party in sheet.parties] if sheet else []
    disputes.meet(dispute_id=row, session_id=None, came=came, result=result, text=text, by=by, at=at)
    return row


def _settle(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    row = _meet(matter_id, SessionResult.AGREED, step.text, by, at)
    form = AgreementForm(step.result)
    agreed = Agreed(form=form, text=step.text, amount=fen(step.fields.get("yuan", "")), performed=True)
    uploads = [Upload("agreement.pdf", PAPER)] if form is AgreementForm.WRITTEN else []
    with staging(uploads, file_limits(pack_on(at).pack, at)) as ready:
        disputes.agree(dispute_id=row, agreed=agreed, uploads=ready, by=by, at=at)


def _fail(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    row = _meet(matter_id, SessionResult.NOT_AGREED, step.text, by, at)
    disputes.fail(dispute_id=row, way=step.reason, text=step.text, by=by, at=at)


def _withdraw(subject_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    """Of a wish or of a dispute, whichever the telling opened."""
    if wish_for(by, subject_id) is not None:
        wishes.withdraw(wish_id=subject_id, reason=step.reason, by=by, at=at)
    else:
        disputes.withdraw(dispute_id=_dispute(subject_id, by), text=step.text, by=by, at=at)


# --- errands


def _wanted(errand_id: UUID, step: CourseStep) -> dict[str, UUID]:
    items = items_of(errand_id)
    return {step.plan: items[step.plan]} if step.plan else dict(items)


def _authorise(errand_id: UUID, _units: Units, _step: CourseStep, by: Viewer, at: datetime) -> None:
    until, kinds = timezone.localdate(at + GRANTED), list(items_of(errand_id))
    errands.authorise(errand_id=errand_id, giver="self", kinds=kinds, until=until, signed=True, by=by, at=at)


def _run(errand_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    known: dict[str, ErrandKind] = dict(pack_on(at).pack.errands.kinds)
    for code, item in _wanted(errand_id, step).items():
        for each in known[code].steps[1:]:
            errands.go_on(item_id=item, step=each, text="", told="phone", by=by, at=at)
            if each == VISIT:
                errands.make_visit(item_id=item, by=by, at=at)


def _end_item(errand_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    endings = pack_on(at).pack.errands.endings
    state = "done" if not step.reason else "refused" if endings[step.reason].refused else "given_up"
    for item in _wanted(errand_id, step).values():
        errands.end_item(item_id=item, state=state, ending=step.reason, text=step.text, told="visit", by=by, at=at)


# --- clues


def _name_holder(_matter_id: UUID, units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    unit, _, role = step.to.partition("/")
    who = viewer_in(units[unit], (Role(role),), at=at)
    if who is None:
        raise Problem("story-nobody", "这里没有人：{value}。", value=step.to)
    clues.name_holder(unit_id=by.unit_id, staff_id=who.staff_id, duty=Duty(step.role), by=by, at=at)
    phrase = secrets.token_urlsafe(24)  # nobody opens what a story seals: its figures come from codes and numbers
    clues.make_key(passphrase=phrase, again=phrase, by=who, at=at)


def _check_clue(clue_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    clue = clue_for(by, clue_id, at=at)
    if clue is not None and clue.state == ClueState.NEW.value:
        clues.take(clue_id=clue_id, by=by, at=at)
    dealt, groups = (int(step.fields.get(code, "0")) for code in ("dealt", "groups"))
    clues.check(clue_id=clue_id, result=step.result, people=dealt, groups=groups, text=step.text, by=by, at=at)


def _answer_clue(clue_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    clues.answer(clue_id=clue_id, text=step.text, question=False, by=by, at=at)


def _close_clue(clue_id: UUID, _units: Units, _step: CourseStep, by: Viewer, at: datetime) -> None:
    clues.close(clue_id=clue_id, by=by, at=at)


# --- wishes


def _claim(wish_id: UUID, _units: Units, _step: CourseStep, by: Viewer, at: datetime) -> None:
    wishes.claim(wish_id=wish_id, by=by, at=at)


def _deliver(wish_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    picture = Upload("1.jpg", parcel(wish_id.int % 100))
    wishes.deliver(wish_id=wish_id, text=step.text, uploads=[picture], by=by, at=at)


def _send_back(wish_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    wishes.send_back(wish_id=wish_id, reason=step.reason, by=by, at=at)


def _confirm(wish_id: UUID, _units: Units, _step: CourseStep, by: Viewer, at: datetime) -> None:
    wishes.confirm(wish_id=wish_id, faceless=True, by=by, at=at)


# --- practical matters


def _stone(item_id: UUID, state: StoneState, by: Viewer) -> UUID:
    row = item_for(by, item_id)
    stones = sorted(row.stones.all(), key=lambda each: each.place) if row else []
    found = next((each.id for each in stones if each.state == state.value), None)
    if found is None:
        raise Problem("practical-unknown", "没有这项实事，或者您无权查看。")
    return found


def _report_stone(item_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    stone = _stone(item_id, StoneState.OPEN, by)
    practical.report(item_id=item_id, stone_id=stone, text=step.text, uploads=[], by=by, at=at)


def _verify_stone(item_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    stone, passed = _stone(item_id, StoneState.REPORTED, by), step.result == "passed"
    practical.check(item_id=item_id, stone_id=stone, passed=passed, text=step.text, by=by, at=at)


def _drop(item_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    practical.drop(item_id=item_id, text=step.text, by=by, at=at)


FOLLOWING: dict[Deed, Callable[[UUID, Units, CourseStep, Viewer, datetime], None]] = {
    Deed.TAKE_DISPUTE: _take_dispute,
    Deed.SETTLE: _settle,
    Deed.FAIL: _fail,
    Deed.WITHDRAW: _withdraw,
    Deed.AUTHORISE: _authorise,
    Deed.RUN: _run,
    Deed.END_ITEM: _end_item,
    Deed.NAME_HOLDER: _name_holder,
    Deed.CHECK_CLUE: _check_clue,
    Deed.ANSWER_CLUE: _answer_clue,
    Deed.CLOSE_CLUE: _close_clue,
    Deed.CLAIM: _claim,
    Deed.DELIVER: _deliver,
    Deed.SEND_BACK: _send_back,
    Deed.CONFIRM: _confirm,
    Deed.REPORT_STONE: _report_stone,
    Deed.VERIFY_STONE: _verify_stone,
    Deed.DROP: _drop,
}
