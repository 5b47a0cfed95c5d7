"""Which requirement is shown by which test: the table in the manual is made from the marks of the tests.

A test that shows a numbered requirement carries ``@pytest.mark.shows("S0-30")``. When the whole suite has run, the
table ``docs/requirements.md`` is compared with what the marks say, and a difference fails the run;
``pytest --write-requirements`` writes it anew. Only a test that ran and did not fail counts. A requirement without a
test is open, and the table says so.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "docs" / "requirements.toml"
TABLE = ROOT / "docs" / "requirements.md"

GROUPS = {
    "S0": "The clinic's own description",
    "S1": "Pigment spots",
    "S2": "Causes and expectations",
    "S3": "Stretch marks",
    "S4": "Ageing skin and scars",
    "X": "Added",
}

marks_key = pytest.StashKey[dict[str, set[str]]]()
message_key = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("requirements").addoption(
        "--write-requirements", action="store_true", help="write docs/requirements.md anew"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[marks_key] = defaultdict(set)
    config.stash[message_key] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    known = set(tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8")))
    for item in items:
        for mark in item.iter_markers("shows"):
            wrong = set(mark.args) - known
            if wrong or not mark.args:
                raise pytest.UsageError(f"{item.nodeid} shows {sorted(wrong)}: no such requirement")
            for number in mark.args:
                config.stash[marks_key][number].add(_test(item.nodeid))


_failed: set[str] = set()
"""Tests that failed, were skipped or are expected to fail: they show nothing."""


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed or (report.when == "call" and report.outcome != "passed"):
        _failed.add(_test(report.nodeid))


def _test(node: str) -> str:
    """A test by its file and name, whatever its parameters."""
    return node.split("[", maxsplit=1)[0]


def table(shown: dict[str, set[str]]) -> str:
    """The page of the manual."""
    requirements = tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))
    done = sum(bool(shown.get(number)) for number in requirements)
    lines = [
        "# Requirements",
        "",
        "What a planning system for this field must do, and which test shows that this one does it.",
        "The page is made by the test run; a requirement without a test is open.",
        "",
        f"{done} of {len(requirements)} are shown by a test, {len(requirements) - done} are open.",
    ]
    for group, title in GROUPS.items():
        lines += ["", f"## {title}", "", "| Number | Requirement | Shown by |", "| --- | --- | --- |"]
        for number, text in requirements.items():
            if number.partition("-")[0] == group:
                tests = "<br>".join(f"`{test}`" for test in sorted(shown.get(number, ()))) or "open"
                lines.append(f"| {number} | {text} | {tests} |")
    return "\n".join(lines) + "\n"


def _whole_run(config: pytest.Config) -> bool:
    """Whether every test was asked for: a part of them says nothing about what is open."""
    return (
        not config.option.keyword
        and not config.option.markexpr
        and not config.option.collectonly
        and [Path(arg).resolve() for arg in config.args] in ([ROOT], [ROOT / "tests"])
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    if not _whole_run(config) or exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return
    page = table({number: tests - _failed for number, tests in config.stash[marks_key].items()})
    if config.getoption("--write-requirements"):
        TABLE.write_text(page, encoding="utf-8")
    elif not TABLE.exists() or TABLE.read_text(encoding="utf-8") != page:
        config.stash[message_key].append(
            "docs/requirements.md is not what the tests show: run pytest --write-requirements and commit it"
        )
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for message in config.stash[message_key]:
        terminalreporter.write_line(message, red=True)
