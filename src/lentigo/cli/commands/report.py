"""``lentigo report``: the report of a plan that was saved as JSON, with the months where they are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.question import Question, numerics_from, read_ruling, refuse_unwritable, rules_options
from lentigo.errors import QuestionError

if TYPE_CHECKING:
    from lentigo.domain.plan import Plan


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--course", "months", is_flag=True, help="Follow it over months too, and tell them in the report.")
@rules_options
@click.option("--threads", type=click.IntRange(1, 256), help="Threads to use; the result does not depend on it.")
def command(
    *,
    plan: Path,
    folder: Path,
    months: bool,
    rules_file: Path | None,
    policy_file: Path | None,
    threads: int | None,
) -> int:
    """Write the report of PLAN, a file made by `lentigo plan CASE --json`, into the folder FOLDER.

    A clinic's own rules are asked for with --course alone: whatever is done in later months is put to them again.
    """
    from lentigo.cli.work import made_course, wrote_report
    from lentigo.domain.disk import read_text
    from lentigo.domain.files import from_json
    from lentigo.domain.plan import Plan

    refuse_unwritable(report=folder, save=None)
    saved = from_json(Plan, read_text(plan, shown=str(plan), what="plan"), str(plan))
    numerics = numerics_from(seed=saved.seed, skins=saved.skins, threads=threads)
    course = None
    if months:
        question = _asked(saved, plan, rules_file=rules_file, policy_file=policy_file)
        course = made_course(question, saved, numerics=numerics)
    elif rules_file is not None or policy_file is not None:
        option = "--rules" if rules_file is not None else "--policy"
        raise QuestionError(
            f"{option} is given without --course",
            hint="a saved plan holds what rules have said; make it anew with lentigo plan, or follow it with --course",
        )
    wrote_report(saved, folder, numerics=numerics, course=course)
    return 0


def _asked(saved: Plan, file: Path, *, rules_file: Path | None, policy_file: Path | None) -> Question:
    """The question that a saved plan answers, under the rules under which it was made.

    Raises
    ------
    QuestionError
        If no course of such a lesion is known, or the plan was made under other rules.
    """
    from lentigo.planning.course_questions import check_course
    from lentigo.planning.screened import screened

    try:
        check_course(saved.case)
    except QuestionError as error:
        error.where = f"{file}: case.{error.where}" if error.where else str(file)
        raise
    rules, policy = read_ruling(rules_file, policy_file)
    if screened(saved.case, saved.devices, rules=rules, policy=policy).rules != saved.screening.rules:
        made = saved.screening.rules or "those of the library alone"
        raise QuestionError(
            f"was made under other rules ({made})",
            where=str(file),
            hint="give --rules and --policy as for the plan, or make it anew with lentigo plan",
        )
    return Question(case=saved.case, devices=saved.devices, rules=rules, policy=policy)
