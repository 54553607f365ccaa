"""The door for web servers that speak WSGI."""

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from fengqiao.kit.words import prepare
from fengqiao.site.home import home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.site.settings")
YOUNG = 20_000  # objects made before it is looked which of them can go; a page makes some ten thousand
application = get_wsgi_application()


def _warm() -> None:
    """Read the words of a language in the background: not while somebody waits for a page.

    What has been read by then stays for good, so it is no longer looked through for what could be thrown away: with the
    words and the pack some hundred thousand objects, each of them asked several times a second.
    """
    from fengqiao.kit.text.alike import Message, signs_of

    prepare(home() / "cache" / "words")
    signs_of(Message("", ""))
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)


Thread(target=_warm, daemon=True).start()
