"""Fixtures of the tests of matters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import kept
from tests.matters.many import Many, play


@pytest.fixture(scope="module")
def many(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Many]:
    """Sixteen matters in every state, played once for all tests; each test's own changes are taken back."""
    with django_db_blocker.unblock(), kept.on("many", play) as found:  # type: ignore[attr-defined]
        yield found
