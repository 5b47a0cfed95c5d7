r"""What strongly absorbed light takes off a skin, pass by pass, and how deep it coagulates what stays.

One pass goes through the layers that it meets: each has its own water, hence its own absorption and onset. What one
layer takes of the energy, the next does not get. Tissue below the floor that has lost so much water that it crumbles is
wiped off before the next pass and counts as removed; deeper down it is coagulated and stays. Where a pass coagulates
more than it takes off, dried residue gathers, and each further pass removes less: of the residue of the thickness
:math:`\delta` it takes away :math:`d`, and the next one removes

.. math:: d' = d\,\bigl(1 - \lambda\,(1 - d/\delta)_+\bigr).

So pulsed CO2 lasers reach a plateau after about three passes; short Er:YAG pulses, which coagulate less than they take,
do not. Passes follow each other by so long that their heat does not add up. Melanin takes no part: water absorbs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import units
from lentigo.errors import OutOfValidityError
from lentigo.modalities.skins import BASAL, HORNY, RETICULAR, SkinArrays
from lentigo.physics.ablation import heat_left, removal_depth
from lentigo.physics.damage import DamageRate
from lentigo.physics.residual_heat import Tissue, heat_below

__all__ = ["RemovalConstants", "Residue", "Wound", "remove", "residue", "tissue_of"]

Floats = NDArray[np.float64]

_NODES = np.geomspace(0.05, 60.0, 14) * units.j_cm2
"""Radiant exposures at which the heat that is left is computed in full [J/m²]; above the last it changes little."""

MOST_PASSES = 20
"""More passes than anybody makes [1]."""


@dataclass(frozen=True, slots=True)
class RemovalConstants:
    """What nature is to light that removes tissue, at one wavelength."""

    wavelength: float
    """[m]."""
    water: float
    """Absorption of water while it is heated and thrown off [1/m]."""
    dry: float
    """Absorption of the rest of the tissue [1/m]."""
    reflected: float
    """Share of the light that the surface sends back [1]."""
    heat_of_ablation: float
    """[J/m³]."""
    blast: float
    """Time in which heated tissue begins to leave [s]."""
    latent: float
    """Heat that evaporates a volume of water [J/m³]."""
    resting: float
    """Temperature of the skin [K]."""
    boiling: float
    """[K]."""
    dried_share: float
    """Share of the water whose loss lets tissue be wiped off [1]."""
    steam_escaping: float
    """Share of the steam below the floor that leaves [1]."""
    residue_loss: float
    """Share by which each pass dries what the next cannot take away [1]."""
    residual_factor: float
    """Measured over computed residual damage, for limits [1]."""
    cell_damage: DamageRate
    collagen_damage: DamageRate
    inflammation_per_epidermis: float
    """Inflammation if all of the living epidermis is gone [1]."""
    inflammation_per_dermis: float
    """Inflammation per thickness of dermis that is coagulated [1/m]."""
    shocked_share: float
    """Share of the lethal damage from which a cell that lives is heat-shocked [1]."""
    living_water: float
    """Share of living tissue that is water, for the heat below the floor [1]."""
    living_capacity: float
    """[J/(m³ K)]."""
    living_conductivity: float
    """[W/(m K)]."""

    @property
    def living(self) -> Tissue:
        """The tissue below the floor."""
        return tissue_of(
            self, water=self.living_water, capacity=self.living_capacity, conductivity=self.living_conductivity
        )


def tissue_of(constants: RemovalConstants, *, water: float, capacity: float, conductivity: float) -> Tissue:
    """A tissue of a given share of water, as removal needs it.

    Parameters
    ----------
    constants : RemovalConstants
        At one wavelength.
    water : float
        Share of the tissue [1].
    capacity, conductivity : float
        [J/(m³ K)], [W/(m K)].
    """
    latent = water * constants.latent
    warm = capacity * (constants.boiling - constants.resting)
    return Tissue(
        absorption=water * constants.water + (1.0 - water) * constants.dry,
        heat_of_ablation=constants.heat_of_ablation,
        onset=min(warm + latent, constants.heat_of_ablation),
        latent=latent,
        capacity=capacity,
        conductivity=conductivity,
    )


@dataclass(frozen=True, slots=True)
class Residue:
    """Heat that one pulse leaves below the floor, by radiant exposure that entered: (H,) each."""

    exposure: Floats
    """[J/m²]."""
    dried: Floats
    """Tissue to be wiped off [m]."""
    coagulated: Floats
    """Dead or coagulated tissue below the floor of the crater, what is wiped off with it [m]."""
    shocked: Floats
    """Heat-shocked tissue, to the same floor [m]."""

    def at(self, exposure: Floats, values: Floats) -> Floats:
        """One of its columns at radiant exposures [J/m²], of the same shape; nothing below the table."""
        found: Floats = np.interp(exposure, self.exposure, values, left=0.0)
        return found


@lru_cache(maxsize=64)
def residue(constants: RemovalConstants, pulse: float) -> Residue:
    """The heat below the floor for one length of pulse, from the numerical column, computed once.

    Parameters
    ----------
    constants : RemovalConstants
        At one wavelength.
    pulse : float
        Length of the pulse [s].
    """
    floors = [
        heat_below(
            float(exposure),
            pulse=pulse,
            tissue=constants.living,
            cell_damage=constants.cell_damage,
            collagen_damage=constants.collagen_damage,
            resting_temperature=constants.resting,
            boiling_temperature=constants.boiling,
            steam_escaping=constants.steam_escaping,
            dried_share=constants.dried_share,
            shocked_share=constants.shocked_share,
        )
        for exposure in _NODES
    ]
    coagulated = np.array([max(floor.coagulated, floor.dead, floor.dried) for floor in floors])
    return Residue(
        exposure=_NODES,
        dried=np.array([floor.dried for floor in floors]),
        coagulated=coagulated,
        shocked=np.maximum(np.array([floor.shocked for floor in floors]), coagulated),
    )


@dataclass(frozen=True, slots=True)
class Wound:
    """What passes have made of N skins at H radiant exposures: depths below the first surface, (N, H) [m]."""

    removed: Floats
    """Floor of what is gone and wiped off."""
    coagulated: Floats
    """Floor of what is dead or coagulated."""
    worst: Floats
    """The same for limits, with the residual damage that measurements have shown beyond the computed one."""
    shocked: Floats
    """Floor of what was heat-shocked."""
    carried: Floats
    """Energy that left with tissue, all passes [J/m²]."""
    left: Floats
    """Energy that stayed in the skin or left as its steam, all passes [J/m²]."""
    reflected: Floats
    """Energy that the surface sent back, all passes [J/m²]."""


def remove(
    skins: SkinArrays,
    radiant: ArrayLike,
    *,
    pulse: float,
    passes: int,
    constants: RemovalConstants,
    wiped: bool = True,
) -> Wound:
    """Take the surface of N skins off at H radiant exposures.

    Parameters
    ----------
    skins : SkinArrays
        N skins; what is stripped of their horny layer is gone already.
    radiant : (H,) or (N, H) array
        Radiant exposure of each pass [J/m²].
    pulse : float
        Length of the pulse [s].
    passes : int
        Times over the area [1].
    constants : RemovalConstants
        At the wavelength of the light.
    wiped : bool
        Wipe off between passes, and after the last, what is dried.

    Raises
    ------
    OutOfValidityError
        If a radiant exposure is negative, the pulse not above zero, or the passes not 1 to 20.
    """
    given = np.atleast_2d(np.asarray(radiant, dtype=np.float64))
    if not np.all(np.isfinite(given) & (given >= 0.0)):
        raise OutOfValidityError("a radiant exposure must be 0 J/cm² or more", where="removal")
    if not (np.isfinite(pulse) and pulse > 0.0):
        raise OutOfValidityError(f"a pulse lasts {pulse:g} s; it must last longer than 0 s", where="removal")
    if not 1 <= passes <= MOST_PASSES:
        raise OutOfValidityError(f"{passes} passes are asked for; 1 to {MOST_PASSES} can be computed", where="removal")
    shape = (skins.count, given.shape[1])
    entering = np.broadcast_to(given * (1.0 - constants.reflected), shape)
    table = residue(constants, pulse)
    bottom = np.cumsum(_present(skins), axis=1)
    dried = table.at(entering, table.dried) if wiped else np.zeros(shape)
    rim = table.at(entering, table.coagulated)
    shock = table.at(entering, table.shocked)
    floor = np.zeros(shape)
    deepest, worst, shocked, carried, left = (np.zeros(shape) for _ in range(5))
    kept = np.ones(shape)
    for _ in range(passes):
        crater, held = _crater(skins, bottom, floor, entering, pulse=pulse, constants=constants)
        below = floor + kept * crater
        deepest = np.maximum(deepest, below + rim)
        worst = np.maximum(worst, below + constants.residual_factor * rim)
        shocked = np.maximum(shocked, below + shock)
        taken = crater + dried
        floor = floor + kept * taken
        left += np.where(crater > 0.0, held, entering)
        carried += np.where(crater > 0.0, entering - held, 0.0)
        stays = np.maximum(rim - dried, 0.0)
        gathers = np.clip(1.0 - taken / np.maximum(stays, 1e-12), 0.0, 1.0)
        kept = kept * (1.0 - constants.residue_loss * gathers)
    # A hotter pass never leaves a shallower wound; the table may say so by the width of a cell.
    order = np.argsort(given, axis=1, kind="stable")
    removed = _never_falling(floor, order)
    deepest = np.maximum(_never_falling(deepest, order), removed)
    return Wound(
        removed=removed,
        coagulated=deepest,
        worst=np.maximum(_never_falling(worst, order), deepest),
        shocked=np.maximum(_never_falling(shocked, order), deepest),
        carried=carried,
        left=left,
        reflected=np.broadcast_to(passes * given * constants.reflected, shape),
    )


def _never_falling(values: Floats, order: NDArray[np.intp]) -> Floats:
    index = np.broadcast_to(order, values.shape)
    risen = np.maximum.accumulate(np.take_along_axis(values, index, axis=1), axis=1)
    result = np.empty_like(values)
    np.put_along_axis(result, index, risen, axis=1)
    return result


def _present(skins: SkinArrays) -> Floats:
    """Thickness of horny layer, living epidermis and dermis that are there, (N, 3) [m]."""
    thick = skins.thickness
    horny = thick[:, HORNY] * (1.0 - skins.stripped_share)
    living = thick[:, HORNY + 1 : BASAL + 1].sum(axis=1)
    dermis = thick[:, BASAL + 1 : RETICULAR + 1].sum(axis=1)
    return np.stack([horny, living, dermis], axis=1)


def _crater(
    skins: SkinArrays, bottom: Floats, start: Floats, entering: Floats, *, pulse: float, constants: RemovalConstants
) -> tuple[Floats, Floats]:
    """Depth of the crater of one pass from its own surface, and the heat that stays in the skin (N, H)."""
    energy = entering.copy()
    at = start.copy()
    held = np.zeros_like(at)
    for part, layer in enumerate((HORNY, BASAL, BASAL + 1)):
        water = skins.water_fraction[:, layer, None]
        capacity = skins.heat_capacity[:, layer, None]
        latent = water * constants.latent
        sensible = capacity * (constants.boiling - constants.resting)
        law: dict[str, Floats] = {
            "absorption": water * constants.water + (1.0 - water) * constants.dry,
            "heat_of_ablation": np.asarray(constants.heat_of_ablation),
            "onset": np.minimum(sensible + latent, constants.heat_of_ablation),
            "sensible": sensible,
            "pulse": np.asarray(pulse),
            "diffusivity": skins.conductivity[:, layer, None] / capacity,
        }
        stays = heat_left(energy, **law)
        depth = removal_depth(energy, blast=constants.blast, **law)
        last = part == bottom.shape[1] - 1
        room = np.full_like(at, np.inf) if last else np.maximum(bottom[:, part, None] - at, 0.0)
        through = depth > room
        share = np.divide(room, depth, out=np.zeros_like(depth), where=through)
        used = np.where(through, share * (energy - stays), energy)
        held = np.where((depth > 0.0) & ~through & (energy > 0.0), stays, held)
        at = np.where(room > 0.0, at + np.minimum(depth, room), at)
        energy = np.where(room > 0.0, np.where(through, energy - used, 0.0), energy)
    return at - start, held
