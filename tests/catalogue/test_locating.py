"""Finding the line of every key of a TOML file."""

import tomllib

import pytest

from fengqiao.catalogue.locating import KeyPath, Locator
from tests.catalogue.sample_pack import FILES

TEXT = """\
# a comment with [brackets] and "quotes
top = 1

[table]  # another
"quoted key" = 'single # no comment'
dotted.inner.deep = true
list = [ # comment, with a comma
    "one",
    "two", 'three',
    [1, 2], {x = 1},
]

[[kind]]
code = "a"
[[kind.field]]
name = "first"
[[kind.field]]
name = "second"
text = \"\"\"
[not.a.table]
name = "still a text"
\\\"\"\" and quotes "" inside\"\"\"
after = 2026-01-01

[[kind]]
code = "b"
raw = '''
[[kind]]
'''
field = [
    {name = "third"},
    {name = "fourth", options = [
        "yes",
        "no",
    ]},
]
[kind.about]
here = 12:30:00
[a.b.c]
x = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("table",), 4),
        (("table", "quoted key"), 5),
        (("table", "dotted", "inner", "deep"), 6),
        (("table", "list"), 7),
        (("table", "list", 0), 8),
        (("table", "list", 1), 9),
        (("table", "list", 2), 9),
        (("table", "list", 3, 1), 10),
        (("table", "list", 4, "x"), 10),
        (("kind", 0), 13),
        (("kind", 0, "code"), 14),
        (("kind", 0, "field", 0), 15),
        (("kind", 0, "field", 0, "name"), 16),
        (("kind", 0, "field", 1, "name"), 18),
        (("kind", 0, "field", 1, "text"), 19),
        (("kind", 0, "field", 1, "after"), 23),
        (("kind", 1), 25),
        (("kind", 1, "raw"), 27),
        (("kind", 1, "field", 0, "name"), 31),
        (("kind", 1, "field", 1, "options", 1), 34),
        (("kind", 1, "about"), 37),
        (("kind", 1, "about", "here"), 38),
        (("a", "b"), 39),
        (("a", "b", "c", "x"), 40),
    ],
)
def test_every_key_and_entry_has_its_line(path: KeyPath, line: int) -> None:
    tomllib.loads(TEXT)
    assert Locator(TEXT).line(path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [(("kind", 1, "nothing"), 25), (("kind", 0, "field", 1, "code"), 17), (("nowhere", 3, "x"), 1), ((), 1)],
)
def test_what_is_not_written_has_the_line_of_what_is_around_it(path: KeyPath, line: int) -> None:
    assert Locator(TEXT).line(path) == line


@pytest.mark.parametrize("file", sorted(FILES))
def test_every_value_of_a_file_is_found_on_a_line_that_has_its_key(file: str) -> None:
    lines = FILES[file].splitlines()
    locator = Locator(FILES[file])
    seen = 0
    for path, value in leaves(tomllib.loads(FILES[file]), ()):
        line = lines[locator.line(path) - 1]
        assert (f'"{value}"' in line) if isinstance(path[-1], int) and isinstance(value, str) else str(path[-1]) in line
        seen += 1
    assert seen >= 4


def leaves(value: object, path: KeyPath) -> list[tuple[KeyPath, object]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for number, inner in enumerate(value) for leaf in leaves(inner, (*path, number))]
    return [(path, value)] if not isinstance(path[-1], int) or isinstance(value, str) else []
