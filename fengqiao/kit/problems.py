"""What a user can mend: refusals with a stable code and words, raised anywhere, shown at the door used."""

from __future__ import annotations


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


def _plain(value: object) -> object:
    return "、".join(map(str, value)) if isinstance(value, tuple) else value
