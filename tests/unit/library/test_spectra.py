from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.device import SpectralLine
from lentigo.errors import OutOfValidityError, UnknownNameError
from lentigo.modalities.skins import PAPILLARY, SPINOUS, stack
from lentigo.planning.compose import constants_for

ALL = [library.chromophore(name).spectrum for name in library.chromophores()]
ALL += [library.refraction(name) for name in library.media()]
SKIN = ("oxyhaemoglobin", "deoxyhaemoglobin", "water", "fat", "baseline", "melanosome")


def per_cm(name, wavelength_nm):
    return float(library.chromophore(name).absorption(wavelength_nm * units.nm)) / units.per_cm


@pytest.mark.parametrize("spectrum", ALL, ids=lambda s: s.name)
def test_a_spectrum_says_its_range_and_its_sources(spectrum):
    assert 300e-9 < spectrum.low_m < spectrum.high_m <= 11000e-9 * (1 + 1e-9)
    assert np.all(np.diff(spectrum.wavelength_m) > 0)
    assert np.all(spectrum.value > 0)
    for part in spectrum.parts:
        assert library.reference(part.source)
        assert part.where
        assert part.source != "assumed" or part.kind == "assumed"
        assert part.factor_low <= 1 <= part.factor_high
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
    assert one.high_m >= 10999.999e-9
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
        (1550, 10.85),
        (1726, 6.30),
        (1927, 123),
        (1940, 124),
        (2000, 69.2),
        (2100, 27.6),
        (2790, 4849),
        (2940, 12_000),
        (9600, 595),
        (10_600, 847),
    ],
)
def test_water_absorbs_as_the_thesis_says(wavelength_nm, absorption):
    assert per_cm("water", wavelength_nm) == pytest.approx(absorption, rel=0.02)


@pytest.mark.parametrize(
    ("wavelength_nm", "absorption"),
    [
        (1320, 1.38),
        (1450, 28.6),
        (1540, 11.8),
        (1550, 10.75),
        (1927, 116),
        (2790, 4668),
        (2940, 12_480),
        (10_600, 855),
    ],
)
def test_water_absorbs_as_the_older_set_says_within_what_sets_differ(wavelength_nm, absorption):
    # Hale and Querry 1973: 10 % apart, but up to 30 % around 1064-1320 nm.
    assert per_cm("water", wavelength_nm) == pytest.approx(absorption, rel=0.31 if wavelength_nm < 1400 else 0.11)


def test_beyond_its_bands_blood_follows_water_and_no_longer_its_oxygen():
    for wavelength_nm in (1700, 1927, 2940, 10_600):
        assert per_cm("oxyhaemoglobin", wavelength_nm) == per_cm("deoxyhaemoglobin", wavelength_nm)
        assert per_cm("oxyhaemoglobin", wavelength_nm) == pytest.approx(0.75 * per_cm("water", wavelength_nm), rel=0.02)


@pytest.mark.parametrize("name", SKIN)
def test_a_spectrum_goes_on_without_a_jump_where_its_measurement_ends(name):
    before, after = per_cm(name, 1599.9), per_cm(name, 1600.1)
    assert after == pytest.approx(before, rel=0.01)


def test_a_law_ends_where_its_table_begins():
    law = library.chromophore("baseline").spectrum
    floor, rise = 0.244, 85.3 * np.exp(-(1599.0 - 154.0) / 66.2)
    assert law.at([1599e-9, 1927e-9])[0] == pytest.approx(100 * (floor + rise))
    assert law.at(1927e-9) == pytest.approx(120.0)
    assert law.part_at(1600e-9).high_m == pytest.approx(1600e-9)
    assert law.part_at(1601e-9).factor_high == 3
    with pytest.raises(OutOfValidityError):
        law.part_at(12e-6)


@pytest.mark.parametrize("name", SKIN)
def test_what_is_assumed_beyond_1600_nm_says_how_wide_it_may_miss(name):
    part = library.chromophore(name).spectrum.part_at(2940e-9)
    assert (part.factor_low < part.factor_high) == (part.kind == "assumed")


@pytest.mark.parametrize(
    ("wavelength_nm", "share"),
    [(1320, 0.5), (1450, 0.85), (1540, 0.85), (1550, 0.85), (1927, 0.85), (2940, 0.85), (10_600, 0.75)],
)
def test_what_the_dermis_absorbs_in_the_infrared_is_its_water(wavelength_nm, share):
    skins = stack([library.skin(site="cheek", melanin_fraction=0.02)])
    spectra = constants_for((SpectralLine(wavelength_nm=float(wavelength_nm), share=1.0),)).spectra
    at = wavelength_nm * units.nm
    absorption = skins.absorption(at, spectra)
    water = skins.water_fraction * spectra.at(at).water
    assert np.all(absorption[:, PAPILLARY] >= 0.98 * water[:, PAPILLARY])
    assert np.all(water[:, PAPILLARY] >= share * absorption[:, PAPILLARY])
    # A melanin law that is carried on never hides the water: the epidermis absorbs at most half as much again.
    if wavelength_nm > 1400:
        assert np.all(absorption[:, SPINOUS] < 1.5 * water[:, SPINOUS])
    assert np.all(skins.scattering(at) > 0)
    assert np.all((skins.anisotropy(at) > 0.5) & (skins.anisotropy(at) <= 0.95))
    # Where the law of scattering is only carried on, it hardly matters.
    if wavelength_nm > 1600:
        reduced = skins.scattering(at) * (1 - skins.anisotropy(at))
        assert np.all(reduced[:, SPINOUS : PAPILLARY + 1] < 0.25 * absorption[:, SPINOUS : PAPILLARY + 1])


class Line(NamedTuple):
    """A line that no device's record would accept."""

    wavelength_nm: float
    share: float = 1.0


@pytest.mark.parametrize("wavelength_nm", [349.0, 11_001.0])
def test_skin_has_no_colour_outside_what_is_known(wavelength_nm):
    with pytest.raises(OutOfValidityError):
        constants_for((Line(wavelength_nm),))


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


def test_finite_spots_are_known_for_the_infrared_that_reaches_the_dermis():
    for surface in ("air", "gel", "sapphire"):
        table = library.spot_factors(surface)
        assert table.wavelength[0] == pytest.approx(450e-9)
        assert table.wavelength[-1] == pytest.approx(1550e-9)
        at = {round(float(nm / units.nm)): n for n, nm in enumerate(table.wavelength)}
        # Where water absorbs most, light has no time to be lost sideways.
        error = 3 * np.hypot(table.error[:, at[1450], :, 0], table.error[:, at[1550], :, 0])
        assert np.all(table.factor[:, at[1450], :, 0] > table.factor[:, at[1320], :, 0])
        assert np.all(table.factor[:, at[1450], :, 0] >= table.factor[:, at[1550], :, 0] - error)


def test_finite_spots_keep_less_than_a_wide_beam_and_more_the_wider_they_are():
    table = library.spot_factors()
    axes = (table.melanin, table.wavelength, table.diameter, table.depth)
    assert table.factor.shape == tuple(axis.size for axis in axes)
    assert np.all(table.factor > 0)
    assert np.all(table.factor <= 1 + 3 * table.error)
    assert np.all(np.diff(table.factor, axis=2) >= -3 * table.error[:, :, 1:])
