"""The components of every page, as template tags (a builtin: no `load` needed). look/patterns.html shows each one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from django import template
from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.look import charts, maps, moments
from fengqiao.look.icons import ICONS

register = template.Library()

# Shape, so that a lamp does not speak by colour alone; and its word.
LAMPS: Final[dict[str, tuple[str, Any]]] = {
    "ok": ('<circle cx="8" cy="8" r="5.5"/>', gettext_lazy("正常")),
    "soon": ('<path d="M8 1.8 15 14H1z"/>', gettext_lazy("将到期")),
    "late": ('<path d="M8 .6 15.4 8 8 15.4.6 8z"/>', gettext_lazy("已超期")),
    "done": (
        '<path d="m3 8.5 3.4 3.5L13 4.8" fill="none" stroke="currentColor" stroke-width="2.4"/>',
        gettext_lazy("已办结"),
    ),
    "wait": (
        '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3 2.2"/>',
        gettext_lazy("待分流"),
    ),
    "pause": ('<path d="M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z"/>', gettext_lazy("已暂停")),
}

NEVER: Final = format_html('<span class="fq-muted">{}</span>', "–")

# What a state looks like. A code that is not here is shown in grey: the label speaks.
TONES: Final[dict[str, str]] = {
    "triage": "wait", "offered": "line", "working": "blue", "closed": "green",
    "done": "green", "returned": "amber", "withdrawn": "grey", "noted": "grey", "draft": "grey",
    "lead": "blue", "helper": "line", "copy": "grey", "urgent": "red",
}  # fmt: skip


def now_of(context: Context) -> dt.datetime | None:
    """Return the moment at which the page was asked for (`frame.now`, else `now`): the clock is read by views."""
    frame = context.get("frame")
    moment = frame.get("now") if isinstance(frame, Mapping) else getattr(frame, "now", None)
    return moment or (context.get("now") if isinstance(context.get("now"), dt.datetime) else None)


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """Return the text of block `name` a second time (a page's title is also its heading)."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    return str(blocks.get_block(name).render(context)).strip() if blocks else ""


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Return a drawing of the sprite, hidden from readers; refuses a name that the sprite has not."""
    return _icon(name, classes)


@lru_cache(maxsize=512)
def _icon(name: str, classes: str) -> SafeString:
    if name not in ICONS:
        raise LookupError(f"no icon {name!r}: add it to fengqiao/look/icons.py")
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def lamp(code: str, word: str = "") -> SafeString:
    """Return the lamp of a matter: ok | soon | late | done | wait | pause, always with shape and word."""
    return _lamp(str(code), str(word or LAMPS[code][1]))


@lru_cache(maxsize=256)  # a list draws the same few again and again
def _lamp(code: str, word: str) -> SafeString:
    return format_html(
        '<span class="fq-lamp fq-lamp-{}"><svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>{}</span>',
        code, mark_safe(LAMPS[code][0]), word,  # noqa: S308 — a constant of this module
    )  # fmt: skip


@register.simple_tag
def state(code: str, label: str, tone: str = "") -> SafeString:
    """Return the badge of a state; tone (wait line blue amber red green grey) follows from the code unless given."""
    return _state(tone or TONES.get(str(code), "grey"), str(label))


@lru_cache(maxsize=1024)
def _state(tone: str, label: str) -> SafeString:
    return format_html('<span class="fq-state fq-tone-{}">{}</span>', tone, label)


@register.simple_tag
def minute(moment: dt.datetime | None) -> str:
    """Return a moment for paper, the same in every language: 2026-11-21 14:05."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


@register.simple_tag
def day(moment: dt.datetime) -> str:
    """Return the day of a moment for paper: 2026-11-21."""
    return f"{timezone.localtime(moment):%Y-%m-%d}"


def moment_in_words(moment: dt.date | None, now: dt.datetime | None, *, beside: bool = False) -> SafeString:
    """Return what `when` draws, for those who have no template."""
    if moment is None:
        return NEVER
    text = moments.absolute(moment, now)
    far = moments.relative(moment, now) if now and isinstance(moment, dt.datetime) else ""
    small = format_html(" <small>{}</small>", far) if beside and far else ""
    return format_html(
        '<time class="fq-when" datetime="{}" title="{}">{}</time>{}', moment.isoformat(), far, text, small
    )


@register.simple_tag(takes_context=True)
def when(context: Context, moment: dt.date | None, *, beside: bool = False) -> SafeString:
    """Return 11月21日 周六 14:05, the distance as a hint (or in small type, with beside=True); – for nothing."""
    return moment_in_words(moment, now_of(context), beside=beside)


@register.filter
def figure(number: float | None) -> str:
    """Return a number with thin grouping (12 345), – for None."""
    return "–" if number is None else moments.grouped(number)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Return a round mark with the last two characters of a Chinese name or the initial of another; size "lg" is larger."""
    short = name.strip()
    short = short[-2:] if short and short[0] > "\u2e80" else short[:1].upper()
    tone = sum(map(ord, name)) % 4
    return format_html(
        '<span class="fq-avatar fq-avatar-{} {}" aria-hidden="true">{}</span>',
        tone,
        f"fq-avatar-{size}" if size else "",
        short,
    )


@register.inclusion_tag("look/parts/bottom.html", takes_context=True)
def phone_bar(context: Context) -> dict[str, Any]:
    """Return the bar of a phone: up to three entries of the menu, the big action for those who may take in, and the rest."""
    frame = context.get("frame") or {}
    intake = reverse("intake")
    entries = [item for item in frame.get("menu", ()) if item["url"] != intake][:3]
    return {
        "before": entries[:2],
        "after": entries[2:],
        "intake": intake,
        "may_take_in": frame.get("may_take_in", True),
    }


@register.inclusion_tag("look/parts/clockbar.html", takes_context=True)
def clockbar(
    context: Context,
    name: str,
    due: dt.datetime | None,
    share: float,
    state: str,
    word: str,
    provisional: bool = False,  # noqa: FBT001, FBT002
    why: Iterable[str] = (),
) -> dict[str, Any]:
    """Return a time limit: bar that fills with `share` (0–1) of the time used, the date, `word` (剩 2 天), and why that date."""
    return {
        "name": name, "due": due, "state": state, "word": word, "provisional": provisional, "why": list(why),
        "filled": round(max(0.0, min(1.0, share)) * 100, 1), "frame": context.get("frame"), "now": now_of(context),
    }  # fmt: skip


@register.inclusion_tag("look/parts/pager.html", takes_context=True)
def pager(context: Context, page_obj: Any, unit: str = "") -> dict[str, Any]:
    """Return total, range and page links of a paginator's page; the other words of the query string are kept."""
    request = context.get("request")
    pages = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)

    def link(number: int) -> str:
        query = request.GET.copy() if request is not None else None
        if query is None:
            return f"?page={number}"
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page_obj,
        "unit": unit or _("件"),
        "links": [(n, link(n) if isinstance(n, int) else "") for n in pages],
        "previous": link(page_obj.number - 1) if page_obj.has_previous() else "",
        "next": link(page_obj.number + 1) if page_obj.has_next() else "",
    }


