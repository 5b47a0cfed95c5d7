"""What rules are told of a numbing cream: a request beside its label, the person and the other drugs of the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.facts import Facts
from lentigo.domain.health import Unknown
from lentigo.domain.numbing import CreamFacts, NumbingRequest
from lentigo.domain.plan import Verdict
from lentigo.domain.record import Answer
from lentigo.domain.rules import Clause, Rule
from lentigo.library.rules import rules as shipped_rules
from lentigo.screening.conditions import asks_of
from lentigo.screening.facts import case_facts, record_facts
from lentigo.screening.gate import judge
from lentigo.screening.numbing_dose import UNKNOWN, Doses, Known, doses, known, limit_number, told, total
from lentigo.screening.numbing_label import (
    LabelLimits,
    LabelNumber,
    label_limits,
    strength_as_labelled,
    strengths_mg_g,
)
from lentigo.screening.reach import touches_treatment

REFUSING: Final[frozenset[Verdict]] = frozenset({"ABSOLUTE", "DEFER", "REFER", "RELATIVE"})
"""A RELATIVE rule refuses until a clinician's written reason stands in the case."""
CREAM: Final = "numbing_cream"
"""The treatment as which rules name a cream."""
HEALTH: Final = frozenset({"health", "medicine", "procedure"})
PRESCRIBERS: Final = frozenset({"dermatologist", "physician", "independent_prescriber"})
NEAR_MUCOSA: Final = frozenset({"eyelid", "lip", "ear", "around_the_eye", "mucosa"})
GROWN_YEARS: Final = 12.0
"""From this age on low weight is low for an adult's dose; below it the bands of the label go by weight."""
SLOWLY: Final = "AN-10"
"""The rule for people from whose body lidocaine goes slowly."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A request with all that follows from it."""

    request: NumbingRequest
    limits: LabelLimits
    doses: Doses
    halved: bool
    """Rule AN-10 speaks, or cannot be ruled out."""
    cream: CreamFacts
    facts: Facts
    """Those of the case and of the cream, by name."""


def weighed(request: NumbingRequest, *, case: Case, today: date, rules: Iterable[Rule] | None = None) -> Weighed:
    """A request beside its label, the person and the other drugs of the day.

    Parameters
    ----------
    request : NumbingRequest
        What is asked for.
    case : Case
        The person.
    today : date
        Day on which the cream is to be put on.
    rules : Rules, optional
        The library's where none are given; of them the one on people from whose body lidocaine goes slowly.
    """
    limits = label_limits(request, person=case.person)
    of_case = case_facts(case)
    whole = doses(request, case=case, halved=False)
    cream = _cream_facts(request, case=case, limits=limits, found=whole, today=today)
    facts = {**of_case, **record_facts("cream", cream, day=today)}
    halved = bool(judge(facts, _rules_called(SLOWLY, rules=rules), assessed=case.assessed, today=today))
    if halved:
        whole = doses(request, case=case, halved=True)
        cream = replace(cream, share_of_ceiling=told(whole.share_of_ceiling), sum_of_shares=told(whole.sum_of_shares))
    return Weighed(
        request=request,
        limits=limits,
        doses=whole,
        halved=halved,
        cream=cream,
        facts={**of_case, **record_facts("cream", cream, day=today)},
    )


def about_creams(rules: Iterable[Rule] | None) -> tuple[Rule, ...]:
    """The rules that speak of creams; of the library's own where none are given.

    Of a rule that a clinic has added, those clauses that ask about the cream.
    """
    found = []
    for rule in shipped_rules() if rules is None else rules:
        clauses = rule.clause if rule.id.startswith("AN-") else tuple(c for c in rule.clause if _asks_of_a_cream(c))
        if clauses:
            found.append(rule if clauses == rule.clause else replace(rule, clause=clauses))
    return tuple(found)


def about_health(rules: Iterable[Rule] | None) -> tuple[Rule, ...]:
    """What else keeps a cream off this person, such as a pregnancy, whatever cream it is; of the library's own rules.

    Of the rules that touch numbing creams those clauses that ask of nothing but health, medicines and procedures: age
    and weight are the label's to judge, and the diagnosis that of the treatment which the cream is for.
    """
    found = []
    for rule in shipped_rules() if rules is None else rules:
        clauses = tuple(clause for clause in rule.clause if _asks_of_health(clause))
        if clauses and not rule.id.startswith("AN-"):
            found.append(replace(rule, clause=clauses))
    return tuple(found)


def _asks_of_a_cream(clause: Clause) -> bool:
    return any(asks_of(condition).startswith("cream.") for condition in (*clause.all, *clause.any))


