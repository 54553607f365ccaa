"""Fixtures of the desk: one moment for all, files as they lie, somebody logged in, the county's matters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from fengqiao.orgs.models import Account
from tests.desk.scene import Scene, play
from tests.world import NOW

As = Callable[..., Client]


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are asked for at NOW, so that lamps and dates are exact."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(autouse=True)
def _files_as_they_lie(settings: object) -> None:
    """Pages name style sheets by their own names, whatever was collected last."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # type: ignore[attr-defined]


@pytest.fixture
def log_in(world: None) -> As:
    """log_in("desk.north") gives a browser of somebody logged in; log_in() one of nobody."""

    def enter(login: str = "", **options: object) -> Client:
        client = Client(raise_request_exception=True, **options)  # type: ignore[arg-type]
        if login:
            client.force_login(Account.objects.get(username=login))
        return client

    return enter


@pytest.fixture
def scene(world: None) -> Scene:
    """Twenty-five matters in every state."""
    return play()
