"""A vessel in light: its own shade, conduction around it, and what sessions leave of many."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import i0e

from lentigo.errors import OutOfValidityError
from lentigo.physics.photomechanics import cylinder_loss_factor, relaxation_time
from lentigo.physics.vessel_heat import heating_profile, instant_share, radial_heat, vessel_share, vessel_times
from lentigo.physics.vessels import regrown, self_shading, surviving_vessels

DIFFUSIVITY = 1.1e-7


def share(time, *, diameter=1e-4, absorption=0.0, pulse=((0.0, 6e-3, 1.0),), place="axis"):
    return vessel_share(
        time, diameter=[diameter], absorption=[absorption], diffusivity=DIFFUSIVITY, pulse=pulse, place=place
    )[0]


@pytest.mark.parametrize(("diameter", "published"), [(30e-6, 0.5e-3), (100e-6, 5e-3), (300e-6, 50e-3), (1e-3, 0.5)])
def test_a_vessel_of_a_tenth_of_a_millimetre_relaxes_in_five_milliseconds(diameter, published):
    found = float(relaxation_time(diameter, diffusivity=DIFFUSIVITY, shape="cylinder"))
    assert found == pytest.approx(published, rel=0.25)


def test_relaxation_time_is_when_the_axis_has_fallen_to_the_share_of_the_closed_form():
    tau = float(relaxation_time(1e-4, diffusivity=DIFFUSIVITY, shape="cylinder"))
    left = share([tau * 1e-4, tau, 4 * tau], pulse=((0.0, tau * 1e-4, 1.0),))
    assert left == pytest.approx([1.0, -np.expm1(-1.0), -np.expm1(-0.25)], abs=1e-3)


def test_in_a_thin_vessel_the_table_is_the_closed_form():
    f = np.geomspace(1e-5, 1e3, 60)
    assert instant_share(f, optical_radius=0.0, place="axis") == pytest.approx(-np.expm1(-0.25 / f), abs=1e-9)
    assert instant_share(f, optical_radius=0.0, place="wall") == pytest.approx(0.5 * (1 - i0e(0.5 / f)), abs=1e-3)


@pytest.mark.parametrize("diameter", [30e-6, 100e-6, 300e-6, 1e-3])
@pytest.mark.parametrize("duration", [4.5e-4, 6e-3, 4e-2])
def test_a_pulse_on_a_thin_vessel_keeps_what_the_loss_factor_says(diameter, duration):
    found = share([duration], diameter=diameter, pulse=((0.0, duration, 1.0),))[0]
    wanted = cylinder_loss_factor(duration, diameter=diameter, diffusivity=DIFFUSIVITY)
    assert found == pytest.approx(wanted, rel=5e-4)


def test_shade_keeps_the_mean_and_leaves_half_of_the_light_at_the_wall_of_a_thick_vessel():
    radius = np.linspace(0.0, 1.0, 4001)
    for depth in (0.01, 0.3, 2.0, 20.0):
        profile = heating_profile(radius, optical_radius=depth)
        assert np.trapezoid(2 * radius * profile, radius) == pytest.approx(1.0, rel=2e-3)
        assert np.all(np.diff(profile) >= -1e-12)
    at_wall = heating_profile(1.0, optical_radius=20.0) * self_shading(20.0, radius=1.0)
    assert float(at_wall) == pytest.approx(0.5, rel=0.03)
    assert heating_profile([0.0, 1.0], optical_radius=0.0) == pytest.approx([1.0, 1.0])


def test_shade_is_near_that_of_rays_from_all_sides():
    """The mean light inside an absorbing cylinder, by rays drawn from everywhere: the formula is a little too dark."""
    rng = np.random.default_rng(1)
    across = np.sqrt(rng.uniform(0, 1, 40_000)) * np.array(1.0)
    angle, tilt = rng.uniform(0, 2 * np.pi, across.size), rng.uniform(-1, 1, across.size)
    # From a point inside, back along a ray to the wall.
    cosine = across * np.cos(angle)
    path = (cosine + np.sqrt(np.maximum(cosine**2 + 1 - across**2, 0))) / np.sqrt(1 - tilt**2)
    for depth in (0.2, 1.0, 3.0):
        exact = float(np.exp(-depth * path).mean())
        assert float(self_shading(depth, radius=1.0)) == pytest.approx(exact, rel=0.16)


@pytest.mark.parametrize(
    ("diameter", "absorption", "duration"),
    [(30e-6, 16_400.0, 4.5e-4), (100e-6, 16_400.0, 6e-3), (300e-6, 16_400.0, 6e-3), (300e-6, 600.0, 2e-2)],
)
def test_finite_volumes_agree_with_exact_conduction(diameter, absorption, duration):
    pulse = ((0.0, duration, 0.5), (3 * duration, duration, 0.5))
    time = vessel_times(pulse, after=0.1)
    radius = np.linspace(0, 1, 400)
    released = heating_profile(radius, optical_radius=absorption * diameter / 2) * 4e6
    place, rise = radial_heat(
        time,
        diameter=diameter,
        heating=released,
        radius_share=radius,
        pulse=pulse,
        conductivity=(0.44, 0.44),
        heat_capacity=(4e6, 4e6),
        steps=100,
    )
    edge = np.searchsorted(place, diameter / 2)
    wall = 0.5 * (rise[:, edge - 1] + rise[:, edge])
    for found, where in ((rise[:, 0], "axis"), (wall, "wall")):
        ours = share(time, diameter=diameter, absorption=absorption, pulse=pulse, place=where)
        assert np.abs(ours - found).max() < 0.008 * ours.max(), where


def test_blood_and_dermis_of_their_own_properties_change_little():
    pulse, radius = ((0.0, 6e-3, 1.0),), np.linspace(0, 1, 50)
    time = vessel_times(pulse, after=0.05)
    place, rise = radial_heat(
        time,
        diameter=1e-4,
        heating=np.full(50, 4e6),
        radius_share=radius,
        pulse=pulse,
        conductivity=(0.52, 0.37),
        heat_capacity=(4.0e6, 3.7e6),
        steps=100,
    )
    ours = share(time, pulse=pulse)
    assert rise[:, 0].max() == pytest.approx(ours.max(), rel=0.1)
    assert place[0] < 1e-6


def test_heat_in_the_vessel_and_around_it_is_what_was_released():
    pulse, radius = ((0.0, 5e-3, 1.0),), np.linspace(0, 1, 50)
    place, rise = radial_heat(
        [5e-3, 5e-2],
        diameter=1e-4,
        heating=np.full(50, 4e6),
        radius_share=radius,
        pulse=pulse,
        conductivity=(0.5, 0.4),
        heat_capacity=(4.0e6, 3.6e6),
        steps=80,
    )
    edges = np.concatenate([[0.0], 0.5 * (place[1:] + place[:-1]), [2 * place[-1] - place[-2]]])
    capacity = np.where(place < 5e-5, 4.0e6, 3.6e6)
    for row in rise:
        assert (row * capacity * np.diff(edges**2)).sum() * np.pi == pytest.approx(4e6 * np.pi * 5e-5**2, rel=0.02)


def test_shadow_leaves_the_middle_of_a_thick_vessel_cold_at_first():
    pulse = ((0.0, 4.5e-4, 1.0),)
    axis = share([4.5e-4], diameter=3e-4, absorption=23_500.0, pulse=pulse)
    wall = share([4.5e-4], diameter=3e-4, absorption=23_500.0, pulse=pulse, place="wall")
    assert axis < 0.25 < wall


def test_a_vessel_cools_after_the_pulse_and_longer_pulses_heat_it_less():
    time = vessel_times(((0.0, 6e-3, 1.0),), after=0.5)
    assert np.all(np.diff(time) > 0)
    rise = share(time)
    end = int(np.argmin(np.abs(time - 6e-3)))
    assert np.all(np.diff(rise[: end + 1]) >= -1e-12)
    assert np.all(np.diff(rise[end:]) < 0)
    assert rise[-1] < 0.02
    peaks = [share([d], pulse=((0.0, d, 1.0),))[0] for d in (1e-4, 1e-3, 1e-2, 1e-1)]
    assert peaks == sorted(peaks, reverse=True)


def test_a_train_is_the_sum_of_its_pulses():
    time = np.linspace(1e-3, 0.1, 30)
    train = ((0.0, 4e-3, 0.3), (0.02, 4e-3, 0.7))
    alone = 0.3 * share(time, pulse=((0.0, 4e-3, 1.0),)) + 0.7 * share(time, pulse=((0.02, 4e-3, 1.0),))
    assert share(time, pulse=train) == pytest.approx(alone, rel=1e-12)


def test_metres_and_seconds_cancel():
    """What counts is diffusivity times time over radius squared, and absorption times radius."""
    one = share([6e-3], diameter=1e-4, absorption=1e4)
    other = vessel_share(
        [6e-3 * 9],
        diameter=[3e-4],
        absorption=[1e4 / 3],
        diffusivity=DIFFUSIVITY,
        pulse=((0.0, 6e-3 * 9, 1.0),),
        place="axis",
    )[0]
    assert one == pytest.approx(other, rel=1e-9)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"diameter": 3e-3}, "3000 µm wide, must be 5 to 2000"),
        ({"diameter": 1e-6}, "1 µm wide"),
        ({"absorption": -1.0}, "absorption of blood"),
        ({"pulse": ((0.0, 0.0, 1.0),)}, "lasts 0.0 s"),
        ({"place": "middle"}, "must be axis or wall"),
    ],
)
def test_what_no_vessel_can_be_is_refused(wrong, said):
    with pytest.raises(OutOfValidityError, match=said):
        share([1e-3], **wrong)


def test_sessions_leave_fewer_vessels_and_years_bring_some_back():
    threshold = np.array([2.0, 5.0, 20.0, np.inf]) * 1e4
    left = surviving_vessels(threshold, 5e4, spread=0.25)
    assert left[1] == pytest.approx(0.5)
    assert left[3] == 1.0
    assert np.all(np.diff(left) >= 0)
    assert surviving_vessels(threshold, 0.0, spread=0.25) == pytest.approx(np.ones(4))
    again = regrown(left, duration=3.2e7, rate=1e-9)
    assert np.all((again >= left) & (again <= 1.0))
    assert regrown(left, duration=0.0, rate=1e-9) == pytest.approx(left)
    for bad in ((-1.0, 0.25), (1.0, 0.0)):
        with pytest.raises(OutOfValidityError):
            surviving_vessels(threshold, bad[0], spread=bad[1])
    with pytest.raises(OutOfValidityError):
        regrown(left, duration=-1.0, rate=1e-9)
