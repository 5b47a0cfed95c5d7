"""The colour that a skin has while its melanin and blood change: from the optics of the calibrated skins, as a table.

A course asks for the colour of some hundred skins on some hundred days. Adding-doubling in each of them would take
minutes; so the colour of the calibrated skin of the site is computed once over melanin, dermal melanin and blood, and
read by linear interpolation. What differs between the sampled skins besides these (scattering, thickness) moves skin
and lesion alike and drops out of their contrast. The colours of a plan are read from the same table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import DepthClass, LesionKind
from lentigo.domain.device import SpectralLine
from lentigo.domain.skin import Site
from lentigo.modalities.photothermal import light
from lentigo.modalities.skins import PAPILLARY, RETICULAR, UPPER_RETICULAR, repeat, stack, with_melanin
from lentigo.physics.colour import (
    colour_difference,
    individual_typology_angle,
    lab_from_tristimulus,
    srgb_from_tristimulus,
    tristimulus,
)
from lentigo.planning.compose import constants_for

Floats = NDArray[np.float64]

_WAVELENGTHS_NM = tuple(float(w) for w in range(400, 701, 20))
_BLOOD = np.array([0.3, 1.0, 2.0, 4.0])
"""Blood of the dermis as a multiple of the site's usual."""
_MOST_BLOOD = 8.0
"""Of red lesions in red skin, where no dermal melanin occurs."""
_USUAL = 1
"""Place of the site's usual blood among them."""
_MELANIN_NODES = 24
_SAME_ANGLE = 1e-6
"""[degrees]."""
_DARKEST_MAPPED = -60.0
"""Below this angle the map is all but flat: angle says little of melanin there [degrees]."""
_LEAST_COLUMN, _GREATEST_COLUMN = 2e-8, 4e-5
"""Columns of melanosome between which colours are computed [m]: a fraction of 0.0003 and 0.5 in 75 µm."""
_DERMAL = np.array([0.0, 0.2, 1.0])
"""Dermal melanin as a share of what the library gives a dermal lesion; between them the colour is all but straight."""


@dataclass(frozen=True, slots=True)
class Colours:
    """What an eye and a colorimeter see of N skins."""

    lightness: Floats
    """L* (D65, 2 degrees) [1]."""
    a_star: Floats
    b_star: Floats
    ita_deg: Floats
    """Individual typology angle [degrees]."""

    def distance(self, other: Colours) -> Floats:
        """Difference of colour from another, CIEDE2000 [1]."""
        return colour_difference(self.lab, other.lab)

    @property
    def lab(self) -> Floats:
        """(..., 3) L*, a*, b* [1]."""
        return np.stack([self.lightness, self.a_star, self.b_star], axis=-1)


@dataclass(frozen=True, slots=True)
class ColourTable:
    """Tristimulus values of the skin of a site over melanin column, dermal melanin and blood."""

    column: Floats
    """(M,) melanosome column of the epidermis [m]."""
    dermal: Floats
    """(D,) dermal melanin over that of a dermal lesion of the library [1]."""
    blood: Floats
    """(B,) blood of the dermis over the site's usual [1]."""
    tristimulus: Floats
    """(M, D, B, 3)."""
    white: Floats
    """(3,) of the perfect diffuser."""

    def xyz(self, column: Floats, *, blood: Floats | float = 1.0, dermal: Floats | float = 0.0) -> Floats:
        """(..., 3) tristimulus values.

        Parameters
        ----------
        column : array
            Melanosome column of the epidermis [m]; clipped to the table, whose ends no living skin passes.
        blood : array or float
            Blood of the dermis over the site's usual [1].
        dermal : array or float
            Dermal melanin over that of a dermal lesion of the library [1].
        """
        shape = np.broadcast_shapes(np.shape(column), np.shape(blood), np.shape(dermal))
        m, m_share = _place(np.log(np.maximum(column, self.column[0])), np.log(self.column))
        d, d_share = _place(np.asarray(dermal, dtype=np.float64), self.dermal)
        b, b_share = _place(np.log2(np.maximum(blood, self.blood[0])), np.log2(self.blood))
        found = np.zeros((*shape, 3))
        for at_m, share_m in ((m, 1 - m_share), (m + 1, m_share)):
            for at_d, share_d in ((d, 1 - d_share), (d + 1, d_share)):
                for at_b, share_b in ((b, 1 - b_share), (b + 1, b_share)):
                    weight = np.broadcast_to(share_m * share_d * share_b, shape)
                    found += weight[..., None] * self.tristimulus[at_m, at_d, at_b]
        return found

    def lab(self, column: Floats, *, blood: Floats | float = 1.0, dermal: Floats | float = 0.0) -> Floats:
        """(..., 3) L*, a*, b* of skins; parameters as :meth:`xyz`."""
        return lab_from_tristimulus(self.xyz(column, blood=blood, dermal=dermal), white=self.white)

    def colours(self, column: Floats, *, blood: Floats | float = 1.0, dermal: Floats | float = 0.0) -> Colours:
        """Colours of skins; parameters as :meth:`xyz`."""
        lab = self.lab(column, blood=blood, dermal=dermal)
        return Colours(
            lightness=lab[..., 0],
            a_star=lab[..., 1],
            b_star=lab[..., 2],
            ita_deg=individual_typology_angle(lab[..., 0], lab[..., 2]),
        )

    def srgb(self, column: float, *, blood: float = 1.0, dermal: float = 0.0) -> tuple[float, float, float]:
        """Display colour of one skin under daylight, each channel from 0 to 1."""
        values = np.clip(srgb_from_tristimulus(self.xyz(np.array(column), blood=blood, dermal=dermal)), 0.0, 1.0)
        red, green, blue = (round(float(v), 4) for v in values)
        return red, green, blue


