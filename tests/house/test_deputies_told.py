"""Whoever acts in somebody's stead is told as such: each event of an action takes the viewer's marks."""

from __future__ import annotations

import ast
from pathlib import Path

CODE = Path(__file__).parents[2] / "fengqiao"
# Nobody acts in these: the installation itself does, or they are part of an event that has them.
OF_THE_INSTALLATION = {
    "clues/actions/retention.py:count_in",
    "clues/actions/retention.py:erase",
    "inspections/actions/retention.py:erase_findings",
    "inspections/actions/retention.py:erase_inspections",
    "matters/actions/retention.py:erase",
    "site/upkeep.py:note",
    "vault/actions/rotation.py:end_rotation",
}


def events() -> dict[str, bool]:
    """Each function with a viewer `by` that makes an event, and whether it takes the marks."""
    found = {}
    for path in sorted(CODE.rglob("*.py")):
        source = path.read_text()
        if "NewEvent(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.FunctionDef):
                continue
            given = {each.arg: each for each in (*node.args.args, *node.args.kwonlyargs)}
            text = ast.get_source_segment(source, node) or ""
            if "NewEvent(" in text and "by" in given and "Viewer" in ast.unparse(given["by"]):
                found[f"{path.relative_to(CODE)}:{node.name}"] = "by.marks" in text
    return found


def test_every_event_says_for_whom_a_deputy_acted() -> None:
    found = events()
    assert len(found) > 5
    assert {name for name, marked in found.items() if not marked} == OF_THE_INSTALLATION
