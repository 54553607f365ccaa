"""What the actions share: the incident under its lock with its matter, lines, the one event each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from fengqiao.catalogue.joint import Joint
from fengqiao.incidents.models import Incident, JointLine, JointParty
from fengqiao.incidents.queries import acts_for, leads, may_step, visible_incidents
from fengqiao.incidents.terms import JointMove, JointState
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import NewEvent, deed, record
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import Held, hold_jointly
from fengqiao.matters.terms import Move
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as notify
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_of

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter

TEXT = 1000


@dataclass(frozen=True, slots=True)
class HeldIncident:
    """An incident and its matter, both locked, with what the pack says that it began with."""

    incident: Incident
    matter: Held
    joint: Joint


def hold(incident_id: UUID, by: Viewer, *, move: Move | None = None) -> HeldIncident:
    """Lock an incident after its matter; refuses strangers and incidents that are over."""
    row = visible_incidents(by).filter(id=incident_id).values_list("matter_id", flat=True).first()
    if row is None:
        raise Problem("joint-unknown", "没有这次联动，或者您的单位已不在其中。")
    matter = hold_jointly(row, move=move)
    incident = Incident.objects.select_for_update().get(id=incident_id)
    if incident.state != JointState.RUNNING.value:
        raise Problem("joint-over", "这次联动已经结束。")
    return HeldIncident(incident, matter, pack_of(incident.edition_id).pack.joint)


def refuse_unless_leads(held: HeldIncident, by: Viewer) -> None:
    """Refuse whoever does not act for the unit that leads."""
    if not leads(by, held.incident):
        raise Problem("joint-lead", "只有牵头单位可以这样操作。")


def party_in(held: HeldIncident, party_id: UUID, by: Viewer) -> tuple[JointParty, bool]:
    """Return a party for which somebody may act, and whether it is the lead that acts for it; refuses others."""
    party = JointParty.objects.select_related("unit", "task").filter(incident=held.incident, id=party_id).first()
    if party is None:
        raise Problem("joint-party", "这次联动里没有这支力量。")
    if acts_for(by, party.unit_id) and may_step(by):
        return party, False
    if leads(by, held.incident):
        return party, True
    raise Problem("joint-party-other", "只能为自己的单位记录；代记由牵头单位来做。")


def pressed(press: UUID | None) -> bool:
    """Say whether a button with this id was pressed already; where the line is another incident's it counts as well."""
    return press is not None and JointLine.objects.filter(id=press).exists()


def line(
    incident: Incident,
    move: JointMove,
    by: Viewer,
    at: datetime,
    *,
    party: JointParty | None = None,
    press: UUID | None = None,
    happened: datetime | None = None,
    code: str = "",
    text: str = "",
    by_desk: bool = False,
    area_id: UUID | None = None,
) -> JointLine:
    """Write one line of the timeline."""
    return JointLine.objects.create(
        id=press or new_id(),
        incident=incident,
        matter_id=incident.matter_id,
        party=party,
        move=move.value,
        code=code,
        happened_at=happened or at,
        at=at,
        staff_id=by.staff_id,
        unit_id=by.unit_id,
        by_desk=by_desk,
        area_id=area_id,
        text=text,
        codes=dict(by.marks),
    )


def settle(incident: Incident) -> None:
    """Keep an incident; whoever looks at it is shown that something changed."""
    incident.version += 1
    incident.save()


def event(
    incident: Incident,
    matter: Matter,
    kind: EventKind,
    by: Viewer,
    at: datetime,
    *,
    happened: datetime | None = None,
    unit_id: UUID | None = None,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
) -> NewEvent:
    """Return an event of an incident: its subject is the matter, it counts for the unit that leads unless told."""
    setting = {"setting": incident.setting} if incident.setting else {}
    own = {"kind": matter.kind, "plan": incident.plan, "drill": "yes" if incident.drill else "no", **setting}
    return deed(
        kind, by, at, unit_id=unit_id or incident.unit_id, subject_id=matter.id, area_id=matter.area_id,
        happened_at=min(happened or at, at), own=own, attributes=attributes, measures=measures,
    )  # fmt: skip


def tell_units(
    row: Incident, matter: Matter, kind: NoticeKind, units: Collection[UUID], by: Viewer, at: datetime
) -> None:
    """Tell the desks of units of an incident; being called out does not wait for the morning, unless it is a drill."""
    urgent = kind is NoticeKind.JOINT_CALLED and not row.drill
    page = None if kind in (NoticeKind.JOINT_STOOD_DOWN, NoticeKind.JOINT_ENDED) else (Page.JOINT, row.id)
    about = About(matter.id, matter.number, matter.kind, matter.area_id, urgent=urgent, page=page)
    notify([News(kind, about, units=frozenset(units), codes={"unit": str(by.unit_id)})], by=by, at=at)


def tell(held: HeldIncident, kind: EventKind, by: Viewer, at: datetime, **more: object) -> None:
    """Record the one event of an action."""
    record([event(held.incident, held.matter.matter, kind, by, at, **more)])  # type: ignore[arg-type]
