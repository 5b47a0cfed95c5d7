r"""Diffusion of a substance through layered skin, many skins at once.

In each layer the amount per volume :math:`C` stands in equilibrium with a free concentration :math:`u` (that of the
watery phase): :math:`C = R\,u`, where the capacity :math:`R` holds partition, ionisation and reversible binding. The
free concentration is continuous across interfaces, and Fick's law reads

.. math:: R\,\frac{\partial u}{\partial t} = \frac{\partial}{\partial z}\Bigl(D R\,\frac{\partial u}{\partial z}\Bigr)
          - k\,s(t)\,R\,u ,

with the apparent diffusivity :math:`D`, the clearance by blood :math:`k` and its change in time :math:`s`. On top lies
a stirred finite dose (a cream), which is wiped off after the contact; below there is a sink, or nothing leaves.

Finite volumes; in time the two-stage diagonally implicit scheme of second order that damps all stiff parts (SDIRK2),
with graded steps that begin anew when the cream is wiped off, the first four each time by implicit Euler. What leaves
one cell enters the next, so mass is kept to rounding.

References
----------
.. [1] J. Crank, "The Mathematics of Diffusion", 2nd ed., Oxford, 1975.
.. [2] R. Alexander, "Diagonally implicit Runge-Kutta methods for stiff O.D.E.'s", SIAM J. Numer. Anal. 14, 1006-1021,
   1977.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics._arrays import kernel_array
from lentigo.physics._diffusion_kernel import march
from lentigo.physics._threads import for_chunks

__all__ = [
    "Diffusion",
    "apparent_diffusivity",
    "body_level",
    "diffuse",
    "diffusion_steps",
    "unionised_share",
    "with_channels",
]

Array = NDArray[np.float64]

_CHUNK = 32
_PROBES = 4
_NOTHING = 1e-2
"""Share of the largest free concentration below which a cell does not count for the error."""


@dataclass(frozen=True, slots=True)
class Diffusion:
    """Where a substance is in N skins at T instants in Z cells. Amounts are per area of skin."""

    time: Array
    """(T,) instants [s]; the cream is put on at 0."""
    free: Array
    """(N, T, Z) free concentration, mean over each cell [kg/m³]."""
    capacity: Array
    """(N, Z) amount per volume over free concentration [1]."""
    edges: Array
    """(N, Z+1) edges of the cells [m]."""
    cream: Array
    """(N, T) still in the cream [kg/m²]; from the contact's end on, zero."""
    wiped: Array
    """(N,) wiped off with the cream [kg/m²]."""
    cleared: Array
    """(N, T) carried away by blood so far [kg/m²]."""
    below: Array
    """(N, T) has left the lowest cell so far [kg/m²]."""
    mass_error: Array
    """(N,) dose minus all that is found at the end, as a share of the dose [1]."""
    error: float
    """Estimated error of the free concentration as a share of its largest in the cell concerned [1]; nan if it was not
    asked for.

    The same problem with every cell and every step halved, for a few skins: four thirds of the largest difference in
    any cell after a tenth of the time, relative to the largest free concentration that this cell ever has; cells that
    never have a hundredth of the largest of all do not count."""

    def amount(self) -> Array:
        """Amount in each cell, (N, T, Z) [kg/m²]."""
        held: Array = self.free * (self.capacity * np.diff(self.edges, axis=1))[:, None, :]
        return held

    def entered(self) -> Array:
        """What has left the cream for the skin so far, (N, T) [kg/m²]."""
        total: Array = self.amount().sum(axis=2) + self.cleared + self.below
        return total


