"""Words of clues."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.catalogue.model import Pack
from fengqiao.clues.terms import ClueState, Duty, LetterKind, RecoveryReason, RecoveryState
from fengqiao.desk.words import called, name_of

STATES = {
    ClueState.NEW: _("待签收"),
    ClueState.CHECKING: pgettext_lazy("clue", "核查中"),
    ClueState.CHECKED: pgettext_lazy("clue", "已核查"),
    ClueState.CLOSED: pgettext_lazy("clue", "已办结"),
}
TONES = {"new": "amber", "checking": "blue", "checked": "blue", "closed": "green"}
LETTERS = {
    LetterKind.TOLD: _("线索内容"),
    LetterKind.ADDED: pgettext_lazy("clue", "补充"),
    LetterKind.CLAIM: _("认领奖励"),
    LetterKind.ANSWER: pgettext_lazy("clue", "答复"),
    LetterKind.QUESTION: pgettext_lazy("clue", "追问"),
    LetterKind.CHECK: _("核查记录"),
}
LETTER_ICONS = {
    LetterKind.TOLD: "message-report",
    LetterKind.ADDED: "message",
    LetterKind.CLAIM: "star",
    LetterKind.ANSWER: "message-2",
    LetterKind.QUESTION: "message-circle-question",
    LetterKind.CHECK: "eye",
}
LETTER_TONES = {LetterKind.ANSWER: "blue", LetterKind.QUESTION: "amber", LetterKind.CHECK: "green"}
DUTIES = {Duty.RECIPIENT: _("接收人"), Duty.CUSTODIAN: _("保管人")}
REASONS = {RecoveryReason.LOST: _("口令遗失"), RecoveryReason.SUCCESSOR: _("接任"), RecoveryReason.DRILL: _("演练")}
RECOVERY_STATES = {
    RecoveryState.BEGUN: _("等第一位保管人"),
    RecoveryState.HALFWAY: _("等第二位保管人"),
    RecoveryState.DONE: pgettext_lazy("recovery", "完成"),
    RecoveryState.DROPPED: pgettext_lazy("recovery", "中止"),
}


def kinds_of(pack: Pack) -> list[tuple[str, str]]:
    """Return the types of clue by code and name."""
    field = pack.kinds["clue"].field("clue_type") if "clue" in pack.kinds else None
    return [(each.code, name_of(each)) for each in field.options] if field else []


def kind_named(pack: Pack, code: str) -> str:
    """Return the name of a type of clue."""
    return dict(kinds_of(pack)).get(code, code)


def result_named(pack: Pack, code: str) -> str:
    """Return the name of what a check found."""
    return called(pack.clues.results, code)
