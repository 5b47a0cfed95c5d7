"""``lentigo case``: what is done to a case file itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lentigo.domain.case import Case


@click.group()
def command() -> None:
    """Bring a case file of an older form up to date."""


@command.command("upgrade")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), help="The new file [FILE with _2 behind its name].")
def upgrade(*, file: Path, output: Path | None) -> int:
    """Write the case FILE anew in the form of today; what it did not ask becomes "unknown", and is listed.

    The old file stays as it is. Nothing is written over.
    """
    from lentigo.cli.asking import refuse_existing, say
    from lentigo.domain.disk import read_text, write_text
    from lentigo.domain.files import read_case
    from lentigo.domain.older_forms import FORMAT, unanswered
    from lentigo.domain.questions import question_at

    case = read_case(file)
    if case.older_form is None:
        say(f"{file} is of the form of today ({FORMAT}) already; nothing was written.")
        return 0
    place = output or file.with_name(f"{file.stem}_{FORMAT}{file.suffix}")
    refuse_existing(place)
    write_text(place, _anew(case, read_text(file, shown=str(file), what="case"), file=file))
    say("Not known yet, because the older form did not ask for it:")
    for path in unanswered(case):
        say(f"{path}: {question_at(path).text}", indent=2)
    say()
    say("Unknown never means no: answer these in the file.")
    click.echo(f"Written: {place}", err=True)
    return 0


def _anew(case: Case, text: str, *, file: Path) -> str:
    """The case in the form of today: the file's own lines with what is new added, or the case written from scratch."""
    from dataclasses import replace

    from lentigo.domain.files import case_from_toml, case_to_toml, to_json
    from lentigo.domain.older_forms import unanswered, upgraded_toml
    from lentigo.errors import QuestionError

    now = replace(case, older_form=None)
    if file.suffix.lower() == ".json":
        return to_json(now)
    made = upgraded_toml(text, paths=unanswered(case))
    if made is not None:
        try:
            if case_from_toml(made, base=file.parent) == now:
                return made
        except QuestionError:
            pass  # written in a way that cannot be added to
    return case_to_toml(now)
