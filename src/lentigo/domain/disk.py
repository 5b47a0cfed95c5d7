"""Texts from and to disk: refused before they are read if they cannot be one, and never half written."""

from __future__ import annotations

import contextlib
import difflib
import os
import secrets
import stat
from pathlib import Path
from typing import Final

from lentigo.errors import FileProblemsError, Problem, QuestionError

__all__ = ["MOST_BYTES", "read_text", "write_text"]

MOST_BYTES: Final = 1_000_000
"""Largest file that is read; a case is a thousand times smaller."""


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
