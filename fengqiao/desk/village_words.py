"""Words for codes of officers of villages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fengqiao.villages.terms import VillageDuty

DUTIES = {VillageDuty.OFFICER: _("包村民警"), VillageDuty.DEPUTY: _("兼任村副书记")}
ATTRIBUTES = {"village_duty": _("在村里的身份")}
CODES = {"village_duty": {each.value: word for each, word in DUTIES.items()}}
