"""Faults planted in the fast light engine, one at a time, are each noticed by a check that the sound engine passes."""

from __future__ import annotations

import math
import types as python_types

import numpy as np
import pytest
from numba import float32, njit
from numba.core.dispatcher import Dispatcher

from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_events, _lane_kernel, _lane_run, _lane_steps, _packet_steps
from lentigo.physics._lane_intrinsics import (
    fma,
    load_number,
    load_numbers,
    load_words,
    positive_share,
    root,
    sign_of,
    signed_share,
    store_number,
    store_numbers,
)
from lentigo.physics.fresnel import reflectance_of_ray
from lentigo.physics.monte_carlo import monte_carlo

GRID = {"radial_edges": np.linspace(0, 5e-3, 6), "depth_edges": np.linspace(0, 2e-3, 6)}
GENERATOR_SEED = 5


def faulty(**faults):
    """The kernel with some functions replaced: those that call them are compiled anew, all else is taken as it is."""
    renewed = {name: njit(fault) for name, fault in faults.items()}
    for module in (_packet_steps, _lane_steps, _lane_events, _lane_kernel):
        # Functions stand below those that they call.
        for name, function in vars(module).copy().items():
            if not isinstance(function, Dispatcher) or name in faults or function.py_func.__module__ != module.__name__:
                continue
            body = function.py_func
            if renewed.keys() & set(body.__code__.co_names):
                changed = python_types.FunctionType(body.__code__, {**vars(module), **renewed}, name)
                options = {"forceinline": True} if function.targetoptions.get("forceinline") else {}
                renewed[name] = njit(nogil=True, **options)(changed)
    return python_types.SimpleNamespace(trace_lanes=renewed["trace_lanes"])


def slab(*, packets=20_000):
    """A slab of van de Hulst's tables."""
    return monte_carlo(
        [1000.0],
        [9000.0],
        [0.75],
        [2e-4],
        refractive_index=[1.0],
        index_above=1.0,
        index_below=1.0,
        packets=packets,
        seed=2,
        **GRID,
    )


def half_space(*, packets=20_000):
    """A half space of Giovanelli's."""
    return monte_carlo(
        [1000.0],
        [9000.0],
        [0.0],
        [math.inf],
        refractive_index=[1.5],
        index_above=1.0,
        index_below=1.5,
        packets=packets,
        seed=2,
        **GRID,
    )


def skin(*, packets=20_000):
    """Three layers of skin at 755 nm."""
    return monte_carlo(
        [2000.0, 25.0, 10.0],
        [3e4, 2e4, 1e4],
        [0.85] * 3,
        [6e-5, 1.5e-3, 1e-2],
        refractive_index=[1.4, 1.4, 1.44],
        index_above=1.0,
        index_below=1.0,
        packets=packets,
        seed=2,
        **GRID,
    )


def slab_is_right():
    lit = slab()
    assert abs(lit.diffuse_reflectance - 0.09739) < 4 * lit.diffuse_reflectance_error
    assert abs(lit.transmittance - 0.66096) < 4 * lit.transmittance_error


def half_space_is_right():
    lit = half_space()
    assert abs(lit.reflectance - 0.26) < 4 * lit.diffuse_reflectance_error
    # Roulette is fair: what it takes from nine it gives to the tenth, 3e-4 or less for each packet that plays.
    assert abs(lit.roulette) < 5 * 3e-4 / math.sqrt(lit.packets)


def skin_is_right():
    lit = skin()
    apart = np.abs(lit.absorbed_by_layer - [0.3977, 0.1153, 0.0896])
    np.testing.assert_array_less(apart, 4 * lit.absorbed_by_layer_error)
    assert abs(lit.diffuse_reflectance - 0.3496) < 4 * lit.diffuse_reflectance_error
    # How far light spreads before it leaves; no total shows a rotation that is wrong. From 300 000 packets of the
    # reference.
    near = lit.reflected.by_radius[:2] * np.pi * np.diff(lit.radial_edges**2)[:2]
    errors = lit.reflected.by_radius_error[:2] * np.pi * np.diff(lit.radial_edges**2)[:2]
    np.testing.assert_array_less(np.abs(near - [0.2142, 0.0753]), 4 * np.hypot(errors, [5e-4, 3e-4]))


