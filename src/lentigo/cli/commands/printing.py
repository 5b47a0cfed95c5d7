"""``lentigo print``: the papers of a case, for clinic and patient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE
from lentigo.cli.question import (
    Question,
    numerics_from,
    numerics_options,
    read_question,
    read_seen,
    refuse_unwritable,
    rules_options,
    told_of,
)
from lentigo.errors import QuestionError, UnknownNameError

if TYPE_CHECKING:
    from datetime import date, datetime

    from lentigo.domain.course import Course
    from lentigo.domain.numbness import Numbness
    from lentigo.domain.numerics import Numerics
    from lentigo.domain.plan import Plan

ALL = "all"
AFTERCARE = "aftercare"


@click.command()
@click.argument("case")
@click.option("--report", type=click.Path(path_type=Path), metavar="DIR", required=True, help="Write them here.")
@click.option(
    "--what",
    default=ALL,
    show_default=True,
    metavar="KINDS",
    help="screening, referral, consent, test_spots, room, numbing, aftercare, laser_safety; several with commas.",
)
@click.option("--cream", metavar="FILE", help="The request for a numbing cream, for its card (see lentigo numb).")
@click.option(
    "--start", type=click.DateTime(["%H:%M"]), metavar="HH:MM", help="Start of the session, for the times of the cream."
)
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Day of the session [the day of the assessment]."
)
@click.option(
    "--observed",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What was seen on test spots: papers of the plan with what they taught.",
)
@click.option(
    "--course", "months", is_flag=True, help="The aftercare sheet also where the plan gives no setting: creams and sun."
)
@click.option("--way", metavar="NAME", help="The strategy agreed upon, for the aftercare sheet [the course's first].")
@click.option("--large", is_flag=True, help="Large print: no letter below 18 points.")
@click.option("--language", default="en", show_default=True, metavar="CODE", help="Language of the papers.")
@click.option(
    "--device", "device_words", multiple=True, metavar="FILE_OR_ID", help="In place of the case's devices; repeatable."
)
@rules_options
@numerics_options
def command(
    *,
    case: str,
    report: Path,
    what: str,
    cream: str | None,
    start: datetime | None,
    day: datetime | None,
    observed: Path | None,
    months: bool,
    way: str | None,
    large: bool,
    language: str,
    device_words: tuple[str, ...],
    rules_file: Path | None,
    policy_file: Path | None,
    seed: int | None,
    skins: int | None,
    threads: int | None,
) -> int:
    """Print the papers of the case file CASE, each as HTML and as PDF.

    Consent, test-spot card and room card are printed only where the plan gives a setting; a referral letter only where
    something asks for one; a numbing card only for a cream that is asked for with --cream; the aftercare sheet, with
    the dates of the months after, where the plan gives a setting, or where it is named or asked for with --course. Exit
    code 1: none of the papers asked for applies.
    """
    from lentigo.cli.work import made_plan, wrote_papers
    from lentigo.planning.screened import screened
    from lentigo.reports.papers.material import FROM_A_PLAN, PAPERS

    kinds = _kinds(what)
    question = read_question(case, device_words, rules_file=rules_file, policy_file=policy_file)
    refuse_unwritable(report=report, save=None)
    plan = None
    course = None
    if (FROM_A_PLAN | {AFTERCARE}) & set(kinds):
        seen = None if observed is None else read_seen(observed)
        numerics = numerics_from(seed=seed, skins=skins, threads=threads)
        with told_of(observed):
            plan = made_plan(question, numerics=numerics, observed=seen)
        screening = plan.screening
        if AFTERCARE in kinds:
            asked = months or len(kinds) < len(PAPERS)
            course = _course(question, plan, asked=asked, numerics=numerics)
    else:
        screening = screened(question.case, question.devices, rules=question.rules, policy=question.policy)
    written = wrote_papers(
        question,
        screening,
        plan,
        report,
        kinds=kinds,
        cream=None if cream is None else _cream(question, cream, start=start, day=day),
        course=course,
        way=way,
        large=large,
        language=language,
    )
    if not written:
        click.echo(f"None of these papers applies: {', '.join(kinds)}.", err=True)
        if plan is not None and plan.recommended is None:
            click.echo(plan.headline, err=True)
        return ANSWER_IS_NO
    for path in written:
        click.echo(str(path))
    return DONE


def _course(question: Question, plan: Plan, *, asked: bool, numerics: Numerics) -> Course | None:
    """The months that the aftercare sheet tells; none where nobody asked and there is no setting or no known course."""
    from lentigo.cli.work import made_course

    if not asked and plan.decision != "setting":
        return None
    try:
        return made_course(question, plan, numerics=numerics)
    except QuestionError as unknown:
        if asked:
            raise
        click.echo(f"No aftercare sheet: {unknown}.", err=True)
        return None


def _cream(question: Question, file: str, *, start: datetime | None, day: datetime | None) -> tuple[Numbness, date]:
    """The answer to a request for a numbing cream with what it does then, and the day on which it is put on."""
    from lentigo.domain.numbing_files import read_numbing
    from lentigo.planning.numbness import numbness

    case = question.case
    when = case.assessed if day is None else day.date()
    begun = None if start is None else start.time()
    asked = read_numbing(file)
    known = numbness(case, asked, today=when, start=begun, rules=question.rules, policy=question.policy)
    return known, when


def _kinds(said: str) -> tuple[str, ...]:
    """The kinds of papers that were named, in their own order.

    Raises
    ------
    UnknownNameError
        If there is no such kind.
    """
    from lentigo.reports.papers.material import PAPERS

    named = {word.strip().replace("-", "_") for word in said.split(",") if word.strip()}
    for name in sorted(named):
        if name not in (*PAPERS, ALL):
            raise UnknownNameError(name, kind="paper", known=(*PAPERS, ALL), where="--what")
    return tuple(kind for kind in PAPERS if ALL in named or kind in named)
