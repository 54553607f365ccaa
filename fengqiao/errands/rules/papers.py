"""The papers of an errand that somebody signs: what stands on them. In Chinese whatever the language of the page; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from fengqiao.catalogue.errand import ErrandForm
from fengqiao.errands.terms import PaperHolder
from fengqiao.kit.documents import Binder, Document, Grid, Line

FRAME = ("目录", "序号", "文书名称", "页号", "备注", "年　　月　　日", "捺印／盖章处")
RECEIPT = "receipt"
WHERE: Mapping[PaperHolder, str] = MappingProxyType(
    {PaperHolder.ASSISTANT: "代办员", PaperHolder.OFFICE: "部门窗口", PaperHolder.RESIDENT: "已交还本人"}
)
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What papers are filled with. `person`: fields in clear, or none: lines to write on. `held`: paper, item, holder, day."""

    number: str
    unit: str
    runner: str
    items: Sequence[str]
    person: Mapping[str, str]
    held: Sequence[tuple[str, str, PaperHolder, str]]


def binder_of(form: ErrandForm, facts: PaperFacts, *, say: Say = str, traditional: bool = False) -> Binder:
    """Return a form filled in; `say` turns words of the product into another script, people's own stay."""
    number = Line(say("编　　号"), facts.number)
    parts = (number, *(_receipt(facts, say) if form.code == RECEIPT else _authorisation(facts, say)))
    words, signs = (tuple(say(each) for each in some) for some in (form.text, form.signs))
    document = Document(form.code, say(form.name), parts, words, signs)
    return Binder(
        document.title,
        facts.unit,
        facts.number,
        (document,),
        tuple(say(word) for word in FRAME),
        traditional=traditional,
    )


def _authorisation(facts: PaperFacts, say: Say) -> tuple[Line | Grid, ...]:
    person = facts.person
    return (
        Line(say("授 权 人"), person.get("person_name", "")),
        Line(say("身份证号"), person.get("person_id_number", "")),
        Line(say("电　　话"), person.get("teller_phone", "")),
        Line(say("代 办 员"), facts.runner),
        Line(say("单　　位"), facts.unit),
        Line(say("授权事项"), "、".join(say(each) for each in facts.items), wide=True),
        Line(say("授权期限"), say("　　　　年　　月　　日止")),
    )


def _receipt(facts: PaperFacts, say: Say) -> tuple[Line | Grid, ...]:
    heads = tuple(say(head) for head in ("材料", "办什么", "在谁手里", "从哪天", "签收"))
    rows = tuple((say(paper), say(item), say(WHERE[holder]), day, "") for paper, item, holder, day in facts.held)
    blank = ("", "", "", "", "")
    return (
        Line(say("本　　人"), facts.person.get("person_name", "")),
        Grid(say("材料清单"), heads, (*rows, blank, blank)),
    )
