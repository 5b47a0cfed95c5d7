"""Skin colour: individual typology angle, its classes, and the melanin that goes with it."""

from __future__ import annotations

from functools import cache
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from lentigo.domain.case import Phototype
from lentigo.domain.health import Unknown
from lentigo.domain.skin import Site
from lentigo.errors import OutOfValidityError, UnknownNameError
from lentigo.library import _files
from lentigo.library.numbers import Number, number, table
from lentigo.library.tissues import family, sites

Floats = NDArray[np.float64]

ITA_CLASSES: Final = ((55.0, "very light"), (41.0, "light"), (28.0, "intermediate"), (10.0, "tan"), (-30.0, "brown"))
"""Lower bounds [°] of the classes; below the last one skin is dark."""


def ita_class(ita_deg: float) -> str:
    """Class of an individual typology angle: very light, light, intermediate, tan, brown or dark."""
    return next((name for bound, name in ITA_CLASSES if ita_deg > bound), "dark")


@cache
def _map() -> tuple[Floats, Floats]:
    """Angles, increasing, and the melanin fractions that go with them, decreasing.

    The calibrated map where there is one; otherwise the points that go with the central constants.
    """
    calibrated = "ita" in _files.names("skins", ending=".csv")
    columns = _files.columns("skins/ita.csv" if calibrated else "skins/ita_central.csv")
    angles = np.array(columns["ita_deg"])
    fractions = np.array(columns["melanin_fraction"])
    order = np.argsort(angles)
    return angles[order], fractions[order]


def ita_range_deg() -> tuple[float, float]:
    """Darkest and lightest angle for which the map from angle to melanin holds."""
    angles, _ = _map()
    return angles[0], angles[-1]


def _thickness_ratio(site: Site | None) -> float:
    """Living epidermis of the map's skins over that of a site [1]; colour fixes melanin times thickness."""
    if site is None:
        return 1.0
    if site not in sites():
        raise UnknownNameError(site, kind="site", known=sites())
    here = number(f"sites/{site}", "living_epidermis_thickness_um").value
    return family()["reference_epidermis_um"].value / here


@overload
def melanin_from_ita(ita_deg: float, *, site: Site | None = None) -> float: ...
@overload
def melanin_from_ita(ita_deg: Floats, *, site: Site | None = None) -> Floats: ...
def melanin_from_ita(ita_deg: float | Floats, *, site: Site | None = None) -> float | Floats:
    """Volume fraction of melanosomes in living epidermis of a given colour [1].

    Log-linear between the points of the map. Colour fixes the product of melanin fraction and thickness: with a site
    the fraction is for that site's living epidermis, without one for the ``reference_epidermis_um`` of the family.

    Parameters
    ----------
    ita_deg : float or array
        Individual typology angle [°].
    site : Site, optional
        Body site.

    Raises
    ------
    OutOfValidityError
        If the map does not reach an angle.
    """
    angles, fractions = _map()
    asked = np.asarray(ita_deg, dtype=np.float64)
    outside = ~((angles[0] <= asked) & (asked <= angles[-1]))
    if outside.any():
        raise OutOfValidityError(
            f"melanin is known for individual typology angles from {angles[0]:g}° to {angles[-1]:g}°, "
            f"not {float(asked[outside].flat[0]):g}°"
        )
    found = np.exp(np.interp(asked, angles, np.log(fractions))) * _thickness_ratio(site)
    return float(found) if np.ndim(ita_deg) == 0 else found


@overload
def ita_from_melanin(melanin_fraction: float, *, site: Site | None = None) -> float: ...
@overload
def ita_from_melanin(melanin_fraction: Floats, *, site: Site | None = None) -> Floats: ...
def ita_from_melanin(melanin_fraction: float | Floats, *, site: Site | None = None) -> float | Floats:
    """Individual typology angle [°] of skin with a given melanin fraction: the inverse of :func:`melanin_from_ita`.

    Raises
    ------
    OutOfValidityError
        If the map does not reach a fraction.
    """
    angles, fractions = _map()
    asked = np.asarray(melanin_fraction, dtype=np.float64) / _thickness_ratio(site)
    outside = ~((fractions[-1] * (1 - 1e-12) <= asked) & (asked <= fractions[0] * (1 + 1e-12)))
    if outside.any():
        raise OutOfValidityError(
            f"colour is known for melanin fractions from {fractions[-1]:.3g} to {fractions[0]:.3g}, "
            f"not {float(asked[outside].flat[0]):.3g}"
        )
    found = np.interp(-np.log(asked), -np.log(fractions), angles)
    return float(found) if np.ndim(melanin_fraction) == 0 else found


def ita_by_phototype(phototype: Phototype | Unknown, site: Site) -> Number:
    """Individual typology angle [°] assumed for a phototype at a site, with its 5-95 % range.

    A phototype is no measurement of colour; the range says so, and for an unknown phototype it spans nearly all skin.
    Sites that see the sun are darker.

    Raises
    ------
    UnknownNameError
        If there is no such phototype or site.
    """
    if site not in sites():
        raise UnknownNameError(site, kind="site", known=sites())
    numbers = table("colour/ita_by_phototype")
    exposed = number("colour/sun_exposed_sites", site).value > 0
    name = f"{'exposed' if exposed else 'protected'}.{phototype}_deg"
    if name not in numbers:
        raise UnknownNameError(phototype, kind="phototype", known=("I", "II", "III", "IV", "V", "VI", "unknown"))
    return numbers[name]
