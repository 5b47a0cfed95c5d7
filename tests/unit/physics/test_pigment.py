from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.errors import OutOfValidityError, QuestionError
from lentigo.physics.injury import Injury
from lentigo.physics.pigment import (
    AROUND,
    LESION,
    PigmentConstants,
    PigmentDrivers,
    PigmentStart,
    balance_error,
    pigment_course,
)

DAY = 86400.0
AGAIN = MappingProxyType({"derandomize": True, "deadline": None, "max_examples": 25})

LAW = PigmentConstants(
    basal_time=20 * DAY,
    spinous_time=12 * DAY,
    horny_time=8 * DAY,
    light_gain=2.0,
    light_half=1.0,
    stimulus_time=14 * DAY,
    inflammation_gain=0.05 / DAY,
    inflammation_time=60 * DAY,
    dropout_rate=0.01 / DAY,
    dermal_time=400 * DAY,
    freed_time=30 * DAY,
    melanocyte_time=60 * DAY,
    melanocyte_lasting=0.0,
    drive_time=200 * DAY,
    drive_lasting=0.0,
    drive_with_melanin=0.5,
    drive_light=1.0,
    reactive_share=0.0,
)


def followed(days=200, *, contrast=1.8, light=0.5, law=LAW, injuries=(), around=(), dermal=0.0, **drivers):
    return pigment_course(
        PigmentStart(contrast=np.atleast_1d(np.asarray(contrast, float)), light=light, dermal=dermal),
        time=np.arange(days + 1) * DAY,
        drivers=PigmentDrivers(**({"light": light} | drivers)),
        constants=law,
        injuries=injuries,
        injuries_around=around,
    )


SHARE = st.floats(0, 1)


@settings(**AGAIN)
@given(
    contrast=st.floats(0.2, 5),
    light=st.floats(0, 10),
    changed=st.floats(0, 10),
    inflamed=st.floats(0, 20),
    cut=SHARE,
    faster=st.floats(0, 2),
    cleared=SHARE,
    lost=SHARE,
    dermal=st.floats(0, 3),
)
def test_what_is_made_is_there_or_has_left(contrast, light, changed, inflamed, cut, faster, cleared, lost, dermal):
    hurt = Injury.of(1, melanin_cleared=cleared, melanocytes_lost=lost, dermal_melanin_cleared=cleared)
    course = pigment_course(
        PigmentStart(contrast=np.array([contrast]), light=light, dermal=dermal),
        time=np.arange(121) * DAY,
        drivers=PigmentDrivers(
            light=changed, inflammation=inflamed, production_cut=cut, drive_cut=cut, turnover_gain=faster
        ),
        constants=LAW,
        injuries=[(3, hurt), (40, hurt)],
        injuries_around=[(40, hurt)],
    )
    assert balance_error(course) < 1e-12
    for layer in (course.basal, course.spinous, course.horny, course.dermal):
        assert np.all(layer >= 0)
        assert np.all(np.isfinite(layer))


@pytest.mark.parametrize("contrast", [0.5, 1.0, 1.8, 4.0])
@pytest.mark.parametrize("light", [0.0, 0.5, 5.0])
def test_what_is_in_balance_stays(contrast, light):
    course = followed(contrast=contrast, light=light)
    assert np.allclose(course.epidermal[:, AROUND], 1.0, rtol=1e-12)
    assert np.allclose(course.epidermal[:, LESION], contrast, rtol=1e-12)


@settings(**AGAIN)
@given(less=st.floats(0, 5), more=st.floats(0, 5), kappa=st.floats(0, 4))
def test_more_sun_is_never_lighter(less, more, kappa):
    less, more = sorted((less, more))
    law = replace(LAW, drive_light=kappa)
    dim, bright = (
        pigment_course(
            PigmentStart(contrast=np.array([1.8]), light=0.5),
            time=np.arange(201) * DAY,
            drivers=PigmentDrivers(light=light),
            constants=law,
        )
        for light in (less, more)
    )
    assert np.all(bright.epidermal >= dim.epidermal - 1e-12)


@settings(**AGAIN)
@given(less=SHARE, more=SHARE, name=st.sampled_from(["production_cut", "drive_cut"]))
def test_more_of_a_drug_is_never_darker(less, more, name):
    less, more = sorted((less, more))
    weak, strong = (followed(**{name: value}) for value in (less, more))
    assert np.all(strong.epidermal <= weak.epidermal + 1e-12)


@settings(**AGAIN)
@given(less=st.floats(0, 5), more=st.floats(0, 5))
def test_more_inflammation_is_never_less_melanin(less, more):
    less, more = sorted((less, more))
    calm, sore = (followed(inflammation=value, law=replace(LAW, dropout_rate=0.0)) for value in (less, more))
    assert np.all(sore.epidermal >= calm.epidermal - 1e-12)


def test_no_injury_and_no_drug_change_nothing():
    plain = followed()
    idle = followed(injuries=[(5, Injury.none(1))], production_cut=0.0, turnover_gain=0.0)
    assert np.array_equal(plain.epidermal, idle.epidermal)


def test_melanin_stays_as_long_as_its_transits_take_together():
    course = followed(days=900, contrast=1.0, light=0.0, production_cut=1.0)
    left = course.epidermal[:, AROUND, 0]
    basal, spinous, horny = 20.0, 12.0, 8.0
    total = basal + spinous + horny
    stay = (
        basal * total + spinous * (spinous * 5 / 8 + horny) + horny * horny * 5 / 8
    ) / total  # mean time to leave, from the steady share of each of 1, 4 and 4 equal stages
    # The implicit step lets melanin go one part of a day late in each sum.
    assert left[1:].sum() == pytest.approx(stay, rel=2e-3)


