"""Fractional laser: columns beside each other, coagulated (1540, 1550, 1927 nm) or drilled (Er:YAG, CO2)."""

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
from lentigo.errors import OutOfValidityError
from lentigo.modalities.column_injuries import column_injury, shape_of, skin_with_columns
from lentigo.modalities.columns import ColumnConstants, Columns, column_curve, energy_of_drilling
from lentigo.modalities.skins import stack
from lentigo.physics.injury import Injury
from lentigo.physics.pattern import Placing, bulk_rise, chance_of_touching, coverage, densest, pass_rises

if TYPE_CHECKING:
    import xarray

Floats = NDArray[np.float64]

WOUNDS = True
"""It coagulates or removes tissue: melanin, heat and substance alone do not tell what it does."""

_DEPTHS = np.concatenate([np.arange(2.5, 600.0, 5.0), np.geomspace(605.0, 5000.0, 60)]) * units.um
_COOLS = 60.0
"""Seconds after the last pass for which the skin between the columns is followed."""

_COUNT = Field(ge=1, le=20)


@record
class Settings:
    """What is dialled, and how often the area is gone over."""

    energy_mj: NonNegative
    """Of one pulse of one beam."""
    beam_um: Positive
    """Diameter of one narrow beam on the skin."""
    pulse_s: Positive
    density_per_cm2: Positive
    """Columns that one pass makes on an area."""
    passes: Annotated[int, _COUNT]
    stacked: Annotated[int, _COUNT] = 1
    """Pulses on one place in a pass."""
    pause_s: NonNegative = 0.0
    """From one pulse on a place to the next."""
    interval_s: NonNegative = 30.0
    """From one pass over a place to the next."""
    placing: Placing = "rolled"
    """Columns of one pass on a grid, or at random."""


example = Settings(
    energy_mj=20.0,
    beam_um=140.0,
    pulse_s=0.003,
    density_per_cm2=60.0,
    passes=8,
    stacked=2,
    pause_s=0.02,
    interval_s=10.0,
    placing="rolled",
)

example_wavelength_nm = 1550.0

alternatives = {"placing": "scanned"}
"""Another value of each setting that is a word."""

sources = ("jonasson-2018", "bedi-2007", "eco2-depth", "walsh-deutsch-1988", "segelstein-1981", "maitland-1997")


@dataclass(frozen=True, slots=True)
class Columned:
    """Fields of one session, the skin afterwards, and what is left for time."""

    fields: xarray.Dataset
    """``depth`` [m], ``time`` [s]: share of the area removed, and coagulated [1]; temperature between columns [K]."""
    skin_after: Skin
    """Pigment gone with the columns, channels open where tissue was removed."""
    injury: Injury
    """The same as the laws of healing, pigment and collagen read it; of one skin."""


