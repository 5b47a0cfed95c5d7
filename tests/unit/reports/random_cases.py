"""Random cases over every answer that a case file knows, probable or not: for what is said of them, not for numbers.

Used by the tests on a few dozen cases, and by ``benchmarks/claims.py`` on five hundred.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from typing import get_args

from lentigo import library
from lentigo.domain.case import (
    Case,
    DepthClass,
    Diagnosis,
    DiagnosisRole,
    ItaReading,
    Lesion,
    LesionKind,
    Person,
    PhototypeOnly,
    SkinReading,
)
from lentigo.domain.device import Device
from lentigo.domain.findings import Findings
from lentigo.domain.health import HEALTH_QUESTIONS, Fact, Health, Medicine
from lentigo.domain.skin import Site
from lentigo.domain.treatments import TREATMENTS

ASSESSED = date(2026, 3, 2)
ANSWERS = ("yes", "no", "unknown")
SUBSTANCES = ("isotretinoin", "amiodarone", "doxycycline", "warfarin", "dapsone", "aurothiomalate", "paracetamol")


def cases(count: int, *, seed: int) -> Iterator[tuple[Case, tuple[Device, ...]]]:
    """The first so many random cases of a seed, each with the devices at hand."""
    for number in range(count):
        yield case(number, seed=seed)


def case(number: int, *, seed: int) -> tuple[Case, tuple[Device, ...]]:
    """One random case; the same for the same number and seed. Of some hardly anything is known."""
    dice = random.Random(f"{seed}/{number}")  # noqa: S311 - dice, no secret
    routine = dice.choice((0.2, 0.6, 0.95, 1.0))

    def fact(name: str) -> Fact:
        usual = "yes" if name.endswith("_asked") else "no"
        value = usual if dice.random() < routine else dice.choice(ANSWERS)
        when = str(ASSESSED - timedelta(days=dice.randint(0, 3000))) if dice.random() < 0.5 else "unknown"
        return Fact(value=value, when=when if value == "yes" else "unknown", told_by=dice.choice(("person", "unknown")))

    def known(value: object) -> object:
        return value if dice.random() < max(routine, 0.5) else "unknown"

    kinds = get_args(LesionKind)
    usual = ("solar_lentigo", "freckle", "melasma", "post_inflammatory_hyperpigmentation")
    phototype = known(dice.choice(("I", "II", "III", "IV", "V", "VI")))
    colour = (
        ItaReading(given_as="ita", ita_deg=float(dice.randint(-60, 65)), ita_error_deg=3.0)
        if dice.random() < 0.6
        else PhototypeOnly(given_as="phototype")
    )
    devices = tuple(library.device(name) for name in dice.sample(library.devices(), dice.randint(1, 3)))
    made = Case(
        title="A random person",
        assessed=ASSESSED,
        person=Person(
            age_years=known(float(dice.randint(20, 80) if routine == 1 else dice.randint(0, 95))),
            weight_kg=known(float(dice.randint(40, 120))),
            sex=dice.choice(("female", "male", "unknown")),
            phototype=phototype,
        ),
        health=Health(
            **{name: fact(name) for name in HEALTH_QUESTIONS},
            medicines=tuple(
                Medicine(substance=dice.choice(SUBSTANCES), taken=dice.choice(("now", "stopped", "unknown")))
                for _ in range(dice.choice((0, 0, 0, 1, 2)))
            ),
        ),
        skin=SkinReading(site=dice.choice(get_args(Site)), colour=colour),
        lesion=Lesion(
            kind=dice.choice(usual if dice.random() < routine else kinds),
            depth=dice.choice(get_args(DepthClass)),
            contrast=known(round(dice.uniform(1.2, 5.0), 1)),
            ita_deg="unknown",
            diameter_mm=known(float(dice.randint(1, 30))),
            area_cm2=float(dice.randint(1, 600)),
        ),
        diagnosis=Diagnosis(
            recorded="yes" if dice.random() < routine else dice.choice(ANSWERS),
            by="dermatologist" if dice.random() < routine else dice.choice(get_args(DiagnosisRole)),
            dermatoscopy="yes" if dice.random() < routine else dice.choice(ANSWERS),
            first_line_care_weeks=known(float(dice.randint(0, 30))),
        ),
        findings=Findings(**{field.name: fact(field.name) for field in fields(Findings)}),
        treatments=tuple(dice.sample(TREATMENTS, dice.choice((0, 0, 1, 3)))),
    )
    return made, devices
