"""Paths of one run weighed anew: the run itself where nothing changes, other runs where absorption does."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from lentigo.errors import Cancelled, OutOfValidityError
from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.light_paths import monte_carlo_paths, reweighted
from lentigo.physics.monte_carlo import monte_carlo

SKIN = {
    "scattering": [3e4, 2e4, 1e4],
    "anisotropy": [0.85, 0.85, 0.85],
    "thickness": [6e-5, 1.5e-3, 1e-2],
    "refractive_index": [1.4, 1.4, 1.44],
    "index_above": 1.0,
    "index_below": 1.0,
    "radial_edges": np.linspace(0, 5e-3, 26),
    "packets": 20_000,
    "seed": 1,
}
ABSORPTION = np.array([2000.0, 25.0, 10.0])
COVERED = {"cover_index": [1.33, 1.5], "cover_thickness": [2e-4, 1e-3], "cover_absorption": [20.0, 1.0]}
HALF_SPACE = {
    "scattering": [9000.0],
    "anisotropy": [0.0],
    "thickness": [np.inf],
    "refractive_index": [1.5],
    "index_below": 1.5,
}


def kept(absorption=ABSORPTION, **changed):
    return monte_carlo_paths(absorption, **{**SKIN, **changed})


def direct(absorption=ABSORPTION, **changed):
    return monte_carlo(absorption, depth_edges=[0, 1e-3], **{**SKIN, **changed})


@pytest.mark.parametrize(
    "options", [{}, COVERED, {"beam": "top_hat", "diameter": 4e-3}], ids=["pencil", "glass", "wide"]
)
def test_without_a_change_it_is_the_run_itself_bit_for_bit(options):
    (lit,) = reweighted(kept(**options, threads=2), [ABSORPTION])
    run = direct(**options)
    for name in ("diffuse_reflectance", "transmittance"):
        assert getattr(lit, name) == getattr(run, name)
        assert getattr(lit, f"{name}_error") == getattr(run, f"{name}_error")
    for name in ("reflected", "transmitted"):
        for field in dataclasses.fields(getattr(lit, name)):
            ours, theirs = (getattr(getattr(light, name), field.name) for light in (lit, run))
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.3, [6.0, 1.0, 1.0], [1.0, 4.0, 3.0]], ids=str)
def test_other_absorptions_are_as_in_runs_of_their_own(factor):
    absorption = ABSORPTION * factor
    (lit,) = reweighted(kept(packets=60_000), [absorption])
    run = direct(absorption, packets=60_000, seed=2)
    for name in ("diffuse_reflectance", "transmittance"):
        error = np.hypot(getattr(lit, f"{name}_error"), getattr(run, f"{name}_error"))
        assert abs(getattr(lit, name) - getattr(run, name)) < 4 * error
    for name in ("by_radius", "by_angle"):
        error = np.hypot(getattr(lit.reflected, f"{name}_error"), getattr(run.reflected, f"{name}_error"))
        known = getattr(run.reflected, name) > 8 * error
        apart = np.abs(getattr(lit.reflected, name) - getattr(run.reflected, name))
        assert known.sum() > 5
        assert np.all(apart[known] < 4.5 * error[known])


def test_packets_that_survived_roulette_are_weighed_as_in_the_run():
    (lit,) = reweighted(kept([1000.0], **HALF_SPACE), [[1000.0]])
    run = direct([1000.0], **HALF_SPACE)
    assert run.roulette != 0.0
    assert lit.diffuse_reflectance == run.diffuse_reflectance


def test_reflectances_are_those_of_adding_doubling():
    factors = np.array([0.3, 0.6, 1.0, 2.0, 3.0])[:, None]
    options = {**SKIN, "refractive_index": [1.4, 1.4, 1.4]}
    lit = reweighted(monte_carlo_paths(ABSORPTION, **{**options, "packets": 60_000}), ABSORPTION * factors)
    broad = layered_light(
        ABSORPTION * factors,
        *(np.tile(SKIN[name], (5, 1)) for name in ("scattering", "anisotropy", "thickness")),
        index_above=1.0,
        index_inside=1.4,
        index_below=1.0,
        sublayers=[1, 1, 1],
        streams=16,
        estimate_error=False,
    )
    specular = (0.4 / 2.4) ** 2
    for one, reflectance, transmittance in zip(lit, broad.reflectance, broad.transmittance, strict=True):
        assert abs(one.diffuse_reflectance + specular - reflectance) < 3.5 * one.diffuse_reflectance_error + 2e-4
        assert abs(one.transmittance - transmittance) < 3.5 * one.transmittance_error + 2e-4


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_errors_are_as_wide_as_the_spread(factor):
    lit = [
        reweighted(kept([1000.0], **HALF_SPACE, packets=3000, seed=seed), [[1000.0 * factor]])[0] for seed in range(60)
    ]
    spread = np.std([one.diffuse_reflectance for one in lit], ddof=1)
    stated = np.sqrt(np.mean([one.diffuse_reflectance_error**2 for one in lit]))
    assert stated == pytest.approx(spread, rel=0.3)


def test_fewer_packets_count_the_farther_the_absorption_lies():
    lit = reweighted(kept(), [ABSORPTION, 2 * ABSORPTION, 4 * ABSORPTION])
    counts = [one.effective_reflected for one in lit]
    assert np.all(np.diff(counts) < 0)
    assert counts[0] < len(kept().weight)


@pytest.mark.parametrize("factor", [0.01, 100.0])
def test_an_absorption_too_far_away_is_refused(factor):
    paths = kept([1000.0], **HALF_SPACE, packets=1000)
    with pytest.raises(OutOfValidityError, match=r"set 1 lies too far from the run's.* could not be believed"):
        reweighted(paths, [[1000.0], [1000.0 * factor]])


def test_threads_leave_no_trace():
    one, other = kept(packets=9000), kept(packets=9000, threads=3)
    for field in dataclasses.fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


def test_memory_is_bounded_and_as_stated():
    paths = kept(packets=2000)
    assert paths.memory == paths.weight.size * (4 * 3 + 20)
    with pytest.raises(OutOfValidityError, match="follow at most 33554432 packets"):
        kept(packets=10**8)


def test_progress_is_told_and_may_stop():
    told = []
    kept(packets=3000, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (3000, 3000)

    def stop(_done, _of):
        raise Cancelled

    with pytest.raises(Cancelled):
        kept(packets=10**7, progress=stop)


def test_light_that_never_leaves_below_has_no_transmittance():
    (lit,) = reweighted(kept([1000.0], **HALF_SPACE), [[1200.0]])
    assert lit.transmittance == lit.transmittance_error == lit.effective_transmitted == 0.0


def test_what_does_not_fit_is_refused():
    paths = kept(packets=500)
    with pytest.raises(ValueError, match=r"\(S, 3\)"):
        reweighted(paths, ABSORPTION)
    with pytest.raises(OutOfValidityError, match="not negative"):
        reweighted(paths, [-ABSORPTION])
