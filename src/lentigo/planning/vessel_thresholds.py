"""At which radiant exposure the vessels of a red lesion coagulate in each sampled skin, and at which it is harmed.

The effect is the coagulation of one vessel of the lesion over its diameter: of the blood on its axis and of its wall.
Harm is that of the epidermis and dermis as for every other light, with the epidermis inside the lesion counting as much
as that beside it: where a lesion is brown and red at once (poikiloderma), its brown is what burns first. Purpura is the
bursting of a vessel, of the lesion's or of normal skin's; it is told by itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.case import Case
from lentigo.modalities.constants import Constants
from lentigo.modalities.skins import PAPILLARY, RETICULAR
from lentigo.modalities.vessel_warmth import (
    Vessels,
    VesselWarmth,
    coagulation_exposure,
    rupture_exposure,
    vessel_warmth,
)
from lentigo.planning.compose_vessels import lesion_vessels, vessel_law
from lentigo.planning.dial import Combination
from lentigo.planning.thresholds import LOWER, UPPER, Heated, Lights, Thresholds, darkest_margin, heated

__all__ = ["vessel_thresholds", "warm_vessels"]

Floats = NDArray[np.float64]


def vessel_thresholds(
    lit: Lights, combination: Combination, *, case: Case, constants: Constants, threads: int
) -> Thresholds:
    """Per-skin thresholds of light on vessels.

    Parameters
    ----------
    lit : Lights
        Broad-beam light in the sampled skins.
    combination : Combination
        What is dialled.
    case : Case
        Its lesion says which vessels are to go.
    constants : Constants
        Of nature.
    threads : int
        Threads to use; the result does not depend on it.

    Returns
    -------
    Thresholds
        ``effect``: a vessel of the lesion is coagulated. ``mild``: where the law of dark marks has its mild point, a
        share of what burns the epidermis. ``purpura``: a vessel bursts.
    """
    warm = heated(lit, combination.exposure, constants=constants, threads=threads, deepest_layer=RETICULAR)
    targets, normal = warm_vessels(warm, lit, combination, case=case)
    law = vessel_law()
    epidermal = warm.epidermal(slice(0, 2 * warm.count))
    epidermis = np.minimum(epidermal[warm.beside], epidermal[warm.inside]) * darkest_margin(lit.sample)
    never = np.full(warm.count, np.inf)
    return Thresholds(
        effect=coagulation_exposure(targets, law=law, lower=LOWER, upper=UPPER, threads=threads),
        mild=epidermis / library.number("limits/dark_marks_vessels", "aggressive_ratio").value,
        epidermis=epidermis,
        dermis=warm.dermal(),
        mechanical=never,
        floor=never,
        purpura=np.minimum(rupture_exposure(targets, law=law), rupture_exposure(normal, law=law)),
    )


def warm_vessels(
    warm: Heated, lit: Lights, combination: Combination, *, case: Case
) -> tuple[VesselWarmth, VesselWarmth]:
    """Temperatures of a vessel of the lesion, and of one of the normal skin beside it, in each sampled skin."""
    sample = lit.sample
    radius = sample.surroundings.vessel_radius[:, PAPILLARY]
    top = sample.surroundings.thickness[:, :PAPILLARY].sum(axis=1)
    plexus = Vessels(
        diameter=2.0 * radius,
        depth=top + 0.5 * sample.surroundings.thickness[:, PAPILLARY],
        oxygen_saturation=sample.surroundings.oxygen_saturation[:, PAPILLARY],
    )

    def of(rows: slice, vessels: Vessels, skins: int) -> VesselWarmth:
        return vessel_warmth(
            warm.finite,
            warm.response,
            rows=rows,
            skins=(sample.surroundings, sample.lesion)[skins],
            vessels=vessels,
            exposure=combination.exposure,
            law=vessel_law(),
            constants=warm.constants,
        )

    return of(warm.inside, lesion_vessels(case.lesion, sample), 1), of(warm.beside, plexus, 0)
