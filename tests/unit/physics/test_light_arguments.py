"""What callers hand to the light engines: numbers of every type are taken, everything else is refused in words."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics import light_sources
from lentigo.physics.light_paths import monte_carlo_paths
from lentigo.physics.light_sets import monte_carlo_sets
from lentigo.physics.light_solids import monte_carlo_with_solids, vessel
from lentigo.physics.light_spectrum import monte_carlo_spectrum
from lentigo.physics.monte_carlo import monte_carlo

LAYERS = {"absorption": [1000.0], "scattering": [9000.0], "anisotropy": [0.75], "thickness": [2e-4]}
RUN = {"refractive_index": [1.4], "index_above": 1.0, "index_below": 1.0, "packets": 200, "seed": 1}
RINGS = {"radial_edges": [0.0, 1.0], "depth_edges": [0.0, 1e-2]}
BOXES = {f"{axis}_edges": [0.0, 1e-3] for axis in "xyz"} | {"solids": (), "source": light_sources.pencil()}


def asked(function, layers, grid, **changed):
    options = {**layers, **RUN, **grid, **changed}
    columns = [options.pop(name) for name in LAYERS]
    return function(*columns, **options)


def walk(**changed):
    return asked(monte_carlo, LAYERS, RINGS, **changed)


ALL = {
    "fast": walk,
    "reference": lambda **changed: walk(engine="reference", **changed),
    "solids": lambda **changed: asked(monte_carlo_with_solids, LAYERS, BOXES, **changed),
    "sets": lambda **changed: asked(monte_carlo_sets, {**LAYERS, "absorption": [[1000.0]]}, RINGS, **changed).runs[0],
    "paths": lambda **changed: asked(monte_carlo_paths, LAYERS, {"radial_edges": [0.0, 1.0]}, **changed),
    "spectrum": lambda **changed: asked(
        monte_carlo_spectrum, {**LAYERS, "absorption": [[1000.0]], "scattering": [[9000.0]]}, RINGS, **changed
    ),
}
ENGINES = pytest.mark.parametrize("follow", [ALL["fast"], ALL["reference"]], ids=["fast", "reference"])


@ENGINES
@pytest.mark.parametrize("packets", [np.int32(200), np.uint8(200), 200.0, np.float32(200), np.array(200)], ids=repr)
def test_packets_may_be_whole_numbers_of_any_type(follow, packets):
    assert follow(packets=packets).diffuse_reflectance == follow().diffuse_reflectance


@ENGINES
@pytest.mark.parametrize("seed", [np.int8(1), True, 1.0, 2**70 + 1, 1 - 2**64], ids=repr)
def test_seeds_may_be_whole_numbers_of_any_type_and_size(follow, seed):
    assert follow(seed=seed).diffuse_reflectance == follow().diffuse_reflectance
    assert follow(seed=-1).diffuse_reflectance == follow(seed=2**64 - 1).diffuse_reflectance != follow(seed=2)


@pytest.mark.parametrize("follow", ALL.values(), ids=ALL)
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"packets": 1000.5}, "packets must be a whole number, not 1000.5"),
        ({"packets": math.inf}, "packets must be a whole number, not inf"),
        ({"packets": math.nan}, "packets must be a whole number, not nan"),
        ({"packets": "many"}, "packets must be a whole number, not 'many'"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"seed": "one"}, "seed must be a whole number"),
        ({"scattering": [1j]}, "scattering must be real numbers"),
        ({"thickness": ["thin"]}, "thickness must be real numbers"),
        ({"cover_absorption": "x"}, "cover_absorption must be real numbers"),
        ({"cover_index": [1.5], "cover_thickness": [1e4]}, "at most 1000 m; found 10000"),
        ({"thickness": [1e39]}, "at most 1000, .*; found 1e.39"),
    ],
    ids=str,
)
def test_what_is_no_number_of_its_kind_is_named(follow, wrong, words):
    if "scattering" in wrong and follow is ALL["spectrum"]:
        wrong = {"scattering": [wrong["scattering"]]}
    with pytest.raises(OutOfValidityError, match=words):
        follow(**wrong)


@ENGINES
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"diameter": 5e-3}, "a pencil beam has no diameter; found 0.005 m"),
        ({"diameter": 1j, "beam": "top_hat"}, "diameter must be real"),
        ({"cosine": "steep"}, "cosine must be real"),
        ({"index_above": "air"}, "index_above must be real"),
        ({"index_below": [1.0, 2.0]}, "index_below must be one number"),
        ({"index_below": 11.0}, "at most 10; found 11"),
        ({"radial_edges": ["a", "b"]}, "radial_edges must be real"),
        ({"absorption": [math.inf]}, "not negative; found inf"),
        ({"scattering": [1e12]}, r"at most 1e.09: .*; found 1e.12"),
        ({"absorption": [1e-35], "thickness": [math.inf]}, "would reach .* m deep"),
        ({"absorption": [0.0], "scattering": [1e9], "thickness": [1.0]}, r"layer 1 a packet would be scattered 1e.09"),
    ],
    ids=str,
)
def test_what_would_hang_or_be_ignored_is_refused(follow, wrong, words):
    with pytest.raises(OutOfValidityError, match=words):
        follow(**wrong)


def test_the_value_that_is_wrong_is_the_one_that_is_named():
    thick = {"thickness": [1e-4, 1e-4], "anisotropy": [0.9, 0.9], "scattering": [1e4, 1e4], "refractive_index": [1, 1]}
    with pytest.raises(OutOfValidityError, match="found inf"):
        walk(**thick, absorption=[10.0, math.inf])
    with pytest.raises(OutOfValidityError, match=r"found 1\.0"):
        walk(**{**thick, "anisotropy": [0.9, 1.0]}, absorption=[10.0, 10.0])


def test_a_solid_denser_than_all_matter_is_refused():
    dense = vessel(depth=1e-4, radius=5e-5, absorption=1e3, scattering=1e12, anisotropy=0.9)
    with pytest.raises(OutOfValidityError, match="scattering of a solid"):
        ALL["solids"](solids=[dense])


@pytest.mark.parametrize(
    "flat",
    [{"cosine": 5e-4}, {"beam": light_sources.converging(focus=1e-4, half_angle=1.5705)}],
    ids=["leaning", "converging"],
)
def test_rays_along_the_surface_are_for_the_reference(flat):
    with pytest.raises(OutOfValidityError, match="cosine of its rays") as caught:
        walk(**flat)
    assert caught.value.hint == 'use engine="reference"'
    assert walk(**flat, engine="reference").reflectance > 0.5


@pytest.mark.parametrize("follow", [ALL["fast"], ALL["reference"], ALL["solids"]], ids=["fast", "reference", "solids"])
def test_covers_and_roulette_have_errors_as_wide_as_they_scatter(follow):
    cover = {"cover_index": [1.5], "cover_thickness": [1e-3], "cover_absorption": [200.0], "index_below": 1.4}
    runs = [follow(seed=seed, packets=400, thickness=[5e-3], **cover) for seed in range(60)]
    for name in ("absorbed_by_cover", "roulette"):
        spread = np.std([getattr(run, name) for run in runs], ddof=1)
        stated = np.sqrt(np.mean(np.square([getattr(run, f"{name}_error") for run in runs])))
        # The spread of 60 runs is known to 9 %; few packets gamble, so that their error is known to less.
        assert stated == pytest.approx(spread, rel=0.4)
