r"""What light does to each cell: from light, heat, bursting and melanin by depth to what dies, for many skins at once.

Light and heat are computed once for a pulse (:func:`warmth`); every radiant exposure, and every lesion of which part of
the extra melanin has already gone, follows from that without computing light again, because heat is linear in what is
absorbed. With the damage :math:`\Omega(z)`, the share of melanosomes that burst :math:`B(z)` and the widths and melanin
of the cells,

.. math::

    d_\text{heat} = 1 - e^{-\Omega}\ \text{(1 where tissue boiled)}, \qquad
    B = \frac{x^m}{1 + x^m},\quad x = \frac{\phi H}{H_\text{burst}},

a cell of the epidermis dies of heat, or, in short pulses, where its melanosomes burst at an energy that is a share of
what would kill it by heat alone, :math:`d = \max\{d_\text{heat}(H), B\,d_\text{heat}(H/q)\}`: the same law as that of
the thresholds. Melanin goes with the cells that die, and a part of it where melanosomes burst in cells that live.
Dermis whose damage is a small share of the lethal one lives and is heat-shocked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.domain.delivery import Exposure
from lentigo.domain.device import PulseClass
from lentigo.errors import OutOfValidityError
from lentigo.modalities.constants import Constants, InjuryLaw
from lentigo.modalities.photothermal import Light, heat
from lentigo.modalities.skins import BASAL, PAPILLARY, RETICULAR, SPINOUS, UPPER_RETICULAR, SkinArrays
from lentigo.physics._threads import for_chunks
from lentigo.physics.damage import accumulated_damage
from lentigo.physics.heat import HeatResponse
from lentigo.physics.photomechanics import sphere_loss_factor

Floats = NDArray[np.float64]

_CHUNK = 32
_AFTER_PULSE = 3.0
"""Seconds after the pulse during which damage is followed, as for the thresholds."""


@dataclass(frozen=True, slots=True)
class Warmth:
    """Light and heat of unit radiant exposure in M skins, as injuries need them."""

    time: Floats
    """(T,) [s]."""
    background: Floats
    """(M, T, Z) temperature without light [K]."""
    rise: Floats
    """(M, T, Z) [K m²/J]."""
    fluence: Floats
    """(M, Z) fluence of the first line per radiant exposure [1]."""
    bursts_at: Floats
    """(M,) fluence at which half of the melanosomes burst [J/m²]; infinite for pulses that do not burst them."""
    width: Floats
    """(M, Z) of the cells [m]."""
    melanin: Floats
    """(M, Z) volume fraction [1]."""
    layer: NDArray[np.intp]
    """(Z,) layer of each cell."""
    killing_share: float
    """Share of the energy that kills by heat alone at which cells with bursting melanosomes die [1]."""

    @property
    def count(self) -> int:
        """Number of skins."""
        return int(self.width.shape[0])

    def part(self, rows: slice) -> Warmth:
        """The warmth of some of the skins."""
        return replace(
            self,
            background=self.background[rows],
            rise=self.rise[rows],
            fluence=self.fluence[rows],
            bursts_at=self.bursts_at[rows],
            width=self.width[rows],
            melanin=self.melanin[rows],
        )

    def toward(self, other: Warmth, share: ArrayLike) -> Warmth:
        """The warmth of skins whose melanin lies between this one's and another's.

        Parameters
        ----------
        other : Warmth
            Of the same skins with another amount of melanin.
        share : float or (M,) array
            0 gives this one, 1 the other.
        """
        s = np.broadcast_to(np.asarray(share, dtype=np.float64), (self.count,))
        if not np.all((s >= 0.0) & (s <= 1.0)):
            raise OutOfValidityError("a share of the melanin must lie between 0 and 1", where="injury")

        def mixed(one: Floats, two: Floats) -> Floats:
            weight = s.reshape(-1, *([1] * (one.ndim - 1)))
            between: Floats = one + weight * (two - one)
            return between

        return replace(
            self,
            rise=mixed(self.rise, other.rise),
            fluence=mixed(self.fluence, other.fluence),
            melanin=mixed(self.melanin, other.melanin),
        )


def warmth(
    broad: Light,
    exposure: Exposure,
    *,
    skins: SkinArrays,
    cooling_scale: Floats | None,
    melanosome_diameter: Floats,
    pulse_class: PulseClass,
    constants: Constants,
    threads: int,
) -> Warmth:
    """Light and heat of one pulse of unit radiant exposure in M skins.

    Parameters
    ----------
    broad : Light
        A broad beam in these skins.
    exposure : Exposure
        Pulse, spot and cooling.
    skins : SkinArrays
        The M skins, in the order of the light.
    cooling_scale : (M,) array, optional
        Factor on the cooling's heat transfer [1].
    melanosome_diameter : (M,) array
        [m].
    pulse_class : str
        Millisecond pulses burst nothing.
    constants : Constants
        Of nature.
    threads : int
        Threads to use; the result does not depend on it.
    """
    finite = broad.finite(exposure, constants=constants)
    response = heat(
        skins,
        finite.source,
        grid=finite.cells,
        exposure=exposure,
        surroundings=constants.surroundings,
        cooling_scale=cooling_scale,
        after=_AFTER_PULSE,
        threads=threads,
        deepest_layer=RETICULAR,
    )
    return warmth_of(
        finite,
        response,
        skins=skins,
        pulse_s=exposure.pulse[0].duration_s,
        melanosome_diameter=melanosome_diameter,
        pulse_class=pulse_class,
        constants=constants,
    )


def warmth_of(
    finite: Light,
    response: HeatResponse,
    *,
    skins: SkinArrays,
    pulse_s: float,
    melanosome_diameter: Floats,
    pulse_class: PulseClass,
    constants: Constants,
) -> Warmth:
    """The same from light and heat that are known already.

    Parameters
    ----------
    finite : Light
        On the axis of the spot.
    response : HeatResponse
        Of the same skins; what it keeps below the dermis is left out.
    skins : SkinArrays
        The M skins.
    pulse_s : float
        Length of the first pulse [s].
    melanosome_diameter : (M,) array
        [m].
    pulse_class : str
        Millisecond pulses burst nothing.
    constants : Constants
        Of nature.
    """
    stored = min(response.rise.shape[2], int(np.count_nonzero(finite.cells.layer <= RETICULAR)))
    layer = finite.cells.layer[:stored]
    law = constants.photomechanics
    bursts_at = np.full(skins.count, np.inf)
    if pulse_class != "millisecond":
        confined = sphere_loss_factor(pulse_s, diameter=melanosome_diameter, diffusivity=law.diffusivity)
        reference = sphere_loss_factor(
            law.reference_pulse,
            diameter=np.full(skins.count, law.melanosome_diameter),
            diffusivity=law.diffusivity,
        )
        ratio = finite.lines[0].wavelength_nm / 532
        bursts_at = law.in_vivo * law.threshold_532 * ratio**law.exponent * reference / confined
    return Warmth(
        time=response.time,
        background=response.background[:, :, :stored],
        rise=response.rise[:, :, :stored],
        fluence=finite.fluence[0][:, :stored],
        bursts_at=bursts_at,
        width=finite.cells.width[:, :stored],
        melanin=skins.melanin_fraction[:, layer],
        layer=layer,
        killing_share=1.0 if pulse_class == "millisecond" else law.share(pulse_class),
    )


@dataclass(frozen=True, slots=True)
class Harm:
    """What becomes of each cell of M skins, (M, Z) each [1]: the one account of which all else is told."""

    arriving: Floats
    """(M,) radiant exposure [J/m²]."""
    bulk: Floats
    """Share that dies of heat."""
    shocked: Floats
    """Share that dies of heat or lives and is heat-shocked."""
    bursting: Floats
    """Share of the melanosomes that burst."""
    dead: Floats
    """Share that dies, of heat or of what bursts in it."""
    cleared: Floats
    """Share of the melanin that goes: of the epidermis with the cells that die, and in part where it bursts in living
    ones; of the upper dermis what bursts or is coagulated. Elsewhere nothing."""
    width: Floats
    """[m]."""
    melanin: Floats
    """Volume fraction before."""
    layer: NDArray[np.intp]
    """(Z,) layer of each cell."""

    def share(self, values: Floats, layer: int) -> Floats:
        """(M,) mean of a field over a layer [1]."""
        chosen = self.layer == layer
        return mean_share(values[:, chosen], self.width[:, chosen])


def light_harm(
    warm: Warmth,
    *,
    radiant: ArrayLike,
    law: InjuryLaw,
    constants: Constants,
    heat_margin: ArrayLike = 1.0,
    bursting_margin: ArrayLike = 1.0,
    threads: int = 1,
) -> Harm:
    """What one pulse on every place does to each cell of M skins.

    Parameters
    ----------
    warm : Warmth
        Of the M skins.
    radiant : float or (M,) array
        Radiant exposure that arrives [J/m²].
    law : InjuryLaw
        What bursting and heat count for.
    constants : Constants
        Of nature.
    heat_margin, bursting_margin : float or (M,) array
        Factors on the radiant exposures that heat and bursting need: what is not known of the laws [1].
    threads : int
        Threads to use; the result does not depend on it.

    Raises
    ------
    OutOfValidityError
        If a radiant exposure is negative or a margin is not above 0.
    """
    count = warm.count

    def row(value: ArrayLike) -> Floats:
        return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), (count,)))

    arriving, hot, burst = row(radiant), row(heat_margin), row(bursting_margin)
    if not np.all(np.isfinite(arriving) & (arriving >= 0.0)):
        raise OutOfValidityError("a radiant exposure must be 0 J/cm² or more", where="injury")
    if not np.all((hot > 0.0) & (burst > 0.0)):
        raise OutOfValidityError("a margin on a law must be above 0", where="injury")

    cells = warm.layer.size
    bulk, shocked, bursting = (np.zeros((count, cells)) for _ in range(3))
    by_bursting = np.zeros((count, cells))
    living = int(np.count_nonzero(warm.layer <= BASAL))

    def work(first: int, last: int) -> None:
        rows = slice(first, last)
        bulk[rows], omega = _dead(warm, rows, arriving[rows] / hot[rows], constants)
        shocked[rows] = -np.expm1(-omega / law.heat_shock_share)
        if np.isfinite(warm.bursts_at[rows]).all():
            x = arriving[rows, None] * warm.fluence[rows] / (warm.bursts_at[rows] * burst[rows])[:, None]
            power = x**law.bursting_sharpness
            bursting[rows] = power / (1.0 + power)
            killing, _ = _dead(warm, rows, arriving[rows] / (burst[rows] * warm.killing_share), constants, cells=living)
            by_bursting[rows, :living] = bursting[rows, :living] * killing

    for_chunks(work, size=count, chunk=_CHUNK, threads=threads)
    dead = np.maximum(bulk, by_bursting)
    epidermis = (warm.layer == SPINOUS) | (warm.layer == BASAL)
    upper = (warm.layer == PAPILLARY) | (warm.layer == UPPER_RETICULAR)
    from_epidermis = dead + (1.0 - dead) * bursting * law.bursting_cleared
    cleared = np.where(epidermis, from_epidermis, np.where(upper, np.maximum(bursting, bulk), 0.0))
    return Harm(
        arriving=arriving,
        bulk=bulk,
        shocked=shocked,
        bursting=bursting,
        dead=dead,
        cleared=cleared,
        width=warm.width,
        melanin=warm.melanin,
        layer=warm.layer,
    )


def _dead(
    warm: Warmth, rows: slice, radiant: Floats, constants: Constants, *, cells: int | None = None
) -> tuple[Floats, Floats]:
    """Share of each cell's volume that dies of heat, and the damage, at a radiant exposure per skin (m, cells) [1].

    Tissue that boiled counts as dead; above the boiling point the linear temperatures are no longer real, and all that
    is asked of them is that they kill.
    """
    temperature = warm.background[rows, :, :cells] + radiant[:, None, None] * warm.rise[rows, :, :cells]
    highest = temperature.max(axis=1)
    omega = np.zeros(highest.shape)
    for deep, rate in ((False, constants.epidermis_damage), (True, constants.dermis_damage)):
        # Most cells stay cool: only the warm ones are worth an integral.
        chosen = ((warm.layer[:cells] >= PAPILLARY) == deep) & (highest > _COOL)
        skin, cell = np.nonzero(chosen)
        if skin.size:
            history = np.minimum(temperature[skin, :, cell], constants.boiling).T
            omega[skin, cell] = accumulated_damage(history, warm.time, rate=rate)[-1]
    boiled = highest >= constants.boiling
    omega = np.where(boiled, np.maximum(omega, _LETHAL), omega)
    return np.where(boiled, 1.0, -np.expm1(-omega)), omega


_COOL = 313.15
"""Below this temperature seconds do no damage that counts [K]."""

_LETHAL = 50.0
"""Damage of which no cell survives [1]."""


def mean_share(values: Floats, weight: Floats) -> Floats:
    """(M,) mean of shares over cells by weight; 0 where all weights are [1]."""
    total = weight.sum(axis=1)
    summed = (values * weight).sum(axis=1)
    mean: Floats = np.divide(summed, total, out=np.zeros_like(total), where=total > 0)
    return np.clip(mean, 0.0, 1.0)
