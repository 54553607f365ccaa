"""Pages of the hand-over sheet: opened, written on, signed by two, printed; wild input; strangers."""

from __future__ import annotations

import io
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from fengqiao.command.models import Handover
from fengqiao.desk.command.handing import DEEDS
from tests.command.helping import NORTH, SAID, came, dispatched, two_teams
from tests.command.test_shifts import planned
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD


def read_word(content: bytes) -> str:
    import docx

    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in file.paragraphs), *cells])


LIST = f"/command/handover/?station={NORTH}"


def test_a_shift_hands_over_and_the_next_takes(world: None, log_in: LogIn) -> None:
    two_teams()
    planned()
    dispatched(came())
    room, desk = log_in("room.north"), log_in("desk.north")
    assert "还没有交接班单" in room.get(LIST).content.decode()
    url = room.post("/command/handover/begin/", {"station": NORTH}).headers["Location"]
    room.post(f"{url}note/", {"text": SAID})
    with CaptureQueriesContext(connection) as few:
        page = room.get(url).content.decode()
    assert (SAID in page, "签字交班" in page, "社区警务队" in page) == (True, True, True)
    for _ in range(2):
        dispatched(came())
        came()
    with CaptureQueriesContext(connection) as many:
        room.get(url)
    assert len(many) == len(few)
    assert log_in("desk.south").get(url).status_code == 404
    paper = room.get(f"{url}paper/").content.decode()
    assert ("交接班单" in paper, "13900000000" in paper, "院墙纠纷" in paper) == (True, False, False)
    word = read_word(room.get(f"{url}file/docx/").content)
    assert ("交代的事" in word, SAID[:6] in word, "13900000000" in word, "院墙纠纷" in word) == (
        True,
        True,
        False,
        False,
    )
    pdf = PdfReader(io.BytesIO(room.get(f"{url}file/pdf/").content))
    assert "接班人" in "".join(page.extract_text() for page in pdf.pages)
    assert (room.get(f"{url}file/exe/").status_code, log_in("desk.south").get(f"{url}file/pdf/").status_code) == (
        404,
        404,
    )
    for wild in WILD:
        for deed in DEEDS:
            form: dict[str, Any] = {"text": wild, "gear-cars": wild, "gear-tanks": wild}
            with transaction.atomic():
                assert room.post(f"{url}{deed}/", form, follow=True).status_code == 200
                transaction.set_rollback(True)
    assert room.post(f"{url}burn/", {}).status_code == 404
    room.post(f"{url}give/", {"gear-cars": "3", "gear-keys": ""})
    assert "看过了，签字接班" in desk.get(url).content.decode()
    desk.post(f"{url}take/", {})
    row = Handover.objects.get()
    assert (row.state, row.gear) == ("taken", {"cars": 3})
    assert "双方已签" in desk.get(LIST).content.decode()
