"""Fixtures of the public pages: those of the desk, and a browser of nobody."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.desk.conftest import _files_as_they_lie, _one_moment, log_in

__all__ = ["_files_as_they_lie", "_one_moment", "log_in"]


@pytest.fixture
def nobody(world: None) -> Client:
    """A browser of nobody."""
    return Client()
