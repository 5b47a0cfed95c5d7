"""The long calls, with their progress bars: planning, reports, fields."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.head_start import compiling_beside
from lentigo.cli.progress import watched
from lentigo.cli.question import Question, write_whole
from lentigo.errors import QuestionError

if TYPE_CHECKING:
    from datetime import date

    from lentigo.domain.course import Course
    from lentigo.domain.numbness import Numbness
    from lentigo.domain.numerics import Numerics
    from lentigo.domain.observed import Observed
    from lentigo.domain.plan import Plan, Screening


def made_plan(
    question: Question,
    *,
    numerics: Numerics,
    observed: Observed | None = None,
    quiet: bool = False,
    words: str = "Planning",
) -> Plan:
    """The plan of a question, verified.

    Raises
    ------
    QuestionError
        If there is something to compute and no device to compute it for: who must not be treated needs none.
    """
    from lentigo import planning

    with compiling_beside(threads=numerics.threads), watched(words, quiet=quiet) as progress:
        return planning.plan(
            question.case,
            question.devices,
            observed=observed,
            rules=question.rules,
            policy=question.policy,
            numerics=numerics,
            progress=progress,
        )


def made_course(question: Question, plan: Plan, *, numerics: Numerics, quiet: bool = False) -> Course:
    """The course of a question over months.

    Raises
    ------
    QuestionError
        If no course of such a lesion is known.
    """
    from lentigo import planning

    with watched("Following the months", quiet=quiet) as progress:
        return planning.course(
            question.case, plan, rules=question.rules, policy=question.policy, numerics=numerics, progress=progress
        )


def wrote_course(course: Course, plan: Plan, folder: Path, *, quiet: bool = False) -> tuple[Path, ...]:
    """Write the report of a course with the sheet for the patient, and say on standard error where they lie."""
    from lentigo.reports.course.write import write_course

    with watched("Writing the report", quiet=quiet):
        written = write_course(course, folder)
    if not quiet:
        click.echo("Report: " + ", ".join(str(path) for path in written), err=True)
    question = Question(case=plan.case, devices=plan.devices)
    kinds = ("aftercare",)
    papers = wrote_papers(question, plan.screening, plan, folder / "papers", kinds=kinds, course=course, quiet=quiet)
    if papers and not quiet:
        click.echo("Papers: " + ", ".join(str(path) for path in papers), err=True)
    return (*written, *papers)


def wrote_report(
    plan: Plan, folder: Path, *, numerics: Numerics, course: Course | None = None, quiet: bool = False
) -> tuple[Path, ...]:
    """Write the report, with the months where a course is given, and say on standard error where it lies."""
    from lentigo import planning
    from lentigo.domain.goals import ABLATING
    from lentigo.reports.write import write_report

    fields = explorer = None
    if plan.recommended is not None:
        with watched("Computing pictures", quiet=quiet):
            fields = planning.fields(plan, numerics=numerics)
        if plan.recommended.goal not in ABLATING:
            with watched("Computing the explorer", quiet=quiet):
                explorer = planning.explore(plan, numerics=numerics)
    with watched("Writing the report", quiet=quiet):
        written = write_report(plan, folder, fields=fields, explorer=explorer, course=course)
    if not quiet:
        click.echo("Report: " + ", ".join(str(path) for path in written), err=True)
    question = Question(case=plan.case, devices=plan.devices)
    papers = wrote_papers(question, plan.screening, plan, folder / "papers", course=course, quiet=quiet)
    if papers and not quiet:
        names = dict.fromkeys(path.stem for path in papers)
        click.echo(f"Papers in {folder / 'papers'}: {', '.join(names)}", err=True)
    return (*written, *papers)


def wrote_papers(
    question: Question,
    screening: Screening,
    plan: Plan | None,
    folder: Path,
    *,
    kinds: Sequence[str] | None = None,
    cream: tuple[Numbness, date] | None = None,
    course: Course | None = None,
    way: str | None = None,
    large: bool = False,
    language: str = "en",
    quiet: bool = False,
) -> tuple[Path, ...]:
    """Write the papers that were asked for and that apply; all that apply where none are named."""
    from lentigo.planning.estimate import measured_ita
    from lentigo.planning.laser_safety import laser_safety
    from lentigo.planning.test_spots import planned_spots
    from lentigo.reports.papers.material import PAPERS, Material
    from lentigo.reports.papers.write import write_papers
    from lentigo.screening.referral import referrals

    case = question.case
    asked = PAPERS if kinds is None else tuple(kinds)
    wanted = asked == ("laser_safety",) or ("laser_safety" in asked and not screening.blocks)
    safety = question.devices if wanted else ()
    material = Material(
        case=case,
        screening=screening,
        devices=question.devices,
        plan=plan,
        spots=None if plan is None else planned_spots(plan),
        referrals=referrals(case, screening, ita_deg=measured_ita(case)),
        safety=tuple(laser_safety(device, site=case.skin.site) for device in safety),
        numbing=None if cream is None else cream[0].answer,
        numbing_day=None if cream is None else cream[1],
        numb_course=None if cream is None else cream[0].course,
        course=course,
        way=way,
    )
    with watched("Printing papers", quiet=quiet):
        return write_papers(material, folder, what=asked, large=large, language=language)


def wrote_fields(plan: Plan, file: Path, *, numerics: Numerics, quiet: bool = False) -> None:
    """Save the plan with the fields of its setting as netCDF; without a setting there are no fields to save."""
    if plan.recommended is None:
        click.echo(f"Nothing is saved in {file}: the plan gives no setting.", err=True)
        return
    from lentigo import planning

    with watched("Computing fields", quiet=quiet):
        fields = planning.fields(plan, numerics=numerics)
        write_whole(file, lambda partial: planning.save(plan, partial, fields=fields))
    if not quiet:
        click.echo(f"Fields: {file}", err=True)


def save_netcdf(fields: object, file: Path) -> None:
    """Save a dataset as netCDF; the reader of such files is an extra."""
    try:
        import h5netcdf  # noqa: F401 - asked for here, where its absence can be explained
    except ImportError as missing:
        raise QuestionError(
            "netCDF files need h5netcdf, which is not installed", hint='pip install "lentigo[files]"'
        ) from missing
    import xarray

    assert isinstance(fields, xarray.Dataset)
    fields.to_netcdf(file, engine="h5netcdf")
