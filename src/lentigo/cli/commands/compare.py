"""``lentigo compare``: all devices of a case, and the ways that compete with them, in one table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.question import json_of, numerics_from, numerics_options, print_json, read_question, rules_options

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lentigo.domain.plan import Plan


@click.command()
@click.argument("case")
@click.option(
    "--device", "device_words", multiple=True, metavar="FILE_OR_ID", help="In place of the case's devices; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Print the windows and alternatives as JSON and nothing else.")
@rules_options
@numerics_options
def command(
    *,
    case: str,
    device_words: tuple[str, ...],
    as_json: bool,
    rules_file: Path | None,
    policy_file: Path | None,
    seed: int | None,
    skins: int | None,
    threads: int | None,
) -> int:
    """Put every device of the case file CASE in one table, with topical care and doing nothing beside them."""
    from lentigo.cli.beside import beside_plan
    from lentigo.cli.commands.plan import exit_code
    from lentigo.cli.work import made_plan
    from lentigo.domain.record import as_plain

    question = read_question(case, device_words, rules_file=rules_file, policy_file=policy_file)
    numerics = numerics_from(seed=seed, skins=skins, threads=threads)
    plan = made_plan(question, numerics=numerics, quiet=as_json, words="Comparing")
    if as_json:
        plain = as_plain(plan)
        print_json(json_of({key: plain[key] for key in ("decision", "headline", "windows", "alternatives")}))
    else:
        _show(plan, beside=beside_plan(plan, case=case, numerics=numerics))
    return exit_code(plan)


def _show(plan: Plan, *, beside: RenderableType) -> None:
    from rich.text import Text

    from lentigo.cli.cite import citing
    from lentigo.cli.render.comparison import alternatives_list, best_of_each, windows_table
    from lentigo.cli.render.console import answers, section
    from lentigo.cli.render.plan import REFUSALS, closing
    from lentigo.cli.render.reasons import screening_page
    from lentigo.cli.render.ways import ways_first

    console = answers()
    console.print(Text(plan.headline, style="bold"))
    console.print(beside)
    if plan.windows and plan.decision not in REFUSALS:
        rows = windows_table(
            best_of_each(plan.windows),
            plan.devices,
            width=console.width,
            skins=plan.skins,
            advise=plan.decision in {"setting", "no_window"},
        )
        console.print(section("Devices compared", rows))
    if plan.decision in REFUSALS:
        console.print(
            screening_page(plan.screening, devices=plan.devices, cite=citing(plan.screening.references), words="Why")
        )
    if plan.decision not in REFUSALS:
        console.print(*ways_first(plan))
    console.print(section("Instead of light", alternatives_list(plan.alternatives)))
    console.print(closing(plan))
