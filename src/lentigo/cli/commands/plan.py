"""``lentigo plan``: a case becomes a plan, and the plan a page, JSON, a report, fields."""

from __future__ import annotations

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

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lentigo.domain.plan import Plan


@click.command()
@click.argument("case")
@click.option(
    "--device", "device_words", multiple=True, metavar="FILE_OR_ID", help="In place of the case's devices; repeatable."
)
@click.option(
    "--observed",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What was seen on test spots: plan with what they taught.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON and nothing else.")
@click.option("--report", type=click.Path(path_type=Path), metavar="DIR", help="Write the report into this folder.")
@click.option("--course", "months", is_flag=True, help="Follow it over months too: on the page and in the report.")
@click.option(
    "--save", type=click.Path(path_type=Path), metavar="FILE.nc", help="Save light, temperature and damage (netCDF)."
)
@rules_options
@numerics_options
def command(
    *,
    case: str,
    device_words: tuple[str, ...],
    observed: Path | None,
    as_json: bool,
    report: Path | None,
    months: bool,
    save: Path | None,
    rules_file: Path | None,
    policy_file: Path | None,
    seed: int | None,
    skins: int | None,
    threads: int | None,
) -> int:
    """Make a plan from the case file CASE.

    Screens the person, computes the window of every device, recommends a setting under the limits or says why there
    is none, and checks the setting by an independent method.
    """
    from lentigo.cli.beside import beside_plan
    from lentigo.cli.work import made_course, made_plan, wrote_fields, wrote_report
    from lentigo.domain.files import to_json

    question = read_question(case, device_words, rules_file=rules_file, policy_file=policy_file)
    refuse_unwritable(report=report, save=save)
    numerics = numerics_from(seed=seed, skins=skins, threads=threads)
    if months:
        from lentigo.planning.course_questions import check_course

        check_course(question.case)
    seen = None if observed is None else read_seen(observed)
    with told_of(observed):
        plan = made_plan(question, numerics=numerics, observed=seen, quiet=as_json)
    course = made_course(question, plan, numerics=numerics, quiet=as_json) if months else None
    if as_json:
        print_json(to_json(plan))
    else:
        show(plan, beside=beside_plan(plan, case=None if months else case, numerics=numerics))
        if course is not None:
            from lentigo.cli.commands.course import show as show_course

            show_course(course)
    if report is not None:
        wrote_report(plan, report, numerics=numerics, course=course, quiet=as_json)
    if save is not None:
        wrote_fields(plan, save, numerics=numerics, quiet=as_json)
    return exit_code(plan)


def show(plan: Plan, *, beside: RenderableType | None = None) -> None:
    """Print the plan's page, with what stands beside it."""
    from lentigo.cli.cite import citing
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.plan import plan_page

    console = answers()
    console.print(plan_page(plan, width=console.width, cite=citing(plan.screening.references), beside=beside))


def exit_code(plan: Plan) -> int:
    """0 where there is a setting, 1 where the answer is no."""
    return DONE if plan.decision == "setting" else ANSWER_IS_NO
