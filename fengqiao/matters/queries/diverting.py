"""What is on its way between units: passed on and not signed for, waiting for a ruling, flowed back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.matters.models import Matter, Task
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.terms import OPEN_TASKS, Flow, Ruling, TaskRole
from fengqiao.orgs.queries import Viewer


def on_the_way(viewer: Viewer, *, since: datetime) -> QuerySet[Matter]:
    """Return the open matters that a viewer sees and that wait to be taken over, go to and fro, or came back since."""
    waits = Task.objects.filter(matter=OuterRef("pk"), role=TaskRole.NEXT.value, state__in=OPEN_TASKS)
    moving = (
        Q(Exists(waits))
        | Q(ruling=Ruling.ASKED.value)
        | Q(returned__gt=0)
        | Q(flow=Flow.BACK.value)
        | Q(conferring=True)
    )
    rows = visible(viewer).filter(moving, closed_at__isnull=True, received_at__gte=since)
    return rows.order_by("due_at", "-received_at", "-id").select_related("unit", "area").defer("area__shape")
