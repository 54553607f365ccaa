"""Setting an installation up: database, county, the system's own post, packs. Each step finds what is there already."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from rich.console import Console

from fengqiao.catalogue.layering import bottom, rebased
from fengqiao.catalogue.reading import pack_files, parse_pack
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import rebuild
from fengqiao.matters.queries import index_missing
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.queries import is_set_up, system_viewer
from fengqiao.rulebook.actions import publish_pack
from fengqiao.rulebook.queries import texts_on
from fengqiao.site import upkeep
from fengqiao.site.demo.county import read_county
from fengqiao.site.demo.loading import county_centre, load_county
from fengqiao.site.words import both


def set_up(*, county: Path | None, pack: Path | None, console: Console) -> None:
    """Bring an installation up to date: migrate, load the county once, publish the base pack if it changed."""
    with console.status(both("建立数据库", "database")):
        call_command("migrate", verbosity=0)
    if index_missing():  # of an installation from before there was one
        with console.status(both("建立搜索索引", "index of words")):
            for _done in rebuild():
                pass
    now = timezone.now()
    if not is_set_up():
        with console.status(both("载入县域", "county")), transaction.atomic():
            found = read_county(county or settings.PACKS_DIR / "demo")
            load_county(found, at=now)
            orgs.engage_system(unit=county_centre(found), at=now)
    with console.status(both("整理旧数据", "data of earlier editions")):
        upkeep.bring_up_to_date()
    by = system_viewer(at=now)
    if by is None:
        raise Problem("nobody", "系统岗位不存在。请删除数据文件夹后重新 setup。")
    with console.status(both("发布规则包", "packs")):
        before = texts_on(now)
        texts = rebased(before, pack_files(pack or settings.PACKS_DIR / "base"))
        first_day = parse_pack(texts).valid_from
        valid_from = timezone.make_aware(datetime.combine(first_day, time.min))
        # Where packs have been added since, a new edition holds from now: one of an earlier day would stay behind theirs.
        publish_pack(texts=texts, valid_from=now if texts != bottom(texts) else valid_from, by=by, at=now)
