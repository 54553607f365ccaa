"""Drafts of decision tables: saved as they are, published from a moment on, taken back; each refusal changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from fengqiao.kit.tables.sheet import columns_of, lines_of
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook import actions
from fengqiao.rulebook.models import Edition, TableDraft
from fengqiao.rulebook.queries import pack_on, read_draft, table_editions, texts_on
from tests.matters.helping import dump, events_of, refused
from tests.world import NOW, viewer

DAY = timedelta(days=1)


def drafted(**over: str) -> TableDraft:
    """A draft in which the row of mixed households goes to civil affairs."""
    draft_id = actions.draft_table(code="routing", by=somebody(), at=NOW)
    return changed(draft_id, **({"function": "civil"} | over))


def changed(draft_id: UUID, row: str = "police-household", **cells: str) -> TableDraft:
    found = TableDraft.objects.get(id=draft_id)
    shape = pack_on(NOW).pack.tables["routing"]
    places = {each.key.removeprefix("then."): n for n, each in enumerate(columns_of(shape))}
    lines = [list(line) for line in found.lines]
    for line in lines:
        if line[0] == row:
            for key, text in cells.items():
                line[places[key]] = text
    actions.save_table(draft_id=draft_id, lines=lines, version=found.version, by=somebody(), at=NOW)
    return TableDraft.objects.get(id=draft_id)


def somebody() -> Viewer:
    return viewer("dispatcher")


def publish(
    draft: TableDraft, *, label: str = "2026.2", at: datetime = NOW, begins: datetime = NOW, by: str = "dispatcher"
) -> UUID:
    return actions.publish_table(draft_id=draft.id, label=label, note="试", valid_from=begins, by=viewer(by), at=at)


def goes_to(at: datetime) -> object:
    return pack_on(at).pack.tables["routing"].row("police-household").then["function"]


def test_a_draft_begins_with_the_table_in_force_and_there_is_one(world: None) -> None:
    first = actions.draft_table(code="routing", by=somebody(), at=NOW)
    draft = TableDraft.objects.get(id=first)
    assert draft.lines == lines_of(pack_on(NOW).pack.tables["routing"])
    assert read_draft(draft) == (pack_on(NOW).pack.tables["routing"], ())
    assert actions.draft_table(code="routing", by=viewer("supervisor"), at=NOW) == first


def test_publishing_puts_the_rows_into_the_pack_and_keeps_every_other_line(world: None) -> None:
    before = texts_on(NOW)
    draft = drafted()
    publishing, told = events_of(lambda: publish(draft))
    assert (publishing.kind, told.kind, told.attributes) == (
        "edition.published",
        "table.published",
        {"table": "routing"},
    )
    after = texts_on(NOW)
    different = [
        (old, new)
        for old, new in zip(before["routing.toml"].splitlines(), after["routing.toml"].splitlines(), strict=False)
        if old != new
    ]
    assert ('version = "2026.1"', 'version = "2026.2"') in different
    assert {name for name in before if before[name] != after[name]} == {"routing.toml"}
    assert goes_to(NOW) == "civil"
    assert pack_on(NOW).pack.tables["routing"].version == "2026.2"
    assert not TableDraft.objects.exists()
    assert [row.note for row, _ in table_editions("routing")] == ["群众诉求分流清单 2026.2：试", ""]


def test_published_for_later_it_begins_then_and_can_be_taken_back_before(world: None) -> None:
    edition_id = publish(drafted(), begins=NOW + DAY)
    assert (goes_to(NOW), goes_to(NOW + DAY)) == ("police", "civil")
    actions.withdraw_edition(edition_id=edition_id, reason="还要商量", by=somebody(), at=NOW + DAY / 2)
    assert goes_to(NOW + 2 * DAY) == "police"


def test_taken_back_the_one_before_is_in_force_and_the_past_stays_as_it_was(world: None) -> None:
    edition_id = publish(drafted())
    (event,) = events_of(
        lambda: actions.withdraw_edition(edition_id=edition_id, reason="改错了", by=somebody(), at=NOW + DAY)
    )
    assert (event.kind, event.subject_id) == ("edition.withdrawn", edition_id)
    assert (goes_to(NOW + DAY / 2), goes_to(NOW + DAY)) == ("civil", "police")
    with refused("edition-unknown"):
        actions.withdraw_edition(edition_id=edition_id, reason="再来", by=somebody(), at=NOW + DAY)
    first = Edition.objects.get(kind="pack", serial=1).id
    with refused("withdraw-first"):
        actions.withdraw_edition(edition_id=first, reason="x", by=somebody(), at=NOW + DAY)


def test_what_may_not_be_published(world: None) -> None:
    draft = drafted()
    for code, over in (
        ("table-label", {"label": " "}),
        ("table-label-taken", {"label": "2026.1"}),
        ("table-past", {"begins": NOW - DAY}),
        ("denied", {"by": "desk.north"}),
        ("denied-reach", {"by": "dispatcher.north"}),
    ):
        with refused(code):
            publish(draft, **over)  # type: ignore[arg-type]
    changed(draft.id, human="或许")
    with refused("table-faults"):
        publish(draft)
    changed(draft.id, human="", function="nobody")
    with refused("table-errors"):
        publish(draft)
    changed(draft.id, function="police")
    with refused("table-same"):
        publish(draft)


def test_a_draft_from_an_older_version_is_refused_and_so_is_one_before_a_later_edition(world: None) -> None:
    publish(drafted())
    stale = drafted(function="centre")
    TableDraft.objects.filter(id=stale.id).update(base_id=Edition.objects.get(kind="pack", serial=1).id)
    with refused("table-stale"):
        publish(stale, label="2026.3")
    TableDraft.objects.all().delete()
    publish(drafted(function="centre"), label="2026.3", begins=NOW + DAY)
    another = drafted(function="urban")
    with refused("table-later"):
        publish(another, label="2026.4")


def test_who_saves_second_is_told(world: None) -> None:
    draft = drafted()
    with refused("draft-overtaken"):
        actions.save_table(draft_id=draft.id, lines=[], version=draft.version - 1, by=somebody(), at=NOW)
    with refused("denied"):
        actions.save_table(draft_id=draft.id, lines=[], version=draft.version, by=viewer("desk.north"), at=NOW)


def test_a_draft_thrown_away_is_gone(world: None) -> None:
    draft = drafted()
    editions = dump()["rulebook_edition"]
    (event,) = events_of(lambda: actions.discard_table(draft_id=draft.id, by=somebody(), at=NOW))
    assert (event.kind, dump()["rulebook_edition"]) == ("table.discarded", editions)
    with refused("draft-unknown-table"):
        actions.discard_table(draft_id=draft.id, by=somebody(), at=NOW)


def test_after_an_edition_is_taken_back_its_table_is_drafted_and_published_again(world: None) -> None:
    edition_id = publish(drafted(), begins=NOW + DAY)
    actions.withdraw_edition(edition_id=edition_id, reason="还要商量", by=somebody(), at=NOW)
    publish(drafted(function="housing"), label="2026.3")
    assert goes_to(NOW) == "housing"


def test_a_draft_changes_the_edition_that_is_still_to_come(world: None) -> None:
    publish(drafted(), begins=NOW + DAY)
    draft = changed(
        actions.draft_table(code="routing", by=somebody(), at=NOW), row="topic-urban-sure", function="market"
    )
    with refused("table-later"):
        publish(draft, label="2026.3")
    publish(draft, label="2026.3", begins=NOW + 2 * DAY)
    held = pack_on(NOW + 2 * DAY).pack.tables["routing"]
    assert (goes_to(NOW + 2 * DAY), held.row("topic-urban-sure").then["function"]) == ("civil", "market")
    assert goes_to(NOW) != "civil"
