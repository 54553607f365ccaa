"""The door for web servers that speak WSGI."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from fengqiao.kit.words import prepare
from fengqiao.site.home import home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.site.settings")
application = get_wsgi_application()
# The words of a language take a second to load: not while somebody waits for a page.
Thread(target=prepare, args=(home() / "cache" / "words",), daemon=True).start()
