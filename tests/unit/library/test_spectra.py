from __future__ import annotations

import numpy as np
import pytest

from lentigo import library, units
from lentigo.errors import OutOfValidityError, UnknownNameError

ALL = [library.chromophore(name).spectrum for name in library.chromophores()]
ALL += [library.refraction(name) for name in library.media()]
SKIN = ("oxyhaemoglobin", "deoxyhaemoglobin", "water", "fat", "baseline", "melanosome")


def per_cm(name, wavelength_nm):
    return float(library.chromophore(name).absorption(wavelength_nm * units.nm)) / units.per_cm


@pytest.mark.parametrize("spectrum", ALL, ids=lambda s: s.name)
def test_a_spectrum_says_its_range_and_its_sources(spectrum):
    assert 300e-9 < spectrum.low_m < spectrum.high_m <= 1600e-9 * (1 + 1e-9)
    assert np.all(np.diff(spectrum.wavelength_m) > 0)
    assert np.all(spectrum.value > 0)
    for part in spectrum.parts:
        assert library.reference(part.source)
        assert part.where
        assert part.source != "assumed" or part.kind == "assumed"
    assert spectrum.source in {part.source for part in spectrum.parts}


@pytest.mark.parametrize("spectrum", ALL, ids=lambda s: s.name)
def test_no_spectrum_is_read_outside_its_range(spectrum):
    inside = np.array([spectrum.low_m, spectrum.high_m])
    assert np.all(np.isfinite(spectrum.at(inside)))
    for outside in (spectrum.low_m - 1e-9, spectrum.high_m + 1e-9, np.nan):
        with pytest.raises(OutOfValidityError, match=f"{spectrum.name} is known from"):
            spectrum.at([inside[0], outside])


@pytest.mark.parametrize("name", SKIN)
def test_what_skin_is_made_of_is_known_wherever_light_is_planned(name):
    one = library.chromophore(name)
    assert one.low_m <= 350.001e-9
    assert one.high_m >= 1599.999e-9
    assert one.kind in ("measured", "fitted")


@pytest.mark.parametrize(
    ("wavelength_nm", "oxygenated", "deoxygenated"),
    [
        (400, 1430, 1200),
        (414, 2810, 1830),
        (450, 336, 553),
        (500, 112, 112),
        (532, 235, 217),
        (577, 295, 210),
        (585, 164, 180),
        (595, 35.8, 113),
        (633, 2.88, 25.9),
        (694, 1.50, 10.4),
        (755, 2.97, 8.31),
        (800, 4.37, 4.08),
        (940, 6.50, 3.71),
        (1000, 5.48, 1.11),
    ],
)
def test_blood_absorbs_as_the_compilation_says(wavelength_nm, oxygenated, deoxygenated):
    # The odd wavelengths lie half-way between two printed ones on the steep side of a band: 1 %.
    assert per_cm("oxyhaemoglobin", wavelength_nm) == pytest.approx(oxygenated, rel=0.01)
    assert per_cm("deoxyhaemoglobin", wavelength_nm) == pytest.approx(deoxygenated, rel=0.01)


@pytest.mark.parametrize(
    ("wavelength_nm", "absorption"),
    [
        (532, 0.00043),
        (694, 0.0053),
        (755, 0.0263),
        (940, 0.290),
        (980, 0.439),
        (1064, 0.151),
        (1210, 1.24),
        (1320, 1.80),
        (1450, 31.5),
        (1540, 12.0),
    ],
)
def test_water_absorbs_as_the_thesis_says(wavelength_nm, absorption):
    assert per_cm("water", wavelength_nm) == pytest.approx(absorption, rel=0.02)


@pytest.mark.parametrize(
    ("name", "wavelength_nm", "absorption", "within"),
    [
        ("fat", 532, 0.0100, 0.02),
        ("fat", 755, 0.0112, 0.02),
        ("fat", 1064, 0.0536, 0.01),
        ("melanosome", 532, 552, 0.001),
        ("melanosome", 694, 228, 0.002),
        ("melanosome", 755, 172, 0.002),
        ("melanosome", 1064, 54.9, 0.002),
        ("baseline", 450, 1.219, 0.001),
        ("eumelanin", 532, 6.62 * np.log(10), 0.02),
        ("eumelanin", 755, 1.91 * np.log(10), 0.02),
        ("pheomelanin", 532, 3.64 * np.log(10), 0.02),
        ("bilirubin", 450, 54900 * np.log(10) / 585, 0.001),
    ],
)
def test_other_chromophores_absorb_as_printed(name, wavelength_nm, absorption, within):
    assert per_cm(name, wavelength_nm) == pytest.approx(absorption, rel=within)


def test_laws_of_the_melanosome_agree_at_532_nm_where_they_are_anchored():
    assert per_cm("melanosome_disruption", 532) == per_cm("melanosome", 532)
    assert per_cm("melanosome_disruption", 1064) > per_cm("melanosome", 1064)
    assert per_cm("melanosome_retina", 800) > per_cm("melanosome_steeper", 800)


def test_absorption_keeps_the_shape_of_what_was_asked():
    asked = np.array([[532.0, 694.0], [755.0, 1064.0]]) * units.nm
    assert library.chromophore("water").absorption(asked).shape == (2, 2)
    assert library.chromophore("melanosome").absorption(532 * units.nm).shape == ()


@pytest.mark.parametrize(
    ("name", "wavelength_nm", "index"),
    [
        ("epidermis", 532, 1.447),
        ("dermis", 1064, 1.380),
        ("water", 589, 1.333),
        ("glass", 587.6, 1.5168),
        ("sapphire", 589.3, 1.7682),
        ("air", 755, 1.0),
        ("fat", 600, 1.463),
        ("blood", 633, 1.379),
    ],
)
def test_media_refract_as_printed(name, wavelength_nm, index):
    assert float(library.refractive_index(name, wavelength_nm * units.nm)) == pytest.approx(index, abs=0.001)


def test_unknown_names_are_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="oxyhaemoglobin"):
        library.chromophore("oxyhemoglobin")
    with pytest.raises(UnknownNameError, match="sapphire"):
        library.refractive_index("saphire", 532e-9)


def test_daylight_and_observers_share_their_wavelengths():
    for observer in (2, 10):
        table = library.colour_matching(observer)
        assert table.functions.shape == (table.wavelength.size, 3)
        assert table.illuminant.shape == table.wavelength.shape
        assert table.wavelength[0] <= 400e-9
        assert table.wavelength[-1] >= 700e-9


def test_finite_spots_keep_less_than_a_wide_beam_and_more_the_wider_they_are():
    table = library.spot_factors()
    assert table.factor.shape == (table.wavelength.size, table.diameter.size, table.depth.size)
    assert np.all(table.factor > 0)
    assert np.all(table.factor <= 1 + 3 * table.error)
    assert np.all(np.diff(table.factor, axis=1) >= -3 * table.error[:, 1:])