def simulate(skin: Skin, settings: Settings, *, constants: ColumnConstants, numerics: Numerics) -> Columned:
    """Make columns in one skin.

    Parameters
    ----------
    skin : Skin
        Before.
    settings : Settings
        Energy, beam, pulse, density, passes and stacked pulses.
    constants : ColumnConstants
        At the wavelength of the light.
    numerics : Numerics
        Not used: columns are read from a curve.

    Returns
    -------
    Columned
        Attributes of the fields tell the sizes of one column [m], the covered share and the chance that three others
        touch a column [1]; ``nothing_removed`` is 1 where no tissue is taken away, ``columns_touch`` 1 where columns
        of one scanned pass do.

    Raises
    ------
    OutOfValidityError
        If the beams themselves overlap at this density, or nothing is known of such a beam, pulse or energy.
    """
    del numerics
    import xarray

    density = settings.density_per_cm2 / units.cm2
    _beams_apart(settings, density)
    beam = settings.beam_um * units.um
    curve = column_curve(constants, beam=beam, pulse=settings.pulse_s, stacked=settings.stacked, pause=settings.pause_s)
    at = curve.at(np.array([[settings.energy_mj * 1e-3]]), np.ones(1))
    one = Columns(**{name: getattr(at, name)[:, 0] for name in _NAMES})
    covered, open_share = (
        coverage(density, width, placing=settings.placing, passes=settings.passes)
        for width in (one.width, one.removed_width)
    )
    injury = column_injury(
        stack([skin]), one, density=density, passes=settings.passes, placing=settings.placing, constants=constants
    )
    time, between = _between(settings, one, density, constants)
    outer = shape_of(width=one.width, top=one.top, depth=one.depth, volume=one.volume).area(_DEPTHS)[0]
    gone = shape_of(width=one.removed_width, top=np.zeros(1), depth=one.removed_depth, volume=one.removed_volume).area(
        _DEPTHS
    )[0]

    def share(area: Floats) -> Floats:
        return coverage(density, 2.0 * np.sqrt(area / np.pi), placing=settings.placing, passes=settings.passes)

    removed, reached = share(gone), share(np.maximum(outer, gone))
    fields = xarray.Dataset(
        {
            "removed": ("depth", removed, {"units": "1", "long_name": "share of the area where tissue is gone"}),
            "coagulated": (
                "depth",
                np.maximum(reached - removed, 0.0),
                {"units": "1", "long_name": "share of the area where tissue is coagulated and still there"},
            ),
            "temperature": (
                "time",
                between,
                {"units": "K", "long_name": "temperature of the surface between the columns"},
            ),
        },
        coords={
            "time": ("time", time, {"units": "s", "long_name": "time from the first column near this place"}),
            "depth": ("depth", _DEPTHS, {"units": "m", "long_name": "depth below the surface"}),
        },
        attrs={
            "depth_m": float(one.depth[0]),
            "width_m": float(one.width[0]),
            "removed_depth_m": float(one.removed_depth[0]),
            "removed_width_m": float(one.removed_width[0]),
            "rim_below_m": float(one.depth[0] - one.removed_depth[0]) if constants.ablates else 0.0,
            "coverage": float(covered[0]),
            "hot_spots": float(
                chance_of_touching(
                    density, one.width[0], neighbours=3, placing=settings.placing, passes=settings.passes
                )
            ),
            "columns_touch": int(settings.placing == "scanned" and density * float(one.width[0]) ** 2 >= 1.0),
            "nothing_removed": int(one.removed_depth[0] == 0.0),
            "drilling_begins_mj": min(1e3 * energy_of_drilling(constants, beam=beam, pulse=settings.pulse_s), 1e9),
            "incident_j_m2": settings.energy_mj * 1e-3 * settings.stacked * density * settings.passes,
            "heat_j_m2": float(one.heat[0]) * density * settings.passes,
        },
    )
    return Columned(
        fields=fields,
        skin_after=skin_with_columns(
            skin, injury, open_share=float(open_share[0]), open_depth=float(one.removed_depth[0])
        ),
        injury=injury,
    )


_NAMES = ("removed_depth", "removed_width", "removed_volume", "top", "depth", "width", "volume", "heat")


def _beams_apart(settings: Settings, density: float) -> None:
    bound = float(densest(settings.beam_um * units.um))
    if density > bound * (1.0 + 1e-9):
        raise OutOfValidityError(
            f"{settings.density_per_cm2:g} beams per cm² of {settings.beam_um:g} µm overlap each other: at most "
            f"{bound * units.cm2:.0f} per cm² find room in one pass",
            where="density_per_cm2",
            hint="lower the density, or spread it over more passes; light on the whole surface is resurfacing",
        )


def _between(settings: Settings, one: Columns, density: float, constants: ColumnConstants) -> tuple[Floats, Floats]:
    """Time since the first column and temperature of the surface between the columns [s], [K]."""
    depth = max(float(one.depth[0]), constants.heat_reach)
    rise = bulk_rise(density * one.heat[0], depth=depth, heat_capacity=constants.heat_capacity)
    last = settings.interval_s * (settings.passes - 1)
    starts = settings.interval_s * np.arange(settings.passes)
    time = np.unique(np.concatenate([[0.0], *(s + np.geomspace(1e-3, _COOLS, 24) for s in starts)]))
    time = time[time <= last + _COOLS]
    rises = pass_rises(
        time,
        rise=rise,
        depth=depth,
        passes=settings.passes,
        interval=settings.interval_s,
        spread_over=0.0,
        diffusivity=constants.diffusivity,
        perfusion=constants.perfusion,
    )
    return time, constants.resting + rises
