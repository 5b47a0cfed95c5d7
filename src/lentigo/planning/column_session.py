"""What a session of columns leaves behind in the sampled skins: beside the lesion and in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.modalities.column_injuries import column_injury
from lentigo.modalities.columns import ENERGIES
from lentigo.modalities.skins import SkinArrays
from lentigo.physics.injury import Injury
from lentigo.planning.chances import Knowledge, arriving
from lentigo.planning.column_thresholds import columns_in, pattern_of, per_energy
from lentigo.planning.compose_columns import column_constants
from lentigo.planning.dial import Combination
from lentigo.planning.sample import SkinSample

__all__ = ["column_session"]

Floats = NDArray[np.float64]


def column_session(
    sample: SkinSample, combination: Combination, fluence_j_cm2: ArrayLike, *, known: Knowledge | None = None
) -> tuple[Injury, Injury]:
    """What all passes of a session leave behind beside the lesion and in it.

    Water absorbs, and there is as much of it in the lesion as beside it; only the melanin that goes differs.

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        Tip, pulse, density, passes and stacked pulses.
    fluence_j_cm2 : float or (N,) array
        Radiant exposure inside one beam on the dial [J/cm²].
    known : Knowledge, optional
        What is not known of the law and of the device, laid over each skin as for the chances; without it every skin
        has the central law.
    """
    radiant = arriving(fluence_j_cm2, sample, known, count=sample.surroundings.count, ablating=True)
    pattern = pattern_of(combination)
    energy = np.minimum(radiant / per_energy(pattern.tip), ENERGIES[-1])
    columns = columns_in(sample, combination, energy)
    constants = column_constants(combination.wavelength_nm)

    def injury(skins: SkinArrays) -> Injury:
        return column_injury(
            skins,
            columns,
            density=pattern.density,
            passes=pattern.passes,
            placing=pattern.tip.placing,
            constants=constants,
        )

    return injury(sample.surroundings), injury(sample.lesion)
