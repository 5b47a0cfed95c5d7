"""A healthy adult with age spots, and devices at hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.findings import nothing_found
from lentigo.domain.health import health_answered
from lentigo.domain.record import as_plain, from_plain

sys.path.insert(0, str(Path(__file__).parent))

ASSESSED = date(2026, 3, 2)

COOLING = {
    "name": "none",
    "method": "none",
    "temperature_c": 20.0,
    "heat_transfer_w_m2_k": 10.0,
    "before_ms": 0.0,
    "delay_ms": 0.0,
    "during": False,
    "after_ms": 0.0,
    "surface_medium": "air",
    "source": "DermTxt",
    "kind": "assumed",
}
CONTACT = COOLING | {"name": "contact", "method": "contact", "surface_medium": "sapphire"}


def plain_case() -> dict[str, Any]:
    """A case to which no rule applies."""
    return {
        "title": "age spots",
        "assessed": ASSESSED.isoformat(),
        "person": {"age_years": 60.0, "weight_kg": 70.0, "sex": "female", "phototype": "II"},
        "health": as_plain(health_answered()),
        "findings": as_plain(nothing_found()),
        "skin": {
            "site": "back_of_hand",
            "colour": {"given_as": "ita", "ita_deg": 48.0, "ita_error_deg": 3.0},
        },
        "lesion": {
            "kind": "solar_lentigo",
            "depth": "epidermal",
            "contrast": 2.5,
            "ita_deg": "unknown",
            "diameter_mm": 6.0,
            "area_cm2": 2.0,
        },
        "diagnosis": {
            "recorded": "yes",
            "by": "dermatologist",
            "dermatoscopy": "yes",
            "first_line_care_weeks": 0.0,
        },
    }


def change(plain: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """The case with some facts set, by their place in the case file."""
    for name, value in facts.items():
        place = plain
        *way, last = name.split(".")
        for room in way:
            place = place[room]
        place[last] = value
    return plain


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    """A case with some facts set, by their place in the case file."""
    return lambda facts=None: from_plain(Case, change(plain_case(), facts or {}))


def make_device(name: str, *, family: str, handpieces: list[dict[str, Any]], cooling: dict[str, Any]) -> Device:
    spot = {"diameter_mm": 3.0, "fluence_low_j_cm2": 0.5, "fluence_high_j_cm2": 5.0, "fluence_step_j_cm2": 0.1}
    return from_plain(
        Device,
        {
            "id": name,
            "name": name,
            "family": family,
            "medium": "flash lamp" if family == "ipl" else "crystal",
            "handpieces": [
                {"beam": "top_hat", "spots": [spot], "repetition_rates_hz": [1.0], "pulse_durations_s": [0.01]}
                | handpiece
                for handpiece in handpieces
            ],
            "coolings": [cooling],
            "output_error_percent": 10.0,
            "source": "DermTxt",
            "kind": "assumed",
        },
    )


@pytest.fixture(scope="session")
def make_laser() -> Callable[..., Device]:
    """A laser of one line."""

    def make(wavelength_nm: float, *, family: str = "long_pulse", pulse_class: str = "millisecond") -> Device:
        handpiece = {"name": "line", "pulse_class": pulse_class, "wavelength_nm": wavelength_nm}
        return make_device("laser", family=family, handpieces=[handpiece], cooling=COOLING)

    return make


@pytest.fixture(scope="session")
def devices() -> dict[str, Device]:
    """One device of each kind that rules tell apart."""
    return {
        "short": make_device(
            "short",
            family="q_switched",
            handpieces=[
                {"name": "532", "pulse_class": "nanosecond", "wavelength_nm": 532.0},
                {"name": "1064", "pulse_class": "nanosecond", "wavelength_nm": 1064.0},
            ],
            cooling=COOLING,
        ),
        "ruby": make_device(
            "ruby",
            family="q_switched",
            handpieces=[{"name": "694", "pulse_class": "nanosecond", "wavelength_nm": 694.0}],
            cooling=COOLING,
        ),
        "pico": make_device(
            "pico",
            family="picosecond",
            handpieces=[{"name": "755", "pulse_class": "picosecond", "wavelength_nm": 755.0}],
            cooling=COOLING,
        ),
        "long": make_device(
            "long",
            family="long_pulse",
            handpieces=[{"name": "755", "pulse_class": "millisecond", "wavelength_nm": 755.0}],
            cooling=CONTACT,
        ),
        "lamp": make_device(
            "lamp",
            family="ipl",
            handpieces=[
                {
                    "name": "560",
                    "pulse_class": "millisecond",
                    "spectrum": [{"wavelength_nm": 560.0, "share": 0.5}, {"wavelength_nm": 700.0, "share": 0.5}],
                    "cut_off_nm": 560.0,
                },
                {
                    "name": "470",
                    "pulse_class": "millisecond",
                    "spectrum": [{"wavelength_nm": 470.0, "share": 0.3}, {"wavelength_nm": 700.0, "share": 0.7}],
                    "cut_off_nm": 470.0,
                },
            ],
            cooling=CONTACT,
        ),
    }
