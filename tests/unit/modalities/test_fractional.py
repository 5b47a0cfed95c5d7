"""Fractional light simulated: columns, what they leave behind, and what cannot be dialled."""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo import library
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import as_plain, from_plain
from lentigo.errors import OutOfValidityError
from lentigo.modalities import fractional
from lentigo.modalities.column_injuries import column_injury, shape_of
from lentigo.modalities.columns import ENERGIES, Columns, column_curve, efficiency_from, energy_of_drilling
from lentigo.modalities.skins import BASAL, PAPILLARY, RETICULAR, SPINOUS, stack
from lentigo.physics.ablation import removal_depth
from lentigo.physics.column import rayleigh_range
from lentigo.planning.compose_columns import column_constants, column_wavelengths

SKIN = library.skin(site="cheek", melanin_fraction=0.03)
NUMERICS = Numerics(skins=16)
DRILLS = fractional.Settings(
    energy_mj=40.0, beam_um=120.0, pulse_s=0.001, density_per_cm2=100.0, passes=1, placing="scanned"
)
WAVELENGTHS = (1540.0, 1550.0, 1927.0, 2940.0, 10600.0)


def made(chosen, nm=1550.0, skin=SKIN):
    return fractional.simulate(skin, chosen, constants=column_constants(nm), numerics=NUMERICS)


def melanin(skin):
    return sum(skin.layers[k].melanin_fraction * skin.layers[k].thickness_um for k in (SPINOUS, BASAL))


def test_the_library_knows_these_wavelengths():
    assert column_wavelengths() == WAVELENGTHS
    with pytest.raises(OutOfValidityError, match="1540, 1550, 1927"):
        column_constants(1320.0)
    assert column_constants(1927.0).wavelength == pytest.approx(1.927e-6)


@pytest.mark.parametrize("nm", WAVELENGTHS)
def test_no_energy_does_nothing(nm):
    none = made(replace(DRILLS, energy_mj=0.0), nm)
    assert none.skin_after == SKIN
    assert none.injury.coverage[0] == none.injury.inflammation[0] == 0.0
    assert none.fields.attrs["nothing_removed"] == 1
    assert np.ptp(none.fields.temperature.to_numpy()) == 0.0


@pytest.mark.parametrize("nm", WAVELENGTHS)
def test_more_energy_is_never_less(nm):
    runs = [made(replace(DRILLS, energy_mj=energy), nm) for energy in (0.05, 0.5, 2.0, 8.0, 30.0, 90.0)]
    for less, more in pairwise(runs):
        for name in ("depth_m", "width_m", "removed_depth_m", "coverage", "hot_spots"):
            assert more.fields.attrs[name] >= less.fields.attrs[name] * (1 - 1e-9), name
        for name in ("coverage", "dermis_removed", "melanin_cleared"):
            assert getattr(more.injury, name)[0] >= getattr(less.injury, name)[0] * (1 - 1e-9), name
        if nm < 2000.0:  # what drills lays its heat down deeper and deeper
            assert float(more.fields.temperature.max()) >= float(less.fields.temperature.max()) - 1e-9
        assert melanin(more.skin_after) <= melanin(less.skin_after) + 1e-12


def test_below_the_threshold_nothing_is_removed_and_that_is_an_answer():
    constants = column_constants(10600.0)
    begins = 1e3 * energy_of_drilling(constants, beam=120e-6, pulse=0.001)
    below, above = (made(replace(DRILLS, energy_mj=share * begins), 10600.0).fields.attrs for share in (0.9, 3.0))
    assert below["nothing_removed"] == 1
    assert below["depth_m"] == 0.0
    assert below["drilling_begins_mj"] == pytest.approx(begins)
    assert above["nothing_removed"] == 0


def test_light_that_coagulates_removes_nothing():
    run = made(replace(DRILLS, energy_mj=40.0))
    assert run.fields.attrs["nothing_removed"] == 1
    assert run.fields.attrs["depth_m"] > 5e-4
    assert run.injury.dermis_coagulated[0] > 0.0
    assert run.injury.dermis_removed[0] == 0.0
    assert run.skin_after.barrier.is_whole


def test_drilled_columns_leave_open_channels():
    run = made(DRILLS, 10600.0)
    barrier = run.skin_after.barrier
    assert 0.0 < barrier.channel_share < run.injury.coverage[0]
    assert barrier.channel_depth_um == pytest.approx(run.fields.attrs["removed_depth_m"] * 1e6)
    again = made(DRILLS, 10600.0, skin=run.skin_after)
    assert again.skin_after.barrier.channel_share > barrier.channel_share


