"""What a referral letter holds: to whom, how soon, why, what is known, what is not, and that nothing was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, get_args

from lentigo.domain.case import Case
from lentigo.domain.facts import Facts
from lentigo.domain.findings import FINDINGS, Findings
from lentigo.domain.health import Medicine, Procedure
from lentigo.domain.plain_words import spoken
from lentigo.domain.plan import Reason, Screening
from lentigo.domain.referral import Destination, Referral, ReferralGround, Told, Urgency
from lentigo.domain.shape import fields_of
from lentigo.domain.skin import site_in_words
from lentigo.library.indications import indication_of
from lentigo.library.referrals import destination, urgency
from lentigo.library.rules import rules_version
from lentigo.screening.causes import grounds
from lentigo.screening.facts import UNKNOWN, case_facts
from lentigo.screening.gate import screen

BLANKS: Final = (
    "Name",
    "Date of birth",
    "Telephone",
    "Referring clinic",
    "Photographs and dermatoscopic pictures enclosed (yes or no)",
    "Date, name, role and signature",
)
"""What is filled in by hand: nothing here tells who somebody is."""

NOT_DONE: Final = "On this plan no laser, intense pulsed light, cold or peel has been given to the lesion"
_BEFORE_THE_ANSWER: Final = f"{NOT_DONE}, and none is given before your answer."
_MEANWHILE: Final = f"{NOT_DONE} so far; treatment of the skin need not wait for your answer."

_ASKED: Final = frozenset(name for name, field in fields_of(Findings).items() if field.required)
"""Findings that are always asked; the others are hints at a cause."""

_SIGNS_OF_ILLNESS: Final = ("endocrine_sign", "deficiency_sign", "gut_complaint", "neuro_psychiatric_complaint")
_OF_THE_SKIN: Final[frozenset[Destination]] = frozenset({"skin_cancer_pathway", "dermatology"})

_BELONGS: Final[Mapping[str, str]] = {
    "health.skin_cancer_at_site": "skin cancer at the site, present or past",
    "health.weak_healing": "weak defences, uncontrolled diabetes or poor healing",
    "health.cancer_treatment_in_6_months": "cancer treatment within six months",
    "health.pregnancy": "pregnancy",
    "health.keloid": "keloid in the past",
    "health.previous_dark_marks": "dark marks after injuries in the past",
    "health.gold_therapy": "gold salts, ever",
}
"""Facts of health that whoever looks next must know."""


def referrals(
    case: Case, screening: Screening | None = None, *, today: date | None = None, ita_deg: float | None = None
) -> tuple[Referral, ...]:
    """The letters that a case asks for, one to each addressee, the most urgent first; none where nothing asks for one.

    Parameters
    ----------
    case : Case
        What was told and found.
    screening : Screening, optional
        The verdicts that the rules gave; they are asked again where none are given.
    today : date, optional
        The day of the letter; the day of the assessment where none is given.
    ita_deg : float, optional
        The angle that an indirect reading (a spectrum, a melanin index) stands for [degrees], as for ``screen``.

    Returns
    -------
    tuple of Referral
        A mole and every red flag ask for one. A letter holds no identity.
    """
    day = today or case.assessed
    facts = case_facts(case, ita_deg=ita_deg)
    told = screen(case, today=day, ita_deg=ita_deg) if screening is None else screening
    found = [*grounds(facts, today=case.assessed)]
    found += _from_rules(told.reasons, known={ground.rule for ground in found})
    order: tuple[Urgency, ...] = get_args(Urgency)
    by_destination: dict[Destination, list[ReferralGround]] = {}
    for ground in sorted(found, key=lambda one: order.index(one.urgency)):
        by_destination.setdefault(ground.to, []).append(ground)
    if "skin_cancer_pathway" in by_destination:  # the same clinic: one letter says it all
        by_destination["skin_cancer_pathway"] += by_destination.pop("dermatology", [])
    rules = told.rules or rules_version()
    return tuple(_letter(case, facts=facts, to=to, grounds=of, rules=rules) for to, of in by_destination.items())


def _from_rules(reasons: Iterable[Reason], *, known: set[str]) -> list[ReferralGround]:
    """Rules that say "refer" and that no ground of the library tells already."""
    found: dict[str, ReferralGround] = {}
    for reason in reasons:
        if reason.verdict != "REFER" or reason.rule in known:
            continue
        found.setdefault(
            reason.rule,
            ReferralGround(
                name=reason.rule,
                title=reason.title,
                because=reason.because.rstrip("."),
                ask=reason.action.rstrip("."),
                to="dermatology",
                urgency="routine",
                rule=reason.rule,
                holds_treatment=True,
                sources=reason.sources,
                from_memory=reason.from_memory,
            ),
        )
    return list(found.values())


def _letter(case: Case, *, facts: Facts, to: Destination, grounds: list[ReferralGround], rules: str) -> Referral:
    soonest = grounds[0].urgency
    answers = {name: str(facts[f"findings.{name}"].value) for name in FINDINGS}
    words = {name: field.description.rstrip(".") for name, field in fields_of(Findings).items()}
    return Referral(
        to=destination(to).to,
        destination=to,
        urgency=soonest,
        urgency_words=urgency(soonest).words,
        grounds=tuple(grounds),
        asks=tuple(dict.fromkeys(ground.ask for ground in grounds)),
        known=tuple(_known(case, facts=facts)),
        found=tuple(words[name] for name in FINDINGS if answers[name] == "yes"),
        not_found=tuple(words[name] for name in FINDINGS if answers[name] == "no"),
        unknown=tuple(
            _unknown(case, words=words, answers=answers, signs=() if to in _OF_THE_SKIN else _SIGNS_OF_ILLNESS)
        ),
        not_done=_BEFORE_THE_ANSWER if any(ground.holds_treatment for ground in grounds) else _MEANWHILE,
        blanks=BLANKS,
        assessed=case.assessed,
        rules=rules,
    )


def _known(case: Case, *, facts: Facts) -> Iterable[Told]:
    """What is known of person, lesion and diagnosis, without identity."""
    person, lesion, diagnosis = case.person, case.lesion, case.diagnosis
    indication = indication_of(case)
    rows = [
        ("Age", "" if person.age_years == UNKNOWN else f"{person.age_years:g} years"),
        ("Sex", _or_nothing(person.sex)),
        ("Phototype", _or_nothing(str(person.phototype))),
        ("Place", site_in_words(case.skin.site)),
        ("Lesion", "not diagnosed" if indication is None else indication.title),
        ("ICD-10", "" if indication is None else ", ".join(indication.icd10)),
        ("Width", "" if lesion.diameter_mm == UNKNOWN else f"{lesion.diameter_mm:g} mm"),
        ("Depth of its pigment", _or_nothing(lesion.depth)),
        ("Diagnosis by", "nobody so far" if diagnosis.recorded == "no" else _or_nothing(diagnosis.by)),
        ("Dermatoscope", _or_nothing(diagnosis.dermatoscopy)),
        ("Microscope (histology)", _or_nothing(diagnosis.histology)),
        ("Medicines", "; ".join(map(_medicine, case.health.medicines)) or _no_medicines(case)),
        ("Done here before", "; ".join(_procedure(one) for one in case.health.procedures if one.at_site != "no")),
        ("Also", "; ".join(words for name, words in _BELONGS.items() if facts[name].value == "yes")),
    ]
    return [Told(what=what, said=said) for what, said in rows if said]


def _unknown(
    case: Case, *, words: Mapping[str, str], answers: Mapping[str, str], signs: tuple[str, ...]
) -> Iterable[str]:
    """What nobody has said: the lesion first, then the findings that are always asked, then signs of illness."""
    named = [
        ("The age", case.person.age_years),
        ("The width of the lesion", case.lesion.diameter_mm),
        ("Who made the diagnosis", case.diagnosis.by if case.diagnosis.recorded == "yes" else ""),
        ("Whether it was looked at with a dermatoscope", case.diagnosis.dermatoscopy),
        ("Whether it was looked at under the microscope", case.diagnosis.histology),
        ("Whether all medicines were asked for", case.health.medicines_asked.value),
    ]
    yield from (what for what, value in named if value == UNKNOWN)
    yield from (words[name] for name in FINDINGS if answers[name] == UNKNOWN and (name in _ASKED or name in signs))


def _or_nothing(word: str) -> str:
    return "" if word == UNKNOWN else _plain(word)


def _plain(name: str) -> str:
    return spoken(name)


def _medicine(medicine: Medicine) -> str:
    when = {"now": "taken now", "stopped": "stopped", "unknown": "whether it is taken is not known"}[medicine.taken]
    last = f" on {medicine.last_taken:%-d %B %Y}" if isinstance(medicine.last_taken, date) else ""
    return f"{medicine.substance} ({when}{last})"


def _no_medicines(case: Case) -> str:
    return "none" if case.health.medicines_asked.value == "yes" else ""


def _procedure(done: Procedure) -> str:
    when = f"{done.day:%-d %B %Y}" if isinstance(done.day, date) else "on a day that is not known"
    reaction = "" if done.reaction in ("none", "unknown") else f", followed by: {_plain(done.reaction)}"
    place = "" if done.at_site == "yes" else ", whether here is not known"
    return f"{_plain(done.kind)}, {when}{place}{reaction}"
