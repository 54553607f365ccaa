"""What the actions share: a clue under its lock, a letter sealed to everybody whom it is for, the one event."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils import timezone

from fengqiao.clues import box
from fengqiao.clues.models import Attachment, Clue, EscrowShare, KeyPair, Letter, Share
from fengqiao.clues.queries.gate import visible_clues
from fengqiao.clues.queries.keys import Addressees, keys_for_unit
from fengqiao.clues.queries.letters import TO_INFORMANT
from fengqiao.clues.terms import LetterKind
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on
from fengqiao.vault.terms import MediaType

Cleaned = tuple[str, bytes, MediaType]


def number(code: str, at: datetime) -> int:
    """Return a number of the pack in force."""
    return limit_on(code, at)


def begin_of(day: date) -> datetime:
    """Return the first moment of a day: what an informant does has no finer time."""
    return timezone.make_aware(datetime.combine(day, time.min))


def hold(clue_id: UUID, by: Viewer, at: datetime, *, seen_version: int | None = None) -> Clue:
    """Lock a clue; refuses those who are not its recipients, and pages that are out of date."""
    if not visible_clues(by, at=at).filter(id=clue_id).exists():
        raise Problem("clue-unknown", "没有这条线索，或者您不是它的接收人。")
    clue = Clue.objects.select_for_update().get(id=clue_id)
    if clue.erased_at is not None:
        raise Problem("clue-erased", "这条线索的保存期限已满，密件已经销毁。")
    if seen_version is not None and seen_version != clue.version:
        raise Problem("clue-changed", "这条线索刚被别人动过，页面已更新，请看过最新情况再操作。")
    return clue


def save(clue: Clue) -> None:
    """Keep a clue as it now stands."""
    clue.version += 1
    clue.save()


def write_letter(
    clue: Clue, kind: LetterKind, text: str, files: Sequence[Cleaned] = (), *, by: Viewer | None = None, at: datetime
) -> Letter:
    """Seal a letter to the recipients of a clue's unit, to its custodians two by two, and to the informant if it is his."""
    people = keys_for_unit(clue.unit_id, at=at)
    if not people.recipients or not people.pairs:
        raise Problem("clues-closed", "现在还收不了线索：接收人或保管人的钥匙还没有备齐。")
    key, last = box.new_key(), clue.letters.aggregate(last=Max("place"))["last"] or 0
    ids = [uuid4() for _ in files]
    about = [
        {"id": str(each), "name": name, "type": kind_of.value, "size": len(content)}
        for each, (name, content, kind_of) in zip(ids, files, strict=True)
    ]
    said = json.dumps({"text": text, "files": about}, ensure_ascii=False).encode()
    letter = Letter.objects.create(
        clue=clue,
        kind=kind.value,
        day=timezone.localdate(at),
        place=last + 1,
        sealed=box.sealed(key, box.padded(said, box.LETTER_BLOCK)),
        for_informant=box.sealed_to(bytes(clue.public), key) if kind.value in TO_INFORMANT else b"",
        staff_id=by.staff_id if by else None,
        counted=by is not None,
    )
    Attachment.objects.bulk_create(
        Attachment(
            id=each, letter=letter, clue=clue, sealed=box.sealed(key, box.padded(content, box.file_block(len(content))))
        )
        for each, (_, content, _kind) in zip(ids, files, strict=True)
    )
    seal_key(letter, key, people)
    return letter


def seal_key(letter: Letter, key: bytes, people: Addressees) -> None:
    """Seal the key of a letter to people who cannot open it yet."""
    Share.objects.bulk_create(
        [Share(letter=letter, key=each, sealed=box.sealed_to(bytes(each.public), key)) for each in people.recipients],
        ignore_conflicts=True,
    )
    EscrowShare.objects.bulk_create(
        [EscrowShare(letter=letter, outer=outer, inner=inner, sealed=nested(outer, inner, key)) for outer, inner in people.pairs],
        ignore_conflicts=True,
    )  # fmt: skip


def nested(outer: KeyPair, inner: KeyPair, key: bytes) -> bytes:
    """Return a key sealed to one custodian, and that to another."""
    return box.sealed_to(bytes(outer.public), box.sealed_to(bytes(inner.public), key))


def tell(
    clue: Clue,
    kind: EventKind,
    by: Viewer,
    at: datetime,
    *,
    measures: Mapping[str, int] | None = None,
    attributes: Mapping[str, str] | None = None,
) -> None:
    """Record what a recipient did: codes and numbers."""
    record_deed(
        kind,
        by,
        at,
        unit_id=clue.unit_id,
        subject_id=clue.id,
        area_id=clue.area_id,
        measures=measures,
        attributes=attributes,
        own={"clue": clue.kind},
    )


def tell_of_keys(
    kind: EventKind,
    subject_id: UUID,
    unit_id: UUID,
    by: Viewer,
    at: datetime,
    *,
    measures: Mapping[str, int] | None = None,
    attributes: Mapping[str, str] | None = None,
) -> None:
    """Record what was done with keys and those who hold them."""
    record_deed(kind, by, at, unit_id=unit_id, subject_id=subject_id, measures=measures, attributes=attributes)
