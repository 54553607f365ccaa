"""Fields and evidence of kinds of activity: read as written; what is wrong is said with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengqiao.catalogue.duty import AskedAt, FieldForm, Proof
from fengqiao.catalogue.reading import check_files, pack_files, read_pack

BASE = Path(__file__).parents[2] / "packs" / "base"
LISTENERS = 'code = "listeners"\nname = "讲给谁听"\nname_en = "For whom"\ntype = "choice"\nasked = "plan"\n'
LEAFLETS = 'code = "leaflets"\nname = "发放资料份数"\nname_en = "Leaflets given out"\ntype = "number"\nasked = "end"\n'
PROOF = 'counts = ["audience", "photos"]\nevidence = { photos = 1 }\n'


def test_what_the_base_pack_asks_of_a_talk_and_of_a_meeting() -> None:
    kinds = read_pack(BASE).duties.kinds
    talk, meeting = kinds["talk"], kinds["members"]
    assert [(each.code, each.form, each.asked, each.personal) for each in talk.fields] == [
        ("listeners", FieldForm.CHOICE, AskedAt.PLAN, False),
        ("leaflets", FieldForm.NUMBER, AskedAt.END, False),
    ]
    assert (talk.proofs, meeting.proofs) == ({Proof.PHOTOS: 1}, {Proof.MINUTES: 1})
    assert kinds["party_lecture"].fields[1].personal
    assert (kinds["patrol"].fields, kinds["patrol"].proofs) == ((), {})


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        (LISTENERS, LISTENERS.replace('"choice"', '"text"'), "options", "options"),
        (LEAFLETS, LEAFLETS.replace('"number"', '"choice"'), "type", "options"),
        (LEAFLETS, LEAFLETS.replace('"number"', '"nubmer"'), "type", "unknown-term"),
        (LEAFLETS, LEAFLETS.replace('"end"', '"later"'), "asked", "unknown-term"),
        (LEAFLETS, LEAFLETS.replace('"leaflets"', '"listeners"'), "code", "repeated-code"),
        (LEAFLETS, LEAFLETS.replace('"leaflets"', '"audience"'), "code", "reserved-code"),
        (LEAFLETS, LEAFLETS + 'required = "yes"\n', "required", "wrong-type"),
        (LEAFLETS, LEAFLETS + "needed = true\n", "needed", "unknown-key"),
        (LEAFLETS, LEAFLETS.replace("Leaflets given out", "资料"), "name_en", "not-translated"),
    ],
)
def test_a_field_that_cannot_be_asked_is_said_with_file_line_and_field(old: str, new: str, key: str, code: str) -> None:
    files = pack_files(BASE)
    whole = files["duties.toml"]
    assert whole.count(old) == 1
    (found,) = [
        each for each in check_files({**files, "duties.toml": whole.replace(old, new)}) if each.file == "duties.toml"
    ]
    kind = whole[: whole.index(old)].count("[[kind]]") - 1
    assert (found.file, found.code) == ("duties.toml", code)
    assert found.path.startswith(f"kind[{kind}].field[")
    assert found.path.endswith(f".{key}")
    first = whole[: whole.index(old)].count("\n") + 1
    assert first <= found.line <= first + new.count("\n") + 1


@pytest.mark.parametrize(
    ("written", "key", "code"),
    [
        ("{ photos = 0 }", "photos", "wrong-type"),
        ("{ photos = 51 }", "photos", "wrong-type"),
        ("{ sign_ins = true }", "sign_ins", "wrong-type"),
        ('{ minutes = "yes" }', "minutes", "wrong-type"),
        ("{ photo = 1 }", "photo", "unknown-key"),
    ],
)
def test_evidence_that_makes_no_sense_is_said_with_file_line_and_field(written: str, key: str, code: str) -> None:
    files = pack_files(BASE)
    whole = files["duties.toml"]
    assert whole.count(PROOF) == 1
    new = whole.replace(PROOF, PROOF.replace("{ photos = 1 }", written), 1)
    found = [each for each in check_files({**files, "duties.toml": new}) if each.file == "duties.toml"]
    assert [(each.path.split(".")[1:], each.code) for each in found] == [(["evidence", key], code)]
    assert found[0].line == whole[: whole.index(PROOF)].count("\n") + 2
