"""Editions: published whole or not at all, each once, never changed, in force from their own day."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fengqiao.catalogue.finding import PackRefused
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer, system_viewer
from fengqiao.rulebook.actions import publish_model, publish_pack
from fengqiao.rulebook.models import Edition
from fengqiao.rulebook.queries import editions, model_on, pack_of, pack_on
from tests.catalogue.sample_pack import FILES, KINDS, ROUTING, WORDS, changed
from tests.matters.helping import dump, events_of, refused
from tests.matters.packs import model_bytes, published_model
from tests.world import BEGAN, NOW

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
NAME = "sample"


def files(size: int = 20) -> dict[str, str]:
    """Return the small sample pack with lists of so many rows."""
    return changed("values.toml", "value = 20\n", f"value = {size}\n")


def published(at: datetime = NOW, *, size: int = 20, valid_from: datetime | None = None, **over: str) -> UUID:
    """Publish the sample pack as the installation does."""
    texts = {**files(size), **{f"{name}.toml": text for name, text in over.items()}}
    return publish_pack(texts=texts, valid_from=valid_from or at, by=somebody(), at=at)


def somebody() -> Viewer:
    by = system_viewer(at=NOW)
    assert by is not None
    return by


def page_size(at: datetime = NOW) -> int:
    return int(pack_on(at, NAME).pack.value_on("queue.page_size", NOW.date()).number)


def test_a_pack_is_kept_as_its_texts_with_who_when_and_a_digest(world: None) -> None:
    edition = Edition.objects.get(id=published(size=25))
    assert (edition.kind, edition.name, edition.serial, edition.label) == ("pack", NAME, 1, "1.0")
    assert edition.texts == files(25)
    assert (edition.valid_from, edition.published_at, edition.published_by) == (NOW, NOW, somebody().staff_id)
    assert (edition.digest, page_size()) == (pack_of(edition.id).pack.digest, 25)


def test_publishing_is_one_event_of_codes(world: None) -> None:
    (event,) = events_of(published)
    edition = Edition.objects.get(name=NAME)
    assert (event.kind, event.subject_id, event.measures) == ("edition.published", edition.id, {"serial": 1})
    assert event.attributes == {"kind": "pack", "name": NAME, "digest": edition.digest[:32]}


def test_the_same_pack_twice_is_one_edition_and_one_event(world: None) -> None:
    first = published()
    before = dump()
    assert published(NOW + DAY) == first
    assert published(NOW + DAY, kinds=KINDS.replace("\n", "\r\n")) == first
    assert dump() == before


def test_the_pack_before_last_can_be_published_again(world: None) -> None:
    first = published()
    published(NOW + DAY, size=25)
    again = published(NOW + 2 * DAY)
    assert again != first
    rows = [row for row in editions() if row.name == NAME]
    assert [(row.serial, row.id == again) for row in rows] == [(3, True), (2, False), (1, False)]
    assert [page_size(NOW + day * DAY) for day in range(3)] == [20, 25, 20]


def test_a_pack_is_in_force_from_its_own_moment(world: None) -> None:
    published()
    published(NOW, valid_from=NOW + DAY, size=25)
    assert (page_size(NOW), page_size(NOW + DAY - TICK), page_size(NOW + DAY)) == (20, 20, 25)


def test_of_two_packs_from_the_same_moment_the_later_one_holds(world: None) -> None:
    published(size=25)
    published(size=30)
    assert page_size() == 30


def test_a_pack_published_later_for_an_earlier_day_does_not_displace_one_of_a_later_day(world: None) -> None:
    published(NOW, size=25)
    published(NOW + DAY, valid_from=NOW - DAY, size=30)
    assert (page_size(NOW - TICK), page_size(NOW)) == (30, 25)


def test_before_the_first_pack_there_is_none(world: None) -> None:
    assert pack_on(NOW).serial == 1
    with pytest.raises(Problem) as told:
        pack_on(NOW.replace(year=BEGAN.year - 1))
    assert told.value.code == "pack-none"
    assert model_on(NOW) is None


@pytest.mark.parametrize(
    ("name", "text", "file"),
    [
        ("kinds", KINDS.replace('type = "choice"', 'type = "choise"', 1), "kinds.toml"),
        ("values", "[[value]]\ncode = ", "values.toml"),
        ("routing", ROUTING.replace('function = "police"', 'function = "nobody"', 1), "routing.toml"),
        ("words", WORDS.replace("[list.fraud]", "[list.other]", 1), "routing.toml"),
    ],
)
def test_a_broken_pack_is_refused_with_every_finding_and_leaves_nothing(
    world: None, name: str, text: str, file: str
) -> None:
    before = dump()
    with pytest.raises(PackRefused) as told:
        published(**{name: text})
    assert dump() == before
    errors = [finding for finding in told.value.findings if finding.is_error]
    assert errors
    assert {finding.file for finding in errors} == {file}
    assert all(finding.line >= 1 and finding.message and finding.message_en for finding in errors)
    assert file in str(told.value)


def test_a_pack_without_its_head_is_refused(world: None) -> None:
    texts = {name: text for name, text in FILES.items() if name != "pack.toml"}
    by = somebody()
    with refused("pack-refused"):
        publish_pack(texts=texts, valid_from=NOW, by=by, at=NOW)


def test_a_model_is_kept_as_its_bytes_and_answers_as_before(world: None) -> None:
    edition = published_model()
    row = Edition.objects.get(id=edition)
    assert (row.kind, row.name, row.serial, row.label, row.note) == ("text_model", "topics", 1, "试-1", "手工")
    assert bytes(row.content) == model_bytes()
    model = model_on(NOW)
    assert model is not None
    assert (model.edition_id, model.serial, model.label) == (edition, 1, "试-1")
    (found,) = model.model.predict(["河水黑了"])
    assert (found.label, found.confidence > 0.99) == ("环境保护", True)


def test_the_same_model_twice_is_one_edition(world: None) -> None:
    first = published_model()
    before = dump()
    assert published_model(label="另一个名字") == first
    assert dump() == before
    second = published_model(NOW + DAY, temperature=0.5)
    model = model_on(NOW + DAY)
    assert model is not None
    assert (model.edition_id, model.serial) == (second, 2)
    earlier = model_on(NOW + DAY - TICK)
    assert earlier is not None
    assert earlier.edition_id == first


@pytest.mark.parametrize(
    "content", [b"", b"not a model", model_bytes()[:-40], model_bytes()[:200] + b"\x00" + model_bytes()[201:]]
)
def test_a_damaged_model_is_refused_and_the_one_in_force_stays(world: None, content: bytes) -> None:
    first = published_model()
    by = somebody()
    with refused("text-model-damaged"):
        publish_model(content=content, label="坏", note="", valid_from=NOW + DAY, by=by, at=NOW)
    model = model_on(NOW + DAY)
    assert model is not None
    assert model.edition_id == first


def test_a_model_without_a_name_is_refused(world: None) -> None:
    by = somebody()
    with refused("edition-label"):
        publish_model(content=model_bytes(), label="", note="", valid_from=NOW, by=by, at=NOW)


def test_an_edition_that_is_none_is_refused(world: None) -> None:
    for strange in (new_id(), published_model()):
        with pytest.raises(Problem) as told:
            pack_of(strange)
        assert told.value.code == "edition-unknown"


def test_a_pack_is_parsed_once_for_the_process(world: None) -> None:
    edition = published()
    first = pack_of(edition)
    with CaptureQueriesContext(connection) as asked:
        assert pack_of(edition) is first
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        assert pack_on(NOW, NAME) is first
    assert len(asked) == 1


def test_a_serial_is_given_once(world: None) -> None:
    row = Edition.objects.get(serial=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(
            kind="pack", name="base", serial=1, label="x", digest="x", valid_from=NOW, published_at=NOW,
            published_by=row.published_by,
        )  # fmt: skip