def _asks_of_health(clause: Clause) -> bool:
    asked = {asks_of(condition).partition(".")[0] for condition in (*clause.all, *clause.any)}
    refusing = {clause.verdict, clause.unknown} & REFUSING
    return bool(asked and asked <= HEALTH and refusing) and touches_treatment(clause, treatment=CREAM, site="")


def day_total(asked: float | Unknown, already: float | Unknown) -> Known:
    """What is asked for with what is on already, without the last digits of the sum."""
    both = total(known(asked), known(already))
    return None if both is None else round(both, 6)


def _rules_called(name: str, *, rules: Iterable[Rule] | None) -> tuple[Rule, ...]:
    return tuple(rule for rule in (shipped_rules() if rules is None else rules) if rule.id == name)


def _cream_facts(request: NumbingRequest, *, case: Case, limits: LabelLimits, found: Doses, today: date) -> CreamFacts:
    held = strengths_mg_g(request)
    amount = day_total(request.amount_g, request.amount_within_a_day_g)
    area = day_total(request.area_cm2, request.area_within_a_day_cm2)
    minutes = known(request.contact_minutes)
    atopic = limits.atopic_minutes
    age, weight = known(case.person.age_years), known(case.person.weight_kg)
    return CreamFacts(
        product=request.product,
        label_known="yes" if limits.known else ("unknown" if None in held.values() else "no"),
        strength_as_labelled=strength_as_labelled(request),
        licence=request.licence,
        authorised_by=request.authorised_by,
        authorised=_authorised(request.authorised_by),
        in_date="unknown" if not isinstance(request.expires, date) else _answer(request.expires >= today),
        lidocaine=_there(held["lidocaine"]),
        prilocaine=_there(held["prilocaine"]),
        amide=_either(_there(held["lidocaine"]), _there(held["prilocaine"])),
        ester=_there(held["tetracaine"]),
        for_this_age=limits.for_this_age,
        under_one_year="unknown" if age is None else _answer(age < 1.0),
        adult_dose=limits.adult,
        amount_g=told(amount),
        amount_share_of_label=_share(amount, limits.amount_g, limits=limits),
        area_cm2=told(area),
        area_share_of_label=_share(area, limits.area_cm2, limits=limits),
        contact_minutes=told(minutes),
        minutes_share_of_label=_share(minutes, limits.contact_minutes, limits=limits),
        thickness_share_of_label=_share(_thickness(request), limits.thickness_g_cm2, limits=limits),
        cover_share_of_label=_share(known(request.covered_area_cm2), limits.cover_cm2, limits=limits),
        heat=request.heat,
        broken_skin=_either(request.broken_skin, request.fresh_laser_or_needle_wound),
        near_eye_or_mucosa=_near(request),
        atopic_eczema_on_label="unknown" if limits.for_this_age != "yes" else _answer(atopic is not None),
        minutes_share_of_atopic=_share(minutes, atopic, limits=limits),
        other_anaesthetic=request.other_anaesthetic_today,
        share_of_ceiling=told(found.share_of_ceiling),
        sum_of_shares=told(found.sum_of_shares),
        low_weight=_low_weight(age, weight),
    )


def _share(asked: Known, allowed: LabelNumber | None, *, limits: LabelLimits) -> float | Unknown:
    """What is asked for as a share of what the label allows; 0 where the label sets no number for this person."""
    if limits.for_this_age == "unknown" or asked is None:
        return UNKNOWN
    if allowed is None:
        return 0.0
    if allowed.value == 0.0:
        return 0.0 if asked == 0.0 else 1e6
    return asked / allowed.value


def _thickness(request: NumbingRequest) -> Known:
    amount, area = known(request.amount_g), known(request.area_cm2)
    return None if amount is None or area is None else amount / area


def _answer(statement: bool) -> Answer:  # noqa: FBT001 - a statement is what it is about
    return "yes" if statement else "no"


def _authorised(role: str) -> Answer:
    return "unknown" if role == UNKNOWN else _answer(role in PRESCRIBERS)


def _there(strength: Known) -> Answer:
    return "unknown" if strength is None else _answer(strength > 0)


def _either(one: Answer, other: Answer) -> Answer:
    """Yes where one of them is, no where both are no."""
    if "yes" in (one, other):
        return "yes"
    return "unknown" if "unknown" in (one, other) else "no"


def _near(request: NumbingRequest) -> Answer:
    """Whether a place, or what was said of it, is near an eye, in an ear, or mucosa."""
    if NEAR_MUCOSA & set(request.sites):
        return "yes"
    return _either(request.near_eye_or_mucosa, "unknown" if UNKNOWN in request.sites else "no")


def _low_weight(age: Known, weight: Known) -> Answer:
    low = None if weight is None else weight < limit_number("low_weight_kg")
    if low is False or (age is not None and age < GROWN_YEARS):
        return "no"
    return "unknown" if low is None or age is None else "yes"
