"""What an informant does: no viewer, no address, no account; the ledger hears of it later, by the day (`count_in`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.clues import box
from fengqiao.clues.actions.writing import number, write_letter
from fengqiao.clues.models import Clue
from fengqiao.clues.queries.keys import unit_for_area
from fengqiao.clues.queries.letters import OpenedLetter, answers_behind
from fengqiao.clues.rules.course import fitted
from fengqiao.clues.terms import ClueState, Informant, LetterKind
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits as matter_files
from fengqiao.orgs.queries import directory
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import FileLimits, Upload, cleaned, make_missing_keys

MB, MOST_LETTERS = 1024 * 1024, 50


def file_limits(at: datetime) -> FileLimits:
    """Return the limits of files with a clue: the pack's, smaller than elsewhere as they are sealed in memory."""
    usual = matter_files(pack_on(at).pack, at)
    most, count = number("clues.file_mb", at) * MB, number("clues.files", at)
    return replace(usual, max_bytes=min(most, usual.max_bytes), max_files=min(count, usual.max_files))


@transaction.atomic
def hand_in(
    *, kind: str, area_id: UUID | None, informant: Informant, text: str, uploads: Sequence[Upload] = (), at: datetime
) -> str:
    """Take a clue in and seal it; returns the receipt code, which is kept nowhere.

    Refuses one without words, of no known kind, and where no unit has its keys ready.
    """
    said = fitted(text)
    wanted = pack_on(at).pack.kinds["clue"].field("clue_type")
    if wanted is None or wanted.option(kind) is None:
        raise Problem("clue-kind", "请选择是哪一类线索。")
    files = cleaned(uploads, file_limits(at))
    units = directory(at=at)
    if area_id is not None and area_id not in units.places:
        raise Problem("clue-area", "没有这个辖区。")
    unit_id = unit_for_area(area_id, units, at=at)
    if unit_id is None:
        raise Problem("clues-closed", "现在还收不了线索：接收人或保管人的钥匙还没有备齐。")
    code = box.new_code()
    locator, private = box.behind(code)
    clue = Clue.objects.create(
        unit_id=unit_id,
        area_id=area_id,
        kind=kind,
        informant=informant.value,
        state=ClueState.NEW.value,
        received_on=timezone.localdate(at),
        locator=locator,
        public=box.public_of(private),
    )
    make_missing_keys([clue.id], at=at)  # destroyed at the end of its term, so that no backup opens it either
    write_letter(clue, LetterKind.TOLD, said, files, at=at)
    return code


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody sees who comes back with a code: where the clue stands, and what was written to him."""

    kind: str
    state: ClueState
    received_on: date
    useful: bool
    result: str
    letters: Sequence[OpenedLetter]


def visit(*, code: str, at: datetime) -> Visit | None:
    """Return what a receipt code opens; None for any other, after the same work."""
    locator, private = box.behind(code)
    clue = Clue.objects.filter(locator=locator, erased_at__isnull=True).first()
    if clue is None:
        return None
    result = pack_on(at).pack.clues.results.get(clue.result)
    return Visit(
        kind=clue.kind,
        state=ClueState(clue.state),
        received_on=clue.received_on,
        useful=bool(result and result.useful),
        result=clue.result,
        letters=answers_behind(clue, private),
    )


def found_by(*, code: str) -> UUID:
    """Return the clue that a receipt code opens; refuses any other. For the demo and for stories, which play both sides."""
    found = Clue.objects.filter(locator=box.behind(code)[0]).values_list("id", flat=True).first()
    if found is None:
        raise Problem("clue-unknown", "没有这条线索，或者您不是它的接收人。")
    return found


@transaction.atomic
def add(*, code: str, text: str, uploads: Sequence[Upload] = (), claim: bool = False, at: datetime) -> bool:
    """Add the informant's words to his clue (`claim`: he says who he is, to be given credit); False for any other code."""
    said = fitted(text)
    files = cleaned(uploads, file_limits(at))
    locator, _private = box.behind(code)
    clue = Clue.objects.select_for_update().filter(locator=locator, erased_at__isnull=True).first()
    if clue is None:
        return False
    if clue.letters.count() >= MOST_LETTERS:
        raise Problem("clue-full", "这条线索已经写了很多，请另交一条。")
    write_letter(clue, LetterKind.CLAIM if claim else LetterKind.ADDED, said, files, at=at)
    clue.waiting = True
    clue.version += 1
    clue.save(update_fields=["waiting", "version"])
    return True
