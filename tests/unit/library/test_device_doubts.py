"""What is seldom so in a device is told and not refused; what lies outside the tables is told as not planned."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from lentigo import library
from lentigo.modalities.columns import ENERGIES
from lentigo.planning import compose_columns, compose_removal

CO2, GLASS, SURFACE = (library.device(n) for n in ("fractional_co2", "fractional_erbium_glass", "full_field_co2"))


def changed(device, *, tip=None, spot=None, **changes):
    handpiece = device.handpieces[0]
    if tip is not None:
        changes["tips"] = (replace(handpiece.tips[0], **tip), *handpiece.tips[1:])
    if spot is not None:
        changes["spots"] = (replace(handpiece.spots[0], **spot), *handpiece.spots[1:])
    return replace(device, handpieces=(replace(handpiece, **changes), *device.handpieces[1:]))


@pytest.mark.parametrize("name", library.devices())
def test_the_library_doubts_none_of_its_own_devices(name):
    assert library.device_doubts(library.device(name)) == ()


@pytest.mark.parametrize(
    ("device", "words"),
    [
        (changed(CO2, tip={"energy_high_mj": 400.0}), "120 µm beams goes up to 400 mJ; 1 to 250 mJ are usual. Is it"),
        (changed(CO2, tip={"known_depth_um": 2500.0}), "is said to drill to 2500 µm; 20 to 2000 µm are usual."),
        (changed(CO2, tip={"known_energy_mj": 5.0}), "its own dial of 10 to 160 mJ does not have"),
        (changed(CO2, tip={"densities_per_cm2": (6500.0,)}), "a share of 73.5 %; 0 to 70 % are usual."),
        (changed(CO2, tip={"stacks": (1, 9)}), "puts on one place 9; 1 to 5 are usual."),
        (changed(CO2, passes=(1, 12)), "passes in one session are 12; 1 to 6 are usual."),
        (changed(CO2, tip={"field_mm": 2.0}), "has a field of 2 mm; 4 to 40 mm are usual."),
        (changed(CO2, pulse_durations_s=(0.05,)), "a pulse lasts 50 ms; 0.03 to 20 ms are usual. Longer pulses cook"),
        (
            changed(CO2, wavelength_nm=4000.0),
            "no laser that takes skin off is known at 4000 nm; known are CO2 at 10600",
        ),
        (changed(GLASS, tip={"energy_high_mj": 200.0}), "goes up to 200 mJ; 1 to 110 mJ are usual."),
        (changed(SURFACE, spot={"diameter_mm": 0.4}), "a spot is as wide as 0.4 mm; 1 to 15 mm are usual."),
        (changed(SURFACE, spot={"fluence_high_j_cm2": 150.0}), "goes up to 150 J/cm²; 0.2 to 100 J/cm² are usual."),
    ],
)
def test_what_is_seldom_so_is_told_once_with_what_is_usual(device, words):
    (doubt,) = library.device_doubts(device)
    assert words in doubt
    assert doubt.startswith(f"{device.handpieces[0].name}: ")


def test_light_between_the_lasers_is_doubted_and_that_of_each_is_not():
    for nm in (2790.0, 2940.0, 9300.0, 10600.0):
        assert library.device_doubts(changed(CO2, wavelength_nm=nm)) == ()


@pytest.mark.parametrize(
    ("device", "words"),
    [
        (changed(CO2, wavelength_nm=2790.0), "removal of skin was measured at 2940, 10600 nm, not near 2790 nm"),
        (changed(SURFACE, wavelength_nm=2790.0), "removal of skin was measured at 2940, 10600 nm, not near 2790 nm"),
        (changed(GLASS, wavelength_nm=1565.0), "columns were computed at 1540, 1550, 1927 nm, not near 1565 nm"),
        (changed(GLASS, pulse_durations_s=(0.05,)), "columns are computed for pulses of 0.5 to 20 ms, not 50 ms"),
        (changed(GLASS, tip={"beam_um": 50.0}), "columns are computed for beams of 60 to 420 µm, not 50 µm"),
        (changed(CO2, tip={"energy_high_mj": 900.0}), "columns are computed up to 600 mJ a beam"),
    ],
)
def test_what_lies_outside_the_tables_of_columns_is_told(device, words):
    assert any(words in problem for problem in library.device_problems(device))


def test_the_ends_that_are_told_are_those_of_the_models():
    told = sys.modules["lentigo.library.device_problems"]
    assert pytest.approx(ENERGIES[-1] * 1e3) == told._HIGHEST_MJ
    assert told._NEAR_COLUMNS == compose_columns._NEAR
    assert told._NEAR_REMOVAL == compose_removal._NEAR
