"""``lentigo course``: what may be expected of a case over months, all strategies side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE
from lentigo.cli.question import (
    numerics_from,
    numerics_options,
    print_json,
    read_question,
    read_seen,
    refuse_unwritable,
    rules_options,
    told_of,
)
from lentigo.errors import QuestionError

if TYPE_CHECKING:
    from lentigo.cli.question import Question
    from lentigo.domain.course import Course
    from lentigo.domain.numerics import Numerics
    from lentigo.domain.plan import Plan


@click.command()
@click.argument("case")
@click.option(
    "--device", "device_words", multiple=True, metavar="FILE_OR_ID", help="In place of the case's devices; repeatable."
)
@click.option("--days", type=int, metavar="N", help="How far to follow, 28 to 1826 days [the case's, or a year].")
@click.option(
    "--observed",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What was seen on test spots: sessions use the setting that they taught.",
)
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="A plan of this case, as `lentigo plan --json` prints it, instead of a new one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the course as JSON and nothing else.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write its report, and the sheet for the patient, into this folder.",
)
@rules_options
@numerics_options
def command(
    *,
    case: str,
    device_words: tuple[str, ...],
    days: int | None,
    observed: Path | None,
    plan_file: Path | None,
    as_json: bool,
    report: Path | None,
    rules_file: Path | None,
    policy_file: Path | None,
    seed: int | None,
    skins: int | None,
    threads: int | None,
) -> int:
    """Follow the case file CASE over months, strategy by strategy: sessions, creams, sunscreen, doing nothing.

    Every strategy meets the same sampled skins. The case's table [course] names strategies, sun and horizon; without
    it those are compared that anybody would compare for such a lesion.
    """
    from lentigo.cli.progress import watched

    question = read_question(case, device_words, rules_file=rules_file, policy_file=policy_file)
    refuse_unwritable(report=report, save=None)
    numerics = numerics_from(seed=seed, skins=skins, threads=threads)
    with _places_in(case):
        from lentigo.planning.course_questions import check_course

        check_course(question.case, horizon_days=days)
    plan = _plan(question, plan_file, observed=observed, devices=bool(device_words), numerics=numerics, quiet=as_json)
    with _places_in(case), watched("Following the months", quiet=as_json) as progress:
        from lentigo import planning

        found = planning.course(
            question.case,
            plan,
            horizon_days=days,
            rules=question.rules,
            policy=question.policy,
            numerics=numerics,
            progress=progress,
        )
    if as_json:
        from lentigo.domain.files import to_json

        print_json(to_json(found))
    else:
        show(found)
    if report is not None:
        from lentigo.cli.work import wrote_course

        wrote_course(found, plan, report, quiet=as_json)
    return exit_code(found)


def _plan(
    question: Question, file: Path | None, *, observed: Path | None, devices: bool, numerics: Numerics, quiet: bool
) -> Plan:
    """The plan that sessions are taken from: of a file, or made now."""
    from lentigo.cli.work import made_plan

    if file is None:
        seen = None if observed is None else read_seen(observed)
        with told_of(observed):
            return made_plan(question, numerics=numerics, observed=seen, quiet=quiet)
    for option, given in (("--observed", observed is not None), ("--device", devices)):
        if given:
            raise QuestionError(
                f"--plan and {option} are both given", hint="a plan holds its devices and what it learnt"
            )
    from lentigo.domain.disk import read_text
    from lentigo.domain.files import from_json
    from lentigo.domain.plan import Plan

    plan = from_json(Plan, read_text(file, shown=str(file), what="plan"), str(file))
    if plan.case != question.case:
        raise QuestionError(
            "is the plan of another case, or of this one before it was changed",
            where=str(file),
            hint="make it anew with lentigo plan CASE --json, or leave --plan out",
        )
    return plan


@contextmanager
def _places_in(case: str) -> Iterator[None]:
    """Name the case file in an error about one of its fields."""
    try:
        yield
    except QuestionError as error:
        if error.where is not None and not error.where.startswith("--"):
            error.where = f"{case}: {error.where}"
        raise


def show(course: Course) -> None:
    """Print the page of a course."""
    from lentigo.cli.cite import citation
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.course import course_page

    console = answers()
    console.print(course_page(course, width=console.width, cite=citation))


def exit_code(course: Course) -> int:
    """0 where something can be done, 1 where nothing is offered but to leave it alone."""
    offered = any(one.strategy.sessions or one.strategy.care or one.strategy.protection for one in course.strategies)
    return DONE if offered else ANSWER_IS_NO
