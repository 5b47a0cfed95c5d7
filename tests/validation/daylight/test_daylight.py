"""Daylight that reaches people, the dose that reddens them, and sunscreen spread thinly, against published numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lentigo import library, units
from lentigo.physics.ultraviolet import daily_light, effective_factor, minimal_erythema_dose
from lentigo.planning.compose_care import film, sky

YEAR = np.arange(1, 366)


@pytest.mark.parametrize(
    ("people", "latitude_deg", "published"),
    [("Europe", 50.0, (10.0, 20.0)), ("the United States", 38.0, (20.0, 30.0)), ("Australia", -30.0, (20.0, 50.0))],
)
def test_dose_of_indoor_workers_in_a_year(people, latitude_deg, published, validated):
    ambient = daily_light(YEAR, latitude=np.radians(latitude_deg), sky=sky()).erythemal.sum()
    share = library.number("sun/behaviour", "indoors_share").value
    validated(
        row="31",
        quantity=f"erythemal dose of indoor workers in a year, {people}, at {latitude_deg:g} degrees",
        source="godar-2005",
        ours=share * ambient / 1e3,
        published=published,
        tolerance=0.2,
        unit="kJ/m²",
        note="the share of the light in the open is of the same work; the light itself is not",
    )


def test_long_ultraviolet_of_a_winter_day(validated):
    june = daily_light(np.arange(152, 182), latitude=np.radians(-27.6), sky=sky()).uva.mean()
    validated(
        row="31",
        quantity="daily dose of 320-400 nm in June at 27.6 degrees south",
        source="sabburg-2001",
        ours=june / 1e3,
        published=409.0,
        tolerance=0.3,
        unit="kJ/m²",
        kind="calibration",
        note="fixes how fast long ultraviolet falls with the sun; clouds of the place not known",
    )


TYPES = {"I": 200, "II": 250, "III": 300, "IV": 450, "V": 600, "VI": 1000}


def lightness(phototype):
    angle = library.number("colour/ita_by_phototype", f"protected.{phototype}_deg").value
    return 50 + library.number("sun/erythema", "typical_b_star_index").value * np.tan(np.radians(angle))


def erythema(values):
    table = library.table("sun/erythema")
    return minimal_erythema_dose(
        values,
        reference_dose=table["reference_j_m2"].value,
        reference=table["reference_lightness_index"].value,
        slope=table["lightness_slope"].value,
    )


@pytest.mark.parametrize("phototype", list(TYPES))
def test_minimal_erythema_dose_by_type(phototype, validated):
    validated(
        row="29",
        quantity=f"minimal erythema dose of type {phototype}",
        source="bentham-med",
        ours=float(erythema(lightness(phototype))),
        published=TYPES[phototype],
        tolerance=0.3,
        unit="J/m²",
        kind="calibration" if phototype == "III" else "validation",
        note="slope from another work; colour of the types assumed" if phototype != "III" else "fixes the level",
    )


def test_minimal_erythema_dose_falls_with_lightness(validated):
    rng = np.random.default_rng(7)
    values = np.linspace(30.15, 75.96, 193)
    spread = np.exp(library.number("sun/erythema", "ln_error").value * rng.standard_normal(values.size))
    validated(
        row="29",
        quantity="correlation of minimal erythema dose with lightness",
        source="dornelles-2004",
        ours=float(np.corrcoef(values, erythema(values) * spread)[0, 1]),
        published=-0.91,
        tolerance=0.1,
        relative=False,
        note="193 persons evenly over the lightness that was seen; spread between people assumed",
    )


def test_factor_of_a_thin_layer(validated):
    validated(
        row="32",
        quantity="factor at 1 mg/cm² over that at 2 mg/cm², low factor",
        source="stenberg-1985",
        ours=float(effective_factor(8.0, amount=1.0 * units.mg_cm2, film=film())) / 8.0,
        published=0.5,
        tolerance=0.25,
        note="two products of their time, factor 8 taken",
    )
    proportional = replace(film(), linearity=1.0)
    for factor, published in ((70, 19.0), (100, 27.0)):
        validated(
            row="32",
            quantity=f"factor of a sunscreen of factor {factor} at 0.5 mg/cm²",
            source="ou-yang-2012",
            ours=float(effective_factor(factor, amount=0.5 * units.mg_cm2, film=film())),
            published=published,
            tolerance=0.3,
            note="protection in proportion to the amount here; three other works found far less",
            expected_miss=True,
        )
        validated(
            row="32",
            quantity=f"upper end of the factor of a sunscreen of factor {factor} at 0.5 mg/cm²",
            source="ou-yang-2012",
            ours=float(effective_factor(factor, amount=0.5 * units.mg_cm2, film=proportional)),
            published=published,
            tolerance=0.1,
            kind="calibration",
            note="in proportion to the amount, as this work found: the favourable end of what is computed with",
        )
