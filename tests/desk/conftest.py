"""Fixtures of the desk: one moment for all, files as they lie, somebody logged in, the county's matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from fengqiao.orgs.models import Account
from tests import kept
from tests.desk.scene import Scene, play
from tests.world import NOW

LogIn = Callable[..., Client]
HERE = Path(__file__).parent
# Every page is opened on SQLite by every role and along every link; what pages do with what is typed is tried in a whole run
# on the stricter of the two databases alone.
ON_BOTH = {"test_every_address.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of pages for one database, where they do not say themselves for which."""
    for item in items:
        told = any(item.get_closest_marker(name) for name in ("one_database", "strict_database"))
        if item.path.parent == HERE and item.path.name not in ON_BOTH and not told:
            item.add_marker(pytest.mark.strict_database)


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are asked for at NOW, so that lamps and dates are exact."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(autouse=True)
def _files_as_they_lie(settings: object) -> None:
    """Pages name style sheets by their own names, whatever was collected last."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Scene]:
    """Twenty-five matters in every state, played once for all tests; each test's own changes are taken back."""
    with django_db_blocker.unblock(), kept.on("scene", play) as found:  # type: ignore[attr-defined]
        yield found


@pytest.fixture
def log_in(world: None) -> LogIn:
    """log_in("desk.north") gives a browser of somebody logged in; log_in() one of nobody."""

    def enter(login: str = "", **options: object) -> Client:
        client = Client(**options)  # type: ignore[arg-type]
        if login:
            client.force_login(Account.objects.get(username=login))
        return client

    return enter


def settled(client: Client) -> Client:
    """Let a browser be seen once: what is written at the first request of a log-in is not written again at each that is taken back."""
    client.get("/")
    return client
