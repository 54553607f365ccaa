"""A draft of a table asked about past matters, a batch at a time: nothing moves, what would move is written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from fengqiao.catalogue.model import Pack
from fengqiao.jobs import actions as jobs
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Table
from fengqiao.matters.models import Matter, Replay, ReplayMove, Report, Routing
from fengqiao.matters.queries import told_title, visible
from fengqiao.matters.rules.routing import ATTENTION, KIND, ROUTING, decided, facts_again
from fengqiao.matters.terms import LOOKED_AT, PASSED
from fengqiao.orgs.queries import Viewer, why_not_publish
from fengqiao.rulebook.queries import pack_on, pack_with, table_draft_of

JOB = "replay"
HERE = frozenset({ROUTING, KIND, ATTENTION})  # the tables that are asked of every telling


@dataclass(frozen=True, slots=True)
class Answer:
    """What a table says of a matter: where it goes (of the attention table: whether somebody looks), as what, by which row."""

    to: str
    kind: str
    row: str


def may_replay(table: str) -> bool:
    """Say whether anything is kept by which a table can be asked about the past."""
    return table in HERE or table in settings.REPLAYED


@transaction.atomic
def start_replay(*, draft_id: UUID, by: Viewer, at: datetime) -> UUID:
    """Put a replay of a draft over the past matters that `by` may see into the queue; refuses a draft with faults.

    Replays of the same draft that the same person asked for before are thrown away.
    """
    refusal = why_not_publish(by)
    if refusal:
        raise refusal
    draft = table_draft_of(draft_id)
    if draft is None:
        raise Problem("draft-unknown-table", "没有这份草稿，可能已经发布或撤下。")
    if not may_replay(draft.table):
        raise Problem("replay-nothing-kept", "这张清单过去是按什么判的没有留下，不能重放。")
    pack_with(draft, at)  # refuses faults now, not in the background
    for old in Replay.objects.filter(draft_id=draft_id, staff_id=by.staff_id):
        if jobs.is_active(kind=JOB, subject_id=old.id):
            raise Problem("job-running", "这项任务正在运行。")
        old.delete()
    total = visible(by).filter(received_at__lte=at).count()
    if not total:
        raise Problem("replay-none", "您现在的岗位看不到任何过去的事项，没有可重判的。请由看得到事项的岗位来重放。")
    row = Replay(
        id=new_id(),
        staff_id=by.staff_id,
        table=draft.table,
        draft_id=draft.id,
        edition_id=pack_on(at).edition_id,
        lines=draft.lines,
        at=at,
        total=total,
    )
    row.save(force_insert=True)
    jobs.start(kind=JOB, subject_id=row.id, by=by, at=at, total=total)
    return row.id


@transaction.atomic
def replay_batch(*, replay_id: UUID, old: Pack, new: Pack, by: Viewer, size: int) -> Replay | None:
    """Ask about the next matters and write down which would move; None when all have been asked about."""
    row = Replay.objects.select_for_update().get(id=replay_id)
    past = visible(by).filter(received_at__lte=row.at).order_by("id")
    if row.position:
        past = past.filter(id__gt=row.position)
    matters = list(past[:size])
    if not matters:
        return None
    moves, stays = [], Counter(row.stays)
    for matter, before, after in _asked(row.table, matters, old, new):
        if before is None or after is None:
            row.skipped += 1
        elif (before.to, before.kind) == (after.to, after.kind):
            stays[after.to] += 1
        else:
            moves.append(_move(row, matter, before, after))
    ReplayMove.objects.bulk_create(moves)
    row.position, row.asked, row.stays = matters[-1].id, row.asked + len(matters), dict(stays)
    row.save(update_fields=["position", "asked", "skipped", "stays"])
    return row


def _asked(
    table: str, matters: Sequence[Matter], old: Pack, new: Pack
) -> list[tuple[Matter, Answer | None, Answer | None]]:
    """Return what either pack says of each matter; nothing where what it was decided by is gone or was never kept."""
    if table not in HERE:
        kept: Mapping[UUID, Mapping[str, object]] = import_string(settings.REPLAYED[table])(
            [each.id for each in matters]
        )
        before, after = old.tables[table], new.tables[table]
        return [(each, _answer(before, kept.get(each.id)), _answer(after, kept.get(each.id))) for each in matters]
    facts = _told_again(matters)
    return [
        (each, _routed(table, old, facts.get(each.id)), _routed(table, new, facts.get(each.id))) for each in matters
    ]


def _told_again(matters: Sequence[Matter]) -> dict[UUID, dict[str, object]]:
    """Return the facts of each matter that a table decided and whose words are still there."""
    ids = [matter.id for matter in matters]
    routings = Routing.objects.filter(matter__in=ids, by_hand=False).order_by("-at", "-id")
    kept = {row.matter_id: row.decision.get("facts") for row in routings}  # the first of each stays
    told = {row.matter_id: row for row in Report.objects.filter(matter__in=ids).order_by("-received_at", "-id")}
    found = {}
    for key in ids:
        report, facts = told.get(key), kept.get(key)
        if report is not None and report.text and isinstance(facts, dict):
            found[key] = facts_again(facts, title=told_title(report.title, report.text), text=report.text)
    return found


def _routed(table: str, pack: Pack, facts: Mapping[str, object] | None) -> Answer | None:
    """Return what a pack says of the facts; None where its tables give no answer or name what the pack lacks."""
    try:
        found = decided(pack, facts) if facts is not None else None
    except (Problem, KeyError, TypeError):
        return None
    if found is None:
        return None
    to = (LOOKED_AT if found.human else PASSED) if table == ATTENTION else found.function
    row = found.attention.row.id if table == ATTENTION and found.attention else found.decision.row.id
    return Answer(to, found.kind, row)


def _answer(table: Table, facts: Mapping[str, object] | None) -> Answer | None:
    """Return what a table of another room says of the facts that it kept: its first two conclusions."""
    try:
        found = table.decide(facts) if facts is not None else None
    except Problem:
        return None
    if found is None:
        return None
    said = [str(found.outputs.get(each.code) or "") for each in table.outputs]
    return Answer(said[0], said[1] if len(said) > 1 else "", found.row.id)


def _move(row: Replay, matter: Matter, before: Answer, after: Answer) -> ReplayMove:
    return ReplayMove(
        replay=row,
        matter=matter,
        old_function=before.to,
        new_function=after.to,
        old_kind=before.kind,
        new_kind=after.kind,
        old_row=before.row,
        new_row=after.row,
    )