def logarithm_is_right(optical_depth=_lane_steps.optical_depth.py_func):
    shares = np.concatenate([np.geomspace(2.0**-31, 1.0, 100_001), np.linspace(0.5, 1.0, 100_001)]).astype(np.float32)
    exact = -np.log(shares.astype(float))
    np.testing.assert_allclose(optical_depth(shares), exact, rtol=3e-7, atol=1e-7)


# The faults. Each is the sound function with the one thing wrong.


def rotated_the_wrong_way(ux, uy, uz, g, even, along, across):
    x, y, z = _lane_steps.scattered(ux, uy, uz, g, even, along, across)
    # The sign of what the turn adds along the axis.
    spread = fma(g, even, 1.0)
    q = 1.0 / spread
    a = fma(0.0 - g * g, q, q)
    cosine = 0.5 * fma((even + g) * q, a + 1.0, g)
    return x, y, cosine * uz - (z - cosine * uz)


def scattered_with_g_for_its_square(ux, uy, uz, g, even, along, across):
    tilt = uz + sign_of(_lane_steps.bits_of(uz), fma(g, 0.0, 1.0))
    spread = fma(g, even, 1.0)
    shared = 1.0 / (spread * tilt)
    q = shared * tilt
    a = fma(0.0 - g, q, q)  # here
    cosine = 0.5 * fma((even + g) * q, a + 1.0, g)
    flat = fma(0.0 - cosine, cosine, 1.0)
    sine = root(_lane_steps.choose(flat < 0.0, 0.0, flat))
    p = sine * along
    v = sine * across
    both = fma(v, uy, p * ux)
    turn = fma(0.0 - both, shared * spread, cosine)
    x = fma(ux, turn, sign_of(_lane_steps.bits_of(uz), p))
    y = fma(uy, turn, sign_of(_lane_steps.bits_of(uz), v))
    return x, y, fma(cosine, uz, 0.0 - both)


def reflected_without_totality(uz, index_from, index_to, share):
    sine_squared = (index_from / index_to) ** 2 * (1.0 - uz * uz)
    if sine_squared >= 1.0:
        return False
    return share < reflectance_of_ray(abs(uz), index_from, index_to)


def roulette_that_forgets_the_weight(lane, desk):
    weight = _lane_events.settle(lane, desk)
    record = _lane_events.record_of(lane, desk)
    _lane_events.add(record, at.GAMBLED, _lane_events.counted(weight))
    if weight <= 0.0 or _lane_events.draw(lane) >= _packet_steps.SURVIVAL:
        _lane_events.launch(lane, desk)
        return
    _lane_events.add(record, at.GAMBLED, -_lane_events.counted(weight))
    store_number(lane + at.ENTERED, float32(weight))


def settled_in_the_layer_above(lane, desk):
    weight = float(load_number(lane + at.WEIGHT))
    taken = _lane_events.counted(float(load_number(lane + at.ENTERED))) - _lane_events.counted(weight)
    layer = int(_lane_events.load_word(lane + at.LAYER))
    _lane_events.add(_lane_events.record_of(lane, desk), at.FIRST_TAKEN + max(0, layer - 1), taken)
    return weight


def rough_logarithm(share):
    return _lane_steps.optical_depth.py_func(share) * np.float32(1.001)


FAULTS = {
    "wrong sign in the rotation": ({"scattered": rotated_the_wrong_way}, skin_is_right),
    "g for its square": ({"scattered": scattered_with_g_for_its_square}, slab_is_right),
    "no total reflection": ({"is_reflected": reflected_without_totality}, half_space_is_right),
    "weight lost at roulette": ({"gamble": roulette_that_forgets_the_weight}, half_space_is_right),
    "off by one layer": ({"settle": settled_in_the_layer_above}, skin_is_right),
}


@pytest.mark.parametrize("check", [slab_is_right, half_space_is_right, skin_is_right, logarithm_is_right])
def test_the_sound_engine_passes(check):
    check()


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_noticed(name, monkeypatch):
    faults, check = FAULTS[name]
    monkeypatch.setattr(_lane_run, "kernel", faulty(**faults))
    with pytest.raises(AssertionError):
        check()


def test_a_rough_logarithm_is_noticed():
    with pytest.raises(AssertionError):
        logarithm_is_right(rough_logarithm)


# The steps themselves, as NumPy computes them; and compiled rows against NumPy.


