"""Taking in a sheet of enterprises, a chunk at a time, so that it can be stopped anywhere and run again."""

from __future__ import annotations

from itertools import islice

from django.utils import timezone

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.catalogue.model import Pack
from fengqiao.enterprises.actions import SHEET, take_chunk, throw_away_sheets
from fengqiao.enterprises.queries import sheet_of
from fengqiao.enterprises.rules.sheets import EnterpriseRow, read_row
from fengqiao.jobs.jobs import Run
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import read_sheet
from fengqiao.orgs.queries import places
from fengqiao.orgs.terms import AreaLevel, Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault import shelf

JOB, CHUNK = "enterprises", 500


def run_sheet(run: Run) -> None:
    """Take in, from where it stands, the sheet of enterprises that somebody handed in."""
    row = sheet_of(run.by, run.subject_id)
    if row is None or not run.by.may(Right.IMPORT):
        raise Problem("import-unknown", "没有这次导入，或者不是您上传的。")
    now = timezone.now()
    pack = pack_on(now).pack
    sheet = read_sheet(shelf.take(row.id, SHEET), row.name, limits=sheet_limits(pack, timezone.localdate(now)))
    found = places(at=now).values()
    areas = {place.name: place.id for place in found if place.level in {AreaLevel.TOWN, AreaLevel.VILLAGE}}
    areas |= {place.code: place.id for place in found}
    sectors = sectors_by_name(pack)
    waiting = islice(sheet.rows(), row.position, None)
    while rows := list(islice(waiting, CHUNK)):
        good: list[EnterpriseRow] = []
        bad = []
        for each in rows:
            cells = {field: each.text(column) for field, column in row.columns.items()}
            try:
                good.append(read_row(cells, areas, sectors))
            except Problem as problem:
                values = [each.text(column) for column in range(len(sheet.header))]
                bad.append((each.number, values, problem.as_record()))
        now = timezone.now()
        row = take_chunk(sheet_id=row.id, rows=good, refused=bad, count=len(rows), by=run.by, at=now)
        run.tick(row.position, row.total, new=row.new, known=row.known, refused=row.refused)


def sectors_by_name(pack: Pack) -> dict[str, str]:
    """Return the lines of business by name and by code."""
    sectors = pack.enterprises.sectors.values()
    return {each.name: each.code for each in sectors} | {each.code: each.code for each in sectors}


def throw_away_old_sheets() -> None:
    """Throw away the sheets whose term is over."""
    throw_away_sheets(at=timezone.now())