@register.inclusion_tag("look/parts/chip.html")
def chip(label: str, url: str) -> dict[str, str]:
    """Return a filter that is set; `url` is the list without it."""
    return {"label": label, "url": url}


@register.inclusion_tag("look/parts/empty.html")
def empty(icon: str, title: str, text: str = "", url: str = "", label: str = "") -> dict[str, str]:
    """Return what stands where nothing is: what the place is for and one thing to do."""
    return {"icon": icon, "title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("look/parts/stat.html")
def stat(
    label: str, number: float | str | None, url: str = "", hint: str = "", tone: str = "", icon: str = ""
) -> dict[str, Any]:
    """Return a tile with one figure that opens to its list; tone "red" or "amber" only when the figure is bad news."""
    shown = number if isinstance(number, str) else figure(number)
    return {"label": label, "number": shown, "url": url, "hint": hint, "tone": tone, "icon": icon}


@register.inclusion_tag("look/parts/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Return tabs that are links; each item has label, url, active and, if counted, count."""
    return {"items": items, "label": label}


@register.inclusion_tag("look/parts/steps.html")
def steps(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a step bar; each item has label, state (done | now | next) and, if any, note."""
    words = {"done": _("已完成"), "now": _("当前"), "next": _("未开始")}
    return {"items": [{"spoken": words[item["state"]], **item} for item in items]}


@register.inclusion_tag("look/parts/field.html")
def field(form_field: BoundField, hint: str = "") -> dict[str, Any]:
    """Return a form's field with label, required mark, help and errors, tied together for readers."""
    widget = form_field.field.widget
    many = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    tick = isinstance(widget, CheckboxInput)
    css = "form-check-input" if tick or many else "form-select" if isinstance(widget, Select) else "form-control"
    name = form_field.auto_id or form_field.html_name
    help_text = hint or form_field.help_text
    described = " ".join(
        f"{name}-{part}" for part, there in (("help", help_text), ("error", form_field.errors)) if there
    )
    attrs: dict[str, str | bool] = {
        "class": f"{css} {widget.attrs.get('class', '')} {'is-invalid' if form_field.errors else ''}".strip()
    }
    if described:
        attrs["aria-describedby"] = described
    if form_field.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": form_field, "id": name, "many": many, "tick": tick, "file": isinstance(widget, FileInput), "help": help_text,
        "control": None if many else form_field.as_widget(attrs=attrs), "described": described,
        "options": [{**o.data, "label": o.choice_label} for o in form_field.subwidgets] if many else [],
    }  # fmt: skip


@register.inclusion_tag("look/parts/barlist.html")
def barlist(rows: Iterable[Mapping[str, Any]], caption: str = "", unit: str = "") -> dict[str, Any]:
    """Return bars as a table; each row has label, number and, if any, share (of the longest, 0–1), url, tone, note."""
    kept = list(rows)
    longest = max((row["number"] or 0 for row in kept), default=0) or 1
    filled = [{**row, "filled": round(100 * row.get("share", (row["number"] or 0) / longest), 1)} for row in kept]
    return {"rows": filled, "caption": caption, "unit": unit}


@register.inclusion_tag("look/parts/chart.html")
def chart(id: str, drawing: charts.Chart, label: str, height: str = "md") -> dict[str, Any]:  # noqa: A002
    """Return a chart (fengqiao.look.charts) drawn by look/charts.js, with its figures as a table; height sm | md | lg."""
    return {"id": id, "option_id": f"{id}-option", "chart": drawing, "label": label, "height": height}


@register.inclusion_tag("look/parts/place_map.html")
def place_map(found: maps.Locator, title: str) -> dict[str, Any]:
    """Return the small map that shows where a place lies; `title` says it in words."""
    return {"map": found, "title": title}


@register.inclusion_tag("look/parts/cover_map.html")
def cover_map(areas: Iterable[maps.Area], who: Mapping[str, str], title: str) -> dict[str, Any]:
    """Return a map of `areas` that says who has each (code → names): those that nobody has are hatched and always named."""
    return {"map": maps.cover(list(areas), who), "title": title}


@register.inclusion_tag("look/parts/county_map.html")
def county_map(
    areas: Iterable[maps.Area],
    values: Mapping[str, float | None],
    title: str = "",
    unit: str = "",
    *,
    north_up: bool = False,
) -> dict[str, Any]:
    """Return a map of `areas` shaded in five classes by `values` (code → number); None or absent is hatched as no data."""
    return {"map": maps.draw(list(areas), values, north_up=north_up), "title": title, "unit": unit or _("件")}
