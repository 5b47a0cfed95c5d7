"""The long calls, with their progress bars: planning, reports, fields."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.progress import watched
from lentigo.cli.question import write_whole
from lentigo.errors import QuestionError

if TYPE_CHECKING:
    from lentigo.cli.question import Question
    from lentigo.domain.numerics import Numerics
    from lentigo.domain.plan import Plan


def made_plan(question: Question, *, numerics: Numerics, quiet: bool = False, words: str = "Planning") -> Plan:
    """The plan of a question, verified.

    Raises
    ------
    QuestionError
        If there is something to compute and no device to compute it for.
    """
    if not question.devices:
        _need_devices(question)
    from lentigo import planning

    with watched(words, quiet=quiet) as progress:
        return planning.plan(question.case, question.devices, numerics=numerics, progress=progress)


def _need_devices(question: Question) -> None:
    """A person who must not be treated needs no device; everyone else does."""
    from lentigo import library, screening

    if screening.screen(question.case).blocks:
        return
    known = ", ".join(sorted(d.id for d in library.devices()))
    raise QuestionError(
        "the case names no device",
        where="devices",
        hint=f"name one in the case under [[devices]], or with --device; the library knows {known}",
    )


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
    """Save the fields of the recommended setting as netCDF."""
    if plan.recommended is None:
        click.echo(f"Nothing is saved in {file}: the plan gives no setting.", err=True)
        return
    from lentigo import planning

    fields = planning.fields(plan, numerics=numerics)
    write_whole(file, lambda partial: save_netcdf(fields, partial))
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
