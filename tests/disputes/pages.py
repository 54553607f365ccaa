"""The pages of disputes as browsers look at them: in mediation, agreed with parts due, merged; mediators and whom they declared."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.disputes import actions
from fengqiao.disputes.actions import Asked
from fengqiao.disputes.terms import AgreementForm, Mediation
from fengqiao.orgs.models import Venue
from tests.disputes.helping import agree, dispute
from tests.disputes.test_course import mediator, plan
from tests.world import NOW, make_matter, viewer

CENTRE = "dispatcher.north"


def dispute_pages() -> dict[str, tuple[str, str]]:
    """Play one in mediation with somebody proposed and a session planned, one agreed with parts due; name what opens them."""
    at = NOW - timedelta(days=40)
    first = dispute(at=at, ref="d1", place="老槐树巷3号")
    parts = [(100_000, (at + timedelta(days=9)).date()), (200_000, (NOW + timedelta(days=9)).date())]
    agree(first, at=at, parts=parts, form=AgreementForm.WRITTEN)
    second = dispute(ref="d2", place="老槐树巷3号")
    one = mediator(kinds=["neighbours"])
    for interest, name in (("kin", "周长贵"), ("stake", "长贵粮油店")):
        actions.declare(mediator_id=one.id, interest=interest, personal={"name": name}, by=viewer(CENTRE), at=NOW)
    plan(second, NOW + timedelta(hours=2), Venue.objects.values_list("id", flat=True)[0])
    actions.inquire(
        dispute_id=second.id, by=viewer(CENTRE), at=NOW,
        asked=Asked(asked_at=NOW, name="吴阿婆", place="老槐树巷5号", text="墙是去年砌的，当时没人说话。", relation="邻居"),
    )  # fmt: skip
    hurt = dispute(ref="d4", mediation=Mediation.POLICE, signs=["violence"])
    actions.send_appraisal(dispute_id=hurt.id, day=NOW.date(), by=viewer(CENTRE), at=NOW)
    other = make_matter(by=CENTRE, kind="dispute", text="院墙", outside_ref="d3")
    return {
        "disputes": (CENTRE, "/disputes/"),
        "dispute in mediation": (CENTRE, f"/disputes/{second.id}/"),
        "dispute with an injury appraised": (CENTRE, f"/disputes/{hurt.id}/"),
        "dispute agreed": (CENTRE, f"/disputes/{first.id}/"),
        "file of a dispute": (CENTRE, f"/disputes/{first.id}/file/"),
        "dispute to take in": (CENTRE, f"/disputes/new/{other.id}/"),
        "dispute on the scene": ("officer.north", "/disputes/scene/"),
        "dispute statistics": (CENTRE, "/disputes/statistics/?since=2026-01-01&until=2026-12-31"),
        "mediators": (CENTRE, "/disputes/mediators/"),
        "whom a mediator declared": (CENTRE, f"/disputes/mediators/{one.id}/"),
        "mediation rooms": (CENTRE, "/disputes/rooms/"),
    }