def diffuse(
    dose: ArrayLike,
    *,
    edges: ArrayLike,
    diffusivity: ArrayLike,
    capacity: ArrayLike,
    clearance: ArrayLike,
    cream: ArrayLike,
    contact: float,
    time: ArrayLike,
    clearance_factor: ArrayLike = 1.0,
    sink_below: bool = False,
    estimate_error: bool = False,
    threads: int = 1,
) -> Diffusion:
    """Where a substance goes that is put on the skin for a while.

    Parameters
    ----------
    dose : (N,) array
        Amount put on, per area [kg/m²].
    edges : (N, Z+1) array
        Edges of the cells, from the surface (0) down [m].
    diffusivity : (N, Z) array
        Apparent diffusivity [m²/s]: that of the free substance times the free share.
    capacity : (N, Z) array
        Amount per volume over free concentration [1]: partition, ionisation and binding together.
    clearance : (N, Z) array
        Share of the amount in a cell that blood carries away in a unit of time [1/s].
    cream : (N,) array
        Thickness of the cream times its own capacity [m]: dose over the free concentration that it drives with.
    contact : float
        Instant at which the cream is wiped off [s]; one of ``time``.
    time : (T,) array
        Instants, rising from 0 [s]; :func:`diffusion_steps` makes them.
    clearance_factor : (N, T-1) array or float
        Factor on the clearance in each step [1]: vessels narrow and widen.
    sink_below : bool
        Whether what reaches the lowest edge is carried off there; otherwise nothing leaves.
    estimate_error : bool
        Estimate the error on a few skins.
    threads : int
        Threads to use [1]; the result does not depend on it.

    Returns
    -------
    Diffusion

    Raises
    ------
    OutOfValidityError
        If a property is not positive, the contact is none of the instants, or instants do not rise.
    """
    layers = _Layers.checked(
        edges=edges, diffusivity=diffusivity, capacity=capacity, clearance=clearance, sink_below=sink_below
    )
    instants = kernel_array(time)
    if instants.ndim != 1 or instants.size < 2 or instants[0] != 0.0 or not np.all(np.diff(instants) > 0.0):
        raise OutOfValidityError("instants of diffusion must rise from zero")
    removal = np.flatnonzero(instants == contact)
    if removal.size != 1:
        raise OutOfValidityError(f"the end of the contact, {contact:g} s, must be one of the instants")
    skins = layers.edges.shape[0]
    amount = kernel_array(np.broadcast_to(np.asarray(dose, dtype=np.float64), (skins,)).copy())
    depth = kernel_array(np.broadcast_to(np.asarray(cream, dtype=np.float64), (skins,)).copy())
    if not (np.all(amount >= 0.0) and np.all(np.isfinite(amount)) and np.all(depth > 0.0)):
        raise OutOfValidityError("a dose must not be negative, and the cream must have a thickness")
    factor = np.broadcast_to(np.asarray(clearance_factor, dtype=np.float64), (skins, instants.size - 1)).copy()
    if not np.all(factor >= 0.0):
        raise OutOfValidityError("the factor on the clearance must not be negative")
    result = _run(layers, amount, depth, instants, factor, removal=int(removal[0]), threads=threads)
    error = float("nan")
    if estimate_error:
        chosen = np.unique(np.linspace(0, skins - 1, min(skins, _PROBES)).round().astype(int))
        fine = _run(
            layers.taken(chosen).halved(),
            amount[chosen],
            depth[chosen],
            _halved(instants),
            np.repeat(factor[chosen], 2, axis=1),
            removal=2 * int(removal[0]),
            threads=1,
        )
        error = _difference(result.free[chosen], fine.free, instants)
    return Diffusion(**{name: getattr(result, name) for name in Diffusion.__slots__ if name != "error"}, error=error)


@dataclass(frozen=True, slots=True)
class _Layers:
    """What a skin is for a substance; arrays by cell."""

    edges: Array
    diffusivity: Array
    capacity: Array
    clearance: Array
    sink_below: bool

    @classmethod
    def checked(
        cls,
        *,
        edges: ArrayLike,
        diffusivity: ArrayLike,
        capacity: ArrayLike,
        clearance: ArrayLike,
        sink_below: bool,
    ) -> _Layers:
        places = np.atleast_2d(np.asarray(edges, dtype=np.float64))
        shape = (places.shape[0], places.shape[1] - 1)
        of = {
            name: kernel_array(np.broadcast_to(np.asarray(values, dtype=np.float64), shape).copy())
            for name, values in (("diffusivity", diffusivity), ("capacity", capacity), ("clearance", clearance))
        }
        if not np.all(np.diff(places, axis=1) > 0.0):
            raise OutOfValidityError("edges of cells must rise from the surface down")
        if not (np.all(of["diffusivity"] > 0.0) and np.all(of["capacity"] > 0.0) and np.all(of["clearance"] >= 0.0)):
            raise OutOfValidityError("diffusivity and capacity must be positive, and clearance not negative")
        return cls(edges=places, sink_below=sink_below, **of)

    def taken(self, index: NDArray[np.int64]) -> _Layers:
        return _Layers(
            self.edges[index], self.diffusivity[index], self.capacity[index], self.clearance[index], self.sink_below
        )

    def halved(self) -> _Layers:
        edges = np.empty((self.edges.shape[0], 2 * self.edges.shape[1] - 1))
        edges[:, ::2] = self.edges
        edges[:, 1::2] = 0.5 * (self.edges[:, 1:] + self.edges[:, :-1])
        return _Layers(
            edges,
            np.repeat(self.diffusivity, 2, axis=1),
            np.repeat(self.capacity, 2, axis=1),
            np.repeat(self.clearance, 2, axis=1),
            self.sink_below,
        )


