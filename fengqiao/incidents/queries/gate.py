"""The gate: which joint incidents a viewer may see, and as whom they act there."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.incidents.models import Incident, JointLine, JointParty
from fengqiao.incidents.terms import JointState
from fengqiao.matters.terms import OPEN_TASKS
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right

READERS = (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE)


def acts_for(viewer: Viewer, unit_id: UUID) -> bool:
    """Say whether somebody's post is in a unit or reaches it."""
    return unit_id == viewer.unit_id or unit_id in viewer.seen_units


def visible_incidents(viewer: Viewer) -> QuerySet[Incident]:
    """Return the incidents that a unit reached leads, those in areas reached, and those in which one's unit has a task.

    A party sees the incident as long as its task is open: neither done nor stood down, and the incident not over.
    Sealed matters have none.
    """
    if not any(viewer.may(right) for right in READERS):
        return Incident.objects.none()
    own = {viewer.unit_id, *viewer.seen_units}
    party = JointParty.objects.filter(
        incident=OuterRef("pk"), unit__in=own, done_at__isnull=True, stood_down_at__isnull=True,
        task__state__in=OPEN_TASKS,
    )  # fmt: skip
    reach = Q(unit__in=own) | Q(Q(state=JointState.RUNNING.value), Exists(party))
    if viewer.seen_areas:
        reach |= Q(matter__area__in=viewer.seen_areas)
    return Incident.objects.filter(reach, matter__sealed=False)


def incident_for(viewer: Viewer, incident_id: UUID) -> Incident | None:
    """Return an incident if the viewer may see it: the only way by which a page gets one."""
    rows = visible_incidents(viewer).filter(id=incident_id)
    return rows.select_related("unit", "matter", "matter__area").first()


def version_for(viewer: Viewer, incident_id: UUID) -> str | None:
    """Return what changes whenever something of an incident changes, if the viewer may see it (one query)."""
    rows = visible_incidents(viewer).filter(id=incident_id).values_list("version", "matter__version")
    found = rows.first()
    return f"{found[0]}.{found[1]}" if found else None


def took_part(viewer: Viewer, incident_id: UUID) -> bool:
    """Say whether somebody's unit was called out in an incident, whether or not they may still see it."""
    own = {viewer.unit_id, *viewer.seen_units}
    return may_step(viewer) and JointParty.objects.filter(incident=incident_id, unit__in=own).exists()


def line_of_file(incident: Incident, holder_id: UUID) -> JointLine | None:
    """Return the line of an incident that holds a file."""
    return JointLine.objects.filter(incident=incident, id=holder_id).first()


def closed_photo(viewer: Viewer, holder_id: UUID) -> bool:
    """Say whether a file was sent from the scene of an incident that a viewer may not see, though they see its matter."""
    incident_id = JointLine.objects.filter(id=holder_id).values_list("incident_id", flat=True).first()
    return incident_id is not None and not visible_incidents(viewer).filter(id=incident_id).exists()


def incident_of(viewer: Viewer, matter_id: UUID) -> Incident | None:
    """Return the newest incident of a matter that the viewer may see."""
    return visible_incidents(viewer).filter(matter=matter_id).order_by("-opened_at").first()


def leads(viewer: Viewer, incident: Incident) -> bool:
    """Say whether somebody acts for the unit that leads."""
    return viewer.may(Right.HANDLE) and acts_for(viewer, incident.unit_id)


def may_step(viewer: Viewer) -> bool:
    """Say whether a post may take steps for its unit: volunteers and assistants too."""
    return viewer.may(Right.HANDLE) or viewer.may(Right.TAKE_IN)
