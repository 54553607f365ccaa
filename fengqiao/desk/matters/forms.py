"""Forms of the pages of matters. They give labels, hints and choices; what may be done the actions decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import AT_CLOSE, AT_INTAKE, CallClass, Field, FieldType, Kind, Option, ReasonUse
from fengqiao.desk.fields import Choices
from fengqiao.desk.words import CHANNELS, CONSENTS, DOORS, in_language, indented, listed, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.look.moments import absolute
from fengqiao.matters.actions import Desk
from fengqiao.matters.queries import Dossier
from fengqiao.matters.rules.amending import OF_KIND
from fengqiao.matters.rules.calls import CALL_CLASS, FOUND_CLASS
from fengqiao.matters.terms import OPEN_TASKS, Door, TaskRole
from fengqiao.orgs.queries import Place
from fengqiao.orgs.terms import AreaLevel

HUMAN_DOORS = (Door.COUNTER, Door.PHONE, Door.POST, Door.VOLUNTEER)
PREFIX = "field."


class Files(forms.FileField):
    """Several files at once; the vault looks at them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": "image/*,.pdf,.docx,.xlsx,.mp3,.m4a,.mp4"})
        widget.allow_multiple_selected = True
        widget.attrs["multiple"] = True
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002
        """Leave the files as they are: `request.FILES` is read by the view."""
        return data


def _empty_first(choices: Choices, word: str) -> Choices:
    return [("", word), *choices]


def form_field(field: Field, *, needed: bool) -> forms.Field:
    """Return the form field of a field of a kind."""
    words: dict[str, Any] = {
        "label": name_of(field),
        "required": needed,
        "help_text": in_language(field.hint, field.hint_en),
    }
    match field.type:
        case FieldType.CHOICE:
            return forms.ChoiceField(choices=_empty_first(option_choices(field.options), _("请选择")), **words)
        case FieldType.LONGTEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **words)
        case FieldType.DATE:
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **words)
        case FieldType.NUMBER:
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **words)
        case FieldType.PHONE:
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}), **words)
        case _:
            return forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}), **words)


def option_choices(options: Iterable[Option]) -> Choices:
    """Return options for a choice; classes of calls in groups of the first level, indented by their levels."""
    found: Choices = []
    for option in options:
        if not isinstance(option, CallClass):
            found.append((option.code, name_of(option)))
        elif option.level == 1:
            found.append((name_of(option), [(option.code, name_of(option))]))
        else:
            found[-1][1].append((option.code, indented(name_of(option), option.level - 1)))
    return found


class Worded(forms.Form):
    """A form that can be told the problems of an action."""

    use_required_attribute = False

    def tell(self, problems: Mapping[str, Problem]) -> None:
        """Show problems beside their fields; those of no field stand above."""
        for name, problem in problems.items():
            known = next((each for each in (name, f"{PREFIX}{name}") if each in self.fields), None)
            words = say(problem)
            if known is None or words not in self.errors.get(known, []):
                self.add_error(known, words)


class IntakeForm(Worded):
    """The counter's form; the fields of a kind join once it is chosen."""

    def __init__(
        self,
        desk: Desk,
        kind: Kind | None,
        now: str,
        data: Any = None,
        files: Any = None,
        *,
        door: Door = Door.COUNTER,
        police: bool = False,
        area: str = "",
        place: str = "",
    ) -> None:
        known = {"told_at": now, "door": door.value, "area": area, "place": place[:120]}
        super().__init__(data, files, initial=known, auto_id="in-%s")
        pack = desk.published.pack
        most = int(pack.value_on("file.max_bytes", pack.valid_from).number) // 1024 // 1024
        self.fields["text"] = forms.CharField(
            label=_("诉求内容"),
            help_text=_("谁、在哪里、什么事，想要怎么办；照原话记"),
            widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        )
        self.fields["title"] = forms.CharField(
            label=_("标题"), required=False, help_text=_("不填就取第一句话"), max_length=160
        )
        self.fields["door"] = forms.ChoiceField(
            label=_("来源"), choices=[(door.value, DOORS[door]) for door in HUMAN_DOORS], widget=forms.RadioSelect
        )
        self.fields["area"] = forms.ChoiceField(
            label=_("所在村社"), required=False, choices=area_choices(desk.directory.places.values())
        )
        self.fields["place"] = forms.CharField(label=_("详细地点"), required=False, max_length=120)
        self.fields["told_at"] = forms.CharField(
            label=_("反映时间"), required=False, help_text=_("如 2026-11-21 09:30")
        )
        kinds: Choices = [(each.code, name_of(each)) for each in pack.kinds.values()]
        self.fields["kind"] = forms.ChoiceField(
            label=_("种类"), required=False, choices=_empty_first(kinds, _("由分流清单判定"))
        )
        asked = [*fields_at_intake(kind or next(iter(pack.kinds.values())), every=kind is not None)]
        if kind is None and police and door is Door.PHONE:
            # A call is classed as it is told, whatever kind the tables will make of it.
            asked += [f for f in (each.field(CALL_CLASS) for each in pack.kinds.values()) if f][:1]
        for field in asked:
            if field.code == CALL_CLASS and field.doors and not police:
                continue
            if field.asked_of(door.value):
                self.fields[f"{PREFIX}{field.code}"] = form_field(
                    field, needed=field.needed_at == AT_INTAKE and kind is not None
                )
        self.fields["files"] = Files(label=_("照片或文书"), help_text=_("每个不超过 %(mb)s MB") % {"mb": most})
        units: Choices = [(card.code, name_of(card)) for card in desk.directory.receivers()]
        self.fields["to_unit"] = forms.ChoiceField(
            label=_("改送单位"), required=False, choices=_empty_first(units, _("按清单送达"))
        )
        self.fields["reason"] = forms.CharField(label=_("改送理由"), required=False, max_length=200)

    def teller_fields(self) -> list[forms.BoundField]:
        """The fields about the teller, which every kind has."""
        return [self[name] for name in self.fields if name.startswith(f"{PREFIX}teller_")]

    def kind_fields(self) -> list[forms.BoundField]:
        """The fields of the kind chosen."""
        return [self[n] for n in self.fields if n.startswith(PREFIX) and not n.startswith(f"{PREFIX}teller_")]


def fields_at_intake(kind: Kind, *, every: bool) -> Iterable[Field]:
    """Return the fields that can be known at intake; without a kind chosen only those of the teller."""
    known = (f for f in kind.fields if f.needed_at in {AT_INTAKE, None} and f.code != FOUND_CLASS)
    return (f for f in known if every or f.code.startswith("teller_"))


def area_choices(places: Iterable[Place]) -> list[Any]:
    """Villages under their towns, the town itself first."""
    groups: list[tuple[str, Choices]] = []
    for place in places:
        if place.level is AreaLevel.TOWN:
            groups.append((name_of(place), [(place.code, name_of(place))]))
        elif place.level is AreaLevel.VILLAGE and groups:
            groups[-1][1].append((place.code, name_of(place)))
    return [("", _("不清楚")), *groups]


def text_of(label: str, *, rows: int = 3, required: bool = True, hint: str = "") -> forms.CharField:
    """Return a field for words of several lines."""
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), help_text=hint)


def choice_of(label: str, choices: Choices) -> forms.ChoiceField:
    """Return a field of which one must be chosen."""
    return forms.ChoiceField(label=label, choices=_empty_first(choices, _("请选择")))


def reasons_of(case: Dossier, use: ReasonUse) -> Choices:
    """Return the reasons of a matter's edition for a use, with their clauses."""
    named = case.published.pack.reasons.get(use, ())
    return [
        (
            reason.code,
            f"{in_language(reason.clause, '')} {name_of(reason)}".strip() if reason.clause else name_of(reason),
        )
        for reason in named
    ]


class MoveForm(Worded):
    """The form of one move on a matter's page."""

    def __init__(self, name: str, fields: Mapping[str, forms.Field], initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(initial=dict(initial or {}), auto_id=f"{name}-%s")
        self.fields.update(fields)


def split_form(case: Dossier) -> MoveForm | None:
    """Return the form that takes several tellings out, with helpers' shares; None where one button does as well."""
    told = [
        (str(each.id), f"{absolute(each.told_at, case.reports[0].told_at)} · {each.title}") for each in case.reports[1:]
    ]
    open_tasks = [t for t in case.tasks if t.role == TaskRole.HELPER.value and t.state in OPEN_TASKS]
    if not told or (len(told) == 1 and not open_tasks):
        return None
    several = forms.CheckboxSelectMultiple
    fields: dict[str, forms.Field] = {
        "report": forms.MultipleChoiceField(label=_("拆出哪些诉求"), choices=told, widget=several)
    }
    if open_tasks:
        shares = [(str(t.id), f"{name_of(t.unit)} · {t.wanted}") for t in open_tasks]
        fields["task"] = forms.MultipleChoiceField(
            label=_("带走哪些协办"), choices=shares, widget=several, required=False,
            help_text=_("带走的协办在这里撤回，在新事项里重新请其签收。"),
        )  # fmt: skip
    return MoveForm("split", fields)


def amend_form(case: Dossier) -> MoveForm:
    """Return the form that puts right what was written down: title, topic, the open fields of the kind."""
    topics: Choices = [(topic.code, name_of(topic)) for topic in case.published.pack.topics.values()]
    door, values = case.matter.door, case.matter.fields
    asked = [f for f in case.kind.fields if not f.personal and (f.asked_of(door) or values.get(f.code))]
    own = {f"{OF_KIND}{f.code}": form_field(f, needed=False) for f in asked}
    filled = {f"{OF_KIND}{code}": value for code, value in values.items()}
    return MoveForm(
        "amend",
        {
            "title": forms.CharField(label=_("标题"), max_length=160),
            "topic": forms.ChoiceField(label=_("主题"), required=False, choices=_empty_first(topics, _("不清楚"))),
            **own,
        },
        {"title": case.matter.title, "topic": case.matter.topic, **filled},
    )


def reclass_form(case: Dossier) -> MoveForm:
    """Return the form that gives a matter another kind: none that is sealed, nor its own."""
    kinds = [k for k in case.published.pack.kinds.values() if not k.sealed and k.code != case.kind.code]
    fields: dict[str, forms.Field] = {
        "kind": choice_of(_("改为"), [(each.code, name_of(each)) for each in kinds]),
        "text": text_of(
            _("为什么改"),
            rows=2,
            hint=_("时限改按新种类，从原来的起点算；新种类没有的栏目会从事项里取出，记在办理经过里"),
        ),
    }
    return MoveForm("reclass", fields)


def place_form(places: Iterable[Place], area: str, place: str) -> MoveForm:
    """Return the form that sets where a matter is."""
    return MoveForm(
        "place",
        {
            "area": forms.ChoiceField(label=_("所在村社"), choices=area_choices(places)),
            "place": forms.CharField(label=_("详细地点"), required=False, max_length=120),
        },
        {"area": area, "place": place},
    )


def _reopen_form(case: Dossier) -> MoveForm:
    reasons = choice_of(_("重办理由"), reasons_of(case, ReasonUse.REOPEN))
    return MoveForm("reopen", {"reason": reasons, "text": text_of(_("说明"), rows=2)})


def _reply_form() -> MoveForm:
    return MoveForm(
        "reply",
        {
            "channel": choice_of(_("答复方式"), [(each.value, word) for each, word in CHANNELS.items()]),
            "text": text_of(_("答复内容"), rows=5, hint=_("下一步会标出姓名、电话、证件号，核对后再记录")),
        },
    )


def _fixed_forms(units: Choices) -> dict[str, MoveForm]:
    """The forms that ask the same of every matter."""
    rule = {"unit": choice_of(_("承办单位"), units), "text": text_of(_("裁决理由"), rows=2)}
    consents: Choices = [(each.value, word) for each, word in CONSENTS.items()]
    passed = {
        "unit": choice_of(_("转给"), units),
        "consent": choice_of(_("反映人是否同意"), consents),
        "text": text_of(
            _("转接说明"), rows=2, required=False, hint=_("反映的内容随事项一起转；对方签收前仍由本单位负责")
        ),
    }
    urge = MoveForm("urge", {"text": text_of(_("督办要求"), rows=2)})
    done = {"text": text_of(_("协办结果")), "files": Files(label=_("照片或文书"))}
    return {
        "urge": urge,
        "finish_task": MoveForm("finish_task", done),
        "reply": _reply_form(),
        "rule": MoveForm("rule", rule),
        "transfer": MoveForm("transfer", passed),
    }


def move_forms(case: Dossier, units: Choices, staff: Choices, proposed: str) -> dict[str, MoveForm]:
    """Return the forms of a matter's page by move."""
    kind, files = case.kind, {"files": Files(label=_("照片或文书"))}
    steps: Choices = [(step.code, name_of(step)) for step in kind.steps]
    results: Choices = [(result.code, _result(result)) for result in kind.results]
    asked = [f for f in kind.fields if not f.personal and f.needed_at not in {AT_INTAKE, None}]
    closing = {f"{PREFIX}{f.code}": form_field(f, needed=f.needed_at == AT_CLOSE) for f in asked}
    on_the_way = {f"{PREFIX}{f.code}": form_field(f, needed=False) for f in asked if f.needed_at != AT_CLOSE}
    values = {f"{PREFIX}{code}": value for code, value in case.matter.fields.items()}
    return {
        "route": MoveForm(
            "route", {"unit": choice_of(_("单位"), units), "text": text_of(_("分流理由"), rows=2)}, {"unit": proposed}
        ),
        "assign": MoveForm("assign", {"staff": choice_of(_("经办人"), staff)}),
        "progress": MoveForm(
            "progress",
            {
                "text": text_of(_("办理进展"), required=False),
                "step": forms.ChoiceField(label=_("进入环节"), required=False, choices=_empty_first(steps, _("不变"))),
                **on_the_way,
                **files,
            },
            values,
        ),
        "give_back": MoveForm(
            "give_back",
            {
                "reason": choice_of(_("退回清单的条款"), reasons_of(case, ReasonUse.RETURN)),
                "text": text_of(_("说明"), rows=2, required=False),
            },
        ),
        "add_party": MoveForm(
            "add_party",
            {
                "unit": choice_of(_("单位"), units),
                "role": forms.ChoiceField(
                    label=_("身份"), choices=[(TaskRole.HELPER.value, _("协办")), (TaskRole.COPY.value, _("抄送"))]
                ),
                "text": text_of(_("请对方做什么"), rows=2, required=False),
            },
        ),
        "close": MoveForm(
            "close",
            {
                "result": choice_of(_("办理结果"), results),
                **closing,
                "text": text_of(_("办理情况"), required=False, hint=_("写给反映人看得懂的话：做了什么，结果怎样")),
                **files,
            },
            values,
        ),
        "reopen": _reopen_form(case),
        **_fixed_forms(units),
        "contact": MoveForm("contact", {"purpose": choice_of(_("查看用途"), reasons_of(case, ReasonUse.UNMASK))}),
    }


def _result(result: Any) -> str:
    wanted = [word for needed, word in ((result.text_needed, _("说明")), (result.evidence, _("佐证"))) if needed]
    if not wanted:
        return name_of(result)
    return _("%(result)s（需要%(what)s）") % {"result": name_of(result), "what": listed(wanted)}
