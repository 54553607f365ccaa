"""Unsent messages on QR codes and in files, read in by a desk: the same receipts, nothing twice (ADR 168)."""

from __future__ import annotations

import base64
import io
import json
import zlib
from hashlib import sha256
from typing import Any

import pytest
import segno

from fengqiao.duties import actions
from fengqiao.duties.models import CheckIn
from fengqiao.duties.rules.pictures import LARGEST, put_together
from fengqiao.kit.documents import marks_on
from fengqiao.kit.problems import Problem
from tests.duties.helping import HOUR, activity, message, ms, sent, volunteers
from tests.world import NOW, viewer

LATER = NOW + HOUR


def codes(batch: list[dict[str, Any]], *, form: str = "1", size: int = 420) -> list[str]:
    """The codes of a batch as a phone writes them (look/static/look/phone/codes.js)."""
    raw = json.dumps({"sent_at": ms(LATER), "messages": batch}).encode()
    if form == "1":
        packing = zlib.compressobj(9, zlib.DEFLATED, -15)
        raw = packing.compress(raw) + packing.flush()
    text = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    parts = [text[place : place + size] for place in range(0, len(text), size)]
    return [f"FQ{form}/0badcafe/{number}/{len(parts)}/{part}" for number, part in enumerate(parts, 1)]


def picture(code: str) -> bytes:
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="png", scale=6, border=4)
    return out.getvalue()


def test_codes_are_put_together_in_any_order_and_say_what_is_missing() -> None:
    batch = [{"id": sha256(b"%d" % number).hexdigest()} for number in range(60)]
    for form in "10":
        made = codes(batch, form=form)
        assert len(made) > 3
        read = [mark for code in made for mark in marks_on(picture(code))]
        (whole,) = put_together([*reversed(read), read[0], "https://example.org", "FQ1/x"])
        assert json.loads(whole)["messages"] == batch
    with pytest.raises(Problem) as told:
        put_together(made[:1] + made[2:])
    assert (told.value.code, told.value.params["missing"]) == ("pictures-missing", ("2",))
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = base64.urlsafe_b64encode(bomb.compress(b"0" * (LARGEST * 4)) + bomb.flush()).decode().rstrip("=")
    for marks, code in (([], "pictures-none"), (["FQ1/0badcafe/2/1/AAAA"], "pictures-none"), (["FQ1/0badcafe/1/1/AAAA"], "pictures-broken"), (["FQ1/0badcafe/1/1/A"], "pictures-broken"), ([f"FQ1/0badcafe/{n + 1}/{-(-len(packed) // 800)}/{packed[n * 800 : n * 800 + 800]}" for n in range(-(-len(packed) // 800))], "pictures-broken")):  # fmt: skip
        with pytest.raises(Problem) as told:
            put_together(marks)
        assert told.value.code == code


@pytest.mark.django_db
def test_read_in_for_another_it_is_kept_once_and_waits_for_a_lead(world: None) -> None:
    row, by, desk = activity(), viewer("volunteer"), viewer("desk.north")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    said = message(row, by)

    def carried(who: str, *batch: object) -> list[actions.Answer]:
        return actions.take(batch=batch, sent_at=ms(LATER), by=viewer(who), at=LATER, carried=True)

    assert [each.refusal and each.refusal.code for each in carried(*volunteers(1), said)] == ["message-other"], (
        "who does not organise"
    )
    (read,) = carried("desk.north", said)
    assert (read.doubts, len(read.receipt)) == (("carried",), 64)
    (own,) = sent(by, said, at=LATER + HOUR)
    assert (own.receipt, CheckIn.objects.count()) == (read.receipt, 1), "when the phone finds a line after all"
    actions.settle(check_in_id=CheckIn.objects.get().id, taken=True, by=desk, at=LATER)
    (mine,) = carried("desk.north", message(row, desk, seq=4))
    assert "carried" not in mine.doubts
