"""The channels of an installation: a file beside the keys, so that no secret lies in the database.

Without the file everything that leaves the platform goes to the log; a broken file is a problem by code and line, which
delivery records and pages show, and for which nothing is refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from fengqiao.notices.terms import OUTSIDE, Sender, Way

LOG = "log"
BROKEN, UNREADABLE, UNKNOWN = "channels-broken", "channels-unreadable", "channels-unknown"
_LINE = re.compile(r"line (\d+)")


@dataclass(frozen=True, slots=True)
class Channels:
    """What the file says: settings by way; `problem` is a code where it cannot be used, `line` where in it."""

    ways: Mapping[Way, Mapping[str, Any]] = field(default_factory=dict)
    problem: str = ""
    line: int = 0
    there: bool = False

    def sender_name(self, way: Way) -> str:
        """Return by which sender a way is served: the log unless the file names another."""
        return str(self.ways.get(way, {}).get("sender", LOG))

    def given(self, way: Way) -> Mapping[str, Any]:
        """Return the settings of a way."""
        return self.ways.get(way, {})

    def group_of(self, unit_code: str) -> Mapping[str, Any] | None:
        """Return the robot in the group of a unit, None where it has none."""
        found = self.ways.get(Way.GROUP, {}).get("units", {}).get(unit_code)
        return found if isinstance(found, Mapping) else None

    def has_groups(self) -> bool:
        """Say whether a notice to a unit may have to go to its group: also while nobody can read which have one."""
        return bool(self.problem) or bool(self.ways.get(Way.GROUP, {}).get("units"))


def sender_named(name: str) -> Sender | None:
    """Return a sender by its name in the settings, None for an unknown one."""
    path = settings.SENDERS.get(name)
    found: Sender | None = import_string(path)() if path else None
    return found


def channels() -> Channels:
    """Return the channels as the file stands now; read anew only when it has changed."""
    path = Path(settings.CHANNELS_FILE)
    try:
        found = path.stat()
    except OSError:
        return Channels()
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int) -> Channels:
    try:
        text = path.read_text(encoding="utf-8")
        return read(text)
    except (OSError, UnicodeDecodeError):
        return Channels(problem=UNREADABLE, there=True)


def read(text: str) -> Channels:
    """Return the channels that a text describes."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))  # else it breaks off at the end
        return Channels(problem=BROKEN, line=int(line[1]) if line else len(text.splitlines()), there=True)
    ways: dict[Way, Mapping[str, Any]] = {}
    for name, given in whole.items():
        if name not in {way.value for way in OUTSIDE} or not isinstance(given, dict):
            return Channels(problem=UNKNOWN, line=_line_of(text, name), there=True)
        if given.get("sender", LOG) not in settings.SENDERS or not isinstance(given.get("units", {}), dict):
            return Channels(problem=UNKNOWN, line=_line_of(text, name), there=True)
        ways[Way(name)] = given
    return Channels(ways=ways, there=True)


def _line_of(text: str, name: str) -> int:
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith(f"[{name}")), 0)
