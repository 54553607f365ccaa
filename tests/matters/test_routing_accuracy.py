"""Routing right on the 200 real messages that were labelled by hand; only where the messages are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.routing_accuracy import DEV, MESSAGES, TEST, by_table, learn, read_labels, read_messages
from fengqiao.catalogue.reading import read_pack

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("FENGQIAO_SHARED") or ROOT.parent / "shared")


def test_no_message_is_both_learnt_from_and_measured() -> None:
    learnt, measured = ({label.id for label in read_labels(path)} for path in (DEV, TEST))
    assert len(measured) == 200
    assert not learnt & measured


@pytest.mark.skipif(
    not (SHARED / MESSAGES).is_file(), reason="the real messages are not here: name their folder in FENGQIAO_SHARED"
)
def test_at_least_85_of_100_real_messages_reach_the_right_hands() -> None:
    messages, labels = read_messages(SHARED), read_labels(TEST)
    model = learn(messages, read_labels(DEV))
    told = [messages[label.id] for label in labels]
    predictions = model.predict([each.text for each in told], titles=[each.title for each in told])
    pack = read_pack(ROOT / "packs" / "base")
    answer = by_table(pack, messages, dict(zip((label.id for label in labels), predictions, strict=True)))
    found = [label.right(answer(label.id)) for label in labels]
    strict, lenient = (sum(column) for column in zip(*found, strict=True))
    # Right: the unit in charge, or one that the labeller noted as answerable too, before anything was measured.
    assert lenient >= 170, (strict, lenient)
    assert strict >= 158, (strict, lenient)
