"""May this numbing cream be put on, as asked for: yes or no with every number, and what may be instead.

What is asked for beyond a limit is refused, and the amount that is allowed is stated where there is one. What is not
known is refused until it has been asked. Of a cream whose strength no label covers no amount is ever stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from math import ceil
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.creams import Drug
from lentigo.domain.numbing import NumbingRequest
from lentigo.domain.numbing_answer import CreamAllowance, CreamLimit, NumbingAnswer, RibbonLength
from lentigo.domain.plan import Reason
from lentigo.domain.rules import Rule
from lentigo.library.creams import cream, creams
from lentigo.library.rules import rules_version
from lentigo.screening.gate import judge, severity
from lentigo.screening.numbing_card import numbing_card
from lentigo.screening.numbing_clock import numbing_clock
from lentigo.screening.numbing_dose import known, limit_number
from lentigo.screening.numbing_facts import CREAM, REFUSING, Weighed, about_creams, about_health, weighed
from lentigo.screening.numbing_label import label_words, labelled_product, strengths_mg_g
from lentigo.screening.numbing_limits import allowance_of, limits_of, most_minutes, unmet
from lentigo.screening.overrides import with_overrides

__all__ = ["numbing"]

BLOOD: Final = frozenset({"AN-07", "AN-08"})
"""The rules on blood that prilocaine may keep from carrying oxygen."""
LICENSED: Final[dict[Drug, str]] = {"lidocaine": "emla", "prilocaine": "emla", "tetracaine": "ametop"}
"""The licensed cream beside which the strength of another is told."""


@dataclass(frozen=True, slots=True)
class _By:
    """The rules that are put to a request, and what the clinic goes by where their sources disagree."""

    rules: tuple[Rule, ...]
    policy: Mapping[str, str]


def numbing(
    case: Case,
    request: NumbingRequest,
    *,
    today: date | None = None,
    start: time | None = None,
    rules: Iterable[Rule] | None = None,
    policy: Mapping[str, str] | None = None,
    version: str = "",
) -> NumbingAnswer:
    """Say whether a numbing cream may be put on as asked for.

    Parameters
    ----------
    case : Case
        The person: age, weight, health and medicines; written reasons against RELATIVE rules.
    request : NumbingRequest
        Which cream, how much, where, how long, and what else there is that day.
    today : date, optional
        Day on which it would be put on; that of the assessment where none is given.
    start : time, optional
        Local start of the session, for the clock.
    rules : Rules, optional
        The library's where none are given; those on numbing creams are put to the request, and of the others what they
        say of a person's health.
    policy : mapping, optional
        What the clinic has chosen where sources disagree: opinion by topic.
    version : str, optional
        What the answer calls the rules, where they are not the library's own alone.

    Returns
    -------
    NumbingAnswer
        ALLOWED only where no rule refuses, nothing that decides is unknown, and every number is within its limit.

    Raises
    ------
    UnknownNameError
        If the library knows no such cream, or no label of the region asked for.
    """
    day = today or case.assessed
    spoken = (*about_creams(rules), *about_health(rules))
    by = _By(spoken, policy or {})
    found = weighed(request, case=case, today=day, rules=spoken)
    reasons = _reasons(found, case=case, by=by, day=day)
    rows = limits_of(found, case=case)
    allowance = _allowance(found, case=case, by=by, day=day)
    allowed = not _refusing(reasons) and not unmet(rows) and allowance is not None
    spread = _spread(found) if allowed else None
    minutes = most_minutes(found, case=case)
    contact = known(request.contact_minutes)
    clock = card = None
    if allowed and minutes is not None and contact is not None and spread is not None:
        if start is not None:
            clock = numbing_clock(start=start, contact_minutes=contact, most_minutes=minutes.value)
        card = numbing_card(
            request,
            case=case,
            product=_product_words(request),
            spread_g=spread,
            most_minutes=minutes.value,
            clock=clock,
        )
    return NumbingAnswer(
        answer="ALLOWED" if allowed else "REFUSED",
        product=_product_words(request),
        label=label_words(request),
        reasons=tuple(reasons),
        limits=rows,
        allowance=allowance,
        spread_g=spread,
        doses=found.doses.doses,
        mass_times_label_share=_times_label(found),
        sessions=_sessions(found, allowance=allowance),
        suggestions=()
        if allowed
        else tuple(_suggestions(found, case=case, reasons=reasons, rows=rows, allowance=allowance, by=by, day=day)),
        ribbon=_ribbon(request, spread=spread),
        clock=clock,
        card=card,
        rules=version or (rules_version() if rules is None else "; ".join(rule.id for rule in spoken)),
    )


def _reasons(found: Weighed, *, case: Case, by: _By, day: date) -> list[Reason]:
    """Every rule that speaks of the request, worst first, after the written reasons of the case."""
    own = about_creams(by.rules)
    judged = judge(found.facts, own, assessed=case.assessed, today=day, policy=by.policy)
    others = [rule for rule in by.rules if rule not in own]
    judged += [
        reason
        for reason in judge(
            found.facts, others, assessed=case.assessed, treatments=(CREAM,), today=day, policy=by.policy
        )
        if reason.verdict in REFUSING
    ]
    strengths = [place for place, reason in enumerate(judged) if reason.rule == "AN-03"][:1]
    for place in strengths:
        judged[place] = _with_mass(judged[place], found=found)
    speaking = {rule.id for rule in own} | {reason.rule for reason in judged}
    written = [override for override in case.overrides if override.rule in speaking]
    reasons = with_overrides(judged, written)
    reasons.sort(key=lambda reason: (-severity(reason.verdict), reason.rule))
    return reasons


def _refusing(reasons: Iterable[Reason]) -> bool:
    return any(reason.verdict in REFUSING for reason in reasons)


def _allowance(found: Weighed, *, case: Case, by: _By, day: date) -> CreamAllowance | None:
    """What is allowed in place of what is asked for; none where a rule would refuse that as well."""
    most = allowance_of(found, case=case)
    if most is None:
        return None
    within = replace(
        found.request,
        amount_g=_least(found.request.amount_g, most.amount_g),
        area_cm2=_least(found.request.area_cm2, most.area_cm2),
        contact_minutes=_least(found.request.contact_minutes, most.contact_minutes),
        covered_area_cm2=min(known(found.request.covered_area_cm2) or 0.0, most.cover_cm2),
    )
    again = weighed(within, case=case, today=day, rules=by.rules)
    return None if _refusing(_reasons(again, case=case, by=by, day=day)) else most


def _least(asked: float | str, most: float) -> float:
    return min(asked, most) if isinstance(asked, int | float) else most


def _spread(found: Weighed) -> float | None:
    """Cream to be put on: no thicker than the label spreads it."""
    amount, area = known(found.request.amount_g), known(found.request.area_cm2)
    thickness = found.limits.thickness_g_cm2
    if amount is None or area is None or thickness is None:
        return amount
    return min(amount, round(thickness.value * area, 2))


def _product_words(request: NumbingRequest) -> str:
    product = labelled_product(request)
    if product is not None:
        return product.name
    held = [
        f"{drug} {strength / 10:g} %" if strength is not None else f"{drug} of unknown strength"
        for drug, strength in strengths_mg_g(request).items()
        if strength != 0
    ]
    return f"a cream with {', '.join(held)}" if held else "a cream without a known drug"


def _times_label(found: Weighed) -> float | None:
    """How many times the licensed mass a gram holds, of the drug that exceeds it most."""
    if found.cream.strength_as_labelled != "no":
        return None
    return max(
        (
            strength / cream(LICENSED[drug]).strength_mg_g(drug)
            for drug, strength in strengths_mg_g(found.request).items()
            if strength
        ),
        default=None,
    )


def _with_mass(reason: Reason, *, found: Weighed) -> Reason:
    """The rule on strengths with the drug's mass beside that of the licensed cream."""
    times = _times_label(found)
    if times is None:
        return reason
    held = {drug: mass for drug, mass in strengths_mg_g(found.request).items() if mass}
    here = " and ".join(f"{mass:g} mg of {drug}" for drug, mass in held.items())
    usual = " and ".join(f"{cream(LICENSED[drug]).strength_mg_g(drug):g} mg of {drug}" for drug in held)
    said = f" One gram holds {here}; a licensed cream holds {usual}: {times:g} times as much."
    amount = known(found.request.amount_g)
    if amount is not None:
        whole = " and ".join(f"{amount * mass:g} mg of {drug}" for drug, mass in held.items())
        said += f" The {amount:g} g asked for hold {whole}."
    return replace(reason, because=reason.because + said)


