"""A pack read as a whole: from a folder or from the texts of its files, with every finding of every file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from fengqiao.catalogue.calendar_reading import read_calendar
from fengqiao.catalogue.class_reading import read_classes
from fengqiao.catalogue.clue import Clues
from fengqiao.catalogue.clue import joined as clues_joined
from fengqiao.catalogue.clue_reading import read_clues
from fengqiao.catalogue.crossing import note_lessons, note_required, note_tables
from fengqiao.catalogue.dispute import Disputes
from fengqiao.catalogue.dispute_reading import joined as disputes_joined
from fengqiao.catalogue.dispute_reading import read_disputes
from fengqiao.catalogue.duty import Duties
from fengqiao.catalogue.duty_reading import joined as duties_joined
from fengqiao.catalogue.duty_reading import read_duties
from fengqiao.catalogue.enterprise import Enterprises
from fengqiao.catalogue.enterprise_reading import joined as enterprises_joined
from fengqiao.catalogue.enterprise_reading import read_enterprises
from fengqiao.catalogue.errand import Errands
from fengqiao.catalogue.errand import joined as errands_joined
from fengqiao.catalogue.errand_reading import read_errands
from fengqiao.catalogue.figure_reading import is_story, read_figures
from fengqiao.catalogue.finding import Finding, PackRefused
from fengqiao.catalogue.form import Forms
from fengqiao.catalogue.form_reading import joined as forms_joined
from fengqiao.catalogue.form_reading import read_forms
from fengqiao.catalogue.help import Helps
from fengqiao.catalogue.help import joined as helps_joined
from fengqiao.catalogue.help_reading import read_helps
from fengqiao.catalogue.inspection import Inspections
from fengqiao.catalogue.inspection_reading import joined as inspections_joined
from fengqiao.catalogue.inspection_reading import read_inspections
from fengqiao.catalogue.joint import Joint
from fengqiao.catalogue.joint_reading import joined as joint_joined
from fengqiao.catalogue.joint_reading import read_joint
from fengqiao.catalogue.kind_reading import read_kinds
from fengqiao.catalogue.layering import HEAD, OVERLAYS, Layer, layered, merged, overlaid, requires_of
from fengqiao.catalogue.list_reading import read_functions, read_reasons, read_topics, read_values, read_word_lists
from fengqiao.catalogue.model import CallClass, Kind, Overlay, Pack, Reason, ReasonUse, WordList
from fengqiao.catalogue.node import Node, open_file
from fengqiao.catalogue.placement import Placements
from fengqiao.catalogue.placement_reading import joined as placements_joined
from fengqiao.catalogue.placement_reading import read_placements
from fengqiao.catalogue.station import Station
from fengqiao.catalogue.station_reading import joined as station_joined
from fengqiao.catalogue.station_reading import read_station
from fengqiao.catalogue.table_reading import ReadTable, extended, read_table
from fengqiao.catalogue.visit import Visits
from fengqiao.catalogue.visit_reading import joined as visits_joined
from fengqiao.catalogue.visit_reading import read_visits
from fengqiao.catalogue.wish import Wishes
from fengqiao.catalogue.wish import joined as wishes_joined
from fengqiao.catalogue.wish_reading import read_wishes
from fengqiao.kit.problems import Problem
from fengqiao.kit.suggesting import suggestion
from fengqiao.kit.workcalendar import WorkCalendar

KINDS, MEASURES, CLASSES, DUTIES = "kinds.toml", "measures.toml", "classes.toml", "duties.toml"
INSPECTIONS, ENTERPRISES, JOINT, DISPUTES, CLUES, FORMS, STATION, ERRANDS, WISHES, HELPS = (
    "inspections.toml",
    "enterprises.toml",
    "joint.toml",
    "disputes.toml",
    "clues.toml",
    "forms.toml",
    "station.toml",
    "errands.toml",
    "wishes.toml",
    "helps.toml",
)
VISITS, PLACEMENTS = "visits.toml", "placements.toml"
_FILES = (
    HEAD, KINDS, MEASURES, CLASSES, INSPECTIONS, ENTERPRISES, JOINT, DISPUTES, CLUES, FORMS, STATION, DUTIES, ERRANDS, WISHES,
    HELPS, "topics.toml", "functions.toml", "words.toml", "reasons.toml", "values.toml",
    VISITS, PLACEMENTS,
)  # fmt: skip
P = TypeVar("P")  # what a pack says about one thing: inspections, disputes, …
_CALENDARS = "calendar/"
_TABLE = "table"  # the section by which a file says that it is a decision table


def read_pack(directory: Path) -> Pack:
    """Return the pack in a folder; refuses (`PackRefused`, with all findings) one with errors."""
    return parse_pack(compiled_files(directory))


def parse_pack(files: Mapping[str, str]) -> Pack:
    """Return the pack made of file texts by name (`kinds.toml`, `calendar/china.toml`); refuses as `read_pack`."""
    pack, findings = _read(files)
    if any(finding.is_error for finding in findings):
        raise PackRefused(findings)
    return pack


def check_pack(directory: Path) -> tuple[Finding, ...]:
    """Return everything wrong with the pack in a folder, by file and line; empty when nothing is.

    A pack that adds to others is checked together with them; only what is wrong with itself is returned.
    """
    own = pack_files(directory)
    files = compiled_files(directory)
    if set(own) == set(files):
        return check_files(files)
    prefix = f"{OVERLAYS}{directory.resolve().name}/"
    found = (finding for finding in check_files(files) if finding.file.startswith(prefix))
    return tuple(replace(finding, file=finding.file.removeprefix(prefix)) for finding in found)


def check_files(files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return everything wrong with a pack given as file texts, by file and line."""
    return _read(files)[1]


