"""Monte Carlo as the referee of colour: three skins, from reflectance to L*a*b*, against adding-doubling.

Plans, courses and reports take colours from adding-doubling with 8 streams. Both methods see the same skin in the same
light, so that only they differ.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.device import SpectralLine
from lentigo.modalities.photothermal import light
from lentigo.modalities.skins import stack, with_melanin
from lentigo.physics.colour import colour_difference, individual_typology_angle, lab_from_reflectance
from lentigo.physics.light_spectrum import monte_carlo_spectrum
from lentigo.planning.compose import constants_for

WAVELENGTHS_NM = tuple(float(w) for w in range(400, 701, 20))
SKINS = {"pale": 56.0, "brown": 8.0, "dark": -45.0}
"""Individual typology angle of each [degrees]."""
PACKETS = 640_000
JUST_SEEN = library.number("skins/readings", "just_seen_difference_index").value


def lab(reflectance):
    seen = library.colour_matching(2)
    spectrum = np.interp(seen.wavelength, np.array(WAVELENGTHS_NM) * units.nm, reflectance)
    return lab_from_reflectance(spectrum, colour_matching=seen.functions, illuminant=seen.illuminant)


def lab_error(reflectance, error):
    """Standard error of L*, a* and b*, from independent errors of the reflectance at each wavelength."""
    steps = np.diag(error)
    slopes = np.array([lab(reflectance + step) - lab(reflectance - step) for step in steps]) / 2
    return np.sqrt((slopes**2).sum(axis=0))


def skin(name):
    family = library.table("skins/family")
    reference = family["reference_epidermis_um"].value * units.um
    return with_melanin(
        stack([library.skin(site="forearm", melanin_fraction=0.0)]),
        library.melanin_from_ita(np.array([SKINS[name]])) * reference,
        share=np.array([family["basal_share"].value]),
        ceiling=family["melanin_ceiling"].value,
    )


def by_adding_doubling(name, *, scattering=1.0):
    lines = tuple(SpectralLine(wavelength_nm=w, share=1 / len(WAVELENGTHS_NM)) for w in WAVELENGTHS_NM)
    one = skin(name)
    one = replace(one, reduced_scattering_500=one.reduced_scattering_500 * scattering)
    lit = light(one, lines=lines, surface="air", constants=constants_for(lines), streams=8, threads=1)
    return lab(lit.reflectance[:, 0])


@cache
def by_monte_carlo(name):
    one = skin(name)
    lines = tuple(SpectralLine(wavelength_nm=w, share=1 / len(WAVELENGTHS_NM)) for w in WAVELENGTHS_NM)
    spectra = constants_for(lines).spectra
    wavelengths = [w * units.nm for w in WAVELENGTHS_NM]
    index = one.refractive_index[0]
    lit = monte_carlo_spectrum(
        np.stack([one.absorption(w, spectra)[0] for w in wavelengths]),
        np.stack([one.scattering(w)[0] for w in wavelengths]),
        np.stack([one.anisotropy(w)[0] for w in wavelengths]),
        one.thickness[0],
        refractive_index=index,
        index_above=1.0,
        index_below=float(index[-1]),
        packets=PACKETS,
        spread="evenly",
        seed=2000,
        radial_edges=[0.0, 1.0],
        depth_edges=[0.0, 1.0],
        threads=2,
    )
    return lab(lit.reflectance), lab_error(lit.reflectance, lit.reflectance_error)


@pytest.mark.parametrize("name", SKINS)
def test_colour_is_that_of_adding_doubling(name):
    planned = by_adding_doubling(name)
    refereed, error = by_monte_carlo(name)
    assert np.all(error < 0.4), "too few packets to tell a difference that an eye would"
    assert np.all(np.abs(refereed - planned) < 3.5 * error)
    assert float(colour_difference(refereed, planned)) < 0.5 * JUST_SEEN
    angle = individual_typology_angle(planned[0], planned[2])
    assert angle == pytest.approx(SKINS[name], abs=2.0), "the skins are pale, brown and dark"


def test_the_referee_would_tell_scattering_that_is_off_by_5_percent():
    """That moves L* by 0.4, less than an eye sees."""
    refereed, error = by_monte_carlo("pale")
    off = np.abs(refereed - by_adding_doubling("pale", scattering=1.05))
    assert np.any(off > 5 * error)
