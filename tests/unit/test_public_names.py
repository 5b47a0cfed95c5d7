"""What ``import lentigo`` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import lentigo

NAMES = ["library", "load", "modalities", "plan", "read_case", "read_device", "save", "verify", "window"]


def test_the_public_names_are_these():
    assert lentigo.__all__ == ["__version__", *NAMES]
    assert dir(lentigo) == sorted(lentigo.__all__)


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_found(name):
    found = getattr(lentigo, name)
    assert callable(found) or name in ("library", "modalities")
    assert found is getattr(lentigo, name)


def test_a_name_that_is_not_there_is_refused():
    with pytest.raises(AttributeError, match="module 'lentigo' has no attribute 'planes'"):
        _ = lentigo.planes


def test_importing_costs_nothing():
    heavy = "{'numpy', 'scipy', 'numba', 'xarray', 'pydantic', 'tomlkit', 'click', 'rich', 'lentigo.domain'}"
    code = f"import sys, lentigo; print(sorted({heavy} & set(sys.modules)), lentigo.__version__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"[] {lentigo.__version__}"
