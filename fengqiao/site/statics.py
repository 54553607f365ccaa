"""How collected front-end files are named: with their hash, and in the modules of the phone page also those that they import."""

from __future__ import annotations

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

# A phone keeps its files for days without a line, so that each has to name exactly the one that was meant. Of the phone page
# alone: packaged scripts hold text that only looks like an import.
OF_PHONE = (
    "look/phone/*.js",
    (
        (
            r"""(?P<matched>import(?P<import>\s*\{[^}]*\})\s*from\s*"(?P<url>\.[^"]+)";)""",
            """import%(import)s from "%(url)s";""",
        ),
        (r"""(?P<matched>import\("(?P<url>\.[^"]+)"\))""", """import("%(url)s")"""),
    ),
)


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files by their hash; imports between the modules of the phone page name the hashed ones."""

    patterns = (*HashedFilesMixin.patterns, OF_PHONE)
