"""What creams, tablets and sunscreen have in common: weeks instead of microseconds, and melanin that follows slowly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.skin import Skin
from lentigo.modalities.skins import LAYERS
from lentigo.physics.injury import Injury
from lentigo.physics.pigment import (
    AROUND,
    LESION,
    PigmentConstants,
    PigmentCourse,
    PigmentDrivers,
    PigmentStart,
    balance_error,
    pigment_course,
)

if TYPE_CHECKING:
    import xarray

Floats = NDArray[np.float64]

AFTER_WEEKS = 12.0
"""How long the skin is followed once the care has ended."""

_MELANIN_LAYERS = ("horny_layer", "spinous_layer", "basal_layer")


@dataclass(frozen=True, slots=True)
class LesionConstants:
    """One lesion and the laws of its pigment."""

    pigment: PigmentConstants
    contrast: float
    """Epidermal melanin of the lesion relative to the skin around [1]."""
    dermal: float
    """Dermal melanin under it, relative to the epidermal melanin around [1]."""


@dataclass(frozen=True, slots=True)
class CareResponse:
    """Fields of some weeks, and the skin when the care ends."""

    fields: xarray.Dataset
    """``time`` [s]: what acts, and melanin of lesion and skin around [1]."""
    skin_after: Skin
    """The skin around on the last day of the care: its epidermal melanin has changed."""
    injury: Injury
    """None: nothing is wounded, and what time makes of the care is in the fields already."""


def balance(response: CareResponse) -> float:
    """Melanin that was made and is neither there nor gone by a known way, as a share of all [1]; rounding only."""
    return float(response.fields.attrs["mass_error"])


def weeks_of(weeks: float) -> Floats:
    """(T,) daily times from the first day of the care to some weeks after its end [s]."""
    days = int(np.ceil((weeks + AFTER_WEEKS) * 7.0))
    times: Floats = np.arange(days + 1, dtype=np.float64) * units.day
    return times


def followed(
    skin: Skin,
    *,
    lesion: LesionConstants,
    time: Floats,
    weeks: float,
    usual_light: float,
    drivers: PigmentDrivers,
    acting: dict[str, tuple[Floats, str]],
    idle: bool,
) -> CareResponse:
    """Melanin of one lesion under what acts day by day.

    Parameters
    ----------
    skin : Skin
        Before.
    lesion : LesionConstants
        Its contrast and the laws of its pigment.
    time : (T,) array
        Daily [s].
    weeks : float
        Length of the care [weeks].
    usual_light : float
        Light of the weeks before [thresholds/day].
    drivers : PigmentDrivers
        What acts on pigment.
    acting : dict
        What acts, by name, as (T,) arrays [1] with words for each.
    idle : bool
        Whether the dose is nothing, so that the skin stays what it is.
    """
    import xarray

    course = pigment_course(
        PigmentStart(contrast=np.array([lesion.contrast]), dermal=lesion.dermal, light=usual_light),
        time=time,
        drivers=drivers,
        constants=lesion.pigment,
    )
    fields = xarray.Dataset(
        {name: ("time", values, {"units": "1", "long_name": words}) for name, (values, words) in acting.items()}
        | _melanin(course),
        coords={"time": ("time", time, {"units": "s", "long_name": "time from the first day of the care"})},
        attrs={"mass_error": balance_error(course)},
    )
    last = int(np.searchsorted(time, weeks * 7.0 * units.day, side="right")) - 1
    share = float(course.epidermal[last, AROUND, 0])
    after = skin if idle else _with_melanin(skin, share)
    return CareResponse(fields=fields, skin_after=after, injury=Injury.none(1))


def _melanin(course: PigmentCourse) -> dict[str, tuple[str, Floats, dict[str, str]]]:
    total = course.epidermal + course.dermal
    words = "melanin, relative to the epidermis around on the first day"
    return {
        "melanin_lesion": ("time", total[:, LESION, 0], {"units": "1", "long_name": f"lesion's {words}"}),
        "melanin_around": ("time", total[:, AROUND, 0], {"units": "1", "long_name": f"{words}, skin around"}),
        "melanin_made": ("time", course.produced[:, LESION, 0], {"units": "1", "long_name": f"{words}, made in it"}),
        "melanin_shed": ("time", course.shed[:, LESION, 0], {"units": "1", "long_name": f"{words}, shed from it"}),
    }


def _with_melanin(skin: Skin, share: float) -> Skin:
    """The skin with so many times the melanin in its epidermis."""
    return replace(
        skin,
        layers=tuple(
            replace(layer, melanin_fraction=min(layer.melanin_fraction * share, 1.0))
            if LAYERS[index] in _MELANIN_LAYERS
            else layer
            for index, layer in enumerate(skin.layers)
        ),
    )
