"""Two at once: each action holds its row, so that one wins and the other is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest

from fengqiao.inspections import actions
from fengqiao.inspections.models import Finding, Inspection, Step
from fengqiao.inspections.terms import FindingSource
from fengqiao.ledger.queries import kinds_of
from fengqiao.vault.models import StoredFile
from tests.inspections.helping import PICTURE, again, answered, finding, inspection, later, submit
from tests.matters.helping import at_once, codes
from tests.world import viewer


def looking(
    finding_id: UUID, login: str, *, back: bool = False, seen_version: int | None = None
) -> Callable[[], object]:
    by, act = viewer(login), actions.send_back if back else actions.pass_finding
    return lambda: act(
        finding_id=finding_id, text="看过了", uploads=[], by=by, at=later(days=4), seen_version=seen_version
    )


def test_two_who_look_again_at_once_are_one(committed_world: None) -> None:
    row = submit(finding())
    found = codes(at_once(looking(row.id, "desk.north"), looking(row.id, "chief.north")))
    assert found == ["done", "finding-passed"]
    assert kinds_of(row.id).count("finding.rechecked") == 1


def test_passed_and_sent_back_at_once_is_one_of_them(committed_world: None) -> None:
    row = submit(finding())
    found = codes(at_once(looking(row.id, "desk.north"), looking(row.id, "chief.north", back=True)))
    after = again(row)
    assert (found, after.state) in ((["done", "finding-passed"], "passed"), (["done", "finding-open"], "open"))
    assert after.sent_back == (1 if after.state == "open" else 0)
    assert Step.objects.filter(finding=row, move__in=["pass", "send_back"]).count() == 1


def test_evidence_while_somebody_looks_again_is_seen_or_told(committed_world: None) -> None:
    row = submit(finding())
    by = viewer("handler.urban")
    more = lambda: actions.submit(  # noqa: E731
        finding_id=row.id, text="又换一盏", uploads=[PICTURE], by=by, at=later(days=4)
    )
    found = codes(at_once(more, looking(row.id, "desk.north", seen_version=row.version)))
    after, files = again(row), StoredFile.objects.filter(matter_id=row.id).count()
    assert (found, after.state, files) in (
        (["done", "finding-changed"], "submitted", 2),
        (["done", "finding-passed"], "passed", 1),
    )


def test_two_findings_at_once_have_two_numbers(committed_world: None) -> None:
    row = inspection()
    made = lambda: str(finding()) and None  # noqa: E731
    assert codes(at_once(made, made)) == ["done", "done"]
    assert sorted(Finding.objects.values_list("number", flat=True)) == ["ZG20260901-001", "ZG20260901-002"]
    assert Inspection.objects.get().id == row.id


def test_two_signatures_of_one_party_at_once_are_one(committed_world: None) -> None:
    row = inspection()
    answered(row)
    desk, chief = (
        partial(actions.sign, inspection_id=row.id, by=viewer(login), at=later(hours=1))
        for login in ("desk.north", "chief.north")
    )
    assert codes(at_once(desk, chief)) == ["done", "inspection-signed"]
    assert kinds_of(row.id).count("inspection.ended") == 1


@pytest.mark.parametrize("second", ["sign", "check"])
def test_a_finding_while_the_lead_signs_is_in_or_refused(committed_world: None, second: str) -> None:
    row = inspection()
    answered(row)
    by = viewer("desk.north")
    signing = lambda: actions.sign(inspection_id=row.id, by=by, at=later(hours=1))  # noqa: E731
    other = lambda: finding(source=FindingSource.INSPECTION, inspection_id=row.id)  # noqa: E731
    found = codes(at_once(signing, other if second == "sign" else lambda: answered(row)))
    assert found in (["done", "done"], ["done", "inspection-not-underway"], ["done", "inspection-ended"])
    assert again(row).state == "ended"
