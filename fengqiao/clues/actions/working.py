"""What a recipient does with a clue: take it up, read it, check it, answer, close it, make a matter of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.clues.actions.writing import hold, save, tell, write_letter
from fengqiao.clues.models import Clue
from fengqiao.clues.rules.course import CHECK, CLOSE, REOPEN, TAKE, TRANSITIONS, fitted, why_not, why_not_outcome
from fengqiao.clues.terms import ClueState, LetterKind
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import Outcome, Telling, desk_at, receive_one
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on


def _move(clue: Clue, deed: str) -> None:
    refusal = why_not(deed, ClueState(clue.state))
    if refusal:
        raise refusal
    clue.state = TRANSITIONS[deed][1].value


@transaction.atomic
def note_read(*, clue_id: UUID, by: Viewer, at: datetime) -> None:
    """Record that a recipient opened a clue; what was new in it is seen."""
    clue = hold(clue_id, by, at)
    Clue.objects.filter(id=clue.id).update(waiting=False)
    tell(clue, EventKind.CLUE_READ, by, at)


@transaction.atomic
def take(*, clue_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Take a clue up: somebody checks it from now on."""
    clue = hold(clue_id, by, at, seen_version=seen_version)
    _move(clue, TAKE)
    clue.holder_id = by.staff_id
    save(clue)
    tell(clue, EventKind.CLUE_TAKEN, by, at)


@transaction.atomic
def check(
    *, clue_id: UUID, result: str, people: int, groups: int, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:  # fmt: skip
    """Record what a check found: a result of the pack, how many people were dealt with and groups broken; the note is sealed."""
    clue = hold(clue_id, by, at, seen_version=seen_version)
    found = pack_on(at).pack.clues.results.get(result)
    if found is None:
        raise Problem("clue-result", "请选择核查结果。")
    refusal = why_not_outcome(people, groups)
    if refusal:
        raise refusal
    if not found.useful and (people or groups):
        raise Problem("clue-figures-none", "查下来没有用的线索，不填查处人数和团伙数。")
    again = clue.result != ""
    said = fitted(text, needed=False)
    _move(clue, CHECK)
    clue.holder_id = clue.holder_id or by.staff_id
    clue.result, clue.people, clue.groups = result, people, groups
    save(clue)
    if said:
        write_letter(clue, LetterKind.CHECK, said, by=by, at=at)
    tell(
        clue,
        EventKind.CLUE_CHECKED,
        by,
        at,
        measures={"dealt": people, "groups": groups},
        attributes={"result": result, "useful": "yes" if found.useful else "no", "again": "yes" if again else "no"},
    )


@transaction.atomic
def answer(
    *, clue_id: UUID, text: str, question: bool, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Write to the informant, or ask him something: sealed so that his code alone opens it (and the recipients)."""
    clue = hold(clue_id, by, at, seen_version=seen_version)
    said = fitted(text)
    save(clue)
    write_letter(clue, LetterKind.QUESTION if question else LetterKind.ANSWER, said, by=by, at=at)
    tell(clue, EventKind.CLUE_ASKED if question else EventKind.CLUE_ANSWERED, by, at)


@transaction.atomic
def close(*, clue_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Close a checked clue: from now on its figures count, and its term runs."""
    clue = hold(clue_id, by, at, seen_version=seen_version)
    _move(clue, CLOSE)
    clue.closed_on = timezone.localdate(at)
    dealt, groups = clue.people - clue.counted_people, clue.groups - clue.counted_groups
    clue.counted_people, clue.counted_groups = clue.people, clue.groups
    save(clue)
    found = pack_on(at).pack.clues.results.get(clue.result)
    tell(
        clue,
        EventKind.CLUE_CLOSED,
        by,
        at,
        measures={"days": (clue.closed_on - clue.received_on).days, "dealt": dealt, "groups": groups},
        attributes={"result": clue.result, "useful": "yes" if found and found.useful else "no"},
    )


@transaction.atomic
def reopen(*, clue_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Check a closed clue again."""
    clue = hold(clue_id, by, at, seen_version=seen_version)
    _move(clue, REOPEN)
    clue.closed_on = None
    save(clue)
    tell(clue, EventKind.CLUE_REOPENED, by, at)


@transaction.atomic
def raise_matter(
    *, clue_id: UUID, kind: str, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> UUID:
    """Make a matter of a clue with the words that the recipient writes; nothing of the informant goes with them."""
    clue = hold(clue_id, by, at, seen_version=seen_version)
    if clue.matter_id is not None:
        raise Problem("clue-raised", "这条线索已经转成事项。")
    telling = Telling(
        door=Door.COUNTER,
        text=fitted(text),
        told_at=at,
        told_at_known=False,
        source="clue",
        outside_ref="",
        kind=kind,
        area_id=clue.area_id,
    )
    received = receive_one(telling=telling, uploads=(), desk=desk_at(at), by=by, at=at)
    if received.outcome is Outcome.REFUSED or received.matter_id is None:
        raise next(iter(dict(received.problems).values()), Problem("clue-matter", "没有转成事项，请补全内容。"))
    clue.matter_id = received.matter_id
    save(clue)
    tell(clue, EventKind.CLUE_RAISED, by, at, attributes={"kind": kind} if kind else None)
    return received.matter_id