def _run(
    layers: _Layers, dose: Array, cream: Array, time: Array, factor: Array, *, removal: int, threads: int
) -> Diffusion:
    width = np.diff(layers.edges, axis=1)
    skins, cells = width.shape
    half = 0.5 * width / (layers.diffusivity * layers.capacity)
    link = np.zeros((skins, cells + 1))
    link[:, 0] = 1.0 / half[:, 0]  # a stirred cream resists nothing
    link[:, 1:-1] = 1.0 / (half[:, 1:] + half[:, :-1])
    if layers.sink_below:
        link[:, -1] = 1.0 / half[:, -1]
    held = np.concatenate([cream[:, None], layers.capacity * width], axis=1)
    clearance = np.concatenate([np.zeros((skins, 1)), layers.clearance], axis=1)
    free = np.zeros((skins, time.size, cells))
    in_cream, cleared, below = (np.zeros((skins, time.size)) for _ in range(3))
    in_cream[:, 0] = dose

    def chunk(first: int, last: int) -> None:
        march(first, last, held, link, clearance, factor, time, removal, free, in_cream, cleared, below)

    for_chunks(chunk, size=skins, chunk=_CHUNK, threads=threads)
    wiped = in_cream[:, removal].copy()
    in_cream[:, removal:] = 0.0
    found = (free[:, -1] * layers.capacity * width).sum(axis=1) + cleared[:, -1] + below[:, -1] + wiped
    return Diffusion(
        time=time,
        free=free,
        capacity=layers.capacity,
        edges=layers.edges,
        cream=in_cream,
        wiped=wiped,
        cleared=cleared,
        below=below,
        mass_error=(dose - found) / np.where(dose > 0.0, dose, 1.0),
        error=float("nan"),
    )


def _halved(time: Array) -> Array:
    fine = np.empty(2 * time.size - 1)
    fine[::2] = time
    fine[1::2] = 0.5 * (time[1:] + time[:-1])
    return fine


def _difference(coarse: Array, fine: Array, time: Array) -> float:
    """Four thirds of the largest difference in any cell, relative to the cell's largest value."""
    mean = 0.5 * (fine[:, ::2, ::2] + fine[:, ::2, 1::2])
    late = time >= 0.1 * time[-1]
    largest = mean.max(axis=1)
    counts = largest > _NOTHING * mean.max()
    apart = np.abs(coarse - mean)[:, late].max(axis=1)
    return float(4.0 / 3.0 * np.max(apart[counts] / largest[counts])) if np.any(counts) else 0.0


def diffusion_steps(*, contact: float, end: float, first: float, growth: float = 1.25, longest: float) -> Array:
    """Instants that begin finely when a cream is put on and when it is wiped off.

    Parameters
    ----------
    contact : float
        End of the contact [s].
    end : float
        Last instant [s]; after the contact.
    first : float
        First step after either event [s].
    growth : float
        Ratio of a step to the one before it [1].
    longest : float
        Longest step [s].

    Returns
    -------
    (T,) array
        Instants from 0 to ``end`` that hold ``contact`` exactly [s].

    Raises
    ------
    OutOfValidityError
        If the contact does not end after 0 and before the end.
    """
    if not 0.0 < contact < end or not 0.0 < first <= longest or not growth > 1.0:
        raise OutOfValidityError("the contact must end after it begins and before the last instant")
    return np.concatenate(
        [
            [0.0],
            _graded(contact, first, growth, longest),
            contact + _graded(end - contact, first, growth, longest),
        ]
    )


