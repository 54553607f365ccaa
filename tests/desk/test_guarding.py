"""The page of a guard task, clicked through: posts, lesson, who lacks it, the word to go, the paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.desk.duties.guarding import DONE
from fengqiao.duties import actions
from fengqiao.duties.models import Activity, GuardPost
from tests.desk.conftest import LogIn
from tests.desk.test_duties import said
from tests.desk.test_wild_input import few, forms
from tests.desk.test_wild_input import sent as tried
from tests.duties.helping import HOUR, volunteers
from tests.duties.test_guarding import BEGIN, task
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db


def test_a_guard_task_on_its_page(world: None, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, row = log_in("desk.north"), task()
    who, other = (str(viewer(login).staff_id) for login in volunteers(2))
    url = f"/duties/{row.id}/"
    assert "还没有设岗位" in said(desk, url)
    assert "还没有设岗位，先写清楚谁站哪里" in said(desk, f"{url}start/", {}, status=422)
    assert "不写姓名" in said(desk, f"{url}post-set/", {"name": "张建国 13912345678", "least": "1"}, status=422)
    assert "岗位已写好" in said(desk, f"{url}post-set/", {"name": "东门", "least": "1"})
    post = str(GuardPost.objects.get().id)
    assert "请先从列表里选一项" in said(desk, f"{url}assign/", {"staff": "", "post": post}, status=422)
    page = said(desk, f"{url}assign/", {"staff": who, "post": post})
    assert ("已排到岗位" in page, "还缺课" in page, "还有 1 人没有上" in page) == (True, True, True)
    assert "看不懂" in said(
        desk, f"{url}lesson/", {"day": "2026-09-01", "begins": "25:00", "minutes": "45"}, status=422
    )
    page = said(desk, f"{url}lesson/", {"day": "2026-09-01", "begins": "12:00", "minutes": "45"})
    assert "缺课的人在名单里" in page
    lesson = Activity.objects.get(kind="guard_lesson")
    assert "为哪次安保" in said(desk, f"/duties/{lesson.id}/")
    actions.mark(activity_id=lesson.id, staff_ids=[viewer("v0").staff_id], by=viewer("desk.north"), at=lesson.starts)
    assert "已换人" in said(desk, f"{url}replace/", {"out": who, "into": other})
    assert "还缺课" in said(desk, url)
    paper = said(desk, f"{url}posts/")
    assert ("安保岗位表" in paper, "东门" in paper, "缺课" in paper) == (True, True, True)
    said(desk, f"{url}replace/", {"out": other, "into": who})
    monkeypatch.setattr("django.utils.timezone.now", lambda: BEGIN)
    desk = log_in("desk.north")
    assert "下令上岗" in said(desk, url)
    assert "已下令上岗" in said(desk, f"{url}start/", {"version": str(Activity.objects.get(id=row.id).version)})
    assert said(log_in("desk.south"), f"{url}posts/", status=404)


FIELDS = {"name": "东门", "least": "1", "staff": "", "post": "", "out": "", "into": "", "lesson": "", "day": "2026-09-01", "begins": "12:00", "minutes": "45", "version": "1"}  # fmt: skip


@few
@given(deed=st.sampled_from(sorted(DONE)), form=forms(FIELDS, tuple(FIELDS)))
def test_wild_guard_forms_are_refused_in_words(
    deed: str, form: dict[str, object], kept_task: Activity, log_in: LogIn
) -> None:
    tried(log_in("desk.north"), "post", f"/duties/{kept_task.id}/{deed}/", form)


@pytest.fixture
def kept_task(world: None) -> Activity:
    row = task()
    actions.set_post(activity_id=row.id, name="西门", least=1, by=viewer("desk.north"), at=NOW)
    assert row.starts - NOW > HOUR
    return row
