"""The door for web servers that speak WSGI."""

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection
from django.urls import get_resolver
from django.utils import timezone

from fengqiao.kit.documents import make_ready
from fengqiao.kit.problems import Problem
from fengqiao.kit.words import prepare
from fengqiao.site.home import home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.site.settings")
YOUNG = 20_000  # objects made before it is looked which of them can go; a page makes some ten thousand
application = get_wsgi_application()


def _warm() -> None:
    """Read in the background what the first page, the first paper and the first search would wait for.

    The pages' own modules and the pack in force first, then the typesetter with the fonts, then the words of a language.

    What has been read by then stays for good, so it is no longer looked through for what could be thrown away: with the
    words and the pack some hundred thousand objects, each of them asked several times a second.
    """
    from fengqiao.kit.text.alike import Message, signs_of

    _ = get_resolver().url_patterns
    _read_pack()
    make_ready()
    prepare(home() / "cache" / "words")
    signs_of(Message("", ""))
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)


def _read_pack() -> None:
    """Read the pack in force; an installation that has no table or no pack yet goes without."""
    from fengqiao.rulebook.queries import pack_on

    try:
        pack_on(timezone.now())
    except (DatabaseError, Problem):
        return
    finally:
        connection.close()


Thread(target=_warm, daemon=True).start()
