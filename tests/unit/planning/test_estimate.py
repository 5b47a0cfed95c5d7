"""What colour was used, from whatever was given, and what the plan says of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import lentigo
from lentigo import library
from lentigo.domain.case import ItaReading, LabReading, MelaninIndexReading, PhototypeOnly, ReflectanceReading
from lentigo.errors import OutOfValidityError
from lentigo.planning.colour import (
    family_reflectance,
    ita_from_melanin_index,
    ita_from_reflectance,
    known_instruments,
)
from lentigo.planning.estimate import estimate_skin
from lentigo.planning.sample import deviates

EXAMPLES = Path(__file__).parents[3] / "examples"
Z95 = 1.6448536269514722
WAVELENGTHS = tuple(float(w) for w in range(380, 781, 10))


def topics(estimate):
    return {finding.topic for finding in estimate.findings}


def said(estimate):
    return " ".join([estimate.text, *(finding.text for finding in estimate.findings)])


def test_a_measured_angle_is_used_as_it_is(coloured):
    made = estimate_skin(coloured(ItaReading(given_as="ita", ita_deg=38.0, ita_error_deg=2.0)))
    assert (made.ita_deg, made.ita_error_deg, made.ita_known, made.given_as) == (38.0, 2.0, True, "ita")
    assert made.ita_adverse_deg == 38.0
    assert not made.findings
    assert "38" in made.text
    assert "measured" in made.text


def test_an_unknown_error_counts_as_the_larger_one(coloured):
    made = estimate_skin(coloured(ItaReading(given_as="ita", ita_deg=38.0, ita_error_deg="unknown")))
    assert made.ita_error_deg == library.number("skins/readings", "ita_error_deg").high
    assert topics(made) == {"assumed"}


def test_lab_becomes_the_angle_of_lightness_and_yellow(coloured):
    colour = LabReading(given_as="lab", lightness=62.0, a_star=9.0, b_star=16.0, lab_error=0.5)
    made = estimate_skin(coloured(colour))
    assert made.ita_deg == pytest.approx(np.degrees(np.arctan(12 / 16)))
    assert made.ita_error_deg == pytest.approx(np.degrees(0.5 / 20))
    assert made.given_as == "lab"
    assert "L* 62" in made.text


@pytest.mark.parametrize(("lightness", "b_star"), [(40.0, 15.0), (50.0, 15.0), (70.0, 8.0)])
def test_lab_of_dark_and_of_pale_skin(coloured, lightness, b_star):
    colour = LabReading(given_as="lab", lightness=lightness, a_star=9.0, b_star=b_star, lab_error=1.0)
    made = estimate_skin(coloured(colour, phototype="unknown"))
    assert np.sign(made.ita_deg) == np.sign(lightness - 50)
    assert made.ita_error_deg >= 0.5


def test_a_spectrum_of_the_family_gives_its_own_angle(coloured):
    for ita in (50.0, 30.0, 10.0):
        spectrum = family_reflectance(WAVELENGTHS)[int((ita + 70) / 5)]
        colour = ReflectanceReading(
            given_as="reflectance", file="x.csv", wavelength_nm=WAVELENGTHS, reflectance=tuple(map(float, spectrum))
        )
        made = estimate_skin(coloured(colour, phototype="unknown"))
        assert made.ita_deg == pytest.approx(ita, abs=4)
        assert "x.csv" in made.text
        assert made.ita_error_deg == library.number("skins/readings", "spectrum_ita_error_deg").value


def test_a_darker_spectrum_is_a_darker_skin():
    wavelengths = np.array(WAVELENGTHS)
    fair, dark = np.linspace(0.3, 0.7, wavelengths.size), np.linspace(0.05, 0.4, wavelengths.size)
    assert ita_from_reflectance(wavelengths, fair) > ita_from_reflectance(wavelengths, dark) + 20


def test_a_melanin_index_with_a_published_formula_is_inverted(coloured):
    index = float(100 * np.log10(1 / family_reflectance((655.0,))[np.arange(-70, 70.1, 5) == 30.0, 0])[0])
    colour = MelaninIndexReading(
        given_as="melanin_index", melanin_index=index, melanin_index_error=1.0, instrument=known_instruments()[0]
    )
    made = estimate_skin(coloured(colour))
    assert made.ita_deg == pytest.approx(30.0, abs=0.01)
    assert made.ita_known
    assert known_instruments()[0] in made.text
    assert "published formula" in made.text


def test_more_melanin_index_is_darker_skin():
    read = 100 * np.log10(1 / family_reflectance((655.0,))[:, 0])
    angles = [ita_from_melanin_index(float(index)) for index in np.linspace(read[-1], read[0], 12)]
    assert angles == sorted(angles, reverse=True)
    assert angles[0] > angles[-1] + 60
    for impossible in (read[-1] - 1, read[0] + 1):
        with pytest.raises(OutOfValidityError, match="read from no skin"):
            ita_from_melanin_index(float(impossible))


def test_a_melanin_index_of_another_scale_is_not_used(coloured):
    colour = MelaninIndexReading(
        given_as="melanin_index", melanin_index=32.0, melanin_index_error="unknown", instrument="Some Reader 2"
    )
    made = estimate_skin(coloured(colour))
    only_type = estimate_skin(coloured(PhototypeOnly(given_as="phototype")))
    assert (made.ita_deg, made.ita_error_deg, made.ita_known) == (only_type.ita_deg, only_type.ita_error_deg, False)
    assert made.given_as == "phototype"
    assert "was not used" in said(made)
    assert "Some Reader 2" in said(made)


@pytest.mark.parametrize("phototype", ["I", "II", "III", "IV", "V", "VI", "unknown"])
@pytest.mark.parametrize("site", ["back_of_hand", "buttock"])
def test_a_phototype_alone_is_wide_and_limits_see_its_dark_end(coloured, phototype, site):
    made = estimate_skin(coloured(PhototypeOnly(given_as="phototype"), phototype=phototype, site=site))
    number = library.ita_by_phototype(phototype, site)
    assert made.ita_deg == number.value
    assert made.ita_adverse_deg == pytest.approx(number.value - 0.5 * (number.high - number.low))
    assert not made.ita_known
    assert made.given_as == "phototype"
    assert "assumed" in topics(made)
    assert "No colour was measured" in said(made)


def test_a_colour_that_its_phototype_does_not_usually_have_is_remarked(coloured):
    colour = ItaReading(given_as="ita", ita_deg=12.0, ita_error_deg=2.0)
    assert "skin" in topics(estimate_skin(coloured(colour, phototype="I")))
    assert not estimate_skin(coloured(colour, phototype="unknown")).findings


def test_the_lesions_own_colour_decides_its_contrast(hand):
    own = replace(hand, lesion=replace(hand.lesion, contrast="unknown", ita_deg=5.0))
    made = estimate_skin(own)
    assert made.lesion_ita_deg == 5.0
    assert made.contrast_known
    assert not made.findings
    contrast = made.record().lesion_contrast
    assert contrast.p50 == pytest.approx(library.melanin_from_ita(5.0) / library.melanin_from_ita(38.0))
    assert contrast.p5 < contrast.p50 < contrast.p95


def test_an_unknown_contrast_is_the_prior_and_limits_see_its_dark_end(hand):
    unknown = estimate_skin(replace(hand, lesion=replace(hand.lesion, contrast="unknown")))
    prior = library.spreads("back_of_hand")["lesion_contrast"]
    assert not unknown.contrast_known
    assert unknown.contrast_median == prior.value
    zero = np.zeros(1)
    width = np.exp(Z95 * unknown.contrast_ln_error)
    assert width**2 == pytest.approx(prior.high / prior.low)
    assert unknown.contrast(zero, adverse=False)[0] == pytest.approx(prior.value)
    assert unknown.contrast(zero, adverse=True)[0] == pytest.approx(prior.value * width)
    assert "contrast is unknown" in said(unknown)


@pytest.mark.shows("S1-10")
def test_a_known_contrast_is_used_as_it_is(hand):
    made = estimate_skin(hand)
    zero = np.zeros(1)
    assert made.contrast(zero, adverse=True)[0] == made.contrast(zero, adverse=False)[0] == 2.6
    assert np.all(made.contrast(np.linspace(-40, 0, 9), adverse=False) >= 1.0)


def test_larger_deviates_are_darker_skins(coloured):
    made = estimate_skin(coloured(PhototypeOnly(given_as="phototype")))
    z = np.linspace(-2, 2, 9)
    assert np.all(np.diff(made.ita(z, adverse=False)) < 0)
    assert np.all(made.ita(z, adverse=True) <= made.ita_adverse_deg + 2 * 3.0 + 1e-9)
    low, high = library.ita_range_deg()
    extreme = made.ita(np.array([-1e3, 1e3]), adverse=False)
    assert (extreme[1], extreme[0]) == (low, high)


def test_the_record_says_what_was_used(hand):
    made = estimate_skin(hand)
    record = made.record()
    assert record.text == made.text
    assert record.ita_class == library.ita_class(38.0) == "intermediate"
    assert record.melanin_fraction.p5 < record.melanin_fraction.p50 < record.melanin_fraction.p95
    assert record.melanin_fraction.p50 == pytest.approx(library.melanin_from_ita(38.0))
    drawn = library.melanin_from_ita(made.ita(deviates(1024, 1)[:, 0], adverse=False))
    assert np.quantile(drawn, 0.95) == pytest.approx(record.melanin_fraction.p95, rel=0.02)


def test_every_example_says_what_colour_was_used():
    for name in ("hand_lentigines", "face_freckles", "lab_reading", "melanin_index", "takiwaki_index"):
        made = estimate_skin(lentigo.read_case(EXAMPLES / f"{name}.toml"))
        assert made.text
        assert made.ita_error_deg > 0
