"""Differences between editions: what is told, on which line, in both languages; what makes no difference."""

from __future__ import annotations

import pytest

from fengqiao.catalogue.change_words import said
from fengqiao.catalogue.comparing import ChangeKind, compare
from tests.catalogue.sample_pack import FILES


def changed(file: str, old: str, new: str) -> list[tuple[str, int, str, str]]:
    assert old in FILES[file]
    found = compare(FILES, {**FILES, file: FILES[file].replace(old, new, 1)})
    return [(each.kind.value, each.line, *said(each)) for each in found]


def line_of(file: str, text: str) -> int:
    return FILES[file][: FILES[file].index(text)].count("\n") + 1


def test_the_same_pack_has_no_difference_whatever_its_comments_spaces_and_line_ends() -> None:
    assert compare(FILES, FILES) == ()
    text = FILES["kinds.toml"]
    assert (
        compare(FILES, {**FILES, "kinds.toml": "# 说明\n\n" + text.replace("\n", "\r\n").replace(" = ", "  =  ")}) == ()
    )


def test_a_limit_that_changes_is_told_with_its_kind_and_clock() -> None:
    assert changed("kinds.toml", "amount = 30", "amount = 45") == [
        (
            "changed", line_of("kinds.toml", "amount = 30"),
            "事项种类“求助” · 时限“签收” · 数量：30 → 45", "kind “Help” · clock “sign” · amount: 30 → 45",
        )
    ]  # fmt: skip


def test_a_dated_value_added_is_one_line_and_the_old_one_stays() -> None:
    first = FILES["values.toml"].index("\n[[value]]", 10)
    before, after = FILES["values.toml"][:first].rstrip("\n"), FILES["values.toml"][first:]
    later = before + '\n[[value.on]]\nfrom = 2027-01-01\nvalue = 99\nsource = "测试"\n' + after
    (found,) = compare(FILES, {**FILES, "values.toml": later})
    assert found.kind is ChangeKind.ADDED
    assert found.line == before.count("\n") + 2
    assert "起用“2027-01-01”" in said(found)[0]


def test_words_of_a_list_are_told_one_by_one() -> None:
    word = "刷单"
    ((kind, line, zh, en),) = changed("words.toml", f'"{word}"', '"新词"')
    assert (kind, line) == ("changed", line_of("words.toml", "words"))
    assert zh.endswith(f"词：加 新词；减 {word}")
    assert en.endswith(f"words: plus 新词; minus {word}")


def test_another_notation_of_the_same_condition_is_no_difference() -> None:
    """A sheet writes `{ any = ["x"] }` where a person wrote "x"."""

    def found(before: str, after: str) -> int:
        old, new = ({"routing.toml": f'[[row]]\nid = "1"\nwhen.topic = {each}\n'} for each in (before, after))
        return len(compare(old, new))

    assert found('"urban"', '{ any = ["urban"] }') == found('"urban"', '["urban"]') == 0
    assert found('["urban", "market"]', '{ any = ["urban", "market"] }') == 0
    assert found('"urban"', '{ none = ["urban"] }') == found('"urban"', '["urban", "market"]') == 1


def test_an_entry_taken_out_is_told_with_the_line_where_it_stood() -> None:
    text = FILES["reasons.toml"]
    _, *rest = ["[[reason]]" + part for part in text.split("[[reason]]")[1:]]
    (found,) = compare(FILES, {**FILES, "reasons.toml": "".join(rest)})
    assert (found.kind, found.line) == (ChangeKind.REMOVED, 1)
    assert said(found)[0].startswith("去掉 理由“")


def test_rows_that_change_places_are_told_because_the_first_that_fits_decides() -> None:
    head, *rows = FILES["routing.toml"].split("[[row]]")
    turned = "[[row]]".join([head, rows[1].rstrip("\n") + "\n\n", rows[0], *rows[2:]])
    found = list(compare(FILES, {**FILES, "routing.toml": turned}))
    assert [each.kind for each in found] == [ChangeKind.MOVED]
    assert {(each.before, each.after) for each in found} <= {("1", "2"), ("2", "1")}
    assert "第 " in said(found[0])[0]


@pytest.mark.parametrize("file", ["calendar/china.toml", "story.toml"])
def test_a_file_that_is_new_or_gone_is_told_as_a_whole(file: str) -> None:
    more = {**FILES, file: 'code = "x"\n'}
    less = {name: text for name, text in FILES.items() if name != file}
    (found,) = compare(less, more)
    assert (found.kind, found.file, found.line, found.places) == (ChangeKind.ADDED, file, 1, ())
    assert compare(more, less)[0].kind is ChangeKind.REMOVED


def test_the_kinds_of_an_added_pack_are_told_one_by_one_with_its_name() -> None:
    kinds = '[[kind]]\ncode = "errand"\nname = "代办"\nname_en = "Errand"\n'
    (found,) = compare(FILES, {**FILES, "with/more/kinds.toml": kinds})
    assert (found.file, found.line, said(found)) == (
        "with/more/kinds.toml", 1, ("新增 事项种类“代办”", "added: kind “Errand”"),
    )  # fmt: skip
