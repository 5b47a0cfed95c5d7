"""Lines of keys: tomllib gives the values, the locator their places."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.domain.locate import line_of, lines_of_json, lines_of_toml, repeated_keys

EXAMPLES = Path(__file__).parents[3] / "examples"

TOML = """\
# a remark with [brackets] and "quotes"
title = "a # that is no remark, a \\" and a ]"  # a remark

[person]
age_years = 54
"odd key" = 'C:\\folder'
a.b . "c.d" = 1

[skin.colour]   # its parent has no header
text = \"\"\"
first = "not a key"
[nor.a.table]
\"\"\"
plain = '''one''two'''
when = 2026-03-31T10:00:00

[[devices]]
device = "one"
spots = [ # a remark ]
    { diameter_mm = 2.0, step = 1 },
    # a remark with { and ]
    { diameter_mm = 3.0, step = 2 },
]

[[devices]]
file = "two"
[[devices.coolings]]
name = "air"
[[devices.coolings]]
name = "none"
[devices.more]
deep = [[1, 2],
  [3]]

[skin]
site = "cheek"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("person",), 4),
        (("person", "age_years"), 5),
        (("person", "odd key"), 6),
        (("person", "a", "b", "c.d"), 7),
        (("skin", "colour"), 9),
        (("skin", "colour", "text"), 10),
        (("skin", "colour", "plain"), 14),
        (("skin", "colour", "when"), 15),
        (("devices", 0), 17),
        (("devices", 0, "device"), 18),
        (("devices", 0, "spots"), 19),
        (("devices", 0, "spots", 0, "step"), 20),
        (("devices", 0, "spots", 1), 22),
        (("devices", 0, "spots", 1, "step"), 22),
        (("devices", 1), 25),
        (("devices", 1, "file"), 26),
        (("devices", 1, "coolings", 1, "name"), 30),
        (("devices", 1, "more", "deep", 1, 0), 33),
        (("skin", "site"), 36),
    ],
)
def test_the_line_of_a_key(path, line):
    tomllib.loads(TOML)
    assert lines_of_toml(TOML)[path] == line


def test_a_missing_key_has_the_line_of_its_table():
    assert line_of(("person", "phototype"), lines_of_toml(TOML)) == 4
    assert line_of(("health", "keloid"), lines_of_toml(TOML)) is None


def test_line_ends_of_other_systems_count_once():
    assert lines_of_toml(TOML.replace("\n", "\r\n"))[("skin", "site")] == 36


def test_the_line_of_a_key_in_json():
    skin = ' "skin": {\n  "colour": {"ita_deg": 3}},\n'
    text = '{\n "title": "a \\u0022 {",\n' + skin + ' "devices": [\n  {"device": "a"},\n  {"file": "b"}]}'
    json.loads(text)
    lines = lines_of_json(text)
    assert lines[("title",)] == 2
    assert lines[("skin", "colour", "ita_deg")] == 4
    assert lines[("devices", 1, "file")] == 7


@pytest.mark.parametrize(
    ("text", "json", "expected"),
    [
        ("a = 1\nb = 2\na = 3\n", False, [(("a",), 1, 3)]),
        ("[a]\nb = 1\n[c]\n[a]\n", False, [(("a",), 1, 4)]),
        ("x = {a = 1, a = 2}\n", False, [(("x", "a"), 1, 1)]),
        ('{"a": 1,\n"a": 2}', True, [(("a",), 1, 2)]),
        ("[a.b]\nc = 1\n[a]\nd = 1\n", False, []),
        ("[[a]]\nb = 1\n[[a]]\nb = 1\n", False, []),
        ("a.b = 1\na.c = 2\n", False, []),
    ],
)
def test_keys_given_twice(text, json, expected):
    assert repeated_keys(text, json=json) == expected


def paths_of(plain, path=()):
    if isinstance(plain, dict):
        for key, inner in plain.items():
            yield (*path, key)
            yield from paths_of(inner, (*path, key))
    elif isinstance(plain, list):
        for place, inner in enumerate(plain):
            yield (*path, place)
            yield from paths_of(inner, (*path, place))


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.toml")), ids=lambda p: p.name)
def test_every_key_of_every_example_is_found_on_its_line(path):
    try:
        text = path.read_text(encoding="utf-8")
        plain = tomllib.loads(text)
    except ValueError:
        return
    lines = lines_of_toml(text)
    assert set(lines) == set(paths_of(plain))
    rows = text.splitlines()
    for where, line in lines.items():
        if isinstance(where[-1], str):
            assert where[-1] in rows[line - 1]


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | WORDS | st.dates(date(1900, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.dictionaries(WORDS, VALUES, max_size=4))
def test_every_key_of_any_toml_is_found(plain):
    text = tomlkit.dumps(plain)
    try:
        read = tomllib.loads(text)
    except ValueError:
        return  # what tomlkit writes is not always TOML; the locator is only asked about texts that are
    assert set(lines_of_toml(text)) == set(paths_of(read))
    as_json = json.dumps(read, default=str, indent=1)
    assert set(lines_of_json(as_json)) == set(paths_of(json.loads(as_json)))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("ab.=[]{}\"'#,\n\\ :1"), max_size=60))
def test_a_broken_text_is_walked_as_far_as_it_can_be(text):
    lines_of_toml(text)
    lines_of_json(text)
    repeated_keys(text, json=False)
