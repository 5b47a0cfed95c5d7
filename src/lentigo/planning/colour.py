"""From what an instrument gave to ITA, through the calibrated skins; nothing is inverted without a formula."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.device import SpectralLine
from lentigo.errors import OutOfValidityError
from lentigo.modalities.photothermal import light
from lentigo.modalities.skins import repeat, stack, with_melanin
from lentigo.physics.colour import individual_typology_angle, lab_from_reflectance
from lentigo.planning.compose import constants_for

Floats = NDArray[np.float64]


def known_instruments() -> tuple[str, ...]:
    """Instruments whose melanin index has a published formula here."""
    return ("takiwaki",)


def ita_from_reflectance(wavelength_nm: Floats, reflectance: Floats) -> float:
    """ITA of a reflectance spectrum [degrees], D65, 2-degree observer."""
    lightness, _, b_star = lab(wavelength_nm, reflectance)
    return float(individual_typology_angle(lightness, b_star))


def lab(wavelength_nm: Floats, reflectance: Floats) -> tuple[float, float, float]:
    """CIE L*a*b* of a reflectance spectrum (D65, 2 degrees)."""
    table = library.colour_matching(2)
    values = lab_from_reflectance(
        np.interp(table.wavelength, wavelength_nm * units.nm, reflectance),
        colour_matching=table.functions,
        illuminant=table.illuminant,
    )
    return float(values[0]), float(values[1]), float(values[2])


_GRID = np.arange(-70.0, 70.1, 5.0)


@lru_cache(maxsize=4)
def family_reflectance(wavelength_nm: tuple[float, ...]) -> Floats:
    """Reflectance of the calibrated skins at ITA from -70 to 70 in steps of 5 degrees, shape (29, W) [1]."""
    family = library.table("skins/family")
    reference = family["reference_epidermis_um"].value * units.um
    base = repeat(stack([library.skin(site="forearm", melanin_fraction=0.0)]), _GRID.size)
    skins = with_melanin(
        base,
        library.melanin_from_ita(_GRID) * reference,
        share=np.full(_GRID.size, family["basal_share"].value),
        ceiling=family["melanin_ceiling"].value,
    )
    lines = tuple(SpectralLine(wavelength_nm=w, share=1 / len(wavelength_nm)) for w in wavelength_nm)
    lit = light(skins, lines=lines, surface="air", constants=constants_for(lines), streams=8, threads=1)
    return lit.reflectance.T


@lru_cache(maxsize=64)
def ita_from_melanin_index(index: float, *, inside: bool = True) -> float:
    """ITA [degrees] of the calibrated skin with a melanin index 100 log10(1/R) at 655 nm.

    Parameters
    ----------
    index : float
        The reading [1].
    inside : bool
        Refuse what no calibrated skin reads; otherwise give the nearest skin's.

    Raises
    ------
    OutOfValidityError
        If no calibrated skin reads so.

    References
    ----------
    .. [1] H. Takiwaki, S. Shirai, Y. Kanno, Y. Watanabe, S. Arase, "Quantification of erythema and pigmentation using a
       videomicroscope and a computer", Br. J. Dermatol. 131, 85-92, 1994.
    """
    indices = 100 * np.log10(1 / family_reflectance((655.0,))[:, 0])
    if inside and not indices[-1] <= index <= indices[0]:
        raise OutOfValidityError(
            f"a melanin index of {index:g} is read from no skin: they read {indices[-1]:.0f} to {indices[0]:.0f}",
            where="skin.colour.melanin_index",
            hint="check the instrument's scale",
        )
    return float(np.interp(index, indices[::-1], _GRID[::-1]))
