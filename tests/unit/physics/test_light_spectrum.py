"""Light of a whole spectrum: runs of one wavelength put together, with errors as wide as repeats spread."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from lentigo import library, units
from lentigo.errors import Cancelled, OutOfValidityError
from lentigo.modalities.skins import stack
from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.light_spectrum import FEWEST_PACKETS, monte_carlo_spectrum
from lentigo.physics.monte_carlo import monte_carlo
from lentigo.planning.compose import constants_for

SKIN = {
    "absorption": [[2000.0, 25.0], [900.0, 10.0], [300.0, 30.0]],
    "scattering": [[3e4, 2e4], [2.5e4, 1.8e4], [2e4, 1.2e4]],
    "anisotropy": [0.85, 0.8],
    "thickness": [6e-5, 1.5e-3],
    "refractive_index": [1.42, 1.38],
    "index_above": 1.0,
    "index_below": 1.38,
    "power": [0.5, 0.3, 0.2],
}
GRID = {"radial_edges": np.linspace(0, 4e-3, 6), "depth_edges": np.linspace(0, 1.56e-3, 9)}
LAYERS = ("absorption", "scattering", "anisotropy", "thickness")


def lamp(**changed):
    options = {**GRID, **SKIN, "packets": 6000, "seed": 3, **changed}
    layers = [options.pop(name) for name in LAYERS]
    return monte_carlo_spectrum(*layers, **options)


def bits(lit):
    found = []
    for field in dataclasses.fields(lit):
        value = getattr(lit, field.name)
        if isinstance(value, tuple):
            found += [bits(one) for one in value]
        elif dataclasses.is_dataclass(value):
            found += bits(value)
        elif value is not None:
            found.append(np.asarray(value).tobytes())
    return found


def test_a_single_wavelength_is_the_run_of_one():
    own = {**SKIN, "absorption": SKIN["absorption"][:1], "scattering": SKIN["scattering"][:1], "power": [0.7]}
    one = {name: value for name, value in own.items() if name not in (*LAYERS, "power")}
    plain = monte_carlo(*(np.squeeze(own[name]) for name in LAYERS), **one, **GRID, packets=6000, seed=3)
    lit = lamp(**own)
    assert bits(lit.runs[0]) == bits(plain)
    assert np.array_equal(lit.absorbed, plain.absorbed)
    assert np.array_equal(lit.absorbed_by_layer_error, plain.absorbed_by_layer_error)
    assert lit.total_reflectance == plain.reflectance


def test_the_same_bits_whatever_threads():
    once = bits(lamp())
    assert bits(lamp(threads=2)) == once
    assert bits(lamp(threads=5)) == once
    assert bits(lamp(seed=4)) != once


def test_wavelengths_share_no_random_numbers():
    """The same skin at three wavelengths: three runs that differ, whose mean is that of one run of all packets."""
    same = {"absorption": SKIN["absorption"][:1] * 3, "scattering": SKIN["scattering"][:1] * 3}
    lit = lamp(**same, packets=30_000)
    assert len({run.diffuse_reflectance for run in lit.runs}) == 3
    whole = lamp(absorption=same["absorption"][:1], scattering=same["scattering"][:1], power=None, packets=30_000)
    spread = np.hypot(lit.absorbed_by_layer_error, whole.absorbed_by_layer_error)
    assert np.all(np.abs(lit.absorbed_by_layer - whole.absorbed_by_layer) < 3 * spread)
    # As many packets tell as much, in however many runs they are followed.
    assert lit.total_reflectance_error == pytest.approx(whole.total_reflectance_error, rel=0.15)


def test_packets_follow_power_and_all_are_used():
    lit = lamp(packets=10_007)
    own = [run.packets for run in lit.runs]
    assert lit.packets == sum(own) == 10_007
    assert np.abs(np.array(own) - FEWEST_PACKETS - (10_007 - 3 * FEWEST_PACKETS) * lit.power).max() <= 1.0
    assert [run.packets for run in lamp(packets=6001, spread="evenly").runs] == [2000, 2001, 2000]
    # However many packets a wavelength has, it weighs as much as its energy.
    dark = lamp(power=[1.0, 0.0, 0.0])
    assert dark.runs[1].packets == FEWEST_PACKETS
    assert dark.total_reflectance == dark.reflectance[0]
    assert np.isfinite(dark.reflectance_error).all()


def test_sums_and_energy():
    lit = lamp(packets=12_000)
    assert lit.power.sum() == pytest.approx(1.0)
    roulette = sum(p * run.roulette for p, run in zip(lit.power, lit.runs, strict=True))
    total = lit.total_reflectance + lit.total_transmittance + lit.absorbed_by_layer.sum() + roulette
    # Fresnel's share is known better than the engine counts it.
    assert total == pytest.approx(1.0, abs=1e-6)
    again, error = lit.absorbed_weighed(np.ones(3))
    assert np.allclose(again, lit.absorbed, rtol=1e-12)
    assert np.allclose(error, lit.absorbed_error, rtol=1e-12)
    by_slice = np.zeros((3, 8))
    by_slice[1, 2] = 5.0
    assert np.allclose(lit.absorbed_weighed(by_slice)[0][:, 2], 5 * lit.power[1] * lit.runs[1].absorbed[:, 2])
    with pytest.raises(ValueError, match="does not fit 3 wavelengths"):
        lit.absorbed_weighed(np.ones(4))


def test_errors_are_as_wide_as_repeats_spread():
    runs = [lamp(packets=3000, seed=100 + i) for i in range(60)]
    for name in ("total_reflectance", "absorbed_by_layer"):
        found = np.array([getattr(lit, name) for lit in runs])
        stated = np.sqrt(np.mean([np.square(getattr(lit, f"{name}_error")) for lit in runs], axis=0))
        # The spread of 60 repeats is itself known to 9 %.
        assert found.std(axis=0, ddof=1) == pytest.approx(stated, rel=0.3)


def test_stratified_sums_are_known_better_than_drawn_wavelengths():
    """Drawing the wavelength of each packet would add the spread of the wavelengths' means."""
    lit = lamp(packets=12_000)
    means = np.array([run.absorbed_by_layer[0] for run in lit.runs])
    drawn = np.sqrt(lit.absorbed_by_layer_error[0] ** 2 + lit.power @ (means - lit.power @ means) ** 2 / lit.packets)
    assert lit.absorbed_by_layer_error[0] < 0.95 * drawn


