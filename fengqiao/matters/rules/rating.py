"""What is asked after the end (办后评议), and what follows from the answers; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from fengqiao.kit.problems import Problem
from fengqiao.matters.terms import RatingAnswer

# Whether somebody was in touch, whether it is solved, whether they are content: asked apart, never added up.
QUESTIONS: Mapping[str, tuple[RatingAnswer, ...]] = MappingProxyType(
    {
        "responded": (RatingAnswer.YES, RatingAnswer.NO, RatingAnswer.UNSAID),
        "solved": (RatingAnswer.YES, RatingAnswer.FAIR, RatingAnswer.NO, RatingAnswer.UNSAID),
        "satisfied": (RatingAnswer.YES, RatingAnswer.FAIR, RatingAnswer.NO, RatingAnswer.UNSAID),
    }
)


@dataclass(frozen=True, slots=True)
class Answers:
    """The three answers of one person after one closing."""

    responded: RatingAnswer
    solved: RatingAnswer
    satisfied: RatingAnswer

    def codes(self) -> dict[str, str]:
        """Return them as codes by question."""
        return {name: getattr(self, name).value for name in QUESTIONS}


def read_answers(given: Mapping[str, str]) -> Answers:
    """Read what a form holds; refuses a question without an answer, and three that all say nothing."""
    found = {}
    for name, possible in QUESTIONS.items():
        known = {each.value: each for each in possible}
        if given.get(name, "") not in known:
            raise Problem("rate-answer", "三个问题请逐一选择：有没有人联系、解决了没有、满意不满意。")
        found[name] = known[given[name]]
    if set(found.values()) == {RatingAnswer.UNSAID}:
        raise Problem("rate-nothing", "三个问题都没有回答。对方不愿评议时，请记为“没有问到”。")
    return Answers(**found)


@dataclass(frozen=True, slots=True)
class RateFacts:
    """What a rating depends on; `own`: whoever rates closed the matter; `rated`: this closing has been rated."""

    closed_at: datetime | None
    sealed: bool
    own: bool
    rated: bool
    days: int


def why_not_rate(facts: RateFacts, at: datetime) -> Problem | None:
    """Return why a closing cannot be rated, or None."""
    if facts.sealed or facts.closed_at is None:
        return Problem("rate-sealed", "这类事项不作评议。")
    if facts.own:
        return Problem("rate-own", "这件事项是您办结的，请由别人来问。")
    if facts.rated:
        return Problem("rate-again", "这次办结已经评议过了。")
    if at > facts.closed_at + timedelta(days=facts.days):
        return Problem("rate-late", "办结已超过 {limit} 天，不再评议；还没有解决的请重新反映。", limit=facts.days)
    return None


def opens_again(answers: Answers, reopened: int, most: int) -> bool:
    """Say whether a matter is done again because of the answers: not solved, and not yet done again so many times."""
    return answers.solved is RatingAnswer.NO and reopened < most
