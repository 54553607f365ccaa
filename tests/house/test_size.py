"""Nothing is so large that a stranger cannot read it at one sitting, and nothing has a name that says nothing."""

from __future__ import annotations

import ast

from tests.house.sources import PRODUCT, name_of, python_files, tree

FILE, FUNCTION, TEMPLATE = 400, 60, 150
ALL = ("fengqiao", "tests", "bench")
SAYS_NOTHING = {"utils", "util", "common", "helpers", "misc"}


def lines(text: str) -> int:
    return len(text.splitlines())


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {name_of(path): n for path in python_files(*ALL) if (n := lines(path.read_text())) > FILE}
    assert long == {}


def test_no_function_is_longer_than_sixty_lines() -> None:
    functions = (
        (path, node)
        for path in python_files(*ALL)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    long = {
        f"{name_of(path)}: {node.name}": n
        for path, node in functions
        if (n := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION
    }
    assert long == {}


def test_no_template_is_longer_than_a_hundred_and_fifty_lines() -> None:
    templates = sorted(PRODUCT.rglob("templates/**/*.html"))
    assert len(templates) > 20
    assert {name_of(path): n for path in templates if (n := lines(path.read_text())) > TEMPLATE} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    modules = python_files(*ALL)
    assert [
        name_of(path) for path in modules if {path.stem, *path.parent.relative_to(PRODUCT.parent).parts} & SAYS_NOTHING
    ] == []


def test_every_module_says_what_belongs_in_it() -> None:
    empty = {"__init__.py"}
    silent = [
        name_of(path)
        for path in python_files(*ALL)
        if not ast.get_docstring(tree(path)) and not (path.name in empty and not path.read_text().strip())
    ]
    assert silent == []
