"""``lentigo new``: the questions of a case, one by one in plain words, and the case file that the answers make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from lentigo.domain.case import Case
    from lentigo.domain.questions import Question

_BACK: Final = "<"


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def command(*, file: Path | None) -> int:
    """Write the case file FILE by answering questions in plain words.

    Each answer is checked at once. Nobody's name is asked for, and none is wanted.
    """
    from lentigo.cli.asking import ask_text, refuse_existing, say
    from lentigo.domain.files import write_case

    if file is None:
        file = Path(ask_text("Name of the case file to write", like="case.toml"))
    if file.suffix.lower() != ".toml":
        file = file.with_name(f"{file.name}.toml")
    refuse_existing(file)
    say(f'Answer in a word or a number; "unknown" is an answer where it is offered; {_BACK} goes back one question.')
    write_case(asked_case(file.parent), file)
    say()
    click.echo(f"Written: {file}", err=True)  # never wrapped: it is copied
    click.echo(f"Next:    lentigo plan {file}", err=True)
    return 0


def asked_case(base: Path) -> Case:
    """The case that the answers describe, after every contradiction has been settled.

    Parameters
    ----------
    base : Path
        The folder in which the case file will stand, and files that it names.
    """
    from lentigo.cli.asking import say
    from lentigo.domain.questions import QUESTIONS, case_from_answers, questions_for
    from lentigo.errors import FileProblemsError

    paths = {question.path for question in QUESTIONS}
    answers: dict[str, object] = {}
    while True:
        while coming := questions_for(answers):
            _ask_one(coming[0], answers, coming=len(coming))
        try:
            return case_from_answers(answers, base=base)
        except FileProblemsError as wrong:
            # What only shows in the whole, such as a file that is not there: asked again.
            again = {p.field for p in wrong.problems if p.field in paths}
            if not again:
                raise
            for problem in wrong.problems:
                say(f"\n{problem.field} {problem.message}" + (f"; {problem.hint}" if problem.hint else ""))
            for path in again:
                answers.pop(str(path), None)


def _ask_one(question: Question, answers: dict[str, object], *, coming: int) -> None:
    """Put one question; a step back, or a contradiction, takes answers out so that they are asked again."""
    from lentigo import library
    from lentigo.cli.asking import ask, say
    from lentigo.domain.questions import check_answer, contradicted, question_at

    say()
    say(f"{len(answers) + 1} of about {len(answers) + coming}: {question.text}", strong=True)
    say(question.help, indent=2)
    offer(question)

    def accept(typed: str) -> object:
        return None if typed == _BACK else check_answer(question, typed, known_devices=library.devices())

    value = ask(">", accept=accept)
    if value is None:
        if answers:
            answers.popitem()
        else:
            say("This is the first question.", indent=2)
        return
    answers[question.path] = value
    for path, why in contradicted(answers):
        say(f"This cannot be: {path} {why}. Both are asked again.", indent=2)
        answers.pop(question.path, None)
        if path in answers:
            answers.pop(question_at(path).path)


def offer(question: Question) -> None:
    """Say what may be answered."""
    from lentigo import library
    from lentigo.cli.asking import say

    if question.kind == "choice":
        numbered = all(isinstance(choice, str) for choice in question.choices)
        words = [
            f"{place} {choice}" if numbered else str(choice) for place, choice in enumerate(question.choices, start=1)
        ]
        if question.unknown and "unknown" not in question.choices:
            words.append("unknown")
        say("   ".join(words), indent=2)
    elif question.kind == "devices":
        for name in library.devices():
            say(f"{name}: {library.device(name).name}", indent=4)
    elif question.kind == "answer":
        say("Answer yes, no or unknown.", indent=2)
    else:
        unit = f", in {question.unit}" if question.unit else ""
        unknown = ', or "unknown"' if question.unknown and "unknown" not in question.expected else ""
        default = f" [{question.default}]" if question.default is not None else ""
        say(f"Answer with {question.expected}{unit}{unknown}.{default}", indent=2)
