"""Certificates as PDF and Word, notices of stars, and the tap before a patrol."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_or_none
from fengqiao.desk.volunteer_words import hours_in_words, stars_in_words
from fengqiao.desk.volunteers.views import tabs_of
from fengqiao.desk.words import name_of, say
from fengqiao.disputes.rules.file import FRAME
from fengqiao.kit.documents import Binder, Document, Line, render_pdf, render_word
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import staff_names
from fengqiao.orgs.terms import Right
from fengqiao.vault.terms import MediaType
from fengqiao.volunteers import actions
from fengqiao.volunteers.queries import certificate_of, limit, lines_of_notices, notices, risen, volunteer_for

if TYPE_CHECKING:
    from fengqiao.volunteers.models import Certificate, Volunteer

DONE = {
    "open": gettext_lazy("已开始公示。"), "drop": gettext_lazy("已从公示里拿掉。"), "close": gettext_lazy("公示期满，星级已认定。"),
}  # fmt: skip
SHOWN = 12


@require_GET
@staff_only()
def certificate(request: DeskRequest, volunteer_id: UUID, certificate_id: UUID, kind: str) -> HttpResponse:
    """Send a certificate to print or to edit; its QR code opens the page on which anybody sees that it was issued."""
    row = volunteer_for(request.viewer, volunteer_id)
    found = certificate_of(row, certificate_id) if row else None
    if row is None or found is None or kind not in ("pdf", "docx"):
        raise Http404
    with override(settings.LANGUAGE_CODE):  # a paper is Chinese, whatever the language of the page
        binder = _binder(request, row, found)
    content, media = (render_pdf(binder), MediaType.PDF) if kind == "pdf" else (render_word(binder), MediaType.DOCX)
    answer = HttpResponse(content, content_type=media.value)
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.{kind}"'
    return answer


def _binder(request: DeskRequest, row: Volunteer, found: Certificate) -> Binder:
    base = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    mark = f"{base}{reverse('certificate', args=[found.token])}"
    name = row.staff.name if row.staff else ""
    lines = (
        Line(_("姓名"), name), Line(_("志愿者编号"), row.number), Line(_("队伍"), name_of(row.team)),
        Line(_("服务期间"), f"{found.since:%Y-%m-%d} – {found.until:%Y-%m-%d}"), Line(_("服务时长（小时）"), hours_in_words(found.minutes)),
        Line(_("其中接收的原有时长（小时）"), hours_in_words(found.carried)), Line(_("出具单位"), name_of(found.unit)),
        Line(_("经办人"), staff_names([found.issued_by]).get(found.issued_by, "")), Line(_("出具日期"), f"{timezone.localdate(found.issued_at):%Y-%m-%d}"),
    )  # fmt: skip
    text = (_("时长按勤务签到计算，由领队或组织单位确认；扫二维码可以核对。免费出具。"),)
    document = Document("certificate", _("志愿服务时长证明"), lines, text, (_("经办人签名"), _("单位盖章")), mark)
    return Binder(document.title, name_of(found.unit), found.number, (document,), FRAME)


@require_GET
@staff_only(Right.ORGANISE)
def stars(request: DeskRequest) -> HttpResponse:
    """Show who reaches a new star, and the notices."""
    return _stars(request, timezone.now())


def _stars(request: DeskRequest, now: datetime, status: int = 200) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate(now)
    rows = list(notices(viewer)[:SHOWN])
    lines = lines_of_notices(rows)
    found = risen(viewer.unit_id, at=now)
    context = {
        "tabs": tabs_of("volunteer-stars", viewer, now), "runs": any(row.closed_on is None and row.unit_id == viewer.unit_id for row in rows),
        "risen": [{"name": row.staff.name if row.staff else row.number, "number": row.number, "was": stars_in_words(row.stars), "stars": stars_in_words(reached), "hours": hours_in_words(minutes)} for row, reached, minutes in found],
        "days": limit("notice_days", now).number, "source": limit("notice_days", now).source,
        "notices": [
            {"row": row, "unit": name_of(row.unit), "over": row.closed_on is None and today > row.last, "open": row.closed_on is None,
             "lines": [{"id": each.volunteer_id, "number": each.number, "name": each.name, "stars": stars_in_words(each.stars), "hours": hours_in_words(each.minutes)} for each in lines[row.id]]}
            for row in rows
        ],
        "public_url": reverse("portal-stars"),
    }  # fmt: skip
    return render(request, "desk/volunteer_stars.html", context, status=status)


@require_POST
@staff_only(Right.ORGANISE)
def act(request: DeskRequest, deed: str) -> HttpResponse:
    """Begin a notice, take somebody off it, or give its stars."""
    if deed not in DONE:
        raise Http404
    now = timezone.now()
    given: dict[str, Any] = {"by": request.viewer, "at": now}
    try:
        if deed == "open":
            actions.open_notice(**given)
        else:
            notice = id_or_none(request.POST.get("notice", ""))
            who = id_or_none(request.POST.get("volunteer", "")) if deed == "drop" else None
            if notice is None or (deed == "drop" and who is None):
                raise Problem("choose-one", "请先从列表里选一项。")  # noqa: TRY301
            _see_to(deed, notice, who, given)
    except Problem as problem:
        messages.error(request, say(problem))
        return _stars(request, now, status=422)
    messages.success(request, str(DONE[deed]))
    return redirect("volunteer-stars")


def _see_to(deed: str, notice: UUID, who: UUID | None, given: dict[str, Any]) -> None:
    if deed == "close":
        actions.close_notice(notice_id=notice, **given)
    elif who is not None:
        actions.drop_line(notice_id=notice, volunteer_id=who, **given)


@require_POST
@staff_only()
def told(request: DeskRequest, activity_id: UUID) -> HttpResponse:
    """Write down that somebody tapped on what a volunteer may not do."""
    try:
        actions.note_told(activity_id=activity_id, by=request.viewer, at=timezone.now())
    except Problem:
        raise Http404 from None
    return HttpResponse(status=204)
