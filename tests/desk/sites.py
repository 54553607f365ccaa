"""What every address of inspections is tried with: rows that somebody may see, and such as they may not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from fengqiao.disputes.queries import visible_disputes
from fengqiao.enterprises.queries import visible_enterprises
from fengqiao.errands.queries import visible_errands
from fengqiao.inspections.models import Finding
from fengqiao.inspections.queries import visible_findings, visible_inspections
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import StoredFile
from fengqiao.wishes.actions import withdraw
from fengqiao.wishes.queries import visible_wishes
from tests.desk.scene import photo
from tests.disputes.helping import dispute
from tests.enterprises.helping import enterprise
from tests.errands.helping import errand
from tests.inspections.helping import finding, inspection
from tests.wishes.helping import wish
from tests.world import NOW, area, unit, viewer


def sites(who: Viewer) -> dict[str, tuple[list[UUID], list[UUID]]]:
    """An inspection and a finding with a photograph that somebody may see, and such as they may not."""
    north, south = inspection(), inspection(by="desk.south", area_id=area("TC0201"), parties=[])
    own = {"uploads": [Upload("现场.jpg", photo())]}
    finding(**own)
    finding(by="desk.south", area_id=area("TC0201"), owner_unit=unit("station.south"), **own)
    seen = set(visible_findings(who).values_list("id", flat=True))
    files = dict(StoredFile.objects.filter(matter_id__in=Finding.objects.values("id")).values_list("id", "matter_id"))
    looked = set(visible_inspections(who).values_list("id", flat=True))

    def parted(ids: Iterable[UUID], may: Callable[[UUID], bool]) -> tuple[list[UUID], list[UUID]]:
        rows = list(ids)
        return [each for each in rows if may(each)][:1], [each for each in rows if not may(each)][:1]

    companies = [enterprise(1).id, enterprise(2, by="desk.south", area_id=area("TC0201")).id]
    known = set(visible_enterprises(who).values_list("id", flat=True))
    quarrels = [dispute(ref="q").id, UUID(int=1)]
    quarrelled = set(visible_disputes(who).values_list("id", flat=True))
    asked = [errand().id, errand(by="desk.south", area_id=area("TC0201")).id]
    run = set(visible_errands(who).values_list("id", flat=True))
    hoped, gone = [wish().id], wish()
    withdraw(wish_id=gone.id, reason="consent", by=viewer("assistant"), at=NOW)
    hoped.append(gone.id)
    told = set(visible_wishes(who).values_list("id", flat=True))
    return {
        "dispute": parted(quarrels, quarrelled.__contains__),
        "errand": parted(asked, run.__contains__),
        "wish": parted(hoped, told.__contains__),
        "enterprise": parted(companies, known.__contains__),
        "finding": parted(Finding.objects.values_list("id", flat=True), seen.__contains__),
        "inspection": parted([north.id, south.id], looked.__contains__),
        "site file": parted(files, lambda each: files[each] in seen),
    }
