"""A new master key: nothing is lost wherever the change is cut off, nothing lies under the old one afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import override_settings

from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import system_viewer
from fengqiao.vault import jobs, keys
from fengqiao.vault.actions import Teller, keep_personal, rotation
from fengqiao.vault.models import DataKey, IndexKey, MasterKey
from fengqiao.vault.queries import data_keys, keys_to_rewrap, master_keys, matters_matching
from fengqiao.vault.terms import KeyState
from tests.commands import fengqiao
from tests.matters.helping import refused
from tests.vault.opening import clear
from tests.world import NOW

TELLER = {"teller_name": "欧阳枫林", "teller_phone": "13987654321"}


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Path]:
    """A folder of master keys of its own."""
    with override_settings(MASTER_KEY_FILE=tmp_path / "keys" / "master"):
        yield tmp_path / "keys"


def kept(count: int = 5) -> dict[object, dict[str, str]]:
    """Keep the personal fields of so many matters."""
    told = [Teller(new_id(), new_id(), {**TELLER, "teller_address": f"枫叶弄{n}号"}) for n in range(count)]
    keep_personal(told, at=NOW)
    return {teller.matter_id: dict(teller.fields) for teller in told}


def whole(told: dict[object, dict[str, str]]) -> bool:
    return all(clear(matter_id) == fields for matter_id, fields in told.items()) and matters_matching(
        "13987654321"
    ) == set(told)


def rotate() -> int:
    by = system_viewer(at=NOW)
    assert by
    return jobs.rotate(by=by)


def test_after_a_rotation_everything_opens_and_the_old_key_is_gone(world: None, ring: Path) -> None:
    told = kept()
    (old,) = keys.ring()
    assert rotate() == 5
    (new,) = keys.ring()
    assert old != new
    assert whole(told)
    assert set(DataKey.objects.values_list("master", flat=True)) == {new}
    assert IndexKey.objects.get().master == new
    assert [path.name for path in ring.iterdir()] == [f"master-{new}"]
    assert next(ring.iterdir()).stat().st_mode & 0o777 == 0o600
    states = dict(MasterKey.objects.values_list("id", "state"))
    assert states == {old: KeyState.RETIRED.value, new: KeyState.ACTIVE.value}
    event = Event.objects.get(kind="keys.rotated")
    assert (event.measures, event.attributes) == ({"keys": 5}, {})
    assert rotate() == 5
    assert whole(told)


class Cut(Exception):
    """The power went."""


def cut(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Let the power go before a step (`name 2`: before its second time)."""
    name, _, times = step.partition(" ")
    real, left = getattr(jobs, name), [int(times or 1)]

    def going(*args: object, **given: object) -> object:
        left[0] -= 1
        if left[0] == 0:
            raise Cut
        return real(*args, **given)

    monkeypatch.setattr(jobs, name, going)


@pytest.mark.parametrize("step", ["rewrap_some", "rewrap_some 2", "rewrap_some 4", "end_rotation", "forget_retired"])
def test_a_rotation_that_was_cut_off_goes_on_where_it_was(
    world: None, ring: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    told = kept()
    (old,) = keys.ring()
    with monkeypatch.context() as patch:
        cut(patch, step)
        with pytest.raises(Cut):
            rotate()
    assert whole(told)
    told |= kept(2)  # work goes on in between
    (new,) = MasterKey.objects.filter(state="active").values_list("id", flat=True)
    rotate()
    assert whole(told)
    assert set(DataKey.objects.values_list("master", flat=True)) == set(keys.ring())
    assert old not in keys.ring()
    assert MasterKey.objects.filter(state="active").get().id == new or step == "forget_retired"
    assert len(keys.ring()) == 1


def test_a_key_that_was_written_and_never_named_is_the_next_one(world: None, ring: Path) -> None:
    told = kept(1)
    written = keys.make_master()
    rotate()
    assert list(keys.ring()) == [written]
    assert whole(told)


def test_without_the_key_in_use_there_is_no_rotation(world: None, ring: Path, tmp_path: Path) -> None:
    told = kept(1)
    (ring / "master").rename(tmp_path / "away")
    with refused("key-missing"):
        rotate()
    assert list(ring.iterdir()) == []
    (tmp_path / "away").rename(ring / "master-anywhere")
    rotate()
    assert whole(told)


def test_a_wrong_key_put_in_place_is_told_from_the_right_one(world: None, ring: Path) -> None:
    told = kept(1)
    right = (ring / "master").read_bytes()
    (ring / "master").write_bytes(bytes(32))
    with refused("key-missing"):
        data_keys(told)  # type: ignore[arg-type]
    (ring / "master").write_bytes(right[:20])
    with refused("key-missing"):
        data_keys(told)  # type: ignore[arg-type]
    (ring / "master").write_bytes(right)
    assert whole(told)


def test_status_says_what_is_there_and_what_is_missing(world: None, ring: Path) -> None:
    kept(3)
    (old,) = keys.ring()
    said = fengqiao("keys", "status")
    assert said.code == 0
    assert old in said.out
    (ring / "master").chmod(0o644)
    assert "别人也能读" in fengqiao("keys", "status").err
    rotation.begin_rotation(at=NOW)
    (card, retiring) = master_keys()
    assert (card.state, card.wraps, retiring.id, retiring.state, retiring.wraps) == (
        KeyState.ACTIVE, 0, old, KeyState.RETIRING, 3,
    )  # fmt: skip
    assert keys_to_rewrap() == 3
    assert "换密钥没有做完" in fengqiao("keys", "status").err
    (ring / "master").unlink()
    said = fengqiao("keys", "status")
    assert said.code == 2
    assert f"主密钥 {old} 不在密钥文件夹里" in said.err
    assert "Traceback" not in said.err


def test_the_command_changes_the_key_and_says_where_to_copy_it(world: None, ring: Path) -> None:
    told = kept(2)
    said = fengqiao("keys", "rotate")
    assert said.code == 0
    assert "改封数据密钥 2 个" in said.err
    assert "毁掉旧的抄本" in said.err
    assert whole(told)
    (ring / f"master-{next(iter(keys.ring()))}").unlink()
    said = fengqiao("keys", "rotate")
    assert (said.code, "Traceback" in said.err) == (2, False)
    assert "不在密钥文件夹里" in said.err


@pytest.mark.strict_database
def test_a_key_wrapped_by_somebody_else_meanwhile_is_not_left_under_the_old_one(
    committed_world: None, ring: Path
) -> None:
    """On PostgreSQL the end of a rotation waits for whoever is wrapping; on SQLite there is one writer at a time."""
    kept(1)
    wrapped, go = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            kept(1)
            wrapped.set()
            go.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert wrapped.wait(10)
    by = system_viewer(at=NOW)
    assert by
    ended = threading.Thread(target=lambda: (rotate(), connection.close()))
    ended.start()
    ended.join(0.3)
    assert ended.is_alive()
    go.set()
    thread.join()
    ended.join(10)
    assert set(DataKey.objects.values_list("master", flat=True)) == set(keys.ring())
    assert len(keys.ring()) == 1


def test_the_keys_folder_is_the_owners_alone(world: None, ring: Path) -> None:
    kept(1)
    assert ring.stat().st_mode & 0o777 == 0o700
    assert Path(django_settings.MASTER_KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert keys.loose_files() == []
