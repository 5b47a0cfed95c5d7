"""The long calls, with their progress bars: planning, reports, fields."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.head_start import compiling_beside
from lentigo.cli.progress import watched
from lentigo.cli.question import write_whole
from lentigo.errors import QuestionError

if TYPE_CHECKING:
    from lentigo.cli.question import Question
    from lentigo.domain.numerics import Numerics
    from lentigo.domain.observed import Observed
    from lentigo.domain.plan import Plan


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
        return planning.plan(question.case, question.devices, observed=observed, numerics=numerics, progress=progress)


def wrote_report(plan: Plan, folder: Path, *, numerics: Numerics, quiet: bool = False) -> tuple[Path, ...]:
    """Write the report, and say on standard error where it lies."""
    from lentigo import planning
    from lentigo.reports.write import write_report

    fields = explorer = None
    if plan.recommended is not None:
        with watched("Computing pictures", quiet=quiet):
            fields = planning.fields(plan, numerics=numerics)
        with watched("Computing the explorer", quiet=quiet):
            explorer = planning.explore(plan, numerics=numerics)
    with watched("Writing the report", quiet=quiet):
        written = write_report(plan, folder, fields=fields, explorer=explorer)
    if not quiet:
        click.echo("Report: " + ", ".join(str(path) for path in written), err=True)
    return tuple(written)


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
