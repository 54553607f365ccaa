"""What every request of the desk passes through: language, viewer, problems in words, and the page's frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from fengqiao.desk.errors import refused, refused_with_words
from fengqiao.desk.menu import menu_for, sees_matters
from fengqiao.desk.words import ROLES, entered, say
from fengqiao.kit.problems import Problem
from fengqiao.notices.queries import unread_count
from fengqiao.orgs.queries import HeldPost, Viewer, viewer_behind
from fengqiao.orgs.terms import Right

Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE, THEME_COOKIE, ELDER_COOKIE = "fq_language", "fq_theme", "fq_elder"
CHAPTERS_COOKIE = "fq_chapters"  # the chapters of the menu that somebody left open
PHONE_COOKIE = "fq_phone"  # whose tasks the page of a phone shows, with a line or without
POST_KEY = "post"
NUL = "\x00"
EXPORTED = {
    "errands-slow-export": "errands-slow",
    "findings-export": "findings",
    "practical-export": "practical-list",
    "thanks-export": "thanks-list",
    "helps-export": "helps-figures",
    **dict.fromkeys(("practical-sheet", "practical-errors"), "practical-list"),
    "ratings-export": "ratings-given",
    "disputes-export": "disputes",
    "dispute-statistics-export": "dispute-statistics",
    "enterprises-export": "enterprises",
    "villages-export": "villages",
    "placements-export": "placements-year",
    "study-things-export": "study-things",
    "visits-export": "visits",
    "volunteers-export": "volunteers",
    "volunteer-import-errors": "volunteer-import",
    "queue-export": "queue",
    "queue-bulk": "queue",
    "queue-lists": "queue",
    "queue-tags": "queue",
    "queue-words": "queue",
    "calls-export": "calls",
    "calls-figures-export": "calls-figures",
    "centres-export": "centres",
    "measures-export": "measures",
    "measure-export": "measure",
}  # the page of each export, and of what is done with its rows
# Where the form of an address stands, when it is not the page of a matter or a list with its filter.
ON_THEIR_OWN_PAGE = {
    "wish-new",
    "errand-new",
    "dispute-scene",
    "dispute-new",
    "finding-new",
    "meeting-new",
    "practical-new",
    "thanks-new",
    "helps",
    "visitee-new",
    "duty-new",
    "duty-away",
    "squad-new",
    "placement-new",
    "study-things",
    "duties-read",
    "volunteer-new",
    "volunteer-import",
    "patrol-plans",
    "enterprise-new",
    "enterprise-sheets",
    "inspection-new",
    "intake",
    "imports",
    "import-columns",
    "account_change_password",
    "person-new",
    "deputies",
    "unit",
    "area",
    "notice-ways",
    "unit-sheet",
}
PAGE_OF_ROW = {
    "wish-act": ("wish", "wish_id"),
    **dict.fromkeys(("errand-act", "errand-papers", "errand-slip", "errand-slip-revoke"), ("errand", "errand_id")),
    "person-move": ("person", "staff_id"),
    "clue-act": ("clue", "clue_id"),
    "meeting-act": ("meeting", "meeting_id"),
    "duty-minutes-act": ("duty-minutes", "activity_id"),
    "visitee-act": ("visitee", "visitee_id"),
    "meeting-minutes": ("meeting", "meeting_id"),
    "meeting-sheet": ("meeting", "meeting_id"),
    "thanks-act": ("thanks", "thanks_id"),
    "practical-act": ("practical", "item_id"),
    "duty-act": ("duty", "activity_id"),
    "contest-act": ("contest", "activity_id"),
    "squad-act": ("squad", "squad_id"),
    "placement-act": ("placement", "placement_id"),
    "study-used": ("duty", "activity_id"),
    "patrol-plan-act": ("patrol-plan", "plan_id"),
    "volunteer-act": ("volunteer", "volunteer_id"),
    "finding-act": ("finding", "finding_id"),
    "finding-paper": ("finding", "finding_id"),
    "inspection-act": ("inspection", "inspection_id"),
    "enterprise-act": ("enterprise", "enterprise_id"),
    "command-handover-act": ("command-handover", "row_id"),
    "dispute-move": ("dispute", "dispute_id"),
    "dispute-party": ("dispute", "dispute_id"),
    "dispute-file-out": ("dispute-file", "dispute_id"),
    "dispute-papers": ("dispute-file", "dispute_id"),
    "dispute-paper": ("dispute-file", "dispute_id"),
}
PAGE_OF_FORM = {
    **dict.fromkeys(("areas-import", "areas-export", "areas-errors"), "areas"),
    **dict.fromkeys(("visits-import", "visits-errors", "visits-hand", "visit-round"), "visits"),
    "duty-away-back": "duty-away",
    "clue-keys-act": "clue-keys",
    "command-act": "command",
    "command-check": "command-checks",
    "command-shared-ask": "command-shared",
    "command-talk-decide": "command-talk",
    "command-talk-act": "command-talk",
    "command-review-export": "command-review",
    "command-shifts-act": "command-shifts",
    "command-handover-begin": "command-handovers",
    "command-part": "command-stations",
    "deputy-end": "deputies",
    "wish-consent": "wish-new",
    "mediator": "mediators",
    "mediator-act": "mediators",
    "volunteer-confirm": "volunteer-hours",
    "volunteer-carried": "volunteer-hours",
    "volunteer-stars-act": "volunteer-stars",
    "volunteer-points-act": "volunteer-points",
    "volunteer-told": "phone",
    "study-thing-retire": "study-things",
    "study-makeup-act": "study-mine",
    **dict.fromkeys(("duty-feed-act", "unit-feed-act"), "duty-feeds"),
    "villages-act": "villages",
    "end-log-ins": "mfa_index",
    "audit-export": "audit",
    "notices-read": "notices",
    "notice-test": "notice-ways",
    "channel-test": "notice-channels",
    "channel-resend": "notice-channels",
    "notice-act": "notice-channels",
}
ANY_POST = {"switch-post", "set-language", "set-display", "account_logout", "queue-news", "notices-count"}


class DeskRequest(HttpRequest):
    """A request behind the log-in: it carries its viewer."""

    viewer: Viewer
    htmx: Any


def choose_language(get_response: Answer) -> Answer:
    """Speak the language that was chosen; simplified Chinese until somebody chooses (browsers' wishes do not count)."""
    known = {code for code, _name in settings.LANGUAGES}

    def answer(request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(LANGUAGE_COOKIE, "")
        with translation.override(language if language in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return answer


class without_nul:  # noqa: N801  # named like the other middleware
    """Drop NUL characters from what was typed: no keyboard writes them, no sheet holds them, and PostgreSQL refuses them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Clean the query and the form, in place of the view's own care."""
        request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _without_nul(typed: QueryDict) -> QueryDict:
    if not any(NUL in text for name, values in typed.lists() for text in (name, *values)):
        return typed
    clean = QueryDict(mutable=True, encoding=typed.encoding)
    for name, values in typed.lists():
        clean.setlist(name.replace(NUL, ""), [text.replace(NUL, "") for text in values])
    return clean


class see_as_viewer:  # noqa: N801  # named like the other middleware
    """Give each request its viewer, read anew every time: a post that ended a minute ago shows nothing now."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and let no proxy or browser keep the answer."""
        request.viewer = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.viewer = viewer_behind(  # type: ignore[attr-defined]
                request.user, at=timezone.now(), post_id=_post_chosen(request)
            )
        response = self.get_response(request)
        if PHONE_COOKIE in request.COOKIES and _in_other_hands(request):
            response.delete_cookie(PHONE_COOKIE, samesite="Lax")
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = response.headers.get("Cache-Control", "no-store, private")
            patch_vary_headers(response, ["Cookie"])
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Refuse a form written in a post that has ended since: nobody acts in another of their posts unawares."""
        viewer: Viewer | None = request.viewer  # type: ignore[attr-defined]
        name = request.resolver_match.url_name if request.resolver_match else ""
        if viewer is None or name in ANY_POST:
            return None
        chosen, now_in = _post_chosen(request), post_label(viewer.post)
        part = bool(getattr(request, "htmx", False))
        page_of = request.headers.get("X-Post") or request.POST.get("in_post")
        if page_of and page_of != str(viewer.post.id) and (part or request.method == "POST"):
            said = _("这一页是在另一个岗位打开的，现在的岗位是“%(post)s”，这一次没有提交。") % {"post": now_in}
            return refused_with_words(request, said)
        if chosen == viewer.post.id:
            return None
        if chosen is not None:
            if part or request.method != "GET":
                said = _("您刚才所在的岗位已经结束，现在的岗位是“%(post)s”，这一次没有提交。") % {"post": now_in}
                return refused_with_words(request, said)
            messages.warning(request, _("您刚才所在的岗位已经结束，现在的岗位是“%(post)s”。") % {"post": now_in})
        request.session[POST_KEY] = str(viewer.post.id)
        return None


def _in_other_hands(request: HttpRequest) -> bool:
    """Say whether a phone's person has just logged out, or somebody else works with it."""
    viewer: Viewer | None = request.viewer  # type: ignore[attr-defined]
    name = request.resolver_match.url_name if request.resolver_match else ""
    if name == "account_logout" and request.method == "POST":
        return True
    mine = name == "phone-today"  # which marks it anew
    return viewer is not None and not mine and request.COOKIES[PHONE_COOKIE] != str(viewer.staff_id)


def _post_chosen(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.session.get(POST_KEY, ""))
    except ValueError:
        return None


def post_label(post: HeldPost) -> str:
    """Return a post in words; a deputy's says for whom."""
    said = f"{entered(post.unit_name, post.unit_name_en)} · {ROLES[post.role]}"
    return _("%(post)s（代%(holder)s）") % {"post": said, "holder": post.holder} if post.holder_id else said


class say_problems:  # noqa: N801  # named like the other middleware
    """Turn a refusal into words: on the page it came from, and nothing is lost that was not refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a Problem: htmx gets the sentence, a form goes back to its page with it, a page shows it instead."""
        if not isinstance(exception, Problem):
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(say(exception), status=422, content_type="text/plain; charset=utf-8")
        if request.method != "POST":  # going back to the page would only meet the refusal again
            return refused(request, say(exception))
        messages.error(request, say(exception))
        return HttpResponseRedirect(page_before(request))


def page_before(request: HttpRequest) -> str:
    """Return the page on which the form of a request stands: of the matter, of the list, else the first screen."""
    match = request.resolver_match
    if match and match.url_name and match.url_name.startswith("matter") and "matter_id" in match.kwargs:
        return reverse("matter", args=[match.kwargs["matter_id"]])
    if match and match.url_name in EXPORTED:
        query, page = request.GET.urlencode(), reverse(EXPORTED[match.url_name], kwargs=match.kwargs)
        return f"{page}?{query}" if query else page
    if match and match.url_name in ON_THEIR_OWN_PAGE:
        return request.path
    if match and match.url_name in PAGE_OF_ROW:
        page, row = PAGE_OF_ROW[match.url_name]
        return reverse(page, args=[match.kwargs[row]])
    if match and match.url_name in PAGE_OF_FORM:
        return reverse(PAGE_OF_FORM[match.url_name])
    return reverse("home")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give templates the frame around a page: menu, posts, theme, the moment it was asked for."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    shown: dict[str, Any] = {
        "theme": "dark" if request.COOKIES.get(THEME_COOKIE) == "dark" else "light",
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "now": timezone.now(),
        "menu": [],
        "posts": [],
        "viewer": viewer,
    }
    if viewer is not None:
        shown["person"] = viewer.name
        shown["unread"] = partial(unread_count, viewer)  # asked where the bell is drawn, not in parts of pages
        shown["menu"] = menu_for(viewer, request.path, request.COOKIES.get(CHAPTERS_COOKIE))
        shown["may_take_in"] = viewer.may(Right.TAKE_IN)
        shown["may_search"] = sees_matters(viewer)
        shown["standing_in"] = viewer.post if viewer.post.holder_id else None
        shown["posts"] = [
            {"id": post.id, "label": post_label(post), "active": post.id == viewer.post.id} for post in viewer.posts
        ]
    return {"frame": shown}
