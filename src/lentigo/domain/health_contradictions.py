"""Health facts of one case that cannot all be true.

- a pregnancy or breastfeeding of a man, or below 10 or above 65 years (`CHILDBEARING`);
- a weight that nobody of that age has (`WEIGHTS`);
- a fact, a medicine or a procedure from before the person's birth or after the assessment, or on a day that no
  calendar has;
- a yes to what was asked about the last weeks (`LATELY_DAYS`) for a day long before them, or a no to what was asked
  about the whole life with the day on which it was so;
- a medicine taken now whose last day is past, the same medicine twice, medicines although none were asked for;
- a general answer against a single one: no gold, but a gold medicine; no isotretinoin, but it was stopped lately; no
  herpes ever, but now; no sun, but sunburn; no dark marks, but one after a procedure; and the like.

Bounds are wide on purpose: they are to catch a slip of the pen, and are assumptions of this project. Where an answer is
unknown nothing contradicts it.
"""

from __future__ import annotations

import re
from calendar import IllegalMonthError, monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from lentigo.domain.complaints import shown
from lentigo.domain.medicines import names_gold, names_isotretinoin
from lentigo.domain.shape import Path
from lentigo.domain.told import Contradiction, Told

__all__ = ["health_contradictions"]

CHILDBEARING: Final = (10.0, 65.0)
"""Ages between which somebody may be pregnant or breastfeed [years]."""

WEIGHTS: Final[tuple[tuple[float, float, float], ...]] = (
    (1.0, 0.5, 20.0),
    (3.0, 4.0, 35.0),
    (6.0, 6.0, 60.0),
    (12.0, 9.0, 140.0),
    (18.0, 14.0, 300.0),
    (float("inf"), 22.0, 400.0),
)
"""Below which age [years], from which to which weight [kg]."""

ISOTRETINOIN_DAYS: Final = 183
WAX_DAYS: Final = 14

LATELY_DAYS: Final[Mapping[str, int]] = {
    "skin_acid_or_retinoid_in_week": 7,
    "waxed_in_2_weeks": WAX_DAYS,
    "sun_or_sunbed_in_6_weeks": 42,
    "fake_tan_in_6_weeks": 42,
    "isotretinoin_in_6_months": ISOTRETINOIN_DAYS,
    "cancer_treatment_in_6_months": 183,
}
"""Within how many days before the assessment a yes to each must lie: a slip in the year would make a no of it."""

_EVER: Final = frozenset(
    ("gold_therapy", "herpes_ever_in_field", "skin_cancer_at_site", "keloid", "previous_dark_marks", "blood_clot")
)
"""Facts about the whole life: what was so on any day is so."""

_AHEAD: Final = ("sun_plans_in_4_weeks",)
"""Facts about a time to come."""

_PAIRS: Final[tuple[tuple[str, str, str], ...]] = (
    ("herpes_now_at_site", "herpes_ever_in_field", "what is there now has been there"),
    ("sunburn_now", "sun_or_sunbed_in_6_weeks", "sunburn comes from strong sun"),
    ("epilepsy_from_flashes", "epilepsy", "seizures from flashes are epilepsy"),
    ("epilepsy", "seizures_or_colour_vision_loss", "epilepsy means seizures"),
)
"""A fact that cannot be true where the other one is not, and why."""


def health_contradictions(told: Told) -> Iterator[Contradiction]:
    """Everything in the health facts of a case that contradicts itself."""
    for rule in (_sex_and_age, _weight, _pairs, _days_of_facts, _medicines, _procedures):
        yield from rule(told)


def _answer(told: Told, name: str) -> str | None:
    """The answer to a fact, in its short or its long form; none where it is unknown or wrong."""
    return told.text("health", name) or told.text("health", name, "value")


def _sex_and_age(told: Told) -> Iterator[Contradiction]:
    age, sex = told.number("person", "age_years"), told.text("person", "sex")
    for name in ("pregnancy", "breastfeeding"):
        if _answer(told, name) != "yes":
            continue
        if sex == "male":
            yield Contradiction(("health", name), "is yes", "correct one of the two", against=("person", "sex"))
        if age is not None and not CHILDBEARING[0] <= age <= CHILDBEARING[1]:
            yield Contradiction(("health", name), "is yes", "correct one of the two", against=("person", "age_years"))


