"""What a page does with an import, for tests whose worker is a process of its own: `python -m tests.matters.worked …`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import django


def main(what: str, subject: str) -> None:
    """`start FILE` hands a sheet in and starts its import; `resume ID` lets it go on when its worker counts as lost."""
    django.setup()
    from django.utils import timezone

    from fengqiao.jobs import actions as jobs
    from fengqiao.jobs.queries import latest_by_subject
    from fengqiao.matters.actions import hand_in_sheet, start_import
    from fengqiao.rulebook.queries import pack_on
    from tests.world import viewer

    now = timezone.now()
    by = viewer("dispatcher", now)
    if what == "start":
        path = Path(subject)
        pack = pack_on(now).pack
        import_id = hand_in_sheet(name=path.name, content=path.read_bytes(), pack=pack, by=by, at=now)
        start_import(import_id=import_id, by=by, at=now)
        print(import_id)
        return
    job = latest_by_subject([UUID(subject)], "import", now=now)[UUID(subject)]
    jobs.resume(job_id=job.job_id, by=by, at=now + timedelta(minutes=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
