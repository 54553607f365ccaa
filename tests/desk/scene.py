"""Twenty-five matters in every state, played through the real actions by the people who would do it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from PIL import Image

from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.terms import Door, TaskRole
from fengqiao.orgs.models import Staff
from fengqiao.vault.actions import Upload
from tests.world import NOW, area, make_matter, unit, viewer

Scene = dict[str, Matter]


def play():
    return {}

PHONE = "13912345678"
TELLER = {"teller_name": "周文海", "teller_phone": PHONE}


def photo(place: str = "GPS 28.1N 117.2E") -> bytes:
    """Return a small photograph that says in its EXIF where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = place
    out = io.BytesIO()
    Image.new("RGB", (32, 24), (90, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def ago(**length: float) -> datetime:
    """Return a moment before NOW."""
    return NOW - timedelta(**length)


def accepted(matter: Matter, by: str, at: datetime) -> Matter:
    """Sign for a matter."""
    actions.accept(matter_id=matter.id, by=viewer(by, at), at=at)
    return matter


def progressed(matter: Matter, by: str, at: datetime, *uploads: Upload, text: str = "已到现场查看") -> Matter:
    """Write progress."""
    actions.progress(matter_id=matter.id, text=text, uploads=uploads, step="", by=viewer(by, at), at=at)
    return matter


def closed(matter: Matter, by: str, at: datetime, result: str = "answered", **fields: str) -> Matter:
    """Close a matter in words."""
    actions.close(
        matter_id=matter.id, result=result, text="已办妥并答复", fields=fields, uploads=[], by=viewer(by, at), at=at
    )
    return matter


def returned(matter: Matter, by: str, at: datetime) -> Matter:
    """Hand a matter back."""
    actions.give_back(
        matter_id=matter.id, reason="not_our_duty", text="不是本局职责", by=viewer(by, at), at=at
    )
    return matter


def sent(matter: Matter, to: str, at: datetime, by: str = "dispatcher") -> Matter:
    """Route a matter by hand."""
    actions.route(matter_id=matter.id, unit_id=unit(to), reason="按职责", by=viewer(by, at), at=at)
    return matter
