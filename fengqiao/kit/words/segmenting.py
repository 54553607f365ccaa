"""Words of a run of characters, by jieba. Its dictionary takes a second to load: servers do so while they start."""

from __future__ import annotations

import logging
import warnings
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

_tokenizer: Any = None
_lock = Lock()


def prepare(folder: Path | None = None) -> None:
    """Load the dictionary; with a folder its compiled form is kept there for the next start.

    Without one nothing is kept: jieba's own choice, a file in the machine's folder for everybody's temporary files, could
    be put there by anybody.
    """
    global _tokenizer  # noqa: PLW0603  # loaded once a process
    with _lock:
        if _tokenizer is None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of its own spelling
                import jieba

            jieba.setLogLevel(logging.ERROR)
            made = jieba.Tokenizer()
            with TemporaryDirectory() if folder is None else nullcontext(folder) as place:
                kept = Path(place)
                kept.mkdir(mode=0o700, parents=True, exist_ok=True)
                made.tmp_dir = str(kept)
                made.cache_file = str(kept / "jieba.cache")
                made.initialize()
            _tokenizer = made


def tokenizer() -> Any:
    """Return the one tokenizer of this process: its cut guesses unknown words too, its FREQ and total say how common."""
    if _tokenizer is None:
        prepare()
    return _tokenizer


def words_of(run: str) -> list[str]:
    """Return the words of a run of characters."""
    return [str(word) for word in tokenizer().cut(run, HMM=False)]
