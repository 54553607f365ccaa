"""Rows of tables as lines of JSON, the same for both databases; which tables go into an archive, and what lies sealed in them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import timezone

from fengqiao.command.rules.retention import codes_only as of_command
from fengqiao.disputes.rules.retention import codes_only as of_disputes
from fengqiao.duties.rules.retention import codes_only as of_duties
from fengqiao.errands.rules.retention import codes_only as of_errands
from fengqiao.incidents.rules.retention import codes_only as of_incidents
from fengqiao.inspections.rules.retention import codes_only as of_inspections
from fengqiao.matters.rules.retention import codes_only, open_codes
from fengqiao.meetings.rules.retention import codes_only as of_meetings
from fengqiao.placements.rules.retention import codes_only as of_placements
from fengqiao.practical.rules.retention import codes_only as of_practical
from fengqiao.rulebook.queries import pack_of
from fengqiao.squads.rules.retention import codes_only as of_squads
from fengqiao.studies.rules.retention import codes_only as of_studies
from fengqiao.thanks.rules.retention import codes_only as of_thanks
from fengqiao.vault import keys
from fengqiao.wishes.rules.retention import codes_only as of_wishes

# Not in an archive: made by migrations; short-lived; keys and what could be guessed with a key (ADR 11); signs of
# words, which the worker makes again within the hour; notices, which would be sent a second time.
LEFT_OUT_APPS = {"contenttypes", "auth", "sessions", "django_tasks_database", "jobs"}
LEFT_OUT = {
    "vault.masterkey",
    "vault.datakey",
    "vault.indexkey",
    "vault.blindindex",
    "matters.sheetimport",
    "enterprises.enterprisesheet",
    "passes.sheetback",
    "matters.sign",
    "orgs.login",
    "notices.notice",
    "clues.unlocked",
    "clues.recoverypart",
}
# Rows that are words of a matter: by which column each is the matter's.
OF_MATTER = {
    "matters.matter": "id",
    "matters.report": "matter_id",
    "matters.entry": "matter_id",
    "matters.task": "matter_id",
    "matters.routing": "matter_id",
    "vault.personalrecord": "matter_id",
    "vault.storedfile": "matter_id",
    "inspections.inspection": "id",
    "inspections.finding": "id",
    "inspections.step": "finding_id",
    "enterprises.activity": "enterprise_id",
    "incidents.jointline": "matter_id",
    "disputes.dispute": "matter_id",
    "disputes.disputeround": "matter_id",
    "disputes.session": "matter_id",
    "disputes.disputedue": "matter_id",
    "disputes.review": "matter_id",
    "disputes.inquiry": "matter_id",
    "disputes.appraisal": "matter_id",
    "disputes.extension": "matter_id",
    "clues.letter": "clue_id",
    "clues.attachment": "clue_id",
    "command.dispatch": "matter_id",
    "command.check": "matter_id",
    "command.handover": "id",
    "command.handovernote": "handover_id",
    "duties.minutes": "id",
    "squads.squad": "id",
    "duties.resolution": "minutes_id",
    "duties.particulars": "id",
    "command.talk": "id",
    "command.talktask": "talk_id",
    "meetings.meeting": "id",
    "meetings.suggestion": "meeting_id",
    "errands.errand": "id",
    "errands.errandline": "errand_id",
    "errands.errandrating": "errand_id",
    "wishes.wish": "id",
    "practical.item": "id",
    "practical.milestone": "item_id",
    "thanks.thanks": "id",
    "visits.visitee": "id",
    "studies.thing": "id",
    "studies.makeup": "id",
    "placements.placement": "id",
    "placements.placemententry": "placement_id",
}
KEYED = (
    "matters.Matter",
    "inspections.Inspection",
    "inspections.Finding",
    "enterprises.Enterprise",
    "clues.Clue",
    "meetings.Meeting",
    "visits.Visitee",
    "command.Handover",
    "command.Talk",
    "duties.Minutes",
    "duties.Particulars",
    "squads.Squad",
    "errands.Errand",
    "wishes.Wish",
    "wishes.WishPicture",
    "practical.Item",
    "thanks.Thanks",
    "volunteers.Volunteer",
    "disputes.MediatorTie",
    "duties.Photo",
    "placements.Placement",
    "studies.Thing",
    "studies.MakeUp",
)  # each row has a data key of its own
GONE_WITH_KEY = {"vault.personalrecord", "vault.storedfile"}  # nothing of these is left without the key
Row = dict[str, Any]


def tables() -> list[type[models.Model]]:
    """Return the models whose rows an archive holds."""
    found = apps.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in LEFT_OUT_APPS
        and model._meta.label_lower not in LEFT_OUT
    ]


def columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a model by attribute."""
    return [field.attname for field in model._meta.concrete_fields]


