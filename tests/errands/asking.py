"""What tests share about requests that residents make themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fengqiao.errands import actions
from fengqiao.errands.models import Errand
from fengqiao.orgs.queries import system_viewer
from tests.errands.helping import wanted
from tests.world import NOW


def asked(*, at: datetime = NOW, **over: Any) -> Errand:
    """Return a request made on the public page; it waits."""
    by = system_viewer(at=at)
    assert by is not None
    return Errand.objects.get(id=actions.ask(wanted=wanted(**{"way": "portal", **over}), by=by, at=at))
