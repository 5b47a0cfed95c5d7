"""What a session that takes the surface off leaves behind in the sampled skins: beside the lesion and in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.modalities.removal import remove
from lentigo.modalities.removal_injuries import removal_injury
from lentigo.modalities.skins import SkinArrays
from lentigo.physics.injury import Injury
from lentigo.planning.chances import Knowledge, arriving
from lentigo.planning.compose_removal import removal_constants
from lentigo.planning.dial import Combination
from lentigo.planning.sample import SkinSample

__all__ = ["removal_session"]

Floats = NDArray[np.float64]


def removal_session(
    sample: SkinSample, combination: Combination, fluence_j_cm2: ArrayLike, *, known: Knowledge | None = None
) -> tuple[Injury, Injury]:
    """What all passes of a session leave behind beside the lesion and in it.

    Water absorbs, and there is as much of it in the lesion as beside it; only the melanin that goes differs.

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        Handpiece, pulse and number of passes.
    fluence_j_cm2 : float or (N,) array
        Radiant exposure of a pass on the dial [J/cm²].
    known : Knowledge, optional
        What is not known of the law and of the device, laid over each skin as for the chances; without it every skin
        has the central law.
    """
    radiant = arriving(fluence_j_cm2, sample, known, count=sample.surroundings.count, ablating=True)
    constants = removal_constants(combination.wavelength_nm)

    def injury(skins: SkinArrays) -> Injury:
        wound = remove(
            skins,
            radiant[:, None],
            pulse=combination.pulse_s,
            passes=combination.passes * combination.stacked,
            constants=constants,
        )
        return removal_injury(skins, wound, constants=constants)

    return injury(sample.surroundings), injury(sample.lesion)
