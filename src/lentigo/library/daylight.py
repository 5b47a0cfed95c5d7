"""Daylight and the standard observers: what turns a reflectance spectrum into a colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class ColourMatching:
    """A standard observer under standard daylight (D65)."""

    wavelength: Floats
    """(W,) [m]."""
    functions: Floats
    """(W, 3) colour-matching functions x, y, z [1]."""
    illuminant: Floats
    """(W,) relative spectral power of the light [1]."""


@cache
def colour_matching(observer_deg: Literal[2, 10] = 2) -> ColourMatching:
    """Colour-matching functions of the 2° (1931) or 10° (1964) observer, with D65.

    Raises
    ------
    LibraryDataError
        If both are not tabulated at the same wavelengths.
    """
    observer = _files.columns(f"colour/observer_{observer_deg}_deg.csv")
    light = _files.columns("colour/illuminant_d65.csv")
    if observer["wavelength_nm"] != light["wavelength_nm"]:
        raise LibraryDataError("observer and illuminant have different wavelengths", where="library/data/colour")
    return ColourMatching(
        wavelength=np.array(observer["wavelength_nm"]) * units.nm,
        functions=np.column_stack([observer["x"], observer["y"], observer["z"]]),
        illuminant=np.array(light["power"]),
    )
