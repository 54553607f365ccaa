"""Packs on top of packs: one set of files holds a pack and, under `with/<name>/`, those that add to it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fengqiao.catalogue.node import Node

T = TypeVar("T")

HEAD = "pack.toml"
OVERLAYS = "with/"


@dataclass(frozen=True, slots=True)
class Layer:
    """The files of one pack by their own names; `name` is "" for the pack that the others add to."""

    name: str
    tops: Mapping[str, Node]

    @property
    def prefix(self) -> str:
        """Where its files stand among all files."""
        return f"{OVERLAYS}{self.name}/" if self.name else ""


def layered(tops: Mapping[str, Node]) -> list[Layer]:
    """Return the pack at the bottom and those that add to it, by name."""
    layers: dict[str, dict[str, Node]] = {"": {}}
    for path, top in tops.items():
        if path.startswith(OVERLAYS):
            _, name, own = path.split("/", 2) if path.count("/") > 1 else ("", path.removeprefix(OVERLAYS), HEAD)
            layers.setdefault(name, {})[own] = top
        else:
            layers[""][path] = top
    return [Layer(name, files) for name, files in sorted(layers.items())]


def merged(layers: Sequence[Layer], file: str, reader: Callable[[Node], Mapping[str, T]]) -> dict[str, T]:
    """Return the entries of a file of all layers by code: a later layer's takes the place of an earlier one's."""
    entries: dict[str, T] = {}
    for layer in layers:
        if file in layer.tops:
            entries |= reader(layer.tops[file])
    return entries


def overlaid(files: Mapping[str, str], name: str, own: Mapping[str, str]) -> dict[str, str]:
    """Return the files of a pack with those of one that adds to it, in the place of what it added before."""
    rest = {path: text for path, text in files.items() if not path.startswith(f"{OVERLAYS}{name}/")}
    return {**rest, **{f"{OVERLAYS}{name}/{path}": text for path, text in own.items()}}


def bottom(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files of the pack that the others add to."""
    return {path: text for path, text in files.items() if not path.startswith(OVERLAYS)}


def rebased(files: Mapping[str, str], base: Mapping[str, str]) -> dict[str, str]:
    """Return a new edition of the pack at the bottom with everything that was added to the one before."""
    return {**base, **{path: text for path, text in files.items() if path.startswith(OVERLAYS)}}


def requires_of(files: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the packs that a pack's head says it adds to; none where the head cannot be read."""
    try:
        named = tomllib.loads(files.get(HEAD, "")).get("requires", [])
    except tomllib.TOMLDecodeError:
        return ()
    return tuple(str(name) for name in named) if isinstance(named, list) else ()
