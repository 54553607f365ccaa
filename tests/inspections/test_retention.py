"""The end of their term: words and files of inspections and findings go, codes and numbers stay."""

from __future__ import annotations

import pytest

from fengqiao.inspections import actions
from fengqiao.inspections.jobs import destroy_due
from fengqiao.inspections.models import Finding, Inspection, Step
from fengqiao.inspections.terms import FindingSource
from fengqiao.ledger.queries import kinds_of
from fengqiao.orgs.queries import system_viewer
from fengqiao.vault.models import DataKey, StoredFile
from tests.inspections.helping import again, answered, finding, inspection, later, passed, submit
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db


def test_words_and_files_go_when_the_term_is_over_and_not_before(world: None) -> None:
    row = inspection()
    answered(row)
    one = passed(submit(finding(source=FindingSource.INSPECTION, inspection_id=row.id)))
    actions.watch(
        finding_id=one.id,
        count="accidents",
        place="老街口",
        remedied=NOW.date(),
        by=viewer("desk.north"),
        at=later(days=5),
    )
    still = finding(source=FindingSource.INSPECTION, inspection_id=row.id)
    actions.sign(inspection_id=row.id, by=viewer("desk.north"), at=later(days=5))
    by = system_viewer(at=NOW)
    assert by
    assert destroy_due(by=by, now=later(days=60 * 31)) == 0
    assert destroy_due(by=by, now=later(days=60 * 31 + 10)) == 1
    gone = again(one)
    assert (gone.title, gone.text, gone.place, gone.watch) == ("", "", "", {"count": "accidents", "from": "2026-09-01"})
    assert (gone.severity, gone.kept, gone.state) == ("general", True, "passed")
    assert set(Step.objects.filter(finding=one).values_list("text", flat=True)) == {""}
    assert not StoredFile.objects.filter(matter_id=one.id).exists()
    assert DataKey.objects.get(matter_id=one.id).destroyed_at is not None
    assert kinds_of(one.id)[-1] == "finding.erased"
    assert again(still).title == "路灯不亮"  # an open one keeps its words, and the inspection with it
    assert Inspection.objects.get().text != ""
    later_on = later(days=60 * 31 + 10)
    submit(still, at=later_on), passed(still, at=later_on)
    end = later(days=2 * 60 * 31 + 30)
    assert destroy_due(by=by, now=end) == 2
    assert (Inspection.objects.get().text, Inspection.objects.get().place) == ("", "")
    assert destroy_due(by=by, now=end) == 0
    assert Finding.objects.count() == 2
