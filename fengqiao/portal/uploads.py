"""Files that come with a clue stay in memory until they are sealed; others are taken as everywhere."""

from __future__ import annotations

from typing import IO, Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

CLUES = "/portal/clue/"
MOST = 32 * 1024 * 1024  # of one request: beyond it nothing more is read


class ForClues(MemoryFileUploadHandler):
    """Django's own handler for small files; on the pages of clues it takes all of them."""

    def handle_raw_input(
        self, input_data: IO[bytes], META: dict[str, str], content_length: int, boundary: Any, encoding: str | None = None  # noqa: N803
    ) -> Any:  # fmt: skip
        """Choose before the first byte is read."""
        self.activated = False
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
        if self.request is not None and self.request.path.startswith(CLUES):
            self.activated = True
            if content_length > MOST:
                raise StopUpload(connection_reset=True)
