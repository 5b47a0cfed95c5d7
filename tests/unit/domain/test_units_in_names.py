"""Numbers that people write or read carry their unit in the name."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import is_dataclass

import pytest

import lentigo.domain
from lentigo.domain.shape import Shape, fields_of
from lentigo.domain.unit_names import split_unit, wrong_unit

DIMENSIONLESS = {
    # colours and indices
    "lightness",
    "a_star",
    "b_star",
    "lab_error",
    "just_seen_delta_e",
    "reflectance",
    "melanin_index",
    "melanin_index_error",
    # ratios, shares, chances and correlations
    "contrast",
    "lesion_contrast",
    "share",
    "low",
    "high",
    "rank_correlation_harm",
    "rank_correlation_effect",
    "gain_if_known",
    "melanin_slope",
    "scattering_power",
    "refractive_index",
    "oxygen_saturation",
    # counts, and a place in an order
    "stacked",
    "stacks",
    "order",
    "sessions_low",
    "sessions_high",
    # the unit is in the name of the field that holds them, or beside them
    "p5",
    "p50",
    "p95",
    "ours",
    "other",
    "tolerance",
    "allowed",
    "asked",
    # counts
    "days",
    "seed",
    "skins",
    "drawn",
    "effective_draws",
    "effective_skins",
    "streams",
    "packets",
    "threads",
    "pulses",
    "version",
    # points in the weighing of causes
    "points",
    "most",
    "start",
    "leads",
    "strong",
    "strong_from",
    "expected_change",
    # days of a course, counted from its first, and what is counted in it
    "day",
    "from_day",
    "to_day",
    "best_day",
    "first_day",
    "visits",
    "passes",
    "applications_per_day",
    "sessions_needed",
    # of a drug: its unit stands beside it
    "value",
    "strengths",
    "reference_strength",
    "reference_per_day",
    # factors on labels, and scores of scales that people are asked by
    "factor",
    "uva_factor",
    "pain_0_to_10",
    "pain_with_cream_0_to_10",
    "dlqi",
    "melasqol",
    "confidence",
    # what a session is described by
    "eyewear_optical_density",
    "grade",
    "most_passes",
    "optical_density",
    "pain_score",
    "pass_number",
    "session_number",
    "sessions",
    "shots",
    # in the unit of the fact that a rule compares
    "above",
    "below",
}
DIMENSIONLESS_WORDS = {"chance", "share", "shares", "srgb"}
"""Whatever has such a word in its name is a share or a colour."""

MORE_UNITS = ("_at_500_nm", "_500_per_cm")
"""The unit is that of the quantity, after the wavelength at which it holds."""


def records():
    for module in pkgutil.iter_modules(lentigo.domain.__path__):
        for value in vars(importlib.import_module(f"lentigo.domain.{module.name}")).values():
            made_here = getattr(value, "__module__", "") == f"lentigo.domain.{module.name}"
            if made_here and isinstance(value, type) and is_dataclass(value) and hasattr(value, "__pydantic_fields__"):
                yield value


def is_numeric(shape: Shape) -> bool:
    if shape.kind == "many" and shape.item is not None:
        return is_numeric(shape.item)
    band = shape.kind == "record" and shape.record is not None and shape.record.__name__ == "Band"
    return band or shape.kind in ("number", "whole_number")


def numeric_fields():
    return sorted(
        {(record.__name__, f.name) for record in records() for f in fields_of(record).values() if is_numeric(f.shape)}
    )


def test_there_are_records_to_look_at():
    names = {record for record, _ in numeric_fields()}
    assert {"Lesion", "Layer", "Spot", "Cooling", "Window", "Numerics"} <= names


@pytest.mark.parametrize(("record", "name"), numeric_fields())
def test_every_number_says_its_unit(record, name):
    assert (
        name in DIMENSIONLESS
        or DIMENSIONLESS_WORDS & set(name.split("_"))
        or split_unit(name)[1] is not None
        or name.endswith(MORE_UNITS)
    ), f"{record}.{name} neither ends in a unit nor is listed as dimensionless"


def test_every_dimensionless_name_is_used():
    assert {name for _, name in numeric_fields()} >= DIMENSIONLESS


@pytest.mark.parametrize(
    ("name", "stem", "unit"),
    [
        ("fluence_j_cm2", "fluence", "j_cm2"),
        ("fluence_mj_cm2", "fluence", "mj_cm2"),
        ("area_cm2", "area", "cm2"),
        ("heat_transfer_w_m2_k", "heat_transfer", "w_m2_k"),
        ("age_years", "age", "years"),
        ("title", "title", None),
        ("items", "items", None),
    ],
)
def test_a_name_is_split_from_its_unit(name, stem, unit):
    assert split_unit(name) == (stem, unit)


@pytest.mark.parametrize(
    ("written", "value", "known", "remedy"),
    [
        ("fluence_mj_cm2", 1200, "fluence_j_cm2", "write fluence_j_cm2 = 1.2 (1 mJ/cm² is 0.001 J/cm²)"),
        ("fluence_j_m2", 12000.0, "fluence_j_cm2", "write fluence_j_cm2 = 1.2 (1 J/m² is 0.0001 J/cm²)"),
        ("diameter_cm", "unknown", "diameter_mm", "write diameter_mm (1 cm is 10 mm)"),
        ("temperature_f", 41, "temperature_c", "write temperature_c, with °C = (°F − 32) / 1.8"),
        ("area_mm", 3, "area_cm2", "write area_cm2: cm² is an area, mm is a length"),
        ("before_s", True, "before_ms", "write before_ms (1 s is 1000 ms)"),
    ],
)
def test_a_wrong_unit_is_converted(written, value, known, remedy):
    found = wrong_unit(written, value, ["title", known])
    assert found is not None
    assert (found.right, found.hint) == (known, remedy)


def test_a_missing_unit_is_asked_for():
    found = wrong_unit("diameter", 3, ["diameter_mm"])
    assert found is not None
    assert (found.message, found.hint) == ("does not say its unit", "write diameter_mm, in mm")


def test_another_quantity_has_no_wrong_unit():
    assert wrong_unit("depth_mm", 3, ["diameter_mm"]) is None
    assert wrong_unit("diameter_mm", 3, ["diameter_mm"]) is None
