"""Dates in words, as people read them: the absolute moment, and the distance to it beside it. Pure; "now" is handed in."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86400


def weekday(day: dt.date) -> str:
    """Return 周一 … 周日 in the active language."""
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))[day.weekday()]


def absolute(moment: dt.date, now: dt.datetime | None) -> str:
    """Return 11月21日 周六 14:05 (a date without its time), with the year unless it is the year of `now`."""
    clock = ""
    if isinstance(moment, dt.datetime):
        moment = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        clock = f"{moment:%H:%M}"
    this_year = now is not None and _year_of(now) == moment.year
    pattern = _day_words(get_language() or "", dt.date(moment.year, moment.month, moment.day), this_year)
    return pattern.replace("{time}", clock).strip()


@lru_cache(maxsize=16)
def _year_of(now: dt.datetime) -> int:
    return timezone.localtime(now).year


@lru_cache(maxsize=4096)
def _day_words(language: str, day: dt.date, this_year: bool) -> str:  # noqa: FBT001  # of a cache
    """Return a day in words in the active language, `language`, with a place for the time: lists say many of them."""
    # Translators: formats of Django's `date` filter.
    words = dateformat.format(day, _("n月j日") if this_year else _("Y年n月j日"))
    return _("{day} {weekday} {time}").format(day=words, weekday=weekday(day), time="{time}")


def relative(moment: dt.datetime, now: dt.datetime) -> str:
    """Return the distance in one unit: 刚刚, 3 小时前, 2 天后."""
    seconds = int((moment - now).total_seconds())
    away = abs(seconds)
    if away < MINUTE:
        return _("刚刚") if seconds <= 0 else _("马上")
    if away < HOUR:
        n = away // MINUTE
        text = (
            ngettext("%(n)s 分钟后", "%(n)s 分钟后", n) if seconds > 0 else ngettext("%(n)s 分钟前", "%(n)s 分钟前", n)
        )
    elif away < DAY:
        n = away // HOUR
        text = (
            ngettext("%(n)s 小时后", "%(n)s 小时后", n) if seconds > 0 else ngettext("%(n)s 小时前", "%(n)s 小时前", n)
        )
    else:
        n = away // DAY
        text = ngettext("%(n)s 天后", "%(n)s 天后", n) if seconds > 0 else ngettext("%(n)s 天前", "%(n)s 天前", n)
    return text % {"n": n}


def grouped(number: float) -> str:
    """Return a number with thin spaces between thousands (12 345); halves and other fractions keep their digits."""
    return f"{number:,}".replace(",", "\u202f")