def words(count):
    generator = np.random.default_rng(GENERATOR_SEED)
    return generator.integers(0, 2**32, count, dtype=np.uint32)


def directions(count):
    generator = np.random.default_rng(GENERATOR_SEED + 1)
    drawn = generator.normal(size=(3, count))
    drawn /= np.linalg.norm(drawn, axis=0)
    # Straight up, straight down and level are where formulas break.
    drawn[:, :6] = [[0, 0, 1, -1, 0, 0], [0, 0, 0, 0, 1, -1], [1, -1, 0, 0, 0, 0]]
    return drawn.astype(np.float32)


def test_words_are_those_of_the_published_generator():
    state = [np.array([word], np.uint32) for word in (1, 2, 3, 4)]
    found = []
    for _ in range(3):
        word, *state = _lane_steps.next_word.py_func(*state)
        found.append(int(word[0]))
    # By hand from the definition: 1 + 4; then state (7, 0, 1026, 12288); and once more.
    assert found[:2] == [5, 12295]
    one = [1, 2, 3, 4]
    for expected in found:
        a, b, c, d = one
        assert expected == (a + d) % 2**32
        shifted = (b << 9) % 2**32
        c ^= a
        d ^= b
        one = [a ^ d, b ^ c, c ^ shifted, ((d << 11) | (d >> 21)) % 2**32]


def test_azimuths_are_even_and_of_length_one():
    cosine, sine = _lane_steps.azimuth.py_func(words(200_000))
    np.testing.assert_allclose(cosine.astype(float) ** 2 + sine.astype(float) ** 2, 1.0, atol=6e-7)
    angle = np.arctan2(sine, cosine)
    counted, _ = np.histogram(angle, bins=16, range=(-np.pi, np.pi))
    assert np.sum((counted - 12_500) ** 2 / 12_500) < 37.7  # chance of more: one in a thousand


@pytest.mark.parametrize("g", [0.0, 0.85, -0.5, 0.99])
def test_scattering_turns_by_the_law_and_keeps_the_length(g):
    ux, uy, uz = directions(200_000)
    even = signed_share(words(200_000))
    along, across = _lane_steps.azimuth.py_func(words(200_000)[::-1])
    mean = np.full(200_000, g, np.float32)
    x, y, z = _lane_steps.scattered.py_func(ux, uy, uz, mean, even, along, across)
    np.testing.assert_allclose(x**2 + y**2 + z**2, 1.0, atol=3e-5)
    cosine = (x * ux + y * uy + z * uz).astype(float)
    e = even.astype(float)
    exact = (1 + g * g - ((1 - g * g) / (1 + g * e)) ** 2) / (2 * g) if g else e
    np.testing.assert_allclose(cosine, exact, atol=3e-5)
    assert abs(cosine.mean() - g) < 5e-3
    length = np.sqrt(sum(u.astype(float) ** 2 for u in _lane_steps.normalised.py_func(x, y, z)))
    np.testing.assert_allclose(length, 1.0, atol=3e-7)


def test_compiled_rows_are_what_numpy_computes():
    @njit
    def compiled(start):
        first = load_words(start)
        even = signed_share(first)
        along, across = _lane_steps.azimuth(first)
        g = load_numbers(start + 512)
        x, y, z = _lane_steps.scattered(
            load_numbers(start + 128), load_numbers(start + 256), load_numbers(start + 384), g, even, along, across
        )
        for place, row in ((128, x), (256, y), (384, z)):
            store_numbers(start + place, row)
        store_numbers(start + 640, _lane_steps.optical_depth(positive_share(first)))

    memory = np.zeros(6 * 128 + 64, np.uint8)
    start = -memory.ctypes.data % 64
    rows = memory[start : start + 6 * 128].reshape(6, 128).view(np.float32)
    drawn, turned = words(32), directions(32)
    rows[0], rows[1:4], rows[4] = drawn.view(np.float32), turned, 0.85
    compiled(memory.ctypes.data + start)
    along, across = _lane_steps.azimuth.py_func(drawn)
    even = signed_share(drawn)
    expected = _lane_steps.scattered.py_func(*turned, np.full(32, 0.85, np.float32), even, along, across)
    np.testing.assert_allclose(rows[1:4], expected, atol=2e-6)
    np.testing.assert_allclose(rows[5], _lane_steps.optical_depth.py_func(positive_share(drawn)), rtol=3e-7, atol=1e-7)
