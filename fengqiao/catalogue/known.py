"""Numbers that the product cannot do without, read from a pack, which may be of an edition that has none of them yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from fengqiao.catalogue.model import Pack, ValueData

# What holds where the pack in force says nothing of them: the base pack's values of 2026.
DEFAULTS: Mapping[str, ValueData] = MappingProxyType(
    {
        "check.days": 5,
        "clues.drill_days": 180,
        "clues.file_mb": 8,
        "clues.files": 3,
        "clues.tellings_a_day": 5,
        "clues.tries": 5,
        "clues.tries_an_hour": 20,
        "clues.unlock_minutes": 10,
        "clues.wait_minutes": 15,
        "command.refresh_seconds": 15,
        "contests.place_points": (10, 8, 6, 5, 4, 3, 2, 1),
        "contests.ties": ("firsts", "skip"),
        "contests.trim_from": 5,
        "dispute.again": 365,
        "dispute.confirm": 30,
        "dispute.follow_up": 30,
        "dispute.police.first": 3,
        "dispute.police.second": 7,
        "dispute.remind": 3,
        "duties.accuracy": 500,
        "duties.clock_skew": 300,
        "duties.photo_bytes": 8 * 1024 * 1024,
        "duties.photo_hours": 12,
        "duties.photo_longest": 1600,
        "duties.photo_mark": ("when", "where", "task"),
        "duties.photo_quality": 80,
        "duties.speed": 200,
        "effect.early_days": 60,
        "effect.few": 6,
        "effect.months": 6,
        "duties.soon_hours": 24,
        "duties.task_days": 3,
        "errands.remind_share": 80,
        "feeds.fetches_an_hour": 30,
        "joint.arrive.rural": 0,
        "joint.arrive.suburb": 10,
        "joint.arrive.urban": 5,
        "joint.refresh_seconds": 5,
        "levels.decide_after": 2,
        "notice.daily_hour": 8,
        "notice.first_wait": 1,
        "notice.lease": 5,
        "notice.longest_wait": 60,
        "notice.not_told": (),
        "notice.one_by_one": 3,
        "notice.quiet_from": 22,
        "notice.quiet_to": 7,
        "notice.tell": (),
        "notice.tries": 8,
        "notice.urgent": (),
        "placements.remind_days": 14,
        "retention.duty_minutes": 36,
        "retention.lecturers": 24,
        "retention.makeups": 24,
        "retention.placements": 36,
        "study.makeup_soon": 7,
        "retention.practical": 36,
        "retention.squads": 36,
        "portal.fresh_links_a_day": 3,
        "portal.least_seconds": 3,
        "portal.link_hours": 72,
        "portal.pages_a_minute": 60,
        "portal.session_hours": 8,
        "portal.slip_days": 180,
        "portal.tellings_a_day": 10,
        "portal.tries_by_number": 5,
        "portal.tries_by_place": 20,
        "rating.days": 30,
        "rating.reopens": 2,
        "rating.tries": 3,
        "remedy.extend.most": 30,
        "remedy.soon_hours": 72,
        "remedy.term.general": 15,
        "remedy.term.grave": 30,
        "remedy.term.light": 5,
        "remedy.term.most": 120,
        "retention.applications": 6,
        "retention.clues": 24,
        "retention.duty_photos": 12,
        "retention.duty_positions": 6,
        "retention.handovers": 36,
        "retention.meetings": 36,
        "retention.notices": 180,
        "retention.remedy": 60,
        "retention.talks": 36,
        "retention.thanks": 36,
        "squads.most_days": 183,
        "squads.remind_days": 7,
        "study.hours": 32,
        "study.hours.secretary": 56,
        "talk.remind_days": 1,
        "talk.remind_hour": 18,
        "visits.again_days": 7,
        "visits.homes_a_week": 10,
        "visits.premises_a_week": 5,
        "visits.round": 20,
        "visits.soon_days": 7,
        "volunteers.active_hours": 4,
        "volunteers.remind_days": 30,
        "volunteers.age_least": 18,
        "volunteers.age_most": 70,
        "volunteers.false_hours_months": 12,
        "volunteers.notice_days": 5,
        "volunteers.stars": (100, 300, 600, 1000, 1500),
    }
)
SOURCE = "产品默认值"


@dataclass(frozen=True, slots=True)
class Known:
    """A value with where it comes from."""

    value: ValueData
    source: str

    @property
    def number(self) -> int:
        """The value as a whole number; TypeError when it is none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise TypeError(f"not a number: {self.value!r}")
        return int(self.value)


def known(pack: Pack | None, code: str, day: date) -> Known:
    """Return a value of a pack on a day; what the product holds where there is none yet, no pack, or words for a number."""
    dated, own = pack.values.get(code) if pack else None, DEFAULTS[code]
    if dated is None or dated.history[0].since > day:
        return Known(own, SOURCE)
    found = dated.on(day)
    numeric = isinstance(found.value, int | float)
    return Known(found.value, found.source) if numeric or isinstance(own, tuple) else Known(own, SOURCE)