@pytest.mark.parametrize("nm", WAVELENGTHS)
def test_the_skin_afterwards_and_the_injury_tell_the_same(nm):
    run = made(replace(DRILLS, energy_mj=20.0, passes=2), nm)
    assert melanin(run.skin_after) == pytest.approx(melanin(SKIN) * (1 - run.injury.melanin_cleared[0]))
    skins = stack([SKIN])
    dermis = skins.thickness[0, PAPILLARY : RETICULAR + 1].sum()
    inside = run.injury.dermis_removed[0] + run.injury.dermis_coagulated[0]
    assert 0.0 < inside < dermis * run.injury.coverage[0] * (1 + 1e-9)
    share = (run.fields.removed + run.fields.coagulated).to_numpy()
    assert np.all(share <= run.injury.coverage[0] * (1 + 1e-6))


def test_passes_warm_what_lies_between_and_pauses_let_it_cool():
    quick = made(fractional.example).fields.temperature.max()
    few = made(replace(fractional.example, passes=2)).fields.temperature.max()
    slow = made(replace(fractional.example, interval_s=60.0)).fields.temperature.max()
    assert quick > few
    assert quick > slow


def test_beams_that_overlap_are_refused_with_bound_and_remedy():
    with pytest.raises(OutOfValidityError, match="at most 5102 per cm²") as refused:
        made(replace(DRILLS, beam_um=140.0, density_per_cm2=6000.0))
    assert "passes" in str(refused.value)


def test_columns_wider_than_their_pitch_are_told():
    run = made(replace(DRILLS, energy_mj=80.0, density_per_cm2=1200.0), 10600.0)
    assert run.fields.attrs["columns_touch"] == 1
    assert run.fields.attrs["coverage"] > 0.9
    assert made(DRILLS, 10600.0).fields.attrs["columns_touch"] == 0


@pytest.mark.parametrize(
    ("change", "nm", "match"),
    [
        ({"beam_um": 900.0}, 1550.0, "beam of 60 to 420 µm"),
        ({"pulse_s": 0.5}, 1550.0, "pulse of 0.5 to 20 ms"),
        ({"beam_um": 4000.0}, 10600.0, "20 to 1500 µm"),
        ({"energy_mj": 2000.0}, 10600.0, "0 to 600 mJ"),
    ],
)
def test_what_is_not_known_is_refused(change, nm, match):
    with pytest.raises(OutOfValidityError, match=match):
        made(replace(replace(DRILLS, density_per_cm2=5.0), **change), nm)


CHOICES = st.fixed_dictionaries(
    {
        "energy_mj": st.floats(0, 200),
        "beam_um": st.floats(60, 420),
        "pulse_s": st.floats(5e-4, 2e-2),
        "density_per_cm2": st.floats(1, 500),
        "passes": st.integers(1, 20),
        "stacked": st.integers(1, 5),
        "pause_s": st.floats(0, 1),
        "interval_s": st.floats(0, 100),
        "placing": st.sampled_from(["scanned", "rolled"]),
    }
)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(data=CHOICES, nm=st.sampled_from(WAVELENGTHS), site=st.sampled_from(library.sites()))
def test_survives_its_bounds(data, nm, site):
    chosen = fractional.Settings(**data)
    run = made(chosen, nm, skin=library.skin(site=site, melanin_fraction=0.05))
    for variable in run.fields.data_vars:
        assert np.all(np.isfinite(run.fields[variable])), variable
    assert np.all((run.fields.removed >= 0) & (run.fields.coagulated >= 0))
    assert np.all(run.fields.removed + run.fields.coagulated <= 1 + 1e-9)
    assert from_plain(fractional.Settings, as_plain(chosen)) == chosen


def test_stacked_pulses_add_what_warmth_is_left():
    constants = column_constants(1550.0)

    def depth(stacked, pause):
        curve = column_curve(constants, beam=140e-6, pulse=0.003, stacked=stacked, pause=pause)
        return float(curve.at(np.array([[0.01]]), np.ones(1)).depth[0, 0])

    once, twice = depth(1, 0.0), depth(2, 0.0)
    curve = column_curve(constants, beam=140e-6, pulse=0.003)
    assert twice == pytest.approx(float(curve.at(np.array([[0.02]]), np.ones(1)).depth[0, 0]), rel=0.01)
    assert once < depth(2, 1.0) < depth(2, 0.02) < twice
    with pytest.raises(OutOfValidityError, match="at least 1"):
        depth(0, 0.0)


def test_skin_that_scatters_more_has_shallower_columns():
    curve = column_curve(column_constants(1550.0), beam=140e-6, pulse=0.003)
    depth = curve.at(np.full((3, 1), 0.02), np.array([0.6, 1.0, 1.7])).depth[:, 0]
    assert np.all(np.diff(depth) < 0.0)


def test_a_curve_at_its_own_energies_is_itself():
    curve = column_curve(column_constants(10600.0), beam=120e-6, pulse=0.001)
    at = curve.at(ENERGIES[None, :], np.ones(1))
    for field in fields_of(Columns):
        assert np.allclose(getattr(at, field.name), getattr(curve.columns, field.name), rtol=1e-9), field.name


