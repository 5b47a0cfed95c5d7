from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.errors import OutOfValidityError
from lentigo.physics.ultraviolet import (
    DailyLight,
    Film,
    PigmentThresholds,
    Protection,
    Sky,
    daily_light,
    effective_factor,
    minimal_erythema_dose,
    pigmenting_light,
    solar_declination,
    sunscreen_transmission,
    ultraviolet_index,
)

AGAIN = MappingProxyType({"derandomize": True, "deadline": None, "max_examples": 40})
MG = 0.01
SKY = Sky(
    ozone=300.0,
    cloud_transmission=1.0,
    index_overhead=12.5,
    index_exponent=2.42,
    ozone_exponent=1.23,
    uva_overhead=60.0,
    uva_exponent=1.5,
    visible_overhead=430.0,
    visible_exponent=1.15,
)
FILM = Film(
    labelled_amount=2 * MG, linearity=0.3, missed_first=0.2, missed_again=0.45, wear_time=28800.0, daylight=36000.0
)


def test_sun_stands_over_the_tropics_at_the_solstices_and_over_the_equator_between():
    assert np.degrees(solar_declination([172, 355])) == pytest.approx([23.45, -23.45], abs=0.1)
    assert np.degrees(solar_declination([80, 266])) == pytest.approx([0.0, 0.0], abs=1.0)


def test_index_of_a_known_sky():
    assert ultraviolet_index(1.0, sky=SKY) == pytest.approx(12.5)
    assert ultraviolet_index(0.5, sky=SKY) == pytest.approx(12.5 * 0.5**2.42)
    assert ultraviolet_index(-0.2, sky=SKY) == 0.0
    assert ultraviolet_index(1.0, sky=replace(SKY, ozone=330.0)) < 12.5


def test_order_of_magnitude_of_a_day_on_the_equator():
    light = daily_light([80], latitude=0.0, sky=SKY)
    # Peak 0.31 W/m² over some five hours of full light.
    assert 4500 < light.erythemal[0] < 6500
    assert 1.2e6 < light.uva[0] < 1.8e6
    assert 9e6 < light.visible[0] < 1.4e7


def test_year_of_the_south_is_the_year_of_the_north_half_a_year_later():
    north = daily_light(np.arange(1, 366), latitude=np.radians(45), sky=SKY).erythemal
    south = daily_light(np.arange(1, 366), latitude=np.radians(-45), sky=SKY).erythemal
    assert int(np.argmax(north)) == pytest.approx(171, abs=5)
    assert abs(int(np.argmax(south)) - 182) > 170
    assert north.max() > 8 * north.min()
    assert south.max() == pytest.approx(north.max() * 1.07, rel=0.01), "the sun is nearer in January"


def test_polar_night_is_dark():
    assert daily_light([355], latitude=np.radians(80), sky=SKY).uva[0] == 0.0


def test_no_place_beyond_the_pole():
    with pytest.raises(OutOfValidityError, match="pole"):
        daily_light([1], latitude=2.0, sky=SKY)


def test_fewer_clouds_and_less_ozone_let_more_through():
    day = [172]
    clear = daily_light(day, latitude=0.7, sky=SKY)
    assert daily_light(day, latitude=0.7, sky=replace(SKY, cloud_transmission=0.7)).uva == pytest.approx(
        0.7 * clear.uva
    )
    assert daily_light(day, latitude=0.7, sky=replace(SKY, ozone=250.0)).erythemal > clear.erythemal


def test_lighter_skin_reddens_sooner():
    doses = minimal_erythema_dose([35.0, 50.0, 64.0, 75.0], reference_dose=300.0, reference=64.0, slope=0.054)
    assert np.all(np.diff(doses) < 0)
    assert doses[2] == pytest.approx(300.0)


def test_ends_of_a_thin_layer_are_the_published_laws():
    half = 1 * MG
    assert effective_factor(50.0, amount=half, film=replace(FILM, linearity=0.0)) == pytest.approx(50**0.5)
    assert effective_factor(50.0, amount=half, film=replace(FILM, linearity=1.0)) == pytest.approx(25.5)
    assert effective_factor(50.0, amount=9 * MG, film=FILM) == pytest.approx(50.0)
    assert effective_factor(50.0, amount=0.0, film=FILM) == 1.0


def through(factor=50.0, amount=1.0, times=2.0, film=FILM):
    return float(sunscreen_transmission(factor, amount=amount * MG, applications_per_day=times, film=film))


@settings(**AGAIN)
@given(
    factor=st.floats(1, 100),
    more_factor=st.floats(1, 100),
    amount=st.floats(0, 4),
    more_amount=st.floats(0, 4),
    times=st.floats(0, 6),
    more_times=st.floats(0, 6),
)
def test_more_sunscreen_never_lets_more_through(factor, more_factor, amount, more_amount, times, more_times):
    low, high = sorted((factor, more_factor))
    thin, thick = sorted((amount, more_amount))
    few, many = sorted((times, more_times))
    share = through(low, thin, few)
    assert 0 < share <= 1
    assert through(high, thin, few) <= share + 1e-12
    assert through(low, thick, few) <= share + 1e-12
    assert through(low, thin, many) <= share + 1e-12


def test_no_sunscreen_lets_all_through():
    assert through(amount=0.0) == 1.0
    assert through(times=0.0) == 1.0
    assert through(factor=1.0) == 1.0


def test_every_other_day_is_half_of_both():
    assert through(times=0.5) == pytest.approx(0.5 * (1.0 + through(times=1.0)))


def test_sunscreen_on_people_is_far_from_its_label():
    assert 0.2 < through() < 0.5
    careful = replace(FILM, missed_first=0.0, wear_time=1e9)
    assert through(amount=2.0, times=1.0, film=careful) == pytest.approx(1 / 50, rel=1e-3)


@pytest.mark.parametrize(("factor", "amount", "times"), [(0.5, 1.0, 1.0), (30.0, -1.0, 1.0), (30.0, 1.0, -1.0)])
def test_impossible_sunscreen_is_refused(factor, amount, times):
    with pytest.raises(OutOfValidityError):
        through(factor, amount, times)


def test_light_adds_up_in_thresholds():
    day = DailyLight(erythemal=np.array([600.0]), uva=np.array([3.6e5]), visible=np.array([8e5]))
    limits = PigmentThresholds(erythemal=np.array([600.0, 300.0]), uva=1.8e5, visible=np.array([np.inf, 8e5]))
    found = pigmenting_light(day, exposure=0.1, thresholds=limits, protection=Protection())
    assert found == pytest.approx(np.array([[0.1 * (1 + 2), 0.1 * (2 + 2 + 1)]]))
    shaded = pigmenting_light(day, exposure=0.1, thresholds=limits, protection=Protection(uva=0.5))
    assert shaded == pytest.approx(np.array([[0.2, 0.4]]))
