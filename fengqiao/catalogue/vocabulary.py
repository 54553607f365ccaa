"""What measures may speak of: the kinds of event about matters and posts, with the codes and numbers each carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

YES_NO = ("yes", "no")
WAYS, LEVELS = ("up", "down", "across"), ("city", "county", "town", "village")
FLOWS, CONSENTS = ("out", "back"), ("yes", "unreachable", "duty")
VIEWS, PARTS = ("ours", "theirs", "shared"), ("joined", "unreachable", "declined")
CHECKED = ("right", "wrong")
ROLES = ("lead", "into", "helper", "copy", "confer")
LINES = ("police", "partner", "governance", "party", "volunteers")
DOORS = ("counter", "phone", "post", "volunteer", "visit", "portal", "import", "api", "sensor")
PREMISES, MET = ("home", "premises"), ("met", "nobody", "declined", "gone")
STATES = ("triage", "offered", "working", "closed")
ASKED_BY, ANSWERS = ("slip", "phone", "visit", "counter"), ("yes", "fair", "no", "unsaid")
# Codes that a pack defines, not the product: a name here says which part of the pack holds them.
KIND, FUNCTION, REASON, ANY = ("@kind",), ("@function",), ("@reason",), ()


@dataclass(frozen=True, slots=True)
class EventShape:
    """The codes (with what they may be) and the numbers that events of a kind carry."""

    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()


def _about_matter(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    return EventShape({"kind": KIND, **codes}, numbers)


SEVERITIES, OWNERS = ("light", "general", "grave"), ("unit", "person", "venue")
SOURCES = ("inspection", "internal", "round", "matter")
WHERE, RECHECKED = ("venue", "road"), ("passed", "back")


def _of_finding(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    return EventShape({"source": SOURCES, "severity": SEVERITIES, "owner": OWNERS, **codes}, numbers)


JOINT_STEPS = ("signed", "left", "arrived", "done")


def _of_joint(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    return _about_matter(numbers, plan=ANY, drill=YES_NO, setting=("urban", "suburb", "rural"), **codes)


def _of_dispute(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    own = {"type": ANY, "source": ANY, "mediation": ("people", "police"), "grade": ANY, "route": ANY}
    return _about_matter(numbers, **own, on_scene=YES_NO, **codes)


INFORMANTS = ("unsaid", "resident", "volunteer", "staff")


def _of_clue(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    return EventShape({"clue": ANY, **codes}, numbers)


FAMILIES = ("patrol", "study", "visit", "talk", "drill", "contest", "guard", "meeting")
USED = {"used_kind": ("classroom", "place", "lecturer", "medium"), "sort": ANY}
SQUADS = ("branch", "squad")


def _of_placement(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    return EventShape({"placement": ANY, **codes}, numbers)


TOTALS = ("scores", "places")
VERDICTS = ("sound", "waits", "taken", "set_aside")


def _of_duty(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    return EventShape({"duty": ANY, "family": FAMILIES, "duty_form": ANY, **codes}, numbers)


ERRAND_WAYS = ("post", "road", "phone", "family", "portal")


def _of_errand(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    of_item = {"errand": ANY, "group": ANY, "decides": FUNCTION, "doubt": YES_NO}
    return EventShape({"way": ERRAND_WAYS, **of_item, **codes}, numbers)


def _of_wish(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    return EventShape({"wish": ANY, "band": ANY, **codes}, numbers)


def _of_practical(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    return EventShape({"aim": ("people", "business", "staff"), **codes}, numbers)


def _of_volunteer(numbers: tuple[str, ...] = (), **codes: tuple[str, ...]) -> EventShape:
    return EventShape({"team": ANY, **codes}, numbers)


EVENTS: Mapping[str, EventShape] = MappingProxyType(
    {
        "matter.received": _about_matter(
            door=DOORS, function=FUNCTION, state=STATES, row=ANY, urgent=YES_NO, by_hand=YES_NO,
            taken_line=LINES, taken_copy=YES_NO, flow=FLOWS, call=YES_NO,
        ),
        "matter.routed": _about_matter(("returned",), function=FUNCTION, by_hand=YES_NO, again=YES_NO, agreed=YES_NO, flow=FLOWS),
        "matter.conferred": _about_matter(("units",), caller=PARTS),
        "task.opinion": _about_matter(view=VIEWS, reason=REASON),
        "matter.kept": _about_matter(),
        "matter.referred": _about_matter(),
        "matter.ruled": _about_matter(("returned",), function=FUNCTION, in_time=YES_NO, flow=FLOWS),
        "task.transferred": _about_matter(function=FUNCTION, line=LINES, consent=CONSENTS),
        "matter.handed_on": _about_matter(way=WAYS, reason=REASON, level=LEVELS, to_level=LEVELS),
        "matter.taken_back": _about_matter(way=WAYS, level=LEVELS, to_level=LEVELS),
        "task.accepted": _about_matter(
            ("minutes", "seconds", "level_minutes"), role=ROLES, in_time=YES_NO, flow=FLOWS, way=WAYS, level=LEVELS,
            to_level=LEVELS, passed=YES_NO,
        ),
        "task.assigned": _about_matter(role=ROLES),
        "task.progressed": _about_matter(("files", "arrive_seconds", "feedback_seconds"), role=ROLES, step=ANY),
        "task.returned": _about_matter(("times",), role=ROLES, reason=REASON, to_arbiter=YES_NO, to_check=YES_NO, way=WAYS),
        "task.checked": _about_matter(("times",), checked=CHECKED, in_time=YES_NO),
        "task.added": _about_matter(role=ROLES, line=LINES),
        "task.done": _about_matter(role=ROLES),
        "matter.urged": _about_matter(state=STATES),
        "matter.reclassed": _about_matter(("clocks",), was=KIND, urgent=YES_NO),
        "matter.closed": _about_matter(
            ("minutes", "files", "level_minutes"), result=ANY, counts=YES_NO, in_time=YES_NO, line=LINES,
            level=LEVELS, taken_level=LEVELS, at_level=YES_NO, valid=YES_NO,
        ),
        "matter.reopened": _about_matter(("times",), reason=REASON, other_hands=YES_NO),
        "matter.rated": _about_matter(
            ("minutes",), asked_by=ASKED_BY, responded=ANSWERS, solved=ANSWERS, satisfied=ANSWERS, line=LINES, again=YES_NO,
        ),
        "matter.replied": _about_matter(
            ("found", "left", "demands", "answered", "declined", "vouched", "open"),
            channel=("phone", "message", "in_person", "letter", "online"),
        ),
        "teller.missed": _about_matter(asked_by=ASKED_BY),
        "clock.paused": _about_matter(clock=ANY, reason=ANY),
        "clock.resumed": _about_matter(clock=ANY, by_itself=YES_NO),
        "clock.asked": _about_matter(("amount",), clock=ANY),
        "clock.extended": _about_matter(("amount",), clock=ANY),
        "clock.declined": _about_matter(("amount",), clock=ANY),
        "clock.changed": _about_matter(("amount",), clock=ANY, unit=ANY),
        "clock.warned": _about_matter(clock=ANY, share=ANY),
        "clock.missed": _about_matter(clock=ANY, line=LINES),
        "inspection.began": EventShape({"inspection": ANY, "where": WHERE}, ("parties",)),
        "inspection.ended": EventShape(
            {"inspection": ANY, "where": WHERE, "found": YES_NO}, ("findings", "wrong", "people", "parties")
        ),
        "inspection.cancelled": EventShape({"inspection": ANY}),
        "enterprise.added": EventShape({"sector": ANY, "joined": YES_NO}),
        "enterprise.set": EventShape({"sector": ANY, "joined": YES_NO, "room": YES_NO}, ("officers",)),
        "enterprise.served": EventShape({"sector": ANY, "service": ANY}, ("audience",)),
        "enterprise.asked": EventShape({"sector": ANY, "kind": KIND}),
        "finding.raised": _of_finding(("files", "days"), on_spot=YES_NO, inspection=ANY, item=ANY),
        "finding.submitted": _of_finding(("files",), again=YES_NO),
        "finding.rechecked": _of_finding(("times", "days"), result=RECHECKED, in_time=YES_NO),
        "finding.extended": _of_finding(("amount",)),
        "finding.missed": _of_finding(),
        "finding.withdrawn": _of_finding(),
        "finding.watched": _of_finding(count=ANY, by_place=YES_NO),
        "joint.opened": _of_joint(("parties",)),
        "joint.called": _of_joint(role=ANY, line=LINES, again=YES_NO),
        "joint.stepped": _of_joint(
            ("seconds", "told_seconds"), step=JOINT_STEPS, role=ANY, line=LINES, by_desk=YES_NO, first=YES_NO,
            in_limit=YES_NO,
        ),
        "joint.stood_down": _of_joint(role=ANY, line=LINES, reason=ANY, arrived=YES_NO),
        "joint.led": _of_joint(line=LINES),
        "joint.reported": _of_joint(("files",), report=ANY, line=LINES),
        "joint.ended": _of_joint(
            ("parties", "arrived", "first_seconds", "found", "helped", "hospital", "hectares"), outcome=ANY,
            found_any=YES_NO,
        ),
        "dispute.taken": _of_dispute(("people", "fen", "parties")),
        "dispute.planned": _of_dispute(again=YES_NO),
        "dispute.met": _of_dispute(("came",), result=("agreed", "again", "not_agreed")),
        "dispute.ended": _of_dispute(
            ("fen", "parts", "days"), outcome=("agreed", "failed", "withdrawn"), form=("written", "oral"),
            performed=YES_NO, way=ANY,
        ),
        "dispute.cancelled": _of_dispute(),
        "dispute.signed": _of_dispute(("files",)),
        "dispute.papers": _of_dispute(("papers", "known")),
        "dispute.settled": _of_dispute(
            ("fen",), due=("perform", "follow_up", "confirm"), result=("done", "failed", "lapsed"), in_time=YES_NO,
        ),
        "dispute.extended": _of_dispute(("days",)),
        "dispute.corrected": _of_dispute(("people", "fen"), changed=ANY),
        "dispute.worded": _of_dispute(changed=ANY),
        "dispute.inquired": _of_dispute(),
        "dispute.appraised": _of_dispute(("days",), step=("out", "back")),
        "dispute.announced": _of_dispute(("units",)),
        "dispute.revisit": _of_dispute(("days",)),
        "dispute.alarmed": _of_dispute(line=LINES),
        "dispute.merged": _of_dispute(moved=YES_NO),
        "dispute.parted": _of_dispute(moved=YES_NO),
        "dispute.moved": _of_dispute(("sessions",)),
        "dispute.resumed": _of_dispute(("round", "days"), outcome=("agreed", "failed", "withdrawn")),
        "dispute.reviewed": _of_dispute(cause=("party", "place")),
        "dispute.answered": _of_dispute(answer=ANY),
        "clue.received": _of_clue(informant=INFORMANTS),
        "clue.added": _of_clue(),
        "clue.checked": _of_clue(("dealt", "groups"), result=ANY, useful=YES_NO, again=YES_NO),
        "clue.answered": _of_clue(),
        "clue.asked": _of_clue(),
        "clue.claimed": _of_clue(),
        "clue.passed": _of_clue(),
        "clue.raised": _of_clue(kind=KIND),
        "clue.closed": _of_clue(("days", "dealt", "groups"), result=ANY, useful=YES_NO),
        "clue.reopened": _of_clue(),
        "help.given": EventShape({"help": ANY, "helped": ("senior", "other"), "outcome": ("solved", "passed")}, ("minutes",)),
        "practical.planned": _of_practical(("stones",)),
        "practical.changed": _of_practical(change=("added", "later", "sooner")),
        "practical.reported": _of_practical(("files",), in_time=YES_NO),
        "practical.passed": _of_practical(("days",), in_time=YES_NO, last=YES_NO),
        "practical.back": _of_practical(("days",), in_time=YES_NO, last=YES_NO),
        "practical.late": _of_practical(),
        "practical.shown": _of_practical(shown=YES_NO),
        "practical.dropped": _of_practical(),
        "thanks.given": EventShape({"thanks": ("letter", "banner"), "whom": ("staff", "unit")}, ("files",)),
        "thanks.retracted": EventShape({"thanks": ("letter", "banner"), "whom": ("staff", "unit"), "wrong": ("twice", "elsewhere", "mistaken")}),
        "errand.asked": EventShape({"way": ERRAND_WAYS}, ("items",)),
        "errand.declined": EventShape({"way": ERRAND_WAYS, "ending": ANY, "last": YES_NO, "served": YES_NO}, ("items",)),
        "errand.soon": _of_errand(("days",)),
        "errand.taken": EventShape({"way": ERRAND_WAYS}, ("items", "waited")),
        "errand.visited": _of_errand(),
        "errand.step": _of_errand(step=ANY, told=YES_NO),
        "errand.item_ended": _of_errand(
            ("days",), result=("done", "refused", "given_up"), in_time=YES_NO, last=YES_NO, served=YES_NO
        ),
        "errand.item_again": _of_errand(
            ("days",), result=("done", "refused", "given_up"), in_time=YES_NO, last=YES_NO, served=YES_NO
        ),
        "errand.rated": EventShape(
            {"way": ERRAND_WAYS, "asked_by": ASKED_BY, "responded": ANSWERS, "solved": ANSWERS, "satisfied": ANSWERS, "again": YES_NO},
            ("minutes",),
        ),
        "errand.missed": EventShape({"way": ERRAND_WAYS, "asked_by": ASKED_BY}),
        "errand.reopened": EventShape({"way": ERRAND_WAYS}, ("items", "times")),
        "wish.collected": _of_wish(pictures=YES_NO),
        "wish.claimed": _of_wish(),
        "wish.fulfilled": _of_wish(("days", "cost")),
        "meeting.held": EventShape({}, ("came", "raised", "told", "carried")),
        "suggestion.made": EventShape(),
        "suggestion.answered": EventShape(
            {"answer": ("adopted", "partly", "noted", "declined"), "in_time": YES_NO, "again": YES_NO}, ("days",)
        ),
        "visitee.added": EventShape({"tier": ANY, "premise": PREMISES}),
        "visitee.set": EventShape({"tier": ANY, "premise": PREMISES}),
        "visit.made": EventShape({"tier": ANY, "premise": PREMISES, "met": MET, "in_time": YES_NO}, ("concerns", "days_late")),
        "visit.found": EventShape({"tier": ANY, "premise": PREMISES, "concern": ANY, "kind": KIND}),
        "duty.planned": _of_duty(("places",)),
        "duty.joined": _of_duty(seat=("in", "waiting")),
        "duty.checked": _of_duty(check_way=("code", "place", "list"), verdict=VERDICTS, role=ANY),
        "duty.message": _of_duty(what=("photo", "visit", "offer", "reply"), verdict=VERDICTS),
        "duty.photo": _of_duty(),
        "duty.handed": _of_duty(hand=("offered", "taken", "declined", "withdrawn")),
        "duty.settled": _of_duty(verdict=VERDICTS),
        "duty.ended": _of_duty(
            ("people", "absent", "minutes", "person_minutes", "audience", "homes", "disputes", "hazards", "teams", "photos"),
            result=("done", "missed"),
            proven=YES_NO,
        ),
        "duty.cancelled": _of_duty(),
        "resolution.done": _of_duty((), in_time=YES_NO),
        "resolution.made": _of_duty(("votes_for", "votes_against", "abstained", "due_people", "people"), passed=YES_NO),
        "contest.opened": EventShape({"duty": ANY, "total": TOTALS}),
        "contest.corrected": EventShape({"duty": ANY, "total": TOTALS, "why": ANY}),
        "contest.sealed": EventShape({"duty": ANY, "total": TOTALS}, ("teams", "disciplines", "judges", "corrections")),
        "squad.founded": EventShape({"squad": SQUADS}, ("days",)),
        "squad.joined": EventShape({"squad": SQUADS}, ("people",)),
        "study.added": EventShape(USED),
        "study.retired": EventShape(USED),
        "study.used": EventShape({**USED, "duty": ANY}, ("people", "person_minutes")),
        "study.unused": EventShape(USED),
        "study.owed": EventShape({"duty": ANY}),
        "study.made_up": EventShape({"duty": ANY, "made_up": ("activity", "own"), "in_time": YES_NO}, ("minutes",)),
        "study.reminded": EventShape({"moment": ANY}),
        "placement.set": _of_placement(("days",)),
        "placement.began": _of_placement(("days",), fresh=YES_NO),
        "placement.entered": _of_placement(("done_times", "minutes"), deed=ANY),
        "placement.taken_out": _of_placement(deed=ANY),
        "placement.extended": _of_placement(("days",), longer=YES_NO),
        "placement.over": _of_placement(("days",)),
        "placement.ended": _of_placement(("days",), ending=ANY),
        "placement.off": _of_placement(),
        "placement.closed": _of_placement(("entries", "study_minutes", "activities", "days"), early=YES_NO),
        "squad.dissolved": EventShape({"squad": SQUADS, "early": YES_NO}, ("activities", "people", "members", "days")),
        "duty.briefed": _of_duty(("people",), makeup=YES_NO),
        "duty.started": _of_duty(("people", "posts"), lesson_asked=YES_NO),
        "duty.replaced": _of_duty(),
        "volunteer.applied": _of_volunteer(),
        "volunteer.checked": _of_volunteer(other_hands=YES_NO),
        "volunteer.refused": _of_volunteer(why=ANY),
        "volunteer.enrolled": _of_volunteer(account=YES_NO),
        "volunteer.suspended": _of_volunteer(why=ANY),
        "volunteer.left": _of_volunteer(by_self=YES_NO),
        "volunteer.trained": _of_volunteer(),
        "volunteer.insured": _of_volunteer(("days",)),
        "volunteer.hours": _of_duty(("people", "minutes")),
        "volunteer.carried": EventShape({"paper": ("waits", "signed", "refused")}, ("people", "carried_minutes")),
        "volunteer.struck": _of_volunteer(("minutes",)),
        "volunteer.certified": _of_volunteer(("minutes",)),
        "village.named": EventShape({"village_duty": ("officer", "deputy")}),
        "village.ended": EventShape({"village_duty": ("officer", "deputy")}),
        "points.agreed": _of_volunteer(),
        "points.withdrawn": _of_volunteer(),
        "points.given": _of_volunteer(("points",), rule=ANY),
        "points.used": _of_volunteer(("points",), reward=ANY),
        "points.struck": _of_volunteer(("points",), rule=ANY),
        "volunteer.starred": EventShape({}, ("people",)),
        "recovery.done": EventShape({"reason": ("lost", "successor", "drill")}, ("letters",)),
        "unit.part": EventShape({"part": ANY, "was": ANY}),
        "area.set": EventShape({"setting": ANY, "was": ANY}, ("teams",)),
        "command.dispatched": _about_matter(("seconds",), part=ANY, row=ANY, followed=YES_NO, again=YES_NO, role=ROLES, urgent=YES_NO),
        "command.offered": _about_matter(part=ANY, to=ANY),
        "command.taken": _about_matter(("seconds",), part=ANY, to=ANY),
        "command.refused": _about_matter(("seconds",), part=ANY, to=ANY),
        "matter.shared": _about_matter(asked=("grid", "police")),
        "check.done": _about_matter(("hours", "points"), part=ANY, outcome=("in_order", "not_in_order"), in_time=YES_NO),
        "shift.filled": EventShape({"pattern": ANY}, ("people", "gaps")),
        "swap.done": EventShape({"post": ANY}),
        "handover.given": EventShape({"shift": ANY}, ("open", "late", "due", "came", "closed")),
        "handover.taken": EventShape({"shift": ANY}, ("seconds",)),
        "talk.decided": EventShape({"part": ANY, "about": ("matter", "none")}, ("hours",)),
        "talk.done": EventShape({"part": ANY, "in_time": YES_NO}, ("hours",)),
        "talk.withdrawn": EventShape({"part": ANY}),
        "post.began": EventShape({"role": ANY}),
        "post.ended": EventShape({"role": ANY}),
    }
)  # fmt: skip
