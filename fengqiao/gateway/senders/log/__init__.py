"""The sender of an installation without channels: a line in the log for each notice, and nothing leaves the platform."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fengqiao.notices.terms import Answer, Letter, Outcome, Receipt

logger = logging.getLogger("fengqiao.notices.log")


class Log:
    """Writes that a notice would have gone out: its id, kind and number, never to whom."""

    name = "log"
    idempotent = True

    def send(self, letter: Letter, given: Mapping[str, Any], *, at: datetime) -> Answer:
        """Write the line."""
        logger.info("notice %s %s %s", letter.id, letter.kind.value, letter.number or "-")
        return Answer(Outcome.TAKEN)

    def receipts(self, given: Mapping[str, Any]) -> Sequence[Receipt]:
        """A log reports nothing."""
        return ()
