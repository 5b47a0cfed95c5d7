"""What a session of light leaves behind in the sampled skins: beside the lesion and in it, at any radiant exposure.

Light and heat are computed once for a course; each session then costs a few hundredths of a second, also when part of
the lesion's melanin has already gone. Columns and removed surfaces have laws of their own, which need no light in skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.domain.delivery import Exposure
from lentigo.domain.device import PulseClass
from lentigo.domain.goals import Goal
from lentigo.errors import OutOfValidityError
from lentigo.modalities.constants import Constants, InjuryLaw
from lentigo.modalities.harm import Warmth, warmth
from lentigo.modalities.injuries import light_injury
from lentigo.modalities.photothermal import Cells, Light
from lentigo.modalities.skins import join
from lentigo.physics.injury import Injury
from lentigo.planning.chances import Knowledge, arriving
from lentigo.planning.column_session import column_session
from lentigo.planning.dial import Combination
from lentigo.planning.removal_session import removal_session
from lentigo.planning.sample import SkinSample
from lentigo.planning.thresholds import Lights

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SessionLight:
    """Light and heat of one pulse in the sampled skins, ready for any radiant exposure."""

    sample: SkinSample
    beside: Warmth
    inside: Warmth
    constants: Constants
    threads: int

    def injuries(
        self,
        fluence_j_cm2: ArrayLike,
        *,
        known: Knowledge | None = None,
        excess_left: ArrayLike = 1.0,
        law: InjuryLaw | None = None,
    ) -> tuple[Injury, Injury]:
        """What a session leaves behind beside the lesion and in it.

        Parameters
        ----------
        fluence_j_cm2 : float or (N,) array
            Radiant exposure on the dial [J/cm²].
        known : Knowledge, optional
            What is not known of the laws and of the device, laid over each skin as for the chances; without it every
            skin has the central laws.
        excess_left : float or (N,) array
            Share of the lesion's extra melanin that is still there [1]: 1 in the first session.
        law : InjuryLaw, optional
            The library's, unless given.

        Raises
        ------
        OutOfValidityError
            If a radiant exposure is negative or a share lies outside 0 to 1.
        """
        count = self.beside.count
        radiant = arriving(fluence_j_cm2, self.sample, known, count=count)
        left = np.asarray(excess_left, dtype=np.float64)
        if not np.all((left >= 0.0) & (left <= 1.0)):
            raise OutOfValidityError("the share of extra melanin that is left must lie between 0 and 1", where="injury")
        hot: ArrayLike = 1.0
        burst: ArrayLike = 1.0
        if known is not None:
            hot = np.exp(known.heat * self.sample.column("damage"))
            burst = np.exp(known.bursting * self.sample.column("melanosome"))
        lesion = self.inside if np.all(left == 1.0) else self.beside.toward(self.inside, left)
        chosen = self.constants.injury if law is None else law

        def injury(warm: Warmth) -> Injury:
            return light_injury(
                warm,
                radiant=radiant,
                law=chosen,
                constants=self.constants,
                heat_margin=hot,
                bursting_margin=burst,
                threads=self.threads,
            )

        return injury(self.beside), injury(lesion)


def wound_of_surface(
    sample: SkinSample,
    combination: Combination,
    fluence_j_cm2: ArrayLike,
    *,
    goal: Goal,
    known: Knowledge | None = None,
) -> tuple[Injury, Injury]:
    """What a session leaves behind that makes columns or takes the surface off: beside the lesion and in it.

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        What is dialled: tip or spot, pulse, density, passes and stacked pulses.
    fluence_j_cm2 : float or (N,) array
        Radiant exposure of a pass, or inside one beam, on the dial [J/cm²].
    goal : {"columns", "removal"}
        Which of the two.
    known : Knowledge, optional
        What is not known of the laws and of the device, laid over each skin as for the chances.

    Raises
    ------
    OutOfValidityError
        If the goal is another one: such light is followed in the skin, by :func:`session_light`.
    """
    if goal == "columns":
        return column_session(sample, combination, fluence_j_cm2, known=known)
    if goal == "removal":
        return removal_session(sample, combination, fluence_j_cm2, known=known)
    raise OutOfValidityError(f"{goal} is not reached by columns or by removing a surface", where="injury")


def session_light(
    lit: Lights, exposure: Exposure, *, pulse_class: PulseClass, constants: Constants, threads: int
) -> SessionLight:
    """Light and heat of one pulse beside and in the lesion of every sampled skin.

    Parameters
    ----------
    lit : Lights
        Broad-beam light in the sample, as the thresholds take it.
    exposure : Exposure
        Pulse, spot and cooling of the session.
    pulse_class : str
        Of the device.
    constants : Constants
        Of nature, at the wavelengths of the delivery.
    threads : int
        Threads to use; the result does not depend on it.
    """
    sample, count = lit.sample, lit.count
    whole = lit.joined
    rows = slice(0, 2 * count)
    broad = Light(
        lines=whole.lines,
        cells=Cells(edges=whole.cells.edges[rows], layer=whole.cells.layer, part=whole.cells.part),
        absorbed=whole.absorbed[:, rows],
        fluence=whole.fluence[:, rows],
        reflectance=whole.reflectance[:, rows],
        transmittance=whole.transmittance[:, rows],
        error=whole.error[:, rows],
        melanin=whole.melanin[rows],
    )
    both = warmth(
        broad,
        exposure,
        skins=join(sample.surroundings, sample.lesion),
        cooling_scale=np.tile(sample.cooling_scale_of(exposure.delivery.cooling.method), 2),
        melanosome_diameter=np.tile(sample.melanosome_diameter, 2),
        pulse_class=pulse_class,
        constants=constants,
        threads=threads,
    )
    return SessionLight(
        sample=sample,
        beside=both.part(slice(0, count)),
        inside=both.part(slice(count, 2 * count)),
        constants=constants,
        threads=threads,
    )
