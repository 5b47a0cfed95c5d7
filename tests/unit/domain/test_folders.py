"""New files of a folder come all at once or not at all, whatever the operating system refuses."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from lentigo.domain.disk import all_or_none
from lentigo.errors import QuestionError


def lying(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def refusing(number):
    def refuse(*_args, **_kwargs):
        raise OSError(number, os.strerror(number))

    return refuse


def write(folder, *, gone=()):
    with all_or_none(folder) as new:
        for name in ("a.html", "b.pdf"):
            (new.path / name).write_text("new", encoding="utf-8")
        new.gone.extend(gone)


@pytest.fixture
def folder(tmp_path):
    """A folder with an earlier file of one of the names, one of another, and one that must go."""
    place = tmp_path / "report"
    place.mkdir()
    for name in ("a.html", "notes.txt", "fields.nc"):
        (place / name).write_text("old", encoding="utf-8")
    return place


def test_files_replace_earlier_ones_and_what_must_go_goes(folder):
    write(folder, gone=("fields.nc", "never.nc"))
    assert lying(folder) == {"a.html": "new", "b.pdf": "new", "notes.txt": "old"}


def test_folders_are_made(tmp_path):
    write(tmp_path / "one" / "two")
    assert lying(tmp_path / "one" / "two") == {"a.html": "new", "b.pdf": "new"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize(
    ("step", "of"),
    [("write_text", Path), ("replace", Path), ("unlink", Path), ("copy2", shutil), ("mkdtemp", None)],
)
def test_what_is_refused_is_told_and_changes_nothing(folder, monkeypatch, number, step, of):
    before = lying(folder)
    with monkeypatch.context() as patched:
        target = "lentigo.domain.disk.tempfile.mkdtemp" if of is None else None
        if target is None:
            patched.setattr(of, step, refusing_once_past(of, step, number))
        else:
            patched.setattr(target, refusing(number))
        with pytest.raises(QuestionError, match=r"report cannot be written: .+") as caught:
            write(folder, gone=("fields.nc",))
    assert os.strerror(number).lower() in caught.value.message
    assert "nothing was changed" in caught.value.hint
    assert lying(folder) == before


def refusing_once_past(of, step, number):
    """Refuse one call: the second where there are two, so that the first has had its effect."""
    real, calls = getattr(of, step), []
    late = step in ("write_text", "replace")

    def refuse(*args, **kwargs):
        calls.append(args)
        if len(calls) == (2 if late else 1):
            raise OSError(number, os.strerror(number))
        return real(*args, **kwargs)

    return refuse


def test_a_folder_in_the_place_of_a_file_changes_nothing(folder):
    (folder / "b.pdf").mkdir()
    with pytest.raises(QuestionError, match="cannot be written"):
        write(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["a.html", "b.pdf", "fields.nc", "notes.txt"]
    assert (folder / "a.html").read_text(encoding="utf-8") == "old"


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "report").write_text("x", encoding="utf-8")
    for place in (tmp_path / "report", tmp_path / "report" / "inner"):
        with pytest.raises(QuestionError, match="cannot be written"):
            write(place)
    assert lying(tmp_path) == {"report": "x"}


@pytest.mark.parametrize("failure", [RuntimeError("no paper"), KeyboardInterrupt(), FileNotFoundError(2, "no font")])
def test_a_fault_of_the_program_is_not_blamed_on_the_folder(tmp_path, failure):
    place = tmp_path / "one" / "two"

    def fail():
        with all_or_none(place) as new:
            (new.path / "a.html").write_text("new", encoding="utf-8")
            raise failure

    with pytest.raises(type(failure)):
        fail()
    assert list(tmp_path.iterdir()) == []
