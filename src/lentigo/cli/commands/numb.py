"""``lentigo numb``: may this numbing cream be put on, how much of it, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE
from lentigo.cli.question import json_of, print_json, rules_options
from lentigo.errors import QuestionError

if TYPE_CHECKING:
    from lentigo.domain.numbing import NumbingRequest
    from lentigo.domain.numbness import Numbness

AS_USUAL: Final[dict[str, Any]] = {
    "licence": "licensed_here",
    "covered_area_cm2": 0.0,
    "heat": "no",
    "broken_skin": "no",
    "fresh_laser_or_needle_wound": "no",
    "near_eye_or_mucosa": "no",
    "amount_within_a_day_g": 0.0,
    "area_within_a_day_cm2": 0.0,
    "injected_lidocaine_mg": 0.0,
    "injected_lidocaine_with_adrenaline_mg": 0.0,
    "injected_prilocaine_mg": 0.0,
    "other_anaesthetic_today": "no",
}
"""What ``--all-else-asked`` says."""


@click.command()
@click.argument("case")
@click.option("--request", "file", metavar="FILE", help="The request as a file; options go over what it says.")
@click.option("--product", metavar="NAME", help='A cream of the library (emla, lmx4, ametop, pliaglis), or "other".')
@click.option("--grams", metavar="G", help="Cream that is wanted [g].")
@click.option("--area", metavar="CM2", help="Skin under it [cm²].")
@click.option("--minutes", metavar="MIN", help="Time on the skin [min].")
@click.option("--site", "sites", metavar="SITE", multiple=True, help="Where; again for each further place.")
@click.option(
    "--expires",
    metavar="DAY",
    help="Last day of use on the tube, as year-month-day; judged on --day, else on the day of the assessment.",
)
@click.option("--label", metavar="REGION", help="Whose label: eu, us, au, or the strictest of all [strictest].")
@click.option("--answer", "answers", metavar="NAME=VALUE", multiple=True, help="Any other field of the request.")
@click.option(
    "--all-else-asked",
    is_flag=True,
    help="All else was asked: licensed here, whole skin, no heat, no dressing, not near eyes or mouth, "
    "no other cream or local anaesthetic that day.",
)
@click.option("--start", metavar="HH:MM", help="Start of the session, for the clock.")
@click.option(
    "--day", metavar="DAY", help="Day of the session, by which the tube's date is judged [the day of the assessment]."
)
@rules_options
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON and nothing else.")
def command(
    *,
    case: str,
    file: str | None,
    start: str | None,
    day: str | None,
    as_json: bool,
    rules_file: Path | None,
    policy_file: Path | None,
    **asked: Any,
) -> int:
    """Say whether a numbing cream may be put on the person of the case file CASE, with every number and rule.

    Of a cream that is allowed it also says when the skin is numb, how deep, how long, and what reaches the blood.

    The request stands in a file (--request), or in options. What nobody has answered is unknown, and refused until it
    is asked; --all-else-asked says that the rest was.
    """
    from lentigo.cli.question import read_question
    from lentigo.domain.record import as_plain
    from lentigo.planning.numbness import numbness

    question = read_question(case, rules_file=rules_file, policy_file=policy_file)
    request = _request(file, asked=asked)
    known = numbness(
        question.case,
        request,
        today=_day(day),
        start=_start(start),
        rules=question.rules,
        policy=question.policy,
    )
    answer = known.answer
    if as_json:
        more = {name: value for name, value in as_plain(known).items() if name != "answer"}
        print_json(json_of(as_plain(answer) | {"numbness": more}))
    else:
        _show(known, request=request, own=question.references)
    return DONE if answer.answer == "ALLOWED" else ANSWER_IS_NO


def _request(file: str | None, *, asked: dict[str, Any]) -> NumbingRequest:
    """The request of a file, of options, or of options over a file."""
    from lentigo.domain.numbing_files import numbing_from_plain, read_numbing

    told = _told(asked)
    base = None if file is None else read_numbing(file)
    if base is not None:
        return numbing_from_plain(told, file or "", base=base) if told else base
    if "product" not in told:
        raise QuestionError(
            "no cream is named", hint="give a file with --request, or --product, --grams, --area, --minutes and --site"
        )
    unasked: dict[str, Any] = dict.fromkeys(AS_USUAL, "unknown") | {
        "authorised_by": "unknown",
        "expires": "unknown",
        "amount_g": "unknown",
        "area_cm2": "unknown",
        "contact_minutes": "unknown",
        "sites": ["unknown"],
    }
    return numbing_from_plain(unasked | told, "command line")


def _told(asked: dict[str, Any]) -> dict[str, Any]:
    """What the options say, by field."""
    told: dict[str, Any] = dict(AS_USUAL) if asked["all_else_asked"] else {}
    names = {"grams": "amount_g", "area": "area_cm2", "minutes": "contact_minutes"}
    told |= {field: _value(asked[name]) for name, field in names.items() if asked[name] is not None}
    told |= {name: asked[name] for name in ("product", "expires", "label") if asked[name] is not None}
    if asked["sites"]:
        told["sites"] = list(asked["sites"])
    for answer in asked["answers"]:
        name, said, value = answer.partition("=")
        if not said:
            raise QuestionError(f'--answer is "{answer}", must be NAME=VALUE', hint="as in --answer heat=no")
        told[name.strip()] = _value(value.strip())
    return told


def _value(word: str) -> Any:
    """A number where a word is one; else the word."""
    try:
        return float(word)
    except ValueError:
        return word


def _day(word: str | None) -> date | None:
    try:
        return None if word is None else date.fromisoformat(word)
    except ValueError:
        raise QuestionError(f'--day is "{word}", must be year-month-day', hint="as in 2026-11-30") from None


def _start(word: str | None) -> time | None:
    try:
        return None if word is None else time.fromisoformat(word).replace(tzinfo=None)
    except ValueError:
        raise QuestionError(f'--start is "{word}", must be hours:minutes', hint="as in 14:00") from None


def _show(known: Numbness, *, request: NumbingRequest, own: Mapping[str, str]) -> None:
    from rich.text import Text

    from lentigo.cli.cite import citing
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.numbing import headline, numbing_page
    from lentigo.cli.render.numbness import numbness_page
    from lentigo.cli.root import DISCLAIMER

    console = answers()
    console.print(headline(known.answer, request=request))
    console.print(numbing_page(known.answer, cite=citing(own)))
    if known.course is not None or known.findings:
        console.print(numbness_page(known))
    console.print(Text(f"\n{DISCLAIMER}", style="italic"))
