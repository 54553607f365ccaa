"""Which of the installation's places a text speaks of: area, address line and point, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from fengqiao.kit.dictionary import dictionary
from fengqiao.kit.folding import folded
from fengqiao.kit.gazetteer import Form, Gazetteer, Mention
from fengqiao.orgs.queries import Place, UnitCard
from fengqiao.orgs.terms import AreaLevel

# How sure a way of naming a place is, before what stands around it is looked at.
_FULL, _VENUE, _ALIAS, _SHORT, _EVERYDAY, _UNIT = 0.9, 0.92, 0.82, 0.75, 0.5, 0.45
_CUED, _ENOUGH, _RIVAL, _TORN = 0.2, 0.4, 0.15, 0.55
_SUFFIX = re.compile(
    r"(?:社区居民委员会|社区居委会|居民委员会|村民委员会|居委会|村委会|街道办事处|社区|街道|村|镇|乡|县|区)\Z"
)
_BEFORE = re.compile(r"(?:在|到|从|去|往|住|是|位于|家住|我们|路过|靠近|经过|地点|地址|来自|镇|乡|街道|县)[:：“\"]?\Z")
_AFTER = re.compile(
    r"(?:社区|街道|村|组|[一二三四五六七八九十\d]+[组队号]|这边|那边|附近|一带|路口|桥头|村口|门口|口子|街上|菜场|路段|段|小区|人|群众|的?村民|的?居民|里|上|有人|有个|这里)"
)
_SIGN = r"[^\W\d_在到从往去的了和与是有把被对向于位至近经过沿着住让说请看见还也都就因为家我你他她们这那边面条][^\S\n]?"
_NUMBER = r"(?:\d{1,5}(?:-\d{1,4})?|[一二三四五六七八九十百]{1,4})"
_ADDRESS = re.compile(
    rf"(?:(?:{_SIGN}){{2,7}}|[东南西北中老新前后])(?:路|街|巷|弄|大道)(?:(?:与|和)(?:{_SIGN}){{1,6}}(?:路|街)(?:交叉口|路口)?|{_NUMBER}号?)?"
    rf"(?:(?:{_SIGN}){{2,8}}(?:小区|花园|公寓|家园|苑))?(?:{_NUMBER}(?:号楼|栋|幢))?(?:门口|路口|对面|附近|旁边?)?"
    rf"|(?:{_SIGN}){{2,8}}(?:小区|花园|公寓|家园|新村|苑|山庄|大厦|广场)(?:{_NUMBER}(?:号楼|栋|幢))?(?:门口|对面|附近|旁边?)?"
    rf"|(?:{_SIGN}){{0,6}}(?:桥头|路口|村口|菜场|市场|公园|停车场|祠堂|水库|码头|车站|学校|小学|中学|医院|公交站|文化礼堂|篮球场)(?:门口|对面|附近|旁边?)?"
    rf"|{_NUMBER}组(?:{_NUMBER}号)?"
)
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_STREETS = "路街巷弄"
_REACH = 30  # signs after a place's name in which its address line is looked for
LONGEST_PLACE = 120


class Venue(Protocol):
    """A venue as this rule needs it."""

    id: UUID
    name: str
    area_id: UUID
    point: list[float]


@dataclass(frozen=True, slots=True)
class Spot:
    """What a form may mean: an area, or a venue in it."""

    area_id: UUID
    venue: str = ""
    point: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The places of an installation, ready to be looked for."""

    areas: Mapping[UUID, Place]
    gazetteer: Gazetteer[Spot]


@dataclass(frozen=True, slots=True)
class Placed:
    """A place that a text speaks of. `area_id` is None where several are meant equally well: `choices` are those.

    `lines` are their address lines. `place` is the address line or venue, `words` what was written, `point` the venue's coordinates where known.
    """

    area_id: UUID | None
    place: str
    words: tuple[str, ...]
    confidence: float
    choices: tuple[UUID, ...] = ()
    lines: tuple[str, ...] = ()
    point: tuple[float, ...] = ()


NOWHERE = Placed(None, "", (), 0.0)


def short_form(name: str) -> str:
    """Return a place's name without 村, 镇, 社区 …; empty where less than two characters would be left."""
    short = _SUFFIX.sub("", name)
    return short if len(short) > 1 and short != name else ""


def known_places(areas: Mapping[UUID, Place], venues: Iterable[Venue], units: Iterable[UnitCard]) -> Known:
    """Return every way in which the areas, venues and units of an installation are written."""
    ordinary, names = dictionary()
    everyday = ordinary | names
    forms: list[Form[Spot]] = []
    for place in areas.values():
        if place.level is AreaLevel.COUNTY:
            continue
        spot = Spot(place.id)
        forms.append(Form(place.name, spot, _FULL))
        forms += [Form(alias, spot, _EVERYDAY if alias in everyday else _ALIAS) for alias in place.aliases]
        if short := short_form(place.name):
            forms.append(Form(short, spot, _EVERYDAY if short in everyday else _SHORT))
    # Who writes 桐坪派出所 most often means the office, seldom the place.
    one = ((unit.name, next(iter(unit.covers))) for unit in units if len(unit.covers) == 1)
    forms += [Form(n, Spot(a), _UNIT) for n, a in one if a in areas and areas[a].level is not AreaLevel.COUNTY]
    forms += [Form(v.name, Spot(v.area_id, v.name, tuple(v.point)), _VENUE) for v in venues if v.area_id in areas]
    return Known(MappingProxyType(dict(areas)), Gazetteer(forms))


