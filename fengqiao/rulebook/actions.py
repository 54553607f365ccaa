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
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.models import Edition
from fengqiao.rulebook.queries import TOPICS
from fengqiao.rulebook.terms import EditionKind


@transaction.atomic
def publish_pack(*, texts: Mapping[str, str], valid_from: datetime, by: Viewer, at: datetime) -> UUID:
    """Publish a pack from its files' texts (by relative path); the same contents again give the edition there is.

    Refuses a pack with errors.
    """
    pack = parse_pack(texts)
    latest = _latest(EditionKind.PACK, pack.name)
    if latest and latest.digest == pack.digest:
        return latest.id
    label = "+".join([pack.version, *(f"{each.code} {each.version}" for each in pack.overlays)])
    row = _next(EditionKind.PACK, pack.name, label[:40], pack.digest, valid_from, by, at)
    row.texts = dict(texts)
    return _save(row, by, at)


@transaction.atomic
def publish_model(*, content: bytes, label: str, note: str, valid_from: datetime, by: Viewer, at: datetime) -> UUID:
    """Publish a text model from its file; refuses one that cannot be read. `note` says what it was trained on."""
    text.load(content)
    digest = hashlib.sha256(content).hexdigest()
    latest = _latest(EditionKind.TEXT_MODEL, TOPICS)
    if latest and latest.digest == digest:
        return latest.id
    row = _next(EditionKind.TEXT_MODEL, TOPICS, label, digest, valid_from, by, at)
    row.content = content
    row.note = note[:200]
    return _save(row, by, at)


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
    record(
        [
            NewEvent(
                kind=EventKind.EDITION_PUBLISHED,
                happened_at=at,
                recorded_at=at,
                unit_id=by.unit_id,
                staff_id=by.staff_id,
                subject_id=row.id,
                measures={"serial": row.serial},
                attributes={"kind": row.kind, "name": row.name, "digest": row.digest[:32]},
            )
        ]
    )
    return row.id
