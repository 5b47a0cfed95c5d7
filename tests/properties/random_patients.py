"""Random patients, each with one combination of a device, and the ways in which each could be worse off.

Used by the tests on a few dozen patients, and by ``benchmarks/properties.py`` on a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy.stats import betabinom

from lentigo import library
from lentigo.domain.case import (
    Case,
    DeviceChoice,
    Diagnosis,
    ItaReading,
    Lesion,
    Person,
    PhototypeOnly,
    SkinReading,
)
from lentigo.domain.findings import nothing_found
from lentigo.domain.health import Fact, Health, health_answered
from lentigo.domain.numerics import Numerics
from lentigo.planning.aims import PIGMENT_FAMILIES
from lentigo.planning.allowed import Allowed, allowed
from lentigo.planning.chances import knowledge
from lentigo.planning.dial import Combination, combinations, output_error
from lentigo.planning.estimate import estimate_skin
from lentigo.planning.question import Evaluation, Question, ask
from lentigo.screening import screen

SMALL = Numerics(skins=32, threads=2)
"""Skins of a comparison: they are the same ones on both sides, so few are enough."""

PHOTOTYPES = ("I", "II", "III", "IV", "V", "VI")
_PALEST_OF_PHOTOTYPE = (65.0, 55.0, 41.0, 28.0, 10.0, -30.0)
READING_ERROR_DEG = 3.0
DARK_SHARE = 0.25
"""Share of patients darker than ITA 10, to whom most devices are closed whatever is computed."""

AIMED_AT_MELANIN = [
    name
    for name in library.devices()
    if library.device(name).family in PIGMENT_FAMILIES
    and all(line.wavelength_nm < 1200 for piece in library.device(name).handpieces for line in piece.lines)
]
"""What the kinds of lesion drawn here are treated with."""


@dataclass(frozen=True)
class Patient:
    """A case with the one combination that is looked at."""

    number: int
    case: Case
    combination: Combination

    def said(self) -> str:
        """The patient in a line."""
        case, c = self.case, self.combination
        colour = case.skin.colour
        ita = f"ITA {colour.ita_deg:g}" if isinstance(colour, ItaReading) else "phototype only"
        return (
            f"patient {self.number}: type {case.person.phototype}, {ita}, {case.skin.site}, {case.lesion.kind} "
            f"({case.lesion.depth}), contrast {case.lesion.contrast}, "
            f"dark marks {case.health.previous_dark_marks.value}; "
            f"{c.name}, {c.spot.label}, {c.pulse_label}, {c.cooling.name}, output ± {c.device.output_error_percent} %"
        )


def patients(count: int, *, seed: int) -> Iterator[Patient]:
    """The first so many random patients of a seed."""
    for number in range(count):
        yield patient(number, seed=seed)


def patient(number: int, *, seed: int) -> Patient:
    """One random patient; the same for the same number and seed."""
    rng = np.random.default_rng([seed, number])

    def one_of(values, weights=None):
        return values[int(rng.choice(len(values), p=weights))]

    dark = rng.random() < DARK_SHARE
    ita = float(np.round(rng.uniform(-45, 10) if dark else rng.uniform(10, 62), 1))
    usual = next((p for p, bound in zip(PHOTOTYPES, _PALEST_OF_PHOTOTYPE, strict=True) if ita >= bound - 14), "VI")
    phototype = one_of((usual, "unknown"), [0.9, 0.1])
    measured = rng.random() < 0.75
    colour = (
        ItaReading(given_as="ita", ita_deg=ita, ita_error_deg=one_of((1.5, READING_ERROR_DEG)))
        if measured
        else PhototypeOnly(given_as="phototype")
    )
    kind, depth = one_of(
        (
            ("solar_lentigo", "epidermal"),
            ("freckle", "epidermal"),
            ("lentigo_simplex", "junctional"),
            ("cafe_au_lait_macule", "epidermal"),
            ("melasma", "mixed"),
            ("naevus_of_ota", "dermal"),
            ("solar_lentigo", "unknown"),
        ),
        [0.36, 0.18, 0.12, 0.1, 0.08, 0.08, 0.08],
    )
    device = library.device(one_of(AIMED_AT_MELANIN))
    device = replace(device, output_error_percent=one_of((3.0, 8.0, 12.0, "unknown"), [0.3, 0.4, 0.2, 0.1]))
    every = tuple(combinations(device))
    combination = one_of(every)
    case = Case(
        title="A random patient",
        assessed=date(2026, 3, 31),
        person=Person(age_years=45, weight_kg=70.0, sex="unknown", phototype=phototype),
        health=health(previous_dark_marks=one_of(("no", "yes", "unknown"), [0.7, 0.15, 0.15])),
        skin=SkinReading(site=one_of(library.sites()), colour=colour),
        lesion=Lesion(
            kind=kind,
            depth=depth,
            contrast=one_of((float(np.round(rng.uniform(1.5, 4.0), 2)), "unknown"), [0.75, 0.25]),
            ita_deg="unknown",
            diameter_mm=float(np.round(rng.uniform(2, 12), 1)),
            area_cm2=4.0,
        ),
        diagnosis=Diagnosis(recorded="yes", by="dermatologist", dermatoscopy="yes", first_line_care_weeks=16),
        findings=nothing_found(),
        devices=(DeviceChoice(device=device.id),),
    )
    return Patient(number, case, combination)


def health(**answers: str) -> Health:
    """Health facts that forbid nothing, but for the given ones."""
    return health_answered(**answers)


def asked(one: Patient, *, numerics: Numerics = SMALL) -> Question:
    """The question that a patient asks, with its skins."""
    screening = screen(one.case, devices=(one.combination.device,), today=one.case.assessed)
    return ask(one.case, screening, numerics=numerics)


def limits(one: Patient, *, numerics: Numerics = SMALL, evaluation: Evaluation | None = None) -> Allowed:
    """What is allowed to a patient on their combination; thresholds of the same skins may be given."""
    question = asked(one, numerics=numerics)
    known = knowledge(output_error(one.combination.device))
    found = question.evaluate(one.combination) if evaluation is None else evaluation
    return allowed(question, one.combination, found, known)


def with_case(one: Patient, case: Case) -> Patient:
    """The same patient with other facts."""
    return replace(one, case=case)


def with_ita(one: Patient, ita_deg: float) -> Patient:
    """The same patient with another measured colour."""
    colour = replace(one.case.skin.colour, ita_deg=ita_deg)
    return with_case(one, replace(one.case, skin=replace(one.case.skin, colour=colour)))


def with_device(one: Patient, **changes: object) -> Patient:
    """The same patient before a device with other output."""
    return replace(one, combination=replace(one.combination, device=replace(one.combination.device, **changes)))


@dataclass(frozen=True)
class Worse:
    """A patient who is worse off, and in what."""

    how: str
    patient: Patient
    same_skin: bool = False
    """Skin and cooling are unchanged, so that light and heat need not be computed again."""


def worse(one: Patient, *, seed: int) -> Iterator[Worse]:
    """Every way in which a patient could be worse off; none may raise the highest allowed setting."""
    rng = np.random.default_rng([seed, one.number, 1])
    yield from _darker(one, rng)
    yield from _less_known(one)
    yield from _marked(one)
    yield from _less_sure_output(one, rng)
    yield from _less_cooled(one, rng)


def _darker(one: Patient, rng: np.random.Generator) -> Iterator[Worse]:
    colour = one.case.skin.colour
    drop = float(np.round(rng.uniform(1, 30), 1))
    if isinstance(colour, ItaReading):
        yield Worse(f"darker by {drop} degrees", with_ita(one, max(colour.ita_deg - drop, -60.0)))
    elif one.case.person.phototype in PHOTOTYPES[:-1]:
        darker = PHOTOTYPES[PHOTOTYPES.index(one.case.person.phototype) + 1]
        person = replace(one.case.person, phototype=darker)
        yield Worse(f"phototype {darker}", with_case(one, replace(one.case, person=person)))
    tan = replace(one.case.health, sun_or_sunbed_in_6_weeks=Fact(value="yes"))
    yield Worse("tanned", with_case(one, replace(one.case, health=tan)), same_skin=True)


def _less_known(one: Patient) -> Iterator[Worse]:
    case, colour = one.case, one.case.skin.colour
    if isinstance(colour, ItaReading):
        reading = library.number("skins/readings", "ita_error_deg").value
        unread = with_case(one, replace(case, skin=replace(case.skin, colour=PhototypeOnly(given_as="phototype"))))
        if colour.ita_error_deg <= reading and estimate_skin(unread.case).ita_adverse_deg <= colour.ita_deg:
            yield Worse("colour not measured", unread)
    known = case.lesion.contrast
    if known != "unknown" and known <= library.spreads(case.skin.site)["lesion_contrast"].high:
        yield Worse(
            "contrast not measured", with_case(one, replace(case, lesion=replace(case.lesion, contrast="unknown")))
        )


def _marked(one: Patient) -> Iterator[Worse]:
    if one.case.health.previous_dark_marks.value != "no":
        return
    for answer in ("unknown", "yes"):
        marked = replace(one.case.health, previous_dark_marks=Fact(value=answer))
        yield Worse(f"previous dark marks: {answer}", with_case(one, replace(one.case, health=marked)), same_skin=True)


def _less_sure_output(one: Patient, rng: np.random.Generator) -> Iterator[Worse]:
    error = one.combination.device.output_error_percent
    if error == "unknown":
        return
    more = error * float(rng.uniform(1.1, 2.0))
    for how, value in (("output less sure", more), ("output not known", "unknown")):
        yield Worse(how, with_device(one, output_error_percent=value), same_skin=True)


def _less_cooled(one: Patient, rng: np.random.Generator) -> Iterator[Worse]:
    cooling = one.combination.cooling
    if cooling.method == "none":
        return
    share, warmer = float(rng.uniform(0.2, 0.9)), float(rng.uniform(2, 12))
    for how, changes in (
        ("cooled less well", {"heat_transfer_w_m2_k": cooling.heat_transfer_w_m2_k * share}),
        ("cooled less cold", {"temperature_c": cooling.temperature_c + warmer}),
        ("cooled for less long", {"before_ms": cooling.before_ms * share, "after_ms": cooling.after_ms * share}),
    ):
        yield Worse(how, replace(one, combination=replace(one.combination, cooling=replace(cooling, **changes))))


@dataclass(frozen=True)
class Raised:
    """A limit that rose where it must not."""

    how: str
    what: str
    patient: Patient
    before: float
    after: float

    def said(self) -> str:
        """The failing case in a line."""
        return f"{self.how}: {self.what} {self.before:g} -> {self.after:g} J/cm²; {self.patient.said()}"


ROUNDING = 1e-9
"""Relative."""


def bounds(now: Allowed) -> dict[str, float]:
    """What must not rise: the highest dial step, and the radiant exposure of the burn cap before it meets the dial."""
    burn = next(cap.fluence_j_cm2 for cap in now.caps if cap.name == "burn")
    return {"highest allowed": now.highest_j_cm2, "burn cap": burn}


def raised_limits(one: Patient, *, seed: int, numerics: Numerics = SMALL) -> list[Raised]:
    """Every way of being worse off that raises this patient's highest allowed setting; none is right."""
    evaluation = asked(one, numerics=numerics).evaluate(one.combination)
    before = bounds(limits(one, numerics=numerics, evaluation=evaluation))
    found = []
    for case in worse(one, seed=seed):
        after = bounds(limits(case.patient, numerics=numerics, evaluation=evaluation if case.same_skin else None))
        found += [
            Raised(case.how, what, one, before[what], after[what])
            for what in before
            if after[what] > before[what] * (1 + ROUNDING)
        ]
    return found


def most_burns(cap: float, *, skins: int, seen: int, doubt: float) -> float:
    """The largest share of burns among other skins that a limit drawn from a sample explains [1].

    The limit is the k-th lowest of the thresholds, k the cap's share of the sample rounded down, plus one. For
    independent skins the share of all skins below it follows a beta law with parameters k and ``skins`` + 1 - k, and
    the count among other skins a beta-binomial law. Sobol samples scatter less: the bound is on the safe side.
    """
    below = int(cap * skins + 1e-9) + 1
    return float(betabinom.ppf(1 - doubt, seen, below, skins + 1 - below)) / seen
