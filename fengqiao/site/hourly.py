"""What the worker does for an installation by itself, once a minute or once an hour."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from fengqiao.clues import jobs as clues
from fengqiao.command import jobs as command
from fengqiao.disputes import jobs as disputes
from fengqiao.duties import jobs as duties
from fengqiao.errands import jobs as errands
from fengqiao.inspections import jobs as inspections
from fengqiao.matters.jobs import destroy_due
from fengqiao.matters.jobs import look_at_clocks as look
from fengqiao.meetings import jobs as meetings
from fengqiao.placements import jobs as placements
from fengqiao.practical import jobs as practical
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.backup.making import renew_key_files
from fengqiao.site.upkeep import system
from fengqiao.squads import jobs as squads
from fengqiao.studies import jobs as studies
from fengqiao.thanks import jobs as thanks
from fengqiao.vault import jobs as vault
from fengqiao.vault.queries import first_destroyed_since_rotation
from fengqiao.visits import jobs as visits
from fengqiao.volunteers import jobs as volunteers
from fengqiao.wishes import jobs as wishes


def look_at_clocks() -> None:
    """Remind, tell a miss upwards, end pauses at their ceiling."""
    look(by=system(), now=timezone.now())


def look_at_remedies() -> None:
    """Remind of remedies, and tell those that are late upwards."""
    inspections.look_at_remedies(by=system(), now=timezone.now())


def look_at_dues() -> None:
    """Remind of what is due after an agreement; let the window of a confirmation close."""
    disputes.look_at_dues(by=system(), now=timezone.now())


def look_at_practical() -> None:
    """Tell of milestones of practical matters that are overdue."""
    practical.look_at_stones(by=system(), now=timezone.now())


def look_at_errands() -> None:
    """Remind runners of items whose term is nearly over."""
    errands.look_at_terms(by=system(), now=timezone.now())


def look_at_talks() -> None:
    """Remind of tasks of daily talks whose date is near."""
    command.remind_of_tasks(by=system(), now=timezone.now())


def look_at_squads() -> None:
    """Remind of temporary units whose term ends, close those whose term is over."""
    squads.look_at_terms(by=system(), now=timezone.now())


def look_at_placements() -> None:
    """Begin placements, remind of those whose term ends, say which are over."""
    placements.look_at_terms(by=system(), now=timezone.now())


def look_at_studies() -> None:
    """Remind of make-up study that is due, and of hours missing at the moments of the pack."""
    studies.remind_due(by=system(), now=timezone.now())


def look_at_duties() -> None:
    """Remind people of their own duty the day before, of what meetings resolved, and branches of what they have to hold."""
    by, now = system(), timezone.now()
    duties.remind_due(by=by, now=now)
    duties.remind_of_tasks(by=by, now=now)
    duties.remind_of_required(by=by, now=now)


def look_at_each_day() -> None:
    """Tell people once a day of what is overdue or about to end: visits, training and insurance of volunteers."""
    by, now = system(), timezone.now()
    visits.remind_overdue(by=by, now=now)
    volunteers.remind_ending(by=by, now=now)


def keep_terms() -> None:
    """Destroy what is due; change the master key once a destruction is as long ago as the pack allows."""
    now, by = timezone.now(), system()
    duties.destroy_due(by=by, now=now)
    if (
        destroy_due(by=by)
        + inspections.destroy_due(by=by, now=now)
        + clues.destroy_due(by=by, now=now)
        + meetings.destroy_due(by=by, now=now)
        + duties.destroy_minutes(by=by, now=now)
        + squads.destroy_due(by=by, now=now)
        + command.destroy_due(by=by, now=now)
        + errands.destroy_due(by=by, now=now)
        + wishes.destroy_due(by=by, now=now)
        + practical.destroy_due(by=by, now=now)
        + volunteers.destroy_due(by=by, now=now)
        + duties.destroy_photos(by=by, now=now)
        + thanks.destroy_due(by=by, now=now)
        + placements.destroy_due(by=by, now=now)
        + studies.destroy_due(by=by, now=now)
    ):
        vault.wipe_traces()
    first = first_destroyed_since_rotation()
    days = int(pack_on(now).pack.value_on("retention.rotate_after", timezone.localdate(now)).number)
    if first and first <= now - timedelta(days=days):
        vault.rotate(by=by)
        renew_key_files()
    vault.sweep_lost()


def count_clues() -> None:
    """Count what informants sent, by the day, and throw away opened keys whose minutes are over."""
    clues.keep_counts(by=system(), now=timezone.now())
