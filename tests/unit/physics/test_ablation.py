"""The law of removal: its limits, its order, and a numerical column that shares no formula with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.errors import OutOfValidityError
from lentigo.physics.ablation import heat_left, removal_depth, removal_threshold
from lentigo.physics.closed_forms import absorbed_pulse
from lentigo.physics.residual_heat import Tissue, heat_below
from lentigo.planning.compose import damage_rate

MU, HEAT = 1e5, 2e9
CELLS, COLLAGEN = damage_rate("henriques-1947"), damage_rate("maitland-collagen")
WARM = 67.5


def tissue(mu=6.4e4, heat=4.2e9, water=0.7):
    capacity = 3.7e6
    latent = water * 2.26e9
    return Tissue(mu, heat, min(capacity * WARM + latent, heat), latent, capacity, 0.37)


def column(exposure, *, pulse, of=None, **more):
    return heat_below(
        exposure,
        pulse=pulse,
        tissue=tissue() if of is None else of,
        cell_damage=CELLS,
        collagen_damage=COLLAGEN,
        resting_temperature=305.65,
        boiling_temperature=373.15,
        **more,
    )


def law(of):
    return {"absorption": of.absorption, "onset": of.onset, "sensible": of.capacity * WARM}


def test_a_short_pulse_blows_off_and_a_long_one_removes_steadily():
    exposure = np.array([3e4, 1e5, 4e5])
    short = removal_depth(exposure, absorption=MU, heat_of_ablation=HEAT, pulse=1e-9)
    assert short == pytest.approx(np.log(exposure * MU / HEAT) / MU)
    long = removal_depth(exposure, absorption=MU, heat_of_ablation=HEAT, pulse=1.0)
    assert long == pytest.approx((exposure - HEAT / MU) / HEAT, rel=1e-4)
    between = removal_depth(exposure, absorption=MU, heat_of_ablation=HEAT, pulse=5e-6)
    assert np.all((short < between) & (between < long))


def test_below_the_threshold_nothing_goes_and_all_heat_stays():
    threshold = removal_threshold(absorption=MU, onset=HEAT)
    assert threshold == pytest.approx(HEAT / MU)
    assert removal_depth(0.999 * threshold, absorption=MU, heat_of_ablation=HEAT) == 0
    assert removal_depth(1.001 * threshold, absorption=MU, heat_of_ablation=HEAT) > 0
    assert heat_left(0.7 * threshold, absorption=MU, heat_of_ablation=HEAT) == pytest.approx(0.7 * threshold)


@pytest.mark.parametrize("pulse", [1e-5, 1e-3, 1e-1])
def test_the_threshold_follows_the_closed_form_of_an_absorbed_pulse(pulse):
    spread = 1e-7
    rise = absorbed_pulse(np.zeros(1), pulse, duration=pulse, absorption=MU, diffusivity=spread, heat_capacity=3.7e6)[0]
    exact = WARM / rise
    ours = removal_threshold(absorption=MU, onset=3.7e6 * WARM, pulse=pulse, diffusivity=spread)
    assert exact <= ours * (1 + 1e-9)
    assert ours == pytest.approx(exact, rel=0.06)


@pytest.mark.parametrize(("mu", "heat"), [(6.4e4, 4.2e9), (2.9e5, 2.04e9)])
@pytest.mark.parametrize("pulse", [2.5e-4, 1e-3, 1e-2])
@pytest.mark.parametrize("times", [3.0, 8.0])
def test_the_law_meets_the_column_of_cells(mu, heat, pulse, times):
    of = tissue(mu, heat)
    exposure = times * float(removal_threshold(pulse=pulse, diffusivity=of.diffusivity, **law(of)))
    found = column(exposure, pulse=pulse, of=of, refinement=3)
    ours = removal_depth(exposure, heat_of_ablation=heat, pulse=pulse, diffusivity=of.diffusivity, **law(of))
    assert float(ours) == pytest.approx(found.removed, rel=0.15)


def test_the_column_accounts_for_all_energy():
    for exposure in (1e3, 2e4, 8e4, 3e5):
        for escaping in (0.0, 0.5, 1.0):
            found = column(exposure, pulse=1e-3, steam_escaping=escaping)
            assert found.carried + found.steam + found.conducted == pytest.approx(exposure, rel=1e-9)
            assert (found.steam == 0) == (escaping == 0.0 or exposure == 1e3)


def test_finer_cells_change_little():
    coarse, fine = (column(8e4, pulse=1e-3, refinement=n) for n in (1, 4))
    assert coarse.removed + coarse.coagulated == pytest.approx(fine.removed + fine.coagulated, rel=0.1)


def test_steam_that_stays_coagulates_more():
    depths = [column(6e4, pulse=1e-3, steam_escaping=share).coagulated for share in (1.0, 0.5, 0.0)]
    assert depths == sorted(depths)
    assert depths[-1] > depths[0]


def test_gentle_heat_follows_the_closed_form():
    of = tissue()
    found = column(5e3, pulse=1e-3, of=of, refinement=2)
    at = int(np.argmin(np.abs(found.time - 0.01)))
    middle = 0.5 * (found.edges[1:] + found.edges[:-1])
    exact = 5e3 * absorbed_pulse(
        middle,
        found.time[at],
        duration=1e-3,
        absorption=of.absorption,
        diffusivity=of.diffusivity,
        heat_capacity=of.capacity,
    )
    assert found.temperature[at] - 305.65 == pytest.approx(exact, abs=0.02 * exact.max())
    assert found.removed == found.dried == 0


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    mu=st.floats(1e3, 1e6),
    heat=st.floats(1e9, 6e9),
    share=st.floats(0.2, 1.0),
    pulse=st.floats(-9, 0).map(lambda power: 10.0**power),
    spread=st.floats(0, 3e-7),
)
def test_more_light_never_removes_less_and_no_energy_is_lost(mu, heat, share, pulse, spread):
    exposure = np.concatenate([[0.0], np.geomspace(1.0, 1e7, 200)])
    values = {
        "absorption": mu,
        "heat_of_ablation": heat,
        "onset": share * heat,
        "sensible": 0.1 * heat,
        "pulse": pulse,
        "diffusivity": spread,
    }
    depth, left = removal_depth(exposure, **values), heat_left(exposure, **values)
    assert np.all(np.diff(depth) >= 0)
    assert np.all(left <= exposure)
    assert np.all(depth * heat <= exposure - left + 1e-6 * exposure)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"radiant_exposure": -1.0}, "radiant exposure"),
        ({"absorption": 0.0}, "absorption"),
        ({"heat_of_ablation": np.nan}, "heat of ablation"),
        ({"pulse": -1e-3}, "pulse length"),
        ({"diffusivity": -1.0}, "diffusivity"),
        ({"blast": 0.0}, "blast"),
    ],
)
def test_bad_input_is_named(wrong, said):
    values = {"radiant_exposure": 1e4, "absorption": MU, "heat_of_ablation": HEAT, **wrong}
    with pytest.raises(OutOfValidityError, match=said):
        removal_depth(values.pop("radiant_exposure"), **values)


def test_the_column_refuses_what_is_no_pulse():
    with pytest.raises(OutOfValidityError, match="0 or more"):
        column(-1.0, pulse=1e-3)
    with pytest.raises(OutOfValidityError, match="above 0 s"):
        column(1e4, pulse=0.0)
