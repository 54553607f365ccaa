"""What all tests share: the small county, committed once, and the ledger's triggers taken away only to empty it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection

from fengqiao.ledger import guard
from fengqiao.orgs.queries import is_set_up
from tests import world as county


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: unescaped ids must be text, and two workers must agree on them."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Load the county into the fresh test database, once."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        if not is_set_up():
            county.build()


@pytest.fixture
def world(db: None) -> None:
    """The county, inside a transaction that the test's end takes back."""
    if not is_set_up():
        county.build()


@pytest.fixture
def committed_world(transactional_db: None) -> Iterator[None]:
    """The county, committed: for threads, processes and browsers. The emptying afterwards needs the guard away."""
    if not is_set_up():
        county.build()
    yield
    connection.ensure_connection()
    guard.remove(connection)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits start anew for each test."""
    cache.clear()


@pytest.fixture(autouse=True)
def _guard_back(request: pytest.FixtureRequest) -> None:
    """Set the guard again where the test before took it away to empty the tables."""
    if "django_db_setup" in request.fixturenames and ({"db", "transactional_db"} & set(request.fixturenames)):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        guard.remove(connection)
        guard.install(connection)
