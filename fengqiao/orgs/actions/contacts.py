"""Saying how a unit is reached, and whether it works by e-mail."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions.writing import tell
from fengqiao.orgs.models import Staff, Unit, UnitContact
from fengqiao.orgs.queries import Viewer, reached_units

MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
MAILBOX = "MAIL-"  # what the numbers of mailboxes begin with: they are not people


@transaction.atomic
def set_contact(*, unit_id: UUID, by_link: bool, mail: str, phone: str, hours: str, by: Viewer, at: datetime) -> None:
    """Keep how a unit is reached; refuses strangers, what is no e-mail address, and work by e-mail without one."""
    if unit_id not in {row.id for row in reached_units(by)}:
        raise Problem("contact-elsewhere", "这个单位的联系方式不归您维护。")
    mail, phone, hours = (" ".join(each.replace("\x00", "").split()) for each in (mail, phone, hours))
    if mail and (len(mail) > 120 or not MAIL.match(mail)):
        raise Problem("contact-mail", "邮箱地址的写法不对。")
    if by_link and not mail:
        raise Problem("contact-mail-none", "用邮件办事的单位要填邮箱。")
    if len(phone) > 40 or len(hours) > 80:
        raise Problem("contact-long", "电话或办公时间太长，请精简。")
    unit = Unit.objects.select_for_update().get(id=unit_id)
    row = UnitContact.objects.filter(unit=unit).first()
    if row is None:
        number = f"{MAILBOX}{unit.id.hex[-16:]}"
        staff = Staff.objects.create(number=number, name=f"{unit.short or unit.name}（邮箱）"[:40])
        row = UnitContact(unit=unit, staff=staff)
    row.by_link, row.mail, row.phone, row.hours = by_link, mail, phone, hours
    row.save()
    attributes = {"by_link": "yes" if by_link else "no", **by.marks}
    tell(EventKind.CONTACT_SET, staff_id=by.staff_id, subject_id=unit.id, unit_id=unit.id, at=at, attributes=attributes)
