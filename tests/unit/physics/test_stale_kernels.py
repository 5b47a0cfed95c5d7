"""Compiled kernels do not outlive the files that they are made of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lentigo import physics
from lentigo.physics._stale_kernels import NOTE, discard_stale_kernels, sources


@pytest.fixture
def folder(tmp_path):
    for name in ("__init__.py", "_lane_steps.py", "_lane_desk.py", "fresnel.py", "colour.py"):
        (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    discard_stale_kernels(tmp_path)
    for name in ("_lane_kernel.trace-1.py311.nbi", "_lane_kernel.trace-1.py311.1.nbc", "colour.cpython-311.pyc"):
        (tmp_path / "__pycache__" / name).touch()
    return tmp_path


def compiled(folder):
    return sorted(path.suffix for path in (folder / "__pycache__").glob("*.nb?"))


def test_kernels_stay_while_nothing_changes(folder):
    assert not discard_stale_kernels(folder)
    assert compiled(folder) == [".nbc", ".nbi"]


@pytest.mark.parametrize("name", ["_lane_desk.py", "fresnel.py"])
def test_they_go_when_a_file_that_they_call_changes(folder, name):
    path = folder / name
    stat = path.stat()
    path.write_text("x = 2\n", encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))
    assert discard_stale_kernels(folder)
    assert compiled(folder) == []
    assert (folder / "__pycache__" / "colour.cpython-311.pyc").exists()
    assert not discard_stale_kernels(folder)


def test_they_go_when_a_file_is_new_and_when_nothing_was_noted(folder):
    (folder / "_lane_more.py").touch()
    assert discard_stale_kernels(folder)
    (folder / "__pycache__" / "_lane_kernel.trace-1.py311.nbi").touch()
    (folder / "__pycache__" / NOTE).unlink()
    assert discard_stale_kernels(folder)
    assert compiled(folder) == []


def test_a_file_that_no_kernel_is_made_of_may_change(folder):
    (folder / "colour.py").write_text("x = 22\n", encoding="utf-8")
    assert not discard_stale_kernels(folder)
    assert compiled(folder) == [".nbc", ".nbi"]


def test_all_that_is_compiled_is_watched():
    folder = Path(physics.__file__).parent
    watched = {path.name for path in sources(folder)}
    made_of = {
        path.name
        for path in folder.glob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("@njit", "@intrinsic", "_lane_desk as at"))
    }
    assert len(made_of) > 15
    assert made_of <= watched
    assert (folder / "__pycache__" / NOTE).exists()
