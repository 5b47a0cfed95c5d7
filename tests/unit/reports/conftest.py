"""The hand-made plans, their fields and their explorer table, and a browser to open pages with."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # lets the tests find their materials and random cases


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"reports_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SAMPLE, FIELDS = _module("sample"), _module("sample_fields")
DECISIONS = tuple(SAMPLE.PLANS)


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    return SAMPLE


@pytest.fixture(scope="session")
def fields():
    return FIELDS.fields()


@pytest.fixture(scope="session")
def explorer():
    return FIELDS.explorer()


@pytest.fixture(scope="session")
def plans():
    return {name: make() for name, make in SAMPLE.PLANS.items()}


@pytest.fixture(params=DECISIONS)
def decision(request) -> str:
    return request.param


@pytest.fixture(scope="session")
def pages(plans, fields, explorer) -> dict[str, str]:
    from lentigo.reports.page import page

    return {
        name: page(plan, fields=fields, explorer=explorer, sources=SAMPLE.REFERENCES) for name, plan in plans.items()
    }


def program(*names: str) -> str:
    """A program of the machine; continuous integration must have it, a laptop may not."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"continuous integration must have {names[0]}")
        pytest.skip(f"needs {names[0]}")
    return found


@pytest.fixture(scope="session")
def font_sizes():
    """The sizes of all letters of a PDF, in whole points rounded down."""
    pdftohtml = program("pdftohtml")

    def sizes(file: Path) -> set[int]:
        command = [pdftohtml, "-xml", "-stdout", "-i", "-zoom", "1", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return {int(size) for size in re.findall(r'<fontspec [^>]*size="(\d+)"', done.stdout)}

    return sizes


@pytest.fixture(scope="session")
def browse():
    """Open a page and give its document back, as it stands when its scripts have run."""
    chromium = program("chromium", "chromium-browser", "google-chrome")

    def dom(file: Path, link: str = "") -> str:
        command = [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=3000",
            "--dump-dom",
            f"{file.as_uri()}{link}",
        ]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout

    return dom


@pytest.fixture(scope="session")
def paper_text():
    """The text of a PDF, page by page."""
    pdftotext = program("pdftotext")

    def text(file: Path) -> list[str]:
        done = subprocess.run([pdftotext, "-layout", str(file), "-"], capture_output=True, text=True, check=True)
        return done.stdout.split("\f")[:-1]

    return text
