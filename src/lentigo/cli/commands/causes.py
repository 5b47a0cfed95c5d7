"""``lentigo causes``: what may have made a spot, weighed in the open."""

from __future__ import annotations

import click

from lentigo.cli.question import json_of, print_json, read_question


@click.command()
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="Print the weighing as JSON and nothing else.")
def command(*, case: str, as_json: bool) -> int:
    """Weigh what may have caused the lesion of the case file CASE: reasons for and against, and what to ask next.

    It is no diagnosis. Causes are weighed for pigment, and for lines, scars, acne and birthmarks; not for red vessels
    and stretch marks.
    """
    from lentigo.cli.cite import citation
    from lentigo.cli.render.causes import causes_page
    from lentigo.cli.render.console import answers
    from lentigo.domain.record import as_plain
    from lentigo.planning.estimate import measured_ita
    from lentigo.screening.causes import weigh

    asked = read_question(case).case
    weighing = weigh(asked, ita_deg=measured_ita(asked))
    if as_json:
        print_json(json_of(as_plain(weighing)))
    else:
        answers().print(causes_page(weighing, cite=citation))
    return 0
