"""What may be done with a clue in which state; who makes a safe set of holders; passphrases; figures of a check."""

from __future__ import annotations

from collections.abc import Mapping

from fengqiao.clues.terms import ClueState, Duty
from fengqiao.kit import typed
from fengqiao.kit.problems import Problem

TEXT, LEAST_PASSPHRASE, CUSTODIANS = 5000, 14, 2
MOST_PEOPLE, MOST_GROUPS = 9_999, 999
TAKE, CHECK, CLOSE, REOPEN = "take", "check", "close", "reopen"
# By deed: from which states, to which.
TRANSITIONS: Mapping[str, tuple[frozenset[ClueState], ClueState]] = {
    TAKE: (frozenset({ClueState.NEW}), ClueState.CHECKING),
    CHECK: (frozenset({ClueState.NEW, ClueState.CHECKING, ClueState.CHECKED}), ClueState.CHECKED),
    CLOSE: (frozenset({ClueState.CHECKED}), ClueState.CLOSED),
    REOPEN: (frozenset({ClueState.CLOSED}), ClueState.CHECKING),
}


def why_not(deed: str, state: ClueState) -> Problem | None:
    """Return why a deed is not done in a state."""
    if state in TRANSITIONS[deed][0]:
        return None
    if deed == TAKE:
        return Problem("clue-state", "这条线索已经有人签收。")
    if deed == CHECK:
        return Problem("clue-state", "线索已经办结，要先重新核查。")
    if deed == CLOSE:
        return Problem("clue-state", "先记核查结果，再办结。")
    return Problem("clue-state", "线索还没有办结。")


def fitted(text: str, *, needed: bool = True) -> str:
    """Return a text as it is kept; refuses none and one that is too long."""
    said = typed.fitted(text, TEXT)
    if needed and not said:
        raise Problem("clue-empty", "请写内容。")
    return said


def why_not_passphrase(passphrase: str, *, known: tuple[str, ...] = ()) -> Problem | None:
    """Return why a passphrase is not taken: too short, of digits alone, of one letter, or what others know already."""
    plain = passphrase.strip()
    if len(plain) < LEAST_PASSPHRASE:
        return Problem(
            "passphrase-short", "口令至少 {limit} 个字符，建议用几个不相干的词连起来。", limit=LEAST_PASSPHRASE
        )
    if plain.isdecimal() or len(set(plain)) < 6:
        return Problem("passphrase-weak", "口令太容易猜，不能全是数字，也不能老是那几个字符。")
    if any(each and each.lower() in plain.lower() for each in known):
        return Problem("passphrase-weak-name", "口令里不要有登录名或姓名。")
    return None


def why_not_named(duty: Duty, held: frozenset[Duty]) -> Problem | None:
    """Return why somebody is not named: who receives a unit's clues keeps no part of the way back to them."""
    if duty in held:
        return Problem("holder-already", "已经指定过。")
    if held:
        return Problem("holder-both", "同一个人不能既是接收人又是保管人。")
    return None


def why_not_outcome(people: int, groups: int) -> Problem | None:
    """Return why the figures of a check are not taken."""
    if not 0 <= people <= MOST_PEOPLE or not 0 <= groups <= MOST_GROUPS:
        return Problem("clue-figures", "人数和团伙数要填整数。")
    return None
