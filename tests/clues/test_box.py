"""Boxes, passphrases and codes: what opens, what does not, and what lengths tell."""

from __future__ import annotations

import secrets

import pytest

from fengqiao.clues import box
from fengqiao.clues.rules.course import TRANSITIONS, why_not_passphrase
from fengqiao.clues.terms import ClueState
from fengqiao.kit.problems import Problem


def test_only_the_right_key_opens() -> None:
    private, public = box.new_pair()
    other, _ = box.new_pair()
    shut = box.sealed_to(public, b"words")
    assert box.opened_with(private, shut) == b"words"
    key = box.new_key()
    assert box.opened(key, box.sealed(key, b"words")) == b"words"
    spoilt = bytes([shut[0] ^ 1]) + shut[1:]
    for wrong_key, content in ((other, shut), (private, spoilt), (private, b""), (private, shut[:-1])):
        with pytest.raises(Problem, match="打不开"):
            box.opened_with(wrong_key, content)
    with pytest.raises(Problem, match="打不开"):
        box.opened(box.new_key(), box.sealed(key, b"words"))
    assert box.sealed_to(public, b"words") != shut  # the same words never look alike


def test_a_passphrase_opens_its_key_whatever_way_it_was_typed() -> None:
    private, _ = box.new_pair()
    lock = box.locked(private, "竹海听风 ｌantern ①")
    assert box.unlocked(lock, "竹海听风 lantern 1") == private
    assert box.unlocked(lock, "竹海听风 lantern 2") is None
    assert private not in lock.sealed


def test_what_trying_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    operations, memory = box.PASSPHRASE_COST
    assert (operations >= 4, memory >= 128 * 2**20) == (True, True)  # above OWASP 2023: 19 MiB and 2, or 46 MiB and 1
    assert box.CODE_COST[1] >= 64 * 2**20
    assert box.GROUPS * box.DIGITS == 20


def test_a_code_is_read_however_it_was_written_down() -> None:
    code = box.new_code()
    assert len(code) == 24
    same = {box.behind(each) for each in (code, code.replace(" ", ""), code.replace(" ", "-"), f" {code}。", code.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}))}  # fmt: skip
    assert len(same) == 1
    last = "1" if code[-1] != "1" else "2"
    assert box.behind(code[:-1] + last) != box.behind(code)
    assert box.behind(code + "0") != box.behind(code)
    assert len({box.new_code() for _ in range(200)}) == 200


def test_lengths_of_words_fall_into_one_class_and_of_files_into_few() -> None:
    short, long = (box.padded(b"x" * size, box.LETTER_BLOCK) for size in (1, 4095))
    assert len(short) == len(long) == 4096
    assert box.unpadded(short, box.LETTER_BLOCK) == b"x"
    lengths = set()
    for size in range(4096, 400_000, 997):
        block = box.file_block(size)
        filled = box.padded(bytes(size), block)
        assert size < len(filled) <= size * 1.125 + 1
        assert len(box.unpadded(filled, block)) == size
        lengths.add(len(filled))
    assert len(lengths) < 130  # of 398 sizes
    content = secrets.token_bytes(70_000)
    assert box.unpadded(box.padded(content, box.file_block(70_000)), box.file_block(70_000)) == content


@pytest.mark.parametrize(
    ("phrase", "code"),
    [("短口令", "passphrase-short"), ("12345678901234567890", "passphrase-weak"), ("aaaabbbbccccaaaa", "passphrase-weak"),
     ("officer01 竹海听风五里亭", "passphrase-weak-name"), ("竹海听风 lantern 四更天晴", "")],
)  # fmt: skip
def test_which_passphrases_are_taken(phrase: str, code: str) -> None:
    refusal = why_not_passphrase(phrase, known=("officer01", ""))
    assert (refusal.code if refusal else "") == code


def test_every_state_is_reached_and_left() -> None:
    reached = {to for _, to in TRANSITIONS.values()} | {ClueState.NEW}
    left = {state for states, _ in TRANSITIONS.values() for state in states}
    assert reached == left == set(ClueState)