def pack_files(directory: Path) -> dict[str, str]:
    """Return the TOML texts of a pack's folder by name, `/` between folders.

    Refuses a folder that is not there (`pack-folder-missing`) and a file that is not UTF-8 (`pack-not-utf8`).
    """
    if not directory.is_dir():
        raise Problem("pack-folder-missing", "没有“{folder}”这个文件夹。", folder=str(directory))
    files = {}
    for path in sorted(directory.rglob("*.toml")):
        name = path.relative_to(directory).as_posix()
        try:
            files[name] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise Problem("pack-not-utf8", "文件“{file}”不是 UTF-8 编码。", file=name) from None
    return files


def compiled_files(directory: Path) -> dict[str, str]:
    """Return the files of a pack together with those of the packs that it adds to, which lie beside its folder.

    Refuses (`pack-base-missing`) where one of them is not there.
    """
    own = pack_files(directory)
    below = requires_of(own)
    if not below:
        return own
    folders = [directory.resolve().parent / name for name in below]
    for folder in folders:
        if not folder.is_dir():
            raise Problem("pack-base-missing", "这个包要加在“{name}”上面，旁边没有这个文件夹。", name=folder.name)
    base, *others = folders
    files = pack_files(base)
    for folder in others:
        files = overlaid(files, folder.name, pack_files(folder))
    return overlaid(files, directory.resolve().name, own)


def digest(files: Mapping[str, str]) -> str:
    """Return the SHA-256 of the files' names and texts, the same whatever their order and line ends."""
    ordered = sorted((name, text.removeprefix("\ufeff").replace("\r\n", "\n")) for name, text in files.items())
    return sha256(json.dumps(ordered, ensure_ascii=False).encode()).hexdigest()