def test_finer_steps_agree():
    daily = followed(180, injuries=[(0, Injury.of(1, melanin_cleared=0.6, melanocytes_lost=0.3))])
    fine = pigment_course(
        PigmentStart(contrast=np.array([1.8]), light=0.5),
        time=np.arange(180 * 8 + 1) * (DAY / 8),
        drivers=PigmentDrivers(light=0.5),
        constants=LAW,
        injuries=[(0, Injury.of(1, melanin_cleared=0.6, melanocytes_lost=0.3))],
    )
    assert np.allclose(daily.epidermal, fine.epidermal[::8], atol=0.02)


def test_a_drive_that_lasts_brings_the_lesion_back_and_a_cleared_one_does_not():
    hurt = [(0, Injury.of(1, melanin_cleared=0.9, melanocytes_lost=0.8))]
    returns = followed(1800, injuries=hurt, law=replace(LAW, drive_lasting=0.0))
    stays = followed(1800, injuries=hurt, law=replace(LAW, drive_lasting=1.0))
    assert returns.excess_share[-1, 0] == pytest.approx(1.0, abs=0.01)
    assert stays.excess_share[-1, 0] == pytest.approx(0.2 * (1 - 0.5 * 0.9), abs=0.02)
    assert returns.excess_share[30, 0] < 0.5


def test_a_reaction_fades_without_treatment():
    course = followed(720, law=replace(LAW, reactive_share=1.0))
    assert course.excess_share[0, 0] == pytest.approx(1.0)
    assert np.all(np.diff(course.excess_share[1:, 0]) < 0)
    assert course.excess_share[-1, 0] < 0.01


def test_skin_around_goes_pale_and_comes_back():
    hurt = [(0, Injury.of(1, melanin_cleared=0.5, melanocytes_lost=0.5))]
    course = followed(400, around=hurt)
    assert course.epidermal[0, AROUND, 0] == pytest.approx(0.5)
    assert course.epidermal[-1, AROUND, 0] == pytest.approx(1.0, abs=0.01)


def test_dermal_melanin_is_freed_and_carried_off_in_weeks():
    forever = replace(LAW, dermal_time=np.inf)
    alone = followed(120, contrast=1.0, dermal=1.0, law=forever)
    assert np.allclose(alone.dermal[:, LESION], 1.0)
    treated = followed(
        120, contrast=1.0, dermal=1.0, law=forever, injuries=[(0, Injury.of(1, dermal_melanin_cleared=0.6))]
    )
    assert treated.dermal[0, LESION, 0] == pytest.approx(1.0)
    assert treated.dermal[-1, LESION, 0] == pytest.approx(0.4 + 0.6 * np.exp(-4), abs=1e-9)


def test_inflammation_drops_melanin_into_the_dermis_of_the_lesion_only():
    course = followed(60, inflammation=2.0)
    assert course.dermal[-1, LESION, 0] > 0.01
    assert course.dermal[-1, AROUND, 0] == 0.0


def test_a_mark_after_inflammation_comes_after_two_to_six_weeks():
    signal = np.exp(-np.arange(241) / 5.0)[:, None]
    excess = followed(240, contrast=1.0, inflammation=signal).excess[:, 0]
    half = int(np.argmax(excess >= excess.max() / 2))
    assert 14 <= half <= 42
    assert excess[-1] < 0.35 * excess.max()


def test_hormones_darken_the_lesion_and_not_the_skin_around():
    course = followed(hormones=2.0)
    assert course.epidermal[-1, LESION, 0] > 2.2
    assert np.allclose(course.epidermal[:, AROUND], 1.0)


def test_skins_do_not_touch_each_other():
    both = followed(contrast=[1.5, 3.0], light=0.5)
    assert np.array_equal(both.epidermal[:, :, 1], followed(contrast=3.0).epidermal[:, :, 0])


def test_no_excess_has_no_share():
    assert np.isnan(followed(5, contrast=1.0).excess_share).all()


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"light": -1.0}, "light"),
        ({"production_cut": 1.5}, "production_cut"),
        ({"inflammation": np.nan}, "inflammation"),
        ({"turnover_gain": np.inf}, "turnover_gain"),
        ({"law": replace(LAW, basal_time=0.0)}, "basal_time"),
        ({"law": replace(LAW, drive_lasting=2.0)}, "drive_lasting"),
    ],
)
def test_what_cannot_be_is_named(wrong, match):
    with pytest.raises(OutOfValidityError, match=match):
        followed(5, **wrong)


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"light": np.zeros((3, 7))}, "light has the shape"),
        ({"injuries": [(99, Injury.none(1))]}, "not among the 6 times"),
        ({"injuries": [(0, Injury.none(2))]}, "of 2 skins"),
    ],
)
def test_shapes_that_do_not_fit_are_named(wrong, match):
    with pytest.raises(QuestionError, match=match):
        followed(5, **wrong)


def test_times_must_increase():
    with pytest.raises(OutOfValidityError, match="increase"):
        pigment_course(PigmentStart(contrast=np.ones(1)), time=[0.0, 2.0, 1.0], drivers=PigmentDrivers(), constants=LAW)
