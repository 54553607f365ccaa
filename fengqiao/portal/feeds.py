"""Calendar feeds: whoever holds the address reads what somebody takes part in, or what a unit plans. No log-in, no name of others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fengqiao.catalogue.model import Pack
from fengqiao.desk.duty_words import SEATS, STATES, headline_of, place_of, role_of
from fengqiao.desk.placement_words import STATES as STAYS
from fengqiao.desk.placement_words import kind_word
from fengqiao.desk.words import name_of
from fengqiao.duties.queries import activities_of_unit, seats_of_person
from fengqiao.duties.terms import ActivityState, SeatState
from fengqiao.kit.feeds import Entry, EntryState, written
from fengqiao.look.addresses import full
from fengqiao.orgs.queries import directory, viewer_with
from fengqiao.passes.actions import note_fetched
from fengqiao.passes.queries import feed_behind
from fengqiao.passes.rules import digest
from fengqiao.placements.queries import stays_in_feed
from fengqiao.placements.terms import PlacementState
from fengqiao.portal.doors import opens_nothing, public, too_often
from fengqiao.portal.limits import allowed
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity, Seat

BACK, AHEAD, REFRESH = timedelta(days=60), timedelta(days=400), timedelta(hours=1)


@require_safe
@public
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Send the feed of an address; every address that is no longer one gets the one answer."""
    now = timezone.now()
    if not allowed(request, "feed", now, key=digest(token)):
        return too_often(request, _("日历会自己再来取，不用管。"))
    row = feed_behind(token)
    if row is None:
        return opens_nothing(request)
    pack, since, until = pack_on(now).pack, now - BACK, now + AHEAD
    if row.unit_id is None:
        who = viewer_with(row.staff_id, at=now)
        if who is None:  # without a post there is nothing that they take part in
            return opens_nothing(request)
        name = _("勤务：{who}").format(who=who.name)
        entries = of_seats(request, seats_of_person(row.staff_id, since=since, until=until), pack)
        entries += of_stays(request, row.staff_id, pack, since, until)
    else:
        card = directory(at=now).units.get(row.unit_id)
        if card is None:
            return opens_nothing(request)
        name = _("勤务：{who}").format(who=name_of(card))
        entries = [
            _entry(request, each, pack, _state(each), [_of(each)])
            for each in activities_of_unit(row.unit_id, since=since, until=until)
        ]
    note_fetched(feed_id=row.id, at=now)
    return sent(name, entries, now)


def sent(name: str, entries: Iterable[Entry], now: datetime) -> HttpResponse:
    """Return a feed as calendars take it."""
    content = written(name, entries, zone=ZoneInfo(settings.TIME_ZONE), stamped=now, refresh=REFRESH)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="fengqiao.ics"'
    return answer


def of_seats(request: HttpRequest, seats: Iterable[Seat], pack: Pack) -> list[Entry]:
    """Return what somebody takes part in: what they wait for as tentative, what they left as called off."""
    found = []
    for seat in seats:
        row, state = seat.activity, _state(seat.activity)
        if seat.state == SeatState.LEFT.value:
            state = EntryState.CANCELLED
        elif seat.state == SeatState.WAITING.value and state is EntryState.CONFIRMED:
            state = EntryState.TENTATIVE
        own = str(SEATS[SeatState(seat.state)])
        if seat.role:
            own = f"{own} · {role_of(row, seat.role, pack)}"
        found.append(_entry(request, row, pack, state, [_of(row), _("您：{how}").format(how=own)]))
    return found


def of_stays(request: HttpRequest, staff_id: UUID, pack: Pack, since: datetime, until: datetime) -> list[Entry]:
    """Return somebody's placements and those that they mentor, as whole days; nobody else is named."""
    found = []
    rows = stays_in_feed(staff_id, since=timezone.localdate(since), until=timezone.localdate(until))
    for row in rows:
        state, kind = PlacementState(row.state), kind_word(row.kind, pack)
        title = kind if row.staff_id == staff_id else _("带教：{what}").format(what=kind)
        lines = [_("接收单位：{unit}").format(unit=name_of(row.unit)), _("状态：{word}").format(word=STAYS[state])]
        found.append(
            Entry(
                uid=f"{row.id}@fengqiao", sequence=row.version, starts=_midnight(row.first), ends=_midnight(row.last), title=title,
                state=EntryState.CANCELLED if state is PlacementState.OFF else EntryState.CONFIRMED, about="\n".join(lines),
                place=name_of(row.area) if row.area else "", url=full(request, "placement", str(row.id)), whole_days=True,
            )
        )  # fmt: skip
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _state(row: Activity) -> EntryState:
    return EntryState.CANCELLED if row.state == ActivityState.CANCELLED.value else EntryState.CONFIRMED


def _of(row: Activity) -> str:
    return _("组织：{unit}").format(unit=name_of(row.host or row.unit))


def _entry(request: HttpRequest, row: Activity, pack: Pack, state: EntryState, about: list[str]) -> Entry:
    lines = [*about, _("状态：{word}").format(word=STATES[ActivityState(row.state)])]
    return Entry(
        uid=f"{row.id}@fengqiao", sequence=row.version, starts=row.starts, ends=row.ends, title=headline_of(row, pack), state=state,
        place=place_of(row), about="\n".join(lines), url=full(request, "duty", str(row.id)),
    )  # fmt: skip
