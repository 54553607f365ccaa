"""Publishing packs and text models."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from fengqiao.catalogue.reading import parse_pack
from fengqiao.kit import text
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, why_not_publish
from fengqiao.rulebook.models import Edition, ModelDraft
from fengqiao.rulebook.queries import TOPICS
from fengqiao.rulebook.rules import why_not_replace
from fengqiao.rulebook.terms import EditionKind


@transaction.atomic
def publish_pack(*, texts: Mapping[str, str], valid_from: datetime, by: Viewer, at: datetime) -> UUID:
    """Publish a pack from its files' texts (by relative path); the same contents again give the edition there is.

    Refuses a pack with errors.
    """
    pack = parse_pack(texts)
    latest = _latest(EditionKind.PACK, pack.name)
    if latest and latest.digest == pack.digest and latest.withdrawn_at is None:
        return latest.id
    label = "+".join([pack.version, *(f"{each.code} {each.version}" for each in pack.overlays)])
    row = _next(EditionKind.PACK, pack.name, label[:40], pack.digest, valid_from, by, at)
    row.texts = dict(texts)
    return _save(row, by, at)


@transaction.atomic
def publish_model(
    *,
    content: bytes,
    label: str,
    note: str,
    valid_from: datetime,
    by: Viewer,
    at: datetime,
    comparison: Mapping[str, object] | None = None,
    reason: str = "",
) -> UUID:
    """Publish a text model from its file; refuses one that cannot be read. `note` says what it was trained on.

    With a `comparison` against the model in force (see `matters.queries.compared`, with that one's digest as
    `old_digest`) a worse model is refused without a reason; without one (set-up, demo) nothing is asked.
    """
    text.load(content)
    digest = hashlib.sha256(content).hexdigest()
    latest = _latest(EditionKind.TEXT_MODEL, TOPICS)
    if latest and latest.digest == digest:
        return latest.id
    if comparison is not None:
        refusal = why_not_replace(comparison, latest.digest if latest else "", reason)
        if refusal:
            raise refusal
    row = _next(EditionKind.TEXT_MODEL, TOPICS, label.strip()[:40], digest, valid_from, by, at)
    row.content, row.note, row.comparison, row.reason = content, note[:200], dict(comparison or {}), reason.strip()
    return _save(row, by, at)


@transaction.atomic
def draft_model(
    *, content: bytes, label: str, note: str, comparison: Mapping[str, object], by: Viewer, at: datetime
) -> UUID:
    """Keep a text model to be looked at before it is published; the same file again gets its newer comparison."""
    text.load(content)
    refuse_strangers(by)
    if not label.strip():
        raise Problem("edition-label", "发布的版本必须有版本号。")
    values = {"label": label.strip()[:40], "note": note[:200], "comparison": dict(comparison)}
    digest = hashlib.sha256(content).hexdigest()
    row, _ = ModelDraft.objects.update_or_create(
        digest=digest,
        defaults=values,
        create_defaults={**values, "content": content, "made_at": at, "made_by": by.staff_id},
    )
    return row.id


@transaction.atomic
def publish_draft(*, draft_id: UUID, reason: str, by: Viewer, at: datetime) -> UUID:
    """Publish a draft from now on; refuses one that is worse than the model in force, unless a reason is given."""
    refuse_strangers(by)
    row = ModelDraft.objects.select_for_update().filter(id=draft_id).first()
    if row is None:
        raise Problem("draft-unknown", "没有这个待发布的模型，可能已经发布或撤下。")
    edition_id = publish_model(
        content=bytes(row.content),
        label=row.label,
        note=row.note,
        valid_from=at,
        by=by,
        at=at,
        comparison=row.comparison,
        reason=reason,
    )
    row.delete()
    return edition_id


@transaction.atomic
def discard_draft(*, draft_id: UUID, by: Viewer) -> None:
    """Take a draft away."""
    refuse_strangers(by)
    if not ModelDraft.objects.filter(id=draft_id).delete()[0]:
        raise Problem("draft-unknown", "没有这个待发布的模型，可能已经发布或撤下。")


@transaction.atomic
def reinstate_model(*, edition_id: UUID, reason: str, by: Viewer, at: datetime) -> UUID:
    """Go back to an older text model: its file becomes a new edition; a reason is needed."""
    refuse_strangers(by)
    row = Edition.objects.filter(id=edition_id, kind=EditionKind.TEXT_MODEL.value).first()
    if row is None:
        raise Problem("edition-unknown-model", "没有这个版本的文本模型。")
    if not reason.strip():
        raise Problem("reinstate-reason", "请写明为什么换回旧模型。")
    return publish_model(
        content=bytes(row.content),
        label=row.label,
        note=row.note,
        valid_from=at,
        by=by,
        at=at,
        comparison={"back_to": row.serial, "old_digest": _in_force_digest()},
        reason=reason,
    )


def refuse_strangers(by: Viewer) -> None:
    """Refuse those who may not publish what holds for everybody."""
    refusal = why_not_publish(by)
    if refusal:
        raise refusal


def _in_force_digest() -> str:
    latest = _latest(EditionKind.TEXT_MODEL, TOPICS)
    return latest.digest if latest else ""


def _latest(kind: EditionKind, name: str) -> Edition | None:
    """Return the newest edition, all of them held: two who publish at once come one after the other."""
    rows = Edition.objects.filter(kind=kind.value, name=name)
    list(rows.select_for_update().values_list("id", flat=True))
    return rows.defer("texts", "content").order_by("-serial").first()


def _next(
    kind: EditionKind, name: str, label: str, digest: str, valid_from: datetime, by: Viewer, at: datetime
) -> Edition:
    if not label:
        raise Problem("edition-label", "发布的版本必须有版本号。")
    last = Edition.objects.filter(kind=kind.value, name=name).aggregate(last=Max("serial"))["last"] or 0
    return Edition(
        kind=kind.value,
        name=name,
        serial=last + 1,
        label=label,
        digest=digest,
        valid_from=valid_from,
        published_at=at,
        published_by=by.staff_id,
    )


def _save(row: Edition, by: Viewer, at: datetime) -> UUID:
    row.save(force_insert=True)
    record_deed(
        EventKind.EDITION_PUBLISHED,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=row.id,
        measures={"serial": row.serial},
        attributes={"kind": row.kind, "name": row.name, "digest": row.digest[:32]},
    )
    return row.id
