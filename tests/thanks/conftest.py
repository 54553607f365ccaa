"""Fixtures of thanks: log-ins as the pages of the desk have them."""

from __future__ import annotations

from tests.desk.conftest import _files_as_they_lie, _one_moment, log_in

__all__ = ["_files_as_they_lie", "_one_moment", "log_in"]
