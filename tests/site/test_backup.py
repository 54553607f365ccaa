"""Backup and restore: what comes back is what was there at one moment; what was destroyed since does not come back."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import override_settings

from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Entry, Matter, Report
from fengqiao.matters.queries import found as found_by
from fengqiao.orgs.models import Account
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.backup import Made, make, restore
from fengqiao.site.backup.keyfile import name_for, read
from fengqiao.site.backup.making import installation_id, renew_key_files
from fengqiao.site.backup.rows import OF_MATTER, tables
from fengqiao.vault import jobs, keys
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import BlindIndex, DataKey, PersonalRecord, StoredFile
from fengqiao.vault.queries import content_of, data_keys, matters_matching, name_of
from tests.commands import fengqiao
from tests.matters.helping import CHECKED, PNG, dump, later, refused, working
from tests.vault.opening import clear
from tests.world import NOW, make_matter, viewer

TELLER = {"teller_name": "欧阳枫林", "teller_phone": "13987654321"}
WORDS = "枫叶弄七十八号欧阳家门口有人摆摊"
# Worked out again from the rows, under numbers of their own.
WORKED_OUT = ("matters_words", "matters_word_rows", "matters_sign")
OWN = {"vault_masterkey", "vault_datakey", "vault_indexkey", "vault_blindindex", "ledger_event", "jobs_job",
       "notices_notice"}  # what was on its way to people is not sent again  # fmt: skip


@pytest.fixture
def home(world: None, tmp_path: Path) -> Iterator[Path]:
    """Folders of keys, files and backups of its own."""
    (tmp_path / "backups").mkdir()
    with override_settings(MASTER_KEY_FILE=tmp_path / "keys" / "master", FILES_DIR=tmp_path / "files"):
        yield tmp_path


def by() -> Any:
    found = system_viewer(at=NOW)
    assert found
    return found


def told(ref: str = "B-1") -> Matter:
    """A closed matter with a teller, words everywhere and a photograph."""
    matter = make_matter(
        by="dispatcher",
        personal=TELLER,
        text=WORDS,
        title="",
        place="枫叶弄",
        fields={"target": "欧阳家"},
        outside_ref=ref,
    )
    handler = viewer("handler.urban")
    actions.accept(matter_id=matter.id, by=handler, at=later(hours=1))
    actions.close(
        matter_id=matter.id, result="resolved", text="已请欧阳家收摊", fields=CHECKED,
        uploads=[Upload("欧阳家.png", PNG)], by=handler, at=later(hours=2),
    )  # fmt: skip
    return Matter.objects.get(id=matter.id)


def backup(home: Path, name: str = "1.fqb") -> Made:
    return make(home / "backups" / name, key_file=None, by=by())


def bring_back(home: Path, name: str = "1.fqb", **given: Any) -> Any:
    return restore(home / "backups" / name, **{"key_file": None, "replace_live": True, "without_keys": False, **given})


def kept() -> dict[str, list[str]]:
    """Everything that a restore must bring back as it was."""
    return {
        table: rows
        for table, rows in dump().items()
        if table not in OWN and "django_" not in table and not table.startswith(WORKED_OUT)
    }


def entries(path: Path) -> bytes:
    """All that stands in an archive, unpacked."""
    with zipfile.ZipFile(path) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_what_comes_back_is_what_was_there(home: Path) -> None:
    matter = told()
    working(personal={"teller_name": "王五"})
    found_before = [each.id for each in found_by(viewer("dispatcher"), "欧阳", 5)]
    before, events = kept(), list(Event.objects.order_by("seq").values_list("id", "kind", "seq"))
    made = backup(home)
    assert (made.files, made.lost_files, made.keys) == (2, 0, 2)
    told("B-2")
    Matter.objects.update(place="别处")
    Account.objects.update(is_active=False)
    for path in (home / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    found = bring_back(home)
    assert (found.files, found.erased) == (2, 0)
    assert kept() == before
    assert [each.id for each in found_by(viewer("dispatcher"), "欧阳", 5)] == found_before != []
    rows = list(Event.objects.order_by("seq").values_list("id", "kind", "seq"))
    assert rows[: len(events)] == events
    assert [kind for _, kind, _ in rows[len(events) :]] == ["backup.restored"]
    assert clear(matter.id) == TELLER
    assert matters_matching("13987654321") == {matter.id}
    row = StoredFile.objects.get()
    assert name_of(row) == "欧阳家.png"
    assert content_of(row) is not None
    told("B-3")  # numbers of rows go on where they were
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(kind="x")


def test_an_archive_holds_no_word_in_clear_and_no_key(home: Path) -> None:
    told()
    backup(home)
    found = entries(home / "backups" / "1.fqb")
    (master,) = keys.ring().values()
    for word in (*TELLER.values(), WORDS, "枫叶弄", "欧阳", "已请", "139****4321"):
        assert word.encode() not in found
        assert json.dumps(word)[1:-1].encode() not in found
    assert master not in found
    assert bytes(DataKey.objects.get().wrapped) not in found
    assert b"vault.datakey" not in found
    assert (home / "backups" / "1.fqb").stat().st_mode & 0o777 == 0o600


def destroyed(matter: Matter) -> None:
    """The matter's term ends; the master key is changed with it."""
    at = later(days=1500)
    assert actions.erase(matter_ids=[matter.id], pack=pack_on(at).pack, by=by(), at=at) == 1
    jobs.rotate(by=by())


