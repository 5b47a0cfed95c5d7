"""``lentigo refer``: the referral letters that a case asks for."""

from __future__ import annotations

from pathlib import Path

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE
from lentigo.cli.question import json_of, print_json, read_question, rules_options


@click.command()
@click.argument("case")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the letters to a file instead.")
@rules_options
@click.option("--json", "as_json", is_flag=True, help="Print the letters as JSON and nothing else.")
def command(*, case: str, output: Path | None, rules_file: Path | None, policy_file: Path | None, as_json: bool) -> int:
    """Print the referral letters that the case file CASE asks for, with blanks where the name goes.

    Exit code 1: nothing in the case asks for a referral.
    """
    from lentigo.cli.cite import citing
    from lentigo.cli.render.referral import letters
    from lentigo.domain.disk import write_text
    from lentigo.domain.record import as_plain
    from lentigo.planning.estimate import measured_ita
    from lentigo.planning.screened import screened
    from lentigo.screening.referral import referrals

    question = read_question(case, rules_file=rules_file, policy_file=policy_file)
    asked = question.case
    screening = screened(asked, question.devices, rules=question.rules, policy=question.policy)
    found = referrals(asked, screening, ita_deg=measured_ita(asked))
    cite = citing(screening.references)
    if as_json:
        print_json(json_of([as_plain(one) for one in found]))
    elif not found:
        click.echo(_none(asked))
    elif output is None:
        click.echo(letters(found, cite=cite), nl=False)
    else:
        write_text(output, letters(found, cite=cite))
        count = "1 letter" if len(found) == 1 else f"{len(found)} letters"
        click.echo(f"{count} in {output}: {'; '.join(f'{one.to}, {one.urgency}' for one in found)}", err=True)
    return DONE if found else ANSWER_IS_NO


def _none(case: object) -> str:
    """That there is no letter, and which red flags nobody has looked for."""
    from lentigo.domain.case import Case
    from lentigo.domain.findings import RED_FLAGS

    assert isinstance(case, Case)
    open_flags = [name.replace("_", " ") for name in RED_FLAGS if getattr(case.findings, name).value == "unknown"]
    said = "Nothing that was told asks for a referral."
    return f"{said} Not looked for so far: {', '.join(open_flags)}." if open_flags else said
