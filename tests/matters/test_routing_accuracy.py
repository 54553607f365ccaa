"""What routing is learnt from is never what it is measured on (`bench/routing_accuracy.py` measures)."""

from __future__ import annotations

from bench.routing_accuracy import DEV, TEST, read_labels


def test_no_message_is_both_learnt_from_and_measured() -> None:
    learnt, measured = ({label.id for label in read_labels(path)} for path in (DEV, TEST))
    assert len(measured) == 200
    assert not learnt & measured
