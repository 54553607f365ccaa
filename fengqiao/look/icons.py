"""The drawings that pages may use: names in Tabler Icons (outline), bundled into one sprite by fengqiao.site.assets."""

from __future__ import annotations

from typing import Final

ICONS: Final[tuple[str, ...]] = (
    # frame
    "menu-2", "search", "plus", "x", "check", "dots", "dots-vertical", "settings", "logout", "language", "moon", "sun",
    "text-size", "keyboard", "help", "bell", "home", "user", "users", "users-group", "key", "lock", "layout-sidebar-left-collapse",
    "layout-sidebar-left-expand", "external-link", "link", "copy", "refresh", "accessible", "selector",
    # arrows
    "chevron-left", "chevron-right", "chevron-up", "chevron-down", "arrow-right", "arrow-left", "arrow-back-up",
    "arrow-forward-up", "arrows-split-2", "arrows-sort", "arrows-up-down", "sitemap",
    # matters
    "inbox", "checklist", "list-check", "clock", "clock-pause", "clock-play", "hourglass", "calendar", "calendar-plus", "calendar-event",
    "history", "route", "git-merge", "git-branch", "flag", "tag", "hash", "send", "hand-stop", "circle-check", "circle-dot",
    "circle-x", "circle-plus", "ban", "archive", "gavel", "scale", "urgent", "alarm", "eye", "eye-off", "star",
    # kinds and functions
    "shield", "shield-check", "heart-handshake", "message", "message-2", "message-report", "message-circle-question", "bulb",
    "spy", "lifebuoy", "id-badge-2", "leaf", "bolt", "bus", "school", "stethoscope", "plant-2", "building",
    "building-bank", "building-community", "building-store", "speakerphone", "user-check", "user-plus", "tree",
    # doors, places, things
    "door-enter", "phone", "device-mobile", "mail", "world", "map-2", "map-pin", "folder", "file", "file-text",
    "file-spreadsheet", "photo", "paperclip", "download", "upload", "printer", "table", "table-export", "filter",
    "adjustments-horizontal", "columns-3", "chart-bar", "chart-line", "database", "stack-2", "book-2", "edit", "replace", "trash", "info-circle", "alert-triangle",
    "cloud-off", "mood-empty", "flame",
)  # fmt: skip