def _weight(told: Told) -> Iterator[Contradiction]:
    age, weight = told.number("person", "age_years"), told.number("person", "weight_kg")
    if age is None or weight is None:
        return
    low, high = next((low, high) for below, low, high in WEIGHTS if age < below)
    if not low <= weight <= high:
        yield Contradiction(
            ("person", "weight_kg"),
            f"is {shown(weight)}",
            "is the weight in kg, and the age in years?",
            against=("person", "age_years"),
            why=f"at that age people weigh {low:g} to {high:g} kg",
        )


def _pairs(told: Told) -> Iterator[Contradiction]:
    for special, general, why in _PAIRS:
        if _answer(told, special) == "yes" and _answer(told, general) == "no":
            path: Path = ("health", special)
            yield Contradiction(path, "is yes", "correct one of the two", against=("health", general), why=why)


def _days_of_facts(told: Told) -> Iterator[Contradiction]:
    facts = told("health")
    for name in facts if isinstance(facts, Mapping) else ():
        path: Path = ("health", name, "when")
        words = (told.text(*path) or "").strip()
        if not words or name in _AHEAD:
            continue
        first, last = _earliest(words), _latest(words)
        if first is not None:
            yield from _out_of_life(told, path, first, said=words)
        elif re.fullmatch(_DAY, words, flags=re.ASCII):
            yield Contradiction(path, f"is {words}, a day that no calendar has", "write year-month-day")
        if last is not None:
            yield from _against_its_question(told, path, str(name), last, said=words)


def _against_its_question(told: Told, path: Path, name: str, last: date, *, said: str) -> Iterator[Contradiction]:
    """Whether the last day that is told can be that of a fact as it was asked for and answered."""
    assessed, answer = told.day("assessed"), _answer(told, name)
    within = LATELY_DAYS.get(name)
    if answer == "yes" and assessed is not None and within is not None and (assessed - last).days > within:
        why = f"that is {(assessed - last).days} days before, and the question is about the last {within}"
        yield Contradiction(path, f"is {said}", 'correct the day, or write "no"', against=("assessed",), why=why)
    if answer == "no" and name in _EVER:
        value: Path = ("health", name, "value")
        yield Contradiction(path, f"is {said}", 'write "yes": ever in life counts', against=value, why="then it was so")


_DAY: Final = r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?"


def _earliest(words: str) -> date | None:
    """The first day that a day, a month or a year in words may mean; none for a span of time in other words."""
    matched = re.match(_DAY + r"(?!\d)", words, flags=re.ASCII)
    if matched is None:
        return None
    try:
        return date(int(matched[1]), int(matched[2] or 1), int(matched[3] or 1))
    except ValueError:
        return None


def _latest(words: str) -> date | None:
    """The last day that a day, a month or a year alone may mean; none where more is said, or no such day is."""
    matched = re.fullmatch(_DAY, words, flags=re.ASCII)
    if matched is None:
        return None
    year, month = int(matched[1]), int(matched[2] or 12)
    try:
        return date(year, month, int(matched[3]) if matched[3] else monthrange(year, month)[1])
    except (ValueError, IllegalMonthError):
        return None


def _out_of_life(told: Told, path: Path, day: date, *, said: str) -> Iterator[Contradiction]:
    """Whether a day lies after the assessment or before the person was born."""
    age, assessed = told.number("person", "age_years"), told.day("assessed")
    if assessed is None:
        return
    if day > assessed:
        hint = "write a day up to that of the assessment"
        yield Contradiction(path, f"is {said}", hint, against=("assessed",), why="it lies ahead")
    elif age is not None and day.year < assessed.year - age - 1:
        hint = "correct the day or the age"
        yield Contradiction(path, f"is {said}", hint, against=("person", "age_years"), why="before birth")


