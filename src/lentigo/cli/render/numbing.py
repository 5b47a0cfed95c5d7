"""May this numbing cream be put on: the answer first, then amounts, times, numbers, rules and the card."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.cli.render.reasons import Cite, reason
from lentigo.cli.render.words import VERDICTS
from lentigo.domain.health import Unknown
from lentigo.domain.numbing import NumbingRequest
from lentigo.domain.numbing_answer import ClockTime, CreamLimit, NumbingAnswer
from lentigo.domain.skin import site_in_words

_VERDICTS: Final = {**VERDICTS, "ABSOLUTE": "not to be put on", "DEFER": "not yet to be put on"}
"""A rule for a cream speaks of the cream, not of the treatment."""


def headline(answer: NumbingAnswer, *, request: NumbingRequest) -> Text:
    """Yes or no, with the numbers."""
    where = " and ".join(
        "an unknown place" if site == "unknown" else f"the {site_in_words(site)}" for site in request.sites
    )
    amount, area, minutes = request.amount_g, request.area_cm2, request.contact_minutes
    on = "an unknown area" if area == "unknown" else f"{area:g} cm²"
    for_minutes = "an unknown time" if minutes == "unknown" else f"{minutes:g} min"
    grams = "an unknown amount" if amount == "unknown" else f"{amount:g} g"
    thin = answer.spread_g is not None and amount != "unknown" and answer.spread_g < amount
    if thin:
        grams = f"{answer.spread_g:g} g, not {grams},"
    asked = f"{grams} of {answer.product} on {on} of {where} for {for_minutes}."
    if thin:
        asked += " More would lie thicker than the label spreads it."
    allowed = answer.answer == "ALLOWED"
    text = Text()
    text.append(f"{answer.answer}: ", style="bold green" if allowed else "bold red")
    text.append(asked, style="bold")
    if not allowed:
        rules = sorted(
            {one.rule for one in answer.reasons if one.verdict in ("ABSOLUTE", "DEFER", "REFER", "RELATIVE")}
        )
        rules += sorted({one.rule for one in answer.limits if one.met == "no"} - set(rules))
        text.append(f" Refused by {', '.join(rules)}.", style="bold")
    if answer.allowance is not None:
        most = answer.allowance
        text.append(
            f"\nThe most for this person: {most.amount_g:g} g on {most.area_cm2:g} cm² for {most.contact_minutes:g} min"
            f" in one day ({answer.label})."
        )
    elif not allowed:
        text.append("\nNo amount is allowed.")
    if answer.mass_times_label_share is not None:
        text.append(f"\nA gram holds {answer.mass_times_label_share:g} times the drug of the licensed cream.")
    return text


def numbing_page(answer: NumbingAnswer, *, cite: Cite) -> RenderableType:
    """All that stands behind the answer."""
    parts: list[RenderableType] = []
    if answer.suggestions:
        parts.append(section("What may be asked for", bullets(answer.suggestions)))
    if answer.spread_g is not None:
        parts.append(section("Put on", pairs(_amounts(answer))))
    if answer.clock is not None:
        clock = answer.clock
        rows = [
            ("cream on", _clock(clock.on)),
            ("cream off", _clock(clock.off)),
            ("session", _clock(clock.session)),
            ("off by then in any case", _clock(clock.latest_off)),
        ]
        parts.append(section("Clock", pairs(rows), bullets(clock.ticks, sign="[ ]")))
    parts.append(section("Numbers", _limits(answer.limits), note="over the whole day"))
    if answer.doses:
        parts.append(section("Drugs", _doses(answer)))
    spoken = [Padding(reason(one, cite=cite, verdicts=_VERDICTS), (0, 0, 0, 1)) for one in answer.reasons]
    parts.append(section("Rules", *spoken, note=answer.rules))
    if answer.card is not None:
        card = answer.card
        parts.append(
            section(
                "Card",
                Text(f" {card.cream}"),
                Text(" Stop at any of these signs:", style="bold"),
                bullets(card.signs),
                Text(" Then:", style="bold"),
                bullets(card.do),
                Text(" At hand:", style="bold"),
                bullets(card.at_hand),
                Text(" Never:", style="bold"),
                bullets(card.never),
            )
        )
    return Group(*parts)


def _amounts(answer: NumbingAnswer) -> Iterable[tuple[str, str]]:
    yield "cream", f"{answer.spread_g:g} g"
    for one in answer.ribbon:
        yield f"ribbon from a {one.tube_g:g} g tube", f"about {one.length_cm:g} cm ({one.where} [{one.source}])"
    if not answer.ribbon:
        yield "ribbon", "the label does not say how long a gram is: weigh it"


def _limits(limits: Iterable[CreamLimit]) -> Table:
    shown = table(("what", "left"), ("asked", "right"), ("most", "right"), ("", "left"), ("rule, source", "left"))
    for one in limits:
        unit = f" {one.unit or '%'}"  # what has no unit is a share of a ceiling
        sign = {"yes": "within", "no": "ABOVE", "unknown": "not known"}[one.met]
        remark = ", assumed" if one.assumed else ""
        shown.add_row(
            one.name,
            _asked(one) + (unit if one.asked != "unknown" else ""),
            _allowed(one) + unit,
            Text(sign, style="" if one.met == "yes" else "bold red"),
            f"{one.rule} [{', '.join(one.sources)}{remark}]",
        )
    return shown


def _doses(answer: NumbingAnswer) -> Table:
    shown = table(
        ("drug", "left"),
        ("in the cream", "right"),
        ("by weight", "right"),
        ("expected in blood", "right"),
        ("counted", "right"),
        ("injected", "right"),
        ("ceiling", "right"),
    )
    for one in answer.doses:
        shown.add_row(
            one.drug,
            f"{_number(one.mass_mg)} mg",
            f"{_number(one.mass_mg_kg)} mg/kg",
            f"{_number(one.absorbed_mg)} mg ({100 * one.absorbed_share:g} %)",
            f"{_number(one.counted_mg)} mg",
            f"{_number(one.injected_mg)} mg",
            "not known here" if one.ceiling_mg == "unknown" else f"{_number(one.ceiling_mg)} mg",
        )
    return shown


def _clock(at: ClockTime) -> str:
    days = {0: "", -1: " on the day before", 1: " on the day after"}.get(at.days, f" ({at.days:+d} days)")
    return f"{at.time}{days}"


def _asked(limit: CreamLimit) -> str:
    """What is asked for, with so many digits that what lies above a limit does not read like the limit."""
    if limit.asked == "unknown":
        return _number(limit.asked)
    value = limit.asked if limit.unit else 100 * limit.asked
    few = _number(value)
    same = limit.met == "no" and few == _allowed(limit)
    return f"{value:.9g}" if same else few


def _allowed(limit: CreamLimit) -> str:
    return _number(limit.allowed if limit.unit or limit.allowed == "unknown" else 100 * limit.allowed)


def _number(value: float | Unknown) -> str:
    return "an unknown amount" if value == "unknown" else f"{value:.3g}" if value < 100 else f"{value:.0f}"
