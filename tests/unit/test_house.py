"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import json
import pkgutil
import re
import subprocess
from pathlib import Path

import pytest

import lentigo
from lentigo.library.references import references
from lentigo.screening.phrases import claims_in

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lentigo"
PHRASES = SOURCE / "screening" / "phrases.py"
LONGEST_MODULE = 500

# Written in halves, so that this file does not hold what it looks for.
INDEX_HOSTS = tuple(
    "".join(halves) for halves in (("pypi", ".org"), ("python", "hosted"), ("npm", "js."), ("anaconda", ".org"))
)
MACHINE_PATHS = tuple(
    "".join(halves) for halves in (("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/"), ("/Us", "ers/"), ("C:\\", "Users"))
)
UNFINISHED = tuple("".join(halves) for halves in (("TO", "DO"), ("FIX", "ME"), ("XX", "X:")))


def tracked() -> list[Path]:
    """Files under version control; all files where there is none, as in an unpacked source archive."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("no version control here")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """Content of a text file; nothing for pictures and fonts."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def found(words: tuple[str, ...], *, pattern: str = "{}") -> list[str]:
    """Where any of the words stands in a tracked file."""
    looked_for = re.compile("|".join(pattern.format(re.escape(word)) for word in words))
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if looked_for.search(line)
    ]


def test_nothing_names_a_package_index():
    assert found(INDEX_HOSTS) == []


def test_nothing_names_a_folder_of_some_machine():
    assert found(MACHINE_PATHS, pattern=r"(?<![\w.:/-]){}") == []


def test_nothing_is_left_unfinished():
    assert found(UNFINISHED, pattern=r"\b{}") == []


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def test_modules_are_short():
    long = {
        str(path.relative_to(SOURCE)): n
        for path in modules()
        if (n := len(text_of(path).splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_every_module_says_what_it_is_for():
    silent = [str(path.relative_to(SOURCE)) for path in modules() if not ast.get_docstring(ast.parse(text_of(path)))]
    assert silent == []


def test_no_output_makes_a_claim_that_is_not_true():
    shown = [
        path
        for path in tracked()
        if path != PHRASES
        and (path.is_relative_to(SOURCE) or path.is_relative_to(ROOT / "docs") or path.parent == ROOT)
    ]
    claims = {str(path.relative_to(ROOT)): said for path in shown if (said := claims_in(text_of(path)))}
    assert claims == {}
    assert len(shown) > 50


def test_licence_stands_at_the_root():
    assert "Apache License" in text_of(ROOT / "LICENSE")


# Every number that physics takes or gives has its SI unit in its docstring.

NUMERIC = re.compile(r"\b(float|array|ndarray|complex|scalar|number)s?\b", re.IGNORECASE)
COUNTED = re.compile(r"\b(bool|int|integer)s?\b")
UNIT = re.compile(r"\[[^\[\]]+\]")


def entries(docstring: str) -> list[tuple[str, str, str]]:
    """(section, head, description) of each parameter and return value of a numpy docstring."""
    lines = inspect.cleandoc(docstring).splitlines()
    found_entries: list[tuple[str, str, list[str]]] = []
    section = ""
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if following and set(following) == {"-"}:
            section = line
        elif section in {"Parameters", "Returns"} and line and set(line) != {"-"}:
            if line.startswith(" "):
                if found_entries:
                    found_entries[-1][2].append(line.strip())
            else:
                found_entries.append((section, line, []))
    return [(where, head, " ".join(said)) for where, head, said in found_entries]


def without_unit(docstring: str) -> list[str]:
    """Heads of the numeric entries whose description has no unit in square brackets."""
    return [
        f"{section}: {head}" for section, head, said in entries(docstring) if _measures(head) and not UNIT.search(said)
    ]


def _measures(head: str) -> bool:
    kind = head.partition(":")[2] or head
    return bool(NUMERIC.search(kind)) and not COUNTED.search(kind)


def physics_functions():
    package = importlib.import_module("lentigo.physics")
    for info in pkgutil.walk_packages(package.__path__, "lentigo.physics."):
        if any(part.startswith("_") for part in info.name.split(".")):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == info.name and not name.startswith("_"):
                yield pytest.param(value, id=f"{info.name.removeprefix('lentigo.physics.')}.{name}")


PHYSICS = list(physics_functions())


@pytest.mark.parametrize("function", PHYSICS)
def test_every_physics_number_has_its_unit(function):
    said = inspect.getdoc(function) or ""
    assert said, "a public function needs a docstring"
    assert without_unit(said) == []


@pytest.mark.parametrize("function", PHYSICS)
def test_every_physics_parameter_is_described(function):
    described = {
        name.strip().lstrip("*")
        for section, head, _ in entries(inspect.getdoc(function) or "")
        if section == "Parameters"
        for name in head.partition(":")[0].split(",")
    }
    assert set(inspect.signature(function).parameters) <= described


def test_missing_unit_is_noticed():
    assert without_unit(
        """Give something.

        Parameters
        ----------
        depth : (n,) array
            Depth of the layers.
        width : float
            Width [m].
        name : str
            What it is called.

        Returns
        -------
        (n,) array
            Something.
        """
    ) == ["Parameters: depth : (n,) array", "Returns: (n,) array"]


def test_every_source_of_evidence_is_in_the_library():
    file = SOURCE / "library" / "data" / "evidence.json"
    rows = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    known = {reference.key for reference in references()}
    assert {row["source"] for row in rows} - known == set()


def test_evidence_page_shows_the_rows_that_are_shipped():
    specification = importlib.util.spec_from_file_location("make_evidence", ROOT / "docs" / "make_evidence.py")
    assert specification
    assert specification.loader
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)
    page = script.page(script.read(script.ROWS), script.read(script.RANGES))
    assert text_of(script.PAGE) == page, "run: python docs/make_evidence.py"


def test_version_is_told():
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+|(a|b|rc)\d+)?", lentigo.__version__)
