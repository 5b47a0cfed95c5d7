"""``lentigo report``: the report of a plan that was saved as JSON."""

from __future__ import annotations

from pathlib import Path

import click

from lentigo.cli.question import numerics_from


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--threads", type=click.IntRange(1, 256), help="Threads to use; the result does not depend on it.")
def command(*, plan: Path, folder: Path, threads: int | None) -> int:
    """Write the report of PLAN, a file made by `lentigo plan CASE --json`, into the folder FOLDER."""
    from lentigo.cli.work import wrote_report
    from lentigo.domain.files import read_plan

    saved = read_plan(plan)
    numerics = numerics_from(seed=saved.seed, skins=saved.skins, threads=threads)
    wrote_report(saved, folder, numerics=numerics)
    return 0
