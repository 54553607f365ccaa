"""Giving a matter another kind (改种类): why not, which fields it keeps, and what becomes of each clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fengqiao.catalogue.model import Kind, Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.matters.rules.clocks import OF_LEAD
from fengqiao.matters.rules.fields import read_fields
from fengqiao.matters.terms import MatterState


def why_not_reclass(pack: Pack, old: Kind, code: str, text: str) -> Problem | None:
    """Return why a matter cannot become of a kind, or None: sealed ones stay among those who may read them."""
    new = pack.kinds.get(code)
    if new is None:
        return Problem("kind-unknown", "没有“{value}”这种事项。", value=code[:20])
    if code == old.code:
        return Problem("reclass-same", "这件事项已经是“{kind}”。", kind=new)
    if old.sealed or new.sealed:
        return Problem("reclass-sealed", "保密事项不能改种类。需要时请另登记一件。")
    if not cleaned(text):
        return Problem("reclass-text", "请写明为什么改种类。")
    return None


def fields_kept(new: Kind, values: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the values that mean the same in another kind, and the codes of those that mean nothing there."""
    read = read_fields(new, {field.code: values.get(field.code, "") for field in new.fields}, stage=None).values
    return read, tuple(code for code in values if code not in read)


@dataclass(frozen=True, slots=True)
class Rewound:
    """What becomes of the clocks: those that go by the new kind's term, those that stop, those that begin."""

    changed: tuple[str, ...]
    stopped: tuple[str, ...]
    started: tuple[str, ...]


def rewound(new: Kind, running: Collection[str], state: MatterState) -> Rewound:
    """Return what becomes of the clocks that run when a matter becomes of another kind.

    A clock of both kinds goes on, counted from its start; one that the new kind does not have stops; what only the new
    kind asks of a lead that has signed begins with the change.
    """
    begins = [code for code in OF_LEAD if code in new.clocks] if state is MatterState.WORKING else []
    return Rewound(
        changed=tuple(code for code in running if code in new.clocks),
        stopped=tuple(code for code in running if code not in new.clocks),
        started=tuple(code for code in begins if code not in running),
    )
