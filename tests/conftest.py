"""What all tests share: the small county, committed once and put back after a test that commits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase

from fengqiao.orgs.queries import is_set_up
from tests import kept
from tests import world as county


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: unescaped ids must be text, and two workers must agree on them."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Load the county into the fresh test database, once; what a test commits is taken back by putting it back."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        if not is_set_up():
            county.build()
        kept.keep("county")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: kept.put_back("county"))
        yield


@pytest.fixture
def world(db: None) -> None:
    """The county, inside a transaction that the test's end takes back."""
    assert is_set_up()


@pytest.fixture
def committed_world(transactional_db: None) -> None:
    """The county, committed: for threads, processes and browsers."""
    assert is_set_up()


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits start anew for each test."""
    cache.clear()
