"""Pages of matters done together: asked on the matter's page, seen by both, listed for both; wild input."""

from __future__ import annotations

from django.db import transaction

from fengqiao.command.models import Shared
from tests.command.helping import two_teams
from tests.command.test_sharing import grid, led
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD


def test_both_sides_see_one_matter(world: None, log_in: LogIn) -> None:
    two_teams()
    grid()
    matter = led()
    officer, worker = log_in("officer.north"), log_in("grid.first")
    url, ask = f"/matters/{matter.id}/", f"/command/shared/{matter.id}/"
    assert "请北一村站共办" in officer.get(url).content.decode()
    assert worker.get(url).status_code == 404
    assert worker.post(ask, {"wanted": "x"}).status_code == 404
    assert "还没有共办的事项" in worker.get("/command/shared/").content.decode()
    for wild in WILD:
        with transaction.atomic():
            assert officer.post(ask, {"staff": wild, "wanted": wild}, follow=True).status_code == 200
            transaction.set_rollback(True)
    officer.post(ask, {"staff": "", "wanted": "先去看看双方情绪"})
    assert Shared.objects.get().worker_id is None
    for client in (officer, worker):
        assert "由这边办结" in client.get(url).content.decode()
        for of in ("mine", "all"):
            assert "院墙纠纷" in client.get(f"/command/shared/?of={of}").content.decode()
    assert "请北一村站共办" not in officer.get(url).content.decode()
