"""``lentigo simulate``: one exposure in this skin: light, temperature and damage by depth."""

from __future__ import annotations

from pathlib import Path

import click

from lentigo.cli.question import (
    exposure_options,
    numerics_from,
    numerics_options,
    pulse_from,
    refuse_no_energy,
    rules_options,
)


@click.command()
@click.argument("case")
@exposure_options
@click.option("--save", type=click.Path(path_type=Path), metavar="FILE.nc", help="Save the fields (netCDF).")
@rules_options
@numerics_options
def command(
    *,
    case: str,
    device: str,
    fluence: float | None,
    energy_mj: float | None,
    spot: float | None,
    density: float | None,
    passes: int | None,
    stacked: int | None,
    pulse_ms: float | None,
    pulse_ns: float | None,
    pulse_ps: float | None,
    handpiece: str | None,
    cooling: str | None,
    save: Path | None,
    rules_file: Path | None,
    policy_file: Path | None,
    seed: int | None,
    skins: int | None,
    threads: int | None,
) -> int:
    """Simulate one exposure in the median skin of the case file CASE: what physics says, without advice.

    A simulation is no plan: it is made for refused cases and forbidden settings too, and gives no chances.
    """
    from lentigo import planning
    from lentigo.cli.question import read_question, write_whole
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.depth import depth_page
    from lentigo.cli.work import save_netcdf

    refuse_no_energy(fluence=fluence, energy_mj=energy_mj)
    pulse_s = pulse_from(pulse_ms=pulse_ms, pulse_ns=pulse_ns, pulse_ps=pulse_ps)
    question = read_question(case, (device,), rules_file=rules_file, policy_file=policy_file)
    (chosen,) = question.devices
    fields = planning.simulate_case(
        question.case,
        chosen,
        handpiece=handpiece,
        fluence_j_cm2=fluence,
        energy_mj=energy_mj,
        spot_mm=spot,
        density_per_cm2=density,
        passes=passes,
        stacked=stacked,
        pulse_s=pulse_s,
        cooling=cooling,
        rules=question.rules,
        policy=question.policy,
        numerics=numerics_from(seed=seed, skins=skins, threads=threads),
    )
    console = answers()
    console.print(depth_page(fields, width=console.width))
    if save is not None:
        write_whole(save, lambda partial: save_netcdf(fields, partial))
        click.echo(f"Fields: {save}", err=True)
    return 0
