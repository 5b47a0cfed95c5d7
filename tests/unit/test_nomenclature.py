"""The page on symbols and the code: the same names, the same units."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PHYSICS = ROOT / "src" / "lentigo" / "physics"
PAGE = (ROOT / "docs" / "nomenclature.md").read_text(encoding="utf-8")

UNIT = re.compile(r"(?<!\])\[([^\[\]]+)\](?!_)")
ROW = re.compile(r"^\| ([^|]*) ?\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
SECTION = re.compile(r"<!-- quantities: ([\w ]+) -->\n(.*?)(?=<!-- quantities|\Z)", re.DOTALL)

Quantity = tuple[str, str]
"""A name and its unit."""


def plain(unit: str) -> str:
    return unit.replace("^2", "²").replace("^3", "³").strip()


def units_of(text: str, count: int) -> list[str] | None:
    """The units of so many names told of in one breath; nothing if they cannot be told apart."""
    found = [plain(unit) for unit in UNIT.findall(text)]
    if len(found) == count:
        return found
    return found[:1] * count if len(set(found)) == 1 else None


def of_function(function: ast.FunctionDef) -> Iterator[Quantity]:
    """Arguments of a function, with the units of its docstring."""
    arguments = function.args
    real = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    told = re.search(r"Parameters\n-+\n(.*?)(?=\n\n\w+\n-+\n|\Z)", ast.get_docstring(function) or "", re.DOTALL)
    for block in re.split(r"\n(?=\w)", told[1]) if told else []:
        head, _, rest = block.partition(" : ")
        names = [name.strip() for name in head.split(",")]
        units = units_of(rest, len(names))
        yield from ((name, unit) for name, unit in zip(names, units or [], strict=bool(units)) if name in real)


def of_record(record: ast.ClassDef) -> Iterator[Quantity]:
    """Results of a record, but errors of one that it also holds."""
    fields = [
        (one.target.id, text.value.value)
        for one, text in zip(record.body, record.body[1:], strict=False)
        if isinstance(one, ast.AnnAssign)
        and isinstance(one.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    ]
    held = {name for name, _ in fields}
    for name, text in fields:
        units = units_of(text, 1)
        if units and not (name.endswith("_error") and name.removesuffix("_error") in held):
            yield name, units[0]


def in_code(modules: str) -> set[Quantity]:
    found: set[Quantity] = set()
    for module in modules.split():
        for node in ast.parse((PHYSICS / f"{module}.py").read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found |= set(of_function(node))
            elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found |= set(of_record(node))
    return found


SECTIONS = dict(SECTION.findall(PAGE))


def test_light_and_heat_are_there():
    assert len(SECTIONS) == 2
    for modules, text in SECTIONS.items():
        assert len(in_code(modules)) > 50
        assert len(ROW.findall(text)) == text.count("\n| ") - 1


@pytest.mark.parametrize("modules", SECTIONS, ids=["light", "heat"])
def test_every_name_of_the_page_is_one_of_the_code_with_its_unit(modules):
    page = {(name, plain(unit)) for _, name, _, unit in ROW.findall(SECTIONS[modules])}
    assert sorted(page - in_code(modules)) == []


@pytest.mark.parametrize("modules", SECTIONS, ids=["light", "heat"])
def test_every_quantity_of_the_code_stands_on_the_page(modules):
    page = {(name, plain(unit)) for _, name, _, unit in ROW.findall(SECTIONS[modules])}
    assert sorted(in_code(modules) - page) == []


def test_a_quantity_stands_on_the_page_once():
    for text in SECTIONS.values():
        rows = [(name, unit) for _, name, _, unit in ROW.findall(text)]
        assert len(rows) == len(set(rows))


def test_errors_are_of_what_stands_before_them():
    """The page says that a name ending in ``_error`` has the unit of its stem."""
    for modules in SECTIONS:
        for module in modules.split():
            for node in ast.parse((PHYSICS / f"{module}.py").read_text(encoding="utf-8")).body:
                if not isinstance(node, ast.ClassDef):
                    continue
                told = {
                    one.target.id: units_of(text.value.value, 1)
                    for one, text in zip(node.body, node.body[1:], strict=False)
                    if isinstance(one, ast.AnnAssign) and isinstance(text, ast.Expr)
                }
                for name, unit in told.items():
                    stem = name.removesuffix("_error")
                    if name.endswith("_error") and stem in told:
                        assert unit == told[stem], f"{module}.{node.name}.{name}"


def test_the_methods_lead_to_the_page():
    assert "(nomenclature.md)" in (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    assert "\nnomenclature\n" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
