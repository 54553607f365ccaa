"""duties.toml read into kinds of activity."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from fengqiao.catalogue.duty import (
    AskedAt,
    Bound,
    CheckWay,
    Count,
    Duties,
    DutyField,
    DutyForm,
    DutyKind,
    DutyRole,
    Every,
    Family,
    FieldForm,
    Leave,
    Led,
    LedBy,
    PointRule,
    Proof,
    Quorum,
    Required,
    Reward,
    StudyMoment,
    ThingKind,
    ThingSort,
)
from fengqiao.catalogue.named import Named
from fengqiao.catalogue.naming import each_by_code, names_of
from fengqiao.catalogue.node import Node

T = TypeVar("T", bound=StrEnum)
LONGEST, MOST_PROOFS, REMIND_MOST = 24 * 60, 50, 90


def read_duties(top: Node) -> Duties:
    """Return what the file says, in its order."""
    kinds = each_by_code(top, "kind", "勤务种类", "kind of duty", _kind)
    found = Duties(
        kinds,
        each_by_code(top, "bound", "义警边界", "bound of volunteers", _bound),
        each_by_code(top, "point", "积分项", "rule of points", _point),
        each_by_code(top, "reward", "积分用途", "use of points", _reward),
        each_by_code(top, "thing", "学习资源", "what study uses", _sort),
        each_by_code(top, "moment", "学时提醒", "moment of the year", _moment),
        each_by_code(top, "leave", "没有到会的原因", "reason of absence", _leave),
        each_by_code(top, "required", "按期要开展的", "what has to be held", _required),
    )
    top.done()
    return found


def joined(below: Duties, above: Duties) -> Duties:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Duties(
        {**below.kinds, **above.kinds},
        {**below.bounds, **above.bounds},
        {**below.points, **above.points},
        {**below.rewards, **above.rewards},
        {**below.sorts, **above.sorts},
        {**below.moments, **above.moments},
        {**below.leaves, **above.leaves},
        {**below.required, **above.required},
    )


def _kind(node: Node) -> DutyKind:
    quorum, makeup_days = _quorum(node), node.whole("makeup_days") if node.has("makeup_days") else 0
    kind = DutyKind(
        *names_of(node),
        family=node.choice("family", Family) or Family.MEETING,
        minutes=node.whole("minutes"),
        least=node.whole("least"),
        places=node.whole("places"),
        early=node.whole("early"),
        late=node.whole("late"),
        metres=node.whole("metres"),
        ways=_terms(node, "ways", CheckWay),
        forms=tuple(each_by_code(node, "form", "形式", "form", _form).values()),
        roles=tuple(each_by_code(node, "role", "分工", "role", _role).values()),
        counts=_terms(node, "counts", Count),
        hours=node.flag("hours", default=False),
        lesson=node.text("lesson", default=""),
        source=node.text("source"),
        quorum=quorum,
        makeup_days=makeup_days,
        whole_unit=node.flag("whole_unit", default=quorum is not None or makeup_days > 0),
        fields=tuple(each_by_code(node, "field", "栏目", "field", _field).values()),
        proofs=_proofs(node),
        led=_led(node),
    )
    if not 1 <= kind.minutes <= LONGEST:
        node.note("minutes", "wrong-type", "时长是 1 到 1440 分钟。", "an activity lasts 1 to 1440 minutes")
    if kind.places and kind.places < kind.least:
        node.note("places", "wrong-type", "名额不能少于最少人数。", "there are fewer places than people needed")
    return kind


def _field(node: Node) -> DutyField:
    form = node.choice("type", FieldForm)
    options = tuple(each_by_code(node, "options", "选项", "option", lambda each: Named(*names_of(each))).values())
    made = DutyField(
        *names_of(node),
        form=form or FieldForm.TEXT,
        asked=node.choice("asked", AskedAt) or AskedAt.PLAN,
        required=node.flag("required", default=False),
        personal=node.flag("personal", default=False),
        options=options,
    )
    if form is FieldForm.CHOICE and len(options) < 2:
        node.note("options" if options else "type", "options", f"选择栏“{made.name}”至少写两个选项。", f"a choice ({made.code}) needs two options at least")  # fmt: skip
    if form not in (None, FieldForm.CHOICE) and options:
        node.note("options", "options", f"“{made.name}”不是选择栏，不能写选项。", f"{made.code} is no choice and has no options")  # fmt: skip
    if made.code in set(Count):
        message = f"“{made.code}”是产品自带的数量，写在 counts 里。"
        node.note("code", "reserved-code", message, f"“{made.code}” is a number of the product: it stands in counts")
    return made


def _proofs(node: Node) -> dict[Proof, int]:
    """How much of each has to be there; `minutes = true`, the others in numbers."""
    found = node.child("evidence")
    if found is None:
        return {}
    asked = {each: found.whole(each.value) for each in (Proof.PHOTOS, Proof.SIGN_INS) if found.has(each.value)}
    for each, number in asked.items():
        if type(found.data[each.value]) is int and not 1 <= number <= MOST_PROOFS:
            message = f"“{each.value}”写 1 到 {MOST_PROOFS} 的整数；不要就不写。"
            found.note(each.value, "wrong-type", message, f"{each.value} is 1 to {MOST_PROOFS}; leave it out for none")
    minutes = {Proof.MINUTES: 1} if found.flag(Proof.MINUTES.value, default=False) else {}
    found.done()
    return {**asked, **minutes}


def _led(node: Node) -> Led | None:
    found = node.child("led")
    if found is None:
        return None
    by = found.choice("by", LedBy) or LedBy.POLICE
    led = Led(by, found.whole("from"), found.whole("until"), found.flag("strict", default=False))
    for key, hour in (("from", led.since), ("until", led.until)):
        if not 0 <= hour <= 24:
            found.note(key, "wrong-type", f"“{key}”是 0 到 24 点。", f"{key} is an hour from 0 to 24")
    found.done()
    return led


def _quorum(node: Node) -> Quorum | None:
    found = node.child("quorum")
    if found is None:
        return None
    part, whole = found.whole("part"), found.whole("whole")
    if not 1 <= part <= whole:
        found.note("part", "wrong-type", "到会要求写成几分之几，不超过一。", "a quorum is a part of the whole")
    made = Quorum(part, max(whole, 1), found.flag("over", default=False), found.flag("of_due", default=False))
    found.done()
    return made


def _bound(node: Node) -> Bound:
    return Bound(*names_of(node), source=node.text("source"))


def _point(node: Node) -> PointRule:
    return PointRule(
        *names_of(node), points=node.whole("points"), a_month=node.whole("a_month"), source=node.text("source")
    )


def _reward(node: Node) -> Reward:
    commends = node.flag("commends", default=False)
    return Reward(*names_of(node), points=node.whole("points"), commends=commends, source=node.text("source"))


def _sort(node: Node) -> ThingSort:
    kind = node.choice("kind", ThingKind) or ThingKind.PLACE
    return ThingSort(*names_of(node), kind=kind, source=node.text("source"))


def _moment(node: Node) -> StudyMoment:
    moment = StudyMoment(
        *names_of(node),
        month=node.whole("month"),
        day=node.whole("day"),
        share=node.whole("share"),
        source=node.text("source"),
    )
    if not (1 <= moment.month <= 12 and 1 <= moment.day <= 28 and 1 <= moment.share <= 100):
        message = "月是 1 到 12，日是 1 到 28，比例是 1 到 100。"
        node.note("day", "wrong-type", message, "a month is 1 to 12, a day 1 to 28, a share 1 to 100")
    return moment


def _leave(node: Node) -> Leave:
    return Leave(*names_of(node), source=node.text("source"))


def _required(node: Node) -> Required:
    found = Required(
        *names_of(node),
        kinds=tuple(node.texts("kinds")),
        every=node.choice("every", Every) or Every.YEAR,
        times=node.whole("times"),
        from_people=node.whole("from_people") if node.has("from_people") else 0,
        remind_days=node.whole("remind_days"),
        source=node.text("source"),
    )
    if found.times < 1 or not 0 <= found.remind_days <= REMIND_MOST or not found.kinds:
        message = "次数至少 1，提前提醒的天数是 0 到 90，种类至少写一个。"
        node.note("times", "wrong-type", message, "at least once, reminded 0 to 90 days before, of one kind at least")
    return found


def _form(node: Node) -> DutyForm:
    return DutyForm(*names_of(node), makes_up=node.flag("makes_up", default=False))


def _role(node: Node) -> DutyRole:
    return DutyRole(*names_of(node), leads=node.flag("leads", default=False), votes=node.flag("votes", default=True))


def _terms(node: Node, key: str, terms: type[T]) -> tuple[T, ...]:
    found = []
    for text in node.texts(key, needed=False):
        if text in set(terms):
            found.append(terms(text))
        else:
            node.note(key, "unknown-code", f"不认识“{text}”。", f"unknown “{text}”")
    return tuple(found)
