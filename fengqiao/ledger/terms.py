"""The kinds of event that the ledger knows."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """What happened. A value never changes its meaning: old events keep it for ever."""

    MATTER_RECEIVED = "matter.received"
    REPORT_JOINED = "matter.report_joined"
    MATTER_ROUTED = "matter.routed"
    TASK_ACCEPTED = "task.accepted"
    TASK_ASSIGNED = "task.assigned"
    TASK_PROGRESSED = "task.progressed"
    TASK_RETURNED = "task.returned"
    TASK_ADDED = "task.added"
    TASK_DONE = "task.done"
    MATTER_URGED = "matter.urged"
    MATTER_PLACED = "matter.placed"
    MATTER_REPLIED = "matter.replied"
    MATTER_PRINTED = "matter.printed"
    MATTER_CLOSED = "matter.closed"
    MATTER_REOPENED = "matter.reopened"
    FILE_KEPT = "file.kept"
    PERSONAL_UNMASKED = "personal.unmasked"
    PERSONAL_DESTROYED = "personal.destroyed"
    PERSONAL_HELD = "personal.held"
    PERSONAL_RELEASED = "personal.released"
    KEYS_ROTATED = "keys.rotated"
    BACKUP_MADE = "backup.made"
    BACKUP_RESTORED = "backup.restored"
    EDITION_PUBLISHED = "edition.published"
    LIST_EXPORTED = "list.exported"
    POST_BEGAN = "post.began"
    POST_ENDED = "post.ended"
    JOB_STARTED = "job.started"
    JOB_STOPPED = "job.stopped"
    JOB_ENDED = "job.ended"
    SHEET_HANDED_IN = "sheet.handed_in"
    SHEET_REMOVED = "sheet.removed"
    MATTER_AMENDED = "matter.amended"