def rows_of(model: type[models.Model]) -> Iterator[Row]:
    """Yield the rows of a model, in the order of their keys."""
    names = columns(model)
    found = model._default_manager.order_by("pk").values_list(*names)
    for values in found.iterator(chunk_size=2000):
        yield dict(zip(names, values, strict=True))


# What is left of a room's rows where only codes and numbers may be read.
OF_ROOM: Mapping[str, Callable[[str, Row], Row]] = {
    "inspections": of_inspections,
    "disputes": of_disputes,
    "command": of_command,
    "duties": of_duties,
    "placements": of_placements,
    "studies": of_studies,
    "wishes": of_wishes,
    "errands": of_errands,
    "practical": of_practical,
    "thanks": of_thanks,
    "meetings": of_meetings,
    "squads": of_squads,
}


def in_clear(label: str, row: Row) -> Row:
    """Return which columns of a matter's row change where only codes and numbers may be read."""
    if label == "vault.personalrecord":
        return {"masked": {}}
    if label == "vault.storedfile":
        return {"sha256": "", "name": ""}
    if of := OF_ROOM.get(label.partition(".")[0]):
        return of(label, row)
    if label == "matters.matter":
        return codes_only(label, row, _open(row["edition_id"], row["kind"], timezone.localdate(row["received_at"])))
    if label == "visits.visitee":
        return {"title": ""} if row["title"] else {}
    if label == "enterprises.activity":
        return {"text": ""} if row["text"] else {}
    if label in {
        "clues.letter",
        "clues.attachment",
    }:  # sealed as they are: once more, so that they go with the clue's key
        return {"sealed": b""} if row["sealed"] else {}
    if label == "incidents.jointline":
        return of_incidents(row)
    return codes_only(label, row)


@lru_cache(maxsize=4096)
def _open(edition_id: UUID, kind: str, day: date) -> frozenset[str]:
    return open_codes(pack_of(edition_id).pack.kind_for(kind, day))


def line(label: str, row: Row, key: bytes | None) -> bytes:
    """Return a row as a line; its words are sealed under the data key of its matter."""
    values = dict(row)
    if label in OF_MATTER:
        changed = in_clear(label, row)
        if changed:
            if key is None:
                raise LookupError(label)
            words = json.dumps({name: _plain(row[name]) for name in changed}, ensure_ascii=False).encode()
            values |= changed
            values["~"] = base64.b64encode(keys.seal(key, _bound(label, row), words)).decode()
    return json.dumps({name: _plain(value) for name, value in values.items()}, ensure_ascii=False).encode() + b"\n"


def _bound(label: str, row: Mapping[str, Any]) -> bytes:
    return f"backup\0{label}\0{row.get('id') or row.get('report_id')}".encode()


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def reader(model: type[models.Model]) -> Callable[[bytes], tuple[Row, str]]:
    """Return what turns a line into a row of a model and what lies sealed beside it ("" where nothing does)."""
    readers = {field.attname: _reader(field) for field in model._meta.concrete_fields}

    def read(text: bytes) -> tuple[Row, str]:
        raw = json.loads(text)
        sealed = raw.pop("~", "")
        return {name: readers[name](value) for name, value in raw.items()}, sealed

    return read


def unsealed(model: type[models.Model], row: Row, sealed: str, key: bytes) -> Row:
    """Return a row with its words again."""
    words = json.loads(keys.unseal(key, _bound(model._meta.label_lower, row), base64.b64decode(sealed)))
    readers = {field.attname: _reader(field) for field in model._meta.concrete_fields}
    return row | {name: readers[name](value) for name, value in words.items()}


def _reader(field: Any) -> Callable[[Any], Any]:
    target: Any = field.target_field if field.is_relation else field
    if isinstance(target, models.JSONField):
        return lambda value: value
    if isinstance(target, models.BinaryField):
        return lambda value: None if value is None else base64.b64decode(value)
    found: Callable[[Any], Any] = target.to_python
    return found