def place_in(text: str, known: Known, *, near: frozenset[UUID] = frozenset()) -> Placed:
    """Return the place that a text speaks of; NOWHERE where it names none.

    Of places with the same name the one counts whose town the text names, else the one among `near` (the areas of who
    asks); else all are choices. An everyday word (新桥, 石门) counts only beside words that speak of a place.
    """
    plain = folded(text)
    mentions = [m for m in (_weighed(each, plain) for each in known.gazetteer.find(plain)) if m.targets]
    towns = {
        spot.area_id
        for m in mentions
        for spot, sure in m.targets
        if known.areas[spot.area_id].level is AreaLevel.TOWN and sure >= _TORN and len(m.targets) == 1
    }
    resolved: dict[UUID, Placed] = {}
    torn: Placed | None = None
    for mention in mentions:
        spots = _meant(mention, known, towns, near)
        words = text[mention.start : mention.end]
        if len({spot.area_id for spot, _ in spots}) > 1:
            torn = torn or Placed(None, "", (words,), 0.0, tuple(dict.fromkeys(spot.area_id for spot, _ in spots)))
            continue
        spot, sure = spots[0]
        line = spot.venue or _line(text, plain, mention.start if words[-1] in _STREETS else mention.end, _REACH)
        found = Placed(spot.area_id, line, (words,), sure, point=spot.point)
        resolved[spot.area_id] = _joined(resolved.get(spot.area_id), found)
    best = _best(resolved, known)
    if best is None:
        line = _line(text, plain, 0, len(text))
        return torn or (Placed(None, line, (line,), _TORN) if line else NOWHERE)
    return best


def _weighed(mention: Mention[Spot], plain: str) -> Mention[Spot]:
    """Return the mention with what stands around it counted; without meanings that are too unlikely."""
    cued = _BEFORE.search(plain[max(0, mention.start - 4) : mention.start]) or _AFTER.match(plain, mention.end)
    more = _CUED if cued else 0.0
    targets = tuple((s, min(sure + (more if sure < _FULL else 0), 0.95)) for s, sure in mention.targets)
    return replace(mention, targets=tuple((s, sure) for s, sure in targets if sure > _EVERYDAY))


def _meant(
    mention: Mention[Spot], known: Known, towns: set[UUID], near: frozenset[UUID]
) -> tuple[tuple[Spot, float], ...]:
    """Return the meanings that are left once the town named and the taker's areas are asked; a town and a village of its
    own that share a name are the town.
    """
    spots = mention.targets
    for preferred in (towns, near):
        fitting = tuple(pair for pair in spots if not preferred.isdisjoint(known.areas[pair[0].area_id].above))
        if fitting and preferred:
            spots = fitting
            break
    if len(spots) > 1:
        holding = [
            pair for pair in spots if all(pair[0].area_id in known.areas[other.area_id].above for other, _ in spots)
        ]
        spots = tuple(holding[:1]) or spots
    return spots


def _joined(one: Placed | None, two: Placed) -> Placed:
    if one is None:
        return two
    surer = max(one.confidence, two.confidence)
    return replace(
        one,
        confidence=min(surer + 0.03, 0.97),
        place=one.place or two.place,
        point=one.point or two.point,
        words=tuple(dict.fromkeys((*one.words, *two.words))),
    )


def _best(resolved: Mapping[UUID, Placed], known: Known) -> Placed | None:
    """Return the surest of the places named; a village before the town that holds it; less sure where others compete."""
    inner = {
        area_id: placed
        for area_id, placed in resolved.items()
        if not any(area_id != other and area_id in known.areas[other].above for other in resolved)
    }
    if not inner:
        return None
    first = max(inner.values(), key=lambda placed: placed.confidence)
    # In the order in which they were written: what is said first is most often where it is.
    rivals = [p for p in inner.values() if p.confidence > first.confidence - _RIVAL]
    if len(rivals) > 1:
        first = replace(
            rivals[0],
            words=tuple(dict.fromkeys(word for rival in rivals for word in rival.words)),
            confidence=min(first.confidence, _TORN),
            choices=tuple(rival.area_id for rival in rivals if rival.area_id),
            lines=tuple(rival.place for rival in rivals if rival.area_id),
        )
    assert first.area_id is not None  # noqa: S101  # what is resolved has an area
    above = known.areas[first.area_id].above
    words = [word for town in above[1:] if town in resolved for word in resolved[town].words]
    return replace(first, words=tuple(dict.fromkeys((*words, *first.words))), confidence=round(first.confidence, 2))


def _line(text: str, plain: str, start: int, reach: int) -> str:
    """Return the address line (X路Y号, X小区Z栋, 桥头 …) that follows a place in the same sentence, without rooms."""
    end = _SENTENCE_END.search(plain, start)
    stop = min(end.start() if end else len(plain), start + reach)
    found = _ADDRESS.search(plain, start, stop)
    return text[found.start() : found.end()].strip()[:LONGEST_PLACE] if found else ""
