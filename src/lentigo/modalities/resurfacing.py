"""Full-field resurfacing: light that water absorbs so strongly that it takes the whole surface of the skin off.

Where in time: a pass is a pulse on every place, with the heat that it leaves during seconds; passes follow each other
after the skin has cooled and what is dried has been wiped off. See :mod:`lentigo.modalities.removal` for the law.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from lentigo import units
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import NonNegative, Positive, record
from lentigo.domain.skin import Skin
from lentigo.modalities.removal import MOST_PASSES, RemovalConstants, Wound, remove
from lentigo.modalities.removal_injuries import removal_injury, skin_without
from lentigo.modalities.skins import stack
from lentigo.physics.injury import Injury
from lentigo.physics.residual_heat import Floor, heat_below

if TYPE_CHECKING:
    import xarray

Floats = NDArray[np.float64]

WOUNDS = True
"""It removes tissue: melanin, heat and substance alone do not tell what it does."""

_DEPTHS = np.concatenate([np.arange(0.5, 400.0, 1.0), np.geomspace(400.0, 3000.0, 40)]) * units.um


@record
class Settings:
    """What is dialled, and how often the area is gone over."""

    fluence_j_cm2: NonNegative
    """Of one pulse."""
    pulse_s: Positive
    passes: Annotated[int, Field(ge=1, le=MOST_PASSES // 2)]
    overlap_share: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    """Share of the area that the spots of one pass hit twice."""


example = Settings(fluence_j_cm2=5.0, pulse_s=2.5e-4, passes=3, overlap_share=0.1)

example_wavelength_nm = 2940.0

sources = ("walsh-deutsch-1989", "walsh-flotte-deutsch-1989", "fitzpatrick-1999", "maitland-1997", "shori-2000")


@dataclass(frozen=True, slots=True)
class Resurfaced:
    """Fields of one session, the skin afterwards, and what is left for time."""

    fields: xarray.Dataset
    """``depth`` [m], ``time`` [s]: share of the area where tissue is removed, coagulated, shocked [1]; temperature [K]
    of the last pulse."""
    skin_after: Skin
    """Layers thinner or gone, the barrier open."""
    injury: Injury
    """The same as the laws of healing, pigment and collagen read it; of one skin."""


def simulate(skin: Skin, settings: Settings, *, constants: RemovalConstants, numerics: Numerics) -> Resurfaced:
    """Take the surface of one skin off.

    Parameters
    ----------
    skin : Skin
        Before.
    settings : Settings
        Radiant exposure, pulse, passes and overlap.
    constants : RemovalConstants
        At the wavelength of the light.
    numerics : Numerics
        Not used: the law is a closed form, the heat one column of cells.

    Returns
    -------
    Resurfaced
        Attributes of the fields tell where the energy went, in [J/m²]; ``nothing_removed`` is 1 below the threshold.
    """
    del numerics
    import xarray

    radiant = settings.fluence_j_cm2 * units.j_cm2
    skins = stack([skin])
    once, twice = (
        remove(skins, np.array([radiant]), pulse=settings.pulse_s, passes=passes, constants=constants)
        for passes in (settings.passes, 2 * settings.passes)
    )
    share = settings.overlap_share
    before = _before_last(skin, settings, constants)
    heat = heat_below(
        radiant * (1.0 - constants.reflected),
        pulse=settings.pulse_s,
        tissue=constants.living,
        cell_damage=constants.cell_damage,
        collagen_damage=constants.collagen_damage,
        resting_temperature=constants.resting,
        boiling_temperature=constants.boiling,
        steam_escaping=constants.steam_escaping,
    )

    def area(name: str) -> Floats:
        one, two = (float(getattr(wound, name)[0, 0]) for wound in (once, twice))
        covered: Floats = (1.0 - share) * _above(one) + share * _above(two)
        return covered

    removed = area("removed")
    incident = radiant * settings.passes * (1.0 + share)
    energy = {
        name: (1.0 - share) * float(getattr(once, name)[0, 0]) + share * float(getattr(twice, name)[0, 0])
        for name in ("carried", "left", "reflected")
    }
    fields = xarray.Dataset(
        {
            "removed": ("depth", removed, {"units": "1", "long_name": "share of the area where tissue is gone"}),
            "coagulated": (
                "depth",
                np.maximum(area("coagulated") - removed, 0.0),
                {"units": "1", "long_name": "share of the area where tissue is dead and still there"},
            ),
            "shocked": (
                "depth",
                np.maximum(area("shocked") - np.maximum(area("coagulated"), removed), 0.0),
                {"units": "1", "long_name": "share of the area where tissue is heat-shocked and alive"},
            ),
            "temperature": (
                ("time", "depth"),
                _temperature(heat, start=before),
                {"units": "K", "long_name": "temperature by the last pulse; above its floor that of the floor"},
            ),
        },
        coords={
            "time": ("time", heat.time, {"units": "s", "long_name": "time from the start of the last pulse"}),
            "depth": ("depth", _DEPTHS, {"units": "m", "long_name": "depth below the first surface"}),
        },
        attrs={
            "removed_depth_m": float(once.removed[0, 0]),
            "wound_depth_m": float(once.coagulated[0, 0]),
            "nothing_removed": int(once.removed[0, 0] == 0.0),
            "incident_j_m2": incident,
            **{f"{name}_j_m2": value for name, value in energy.items()},
            "energy_error": abs(sum(energy.values()) / incident - 1.0) if incident > 0.0 else 0.0,
        },
    )
    mean = _mean(once, twice, share)
    return Resurfaced(
        fields=fields,
        skin_after=skin_without(skin, removed=float(mean.removed[0, 0]), dead=float(mean.coagulated[0, 0])),
        injury=removal_injury(skins, mean, constants=constants),
    )


def _before_last(skin: Skin, settings: Settings, constants: RemovalConstants) -> float:
    """Depth of the surface that the last pass meets [m]."""
    if settings.passes == 1:
        return 0.0
    earlier = remove(
        stack([skin]),
        np.array([settings.fluence_j_cm2 * units.j_cm2]),
        pulse=settings.pulse_s,
        passes=settings.passes - 1,
        constants=constants,
    )
    return float(earlier.removed[0, 0])


def _above(depth: float) -> Floats:
    """Where the field lies above a depth [1]; the cell that the depth cuts counts in part."""
    edges = np.concatenate([[0.0], 0.5 * (_DEPTHS[1:] + _DEPTHS[:-1]), [_DEPTHS[-1]]])
    share: Floats = np.clip((depth - edges[:-1]) / np.diff(edges), 0.0, 1.0)
    return share


def _temperature(heat: Floor, *, start: float) -> Floats:
    """Temperature of the last pulse on the depths of the fields (T, Z) [K]."""
    middle = 0.5 * (heat.edges[1:] + heat.edges[:-1])
    at = np.maximum(_DEPTHS - start, middle[0])
    return np.stack([np.interp(at, middle, row) for row in heat.temperature])


def _mean(once: Wound, twice: Wound, share: float) -> Wound:
    """The mean over an area of which a share was hit twice."""
    names = ("removed", "coagulated", "worst", "shocked", "carried", "left", "reflected")
    return Wound(**{name: (1.0 - share) * getattr(once, name) + share * getattr(twice, name) for name in names})
