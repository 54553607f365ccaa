"""What the first edition kept is brought over: by the migrations alone it can be read, afterwards it is bound and indexed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import override_settings

from fengqiao.matters.models import Report
from fengqiao.site.upkeep import bring_up_to_date
from fengqiao.vault.models import BlindIndex, DataKey, PersonalRecord
from fengqiao.vault.queries import matters_matching, tellers_of
from tests.vault.opening import clear
from tests.world import make_matter

TELLER = {"teller_name": "欧阳枫林", "teller_phone": "13987654321"}
MASTER = bytes(range(32))


def at(name: str) -> Any:
    """Bring the vault's tables to a migration; returns its models."""
    executor = MigrationExecutor(connection)
    executor.migrate([("vault", name)])
    return MigrationExecutor(connection).loader.project_state([("vault", name)]).apps


@pytest.fixture
def newest(committed_world: None) -> Iterator[str]:
    """Whatever happens, the tables are as they should be afterwards: those of rooms that build on the vault too."""
    last = max(MigrationExecutor(connection).loader.disk_migrations, key=lambda each: (each[0] == "vault", each[1]))[1]
    yield last
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def first_record(matter_id: Any) -> dict[str, object]:
    """A record as the first edition wrote it."""
    key, bound = AESGCM.generate_key(256), matter_id.bytes
    one, two = os.urandom(12), os.urandom(12)
    text = json.dumps(TELLER, ensure_ascii=False).encode()
    return {
        "owner_id": matter_id,
        "wrapped_key": one + AESGCM(MASTER).encrypt(one, key, bound),
        "sealed": two + AESGCM(key).encrypt(two, text, bound),
        "masked": {"teller_name": "欧***", "teller_phone": "139****4321"},
    }


@pytest.mark.parametrize("there", [True, False], ids=["master key there", "master key away"])
def test_records_of_the_first_edition_come_over(newest: str, tmp_path: Path, there: bool) -> None:
    master = tmp_path / "master"
    with override_settings(MASTER_KEY_FILE=master):
        told, silent = make_matter(by="dispatcher"), make_matter(by="dispatcher", outside_ref="F-2")
        master.unlink()
        old = at("0001_initial")
        old.get_model("vault", "PersonalRecord").objects.create(**first_record(told.id))
        if there:
            master.write_bytes(MASTER)
        at(newest)
        row = PersonalRecord.objects.get()
        assert (row.matter_id, row.report_id, row.bound) == (told.id, Report.objects.get(matter=told).id, 1)
        assert list(tellers_of(told.id).values()) == [{"teller_name": "欧***", "teller_phone": "139****4321"}]
        assert bool(DataKey.objects.get().master) is there
        master.write_bytes(MASTER)
        assert clear(told.id) == TELLER
        assert matters_matching("13987654321") == set()
        assert bring_up_to_date() == 2  # the other matter's key, and the record
        assert clear(told.id) == TELLER
        assert PersonalRecord.objects.get().bound == 2
        assert matters_matching("13987654321") == {told.id}
        assert BlindIndex.objects.count() == 2
        assert set(DataKey.objects.values_list("matter_id", flat=True)) == {told.id, silent.id}
        assert bring_up_to_date() == 0