def test_what_was_destroyed_after_a_backup_does_not_come_back_from_it(
    home: Path, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]]
) -> None:
    gone, stays = told("B-1"), told("B-2")
    made = backup(home)
    (old,) = keys.ring().values()
    stale = made.key_file.read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        destroyed(gone)
    assert old not in keys.ring().values()
    assert renew_key_files() == []
    assert bring_back(home).erased == 1
    left = Matter.objects.get(id=gone.id)
    assert (left.title, left.place, left.fields, left.result) == (left.number, "", CHECKED, "resolved")
    assert Report.objects.get(matter=gone).text == ""
    assert set(Entry.objects.filter(matter=gone).values_list("text", flat=True)) == {""}
    assert not PersonalRecord.objects.filter(matter_id=gone.id).exists()
    assert not StoredFile.objects.filter(matter_id=gone.id).exists()
    assert Report.objects.get(matter=stays).text == WORDS
    assert clear(stays.id) == TELLER
    assert matters_matching("13987654321") == {stays.id}
    assert DataKey.objects.get(matter_id=gone.id).destroyed_at is not None
    # A copy of the old file of data keys opens nothing: its master key is gone.
    row = read_stale(home, stale).keys[gone.id]
    for key in keys.ring().values():
        with pytest.raises(Exception, match="打不开"):
            keys.unseal(key, gone.id.bytes, row.wrapped)


def read_stale(home: Path, content: bytes) -> Any:
    place = home / "stale.fqk"
    place.write_bytes(content)
    return read(place)


def test_a_stale_file_of_keys_does_not_bring_a_destroyed_key_back(home: Path) -> None:
    """Even before the master key is changed: what is destroyed here stays destroyed."""
    matter = told()
    made = backup(home)
    at = later(days=1500)
    actions.erase(matter_ids=[matter.id], pack=pack_on(at).pack, by=by(), at=at)
    assert bring_back(home, key_file=made.key_file).erased == 1
    assert data_keys([matter.id]) == {}
    assert BlindIndex.objects.count() == 0


def test_a_lost_installation_comes_back_from_archive_key_file_and_master_key(home: Path) -> None:
    matter = told()
    backup(home)
    for model in (DataKey, BlindIndex, PersonalRecord, StoredFile):
        model.objects.all().delete()
    assert bring_back(home).erased == 0
    assert clear(matter.id) == TELLER


@pytest.mark.parametrize("missing", ["master key", "key file"])
def test_without_a_key_nothing_is_restored_unless_asked_for(home: Path, missing: str) -> None:
    told()
    made = backup(home)
    if missing == "master key":
        (home / "keys" / "master").rename(home / "away")
        with refused("key-missing"):
            bring_back(home)
        return
    made.key_file.unlink()
    DataKey.objects.all().delete()
    with refused("restore-keys-none"):
        bring_back(home)
    assert bring_back(home, without_keys=True).erased == 1
    assert Report.objects.get().text == ""
    assert Matter.objects.get().result == "resolved"


