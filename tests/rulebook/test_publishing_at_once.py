"""Two who publish at once: the second waits and finds what the first has published."""

from __future__ import annotations

import time

import pytest

from fengqiao.ledger.models import Event
from fengqiao.rulebook.actions import publish_pack, publishing
from fengqiao.rulebook.models import Edition
from fengqiao.rulebook.queries import pack_on
from tests.matters.helping import at_once
from tests.rulebook.test_editions import NAME, files, published, somebody
from tests.world import NOW


def test_two_who_publish_the_same_pack_at_once_make_one_edition(
    committed_world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()
    name_it = publishing._next

    def slowly(*args: object) -> Edition:
        time.sleep(0.2)  # the other one has looked by now, unless it must wait
        return name_it(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "_next", slowly)
    texts, by = files(25), somebody()
    found = at_once(*[lambda: publish_pack(texts=texts, valid_from=NOW, by=by, at=NOW)] * 2)
    assert found[0] == found[1] == pack_on(NOW, NAME).edition_id
    assert list(Edition.objects.filter(name=NAME).order_by("serial").values_list("serial", flat=True)) == [1, 2]
    assert Event.objects.filter(kind="edition.published", attributes__name=NAME).count() == 2
