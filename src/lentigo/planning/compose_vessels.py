"""What coagulates vessels, and which vessels a red lesion has, composed from the library."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import Lesion
from lentigo.library.numbers import Number
from lentigo.modalities.vessel_warmth import VesselLaw, Vessels
from lentigo.physics.damage import ArrheniusProcess, DamageRate
from lentigo.planning.sample import SkinSample, draw

__all__ = ["lesion_vessels", "spread_vessels", "vessel_kind", "vessel_law", "vessel_numbers"]

Floats = NDArray[np.float64]

_LARGEST_SATURATION = 0.98
_THINNEST, _THICKEST = 8 * units.um, 2.0 * units.mm
"""Narrower vessels hold single cells; in wider ones blood flows on during a pulse [m]."""
_OTHERS = "redness"
"""What kinds of lesion have whose vessels the library does not tell."""


def _protein_rate(name: str) -> DamageRate:
    """A set of the library, as it stands: the fast process in series is that of living cells, not of proteins."""
    return DamageRate(
        processes=tuple(
            ArrheniusProcess(
                frequency_factor=band.frequency_factor_per_s.value,
                activation_temperature=band.activation_temperature_k,
                above=max(units.kelvin(band.above_c), 0.0),
            )
            for band in library.damage_set(name).bands
        )
    )


@lru_cache(maxsize=1)
def vessel_law() -> VesselLaw:
    """When vessels coagulate and burst, by the library."""
    table = library.table("limits/vessels")
    return VesselLaw(
        lumen_damage=_protein_rate("blood-coagulation"),
        wall_damage=_protein_rate("agah-1994"),
        coagulated_damage=table["coagulated_damage_ratio"].value,
        rupture=units.kelvin(table["rupture_c"].value),
        uptake_share=table["uptake_share"].value,
    )


def vessel_kind(kind: str) -> str:
    """The rows of the library that tell of the vessels of a kind of lesion."""
    return kind if f"{kind}.diameter_um" in library.table("conditions/lesion_vessels") else _OTHERS


def vessel_numbers(kind: str) -> dict[str, Number]:
    """Diameter, depth and oxygenation of the vessels of a kind of lesion, by name."""
    table, rows = library.table("conditions/lesion_vessels"), vessel_kind(kind)
    return {name: table[f"{rows}.{name}"] for name in ("diameter_um", "depth_um", "oxygen_saturation")}


def lesion_vessels(lesion: Lesion, sample: SkinSample) -> Vessels:
    """One vessel of the lesion in each sampled skin: what was measured within its error, else what is usual.

    A vessel stands for its lesion as one of many: the share of the skins in which it coagulates is the share of vessels
    that do, over all that is unknown.
    """
    return spread_vessels(
        lesion, sample, diameter=sample.column("vessel_diameter"), depth=sample.column("vessel_depth")
    )


def spread_vessels(lesion: Lesion, sample: SkinSample, *, diameter: Floats, depth: Floats, repeats: int = 1) -> Vessels:
    """Vessels of the lesion at given places of their distributions, ``repeats`` of them in each sampled skin.

    Parameters
    ----------
    lesion : Lesion
        Its kind, and what was measured of its vessels.
    sample : SkinSample
        N skins; what carries oxygen differs between them, not within one.
    diameter, depth : (N * repeats,) arrays
        Standard normal deviates [1].
    repeats : int
        Vessels in each skin.
    """
    numbers, known = vessel_numbers(lesion.kind), lesion.vessels
    errors = library.table("limits/vessels")

    def drawn(name: str, measured: float | str | None, error: str, z: Floats) -> Floats:
        if isinstance(measured, str) or measured is None:
            return draw(numbers[name], z) * units.um
        found: Floats = measured * units.um * np.exp(errors[error].value * z)
        return found

    wide = drawn("diameter_um", None if known is None else known.diameter_um, "measured_diameter_ln_error", diameter)
    deep = drawn("depth_um", None if known is None else known.depth_um, "measured_depth_ln_error", depth)
    measured = None if known is None else known.oxygen_saturation
    if measured is None or isinstance(measured, str):
        saturation = draw(numbers["oxygen_saturation"], np.repeat(sample.column("oxygen_saturation"), repeats))
    else:
        saturation = np.full(wide.size, measured)
    return Vessels(
        diameter=np.clip(wide, _THINNEST, _THICKEST),
        depth=deep,
        oxygen_saturation=np.minimum(saturation, _LARGEST_SATURATION),
    )
