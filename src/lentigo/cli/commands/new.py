"""``lentigo new``: the questions of a case, one by one in plain words, and the case file that the answers make."""

from __future__ import annotations

from datetime import date
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
    say("Where several things are listed, one no stands for all of them. At the end you see your answers again.")
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
    from lentigo.domain.questions import case_from_answers, link_id, question_at, questions_for, retract
    from lentigo.errors import FileProblemsError

    answers: dict[str, object] = {}
    while True:
        section = ""
        while coming := questions_for(answers):
            section = _head(coming[0], before=section)
            _ask_one(coming[0], answers, coming=len(coming))
        again = _corrected(answers)
        if again is not None:
            retract(answers, again)
            continue
        try:
            return case_from_answers(answers, base=base)
        except FileProblemsError as wrong:
            # What only shows in the whole, such as a file that is not there: asked again.
            asked = [p.field for p in wrong.problems if p.field is not None and p.field in answers]
            if not asked:
                raise
            for problem in wrong.problems:
                name = question_at(problem.field).text if problem.field in asked else link_id(problem.field or "")
                say(f"\n{name} {problem.message}" + (f"; {problem.hint}" if problem.hint else ""))
            for path in asked:
                retract(answers, path)


def _head(question: Question, *, before: str) -> str:
    """Say where a section begins; its name."""
    from lentigo.cli.asking import say
    from lentigo.domain.questions import SECTIONS, link_id

    name = link_id(question.path)
    here = next(
        section
        for section in SECTIONS
        if any(name == one.path or any(name == entry.path for entry in one.entries) for one in section.questions)
    )
    if here.id != before:
        say()
        say(f"--- {here.title} ---")
    return here.id


def _ask_one(question: Question, answers: dict[str, object], *, coming: int) -> None:
    """Put one question; a step back, or a contradiction, takes answers out so that they are asked again."""
    from lentigo import library
    from lentigo.cli.asking import ask, say
    from lentigo.domain.questions import asked_as, check_answer, contradicted, retract

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
    _say_if_strange(question, value)
    for path, why in contradicted(answers):
        say(f"This cannot be: {asked_as(path)} {why}. Both are asked again.", indent=2)
        answers.pop(question.path, None)
        retract(answers, path)


def _say_if_strange(question: Question, value: object) -> None:
    """Say of a medicine that the library does not know, and of a day to come, what may be meant; both are kept."""
    from lentigo.cli.asking import say
    from lentigo.cli.question import is_ahead, still_to_come
    from lentigo.domain.questions import link_id
    from lentigo.library.medicines import medicine_called, unknown_medicine

    if link_id(question.path) == "health.medicines.substance" and value and medicine_called(str(value)) is None:
        say(f"{unknown_medicine(str(value))} It is kept as it is; {_BACK} goes back to correct it.", indent=2)
    if question.path == "assessed" and is_ahead(date.fromisoformat(str(value))):
        say(f"{still_to_come(date.fromisoformat(str(value)))} {_BACK} goes back to correct it.", indent=2)


def _corrected(answers: dict[str, object]) -> str | None:
    """Show the answers once more; the path of one that shall be asked again, or none."""
    from lentigo.cli.asking import ask, say
    from lentigo.domain.questions import question_at

    paths = [path for path, value in answers.items() if value != ""]
    say()
    say("--- Your answers ---")
    for number, path in enumerate(paths, start=1):
        say(f"{number:3d}  {question_at(path).text}  {_shown(answers[path])}")
    say()
    say("Press Enter if all is right, or type the number of an answer to give it again.", strong=True)

    def accept(typed: str) -> str | None:
        if not typed:
            return None
        if typed == _BACK:
            return paths[-1]
        if not typed.isdecimal() or not 1 <= int(typed[:6]) <= len(paths):
            raise ValueError(f"Please type a number from 1 to {len(paths)}, or press Enter.")
        return paths[int(typed[:6]) - 1]

    return ask(">", accept=accept)


def _shown(value: object) -> str:
    """An answer as it is shown again."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def offer(question: Question) -> None:
    """Say what may be answered."""
    from lentigo import library
    from lentigo.cli.asking import say
    from lentigo.domain.questions import QUESTIONS

    if question.kind in ("choice", "several"):
        numbered = all(isinstance(choice, str) for choice in question.choices)
        words = [
            f"{place}\u00a0{choice}" if numbered else str(choice)
            for place, choice in enumerate(question.choices, start=1)
        ]
        if question.unknown and "unknown" not in question.choices:
            words.append("unknown")
        say("   ".join(words), indent=2)
    elif question.kind == "group":
        for member in QUESTIONS:
            if member.only_if is not None and member.only_if.path == question.path and member.label:
                say(f"- {member.label}", indent=4)
        say("Answer no if none of them does; with yes or unknown each is asked by itself.", indent=2)
    elif question.kind == "devices":
        for name in library.devices():
            say(f"{name}: {library.device(name).name}", indent=4)
    elif question.kind == "answer":
        say("Answer yes, no or unknown." if question.unknown else "Answer yes or no.", indent=2)
    else:
        unit = f", in {question.unit}" if question.unit else ""
        unknown = ', or "unknown"' if question.unknown and "unknown" not in question.expected else ""
        default = f" [{question.default}]" if question.default is not None else ""
        say(f"Answer with {question.expected}{unit}{unknown}.{default}", indent=2)
