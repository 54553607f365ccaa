"""Fixtures of clues: a passphrase costs little here; what it costs in the product a test of its own says."""

from __future__ import annotations

import pytest

from fengqiao.clues import box

CHEAP = (1, 8 * 1024)  # the least that libsodium takes for Argon2id: one pass over eight kibibytes


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "PASSPHRASE_COST", CHEAP)
    monkeypatch.setattr(box, "CODE_COST", CHEAP)
