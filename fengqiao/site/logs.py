"""How the log is written: where an error came from and of which type it is, never its words, in which data may stand."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

TOKEN = re.compile(r"/(t|d)/[A-Za-z0-9_-]{8,}")  # addresses of slips and links: whoever reads a log must not open them

# A log that cannot be written (a full disk, a closed stream) says nothing: Python would print the values of what went wrong.
logging.raiseExceptions = False


class WithoutWords(logging.Formatter):
    """Formats a record with the places of an exception, without what it says: a database quotes the row that failed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line, tokens in addresses left out."""
        return TOKEN.sub(r"/\1/…", super().format(record))

    def formatException(  # noqa: N802  # the name that logging calls
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return the type of an exception and of those before it, each with the lines of code it passed."""
        found: list[str] = []
        error = ei[1]
        while error is not None and len(found) < 10:
            where = "".join(traceback.format_tb(error.__traceback__))
            found.append(f"{where}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(found))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        """Return a stack as it is: places alone."""
        return stack_info
