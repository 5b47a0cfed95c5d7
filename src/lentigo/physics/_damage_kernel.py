"""The compiled search for the radiant exposure that just harms a share of a skin's cells."""
# ruff: noqa: PLR0912, PLR0915, PLR0917, C901 - a kernel takes plain arrays, and the search is one thought

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numba.extending import register_jitable
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.int32]

_TOLERANCE = 2e-7  # of the logarithm of the radiant exposure, where it is bracketed
_LAST_STEP = 2e-5  # a secant step this small leaves an error that is smaller by orders of magnitude
_SECANT_STEPS = 14  # then bisection, for histories with kinks
_NOTHING = -1e3  # logarithm of no damage at all


@register_jitable
def _quantile(values: Array, weights: Array, count: int, share: float) -> float:
    """Largest value that a share of the weight reaches; sorts both arrays in falling order."""
    total = 0.0
    for c in range(count):
        value, weight = values[c], weights[c]
        total += weight
        place = c
        while place > 0 and values[place - 1] < value:
            values[place] = values[place - 1]
            weights[place] = weights[place - 1]
            place -= 1
        values[place] = value
        weights[place] = weight
    reached = 0.0
    for c in range(count):
        reached += weights[c]
        if reached >= share * total * (1.0 - 1e-12):
            return float(values[c])
    return float(values[count - 1])


