"""What the documents of a file are written from once: facts, demands, notes, how it is performed, how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.writing import TEXT, hold, settle, tell
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWords:
    """The words of a file; what is None stays as it is, what is empty is taken away. `kept_for` is a code of the pack."""

    facts: str | None = None
    demands: str | None = None
    note: str | None = None
    manner: str | None = None
    kept_for: str | None = None


@transaction.atomic
def write_words(
    *, dispute_id: UUID, words: FileWords, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Write what every document that names it carries, also after the mediation is over: the file is made up then."""
    held = hold(dispute_id, by, seen_version=seen_version)
    row, keepings = held.dispute, held.pack.disputes.keepings
    if words.kept_for and words.kept_for not in {*keepings, row.kept_for}:
        raise Problem("file-keeping", "请从列表里选保管期限。")
    given = {name: getattr(words, name) for name in ("facts", "demands", "note", "manner", "kept_for")}
    new = {name: fitted(value, TEXT) for name, value in given.items() if value is not None}
    changed = [name for name, value in new.items() if value != getattr(row, name)]
    if not changed:
        raise Problem("correct-same", "没有改动。要更正的请先改过来。")
    for name in changed:
        setattr(row, name, new[name])
    settle(row)
    tell(held, EventKind.DISPUTE_WORDED, by, at, attributes={"changed": ".".join(changed)})
