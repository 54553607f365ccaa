"""What all tests share: the small county, committed once and put back after a test that commits."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling

from fengqiao.desk.matters.near import Near
from fengqiao.orgs.queries import is_set_up
from tests import kept
from tests import world as county

# What takes longest goes first, so that at the end no core waits for another; files of SPLIT are shared out test by test.
LONGEST = (
    "tests/browser/test_every_page.py",
    "tests/matters/test_import_interrupted.py",
    "tests/desk/test_crawl.py",
    "tests/desk/test_every_address.py",
    "tests/desk/test_wild_input.py",
    "tests/matters/test_import_rows.py",
    "tests/site/",
    "tests/browser/",
    "tests/stories/",
    "tests/desk/",
)
SPLIT = {
    "tests/browser/test_every_page.py",
    "tests/browser/test_large_type.py",
    "tests/matters/test_import_interrupted.py",
    "tests/desk/test_crawl.py",
    "tests/site/test_cli.py",
    "tests/site/test_story_command.py",
}


class LongestFirst(LoadScopeScheduling):
    """Hands files of tests to whoever is free, in the order of collection; of long files each test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return nodeid if file in SPLIT else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LongestFirst:
    """Hand out the tests by files, the longest first."""
    config.option.loadscopereorder = False
    return LongestFirst(config, log)


def pytest_collection_finish() -> None:
    """Let the collector leave alone what lives as long as the process, and come by less often: tests are short."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown() -> None:
    """Tell the run that a core has nothing left to do."""
    (Path(os.environ["FENGQIAO_TEST_HOME"]) / "drained").touch()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first."""
    items.sort(
        key=lambda item: next((n for n, place in enumerate(LONGEST) if item.nodeid.startswith(place)), len(LONGEST))
    )


class OneDatabase:
    """Says of every test that asks for no database that one is enough for it."""

    @staticmethod
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
        """Mark them before marks are chosen by."""
        for item in items:
            if "django_db_setup" not in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.one_database)


def pytest_configure(config: pytest.Config) -> None:
    """Let tests be marked."""
    config.pluginmanager.register(OneDatabase())


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
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: kept.clean_up())
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once() -> Iterator[None]:
    """A test client makes the middleware anew, and WhiteNoise would list all static files for each: ten times what a request takes."""
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    real = WhiteNoiseMiddleware.add_files

    def add_files(self: Any, root: str, prefix: str | None = None) -> None:
        if (there := found.get((str(root), prefix))) is None:
            real(self, root, prefix)
            found[str(root), prefix] = dict(self.files)
        else:
            self.files.update(there)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files", add_files)
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
    Near.forget()
