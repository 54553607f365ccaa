"""The rows that one taking-in makes, gathered and saved together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fengqiao.kit.text.alike import Message, signs_of
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.matters.actions.indexing import index
from fengqiao.matters.actions.noticing import tell_new
from fengqiao.matters.models import Clock, Entry, Matter, Recipient, Report, Routing, Sign, Task
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import Teller, keep_personal

NO_SIGN = 0  # of a telling without names and rare words: it has been looked at


@dataclass(slots=True)
class Batch:
    """Rows gathered for one transaction."""

    matters: list[Matter] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    routings: list[Routing] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    recipients: list[Recipient] = field(default_factory=list)
    events: list[NewEvent] = field(default_factory=list)
    tellers: list[Teller] = field(default_factory=list)

    def save(self, by: Viewer, at: datetime) -> None:
        """Write everything, table by table, the notices to the desks, and the events last."""
        Matter.objects.bulk_create(self.matters)
        Report.objects.bulk_create(self.reports)
        Task.objects.bulk_create(self.tasks)
        Clock.objects.bulk_create(self.clocks)
        Routing.objects.bulk_create(self.routings)
        Entry.objects.bulk_create(self.entries)
        Recipient.objects.bulk_create(self.recipients)
        texts: dict[UUID, list[str]] = {}
        for report in self.reports:
            texts.setdefault(report.matter_id, []).append(report.text)
        index(self.matters, texts)
        keep_signs(self.reports, at)
        keep_personal(self.tellers, at=at, new_matters=[matter.id for matter in self.matters])
        tell_new(self.matters, self.tasks, self.recipients, by, at)
        record(self.events)


def keep_signs(reports: Sequence[Report], at: datetime) -> None:
    """Write the signs by which tellings of the same thing find these; sealed matters are never looked up by them."""
    rows = [
        Sign(matter_id=report.matter_id, sign=sign, at=at)
        for report in reports
        if not report.matter.sealed
        for sign in signs_of(Message(report.title, report.text, report.matter.place)) or [NO_SIGN]
    ]
    Sign.objects.bulk_create(rows, batch_size=2000)
