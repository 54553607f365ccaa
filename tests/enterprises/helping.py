"""What the tests of enterprises share."""

from __future__ import annotations

from datetime import date
from typing import Any

from fengqiao.enterprises import actions
from fengqiao.enterprises.models import Enterprise
from fengqiao.enterprises.rules.sheets import EnterpriseRow, with_check_digit
from tests.world import NOW, area, viewer

NAME, PHONE = "欧阳厂长", "13955550001"


def credit(number: int) -> str:
    """Return a made-up credit code with its check digit."""
    return with_check_digit(f"91330000MA2{number:06d}")


def enterprise(
    number: int = 1, *, by: str = "desk.north", since: date | None = date(2026, 5, 1), **over: Any
) -> Enterprise:
    values: dict[str, Any] = {
        "name": f"北镇{number}号厂", "credit": credit(number), "area_id": area("TC0101"), "sector": "manufacture", "people": 80,
        "contact_name": NAME, "contact_phone": PHONE,
    }  # fmt: skip
    actions.add_enterprises(rows=[EnterpriseRow(**{**values, **over})], since=since, by=viewer(by), at=NOW)
    return Enterprise.objects.get(credit=over.get("credit", credit(number)))
