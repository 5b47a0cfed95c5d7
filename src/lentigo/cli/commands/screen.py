"""``lentigo screen``: may this person be treated now, and why not."""

from __future__ import annotations

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE
from lentigo.cli.question import json_of, print_json, read_question


@click.command()
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="Print the reasons as JSON and nothing else.")
def command(*, case: str, as_json: bool) -> int:
    """Say whether the person of the case file CASE may be treated now: every rule that applies, with its source."""
    from lentigo.domain.record import as_plain
    from lentigo.planning.estimate import measured_ita
    from lentigo.screening import BLOCKING, screen

    question = read_question(case)
    asked = question.case
    screening = screen(asked, devices=question.devices, today=asked.assessed, ita_deg=measured_ita(asked))
    if as_json:
        print_json(json_of(as_plain(screening)))
    else:
        _show(screening)
    return ANSWER_IS_NO if screening.verdict in BLOCKING else DONE


def _show(screening: object) -> None:
    from rich.text import Text

    from lentigo.cli.cite import citation
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.reasons import screening_page
    from lentigo.cli.render.words import VERDICTS
    from lentigo.cli.root import DISCLAIMER
    from lentigo.domain.plan import Screening
    from lentigo.screening import BLOCKING

    assert isinstance(screening, Screening)
    console = answers()
    answer = "No settings may be given." if screening.verdict in BLOCKING else "Nothing rules out all treatment."
    console.print(Text(f"{answer} Verdict: {screening.verdict}, {VERDICTS[screening.verdict]}.", style="bold"))
    console.print(screening_page(screening, cite=citation))
    console.print(Text(f"\n{DISCLAIMER}", style="italic"))
