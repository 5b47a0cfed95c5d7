"""What a numbing cream must keep as every way of treating must: mass, dose, settings, units, the skin afterwards."""

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
from lentigo.domain.skin import Barrier
from lentigo.library.creams import cream
from lentigo.modalities import numbing_cream
from lentigo.modalities.numbing_cream import Settings, balance, example, numb, simulate
from lentigo.modalities.skins import stack
from lentigo.planning.numb_sample import numb_sample

SKIN = library.skin(site="forearm", melanin_fraction=0.03)
CONSTANTS = numb_sample(cream("emla"), place="forearm", count=1, seed=1, central=True).constants
NUMERICS = Numerics(skins=16)
USUAL = simulate(SKIN, example, constants=CONSTANTS, numerics=NUMERICS)


def simulated(chosen=example, *, constants=CONSTANTS, skin=SKIN):
    return simulate(skin, chosen, constants=constants, numerics=NUMERICS)


def test_cites_known_sources():
    assert [library.reference(key).key for key in numbing_cream.sources] == list(numbing_cream.sources)


def test_fields_are_labelled_in_si_units():
    assert all(USUAL.fields[name].attrs["long_name"] for name in USUAL.fields.variables)
    assert {USUAL.fields[name].attrs["units"] for name in USUAL.fields.variables} <= {"1", "s", "m", "kg/m³", "kg/m²"}
    assert np.all(np.diff(USUAL.fields.time) > 0)
    assert np.all(np.diff(USUAL.fields.depth) > 0)


def test_same_question_same_answer():
    again = simulated()
    assert again.fields.identical(USUAL.fields)
    assert again.skin_after == USUAL.skin_after


def test_no_cream_does_nothing():
    nothing = simulated(replace(example, amount_g=0.0))
    assert float(nothing.fields.block.max()) == 0
    assert float(nothing.fields.lidocaine_absorbed.max()) == 0
    assert np.all(nothing.fields.blood == 1)
    assert nothing.skin_after == SKIN
    assert nothing.fields.needle_depth.to_numpy() == pytest.approx(1.9e-3, rel=1e-6)


def test_no_mass_is_lost_and_the_error_is_small():
    assert abs(balance(USUAL)) < 1e-9
    assert 0 < USUAL.fields.attrs["error"] < 0.05


@pytest.mark.parametrize("setting", [field.name for field in fields_of(Settings)])
def test_every_setting_matters(setting):
    changed = replace(example, **{setting: getattr(example, setting) * 1.5})
    assert not USUAL.fields.equals(simulated(changed).fields)


def test_more_cream_is_never_less_drug():
    runs = [simulated(replace(example, amount_g=grams)).fields for grams in (0.0, 0.5, 2.0, 15.0, 60.0)]
    for less, more in pairwise(runs):
        assert np.all(more.lidocaine_absorbed >= less.lidocaine_absorbed - 1e-15)
        assert np.all(more.block >= less.block - 1e-9)
        assert np.all(more.needle_depth >= less.needle_depth - 1e-9)


def test_the_papillary_dermis_pales_and_nothing_else_changes():
    after = USUAL.skin_after
    papillary = [layer.name for layer in SKIN.layers].index("papillary_dermis")
    for index, (old, new) in enumerate(zip(SKIN.layers, after.layers, strict=True)):
        if index == papillary:
            assert new.blood_fraction == pytest.approx(0.53 * old.blood_fraction, rel=5e-3)
            assert replace(new, blood_fraction=old.blood_fraction) == old
        else:
            assert new == old
    assert USUAL.skin_at(0.0).layers[papillary].blood_fraction == SKIN.layers[papillary].blood_fraction
    late = USUAL.skin_at(4.5 * 3600).layers[papillary].blood_fraction
    assert late == pytest.approx(1.3 * SKIN.layers[papillary].blood_fraction, rel=5e-3)


@pytest.mark.parametrize(
    "barrier",
    [
        Barrier(stripped_share=0.7),
        Barrier(stripped_share=1.0),
        Barrier(channel_share=0.01, channel_depth_um=150.0),
        Barrier(stripped_share=0.5, channel_share=0.01, channel_depth_um=150.0),
    ],
)
def test_a_broken_barrier_lets_more_in_and_numbs_sooner(barrier):
    short = replace(example, contact_minutes=20.0)
    ran = simulated(short, skin=replace(SKIN, barrier=barrier))
    intact, broken = simulated(short).fields, ran.fields
    at = 25 * 60
    assert float(broken.nerve_block.interp(time=at)) > float(intact.nerve_block.interp(time=at))
    assert float(broken.lidocaine_absorbed[-1]) > float(intact.lidocaine_absorbed[-1])
    assert balance(ran) < 1e-9
    assert ran.skin_after.barrier == barrier, "a cream does not close what a step has opened"
    assert ran.skin_at(3600.0).barrier == barrier


