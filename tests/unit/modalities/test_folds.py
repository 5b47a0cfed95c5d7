"""Steps of one session in their order: what one leaves in the skin, the next one finds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from lentigo import library, modalities
from lentigo.domain.numerics import Numerics
from lentigo.modalities.barrier import stripped, with_channels
from lentigo.modalities.skins import PAPILLARY
from lentigo.planning.modality_inputs import inputs_for

SKIN = library.skin(site="forearm", melanin_fraction=0.03)
NUMERICS = Numerics(skins=16)
CREAM = modalities.get("numbing_cream")
LASER = modalities.get("laser")
SHORT = replace(CREAM.example, contact_minutes=20.0)


def creamed(skin, chosen=SHORT):
    return CREAM.simulate(skin, chosen, numerics=NUMERICS, **inputs_for("numbing_cream"))


def lit(skin, fluence_j_cm2):
    chosen = replace(LASER.example, fluence_j_cm2=fluence_j_cm2)
    return LASER.simulate(skin, chosen, numerics=NUMERICS, **inputs_for("laser"))


@cache
def alone():
    return creamed(SKIN)


def numb_after(response, share=0.5):
    """First instant at which so many of the fibres are blocked [s]."""
    block = response.fields.nerve_block.to_numpy()
    assert block.max() >= share
    return float(response.fields.time[int(np.argmax(block >= share))])


def taken_up(response):
    return float(response.fields.lidocaine_absorbed[-1])


@pytest.mark.parametrize(
    ("words", "before"),
    [
        ("needles", lambda: with_channels(SKIN, share=0.005, depth=500e-6)),
        ("a plane", lambda: stripped(SKIN, share=0.8)),
        ("light", lambda: lit(SKIN, 14.0).skin_after),
    ],
)
def test_a_cream_on_an_opened_barrier_gives_more_drug_and_numbs_sooner(words, before):
    skin = before()
    made = creamed(skin)
    assert taken_up(made) > 1.05 * taken_up(alone()), words
    assert numb_after(made) < numb_after(alone()), words
    assert CREAM.balance(made) < 1e-9
    assert made.skin_after.barrier == skin.barrier


def test_more_light_before_the_cream_is_never_less_drug():
    amounts = [taken_up(creamed(lit(SKIN, dose).skin_after)) for dose in (0.0, 6.0, 14.0, 30.0)]
    assert amounts == sorted(amounts)
    assert amounts[0] == taken_up(alone()), "light that kills nothing opens nothing"
    assert amounts[-1] > 2 * amounts[0]


def test_light_after_a_cream_meets_paler_skin():
    usual = creamed(SKIN, CREAM.example)
    pale = usual.skin_after
    assert pale.layers[PAPILLARY].blood_fraction < SKIN.layers[PAPILLARY].blood_fraction
    plain, after = lit(SKIN, 10.0), lit(pale, 10.0)
    assert after.fields.attrs["reflectance"] > plain.fields.attrs["reflectance"]
    upper = plain.fields.depth < 80e-6
    assert np.all(after.fields.fluence[upper] > plain.fields.fluence[upper]), "less blood sends more light back up"


def test_the_order_matters():
    light_first = creamed(lit(SKIN, 14.0).skin_after)
    cream_first = lit(creamed(SKIN).skin_after, 14.0)
    assert light_first.skin_after != cream_first.skin_after
    assert light_first.skin_after.barrier.stripped_share > 0
    assert cream_first.skin_after.barrier.stripped_share > 0