@pytest.mark.parametrize("handpiece", library.device("ipl").handpieces, ids=lambda h: h.name.split()[0])
def test_filtered_lamps_agree_with_adding_doubling(handpiece):
    """A broad beam in the skin of a cheek, of one refractive index, as adding-doubling has it."""
    skins = stack([library.skin(site="cheek", melanin_fraction=0.06)])
    lines, constants = handpiece.lines, constants_for(handpiece.lines)
    wavelength = [line.wavelength_nm * units.nm for line in lines]
    own = {
        "absorption": np.array([skins.absorption(w, constants.spectra)[0] for w in wavelength]),
        "scattering": np.array([skins.scattering(w)[0] for w in wavelength]),
        "anisotropy": np.array([skins.anisotropy(w)[0] for w in wavelength]),
    }
    thickness, power = skins.thickness[0], np.array([line.share for line in lines])
    lit = monte_carlo_spectrum(
        **own,
        thickness=thickness,
        refractive_index=np.full(thickness.size, 1.4),
        index_above=1.0,
        index_below=1.4,
        power=power,
        packets=40_000,
        seed=7,
        radial_edges=[0, 1],
        depth_edges=[0, 1],
        threads=2,
    )
    layered = layered_light(
        **own,
        thickness=np.tile(thickness, (len(lines), 1)),
        index_inside=1.4,
        index_above=1.0,
        index_below=1.4,
        streams=16,
        sublayers=(1,) * thickness.size,
        threads=1,
        estimate_error=False,
    )
    assert abs(lit.total_reflectance - power @ layered.reflectance) < 4 * lit.total_reflectance_error
    assert np.all(np.abs(lit.reflectance - layered.reflectance) < 4 * lit.reflectance_error)
    off = np.abs(lit.absorbed_by_layer - power @ layered.absorbed)
    assert np.all(off < 4 * lit.absorbed_by_layer_error + 1e-6)
    assert np.all(lit.absorbed_by_layer_error < 5e-3)


def test_progress_tells_of_the_whole_and_may_stop_it():
    seen: list[tuple[int, int]] = []
    lamp(progress=lambda done, of: seen.append((done, of)))
    assert [of for _, of in seen] == [6000] * len(seen)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (6000, 6000)

    def stop(done, _of):
        if done > 3000:
            raise Cancelled

    with pytest.raises(Cancelled):
        lamp(progress=stop)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(OutOfValidityError) as caught:
        lamp(
            absorption=[[-1.0, 2.0], [3.0, 4.0], [-1.0, 4.0]],
            anisotropy=[0.8, 1.0],
            thickness=[0.0, 1e-3],
            power=[1.0, -1.0, 0.5],
            packets=10,
            index_above=0.9,
            cover_index=[0.5],
            cover_thickness=[1e-3],
        )
    said = str(caught.value)
    for words in (
        "at wavelength 1, 3 of 3: absorption [1/m] must be finite and not negative",
        "anisotropy must lie between -1 and 1",
        "thickness [m] must be positive",
        "power must be finite",
        "packets must be at least 192 for each of the 3 wavelengths, not 10",
        "found 0.9",
        "found 0.5",
    ):
        assert words in said
    assert said.count("anisotropy") == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"power": [0.0, 0.0, 0.0]}, "above 0 somewhere"),
        ({"spread": "anyhow"}, "by_power, evenly"),
        ({"thickness": [1e-4, np.inf], "absorption": [[1.0, 0.0], [1.0, 1.0], [1.0, 1.0]]}, "wavelength 1 of 3.*ever"),
    ],
)
def test_what_cannot_be_is_refused(changed, words):
    with pytest.raises(OutOfValidityError, match=words):
        lamp(**changed)


def test_arrays_that_do_not_fit_are_named_together():
    with pytest.raises(ValueError, match=r"scattering \(2, 2\), power \(4,\) do not fit 3 wavelengths and 2 layers"):
        lamp(scattering=SKIN["scattering"][:2], power=[1.0] * 4)
