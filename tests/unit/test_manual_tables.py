"""The tables and examples of the manual are what the program says, and every example is told of."""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from lentigo.domain.health import HEALTH_QUESTIONS
from lentigo.library.rules import rules
from lentigo.screening.own_rules import ruling
from lentigo.screening.rule_examples import hear_all
from lentigo.screening.rule_files import read_rules

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"

_SPECIFICATION = importlib.util.spec_from_file_location("make_tables", DOCS / "make_tables.py")
assert _SPECIFICATION
assert _SPECIFICATION.loader
made = importlib.util.module_from_spec(_SPECIFICATION)
_SPECIFICATION.loader.exec_module(made)


@pytest.mark.parametrize("name", made.PAGES)
def test_the_marked_tables_are_what_the_program_says(name):
    text = (DOCS / name).read_text(encoding="utf-8")
    assert text.count("<!-- made: ") == text.count("<!-- end -->") > 0
    assert made.page(text) == text, "run: python docs/make_tables.py"


def test_a_table_that_has_been_changed_by_hand_is_noticed():
    text = (DOCS / "case_file.md").read_text(encoding="utf-8").replace("| `gold_therapy` |", "| `silver_therapy` |")
    assert made.page(text) != text
    with pytest.raises(KeyError):
        made.page("<!-- made: nothing -->\n\n\n<!-- end -->")


def test_every_health_fact_and_every_rule_stands_in_the_manual():
    case_file, page = ((DOCS / name).read_text(encoding="utf-8") for name in made.PAGES)
    assert [name for name in HEALTH_QUESTIONS if f"| `{name}` |" not in case_file] == []
    assert [rule.id for rule in rules() if f"| `{rule.id}` |" not in page] == []


def test_every_example_is_told_of():
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    files = [path for path in EXAMPLES.rglob("*") if path.is_file() and "bad" not in path.parts]
    silent = [str(path.relative_to(EXAMPLES)) for path in files if f"`{path.relative_to(EXAMPLES)}`" not in page]
    assert silent == ["README.md"]
    named = re.findall(r"`((?:\w+/)*\w+\.(?:toml|csv))`", page)
    assert [name for name in named if not (EXAMPLES / name).is_file()] == []


def test_the_example_of_a_clinic_s_own_rules_holds_and_adds_to_the_library_s():
    own = EXAMPLES / "rules" / "our_rules.toml"
    by = ruling(rules_file=own, policy_file=EXAMPLES / "rules" / "our_policy.toml")
    assert {rule.id for rule in by.rules} - {rule.id for rule in rules()} == {"CL-01", "CL-02"}
    assert by.version.endswith("our_clinic 2026.1, breastfeeding = individual")
    heard = [one for rule in read_rules(own).rule for one in hear_all(rule)]
    assert len(heard) == 5
    assert [one.wrong for one in heard if one.wrong] == []


def test_the_page_on_the_house_names_only_what_there_is():
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    section = page[page.index("## Where to find what") : page.index("## Tests")]
    named = re.findall(r"`((?:domain|library|physics|modalities|screening|planning|reports|cli)/[\w/.]+)`", section)
    assert len(named) > 40
    assert [name for name in named if not (ROOT / "src" / "lentigo" / name).exists()] == []


def test_the_page_on_python_names_only_what_there_is():
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    named = re.findall(r"`(lentigo(?:\.\w+)+)", page) + re.findall(r"autofunction:: (\S+)", page)
    assert len(named) > 30
    missing = []
    for name in named:
        module, _, last = name.rpartition(".")
        try:
            importlib.import_module(name)
        except ModuleNotFoundError:
            if not hasattr(importlib.import_module(module), last):
                missing.append(name)
    assert missing == []
