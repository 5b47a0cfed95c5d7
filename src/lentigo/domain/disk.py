"""Texts from and to disk: refused before they are read if they cannot be one, and never half written."""

from __future__ import annotations

import contextlib
import difflib
import errno
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lentigo.errors import FileProblemsError, Problem, QuestionError

__all__ = ["MOST_BYTES", "NewFiles", "all_or_none", "read_text", "unwritable", "write_text"]

MOST_BYTES: Final = 1_000_000
"""Largest file that is read; a case is a thousand times smaller."""

_OF_THE_PLACE: Final = frozenset(
    {
        errno.EACCES,
        errno.EDQUOT,
        errno.EEXIST,
        errno.EFBIG,
        errno.EIO,
        errno.EISDIR,
        errno.EMFILE,
        errno.ENAMETOOLONG,
        errno.ENOSPC,
        errno.ENOTDIR,
        errno.ENOTEMPTY,
        errno.EPERM,
        errno.EROFS,
    }
)
"""What speaks of the place that is written to; a file of the program that is missing is another matter."""


def read_text(path: Path, *, shown: str, what: str) -> str:
    """The text of a file.

    Raises
    ------
    FileProblemsError
        If there is no such file, if it cannot be opened, is too large, is empty, or is no UTF-8 text.
    """
    content = _bytes_of(path, shown=shown, what=what)
    if not content.strip():
        raise _refused(shown, "is empty", f"start from one of the examples, or let lentigo write the {what} file")
    if b"\0" in content:
        raise _refused(shown, "is not a text file", f"is this a {what} file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refused(shown, "is not UTF-8 text", "save it as UTF-8 in the editor", line=line) from None


def _bytes_of(path: Path, *, shown: str, what: str) -> bytes:
    """The content of a regular file of at most the size that is read."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refused(shown, "is a folder", f"name the {what} file inside it")
        if not stat.S_ISREG(status.st_mode):
            raise _refused(shown, "is not a regular file")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _refused(shown, "there is no such file", _neighbour(path)) from None
    except PermissionError:
        raise _refused(shown, "cannot be opened: permission denied", "ask its owner for the right to read it") from None
    except (OSError, ValueError) as error:
        raise _refused(shown, f"cannot be opened: {_reason(error)}") from None
    if len(content) > MOST_BYTES:
        size = max(status.st_size, len(content)) / 1e6
        raise _refused(shown, f"is {size:.1f} MB, must be at most {MOST_BYTES / 1e6:g} MB", f"is this a {what} file?")
    return content


def _refused(shown: str, message: str, hint: str | None = None, *, line: int | None = None) -> FileProblemsError:
    """The refusal of a whole file."""
    return FileProblemsError([Problem(shown, line, None, message, hint)])


def write_text(path: Path, text: str) -> None:
    """Write a text whole or not at all: to a file beside it, to the disk, and only then under its name.

    Raises
    ------
    QuestionError
        If the folder does not exist or cannot be written to; what stood there before is untouched.
    """
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.part")
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            beside.chmod(mode)
        beside.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError):
            message = f"cannot be written: {_reason(error)}"
            raise QuestionError(message, where=str(path), hint="nothing was changed; choose another place") from None
        raise


@dataclass(frozen=True, slots=True)
class NewFiles:
    """Files on their way into a folder."""

    path: Path
    """Where they are made."""
    gone: list[str] = field(default_factory=list)
    """Names of earlier files that must not stay beside them."""


@contextlib.contextmanager
def all_or_none(folder: Path) -> Iterator[NewFiles]:
    """A place for new files of a folder: they come all at once when the block ends well, and otherwise none of them.

    Parameters
    ----------
    folder : Path
        Made if it is not there, and taken away again if nothing comes of it. Files of the same names are replaced.

    Raises
    ------
    QuestionError
        If the folder cannot be made or written, or the disk is full: what lay there is as it was.
    """
    new_folders = [place for place in (folder, *folder.parents) if not os.path.lexists(place)]
    partial: Path | None = None
    done = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=folder, prefix=".partial-"))
        new = NewFiles(partial)
        yield new
        _move(new, folder)
        done = True
    except OSError as error:
        if error.errno not in _OF_THE_PLACE:
            raise
        raise unwritable(folder, error) from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)
        if not done:
            with contextlib.suppress(OSError):  # somebody else's files may lie there by now
                for place in new_folders:
                    place.rmdir()


def unwritable(folder: Path, error: OSError) -> QuestionError:
    """That a folder cannot be written, and why, in the words of the operating system."""
    return QuestionError(
        f"the folder {folder} cannot be written: {_reason(error)}", hint="nothing was changed; name another folder"
    )


def _move(new: NewFiles, folder: Path) -> None:
    """Put new files in their place; what lay there comes back if one of them cannot be put."""
    names = sorted(entry.name for entry in new.path.iterdir())
    earlier = Path(tempfile.mkdtemp(dir=new.path))
    replaced = [name for name in (*names, *new.gone) if (folder / name).is_file()]
    for name in replaced:
        shutil.copy2(folder / name, earlier / name)
    moved: list[str] = []
    try:
        for name in names:
            (new.path / name).replace(folder / name)
            moved.append(name)
        for name in new.gone:
            (folder / name).unlink(missing_ok=True)
    except OSError:
        for name in moved:
            (folder / name).unlink()
        for name in replaced:
            (earlier / name).replace(folder / name)
        raise


def _reason(error: Exception) -> str:
    """The reason that the operating system gives, in its own words."""
    return (getattr(error, "strerror", None) or "the name is not valid").lower()


def _neighbour(path: Path) -> str | None:
    """The file of the most similar name in the same folder."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        return None
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else None
