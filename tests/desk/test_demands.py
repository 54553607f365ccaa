"""The step before a reply goes out: what was asked for, each answered or declined."""

from __future__ import annotations

import re

from django.test import Client

from fengqiao.ledger.models import Event
from fengqiao.matters.models import Entry
from tests.desk.conftest import LogIn
from tests.matters.helping import working
from tests.matters.test_demanding import ALL, LAMPS, TOLD


def shown(client: Client, url: str, text: str, **post: object) -> tuple[int, str]:
    response = client.post(url, {"channel": "phone", "text": text, **post})
    return response.status_code, response.content.decode()


def mark(page: str) -> str:
    return page.split('name="looked" value="')[1].split('"', maxsplit=1)[0]


def test_a_reply_goes_out_once_each_demand_is_answered_or_declined(world: None, log_in: LogIn) -> None:
    matter = working(text=TOLD)
    client, url, back = log_in("handler.urban"), f"/matters/{matter.id}/answer/", f"/matters/{matter.id}/"
    assert "反映人提出的 2 条诉求还没有答复" in client.get(back).content.decode()
    status, page = shown(client, url, LAMPS)
    assert (status, page.count("答复里有"), page.count("没有找到：补进答复")) == (200, 1, 1)
    (field,) = re.findall(r'<select[^>]* name="(demand\.[^"]+)"', page)
    held = {"looked": mark(page), "version": matter.version}
    status, page = shown(client, url, LAMPS, **held)
    assert (status, "还有 1 条诉求没有答复" in page) == (422, True)
    assert shown(client, url, LAMPS, **held, **{field: "because"})[0] == 422
    assert not Entry.objects.filter(move="reply").exists()
    # Words that were changed after they were looked at are looked at again; with them nothing is owed.
    status, page = shown(client, url, ALL, **held)
    assert (status, page.count("答复里有"), "文字改过，已重新核对" in page) == (200, 2, True)
    status, page = shown(client, url, ALL, looked="again")
    assert (status, "文字改过，已重新核对" in page) == (200, False)
    assert shown(client, url, LAMPS, **held, **{field: "going_on"})[0] == 302
    page = client.get(back).content.decode()
    assert "正在核实办理，有结果再答复：1 条" in page
    assert "条诉求还没有答复" not in page
    assert Event.objects.get(kind="matter.replied").measures["declined"] == 1
