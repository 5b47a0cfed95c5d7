"""The compiled damage of every cell of many skins at many radiant exposures."""
# ruff: noqa: PLR0917 - a kernel takes plain arrays

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]


@njit(cache=True, nogil=True, error_model="numpy")
def damage_by_cell(
    first: int,
    last: int,
    step: Array,
    background: Array,
    rise: Array,
    chosen: NDArray[np.bool_],
    radiant: Array,
    table: Array,
    lowest: float,
    per_kelvin: float,
    ignored: float,
    result: Array,
) -> None:
    """Damage of the skins first..last-1 at each of their radiant exposures; cells that stay cool keep zero.

    Temperatures are (skins, cells, instants) here, so that one history lies together.
    """
    cells, instants = background.shape[1], background.shape[2]
    top = table.size - 1.000001
    for n in range(first, last):
        for c in range(cells):
            if not chosen[n, c]:
                continue
            for h in range(radiant.shape[1]):
                exposure = radiant[n, h]
                total = 0.0
                hot_before = False
                log_before = 0.0
                rate_before = 0.0
                for t in range(instants):
                    temperature = background[n, c, t] + exposure * rise[n, c, t]
                    hot = temperature > ignored
                    if not hot and not hot_before and t > 0:
                        rate_before = -1.0
                        continue
                    position = min(max((temperature - lowest) * per_kelvin, 0.0), top)
                    i = int(position)
                    log_now = table[i] + (table[i + 1] - table[i]) * (position - i)
                    rate_now = math.exp(log_now)
                    if t > 0 and (hot or hot_before):
                        if rate_before < 0.0:
                            # The instant before was passed over as cool.
                            cool = background[n, c, t - 1] + exposure * rise[n, c, t - 1]
                            position = min(max((cool - lowest) * per_kelvin, 0.0), top)
                            j = int(position)
                            log_before = table[j] + (table[j + 1] - table[j]) * (position - j)
                            rate_before = math.exp(log_before)
                        change = log_now - log_before
                        if abs(change) < 1e-3:
                            mean = 0.5 * (rate_now + rate_before)
                        else:
                            mean = (rate_now - rate_before) / change
                        total += step[t - 1] * mean
                    log_before, rate_before, hot_before = log_now, rate_now, hot
                result[n, h, c] = total
