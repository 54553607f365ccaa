"""Keys: whose there are, to whom a letter is sealed, what is opened for some minutes, how a unit's keys stand."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from uuid import UUID

from django.db.models import Count, Q

from fengqiao.clues import box
from fengqiao.clues.models import Clue, Holder, KeyPair, Letter, Recovery, Share, Unlocked
from fengqiao.clues.queries.gate import current_holders
from fengqiao.clues.terms import Duty, RecoveryState
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Directory, Viewer, units_above


def key_of(staff_id: UUID) -> KeyPair | None:
    """Return the key that somebody uses now."""
    return KeyPair.objects.filter(staff=staff_id, retired_at__isnull=True).first()


@dataclass(frozen=True, slots=True)
class Addressees:
    """To whom a letter is sealed: each recipient, and every two custodians one within the other."""

    recipients: Sequence[KeyPair]
    pairs: Sequence[tuple[KeyPair, KeyPair]]


def keys_for_unit(unit_id: UUID, *, at: datetime) -> Addressees:
    """Return to whom the letters of a unit's clues are sealed at a moment."""
    duties = dict[UUID, str](current_holders(at).filter(unit=unit_id).values_list("staff", "duty"))
    keys = list(KeyPair.objects.filter(staff__in=duties, retired_at__isnull=True).order_by("made_at", "id"))
    custodians = [key for key in keys if duties[key.staff_id] == Duty.CUSTODIAN.value]
    recipients = [key for key in keys if duties[key.staff_id] == Duty.RECIPIENT.value]
    return Addressees(recipients, list(permutations(custodians, 2)))


def open_units(*, at: datetime) -> set[UUID]:
    """Return the units that take clues in: with a recipient and two custodians whose keys are made."""
    keyed = KeyPair.objects.filter(retired_at__isnull=True).values("staff")
    rows = current_holders(at).filter(staff__in=keyed).order_by().values("unit")
    found = rows.annotate(
        recipients=Count("staff", filter=Q(duty=Duty.RECIPIENT.value), distinct=True),
        custodians=Count("staff", filter=Q(duty=Duty.CUSTODIAN.value), distinct=True),
    )
    return {row["unit"] for row in found if row["recipients"] and row["custodians"] >= 2}


def unit_for_area(area_id: UUID | None, units: Directory, *, at: datetime) -> UUID | None:
    """Return the unit that a clue of an area goes to: the police there, else the next above them that takes clues in."""
    ready = open_units(at=at)
    nearest = units.unit_for("police", area_id)
    if nearest is None or not ready:
        return None
    if nearest.id in ready:
        return nearest.id
    above = set(units_above(nearest.id).values_list("id", flat=True)) & ready
    if above:
        nearest_above: UUID = max(above, key=lambda each: units.units[each].depth if each in units.units else 0)
        return nearest_above
    whole = units.unit_for("police", None)
    if whole and whole.id in ready:
        return whole.id
    # Who does not say where is still heard: by a unit that is ready, which passes the clue on.
    known = sorted(
        (units.units[each] for each in ready if each in units.units), key=lambda card: (card.depth, card.code)
    )
    return known[0].id if known and area_id is None else None


def private_behind(token: str, by: Viewer, *, at: datetime) -> tuple[KeyPair, bytes] | None:
    """Return the key that somebody opened with a passphrase some minutes ago; None for any other token."""
    name, _dot, secret = token.partition(".")
    try:
        row_id, opener = UUID(name), base64.urlsafe_b64decode(secret.encode())
    except (ValueError, UnicodeError):
        return None
    row = Unlocked.objects.filter(id=row_id, expires_at__gt=at, key__staff=by.staff_id).select_related("key").first()
    if row is None or row.key.retired_at is not None or len(opener) != box.KEY:
        return None
    try:
        return row.key, box.opened(opener, bytes(row.sealed))
    except Problem:
        return None


@dataclass(frozen=True, slots=True)
class HolderCard:
    """Somebody named, as the page of keys shows them; `missing`: letters that their key does not open yet."""

    row: Holder
    key: KeyPair | None
    current: bool
    missing: int
    opens: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the keys of a unit stand."""

    recipients: Sequence[HolderCard]
    custodians: Sequence[HolderCard]
    ready: bool
    letters: int
    drilled_at: datetime | None


def standing_of_unit(unit_id: UUID, *, at: datetime) -> Standing:
    """Return who is named for a unit, with which key, and what each cannot open (a fixed number of queries)."""
    rows = list(Holder.objects.filter(unit=unit_id, until__isnull=True).select_related("staff").order_by("since", "id"))
    now = set(current_holders(at).filter(unit=unit_id).values_list("id", flat=True))
    keys = {
        key.staff_id: key
        for key in KeyPair.objects.filter(staff__in=[r.staff_id for r in rows], retired_at__isnull=True)
    }
    letters = Letter.objects.filter(clue__unit=unit_id).count()
    shares = Share.objects.filter(letter__clue__unit=unit_id, key__in=keys.values()).order_by().values("key")
    opens = {row["key"]: row["n"] for row in shares.annotate(n=Count("id"))}
    cards: dict[str, list[HolderCard]] = {Duty.RECIPIENT.value: [], Duty.CUSTODIAN.value: []}
    for row in rows:
        key = keys.get(row.staff_id)
        seen = opens.get(key.id, 0) if key else 0
        missing = letters - seen if row.duty == Duty.RECIPIENT.value and key and row.id in now else 0
        cards[row.duty].append(HolderCard(row, key, row.id in now, missing, seen))
    recipients, custodians = cards[Duty.RECIPIENT.value], cards[Duty.CUSTODIAN.value]
    usable = [sum(1 for card in some if card.key and card.current) for some in (recipients, custodians)]
    return Standing(recipients, custodians, usable[0] >= 1 and usable[1] >= 2, letters, last_drill(unit_id))


def last_drill(unit_id: UUID) -> datetime | None:
    """Return when two custodians last proved that they can open, in a drill or in earnest."""
    rows = Recovery.objects.filter(unit=unit_id, state=RecoveryState.DONE.value).order_by("-ended_at")
    return rows.values_list("ended_at", flat=True).first()


def open_recovery(unit_id: UUID) -> Recovery | None:
    """Return the recovery of a unit that is under way."""
    rows = Recovery.objects.filter(unit=unit_id, ended_at__isnull=True)
    return rows.select_related("to_key__staff", "first_key__staff").first()


def recoveries_for(unit_id: UUID, most: int = 10) -> list[Recovery]:
    """Return the latest recoveries of a unit that have ended."""
    rows = Recovery.objects.filter(unit=unit_id, ended_at__isnull=False).order_by("-ended_at")
    return list(rows.select_related("to_key__staff", "first_key__staff", "second_key__staff")[:most])


def clues_over(*, day: object, most: int) -> list[UUID]:
    """Return the clues closed before a day whose words are to go."""
    rows = Clue.objects.filter(closed_on__lt=day, erased_at__isnull=True)
    return list(rows.order_by("closed_on").values_list("id", flat=True)[:most])
