from __future__ import annotations

import math

import pytest

from lentigo import library
from lentigo.errors import UnknownNameError


def rate(band, temperature_c):
    return band.frequency_factor_per_s.value * math.exp(-band.activation_temperature_k / (temperature_c + 273.15))


@pytest.mark.parametrize("name", library.damage_sets())
def test_a_set_of_constants_is_ordered_and_hotter_is_faster(name):
    one = library.damage_set(name)
    assert one.name == name
    assert one.title
    starts = [band.above_c for band in one.bands]
    assert starts == sorted(starts)
    for band in one.bands:
        assert library.reference(band.frequency_factor_per_s.source)
        assert 20_000 < band.activation_temperature_k < 110_000
        assert rate(band, 70.0) > rate(band, 60.0) > 0


@pytest.mark.parametrize("name", [n for n in library.damage_sets() if library.damage_set(n).tissue == "epidermis"])
def test_epidermis_dies_within_hours_at_44_and_within_seconds_at_60_degrees(name):
    def seconds(temperature_c):
        bands = [band for band in library.damage_set(name).bands if band.above_c <= temperature_c]
        return 1 / rate(bands[-1], temperature_c)

    assert 1800 < seconds(44.0) < 30 * 3600
    assert seconds(60.0) < 6


def test_a_set_in_two_bands_keeps_its_bound():
    cool, hot = library.damage_set("takata-1974").bands
    assert (cool.above_c, hot.above_c) == (44, 50)
    assert rate(hot, 50.0) == pytest.approx(rate(cool, 50.0), rel=0.5), "both rates meet where they change over"


def test_an_energy_is_turned_into_a_temperature_with_the_gas_constant():
    band = library.damage_set("henriques-copied").bands[0]
    assert band.activation_temperature_k == pytest.approx(75_530, abs=10)
    assert band.activation.value == 6.28e5


def test_an_unknown_set_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="takata-1974"):
        library.damage_set("takata-1975")