def _medicines(told: Told) -> Iterator[Contradiction]:
    assessed = told.day("assessed")
    entries = told.many("health", "medicines")
    if entries and _answer(told, "medicines_asked") == "no":
        yield Contradiction(
            ("health", "medicines_asked"),
            "is no",
            'write "yes" if the list is complete, or "unknown"',
            against=("health", "medicines"),
            why="there are medicines in the list",
        )
    seen: dict[tuple[str, str], int] = {}
    for place in range(len(entries)):
        path: Path = ("health", "medicines", place)
        name = told.text(*path, "substance")
        last = told.day(*path, "last_taken")
        if last is not None:
            yield from _out_of_life(told, (*path, "last_taken"), last, said=last.isoformat())
            if told.text(*path, "taken") == "now" and assessed is not None and last < assessed:
                hint = 'write taken = "stopped", or leave last_taken out'
                where: Path = (*path, "last_taken")
                yield Contradiction(where, f"is {last.isoformat()}", hint, against=(*path, "taken"))
        if name is None:
            continue
        key = (" ".join(name.casefold().split()), told.text(*path, "route") or "")
        if key in seen:
            first: Path = ("health", "medicines", seen[key], "substance")
            why = "it is in the list already"
            yield Contradiction((*path, "substance"), f"is {shown(name)}", "take one out", against=first, why=why)
        seen.setdefault(key, place)
        yield from _single_medicine(told, (*path, "substance"), name)


def _single_medicine(told: Told, path: Path, name: str) -> Iterator[Contradiction]:
    """A general answer of no against a medicine in the list."""
    general: Path = ("health", "gold_therapy")
    if names_gold(name) and _answer(told, "gold_therapy") == "no":
        hint = 'write gold_therapy = "yes": ever in life counts'
        yield Contradiction(general, "is no", hint, against=path, why="that is gold")
    assessed, last = told.day("assessed"), told.day(*path[:-1], "last_taken")
    lately = told.text(*path[:-1], "taken") == "now" or (
        assessed is not None and last is not None and (assessed - last).days < ISOTRETINOIN_DAYS
    )
    by_skin = told.text(*path[:-1], "route") == "on_the_skin"
    if names_isotretinoin(name) and lately and not by_skin and _answer(told, "isotretinoin_in_6_months") == "no":
        general = ("health", "isotretinoin_in_6_months")
        hint = 'write "yes"; for a gel write route = "on_the_skin"'
        yield Contradiction(general, "is no", hint, against=path, why="it was taken within these six months")


def _procedures(told: Told) -> Iterator[Contradiction]:
    assessed = told.day("assessed")
    entries = told.many("health", "procedures")
    if entries and _answer(told, "procedures_asked") == "no":
        yield Contradiction(
            ("health", "procedures_asked"),
            "is no",
            'write "yes" if the list is complete, or "unknown"',
            against=("health", "procedures"),
            why="there are procedures in the list",
        )
    for place in range(len(entries)):
        path: Path = ("health", "procedures", place)
        day = told.day(*path, "day")
        if day is not None:
            yield from _out_of_life(told, (*path, "day"), day, said=day.isoformat())
        kind, here = told.text(*path, "kind"), told.text(*path, "at_site") == "yes"
        recent = assessed is not None and day is not None and 0 <= (assessed - day).days < WAX_DAYS
        against: Path = (*path, "kind")
        if kind == "waxing" and here and recent and _answer(told, "waxed_in_2_weeks") == "no":
            yield Contradiction(("health", "waxed_in_2_weeks"), "is no", "correct one of the two", against=against)
        filled = _answer(told, "filler_metal_or_threads_in_field") == "no"
        if kind == "permanent_filler" and here and filled:
            general: Path = ("health", "filler_metal_or_threads_in_field")
            yield Contradiction(general, "is no", "correct one of the two", against=against, why="it stays there")
        if told.text(*path, "reaction") == "dark_mark" and _answer(told, "previous_dark_marks") == "no":
            reaction: Path = (*path, "reaction")
            yield Contradiction(("health", "previous_dark_marks"), "is no", 'write "yes"', against=reaction)
