"""``lentigo report``: the report of a plan that was saved as JSON."""

from __future__ import annotations

from pathlib import Path

import click

from lentigo.cli.question import numerics_from, refuse_unwritable


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--threads", type=click.IntRange(1, 256), help="Threads to use; the result does not depend on it.")
def command(*, plan: Path, folder: Path, threads: int | None) -> int:
    """Write the report of PLAN, a file made by `lentigo plan CASE --json`, into the folder FOLDER."""
    from lentigo.cli.work import wrote_report
    from lentigo.domain.disk import read_text
    from lentigo.domain.files import from_json
    from lentigo.domain.plan import Plan

    refuse_unwritable(report=folder, save=None)
    saved = from_json(Plan, read_text(plan, shown=str(plan), what="plan"), str(plan))
    numerics = numerics_from(seed=saved.seed, skins=saved.skins, threads=threads)
    wrote_report(saved, folder, numerics=numerics)
    return 0
