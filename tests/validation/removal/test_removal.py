"""Depth of removal and residual damage against measured ones; heats of ablation come from other papers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lentigo import library
from lentigo.modalities.removal import remove
from lentigo.modalities.skins import stack
from lentigo.physics.ablation import removal_depth
from lentigo.physics.residual_heat import heat_below
from lentigo.planning.compose_removal import removal_constants

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(line for line in file if not line.startswith("#")))

SKIN = stack([library.skin(site="face", melanin_fraction=0.02)])

NOTES = {
    "er-yag-parameters": "the heat of ablation is that of another paper (walsh-deutsch-1989)",
    "ablative-review-alster": "one pass on skin with its horny layer, what is dried and wiped off included",
    "fitzpatrick-1999": "depth of the wound after ten passes; that three passes make most of it fixed one constant",
    "walsh-flotte-deutsch-1989": "collagen changed or cells dead",
    "khatri-2001": "at most 50 µm at any of three pulse lengths after 6 to 16 passes",
    "scanned-co2-1997": "residual damage of a scanned beam in pigs, the same for all dwell times; here for 50 ms",
}
MISSES = {
    2e-6: "the paper was not read; more heat stays here: a pulse of two microseconds throws tissue off faster than "
    "the steam of what stays can condense in it",
    5e-2: "a single pulse in one dimension cannot leave so much heat: such craters were drilled by a train of pulses "
    "of one narrow beam, whose heat adds up and comes from the sides",
}


def damage(wavelength, pulse, fluence):
    """Coagulated or dead below the floor after one pulse into dermis [m]."""
    constants = removal_constants(wavelength)
    floor = heat_below(
        fluence * 1e4,
        pulse=pulse,
        tissue=constants.living,
        cell_damage=constants.cell_damage,
        collagen_damage=constants.collagen_damage,
        resting_temperature=constants.resting,
        boiling_temperature=constants.boiling,
        steam_escaping=constants.steam_escaping,
        refinement=2,
    )
    return max(floor.coagulated, floor.dead)


def computed(row):
    wavelength, pulse, fluence = (float(row[name]) for name in ("wavelength_nm", "pulse_s", "fluence_j_cm2"))
    constants = removal_constants(wavelength)
    if row["quantity"] == "damage":
        return damage(wavelength, pulse, fluence) * 1e6
    if row["quantity"] == "slope":
        depth = remove(SKIN, np.array([fluence, fluence + 5]) * 1e4, pulse=pulse, passes=1, constants=constants).removed
        return float(depth[0, 1] - depth[0, 0]) * 1e6 / 5
    passes = 10 if row["quantity"] == "plateau" else 1
    wound = remove(SKIN, np.array([fluence * 1e4]), pulse=pulse, passes=passes, constants=constants)
    return float((wound.coagulated if passes > 1 else wound.removed)[0, 0]) * 1e6


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['source']}-{row['quantity']}-{row['pulse_s']}")
def test_published(row, validated):
    low, high = float(row["low"]), float(row["high"])
    misses = row["expected"] == "misses"
    validated(
        "removal",
        f"{row['quantity']} at {float(row['wavelength_nm']):g} nm, {float(row['pulse_s']) * 1e3:g} ms, "
        f"{float(row['fluence_j_cm2']):g} J/cm²",
        row["source"],
        computed(row),
        low if low == high else (low, high),
        float(row["tolerance"]),
        unit=row["unit"],
        kind="calibration" if row["quantity"] == "plateau" else "validation",
        note=MISSES[float(row["pulse_s"])] if misses else NOTES[row["source"]],
        expected_miss=misses,
    )


def test_repeated_co2_passes_reach_a_plateau_after_three_and_short_erbium_pulses_do_not():
    def by_pass(wavelength, pulse, fluence):
        constants = removal_constants(wavelength)
        depths = [
            float(remove(SKIN, [fluence * 1e4], pulse=pulse, passes=n, constants=constants).removed[0, 0])
            for n in range(1, 9)
        ]
        return np.diff([0.0, *depths])

    co2, erbium = by_pass(10600.0, 8e-4, 7.1), by_pass(2940.0, 2.5e-4, 5.0)
    assert np.all(np.diff(co2) < 0)
    assert co2[:3].sum() > 0.75 * co2.sum()
    assert np.allclose(erbium[1:], erbium[1], rtol=0.05)


def test_damage_grows_with_the_pulse():
    for wavelength, fluence in ((2940.0, 5.0), (10600.0, 20.0)):
        depths = [damage(wavelength, pulse, fluence) for pulse in (1e-4, 1e-3, 1e-2, 5e-2)]
        assert np.all(np.diff(depths) > -1e-6)
        assert depths[-1] > 1.4 * depths[0]


def test_the_slope_of_a_long_pulse_is_that_of_the_heat_of_ablation():
    slope = np.diff(removal_depth([3e5, 4e5], absorption=3e5, heat_of_ablation=2.04e9, pulse=0.1))[0] / 1e5
    assert slope == pytest.approx(1 / 2.04e9, rel=0.02)
