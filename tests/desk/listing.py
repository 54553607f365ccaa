"""Reading lists as their viewers do: page by page, and as the Excel file."""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client
from python_calamine import CalamineWorkbook

from fengqiao.matters.actions import Outcome, desk_at, receive
from tests.world import NOW, area, telling, viewer

MATTER = re.compile(r'data-open href="/matters/([0-9a-f-]{36})/"')


def take_in(count: int, **over: object) -> None:
    """Take many in at once, in four villages in turn."""
    villages = [area(code) for code in ("TC0101", "TC0102", "TC0201", "TC0202")]
    rows = [telling(**{"outside_ref": f"{count}-{n}", "area_id": villages[n % 4], **over}) for n in range(count)]
    taken = receive(telling_list=rows, desk=desk_at(NOW), by=viewer("dispatcher"), at=NOW)
    assert {each.outcome for each in taken} == {Outcome.NEW}


def asked(client: Client, words: str, **query: object) -> str:
    """Type words above a list; returns the address of what they find."""
    response = client.post(f"/matters/words/?{urlencode(query, doseq=True)}", {"q": words})
    assert response.status_code == 302
    return str(response.headers["Location"])


def listed(client: Client, **query: object) -> list[str]:
    """Return the ids on all pages of a list, in order."""
    found: list[str] = []
    if words := query.pop("q", None):
        query["w"] = parse_qs(urlsplit(asked(client, str(words))).query)["w"][0]
    for page in range(1, 9):
        html = client.get("/matters/", {**query, "page": page}).content.decode()
        found += MATTER.findall(html)
        if 'rel="next"' not in html:
            return found
    raise AssertionError("a list without end")


def sheet(client: Client, **query: object) -> list[list[object]]:
    """Return the rows of the Excel file of a list, its head first."""
    response = client.post(f"/matters/export/?{urlencode(query, doseq=True)}")
    assert response.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="fengqiao-')
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