def _read(files: Mapping[str, str]) -> tuple[Pack, tuple[Finding, ...]]:
    """Return the pack (of use only without errors) and the findings."""
    findings: list[Finding] = []
    tops = {name: top for name in sorted(files) if (top := open_file(name, files[name], findings))}
    layers = layered(tops)
    for layer in layers:
        _note_strange_files(layer, files, findings)
    base = layers[0]
    head = _head(base.tops[HEAD]) if HEAD in base.tops else _NO_HEAD
    overlays = [_overlay(layer, head.name) for layer in layers[1:] if HEAD in layer.tops]
    lists = merged(layers, "words.toml", read_word_lists)
    classes = merged(layers, CLASSES, read_classes)
    heads = {"": head.version, **{each.code: each.version for each in overlays}}
    versions = _kind_versions(layers, heads, tuple(classes.values()))
    tables = _tables(layers, lists)
    pack = Pack(
        **asdict(head),
        kind_versions=versions,
        kinds=MappingProxyType(_newest(versions)),
        classes=MappingProxyType(classes),
        topics=MappingProxyType(merged(layers, "topics.toml", read_topics)),
        functions=MappingProxyType(merged(layers, "functions.toml", read_functions)),
        tables=MappingProxyType({read.table.code: read.table for read in tables}),
        calendars=MappingProxyType(_calendars(layers, files)),
        reasons=MappingProxyType(_reasons(layers)),
        values=MappingProxyType(merged(layers, "values.toml", read_values)),
        lists=MappingProxyType(lists),
        **_parts(layers),
        measures=MappingProxyType({}),
        stories=MappingProxyType({}),
        overlays=tuple(overlays),
        digest=digest(files),
    )
    note_tables(pack, tables, base.tops.get("words.toml"))
    note_lessons(pack, layers, DUTIES)
    note_required(pack, layers, DUTIES)
    measures, stories = read_figures(layers, pack)
    pack = replace(pack, measures=MappingProxyType(measures), stories=MappingProxyType(stories))
    return pack, tuple(sorted(set(findings), key=lambda each: (each.file, each.line, each.path, each.code)))


def _parts(layers: Sequence[Layer]) -> dict[str, Any]:
    """Return what the packs say about each room, by the name of its field."""
    return {
        "inspections": _joined(layers, INSPECTIONS, Inspections(), read_inspections, inspections_joined),
        "enterprises": _joined(layers, ENTERPRISES, Enterprises(), read_enterprises, enterprises_joined),
        "joint": _joined(layers, JOINT, Joint(), read_joint, joint_joined),
        "disputes": _joined(layers, DISPUTES, Disputes(), read_disputes, disputes_joined),
        "clues": _joined(layers, CLUES, Clues(), read_clues, clues_joined),
        "forms": _joined(layers, FORMS, Forms(), read_forms, forms_joined),
        "station": _joined(layers, STATION, Station(), read_station, station_joined),
        "duties": _joined(layers, DUTIES, Duties(), read_duties, duties_joined),
        "errands": _joined(layers, ERRANDS, Errands(), read_errands, errands_joined),
        "wishes": _joined(layers, WISHES, Wishes(), read_wishes, wishes_joined),
        "helps": _joined(layers, HELPS, Helps(), read_helps, helps_joined),
        "visits": _joined(layers, VISITS, Visits(), read_visits, visits_joined),
        "placements": _joined(layers, PLACEMENTS, Placements(), read_placements, placements_joined),
    }


def _joined(layers: Sequence[Layer], file: str, none: P, read: Callable[[Node], P], join: Callable[[P, P], P]) -> P:
    """Return what the files of one name say together, from the lowest pack up; `none` where there is no such file."""
    found = none
    for layer in layers:
        if top := layer.tops.get(file):
            found = join(found, read(top))
    return found


def _kind_versions(
    layers: Sequence[Layer], versions: Mapping[str, str], classes: tuple[CallClass, ...]
) -> tuple[Kind, ...]:
    """Return all versions of all kinds. An overlay's version stands before that of the pack it adds to, so that it
    holds where both would; one from the same day takes its place.
    """
    base = layers[0].tops.get(KINDS)
    kinds: tuple[Kind, ...] = ()
    for layer in layers:
        if top := layer.tops.get(KINDS):
            own = read_kinds(top, versions.get(layer.name, ""), base if layer.name else None, classes)
            taken = {(kind.code, kind.valid_from) for kind in own}
            rest = tuple(kind for kind in kinds if (kind.code, kind.valid_from) not in taken)
            again = {kind.code for kind in kinds}
            kinds = (*(k for k in own if k.code in again), *rest, *(k for k in own if k.code not in again))
    return kinds


def _tables(layers: Sequence[Layer], lists: Mapping[str, WordList]) -> list[ReadTable]:
    """Return the tables; a file that extends one of the pack below adds its rows to it."""
    tables: list[ReadTable] = []
    for layer in layers:
        for name, top in layer.tops.items():
            if not _is_table(name, top):
                continue
            extends = _extends(top)
            place = next((n for n, read in enumerate(tables) if read.table.code == extends), None)
            if extends and layer.name and place is not None:
                tables[place] = extended(tables[place], top)
            elif extends:
                top.note("table", "unknown-code", f"没有“{extends}”这张清单。", f"no table “{extends}”")
            else:
                tables.append(read_table(top, lists))
    return tables


