"""What a visit after the agreement found: answers of the pack to its questions."""

from __future__ import annotations

from collections.abc import Mapping

from fengqiao.catalogue.dispute import Look
from fengqiao.catalogue.named import Named
from fengqiao.kit.problems import Problem


def answered(found: Mapping[str, str], looks: Mapping[str, Look]) -> dict[str, str]:
    """Return what a visit found as it is kept: codes of answers by that of the question; refuses what the pack does not offer."""
    said = {code: answer for code, answer in found.items() if answer}
    if any(code not in looks or answer not in looks[code].choices for code, answer in said.items()):
        raise Problem("due-look", "请从列表里选回访看到的情况。")
    return said


def looked(found: Mapping[str, str], looks: Mapping[str, Look]) -> list[tuple[Named, Named]]:
    """Return questions with their answers, in the order of the pack; what it no longer knows is left out."""
    return [(look, look.choices[found[code]]) for code, look in looks.items() if found.get(code) in look.choices]
