"""When a notice is sent, what becomes of it after each try, and how long one waits: facts in, decision out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType

from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.notices.terms import NoticeKind, NoticeState, Outcome, Way

PREFIX = "notice"


class Turn(StrEnum):
    """What happens to a notice."""

    CLAIM = "claim"
    TAKEN = "taken"
    REFUSED = "refused"
    AGAIN = "again"
    GIVEN_UP = "given_up"
    UNKNOWN = "unknown"
    NOBODY = "nobody"
    ARRIVED = "arrived"
    LOST = "lost"
    CANCEL = "cancel"
    RESEND = "resend"


_Q, _S, _T = NoticeState.QUEUED, NoticeState.SENDING, NoticeState.SENT
_R, _F, _D, _C = NoticeState.RECEIVED, NoticeState.FAILED, NoticeState.DOUBTFUL, NoticeState.CANCELLED
TURNS: Mapping[tuple[NoticeState, Turn], NoticeState] = MappingProxyType(
    {
        (_Q, Turn.CLAIM): _S,
        (_Q, Turn.CANCEL): _C,
        (_S, Turn.TAKEN): _T,
        (_S, Turn.REFUSED): _F,
        (_S, Turn.AGAIN): _Q,
        (_S, Turn.GIVEN_UP): _F,
        (_S, Turn.UNKNOWN): _D,
        (_S, Turn.NOBODY): _C,
        (_S, Turn.ARRIVED): _R,  # a receipt may overtake the answer
        (_T, Turn.ARRIVED): _R,
        (_T, Turn.LOST): _F,
        # An answer that comes after its time was up, and a receipt, say what nobody knew.
        (_D, Turn.TAKEN): _T,
        (_D, Turn.REFUSED): _F,
        (_D, Turn.GIVEN_UP): _F,
        (_D, Turn.AGAIN): _Q,
        (_D, Turn.ARRIVED): _R,
        (_D, Turn.LOST): _F,
        (_D, Turn.RESEND): _Q,
        (_D, Turn.CANCEL): _C,
        (_F, Turn.ARRIVED): _R,
        (_F, Turn.RESEND): _Q,
        (_F, Turn.CANCEL): _C,
    }
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the pack in force says about notices; hours of the local day, minutes of waiting."""

    quiet_from: int
    quiet_to: int
    urgent: frozenset[str]
    first_wait: int
    longest_wait: int
    tries: int
    lease: int
    one_by_one: int
    tell: frozenset[str]
    not_told: frozenset[str]
    keep_days: int


def plan_of(pack: Pack, day: date) -> Plan:
    """Return what a pack says on a day; what it does not say is the product's own, so that nothing is refused for it."""

    def number(code: str, least: int = 0) -> int:
        return max(known(pack, f"{PREFIX}.{code}", day).number, least)

    def codes(code: str) -> frozenset[str]:
        value = known(pack, f"{PREFIX}.{code}", day).value
        return frozenset(map(str, value if isinstance(value, tuple) else (value,)))

    return Plan(
        quiet_from=number("quiet_from") % 24,
        quiet_to=number("quiet_to") % 24,
        urgent=codes("urgent"),
        first_wait=number("first_wait", 1),
        longest_wait=number("longest_wait", 1),
        tries=number("tries", 1),
        lease=number("lease", 1),
        one_by_one=number("one_by_one"),
        tell=codes("tell"),
        not_told=codes("not_told"),
        keep_days=known(pack, "retention.notices", day).number,
    )


def after_quiet(at: datetime, plan: Plan, zone: tzinfo) -> datetime:
    """Return the first moment from `at` on that is not quiet."""
    local = at.astimezone(zone)
    begins, ends = plan.quiet_from, plan.quiet_to
    over_midnight = begins > ends
    hour = local.hour
    quiet = (hour >= begins or hour < ends) if over_midnight else begins <= hour < ends
    if not quiet:
        return at
    day = local.date() + timedelta(days=1) if over_midnight and hour >= begins else local.date()
    return datetime.combine(day, time(ends), zone).astimezone(at.tzinfo)


def first_try(at: datetime, kind: NoticeKind, way: Way, plan: Plan, zone: tzinfo, *, urgent: bool) -> datetime:
    """Return when a notice is to be sent: at once in the inbox and where it is urgent, else outside of quiet hours.

    An urgent matter does not wake residents: what they are told passes only where the pack names its kind.
    """
    if way is Way.INBOX or kind.value in plan.urgent or (urgent and way is not Way.SMS):
        return at
    return after_quiet(at, plan, zone)


def next_wait(tries: int, plan: Plan) -> timedelta:
    """Return how long to wait after so many tries: twice as long each time, up to a ceiling."""
    return timedelta(minutes=min(plan.first_wait * 2 ** min(tries - 1, 20), plan.longest_wait))


def turn_of(outcome: Outcome, *, tries: int, plan: Plan, idempotent: bool) -> Turn:
    """Return what an outcome means for a notice: nobody-knows is tried again only where that cannot arrive twice."""
    if outcome is Outcome.TAKEN:
        return Turn.TAKEN
    if outcome is Outcome.REFUSED:
        return Turn.REFUSED
    if outcome is Outcome.NOBODY:
        return Turn.NOBODY
    if outcome is Outcome.UNKNOWN and (not idempotent or tries >= plan.tries):
        return Turn.UNKNOWN
    return Turn.AGAIN if tries < plan.tries else Turn.GIVEN_UP


def why_not_turn(state: NoticeState, turn: Turn) -> Problem | None:
    """Return why something cannot happen to a notice as it stands, or None."""
    if (state, turn) in TURNS:
        return None
    if state is NoticeState.SENDING:
        return Problem("notice-sending", "这条通知正在发送，请过一会儿再操作。")
    return Problem("notice-over", "这条通知现在不能这样操作，请刷新后再看。")
