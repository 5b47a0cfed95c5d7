"""What the panel shows: J/cm² of a spot, mJ of one narrow beam, and what multiplies them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from lentigo.domain.device import Tip
from lentigo.domain.dials import dialled, energy_words, on_dial, unit_on_dial
from lentigo.domain.plan import DialSetting

SPOT = DialSetting(
    device="laser",
    handpiece="755 nm",
    fluence_j_cm2=12.0,
    spot_mm=8.0,
    spot_label="8 mm",
    pulse_s=0.003,
    pulse_label="3 ms",
    repetition_rate_hz=1.0,
    cooling="none",
)
TIP = Tip(
    beam_um=120.0,
    energy_low_mj=5.0,
    energy_high_mj=160.0,
    energy_step_mj=5.0,
    densities_per_cm2=(50.0, 100.0),
    field_mm=10.0,
    placing="scanned",
)


def test_a_spot_shows_radiant_exposure():
    assert unit_on_dial(SPOT) == "J/cm²"
    assert dialled(12.0, SPOT) == "12 J/cm²"
    assert energy_words(SPOT) == "12 J/cm²"
    assert energy_words(replace(SPOT, passes=3)) == "12 J/cm², 3 passes"


def test_a_tip_shows_the_energy_of_one_beam():
    assert TIP.mj_per_j_cm2 == pytest.approx(math.pi / 4 * 0.012**2 * 1e3)
    beam = replace(SPOT, fluence_j_cm2=20 / TIP.mj_per_j_cm2, energy_mj=20.0, density_per_cm2=100.0, passes=2)
    assert dialled(beam.fluence_j_cm2, beam) == "20 mJ"
    assert on_dial(10 / TIP.mj_per_j_cm2, beam) == pytest.approx(10.0)
    assert energy_words(beam) == "20 mJ, 100 columns per cm² and pass, 2 passes"
    assert energy_words(replace(beam, stacked=3, passes=1)) == (
        "20 mJ, 100 columns per cm² and pass, 3 pulses on each place, 1 pass"
    )


def test_the_dial_of_a_tip_keeps_the_panels_own_numbers():
    from lentigo.planning.dial import dial_steps

    energies = dial_steps(TIP) * TIP.mj_per_j_cm2
    assert energies == pytest.approx(range(5, 161, 5), rel=1e-6)
