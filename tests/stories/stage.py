"""A stage in the test database: the county of the other tests cleared away, all of it taken back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.db import transaction

from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.reading import compiled_files, parse_pack
from fengqiao.catalogue.story import Story
from fengqiao.clues import box
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
def cheap_keys() -> Iterator[None]:
    """Passphrases and receipt codes cost the least that libsodium takes: what they cost in the product its own tests say."""
    least = (1, 8 * 1024)
    with patch.object(box, "PASSPHRASE_COST", least), patch.object(box, "CODE_COST", least):
        yield


@contextmanager
def staged(story: Story, texts: dict[str, str], *, decoys: bool | None = None) -> Iterator[tuple[Player, Pack]]:
    """Clear the county away and set a story's stage; at the end all is as it was."""
    with transaction.atomic(), cheap_keys():
        for model in (Post, Account, Venue, Staff):
            model.objects.all().delete()
        Unit.areas.through.objects.all().delete()
        for tree in (Unit, Area):
            tree.objects.all()._raw_delete("default")
        Edition.objects.all().delete()
        set_stage(story, texts)
        yield Player(story, decoys=decoys), pack_on(moment(story.begins)).pack
        transaction.set_rollback(True)
