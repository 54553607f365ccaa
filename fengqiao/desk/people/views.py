"""People of the units that an administrator looks after: the list, one person, and adding somebody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.people.forms import PersonForm, PostForm, id_of, moment_of, role_of, unit_choices
from fengqiao.desk.people.waiting import waiting_lines
from fengqiao.desk.security.asked import asked_on
from fengqiao.desk.words import POST_STATES, ROLES, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.orgs import actions
from fengqiao.orgs.queries import account_state, administered_units, people_in, person_for, state_of, units_in
from fengqiao.orgs.terms import PostState, Right, Role
from fengqiao.rulebook.queries import pack_on

TONES = {PostState.HELD: "green", PostState.COMING: "blue", PostState.OVER: "grey"}


@require_GET
@staff_only(Right.ADMINISTER)
def people(request: DeskRequest) -> HttpResponse:
    """Show staff with their posts, found by words and by unit."""
    now, viewer = timezone.now(), request.viewer
    units = units_in(administered_units(viewer))
    q = request.GET.get("q", "").strip()
    chosen = next((unit for unit in units if str(unit.id) == request.GET.get("unit")), None)
    size = int(pack_on(now).pack.value_on("queue.page_size", timezone.localdate(now)).number)
    found = people_in(viewer, q=q, unit_id=chosen.id if chosen else None)
    page = Paginator(found, size).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(staff, now) for staff in page],
        "units": unit_choices(units),
        "unit": str(chosen.id) if chosen else "",
        "q": q,
        "waiting": waiting_lines(viewer, now),
    }
    return render(request, "desk/people.html", context)


def _line(staff: Any, now: Any) -> dict[str, Any]:
    posts = [post for post in staff.posts.all() if state_of(post, now) is not PostState.OVER]
    account = getattr(staff, "account", None)
    return {
        "id": staff.id,
        "name": staff.name,
        "number": staff.number,
        "username": account.username if account else "",
        "off": bool(account and not account.is_active),
        "fresh": bool(account and account.must_change),
        "posts": [post_line(post, now) for post in posts],
    }


def post_line(post: Any, now: Any) -> dict[str, Any]:
    """Return a post as lists show it."""
    state = state_of(post, now)
    return {
        "id": post.id,
        "unit": name_of(post.unit),
        "role": ROLES[Role(post.role)],
        "starts": post.starts,
        "ends": post.ends,
        "state": state,
        "word": POST_STATES[state],
        "tone": TONES[state],
    }


@require_GET
@staff_only(Right.ADMINISTER)
def person(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    """Show one person: posts, deputies, account, and what can be done."""
    return _person_page(request, staff_id)


def _person_page(request: DeskRequest, staff_id: UUID, form: PostForm | None = None, status: int = 200) -> HttpResponse:
    now, viewer = timezone.now(), request.viewer
    card = person_for(viewer, staff_id, at=now)
    if card is None:
        raise Http404
    scope = administered_units(viewer)
    posts = [{**post_line(post, now), "mine": post.unit_id in scope and not card.own} for post in card.posts]
    posts.sort(key=lambda line: (line["state"] is PostState.OVER, line["starts"]))
    context = {
        "card": card,
        "posts": posts,
        "account": account_state(staff_id, at=now),
        "may": card.in_home and not card.own,
        "waiting": [line for line in waiting_lines(viewer, now) if line["staff_id"] == staff_id],
        "form": form or PostForm(unit_choices(units_in(scope)), asked_on(now).weighty),
        "standing": card.standing,
        "opened": form is not None,
    }
    return render(request, "desk/person.html", context, status=status)


def _wanted(request: DeskRequest) -> actions.WantedPost:
    get = request.POST.get
    return actions.WantedPost(
        unit_id=id_of(get("unit", "")),
        role=role_of(get("role", "")),
        starts=moment_of(get("starts", "")) or timezone.now(),
        ends=moment_of(get("ends", "")),
    )


@require_http_methods(["GET", "POST"])
@staff_only(Right.ADMINISTER)
def add(request: DeskRequest) -> HttpResponse:
    """Add a staff member with an account; the temporary password is shown once."""
    now = timezone.now()
    weighty = asked_on(now).weighty
    units = unit_choices(units_in(administered_units(request.viewer)))
    form = PersonForm(units, weighty, request.POST or None)
    if request.method == "GET":
        return render(request, "desk/person_new.html", {"form": form})
    try:
        added = actions.add_person(
            number=request.POST.get("number", ""),
            name=request.POST.get("name", ""),
            login=request.POST.get("login", ""),
            post=_wanted(request),
            weighty=weighty,
            by=request.viewer,
            at=now,
        )
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/person_new.html", {"form": form}, status=422)
    if added.proposed:
        messages.info(request, _("已登记。这个岗位要第二个人核准后才生效。"))
    if not added.password:
        return redirect("person", staff_id=added.staff_id)
    return password_once(request, added.staff_id, request.POST.get("name", ""), added.password)


def password_once(request: DeskRequest, staff_id: UUID | None, name: str, password: str) -> HttpResponse:
    """Show a temporary password, this once."""
    context = {"staff_id": staff_id, "name": name, "password": password}
    return render(request, "desk/password_once.html", context)


def begin(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    """Begin a post, or propose it."""
    now = timezone.now()
    weighty = asked_on(now).weighty
    try:
        begun = actions.begin_post(staff_id=staff_id, post=_wanted(request), weighty=weighty, by=request.viewer, at=now)
    except Problem as problem:
        messages.error(request, say(problem))
        units = unit_choices(units_in(administered_units(request.viewer)))
        return _person_page(request, staff_id, PostForm(units, weighty, request.POST), 422)
    messages.success(request, _("岗位已安排。") if begun else _("已提交，等第二个人核准后生效。"))
    return redirect("person", staff_id=staff_id)
