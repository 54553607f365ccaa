"""Clues of the demo county, played through the real actions; its passphrases and one receipt code are kept beside the log-ins."""

from __future__ import annotations

import json
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fengqiao.clues import actions
from fengqiao.clues.queries import private_behind
from fengqiao.clues.terms import Duty, Informant, RecoveryReason
from fengqiao.orgs.queries import Viewer, directory, viewer_named

MADE = timedelta(days=90)  # how long ago the keys were made
DRILLED = timedelta(days=80)


def play_clues(folder: Path, *, by: Viewer, now: datetime) -> None:
    """Let a station name its people, make keys, play the drill, and work on some clues up to `now`."""
    told = tomllib.loads((folder / "clues.toml").read_text(encoding="utf-8"))
    units = directory(at=now)
    unit_id = next((card.id for card in units.units.values() if card.code == told["unit"]), None)
    people = {each["login"]: viewer_named(each["login"], at=now) for each in told["holder"]}
    if unit_id is None or not all(people.values()):
        return
    with transaction.atomic():
        _make_keys(told, unit_id, people, now)
        _drill(told, unit_id, people, now)
        worker = next(people[each["login"]] for each in told["holder"] if each["duty"] == Duty.RECIPIENT.value)
        areas = {place.code: place.id for place in units.places.values()}
        codes = [_live(each, areas, worker, now) for each in told["clue"]]
        actions.count_in(by=by, at=now)
    kept = {"passphrases": {each["login"]: each["passphrase"] for each in told["holder"]}, "receipt": codes[-2]}
    path = passphrases_file()
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    path.chmod(0o600)


def passphrases_file() -> Path:
    """Return where the demo's passphrases lie."""
    return Path(settings.HOME) / "keys" / "demo-passphrases.json"


def kept_passphrases() -> dict[str, Any]:
    """Return the demo's passphrases by log-in and one receipt code; nothing where there are none."""
    path = passphrases_file()
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _make_keys(told: dict[str, Any], unit_id: UUID, people: dict[str, Any], now: datetime) -> None:
    at, chief = now - MADE, people["chief.chengguan"]
    for each in told["holder"]:
        who = people[each["login"]]
        actions.name_holder(unit_id=unit_id, staff_id=who.staff_id, duty=Duty(each["duty"]), by=chief, at=at)
        actions.make_key(passphrase=each["passphrase"], again=each["passphrase"], by=who, at=at)


def _drill(told: dict[str, Any], unit_id: UUID, people: dict[str, Any], now: datetime) -> None:
    at = now - DRILLED
    drill = actions.begin_recovery(
        unit_id=unit_id, reason=RecoveryReason.DRILL, to_key=None, by=people["chief.chengguan"], at=at
    )
    custodians = [each for each in told["holder"] if each["duty"] == Duty.CUSTODIAN.value]
    for each, step in zip(custodians, (actions.open_half, actions.open_rest), strict=True):
        who = people[each["login"]]
        token = actions.unlock(passphrase=each["passphrase"], by=who, at=at)
        key, private = private_behind(token or "", who, at=at) or (None, b"")
        if key is not None:
            step(recovery_id=drill, key=key, private=private, by=who, at=at + timedelta(minutes=8))
        actions.lock_up(by=who)


def _live(each: dict[str, Any], areas: dict[str, UUID], worker: Viewer | None, now: datetime) -> str:
    """Hand a clue in, and do with it what its story says, a day apart; returns its code."""
    assert worker is not None  # noqa: S101  # looked at before
    at = now - timedelta(days=each["days_back"])
    code = actions.hand_in(
        kind=each["kind"], area_id=areas.get(each["area"]), informant=Informant(each["informant"]), text=each["text"], at=at
    )  # fmt: skip
    clue_id = actions.found_by(code=code)
    step = timedelta(days=min(3, max(each["days_back"] // 4, 0)))
    if "question" in each or "result" in each:
        actions.take(clue_id=clue_id, by=worker, at=at + step)
        actions.note_read(clue_id=clue_id, by=worker, at=at + step)
    if "question" in each:
        actions.answer(clue_id=clue_id, text=each["question"], question=True, by=worker, at=at + step)
    if "added" in each:
        actions.add(code=code, text=each["added"], at=at + 2 * step)
    if "result" in each:
        actions.note_read(clue_id=clue_id, by=worker, at=at + 3 * step)
        actions.check(
            clue_id=clue_id, result=each["result"], people=each.get("people", 0), groups=each.get("groups", 0),
            text=each["check"], by=worker, at=at + 3 * step,
        )  # fmt: skip
    if "answer" in each:
        actions.answer(clue_id=clue_id, text=each["answer"], question=False, by=worker, at=at + 3 * step)
        actions.close(clue_id=clue_id, by=worker, at=at + 3 * step)
    if "matter" in each:
        actions.raise_matter(
            clue_id=clue_id, kind=each["matter_kind"], text=each["matter"], by=worker, at=at + 3 * step
        )
    if "claim" in each:
        actions.add(code=code, text=each["claim"], claim=True, at=at + 4 * step)
    return code