def _sessions(found: Weighed, *, allowance: CreamAllowance | None) -> int | None:
    """Sessions on different days that the area would need."""
    area = known(found.request.area_cm2)
    if area is None or allowance is None or area <= allowance.area_cm2:
        return None
    return ceil(area / allowance.area_cm2)


def _ribbon(request: NumbingRequest, *, spread: float | None) -> tuple[RibbonLength, ...]:
    product = labelled_product(request)
    if product is None or spread is None:
        return ()
    return tuple(
        RibbonLength(
            tube_g=one.tube_g, length_cm=round(one.length_cm_g * spread, 1), source=one.source, where=one.where
        )
        for one in product.ribbon
    )


def _suggestions(
    found: Weighed,
    *,
    case: Case,
    reasons: Sequence[Reason],
    rows: Sequence[CreamLimit],
    allowance: CreamAllowance | None,
    by: _By,
    day: date,
) -> Iterable[str]:
    """What may be asked for instead of what was refused."""
    if any(reason.verdict == "DEFER" for reason in reasons):
        yield "Ask what is not known, and ask again: until then nothing is allowed."
    sessions, area = _sessions(found, allowance=allowance), known(found.request.area_cm2)
    largest = limit_number("largest_area_cm2")
    if sessions is not None and allowance is not None:
        yield f"{sessions} sessions on different days, each with no more than {allowance.area_cm2:g} cm² under cream."
    elif area is not None and area > largest:
        yield (
            f"With a licensed cream {area:g} cm² need at least {ceil(area / largest)} sessions on different days,"
            f" with no more than {largest:g} cm² under cream in each."
        )
    if allowance is not None and any(row.met == "no" for row in rows):
        yield (
            f"This person may have up to {allowance.amount_g:g} g on {allowance.area_cm2:g} cm² for"
            f" {allowance.contact_minutes:g} minutes: ask for that or less."
        )
    if allowance is None and any(reason.verdict in ("ABSOLUTE", "REFER", "RELATIVE") for reason in reasons):
        alone = any(reason.rule in BLOOD for reason in reasons)
        others = _other_creams(found.request, case=case, by=by, day=day, lidocaine_alone=alone)
        yield from (
            f"{name}: nothing told here rules it out. Ask for it with its own amounts, if it is licensed here."
            for name in others
        )
    yield "Other relief of pain: cold air or packs, a smaller area, or an injection by a physician who counts its dose."


def _other_creams(request: NumbingRequest, *, case: Case, by: _By, day: date, lidocaine_alone: bool) -> Iterable[str]:
    """Creams that no rule would refuse to this person at this place, were a little of them asked for.

    Where blood is at risk from prilocaine, a cream with lidocaine alone.
    """
    for product in creams():
        if product.id == request.product or (
            lidocaine_alone and {one.drug for one in product.content} != {"lidocaine"}
        ):
            continue
        trial = replace(
            request,
            product=product.id,
            lidocaine_percent="unknown",
            prilocaine_percent="unknown",
            tetracaine_percent="unknown",
            licence="licensed_here",
            expires=day,
            label="strictest",
            amount_g=1.0,
            area_cm2=6.0,
            contact_minutes=15.0,
            covered_area_cm2=0.0,
        )
        tried = weighed(trial, case=case, today=day, rules=by.rules)
        if not _refusing(_reasons(tried, case=case, by=by, day=day)):
            yield product.name
