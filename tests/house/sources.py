"""The files of the checkout that the house looks at, and what Python says about them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "fengqiao"
WIDE = re.compile("[　-〿㐀-鿿＀-￯]")  # Chinese characters and full-width punctuation


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file below these folders but migrations, which are written by a machine."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """A file as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """A file's name within the checkout."""
    return path.relative_to(ROOT).as_posix()


def docstrings(module: ast.Module) -> set[int]:
    """The ids of the constants that are docstrings."""
    return {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }


def called(node: ast.AST) -> str:
    """What a call calls, as it is written: `print`, `timezone.now`; empty for anything else."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Every call of a file: its line and what it calls."""
    return ((node.lineno, called(node)) for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
