"""What a reader of a window on vessels must know beside its numbers."""

from __future__ import annotations

import numpy as np

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.plan import Finding
from lentigo.modalities.skins import FAT
from lentigo.planning.compose_vessels import lesion_vessels, vessel_numbers
from lentigo.planning.dial import Combination
from lentigo.planning.sample import SkinSample

__all__ = ["vessel_findings"]

_INFRARED_FROM = 700.0
"""Wavelength from which hot blood takes up clearly more than cold blood [nm]."""
_WIDE = 500 * units.um
"""Vessels wider than this carry heat away while a pulse lasts, and rest on nothing measured here [m]."""


def vessel_findings(sample: SkinSample, combination: Combination, *, case: Case) -> tuple[Finding, ...]:
    """What a reader of such a window must know.

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        What is dialled.
    case : Case
        Its lesion says which vessels.
    """
    drawn = lesion_vessels(case.lesion, sample)
    low, high = (float(v) / units.um for v in np.quantile(drawn.diameter, (0.05, 0.95)))
    uptake = library.number("limits/vessels", "uptake_share")
    found = [
        Finding(
            topic="model",
            text=(
                "The effect is one vessel closed in one session: half of such skins means half of the vessels. How "
                "much of the light a vessel takes up was fixed on bruises of normal skin; what closes vessels of "
                "known width and depth in people was not found measured."
            ),
            sources=(uptake.source,),
        )
    ]
    known = case.lesion.vessels
    if known is None or known.diameter_um == "unknown":
        number = vessel_numbers(case.lesion.kind)["diameter_um"]
        found.append(
            Finding(
                topic="assumed",
                text=(
                    f"The width of the vessels was not measured: {low:.0f} to {high:.0f} µm are taken, as usual in "
                    "such a lesion, and their depth likewise. Narrow vessels cool within the pulse, wide ones shade "
                    "themselves: both need more."
                ),
                sources=(number.source,),
            )
        )
    if float(np.quantile(drawn.diameter, 0.95)) > _WIDE:
        found.append(
            Finding(
                topic="validity",
                text="Some of these vessels are wider than half a millimetre: blood that flows on carries heat away, "
                "which is not computed.",
            )
        )
    if np.any(drawn.depth > sample.lesion.thickness[:, :FAT].sum(axis=1)):
        found.append(
            Finding(
                topic="validity",
                text="Some of these vessels lie below the dermis, in the fat: light that deep, and heat in fat, are "
                "computed coarsely.",
            )
        )
    if combination.wavelength_nm > _INFRARED_FROM:
        found.append(
            Finding(
                topic="validity",
                text=(
                    "Hot blood turns to methaemoglobin, which takes up more infrared light than cold blood; by how "
                    "much was not found in numbers, and it is not computed. A second pulse on the same place, or one "
                    "after green or yellow light, may do much more than the first."
                ),
                sources=("randeberg-2004", "black-barton-2004"),
            )
        )
    return tuple(found)
