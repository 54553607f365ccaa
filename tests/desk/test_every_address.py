"""Every address of the product, tried as nobody and as every role, with a row they may see and one they may not."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from fengqiao.desk.matters.moves import MOVES
from fengqiao.matters.models import Matter
from fengqiao.matters.queries import visible
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault.models import StoredFile
from fengqiao.villages.queries import may_see as may_see_villages
from tests.desk.conftest import LogIn, settled
from tests.desk.doors import DONE_OR_NOT, DOORS, FOR_NOBODY, PAGE_OF_FORM, READERS, Door, address
from tests.desk.scene import Scene
from tests.desk.sites import sites
from tests.matters.conference import CONFERENCE
from tests.world import LOGINS, viewer

# Those who between them open every address that anybody opens; the others ask less of the same.
BOTH_DATABASES = {"dispatcher", "chief.north", "admin"}
TWINS = {
    "desk.south",
    "handler.housing",
    "dispatcher.north",
}  # of the role of others, elsewhere: their scope is tried in rooms
ROLES = [
    pytest.param(login, marks=() if login in BOTH_DATABASES else pytest.mark.one_database, id=login)
    for login in LOGINS
    if login not in TWINS
]


def patterns(resolver: URLResolver) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield each.name or str(each.pattern)
        else:
            yield from patterns(each)


def asked(client: Client, method: str, url: str) -> tuple[int, str]:
    """Ask, and take back what it did."""
    with transaction.atomic():
        response = client.generic(method, url, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    if response.streaming:
        b"".join(response.streaming_content)  # as a browser reads it to the end
    return response.status_code, response.headers.get("Location", "")


def expected(door: Door, method: str, who: Viewer, *, seen: bool) -> int:
    if method not in door.methods:
        return 405
    if door.rights and not any(who.may(right) for right in door.rights):
        return 403
    return door.methods[method] if seen else 404


def test_every_address_is_in_the_table() -> None:
    assert set(patterns(get_resolver())) == {name.partition(" ")[0] for name in DOORS}


def test_nobody_is_sent_to_the_log_in(scene: Scene, log_in: LogIn) -> None:
    file = StoredFile.objects.get(matter_id=scene["working"].id).id
    faults = []
    for name, door in DOORS.items():
        url = address(name, file if door.row == "file" else scene["working"].id)
        for method in ("GET", "POST"):
            status, to = asked(log_in(), method, url)
            after = url if method == "GET" else PAGE_OF_FORM.get(name.partition(" ")[0], "/")
            wanted = (
                302,
                "/" if door.rights is None else f"/account/login/?next={after.format(matter=scene['working'].id)}",
            )
            if name in FOR_NOBODY or method not in door.methods:
                wanted = FOR_NOBODY.get(name, {}).get(method, 405), unquote(to)
            if (status, unquote(to)) != wanted:
                faults.append((name, method, status, to, wanted))
    assert faults == []


@pytest.mark.parametrize("login", ROLES)
def test_each_role_opens_what_its_post_gives_and_nothing_else(login: str, scene: Scene, log_in: LogIn) -> None:
    who, client = viewer(login), settled(log_in(login))
    may_see = set(visible(who).values_list("id", flat=True))
    matters = {m.id for m in scene.values()}
    files = {row.id: row.matter_id for row in StoredFile.objects.all()}
    rows = {
        **sites(who),
        "matter": (sorted(matters & may_see)[:1], sorted(matters - may_see)[:1]),
        "file": (
            [f for f, m in files.items() if m in may_see][:1],
            [f for f, m in files.items() if m not in may_see][:1],
        ),
        "incident": ([], [UUID(int=1)]),  # one's own are tried in test_joint
        "group": ([], [UUID(int=1)]),  # tried in test_hot
        "person": ([viewer("officer.north").staff_id], [viewer("handler.urban").staff_id]),
        "village": ([UUID(int=0)], []) if may_see_villages(who) else ([], [UUID(int=0)]),
        "import": ([], [UUID(int=1)]),  # one's own are tried in test_imports
        "": ([UUID(int=0)], []),
    }
    assert rows["matter"][1], "everybody has something that they may not see"
    tried, faults = 0, []
    for name, door in DOORS.items():
        for seen, row in [(True, r) for r in rows[door.row][0]] + [(False, r) for r in rows[door.row][1]]:
            for method in ("GET", "POST"):
                status, _ = asked(client, method, address(name, row))
                if door.methods.get(method) == DONE_OR_NOT and status in (302, 422):
                    status = DONE_OR_NOT
                if status != (wanted := expected(door, method, who, seen=seen)):
                    faults.append((name, method, "seen" if seen else "hidden", status, wanted))
                tried += 1
    assert faults == []
    assert tried >= 2 * len(DOORS)


@pytest.mark.parametrize("url", ["/matters/none/", f"/matters/{UUID(int=1)}/", f"/matters/{UUID(int=1)}/accept/",
                                 f"/files/{UUID(int=1)}/", f"/rules/{UUID(int=1)}/routing/", "/rules/calendar/1999/",
                                 "/rules/calendar/99999999999999/", "/admin/", "/accounts/", "/account/signup/", "/account/email/",
                                 "/account/password/reset/", "/account/password/set/", "/account/safety/codes/download/",
                                 "/account/2fa/", "/account/social/login/error/", "/account/login/webauthn/",
                                 "/people/none/", "/audit/none/"])  # fmt: skip
def test_what_is_not_there_is_not_found(url: str, log_in: LogIn) -> None:
    status, _ = asked(log_in("chief.north"), "POST" if url.endswith("accept/") else "GET", url)
    assert status == 404


def test_an_unknown_move_is_not_found(scene: Scene, log_in: LogIn) -> None:
    url = reverse("matter-move", args=[scene["offered"].id, "delete"])
    assert asked(log_in("handler.urban"), "POST", url)[0] == 404


@pytest.mark.parametrize("login", ROLES)
def test_a_move_without_its_right_changes_nothing(login: str, scene: Scene, log_in: LogIn) -> None:
    """Those who may see a matter but not move it are told so, and the matter stays as it was."""
    special = {
        "assign": (Right.ASSIGN,),
        "urge": (Right.SUPERVISE,),
        **dict.fromkeys(("extend", "decline", "new_rule"), (Right.SUPERVISE,)),
        "reopen": (Right.REOPEN,),
        **dict.fromkeys(("rate", "miss"), (Right.ASK_AFTER,)),
        **dict.fromkeys(("route", "rule", "merge", "part", "split"), (Right.ROUTE,)),
    }
    special |= dict.fromkeys(("amend", "reclass", "check", *CONFERENCE), (Right.HANDLE, Right.ROUTE))
    special["place"] = (Right.HANDLE, Right.ROUTE, Right.TAKE_IN)
    who, client = viewer(login), settled(log_in(login))
    seen = visible(who).values_list("id", "version")[:3] if any(who.may(each) for each in READERS) else []
    for move in MOVES:
        if any(who.may(right) for right in special.get(move, (Right.HANDLE,))):
            continue
        for matter, version in seen:
            with transaction.atomic():
                unit = str(scene["offered"].unit_id)
                form = {"text": "请办", "unit": unit, "staff": str(who.staff_id), "reason": "not_solved"}
                form |= {"way": "phone", "responded": "yes", "solved": "no", "satisfied": "no"}
                form |= dict.fromkeys(("other", "younger", "report", "clock"), str(scene["offered"].id))
                response = client.post(reverse("matter-move", args=[matter, move]), form, follow=True)
                assert "您现在的岗位不能这样操作。" in response.content.decode()
                assert Matter.objects.get(id=matter).version == version
                transaction.set_rollback(True)