def spoilt(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "cut":
        path.write_bytes(content[: len(content) * 2 // 3])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "no archive":
        path.write_bytes(b"PK\x03\x04" + bytes(400))
    elif how == "another manifest":
        again(
            path,
            lambda name, data: data.replace(b'"files": 2', b'"files": 3') if name == "manifest.json" else data + b" ",
        )
    elif how == "a row more":
        again(path, lambda name, data: data + data if name == "rows/matters.report.jsonl" else data)
    elif how == "an entry less":
        again(path, lambda name, data: None if name.startswith("files/") else data)
    elif how == "another format":
        again(path, lambda name, data: data.replace(b"fengqiao-backup-1", b"fengqiao-backup-9"))
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(content)


def again(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    with zipfile.ZipFile(path) as archive:
        found = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in found.items():
            if data is not None:
                archive.writestr(name, data)


@pytest.mark.parametrize(
    ("how", "code"),
    [(how, "backup-broken") for how in ("cut", "empty", "no archive", "a bit turned", "another manifest", "a row more", "an entry less")]
    + [("another format", "backup-format")],
)  # fmt: skip
def test_a_damaged_archive_is_refused_in_words_and_nothing_changes(home: Path, how: str, code: str) -> None:
    told()
    backup(home)
    spoilt(home / "backups" / "1.fqb", how)
    files = sorted((home / "files").rglob("*"))
    with refused(code):
        bring_back(home)
    assert sorted((home / "files").rglob("*")) == files


@pytest.mark.parametrize("how", ["cut", "a bit turned", "empty"])
def test_a_damaged_file_of_keys_is_refused(home: Path, how: str) -> None:
    told()
    spoilt(backup(home).key_file, how)
    with refused("keyfile-broken"):
        bring_back(home)


def test_neither_an_archive_nor_a_live_installation_is_overwritten_unasked(home: Path) -> None:
    told()
    backup(home)
    before = (home / "backups" / "1.fqb").read_bytes()
    with refused("backup-there"):
        backup(home)
    assert (home / "backups" / "1.fqb").read_bytes() == before
    with refused("restore-live"):
        bring_back(home, replace_live=False)
    with refused("folder-none"):
        make(home / "nowhere" / "1.fqb", key_file=None, by=by())
    with refused("file-none"):
        bring_back(home, "2.fqb")


def test_another_editions_archive_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(home)
    monkeypatch.setattr("fengqiao.site.backup.restoring.migrations", lambda: ["vault.0001_initial"])
    with refused("restore-edition"):
        bring_back(home)


def test_a_backup_that_fails_leaves_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told()

    def broken(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("fengqiao.site.backup.making._write_files", broken)
    with pytest.raises(OSError, match="full"):
        backup(home)
    assert list((home / "backups").iterdir()) == []


def test_a_failed_restore_takes_everything_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told()
    backup(home)
    for path in (home / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    monkeypatch.setattr("fengqiao.site.backup.restoring.index_all", lambda **_: {}["x"])
    with refused("restore-failed"):
        bring_back(home)
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(kind="x")


def test_the_commands_say_what_was_done(home: Path) -> None:
    told()
    place = home / "backups" / "2.fqb"
    said = fengqiao("backup", place)
    assert said.code == 0
    assert "2 个文件" in said.err
    assert "主密钥在数据文件夹的 keys 里" in said.err
    assert (home / "backups" / name_for(installation_id())).exists()
    said = fengqiao("restore", place)
    assert (said.code, "确要用备份替换它，请加 --replace" in said.err) == (2, True)
    said = fengqiao("restore", place, "--replace")
    assert (said.code, "Traceback" in said.err) == (0, False)
    assert Event.objects.filter(kind="backup.made").count() == 0  # the archive was made before it was noted


def test_two_days_apart_only_one_file_of_keys_lies_there(home: Path) -> None:
    told()
    first, second = backup(home, "1.fqb"), backup(home, "2.fqb")
    assert first.key_file == second.key_file
    assert sorted(path.suffix for path in (home / "backups").iterdir()) == [".fqb", ".fqb", ".fqk"]
    assert second.keys == 1


# Tables that hold no word of a teller: structure, codes, what staff wrote about rules, what lies sealed anyway.
NO_WORDS = {
    "ledger.event", "orgs.area", "orgs.unit_areas", "orgs.unit", "orgs.venue", "orgs.staff", "orgs.post", "orgs.account",
    "rulebook.edition", "matters.clock", "matters.recipient", "matters.numberseries", "matters.columnmapping",
    "matters.savedlist", "matters.listtaste", "matters.correction", "matters.gathered", "matters.tag", "matters.tagged",
    "rulebook.modeldraft", "account.emailaddress", "account.emailconfirmation", "orgs.deputy", "orgs.proposal",
    "mfa.authenticator", "inspections.siteseries", "inspections.party", "enterprises.enterprise", "enterprises.officer",
    "enterprises.trouble", "rulebook.tabledraft", "matters.replay", "matters.replaymove",
    "orgs.unitcontact", "passes.slip", "passes.calendarfeed", "passes.errandslip", "passes.tasklink", "notices.noticetaste",
    "duties.series", "duties.activity", "duties.seat", "duties.checkin", "duties.patrolplan", "duties.absence", "volunteers.volunteer", "volunteers.hours", "volunteers.series", "volunteers.certificate", "volunteers.starnotice", "volunteers.carriedpaper", "volunteers.told",
    "duties.phonemessage", "duties.photo", "duties.seatoffer",
    "villages.villageofficer",
    "incidents.incident", "incidents.jointparty", "disputes.disputeparty", "disputes.mediator", "disputes.mediatortie", "disputes.recusal", "disputes.fileseries", "disputes.roomday", "disputes.signedpaper", "clues.holder", "clues.keypair", "clues.clue", "clues.share", "clues.escrowshare", "clues.recovery",
    "command.roster", "command.duty", "command.swap", "command.shared",
    "errands.erranditem", "errands.authorisation", "errands.homevisit", "errands.heldpaper", "errands.papermove", "errands.errandseries", "wishes.wishpicture", "wishes.wishseries",
    "practical.helper", "helps.helpsession",
    "visits.visit", "visits.origin",
    "contests.contest", "contests.discipline", "contests.team", "contests.judge", "contests.score", "contests.correction",
    "studies.use", "studies.nudge",
    "duties.guardpost", "duties.briefing", "duties.requirednudge", "volunteers.pointsmember", "volunteers.pointline",
}  # fmt: skip


def test_every_table_of_an_archive_says_whether_people_s_words_stand_in_it() -> None:
    """A new table with words of a matter joins OF_MATTER and `codes_only`; one without joins the list above."""
    labels = {model._meta.label_lower for model in tables()}
    assert labels - NO_WORDS - set(OF_MATTER) == set()
    assert labels >= set(OF_MATTER)