@register_jitable
def _place(logs: Array, wanted: float) -> int:
    """First place in a rising table that is at least ``wanted``."""
    low, high = 0, logs.size - 1
    while low < high:
        middle = (low + high) // 2
        if logs[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@register_jitable
def _damage(
    exposure: float,
    step: Array,
    cold: Array,
    warm: Array,
    ignored: float,
    table: Array,
    first: float,
    per_kelvin: float,
    scratch: Array,
    place: Places,
) -> float:
    """Damage of one cell at a radiant exposure; the logarithm of the rate is linear within a step.

    One short loop for each kind of work, so that all but the look-up and the sum take several instants at once.
    """
    instants = cold.size
    hot, beyond, log_rate, rate, part = scratch[0], scratch[1], scratch[2], scratch[3], scratch[4]
    top = table.shape[0] - 1e-9
    for t in range(instants):
        temperature = cold[t] + exposure * warm[t]
        hot[t] = 1.0 if temperature > ignored else 0.0
        position = (temperature - first) * per_kelvin
        position = min(max(position, 0.0), top)
        i = np.int32(position)
        place[t] = i
        beyond[t] = position - i
    for t in range(instants):
        row = np.uint32(place[t])
        log_rate[t] = table[row, 0]
        part[t] = table[row, 1]
        rate[t] = table[row, 2]
    for t in range(instants):
        x = part[t] * beyond[t]
        log_rate[t] = log_rate[t] + x
        rate[t] = rate[t] * (1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0)))))
    for t in range(instants - 1):
        change = log_rate[t + 1] - log_rate[t]
        gentle = 0.5 * (rate[t + 1] + rate[t])
        steep = (rate[t + 1] - rate[t]) / change
        mean = gentle if abs(change) < 1e-3 else steep
        part[t] = step[t] * mean if rate[t] > 0.0 else 0.0
    # An instant counts if it is hot or stands beside one that is.
    total = 0.0
    before = hot[0] + hot[1] if instants > 1 else 0.0
    for t in range(instants - 1):
        after = hot[t] + hot[t + 1] + (hot[t + 2] if t + 2 < instants else 0.0)
        if before > 0.0 and after > 0.0:
            total += part[t]
        before = after
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def damage_thresholds(
    first: int,
    last: int,
    time: Array,
    background: Array,
    rise: Array,
    weights: Array,
    logs: Array,
    table: Array,
    table_start: float,
    table_step: float,
    demand: Array,
    ceiling: Array,
    share: float,
    lower: float,
    upper: float,
    result: Array,
) -> None:
    """Threshold of the skins first..last-1, or infinity where none lies below the skin's ceiling.

    ``demand`` is the logarithm of the damage that harms; a row of ``table`` holds the logarithm of a rate (as does
    ``logs``, which has one more), by how much it rises to the next, and the rate.
    """
    instants, cells = background.shape[1], background.shape[2]
    step = np.empty(max(instants - 1, 1))
    for t in range(instants - 1):
        step[t] = time[t + 1] - time[t]
    scratch = np.empty((5, instants))
    place = np.empty(instants, dtype=np.int32)
    cold = np.empty((cells, instants))
    warm = np.empty((cells, instants))
    damage = np.empty(cells)
    weight = np.empty(cells)
    chosen = np.empty(cells, dtype=np.int64)
    verdict = np.empty(cells, dtype=np.int64)  # 1: harmed at any exposure still in question, -1: unharmed, 0: open
    sorted_damage = np.empty(cells)
    sorted_weight = np.empty(cells)
    per_kelvin = 1.0 / table_step
    span = max(time[instants - 1] - time[0], 1e-12)
    for n in range(first, last):
        count = 0
        for z in range(cells):
            if weights[n, z] > 0.0:
                chosen[count] = z
                weight[count] = weights[n, z]
                verdict[count] = 0
                count += 1
        for t in range(instants):
            for c in range(count):
                cold[c, t] = background[n, t, chosen[c]]
                warm[c, t] = rise[n, t, chosen[c]]
        # Below this temperature the whole history would not reach a hundred-thousandth of the demand.
        ignored = table_start + table_step * max(_place(logs, demand[n] - 12.0 - math.log(span)) - 1, 0)
        # Begin where the cells reach the temperature that harms within a hundredth of a second.
        target = table_start + table_step * _place(logs, demand[n] + 4.6)
        for c in range(count):
            peak = 0
            for t in range(instants):
                if warm[c, t] > warm[c, peak]:
                    peak = t
            sorted_damage[c] = (cold[c, peak] - target) / warm[c, peak] if warm[c, peak] > 0.0 else -upper
            sorted_weight[c] = weight[c]
        needed = math.exp(demand[n])
        if ceiling[n] < upper:
            total = missing = 0.0
            for c in range(count):
                total += weight[c]
            reached = 0.0
            wanted = max(share * total * (1.0 - 1e-12), 1e-300)  # of no share at all, one cell is enough
            for c in range(count):
                if reached >= wanted or total - missing < wanted:
                    break
                if (
                    _damage(ceiling[n], step, cold[c], warm[c], ignored, table, table_start, per_kelvin, scratch, place)
                    >= needed
                ):
                    reached += weight[c]
                else:
                    missing += weight[c]
            if reached < wanted:
                result[n] = math.inf
                continue
        low, high = math.log(lower), math.log(upper)
        low_known = high_known = False
        x = math.log(min(max(-_quantile(sorted_damage, sorted_weight, count, share), lower), upper))
        x_before = f_before = 0.0
        usable = False
        answer = math.inf
        for turn in range(80):
            exposure = math.exp(x)
            for c in range(count):
                if verdict[c] == 0:
                    damage[c] = _damage(
                        exposure, step, cold[c], warm[c], ignored, table, table_start, per_kelvin, scratch, place
                    )
                else:
                    damage[c] = 1e300 if verdict[c] > 0 else 0.0
                sorted_damage[c] = damage[c]
                sorted_weight[c] = weight[c]
            reached = _quantile(sorted_damage, sorted_weight, count, share)
            f = math.log(reached) - demand[n] if reached > 0.0 else _NOTHING
            if f >= 0.0:
                high = x
                high_known = True
                for c in range(count):
                    if damage[c] < needed:
                        verdict[c] = -1
                if x <= math.log(lower):
                    answer = lower
                    break
            else:
                low = x
                low_known = True
                for c in range(count):
                    if damage[c] >= needed:
                        verdict[c] = 1
                if x >= math.log(upper):
                    break
            if low_known and high_known and high - low < _TOLERANCE:
                answer = math.exp(high)
                break
            if f <= _NOTHING:
                follow = x + 0.7
            elif usable and f != f_before and turn < _SECANT_STEPS:
                follow = x - f * (x - x_before) / (f - f_before)
            elif turn < _SECANT_STEPS:
                follow = x - f / 20.0
            else:
                follow = 0.5 * (low + high)
            if math.isnan(follow):
                follow = 0.5 * (low + high)
            follow = min(max(follow, x - 0.7), x + 0.7)
            if usable and abs(follow - x) < _LAST_STEP:
                answer = math.exp(min(max(follow, low), high))
                break
            if follow <= low:
                follow = 0.5 * (low + high) if low_known else low
            elif follow >= high:
                follow = 0.5 * (low + high) if high_known else high
            usable = f > _NOTHING
            x_before, f_before = x, f
            x = follow
        else:
            answer = math.exp(high)
        result[n] = answer


@njit(cache=True, nogil=True, error_model="numpy")
def temperature_thresholds(
    first: int,
    last: int,
    background: Array,
    rise: Array,
    weights: Array,
    temperature: float,
    share: float,
    lower: float,
    upper: float,
    result: Array,
) -> None:
    """Radiant exposure at which a share of the cells reaches a temperature, for the skins first..last-1."""
    instants, cells = background.shape[1], background.shape[2]
    value = np.empty(cells)
    weight = np.empty(cells)
    for n in range(first, last):
        for z in range(cells):
            weight[z] = weights[n, z]
            value[z] = -math.inf
        for t in range(instants):
            for z in range(cells):
                if rise[n, t, z] > 0.0:
                    value[z] = max(value[z], -(temperature - background[n, t, z]) / rise[n, t, z])
        count = 0
        for z in range(cells):
            if weight[z] > 0.0:
                value[count] = value[z]
                weight[count] = weight[z]
                count += 1
        answer = -_quantile(value, weight, count, share)
        if answer > upper:
            answer = math.inf
        result[n] = max(answer, lower)
