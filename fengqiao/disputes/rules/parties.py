"""What is written down of a party: who it is, what more its papers ask for, who acts for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted

WHO = ("name", "phone", "id_number", "address")
# Sex and age as told, for papers where no identity number says them.
MORE = ("sex", "age", "nation", "occupation", "head")
# Their endings are those of no telephone, number or name: an agent acts for many, and is not the party that is found by them.
AGENT = ("agent", "agent_call", "agent_document")
GROUPS = (WHO, MORE, AGENT)
# Of somebody who was asked: who, what they are to the parties, who else was there, what was said.
ASKED = ("asked_name", "asked_about", "asked_relation", "asked_others", "asked_text")
THERE = "session_others"  # who else was at a session
LONGEST = 120


def sealed_fields(fields: Mapping[str, str], *groups: Sequence[str]) -> dict[str, str]:
    """Return what is given of some groups of fields (all where none is named) as the vault keeps it."""
    known = [code for group in groups or GROUPS for code in group]
    return {f"party_{code}": fitted(fields[code], LONGEST) for code in known if fields.get(code, "").strip()}


def why_not_powers(pack: Pack, fields: Mapping[str, str], powers: Collection[str]) -> Problem | None:
    """Return why an agent cannot be written down so: one without a power, powers without an agent, powers of no pack."""
    given = any(fields.get(code, "").strip() for code in AGENT)
    if not set(powers) <= set(pack.disputes.powers):
        return Problem("party-power", "请从列表里选委托权限。")
    if (given or powers) and not fields.get("agent", "").strip():
        return Problem("party-agent", "请写明委托代理人的姓名。")
    if given and not powers and pack.disputes.powers:
        return Problem("party-powers", "请勾选委托代理人的权限，至少一项。")
    return None
