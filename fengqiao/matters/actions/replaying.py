"""A draft of a table asked about past matters, a batch at a time: nothing moves, what would move is written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.model import Pack
from fengqiao.jobs import actions as jobs
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.matters.models import Matter, Replay, ReplayMove, Report, Routing
from fengqiao.matters.queries import told_title, visible
from fengqiao.matters.rules.routing import Routed, decided, facts_again
from fengqiao.orgs.queries import Viewer, why_not_publish
from fengqiao.rulebook.queries import pack_on, pack_with, table_draft_of

JOB = "replay"


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
    pack_with(draft, at)  # refuses faults now, not in the background
    for old in Replay.objects.filter(draft_id=draft_id, staff_id=by.staff_id):
        if jobs.is_active(kind=JOB, subject_id=old.id):
            raise Problem("job-running", "这项任务正在运行。")
        old.delete()
    total = visible(by).filter(received_at__lte=at).count()
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
    for matter, before, after in _asked(matters, old, new):
        if before is None or after is None:
            row.skipped += 1
        elif (before.function, before.kind) == (after.function, after.kind):
            stays[after.function] += 1
        else:
            moves.append(_move(row, matter, before, after))
    ReplayMove.objects.bulk_create(moves)
    row.position, row.asked, row.stays = matters[-1].id, row.asked + len(matters), dict(stays)
    row.save(update_fields=["position", "asked", "skipped", "stays"])
    return row


def _asked(matters: Sequence[Matter], old: Pack, new: Pack) -> list[tuple[Matter, Routed | None, Routed | None]]:
    """Return what either pack says of each matter; nothing for one whose words are gone or that no table decided."""
    ids = [matter.id for matter in matters]
    routings = Routing.objects.filter(matter__in=ids, by_hand=False).order_by("-at", "-id")
    kept = {row.matter_id: row.decision.get("facts") for row in routings}  # the first of each stays
    told = {row.matter_id: row for row in Report.objects.filter(matter__in=ids).order_by("-received_at", "-id")}
    found: list[tuple[Matter, Routed | None, Routed | None]] = []
    for matter in matters:
        report, facts = told.get(matter.id), kept.get(matter.id)
        if report is None or not report.text or not isinstance(facts, dict):
            found.append((matter, None, None))
            continue
        again = facts_again(facts, title=told_title(report.title, report.text), text=report.text)
        found.append((matter, _routed(old, again), _routed(new, again)))
    return found


def _routed(pack: Pack, facts: dict[str, object]) -> Routed | None:
    """Return what a pack says of the facts; None where its tables give no answer or name what the pack lacks."""
    try:
        return decided(pack, facts)
    except (Problem, KeyError, TypeError):
        return None


def _move(row: Replay, matter: Matter, before: Routed, after: Routed) -> ReplayMove:
    return ReplayMove(
        replay=row,
        matter=matter,
        old_function=before.function,
        new_function=after.function,
        old_kind=before.kind,
        new_kind=after.kind,
        old_row=before.decision.row.id,
        new_row=after.decision.row.id,
    )
