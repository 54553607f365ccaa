"""Words of monthly meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.meetings.terms import Came, MeetingState, SuggestionAnswer

STATES = {MeetingState.COMING: pgettext_lazy("meeting", "待开"), MeetingState.HELD: pgettext_lazy("meeting", "已开")}
TONES = {"coming": "blue", "held": "green"}
ANSWERS = {
    SuggestionAnswer.ADOPTED: _("采纳"),
    SuggestionAnswer.PARTLY: _("部分采纳"),
    SuggestionAnswer.NOTED: _("留作参考"),
    SuggestionAnswer.DECLINED: _("不采纳"),
}
ANSWER_TONES = {"adopted": "green", "partly": "green", "noted": "blue", "declined": "grey"}
CAME = {
    Came.VOLUNTEERS: pgettext_lazy("came", "义警"),
    Came.RESIDENTS: _("群众"),
    Came.POLICE: _("民警辅警"),
    Came.CADRES: _("村社干部"),
    Came.OTHERS: _("其他"),
}
