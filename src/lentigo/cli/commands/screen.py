"""``lentigo screen``: may this person be treated, with what, when, and why not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE
from lentigo.cli.question import json_of, print_json, read_question, rules_options

if TYPE_CHECKING:
    from lentigo.domain.case import Case
    from lentigo.domain.device import Device
    from lentigo.domain.plan import Screening


@click.command()
@click.argument("case")
@click.option(
    "--device", "devices", multiple=True, metavar="FILE_OR_ID", help="Instead of the case's devices; may be repeated."
)
@rules_options
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="No earlier date is given [day of the assessment].")
@click.option("--json", "as_json", is_flag=True, help="Print the reasons as JSON and nothing else.")
def command(
    *,
    case: str,
    devices: tuple[str, ...],
    rules_file: Path | None,
    policy_file: Path | None,
    today: datetime | None,
    as_json: bool,
) -> int:
    """Say whether the person of the case file CASE may be treated now: every rule that applies, with its source."""
    from lentigo.domain.record import as_plain
    from lentigo.planning.screened import screened
    from lentigo.screening import BLOCKING

    question = read_question(case, devices, rules_file=rules_file, policy_file=policy_file)
    screening = screened(
        question.case,
        question.devices,
        rules=question.rules,
        policy=question.policy,
        today=None if today is None else today.date(),
    )
    if as_json:
        print_json(json_of(as_plain(screening)))
    else:
        _show(screening, case=question.case, devices=question.devices)
    return ANSWER_IS_NO if screening.verdict in BLOCKING else DONE


def _show(screening: Screening, *, case: Case, devices: tuple[Device, ...]) -> None:
    from rich.text import Text

    from lentigo.cli.cite import citing
    from lentigo.cli.render.console import answers, pairs, section
    from lentigo.cli.render.reasons import screening_page
    from lentigo.cli.render.words import VERDICTS
    from lentigo.cli.root import DISCLAIMER
    from lentigo.screening import BLOCKING

    console = answers()
    if screening.verdict not in BLOCKING:
        answer = "Nothing rules out all treatment."
    elif screening.blocks or devices or case.treatments:
        answer = "No settings may be given."
    else:
        answer = "Some treatments are ruled out, and the case names no device: name those at hand to see what is left."
    console.print(Text(f"{answer} Verdict: {screening.verdict}, {VERDICTS[screening.verdict]}.", style="bold"))
    rows = _by_place(screening, case=case, devices=devices)
    if sum(bool(said) for _, said in rows) > 1:
        console.print(section("What may be used", pairs(rows)))
    console.print(screening_page(screening, cite=citing(screening.references), devices=devices))
    if screening.rules:
        console.print(Text(f"\nRules: {screening.rules}", style="dim"))
    console.print(Text(f"\n{DISCLAIMER}", style="italic"))


def _by_place(screening: Screening, *, case: Case, devices: tuple[Device, ...]) -> list[tuple[str, str]]:
    """What each handpiece, under its device, and each other treatment is left with, and from which day."""
    from lentigo.cli.render.words import VERDICTS, plain
    from lentigo.domain.plain_words import opened
    from lentigo.screening.gate import earliest_for, verdict_for

    def left(place: str) -> str:
        day = earliest_for(screening, handpiece=place)
        when = f", not before {day:%-d %B %Y}" if day is not None else ""
        return VERDICTS[verdict_for(screening, handpiece=place)] + when

    said = []
    for device in devices:
        said.append((device.name, ""))
        said += [(f"  {piece.name}", left(f"{device.id}/{piece.name}")) for piece in device.handpieces]
    return said + [(opened(plain(name), capital=True), left(name)) for name in case.treatments]
