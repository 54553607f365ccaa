"""The demo's replies: before the end of a matter whoever handles it tells the person, and says why what was asked for stays open."""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import UUID

from fengqiao.matters import actions
from fengqiao.matters.queries import demands_of, matter_for
from fengqiao.matters.terms import Channel
from fengqiao.orgs.queries import Viewer

ANSWERED = 0.5  # the share of matters whose teller is told in words before the end; the others by the slip
WHY = ("said", "said", "said", "face_to_face", "going_on", "no_basis", "no_demand")


def answer_teller(matter_id: UUID, words: str, *, by: Viewer, at: datetime, seed: int) -> None:
    """Reply with the words of the ending, each demand that they do not mention with a reason; not for every matter."""
    matter = matter_for(by, matter_id)
    if matter is None or matter.sealed or not words.strip():
        return
    rng = Random(f"{seed} reply {matter.number}")  # noqa: S311  # a demo, not a secret
    if rng.random() > ANSWERED:
        return
    owed = [each for each in demands_of(matter, words) if not each.settled]
    channel = rng.choice((Channel.PHONE, Channel.PHONE, Channel.IN_PERSON, Channel.MESSAGE))
    reasons = {each.key: rng.choice(WHY) for each in owed}
    actions.reply(matter_id=matter_id, text=words, channel=channel, reasons=reasons, by=by, at=at)
