"""Numbers of a device that cannot be are refused, all at once, each with its line, its bound and the reason."""

from __future__ import annotations

import math

import pytest

from lentigo import library
from lentigo.domain.device import DEVICE_FAMILIES
from lentigo.domain.device_bounds import BOUNDS
from lentigo.domain.files import device_from_toml, device_to_toml
from lentigo.errors import FileProblemsError

CO2 = device_to_toml(library.device("fractional_co2"))
SURFACE = device_to_toml(library.device("full_field_er_yag"))
GLASS = device_to_toml(library.device("fractional_erbium_glass"))


def told(text, *changes):
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    with pytest.raises(FileProblemsError) as caught:
        device_from_toml(text)
    return [str(problem) for problem in caught.value.problems]


def test_every_mistake_of_one_file_is_told_at_once():
    messages = told(
        CO2,
        ("known_depth_um = 520.0", "known_depth_um = 90000.0"),
        ("energy_high_mj = 160.0", "energy_high_mj = 1300.0"),
        ("wavelength_nm = 10600.0", "wavelength_nm = 2000.0"),
        ("field_mm = 12.0", "field_mm = 1200.0"),
    )
    assert [message.split("#1.")[-1].split(" is ")[0] for message in messages] == [
        "wavelength_nm",
        "energy_high_mj",
        "field_mm",
        "known_depth_um",
    ]
    assert "is 2000, must be at least 2600 for this family; water soaks up shorter light so little" in messages[0]
    assert "is 1300, must be at most 1000; it is the energy of one pulse of one narrow beam" in messages[1]
    assert "is 90000, must be at most 5000; skin is 1 to 4 mm thick" in messages[3]
    assert all(message.startswith("device.toml:") for message in messages)


@pytest.mark.parametrize(
    ("text", "change", "words"),
    [
        (GLASS, ("wavelength_nm = 1550.0", "wavelength_nm = 2940.0"), "must be at most 2600 for this family"),
        (GLASS, ("beam_um = 100.0", "beam_um = 0.1"), "must be at least 20; narrower than a cell row"),
        (GLASS, ("repetition_rates_hz = [500.0,", "repetition_rates_hz = [500000.0,"), "must be at most 20000"),
        (CO2, ("known_energy_mj = 80.0", "known_energy_mj = 8000.0"), "known_energy_mj is 8000, must be at most 1000"),
        (SURFACE, ("wavelength_nm = 2940.0", "wavelength_nm = 1064.0"), "must be at least 2600 for this family"),
        (SURFACE, ("fluence_high_j_cm2 = 25.0", "fluence_high_j_cm2 = 2500.0"), "must be at most 400"),
        (SURFACE, ("diameter_mm = 3.0", "diameter_mm = 300.0"), "must be at most 30"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(text, change, words):
    (message,) = told(text, change)
    assert words in message


def test_a_long_pulse_of_infrared_is_no_mistake_of_the_file():
    assert device_from_toml(device_to_toml(library.device("lp_er_glass_1540"))).family == "long_pulse"


def test_bounds_are_ordered_have_a_reason_and_name_families_that_exist():
    for bound in BOUNDS:
        assert 0.0 <= bound.low < bound.high < math.inf
        assert len(bound.reason) > 20
        assert set(bound.families) <= set(DEVICE_FAMILIES)
