"""What taking a surface off must keep: energy, depth that only grows, and one account of skin and injury."""

from __future__ import annotations

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
from lentigo.modalities import resurfacing
from lentigo.modalities.skins import BASAL, FAT, HORNY, PAPILLARY, SPINOUS
from lentigo.planning.compose_removal import removal_constants

SKIN = library.skin(site="face", melanin_fraction=0.03)
NUMERICS = Numerics(skins=16)
ERBIUM, CARBON = 2940.0, 10600.0


def simulated(wavelength=ERBIUM, *, skin=SKIN, **settings):
    chosen = replace(resurfacing.example, **settings)
    return resurfacing.simulate(skin, chosen, constants=removal_constants(wavelength), numerics=NUMERICS)


def melanin(skin):
    return sum(skin.layers[k].melanin_fraction * skin.layers[k].thickness_um for k in (SPINOUS, BASAL))


@pytest.mark.parametrize("wavelength", [ERBIUM, CARBON])
def test_no_light_does_nothing(wavelength):
    made = simulated(wavelength, fluence_j_cm2=0.0)
    assert made.skin_after == SKIN
    assert made.injury.coverage[0] == 0
    assert made.fields.attrs["nothing_removed"] == 1
    assert float(made.fields.removed.max()) == float(made.fields.coagulated.max()) == 0


@pytest.mark.parametrize(("wavelength", "little"), [(ERBIUM, 0.2), (CARBON, 1.0)])
def test_below_the_threshold_nothing_is_removed(wavelength, little):
    made = simulated(wavelength, fluence_j_cm2=little, passes=4)
    assert made.fields.attrs["nothing_removed"] == 1
    assert float(made.fields.removed.max()) == 0
    assert made.injury.dermis_removed[0] == 0


@pytest.mark.parametrize("wavelength", [ERBIUM, CARBON])
@pytest.mark.parametrize("fluence", [0.5, 3.0, 8.0, 25.0])
@pytest.mark.parametrize("passes", [1, 3])
def test_energy_is_conserved(wavelength, fluence, passes):
    told = simulated(wavelength, fluence_j_cm2=fluence, passes=passes).fields.attrs
    parts = told["carried_j_m2"] + told["left_j_m2"] + told["reflected_j_m2"]
    assert parts == pytest.approx(told["incident_j_m2"], rel=1e-12)
    assert told["incident_j_m2"] == pytest.approx(fluence * 1e4 * passes * 1.1)
    assert 0 < told["reflected_j_m2"] < 0.1 * told["incident_j_m2"]


@pytest.mark.parametrize("wavelength", [ERBIUM, CARBON])
def test_more_light_and_more_passes_never_take_less(wavelength):
    by_fluence = [simulated(wavelength, fluence_j_cm2=float(f)) for f in np.geomspace(0.3, 40, 8)]
    by_passes = [simulated(wavelength, passes=p) for p in (1, 2, 3, 5, 8)]
    for runs in (by_fluence, by_passes):
        for less, more in pairwise(runs):
            for name in ("removed_depth_m", "wound_depth_m"):
                assert more.fields.attrs[name] >= less.fields.attrs[name]
            assert np.all(more.fields.removed >= less.fields.removed - 1e-12)
            assert more.injury.epidermis_lost[0] >= less.injury.epidermis_lost[0]
            assert more.injury.dermis_removed[0] >= less.injury.dermis_removed[0]
            assert more.skin_after.barrier.stripped_share >= less.skin_after.barrier.stripped_share
    assert by_fluence[-1].fields.attrs["removed_depth_m"] > 1e-4


@pytest.mark.parametrize("wavelength", [ERBIUM, CARBON])
def test_darker_skin_changes_nothing(wavelength):
    dark = simulated(wavelength, skin=library.skin(site="face", melanin_fraction=0.2))
    pale = simulated(wavelength, skin=library.skin(site="face", melanin_fraction=0.005))
    assert dark.fields.equals(pale.fields)
    assert dark.fields.attrs == pale.fields.attrs


@pytest.mark.parametrize("wavelength", [ERBIUM, CARBON])
@pytest.mark.parametrize("fluence", [1.2, 3.0, 6.0, 20.0])
def test_the_skin_afterwards_and_the_injury_tell_the_same(wavelength, fluence):
    made = simulated(wavelength, fluence_j_cm2=fluence, overlap_share=0.0)
    before, after = SKIN.layers, made.skin_after.layers
    left = melanin(SKIN) * (1 - made.injury.melanin_cleared[0])
    assert melanin(made.skin_after) == pytest.approx(left, rel=1e-9, abs=2e-4)
    dermis = slice(PAPILLARY, FAT)
    thinner = sum(x.thickness_um for x in before[dermis]) - sum(x.thickness_um for x in after[dermis])
    assert thinner * 1e-6 == pytest.approx(float(made.injury.dermis_removed[0]), rel=1e-9, abs=2e-8)
    living = (before[SPINOUS].thickness_um + before[BASAL].thickness_um) * 1e-6
    assert made.skin_after.barrier.stripped_share >= made.injury.epidermis_lost[0] / living - 1e-12
    assert after[HORNY] == before[HORNY]
    assert after[FAT] == before[FAT]


def test_a_second_session_begins_where_the_first_has_ended():
    first = simulated(passes=2, overlap_share=0.0)
    second = simulated(passes=2, overlap_share=0.0, skin=first.skin_after)
    both = simulated(passes=4, overlap_share=0.0)
    total = first.fields.attrs["removed_depth_m"] + second.fields.attrs["removed_depth_m"]
    assert total == pytest.approx(both.fields.attrs["removed_depth_m"], rel=0.02)
    assert second.skin_after.layers[PAPILLARY].thickness_um < first.skin_after.layers[PAPILLARY].thickness_um


def test_what_a_device_cannot_remove_is_said_with_a_remedy():
    with pytest.raises(OutOfValidityError, match="not near 1064 nm") as raised:
        removal_constants(1064.0)
    assert "burns deep" in (raised.value.hint or "")


@settings(max_examples=25, derandomize=True, deadline=None)
@given(
    fluence=st.floats(0, 60),
    pulse=st.floats(-5, -1.3).map(lambda power: 10.0**power),
    passes=st.integers(1, 10),
    overlap=st.floats(0, 0.5),
    wavelength=st.sampled_from([ERBIUM, CARBON]),
    site=st.sampled_from(library.sites()),
)
def test_survives_its_bounds(fluence, pulse, passes, overlap, wavelength, site):
    chosen = resurfacing.Settings(fluence_j_cm2=fluence, pulse_s=pulse, passes=passes, overlap_share=overlap)
    skin = library.skin(site=site, melanin_fraction=0.05)
    made = resurfacing.simulate(skin, chosen, constants=removal_constants(wavelength), numerics=NUMERICS)
    for name in ("removed", "coagulated", "shocked"):
        values = made.fields[name]
        assert np.all(np.isfinite(values))
        assert np.all((values >= 0) & (values <= 1))
    assert np.all(made.fields.removed + made.fields.coagulated <= 1 + 1e-9)
    assert made.fields.attrs["energy_error"] < 1e-9
    assert from_plain(resurfacing.Settings, as_plain(chosen)) == chosen
