"""The door between the program and the terminal: every way a command can end becomes an exit code and a clear message.

===== ==============================================================
code  meaning
===== ==============================================================
0     done
1     the answer is no: refused, not now, no window, above a limit
2     the question is wrong: a file, a value, a name
3     the program is wrong
130   stopped by the person who waited
===== ==============================================================
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any, Final

import click

from lentigo import __version__
from lentigo.errors import Cancelled, FileProblemsError, LentigoError, QuestionError

DONE: Final = 0
ANSWER_IS_NO: Final = 1
QUESTION_IS_WRONG: Final = 2
PROGRAM_IS_WRONG: Final = 3
STOPPED: Final = 130

TRACEBACK: Final = "--traceback"
JSON: Final = "--json"


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code; nothing but ``SystemExit``'s causes escapes.

    Parameters
    ----------
    arguments : sequence of str
        The words after ``lentigo``.
    """
    words = list(arguments)
    show_traceback = TRACEBACK in words
    as_json = JSON in words
    if show_traceback:  # accepted anywhere on the line: it is asked for after something has failed
        words = [word for word in words if word != TRACEBACK]
    _let_any_character_through()
    try:
        from lentigo.cli.root import root

        code = root.main(args=words, prog_name="lentigo", standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as ended:  # noqa: BLE001 - the last door: what went wrong is told, not thrown
        return _told(ended, as_json=as_json, show_traceback=show_traceback)
    return code if isinstance(code, int) else DONE


def _told(ended: BaseException, *, as_json: bool, show_traceback: bool) -> int:
    """Say on standard error how a command ended, and give the exit code for it."""
    match ended:
        case click.Abort() | KeyboardInterrupt() | Cancelled():
            return _tell(ended if isinstance(ended, Cancelled) else Cancelled(), code=STOPPED, as_json=as_json)
        case QuestionError():
            return _tell(ended, code=QUESTION_IS_WRONG, as_json=as_json)
        case click.exceptions.NoArgsIsHelpError():
            click.echo(ended.format_message())
            return DONE
        case click.ClickException():
            return _tell(_from_click(ended), code=QUESTION_IS_WRONG, as_json=as_json)
        case BrokenPipeError():
            # The reader (`head`, a closed pager) has what it wanted. Python would complain again while closing stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        case _:
            return _tell_failure(ended, as_json=as_json, show_traceback=show_traceback)


def error_as_plain(error: LentigoError, *, code: int) -> dict[str, Any]:
    """The one JSON shape of every error."""
    problems = []
    if isinstance(error, FileProblemsError):
        problems = [
            {"file": p.file, "line": p.line, "field": p.field, "message": p.message, "hint": p.hint}
            for p in error.problems
        ]
    return {
        "error": {
            "kind": type(error).__name__,
            "exit_code": code,
            "message": error.message,
            "where": error.where,
            "hint": error.hint,
            "problems": problems,
        }
    }


def _tell(error: LentigoError, *, code: int, as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps(error_as_plain(error, code=code), ensure_ascii=False, indent=2), err=True)
    else:
        click.echo(str(error), err=True)
    return code


def _tell_failure(failure: BaseException, *, as_json: bool, show_traceback: bool) -> int:
    if show_traceback:
        import traceback

        traceback.print_exception(failure, file=sys.stderr)
    said = str(failure).splitlines()[0] if str(failure) else "no message"
    error = LentigoError(
        f"Lentigo failed: {type(failure).__name__}: {said}",
        hint="this is a fault of the program, not of your file, and no result of this run may be used; "
        f"please report it with the case (it holds no name), the output of `lentigo doctor` and of the same command "
        f"with {TRACEBACK}; version {__version__}",
    )
    if as_json:
        return _tell(error, code=PROGRAM_IS_WRONG, as_json=True)
    click.echo(error.message, err=True)
    click.echo(f"{error.hint}."[0].upper() + f"{error.hint}."[1:], err=True)
    return PROGRAM_IS_WRONG


def _from_click(wrong: click.ClickException) -> QuestionError:
    """What click found wrong with the words of the command line, as an error of ours."""
    where = None
    hint = None
    if isinstance(wrong, click.UsageError) and wrong.ctx is not None:
        where = wrong.ctx.command_path
        hint = f"see `{wrong.ctx.command_path} --help`"
    return QuestionError(wrong.format_message().rstrip("."), where=where, hint=hint)


def _let_any_character_through() -> None:
    """A terminal that cannot show "µ" or a bar gets a question mark, not a failure."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