def test_skin_that_lets_more_through_numbs_sooner():
    short = replace(example, contact_minutes=20.0)
    usual, leaky = simulated(short).fields, simulated(short, constants=replace(CONSTANTS, permeability=3.0)).fields
    assert float(leaky.nerve_block.interp(time=25 * 60)) > float(usual.nerve_block.interp(time=25 * 60))
    assert float(leaky.lidocaine_absorbed[-1]) > float(usual.lidocaine_absorbed[-1])


def test_more_of_the_barrier_gone_is_never_less_drug():
    def taken_up(barrier):
        return float(simulated(skin=replace(SKIN, barrier=barrier)).fields.lidocaine_absorbed[-1])

    for runs in (
        [Barrier(stripped_share=share) for share in (0.0, 0.2, 0.6, 0.95)],
        [Barrier(channel_share=share, channel_depth_um=100.0) for share in (0.0, 0.001, 0.01, 0.05)],
        [Barrier(channel_share=0.01, channel_depth_um=depth) for depth in (0.0, 5.0, 15.0, 60.0)],
    ):
        amounts = [taken_up(barrier) for barrier in runs]
        assert all(less <= more * (1 + 1e-9) for less, more in pairwise(amounts))
        assert amounts[0] < amounts[-1]


def test_each_sampled_skin_has_its_own_barrier():
    whole, opened = SKIN, replace(SKIN, barrier=Barrier(channel_share=0.02, channel_depth_um=200.0))
    both = numb(stack([whole, opened]), example, constants=CONSTANTS)
    taken_up = both.absorbed[0][:, -1]
    assert taken_up[1] > taken_up[0]
    alone = [numb(stack([skin]), example, constants=CONSTANTS).absorbed[0][0, -1] for skin in (whole, opened)]
    assert taken_up == pytest.approx(alone, rel=1e-9)


def test_planning_gives_its_skins_the_barrier_that_it_is_told():
    barrier = Barrier(stripped_share=0.4, channel_share=0.01, channel_depth_um=120.0)
    drawn = numb_sample(cream("emla"), place="thigh", count=4, seed=1, barrier=barrier).skins
    assert np.all(drawn.stripped_share == 0.4)
    assert np.all(drawn.channel_share == 0.01)
    assert drawn.channel_depth == pytest.approx(120e-6)
    whole = numb_sample(cream("emla"), place="thigh", count=4, seed=1).skins
    assert not whole.stripped_share.any()
    assert not whole.channel_share.any()


def test_a_thick_horny_layer_lets_less_in():
    thick = replace(
        SKIN, layers=(replace(SKIN.layers[0], thickness_um=2 * SKIN.layers[0].thickness_um), *SKIN.layers[1:])
    )
    assert float(simulated(skin=thick).fields.lidocaine_absorbed[-1]) < float(USUAL.fields.lidocaine_absorbed[-1])


def test_block_falls_with_depth_at_the_end_of_the_contact():
    at = USUAL.fields.block.sel(time=example.contact_minutes * 60)
    living = at[numbing_cream.CELLS[0] :].to_numpy()
    assert np.all(np.diff(living) <= 1e-12)
    assert np.all(at[: numbing_cream.CELLS[0]] == 0)


@settings(max_examples=15, derandomize=True, deadline=None)
@given(
    amount=st.floats(0, 200),
    area=st.floats(0.5, 4000),
    minutes=st.floats(1, 600),
    covered=st.floats(0, 1),
    site=st.sampled_from(library.sites()),
)
def test_survives_its_bounds(amount, area, minutes, covered, site):
    chosen = Settings(amount_g=amount, area_cm2=area, contact_minutes=minutes, covered_share=covered)
    ran = numb(stack([library.skin(site=site, melanin_fraction=0.03)]), chosen, constants=CONSTANTS)
    assert ran.mass_error < 1e-9
    assert np.all((ran.block >= 0) & (ran.block <= 1))
    assert np.all(np.isfinite(ran.needle_depth))
    assert np.all(ran.needle_depth >= 1.9e-3 - 1e-9)
    assert from_plain(Settings, as_plain(chosen)) == chosen