def _place(values: Floats, nodes: Floats) -> tuple[NDArray[np.intp], Floats]:
    """The node below each value, and how far it lies towards the next."""
    inside = np.clip(values, nodes[0], nodes[-1])
    below = np.clip(np.searchsorted(nodes, inside, side="right") - 1, 0, nodes.size - 2)
    return below, (inside - nodes[below]) / (nodes[below + 1] - nodes[below])


@lru_cache(maxsize=8)
def colour_table(site: Site, *, dermal: bool, threads: int = 1) -> ColourTable:
    """The table of a site; computed once.

    Parameters
    ----------
    site : Site
        Body site.
    dermal : bool
        Whether dermal melanin occurs; without it the table is three times as soon there.
    threads : int
        The colours do not depend on it.
    """
    family = library.table("skins/family")
    column = np.geomspace(_LEAST_COLUMN, _GREATEST_COLUMN, _MELANIN_NODES)
    depths = _DERMAL if dermal else _DERMAL[[0, -1]]
    reds = _BLOOD if dermal else np.append(_BLOOD, _MOST_BLOOD)
    m, d, b = (axis.ravel() for axis in np.meshgrid(column, depths if dermal else depths[:1], reds, indexing="ij"))
    base = repeat(stack([library.skin(site=site, melanin_fraction=0.0)]), m.size)
    blood = base.blood_fraction.copy()
    blood[:, [PAPILLARY, UPPER_RETICULAR, RETICULAR]] *= b[:, None]
    skins = with_melanin(
        replace(base, blood_fraction=blood),
        m,
        share=np.full(m.size, family["basal_share"].value),
        ceiling=family["melanin_ceiling"].value,
    )
    melanin = skins.melanin_fraction.copy()
    melanin[:, [PAPILLARY, UPPER_RETICULAR]] = d[:, None] * family["dermal_lesion_melanin_fraction"].value
    lines = tuple(SpectralLine(wavelength_nm=w, share=1 / len(_WAVELENGTHS_NM)) for w in _WAVELENGTHS_NM)
    lit = light(
        replace(skins, melanin_fraction=melanin),
        lines=lines,
        surface="air",
        constants=constants_for(lines),
        streams=8,
        threads=threads,
        estimate_error=False,
    )
    seen = library.colour_matching(2)
    wavelength = np.array(_WAVELENGTHS_NM) * units.nm
    spectra = np.array([np.interp(seen.wavelength, wavelength, one) for one in lit.reflectance.T])
    values = tristimulus(spectra, colour_matching=seen.functions, illuminant=seen.illuminant)
    values = values.reshape(column.size, -1, reds.size, 3)
    if not dermal:
        values = np.repeat(values, 2, axis=1)
    white = tristimulus(np.ones(seen.wavelength.size), colour_matching=seen.functions, illuminant=seen.illuminant)
    lab = lab_from_tristimulus(values[:, 0, _USUAL], white=white)
    angle = individual_typology_angle(lab[:, 0], lab[:, 2])
    # No epidermis holds more than the ceiling: nodes beyond it have all the same colour.
    kept = np.concatenate([[True], np.diff(angle) < -_SAME_ANGLE])
    return ColourTable(
        column=_as_planned(column[kept], angle[kept]),
        dermal=depths,
        blood=reds,
        tristimulus=values[kept],
        white=white,
    )


def lesion_melanin(ratio: Floats, *, kind: LesionKind, depth: DepthClass, unit: Floats) -> tuple[Floats, Floats]:
    """Epidermal and dermal melanin of a lesion, from how much more of it there is.

    Parameters
    ----------
    ratio : (N,) array
        Melanin of the lesion over that of the epidermis around [1].
    kind : str
        Kind of lesion.
    depth : str
        Where its melanin lies.
    unit : (N,) array
        Dermal melanin of a dermal lesion of the library over the epidermal melanin around [1].

    Returns
    -------
    tuple of (N,) array
        Epidermal melanin, and dermal melanin, over the epidermal melanin around [1].
    """
    if depth == "dermal":
        return np.ones(ratio.size), unit
    if depth != "mixed":
        return ratio, np.zeros(ratio.size)
    if kind in ("naevus_of_ota", "hori_naevus"):
        return ratio, unit
    below = library.number("course/visit", "mixed_dermal_share").value
    return 1.0 + (1.0 - below) * (ratio - 1.0), below * np.maximum(ratio - 1.0, 0.0)


def dermal_unit(thickness: Floats, column: Floats) -> Floats:
    """(N,) dermal melanin of a dermal lesion of the library over the epidermal melanin around [1].

    Parameters
    ----------
    thickness : (N, L) array
        Thickness of the layers [m]: papillary and upper reticular dermis hold the pigment of a dermal lesion.
    column : (N,) array
        Melanosome column of the epidermis around [m].
    """
    held = thickness[:, PAPILLARY] + thickness[:, UPPER_RETICULAR]
    unit: Floats = library.number("skins/family", "dermal_lesion_melanin_fraction").value * held / column
    return unit


def _as_planned(column: Floats, angle: Floats) -> Floats:
    """(M,) the columns that a plan takes for skins of these angles [m].

    Sites differ in colour by up to some degrees at the same column, and a plan reads the column from the angle by one
    map for all of them. A course begins with the angle that was measured, so that its table goes by the same map;
    beyond the map the nearest ratio holds.
    """
    _, palest = library.ita_range_deg()
    known = (angle >= _DARKEST_MAPPED) & (angle <= palest)
    reference = library.number("skins/family", "reference_epidermis_um").value * units.um
    ratio = library.melanin_from_ita(angle[known]) * reference / column[known]
    every: Floats = np.exp(np.interp(np.log(column), np.log(column[known]), np.log(ratio)))
    return column * every
