"""What a contest allows: names, scores, when it is signed."""

from __future__ import annotations

from collections.abc import Collection

from fengqiao.contests.terms import Better, ContestState, Total
from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem

LONGEST, MOST_TEAMS, MOST_DISCIPLINES, MOST_JUDGES = 20, 60, 12, 15
MOST_SCORE = 999_999_999  # thousandths


def why_not_open(state: ContestState) -> Problem | None:
    """Return why nothing of a contest is changed any more, or None."""
    return Problem("contest-sealed", "成绩已经签发，不能再改。") if state is ContestState.SEALED else None


def why_not_named(name: str, others: Collection[str], most: int) -> Problem | None:
    """Return why a team or a discipline cannot be called so, or None."""
    if not name or len(name) > LONGEST:
        return Problem("contest-name", "名称写 1 到 {most} 个字。", most=LONGEST)
    if find_private(name):
        return Problem("contest-private", "名称里不写姓名、电话。")
    if name in others:
        return Problem("contest-there", "“{name}”已经有了。", name=name)
    return Problem("contest-many", "最多 {most} 个。", most=most) if len(others) >= most else None


def why_not_better(better: Better, total: Total) -> Problem | None:
    """Return why a discipline does not go with how the total is made, or None: times are not added to scores."""
    if total is Total.SCORES and better is Better.LOW:
        return Problem("contest-low", "总分按各项得分相加时，每项都要是分高为好；计时的项目请改按名次计分。")
    return None


def why_not_scored(value: int, most: int) -> Problem | None:
    """Return why a score (in thousandths) cannot be, or None; `most` 0: there is no full mark."""
    if not 0 <= value <= (most or MOST_SCORE):
        return Problem(
            "contest-score", "分数要在 0 到 {most} 之间，最多三位小数。", most=f"{(most or MOST_SCORE) / 1000:g}"
        )
    return None


def why_not_sealed(state: ContestState, teams: int, disciplines: int, unsigned: int, judges: int) -> Problem | None:
    """Return why a ranking cannot be signed, or None: two teams, a discipline, every judge's signature."""
    if refusal := why_not_open(state):
        return refusal
    if teams < 2 or not disciplines or not judges:
        return Problem("contest-few", "至少要有两支队伍、一个项目、一位评委。")
    if unsigned:
        return Problem("contest-unsigned", "还有 {count} 位评委没有签字。", count=unsigned)
    return None


def read_score(text: str) -> int | None:
    """Read a score with up to three decimals as thousandths; None for nothing. Refuses anything else."""
    text = text.strip()
    if not text:
        return None
    whole, dot, part = text.partition(".")
    plain = (
        text.isascii() and whole.isdecimal() and len(whole) <= 6 and (not dot or (part.isdecimal() and len(part) <= 3))
    )
    if not plain:
        raise Problem("contest-score", "分数要在 0 到 {most} 之间，最多三位小数。", most=f"{MOST_SCORE / 1000:g}")
    return int(whole) * 1000 + int((part + "000")[:3])
