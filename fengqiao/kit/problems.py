"""What a user can mend: refusals with a stable code and words, raised anywhere, shown at the door used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Problem(ValueError):
    """A refusal in words. `code` is stable (for translation and tests), `params` fill the message.

    The message is simplified Chinese with `{name}` places; doors look `message` up in the catalogue of translations
    and fill it with `params`: plain values, things with a name in both languages, or tuples of either.
    """

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message.format(**{key: _plain(value) for key, value in self.params.items()})

    def as_record(self) -> dict[str, object]:
        """Return the refusal as plain data, names in Chinese, for a row that says it later."""
        params = {
            key: value if isinstance(value, int | float) else str(_plain(value)) for key, value in self.params.items()
        }
        return {"code": self.code, "message": self.message, "params": params}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Problem:
        """Return the refusal that a record holds."""
        return cls(record["code"], record["message"], **record["params"])


def denied() -> Problem:
    """Return the refusal of what somebody's post gives no right to."""
    return Problem("denied", "您现在的岗位不能这样操作。")


def _plain(value: object) -> object:
    return "、".join(map(str, value)) if isinstance(value, tuple) else value