def test_a_known_depth_gives_the_efficiency_and_an_impossible_one_is_refused():
    constants = column_constants(10600.0)
    share = efficiency_from(constants, beam=120e-6, pulse=0.001, energy=0.02, depth=630e-6)
    tip = replace(constants, efficiency=((120e-6, share),))
    at = column_curve(tip, beam=120e-6, pulse=0.001).at(np.array([[0.02]]), np.ones(1))
    assert at.removed_depth[0, 0] == pytest.approx(630e-6, rel=2e-3)
    with pytest.raises(OutOfValidityError, match="cannot remove 5000 µm"):
        efficiency_from(constants, beam=120e-6, pulse=0.001, energy=0.02, depth=5e-3)


def test_efficiencies_between_known_tips_lie_between():
    constants = column_constants(10600.0)
    low, middle, high = (constants.efficiency_of(beam) for beam in (120e-6, 200e-6, 300e-6))
    assert low < middle < high
    assert constants.efficiency_of(1e-3) == high


def test_a_shape_keeps_its_volume():
    width, depth, volume = (np.array([value]) for value in (2e-4, 8e-4, 9e-12))
    shape = shape_of(width=width, top=np.zeros(1), depth=depth, volume=volume)
    at = np.linspace(0, 8e-4, 4001)
    assert np.trapezoid(shape.area(at)[0], at) == pytest.approx(9e-12, rel=1e-3)
    assert shape.below(np.zeros(1))[0] == pytest.approx(9e-12)
    assert shape.below(np.array([8e-4]))[0] == 0.0
    assert shape.area(np.array([9e-4]))[0, 0] == 0.0


@pytest.mark.parametrize("share", [0.003, 0.05, 0.2, 0.499, 0.501, 0.8, 1.0])
def test_a_shape_keeps_its_volume_and_narrows_downward(share):
    width, depth = np.full(3, 2e-4), np.full(3, 8e-4)
    around = np.pi / 4 * width**2 * depth
    shape = shape_of(width=width, top=np.zeros(3), depth=depth, volume=share * around)
    assert shape.below(np.zeros(3)) == pytest.approx(share * around, rel=1e-9)
    at = np.linspace(2e-4, 8e-4, 8001)
    areas = shape.area(at)[0]
    assert np.all(np.diff(areas) <= 0)
    assert shape.below(np.full(3, 2e-4))[0] == pytest.approx(np.trapezoid(areas, at), rel=1e-3, abs=1e-18)


@pytest.mark.parametrize("energy_mj", [20.0, 40.0, 80.0])
def test_a_drilled_channel_has_the_shape_that_its_beam_drills(energy_mj):
    """Each radius as deep as its own exposure removes, against the law by mouth, depth and volume alone."""
    constants, beam, pulse = column_constants(10600.0), 120e-6, 2e-3
    at = column_curve(constants, beam=beam, pulse=pulse).at(np.array([[energy_mj * 1e-3]]), np.ones(1))
    width, depth, volume = (v[:, 0] for v in (at.removed_width, at.removed_depth, at.removed_volume))
    shape = shape_of(width=width, top=np.zeros(1), depth=depth, volume=volume)
    law, tissue = constants.removal, constants.removal.living
    radius = np.array([10e-6, 25e-6, 40e-6, 55e-6])
    peak = 2.0 * energy_mj * 1e-3 * (1.0 - law.reflected) / (np.pi * (0.5 * beam) ** 2)
    flat = removal_depth(
        peak * np.exp(-2.0 * radius**2 / (0.5 * beam) ** 2),
        absorption=tissue.absorption,
        heat_of_ablation=tissue.heat_of_ablation / constants.efficiency_of(beam),
        onset=tissue.onset,
        sensible=tissue.capacity * (law.boiling - law.resting),
        pulse=pulse,
        diffusivity=tissue.diffusivity,
    )
    rayleigh = rayleigh_range(beam_diameter=beam, wavelength=constants.wavelength, quality=constants.quality)
    reached = 2.0 * rayleigh * np.sinh(np.arcsinh(1.5 * flat / rayleigh) / 3.0)
    assert np.sqrt(shape.area(reached)[0] / np.pi) == pytest.approx(radius, rel=0.05, abs=2e-6)


@pytest.mark.parametrize("placing", ["scanned", "rolled"])
def test_more_passes_and_density_leave_never_less_behind(placing):
    constants = column_constants(10600.0)
    skins = stack([SKIN])
    at = column_curve(constants, beam=120e-6, pulse=0.001).at(np.array([[0.04]]), np.ones(1))
    one = Columns(**{field.name: getattr(at, field.name)[:, 0] for field in fields_of(Columns)})

    def left(density, passes):
        return column_injury(skins, one, density=density * 1e4, passes=passes, placing=placing, constants=constants)

    for less, more in ((left(50, 1), left(100, 1)), (left(100, 1), left(100, 3))):
        for field in ("coverage", "melanin_cleared", "dermis_removed", "dermis_coagulated", "inflammation"):
            assert getattr(more, field)[0] > getattr(less, field)[0], field
        assert more.epidermis_lost[0] == less.epidermis_lost[0], "where wounded, all of it is gone"
