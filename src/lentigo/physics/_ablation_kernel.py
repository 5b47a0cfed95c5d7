"""The heat equation of tissue whose surface leaves: cells, boiling, removal and damage of one column of skin."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@njit(cache=True, nogil=True)
def _damage(  # noqa: PLR0917 - a kernel takes its arrays one by one
    temperature: Floats, rates: Floats, coldest: float, step: float, first: int, dt: float, omega: Floats
) -> None:
    last = rates.shape[1] - 2
    for i in range(first, temperature.size):
        place = (temperature[i] - coldest) / step
        if place <= 0.0:
            continue
        at = min(int(place), last)
        part = min(place - at, 1.0)
        for k in range(rates.shape[0]):
            omega[k, i] += dt * math.exp(rates[k, at] + part * (rates[k, at + 1] - rates[k, at]))


@njit(cache=True, nogil=True)
def march_removal(  # noqa: C901, PLR0912, PLR0915, PLR0917 - one march, compiled as a whole
    width: Floats,
    absorption: Floats,
    conductivity: Floats,
    capacity: Floats,
    latent: Floats,
    onset: Floats,
    through: Floats,
    escaping: float,
    resting: Floats,
    boiling: float,
    steps: Floats,
    power: Floats,
    rates: Floats,
    coldest: float,
    spacing: float,
    stored: NDArray[np.int64],
    history: Floats,
    gone: NDArray[np.int64],
    temperature: Floats,
    evaporated: Floats,
    omega: Floats,
    energy: Floats,
) -> None:
    """March one column of Z cells.

    ``through`` is the share of the light that reaches cell i once removal has begun: the plume takes the rest, so that
    the energy per volume is the heat of ablation. Of the steam of a cell the share ``escaping`` is gone for good; the
    rest condenses when the cell cools. ``energy``: removed with tissue, lost in the plume, steam that escaped, heat
    that stays.
    """
    cells = width.size
    top = 0
    begun = False
    factor = np.zeros(cells)
    right = np.zeros(cells)
    steam = np.zeros(cells)
    condensable = np.zeros(cells)
    temperature[:] = resting
    kept = 0
    for j in range(steps.size):
        dt = steps[j]
        light = power[j] * dt
        light_is_off = light <= 0.0
        if light > 0.0 and top < cells:
            if begun:
                energy[1] += light * (1.0 - through[top])
                light *= through[top]
            for i in range(top, cells):
                share = -math.expm1(-absorption[i] * width[i])
                temperature[i] += light * share / (width[i] * capacity[i])
                light *= 1.0 - share
                if light < 1e-12 * power[j] * dt:
                    break
        # Conduction, implicit; no heat leaves through the surface or the lowest edge.
        previous = 0.0
        for i in range(top, cells):
            held = capacity[i] * width[i] / dt
            up = (
                0.0 if i == top else 1.0 / (0.5 * width[i - 1] / conductivity[i - 1] + 0.5 * width[i] / conductivity[i])
            )
            down = (
                0.0
                if i == cells - 1
                else 1.0 / (0.5 * width[i] / conductivity[i] + 0.5 * width[i + 1] / conductivity[i + 1])
            )
            pivot = held + up + down - (up * previous if i > top else 0.0)
            right[i] = (held * temperature[i] + (up * right[i - 1] if i > top else 0.0)) / pivot
            previous = down / pivot
            factor[i] = previous
        if top < cells:
            temperature[cells - 1] = right[cells - 1]
            for i in range(cells - 2, top - 1, -1):
                temperature[i] = right[i] + factor[i] * temperature[i + 1]
        # What is above the boiling point goes into steam as long as there is water; below it steam condenses.
        for i in range(top, cells):
            excess = (temperature[i] - boiling) * capacity[i]
            if excess > 0.0:
                spent = min(excess, latent[i] - steam[i])
                steam[i] += spent
                condensable[i] += (1.0 - escaping) * spent
                energy[2] += escaping * spent * width[i]
                temperature[i] -= spent / capacity[i]
                evaporated[i] = max(evaporated[i], steam[i])
            elif condensable[i] > 0.0:
                back = min(-excess, condensable[i])
                steam[i] -= back
                condensable[i] -= back
                temperature[i] += back / capacity[i]
        while top < cells - 1:
            held = (temperature[top] - resting[top]) * capacity[top]
            if held + steam[top] < onset[top] or light_is_off:
                break
            begun = True
            energy[0] += (held + steam[top]) * width[top]
            energy[2] -= (steam[top] - condensable[top]) * width[top]
            top += 1
        _damage(temperature, rates, coldest, spacing, top, dt, omega)
        gone[0] = top
        if kept < stored.size and stored[kept] == j:
            history[kept, :] = temperature
            for i in range(top):
                history[kept, i] = temperature[top]
            kept += 1
    for i in range(top, cells):
        energy[3] += ((temperature[i] - resting[i]) * capacity[i] + condensable[i]) * width[i]
