r"""The heat that removal leaves behind, with a floor that moves: a numerical column of skin under one pulse.

Cells from the surface down take up light, conduct, boil and leave. A cell holds the sensible heat of its temperature;
at the boiling point further heat evaporates its water. Part of the steam leaves the skin, the rest condenses where it
was made and gives its heat to the tissue below. When what a cell has taken up reaches the onset of removal, it flies
off, and light falls on the next one. Once tissue flies, the plume takes its share of the light, so that each removed
volume has cost the heat of ablation. After the pulse the heat that is left spreads, and damage accumulates in every
cell that remains.

It shares with :mod:`lentigo.physics.ablation` the constants, and no formula.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics._ablation_kernel import march_removal
from lentigo.physics.damage import DamageRate

__all__ = ["Floor", "Tissue", "heat_below"]

Floats = NDArray[np.float64]

_COLDEST, _HOTTEST, _STEP = 313.15, 1200.0, 0.5
"""Range and spacing of the table of rates [K]; below 40 °C seconds do no damage that counts."""

_FINE = 0.15
"""Width of the finest cells in optical depths [1]."""

_GROWTH = 1.06
"""Each cell below the fine ones is wider by this [1]."""

_DEEPEST = 5e-3
"""Of the column [m]: heat of seconds does not come farther."""


@dataclass(frozen=True, slots=True)
class Tissue:
    """One homogeneous tissue, as removal needs it."""

    absorption: float
    """While it is removed [1/m]."""
    heat_of_ablation: float
    """[J/m³]."""
    onset: float
    """Energy density at which removal begins [J/m³]."""
    latent: float
    """Heat that evaporates its water [J/m³]."""
    capacity: float
    """[J/(m³ K)]."""
    conductivity: float
    """[W/(m K)]."""

    @property
    def diffusivity(self) -> float:
        """[m²/s]."""
        return self.conductivity / self.capacity


@dataclass(frozen=True, slots=True)
class Floor:
    """What one pulse has made of a column of tissue."""

    removed: float
    """Depth of the crater [m]."""
    dried: float
    """Below the crater, where more than the asked share of the water is gone [m]."""
    coagulated: float
    """Below the crater, where collagen is coagulated [m]."""
    dead: float
    """Below the crater, where cells are dead [m]."""
    shocked: float
    """Below the crater, where cells have had the asked share of the lethal damage [m]."""
    carried: float
    """Energy that left with tissue and plume [J/m²]."""
    steam: float
    """Energy that left as steam of the tissue that stays [J/m²]."""
    conducted: float
    """Energy that stays as heat [J/m²]."""
    time: Floats
    """(T,) instants from the start of the pulse [s]."""
    edges: Floats
    """(Z+1,) of the cells, from the surface that was [m]."""
    temperature: Floats
    """(T, Z) [K]; of cells that have gone, that of the floor."""
    cells: Floats
    """(Z,) damage of cells [1]; infinite where the tissue is gone."""
    collagen: Floats
    """(Z,) damage of collagen [1]; infinite where the tissue is gone."""
    water: Floats
    """(Z,) share of the water that is left [1]; zero where the tissue is gone."""


def heat_below(
    radiant_exposure: float,
    *,
    pulse: float,
    tissue: Tissue,
    cell_damage: DamageRate,
    collagen_damage: DamageRate,
    resting_temperature: float,
    boiling_temperature: float,
    steam_escaping: float = 0.5,
    dried_share: float = 0.5,
    shocked_share: float = 0.01,
    after: float = 3.0,
    instants: int = 24,
    refinement: int = 1,
) -> Floor:
    """Crater, dried and coagulated depth, and where the energy of one pulse goes.

    Parameters
    ----------
    radiant_exposure : float
        That enters the tissue [J/m²].
    pulse : float
        Length of the pulse [s].
    tissue : Tissue
        Homogeneous.
    cell_damage, collagen_damage : DamageRate
        Death of cells and coagulation of collagen.
    resting_temperature, boiling_temperature : float
        [K].
    steam_escaping : float
        Share of the steam of tissue that stays, which leaves it for good; the rest condenses in it [1].
    dried_share : float
        Share of the water whose loss counts as dried [1].
    shocked_share : float
        Share of the lethal damage that counts as shocked [1].
    after : float
        How long heat is followed after the pulse [s].
    instants : int
        How many instants are stored [1].
    refinement : int
        How many times finer than usual cells and steps are [1].

    Raises
    ------
    OutOfValidityError
        If the exposure is negative, or the pulse or what follows it not above zero.
    """
    if not (math.isfinite(radiant_exposure) and radiant_exposure >= 0.0):
        raise OutOfValidityError(f"a radiant exposure is {radiant_exposure:g} J/m²; it must be 0 or more")
    if not (pulse > 0.0 and after > 0.0):
        raise OutOfValidityError("the pulse and the time after it must be above 0 s")
    fine = _FINE / tissue.absorption / refinement
    crater = radiant_exposure / tissue.heat_of_ablation
    edges = _edges(fine, fine_until=crater + 6.0 / tissue.absorption, growth=1.0 + (_GROWTH - 1.0) / refinement)
    count = edges.size - 1
    flights = math.ceil(1.5 * crater / fine)
    during = np.full(max(80 * refinement, flights), pulse)
    during /= during.size
    later = np.diff(np.concatenate([[0.0], np.geomspace(min(0.02 * pulse, 1e-4), after, 110 * refinement)]))
    steps = np.concatenate([during, later])
    power = np.concatenate([np.full(during.size, radiant_exposure / pulse), np.zeros(later.size)])
    stored = np.unique(
        np.concatenate(
            [
                np.linspace(0, during.size - 1, instants // 2).round(),
                np.linspace(during.size, steps.size - 1, instants - instants // 2).round(),
            ]
        )
    ).astype(np.int64)
    grid = np.arange(_COLDEST, _HOTTEST + _STEP, _STEP)
    history = np.empty((stored.size, count))
    gone, energy = np.zeros(1, dtype=np.int64), np.zeros(4)
    temperature, evaporated, omega = np.empty(count), np.zeros(count), np.zeros((2, count))

    def even(value: float) -> Floats:
        return np.full(count, value)

    march_removal(
        np.diff(edges),
        even(tissue.absorption),
        even(tissue.conductivity),
        even(tissue.capacity),
        even(tissue.latent),
        even(tissue.onset),
        even(min(tissue.onset / tissue.heat_of_ablation, 1.0)),
        steam_escaping,
        even(resting_temperature),
        boiling_temperature,
        steps,
        power,
        np.stack([cell_damage.log_rate(grid), collagen_damage.log_rate(grid)]),
        _COLDEST,
        _STEP,
        stored,
        history,
        gone,
        temperature,
        evaporated,
        omega,
        energy,
    )
    top = int(gone[0])
    omega[:, :top] = np.inf
    dry = evaporated / tissue.latent if tissue.latent > 0.0 else np.zeros(count)
    dry[:top] = 1.0
    floor = edges[top]

    def below(values: Floats, least: float) -> float:
        return max(_depth_to(values, edges, least, top) - float(floor), 0.0)

    return Floor(
        removed=float(floor),
        dried=below(dry, dried_share),
        coagulated=below(omega[1], 1.0),
        dead=below(omega[0], 1.0),
        shocked=below(omega[0], shocked_share),
        carried=float(energy[0] + energy[1]),
        steam=float(energy[2]),
        conducted=float(energy[3]),
        time=np.cumsum(steps)[stored],
        edges=edges,
        temperature=history,
        cells=omega[0],
        collagen=omega[1],
        water=1.0 - dry,
    )


def _edges(fine: float, *, fine_until: float, growth: float) -> Floats:
    edges = list(np.arange(0.0, fine_until + fine, fine))
    width = fine
    while edges[-1] < fine_until + _DEEPEST:
        width *= growth
        edges.append(edges[-1] + width)
    return np.array(edges)


def _depth_to(values: Floats, edges: Floats, least: float, top: int) -> float:
    """Depth above which the values are at least so high, between the middles of cells on a logarithmic scale [m]."""
    reached = np.flatnonzero(values[top:] >= least)
    if reached.size == 0:
        return float(edges[top])
    last = top + int(reached[-1])
    middle = 0.5 * (edges[1:] + edges[:-1])
    if last + 1 >= values.size:
        return float(edges[-1])
    high, low = math.log(max(values[last], 1e-30)), math.log(max(values[last + 1], 1e-30))
    part = (high - math.log(least)) / (high - low) if high > low else 0.0
    return float(middle[last] + part * (middle[last + 1] - middle[last]))
