"""``lentigo check``: the chances of a setting that somebody has in mind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE
from lentigo.cli.question import (
    exposure_options,
    json_of,
    numerics_from,
    numerics_options,
    print_json,
    pulse_from,
    refuse_no_energy,
    rules_options,
)

if TYPE_CHECKING:
    from lentigo.domain.device import Device
    from lentigo.domain.plan import Checked


@click.command()
@click.argument("case")
@exposure_options
@click.option(
    "--observed",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What was seen on test spots: check with what they taught.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON and nothing else.")
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
    observed: Path | None,
    as_json: bool,
    rules_file: Path | None,
    policy_file: Path | None,
    seed: int | None,
    skins: int | None,
    threads: int | None,
) -> int:
    """Give the chances of a setting of your own for the case file CASE, or refuse it above the limit.

    After test spots give --observed as in lentigo plan: a bad reaction lowers the limit.
    """
    from lentigo import planning
    from lentigo.cli.progress import watched
    from lentigo.cli.question import devices_of_case, read_question, read_seen, told_of
    from lentigo.domain.record import as_plain

    refuse_no_energy(fluence=fluence, energy_mj=energy_mj)
    pulse_s = pulse_from(pulse_ms=pulse_ms, pulse_ns=pulse_ns, pulse_ps=pulse_ps)
    question = read_question(case, (device,), rules_file=rules_file, policy_file=policy_file)
    (chosen,) = question.devices
    numerics = numerics_from(seed=seed, skins=skins, threads=threads)
    seen = None if observed is None else read_seen(observed)
    at_hand = () if seen is None else devices_of_case(question.case, case)
    with told_of(observed), watched("Checking", quiet=as_json) as progress:
        checked = planning.check_setting(
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
            observed=seen,
            at_hand=at_hand,
            rules=question.rules,
            policy=question.policy,
            numerics=numerics,
            progress=progress,
        )
    if as_json:
        print_json(json_of(as_plain(checked)))
    else:
        _show(checked, device=chosen, skins=numerics.skins, own=question.references)
    return DONE if checked.allowed else ANSWER_IS_NO


def _show(checked: Checked, *, device: Device, skins: int, own: Mapping[str, str]) -> None:
    from lentigo.cli.cite import citing
    from lentigo.cli.render.check import checked_page
    from lentigo.cli.render.console import answers

    console = answers()
    console.print(checked_page(checked, device=device, width=console.width, skins=skins, cite=citing(own)))
