"""A stage in the test database: the county of the other tests cleared away, all of it taken back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.reading import compiled_files, parse_pack
from fengqiao.catalogue.story import Story
from fengqiao.orgs.models import Account, Area, Post, Staff, Unit, Venue
from fengqiao.rulebook.models import Edition
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.stories.playing import Player
from fengqiao.site.stories.staging import moment, set_stage

PACKS = Path(__file__).resolve().parents[2] / "packs"
STORIES = sorted({path.parent for path in PACKS.glob("*/story*.toml")})


def read(folder: Path) -> tuple[dict[str, str], list[Story]]:
    """Return the compiled files of a pack and its stories."""
    texts = compiled_files(folder)
    return texts, list(parse_pack(texts).stories.values())


@contextmanager
def staged(
    story: Story, texts: dict[str, str], *, without: frozenset[str] = frozenset()
) -> Iterator[tuple[Player, Pack]]:
    """Clear the county away and set a story's stage; at the end all is as it was."""
    with transaction.atomic():
        for model in (Post, Account, Venue, Staff):
            model.objects.all().delete()
        Unit.areas.through.objects.all().delete()
        for tree in (Unit, Area):
            tree.objects.all()._raw_delete("default")
        Edition.objects.all().delete()
        set_stage(story, texts)
        yield Player(story, without=without), pack_on(moment(story.begins)).pack
        transaction.set_rollback(True)