def _extends(top: Node) -> str:
    section = top.data.get("table")
    return str(section.get("extends", "")) if isinstance(section, Mapping) else ""


def _reasons(layers: Sequence[Layer]) -> dict[ReasonUse, tuple[Reason, ...]]:
    """Return the reasons by use; one of an overlay with the same code takes the place of the one below."""
    found: dict[ReasonUse, tuple[Reason, ...]] = {}
    for layer in layers:
        if top := layer.tops.get("reasons.toml"):
            for use, reasons in read_reasons(top).items():
                own = {reason.code: reason for reason in reasons}
                kept = (own.pop(reason.code, reason) for reason in found.get(use, ()))
                found[use] = (*kept, *own.values())
    return found


@dataclass(frozen=True, slots=True)
class _Head:
    name: str
    version: str
    title: str
    title_en: str
    valid_from: date
    requires: tuple[str, ...]


_NO_HEAD = _Head("", "", "", "", date.min, ())


def _head(top: Node) -> _Head:
    head = _Head(
        name=top.code("name"),
        version=top.text("version"),
        title=top.text("title"),
        title_en=top.english("title_en"),
        valid_from=top.day("valid_from"),
        requires=top.texts("requires", needed=False),
    )
    top.done()
    return head


def _overlay(layer: Layer, base: str) -> Overlay:
    """Return the head of a pack that adds to another; its name is that of its folder, and it says what it adds to."""
    top = layer.tops[HEAD]
    head = _head(top)
    if head.name and head.name != layer.name:
        top.note("name", "wrong-name", f"规则包应叫“{layer.name}”。", f"the pack must be called “{layer.name}”")
    if base not in head.requires:
        message = f"“requires”里要写“{base}”：这个包是加在它上面的。"
        top.note("requires", "wrong-base", message, f"“requires” must name “{base}”, the pack that this one adds to")
    return Overlay(head.name, head.title, head.title_en, head.version)


def _newest(kinds: tuple[Kind, ...]) -> dict[str, Kind]:
    """Return of each kind the version that begins last, in the order in which the kinds first appear."""
    newest: dict[str, Kind] = {}
    for kind in kinds:
        if kind.code not in newest or kind.valid_from > newest[kind.code].valid_from:
            newest[kind.code] = kind
    return newest


def _calendars(layers: Sequence[Layer], files: Mapping[str, str]) -> dict[str, WorkCalendar]:
    """Return the calendars by code; one of an overlay takes the place of the one below."""
    found: dict[str, WorkCalendar] = {}
    for layer in layers:
        own: dict[str, WorkCalendar] = {}
        for name, top in layer.tops.items():
            if name.startswith(_CALENDARS) and (calendar := read_calendar(top, files[layer.prefix + name])):
                if calendar.code in own:
                    message = f"日历“{calendar.code}”重复。"
                    top.note("code", "repeated-code", message, f"calendar “{calendar.code}” occurs twice")
                own[calendar.code] = calendar
        found |= own
    return found


def _is_table(name: str, top: Node) -> bool:
    return name not in _FILES and not name.startswith(_CALENDARS) and (_TABLE in top.data or name == "routing.toml")


def _note_strange_files(layer: Layer, files: Mapping[str, str], findings: list[Finding]) -> None:
    """Note a missing pack.toml, and files whose name means nothing: mostly a misspelt one."""
    if layer.prefix + HEAD not in files:
        findings.append(Finding(layer.prefix + HEAD, 1, "", "missing-file", "缺少 pack.toml。", "pack.toml is missing"))
    for name, top in layer.tops.items():
        if name not in _FILES and not name.startswith(_CALENDARS) and not _is_table(name, top) and not is_story(name):
            hint, hint_en = suggestion(name, _FILES)
            message, message_en = f"不认识文件“{name}”{hint}", f"unknown file “{name}”{hint_en}"
            findings.append(Finding(layer.prefix + name, 1, "", "unknown-file", message, message_en))
