"""The door for web servers that speak WSGI."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from fengqiao.kit.words import prepare
from fengqiao.site.home import home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.site.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Read the words of a language in the background: not while somebody waits for a page."""
    from fengqiao.kit.text.alike import Message, signs_of

    prepare(home() / "cache" / "words")
    signs_of(Message("", ""))


Thread(target=_warm, daemon=True).start()
