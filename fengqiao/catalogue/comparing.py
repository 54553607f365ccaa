"""What is different between two editions of a pack: entries added, taken out, changed or moved, each with file and line.

Files are compared as data: how they are laid out and what comments say makes no difference.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from fengqiao.catalogue.locating import KeyPath, Locator

KEYS = ("code", "id", "from", "year", "name", "quote", "decoy", "telling")
SEVERAL = (("for", "code"), ("code", "valid_from"))  # where one key alone does not tell entries apart


# Files whose entries are told one by one even where the whole file is new; of others it is enough that they are there.
IN_ENTRIES = (
    "kinds.toml",
    "classes.toml",
    "measures.toml",
    "values.toml",
    "reasons.toml",
    "topics.toml",
    "functions.toml",
    "words.toml",
    "routing.toml",
)


class ChangeKind(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Place:
    """One step on the way to what changed: the key it is written under, and of an entry its code and names."""

    key: str
    code: str = ""
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `before` and `after` are values as text; `lost` and `gained` are what a list no longer and newly has.

    `line` is that of the new file, or of the old one for what was taken out.
    """

    kind: ChangeKind
    file: str
    line: int
    places: tuple[Place, ...]
    before: str = ""
    after: str = ""
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """Return the differences between two editions given as file texts, by file in the order of the lines."""
    changes: list[Change] = []
    for file in sorted(old.keys() | new.keys()):
        if (file in old) != (file in new) and not file.endswith(IN_ENTRIES):
            changes.append(Change(ChangeKind.ADDED if file in new else ChangeKind.REMOVED, file, 1, ()))
        elif old.get(file) != new.get(file):
            found = list(_File(file, old.get(file, ""), new.get(file, "")).changes())
            changes += sorted(found, key=lambda each: each.line)
    return tuple(changes)


class _File:
    """Two texts of one file."""

    def __init__(self, file: str, old: str, new: str) -> None:
        self._file = file
        old, new = (text.removeprefix("\ufeff").replace("\r\n", "\n") for text in (old, new))
        self._old, self._new = tomllib.loads(old), tomllib.loads(new)
        self._old_lines, self._new_lines = Locator(old), Locator(new)

    def changes(self) -> Iterator[Change]:
        yield from self._tables(self._old, self._new, (), (), ())

    def _change(self, kind: ChangeKind, path: KeyPath, places: tuple[Place, ...], **more: Any) -> Change:
        lines = self._old_lines if kind is ChangeKind.REMOVED else self._new_lines
        return Change(kind, self._file, lines.line(path), places, **more)

    def _tables(
        self,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        at_old: KeyPath,
        at_new: KeyPath,
        places: tuple[Place, ...],
    ) -> Iterator[Change]:
        for key in [*new, *(key for key in old if key not in new)]:
            was, now = old.get(key), new.get(key)
            place = _place(key, "", now if now is not None else was) if isinstance(was or now, dict) else Place(key)
            yield from self._values(was, now, (*at_old, key), (*at_new, key), (*places, place))

    def _values(
        self, old: Any, new: Any, at_old: KeyPath, at_new: KeyPath, places: tuple[Place, ...]
    ) -> Iterator[Change]:
        if old == new or _plain(old) == _plain(new):
            return
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self._tables(old, new, at_old, at_new, places)
        elif _entries(old) and _entries(new) and (old or new):
            yield from self._lists(old or [], new or [], at_old, at_new, places)
        elif old is None:
            yield self._change(ChangeKind.ADDED, at_new, places, after=_short(new))
        elif new is None:
            yield self._change(ChangeKind.REMOVED, at_old, places, before=_short(old))
        elif isinstance(old, list) and isinstance(new, list):
            lost = tuple(str(each) for each in old if each not in new)
            gained = tuple(str(each) for each in new if each not in old)
            before, after = ("", "") if lost or gained else (shown(old), shown(new))
            yield self._change(ChangeKind.CHANGED, at_new, places, lost=lost, gained=gained, before=before, after=after)
        else:
            yield self._change(ChangeKind.CHANGED, at_new, places, before=shown(old), after=shown(new))

    def _lists(
        self, old: list[Any], new: list[Any], at_old: KeyPath, at_new: KeyPath, places: tuple[Place, ...]
    ) -> Iterator[Change]:
        were, are = _keyed(old), _keyed(new)
        above, key = places[:-1], places[-1].key
        for code, (place, entry) in are.items():
            here = (*above, _place(key, code, entry))
            if code not in were:
                yield self._change(ChangeKind.ADDED, (*at_new, place), here)
            else:
                was, before = were[code]
                yield from self._tables(before, entry, (*at_old, was), (*at_new, place), here)
        for code, (was, before) in were.items():
            if code not in are:
                yield self._change(ChangeKind.REMOVED, (*at_old, was), (*above, _place(key, code, before)))
        for code in _moved([each for each in were if each in are], [each for each in are if each in were]):
            place, entry = are[code]
            if were[code][0] == place:
                continue
            here, was = (*above, _place(key, code, entry)), were[code][0]
            yield self._change(ChangeKind.MOVED, (*at_new, place), here, before=str(was + 1), after=str(place + 1))


def _plain(value: Any) -> Any:
    """Return a condition in its shorter notation: `{any = ["x"]}`, as sheets write it, says what `"x"` says."""
    if isinstance(value, dict) and set(value) == {"any"}:
        value = value["any"]
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def _entries(value: Any) -> bool:
    """Say whether a value is a list of tables; what is left out may be one."""
    return value is None or (isinstance(value, list) and all(isinstance(each, dict) for each in value) and bool(value))


def _keyed(entries: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, Mapping[str, Any]]]:
    """Return entries by what tells them apart: their code, or with several of one code a second key, else their number."""
    for keys in (*((key,) for key in KEYS), *SEVERAL):
        codes = [" ".join(str(each.get(key, "")) for key in keys) for each in entries]
        if all(code.strip() for code in codes) and len(set(codes)) == len(codes):
            return {code: (place, entry) for place, (code, entry) in enumerate(zip(codes, entries, strict=True))}
    return {f"#{place + 1}": (place, entry) for place, entry in enumerate(entries)}


def _place(key: str, code: str, entry: Any) -> Place:
    entry = entry if isinstance(entry, dict) else {}
    return Place(key, code, str(entry.get("name", "")), str(entry.get("name_en", "")))


def _moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return what stands elsewhere among the rest than before."""
    kept = {
        old[place]
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for place in range(block.a, block.a + block.size)
    }
    return [code for code in new if code not in kept]


def _short(value: Any) -> str:
    """Return a value that is new or gone; of a table its name is enough."""
    return "" if isinstance(value, dict) and "name" in value else shown(value)


def shown(value: Any) -> str:
    """Return a value as people read it: a list one after another, a table as its keys with their values."""
    if isinstance(value, dict):
        return "; ".join(f"{key} = {shown(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(shown(each) for each in value)
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
