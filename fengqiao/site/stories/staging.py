"""Setting the stage: the areas, units and people of a story loaded, its packs published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.reading import parse_pack
from fengqiao.catalogue.story import Story
from fengqiao.kit.problems import Problem
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.queries import Viewer, system_viewer
from fengqiao.orgs.terms import AreaLevel, Line, Role, UnitLevel
from fengqiao.rulebook.actions import publish_pack

BEFORE = timedelta(days=40)  # posts and rules are in force well before the first scene: decoys lie before the period


def moment(day: date, at: time = time.min) -> datetime:
    """Return a local moment."""
    return timezone.make_aware(datetime.combine(day, at))


@transaction.atomic
def set_stage(story: Story, texts: Mapping[str, str]) -> Viewer:
    """Load a story's county into an empty installation and publish its packs; returns the installation's own viewer.

    `texts`: the files of the pack with what it adds to, as `compiled_files` gives them.
    """
    began = moment(story.begins) - BEFORE
    orgs.load_structure(
        areas=[
            orgs.NewArea(code=a.code, name=a.name, name_en=a.name_en, level=AreaLevel(a.level), parent=a.parent)
            for a in story.areas
        ],
        units=[
            orgs.NewUnit(
                code=u.code,
                name=u.name,
                name_en=u.name_en,
                short=u.short,
                line=Line(u.line),
                function=u.function,
                parent=u.parent,
                areas=u.areas,
                level=UnitLevel(u.level) if u.level else None,
                neighbours=u.neighbours,
                part=u.part,
            )
            for u in story.units
        ],
        venues=[],
        active_from=began.date(),
    )
    orgs.engage(staff=_people(story, began), recorded_by=None, at=began)
    centre = next((unit.code for unit in story.units if unit.function == "centre"), None)
    if centre is None:
        raise Problem("story-centre", "故事里没有社会治理中心（function = centre），没有单位可以分流。")
    orgs.engage_system(unit=centre, at=began)
    by = system_viewer(at=began)
    assert by is not None  # noqa: S101  # it has just been given its post
    publish_pack(texts=texts, valid_from=began, by=by, at=began)
    return by


def _people(story: Story, began: datetime) -> list[orgs.NewStaff]:
    """Everybody of the cast with a log-in `role.unit`, the second of a role with a number behind it."""
    people: list[orgs.NewStaff] = []
    for unit in story.units:
        for role, names in unit.staff.items():
            if role not in set(Role):
                raise Problem("story-role", "没有“{value}”这个角色。", value=role)
            for turn, name in enumerate(names):
                people.append(
                    orgs.NewStaff(
                        number=f"S{len(people) + 1:04}",
                        name=name,
                        login=f"{role}.{unit.code}" + (str(turn + 1) if turn else ""),
                        posts=[orgs.NewPost(unit=unit.code, role=Role(role), starts=began)],
                    )
                )
    return people


def story_in(texts: Mapping[str, str], code: str) -> Story:
    """Return a story of a pack by its code; refuses one that is not there, saying which are."""
    stories = parse_pack(texts).stories
    if code not in stories:
        raise Problem("story-unknown", "没有“{value}”这个故事。现有：{known}。", value=code, known=tuple(stories))
    return stories[code]
