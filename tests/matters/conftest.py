"""Fixtures of the tests of matters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.matters.many import Many, play


@pytest.fixture(scope="module")
def many(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Many]:
    """Sixteen matters in every state, played once for a file of tests; each test's own changes are taken back."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield play()
        transaction.set_rollback(True)
