"""A report that cannot be written: told with its place, exit code 2, nothing half written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import sample_plan

from lentigo.domain.files import to_json


@pytest.fixture
def saved(tmp_path):
    file = tmp_path / "plan.json"
    file.write_text(to_json(sample_plan.REFUSED), encoding="utf-8")
    return file


def commands(saved, examples, folder):
    return [
        ("report", saved, folder),
        ("print", examples / "mole_refused.toml", "--what", "screening", "--report", folder),
        ("plan", examples / "mole_refused.toml", "--report", folder),
    ]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_file_in_the_place_of_the_folder(lentigo_run, saved, examples, tmp_path, which):
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "inner"):
        run = lentigo_run(*commands(saved, examples, folder)[which])
        assert run.code == 2
        assert "taken" in run.err
        assert "not a folder" in run.err
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_folder_of_somebody_else(lentigo_run, saved, examples, tmp_path, monkeypatch, which):
    folder = tmp_path / "theirs"
    folder.mkdir()
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda place, mode: real(place, mode) and not (mode & os.W_OK and Path(place) == folder)
    )
    run = lentigo_run(*commands(saved, examples, folder)[which])
    assert run.code == 2
    assert "the folder cannot be written" in run.err
    assert "name another folder" in run.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_folder_below_one_that_nobody_may_look_into(lentigo_run, saved, examples, tmp_path, monkeypatch, which):
    def exists(place, real=Path.exists):
        if place.name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(place)

    monkeypatch.setattr(Path, "exists", exists)
    run = lentigo_run(*commands(saved, examples, tmp_path / "closed")[which])
    assert run.code == 2
    assert "the folder cannot be written: permission denied" in run.err


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_full_disk(lentigo_run, saved, examples, tmp_path, monkeypatch, which):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "plan.json").write_text("of an earlier plan", encoding="utf-8")

    def full(_self, *_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        run = lentigo_run(*commands(saved, examples, folder)[which])
    assert run.code == 2, run.err
    assert "cannot be written: no space left on device" in run.err
    assert "fault of the program" not in run.err
    assert [path.name for path in folder.iterdir()] == ["plan.json"]
    assert (folder / "plan.json").read_text(encoding="utf-8") == "of an earlier plan"
