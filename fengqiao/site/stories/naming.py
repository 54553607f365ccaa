"""Invented names for people whom a story brings in by number."""

from __future__ import annotations

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "山水林田溪石松竹梅兰晨晓春秋和平安宁青红"
KIN = "家人"  # whom to call


def invented_name(n: int) -> str:
    """Return the n-th invented name."""
    return SURNAMES[n % len(SURNAMES)] + GIVEN[n // len(SURNAMES) % len(GIVEN)] + GIVEN[n * 7 % len(GIVEN)]
