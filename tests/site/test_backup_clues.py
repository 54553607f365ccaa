"""A backup holds clues only as they are sealed, and those whose term is over not even so."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from fengqiao.clues import actions as clues
from fengqiao.clues.models import Letter
from fengqiao.clues.queries import opened_letters
from tests.clues.conftest import CHEAP
from tests.clues.helping import NAME, PHRASES, SAID, handed_in, keyed, station
from tests.matters.helping import later
from tests.site.test_backup import backup, bring_back, by, entries, home

__all__ = ["home"]


def test_an_archive_opens_no_clue_and_brings_it_back_sealed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for cost in ("PASSPHRASE_COST", "CODE_COST"):
        monkeypatch.setattr(f"fengqiao.clues.box.{cost}", CHEAP)
    station()
    code, clue = handed_in()
    gone_code, gone = handed_in()
    made = backup(home)
    found = entries(home / "backups" / "1.fqb")
    sealed = [bytes(row.sealed) for row in Letter.objects.all()]
    for word in (SAID, NAME, *PHRASES.values(), code):
        assert word.encode() not in found
        assert json.dumps(word)[1:-1].encode() not in found
    for box in sealed:  # not even as it lies in the database: destroyed with the clue's own key
        assert base64.b64encode(box) not in found
    assert b"clues.unlocked" not in found
    clues.erase(clue_ids=[gone.id], by=by(), at=later(days=1))
    assert bring_back(home, key_file=made.key_file).erased == 1
    officer = keyed("officer.north")
    assert opened_letters(clue, officer["key"], officer["private"])[0].text == SAID
    assert [each.text for each in opened_letters(gone, officer["key"], officer["private"])] == [None]
    visit = clues.visit(code=gone_code, at=later(days=2))
    assert visit is None or [each.text for each in visit.letters] == [None]