def _graded(span: float, first: float, growth: float, longest: float) -> Array:
    steps = [min(first, span)]
    while sum(steps) < span:
        steps.append(min(growth * steps[-1], longest))
    widths = np.asarray(steps) * (span / sum(steps))
    places = np.cumsum(widths)
    places[-1] = span
    return places


def unionised_share(ph: ArrayLike, *, pka: float) -> Array:
    """Share of a base that carries no charge.

    Parameters
    ----------
    ph : array
        pH of the medium [1].
    pka : float
        pKa of the base [1].

    Returns
    -------
    array
        Share that is neutral [1]; the horny layer lets hardly anything else through.
    """
    share: Array = 1.0 / (1.0 + 10.0 ** (pka - np.asarray(ph, dtype=np.float64)))
    return share


def apparent_diffusivity(diffusivity: ArrayLike, *, bound_per_free: ArrayLike) -> Array:
    """Diffusivity of an amount of which a part is bound and stands still, in quick equilibrium with the rest.

    Parameters
    ----------
    diffusivity : array
        Of the free substance [m²/s].
    bound_per_free : array
        Bound amount over free amount [1].

    Returns
    -------
    array
        Apparent diffusivity [m²/s].
    """
    apparent: Array = np.asarray(diffusivity, dtype=np.float64) / (1.0 + np.asarray(bound_per_free, dtype=np.float64))
    return apparent


def with_channels(
    diffusivity: ArrayLike, *, capacity: ArrayLike, edges: ArrayLike, share: ArrayLike, depth: ArrayLike, water: float
) -> tuple[Array, Array]:
    """Skin whose cells are crossed by open channels filled with water, beside which it is as before.

    Parameters
    ----------
    diffusivity, capacity : (N, Z) array
        Of the skin between the channels [m²/s], [1].
    edges : (N, Z+1) array
        Edges of the cells [m].
    share : (N,) array
        Share of the area that is channel [1].
    depth : (N,) array
        Depth of the channels [m].
    water : float
        Diffusivity in a channel [m²/s].

    Returns
    -------
    tuple of (N, Z) array
        Diffusivity [m²/s] and capacity [1] of channels and skin together.
    """
    places = np.atleast_2d(np.asarray(edges, dtype=np.float64))
    reached = np.clip(
        (np.asarray(depth, dtype=np.float64)[:, None] - places[:, :-1]) / np.diff(places, axis=1), 0.0, 1.0
    )
    open_share = np.asarray(share, dtype=np.float64)[:, None] * reached
    held = np.broadcast_to(np.asarray(capacity, dtype=np.float64), reached.shape)
    moved = held * np.broadcast_to(np.asarray(diffusivity, dtype=np.float64), reached.shape)
    together = (1.0 - open_share) * held + open_share
    return ((1.0 - open_share) * moved + open_share * water) / together, together


def body_level(absorbed: ArrayLike, *, time: ArrayLike, elimination: ArrayLike, volume: ArrayLike) -> Array:
    """Concentration in blood plasma of what the skin gives to the body, which is one stirred compartment.

    Parameters
    ----------
    absorbed : (N, T) array
        Amount given to the body so far [kg].
    time : (T,) array
        Instants [s].
    elimination : (N,) array
        Share of the amount in the body that is eliminated in a unit of time [1/s].
    volume : (N,) array
        Volume of distribution [m³].

    Returns
    -------
    (N, T) array
        Concentration [kg/m³]; exact for a constant inflow between instants.
    """
    given = np.atleast_2d(np.asarray(absorbed, dtype=np.float64))
    instants = np.asarray(time, dtype=np.float64)
    rate = np.broadcast_to(np.asarray(elimination, dtype=np.float64), given.shape[:1])
    held = np.zeros_like(given)
    for t in range(1, instants.size):
        step = instants[t] - instants[t - 1]
        left = np.exp(-rate * step)
        kept = -np.expm1(-rate * step) / (rate * step)
        held[:, t] = held[:, t - 1] * left + (given[:, t] - given[:, t - 1]) * kept
    level: Array = held / np.broadcast_to(np.asarray(volume, dtype=np.float64), given.shape[:1])[:, None]
    return level
