"""The product's command line, called in this process as `./run fengqiao …` calls it."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from fengqiao.site import cli


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def summary(self) -> dict[str, Any]:
        """The JSON in the last line."""
        return json.loads(self.out.splitlines()[-1])


def fengqiao(*words: object) -> Said:
    """Run a command to its end."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with patch.object(sys, "argv", ["fengqiao", *map(str, words)]), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as left:
            code = left.code
    return Said(int(code or 0), out.getvalue(), err.getvalue())  # type: ignore[call-overload]
