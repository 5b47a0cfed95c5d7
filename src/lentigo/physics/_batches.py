"""Batches of light packets: shared among threads, summed in their order, with the error that their spread shows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST_BATCHES = 40
LARGEST_BATCH = 20_000
_MOST_KEPT = 64
"""Groups of batches kept for the error of what is computed from the grid."""


class Tally:
    """Sums over batches, in their order, and the standard error that their spread shows."""

    def __init__(self, packets: int) -> None:
        self.packets = packets
        self.batches = 0
        self.sum: Floats = np.zeros(())
        self.squares: Floats = np.zeros(())
        self.products: Floats = np.zeros(())
        self.weights = 0.0
        self.cubes = 0.0

    def add(self, total: Floats, count: int) -> None:
        """Add what ``count`` packets left."""
        self.batches += 1
        # Batches weigh as the root of their packets: among batches of all sizes, small ones would seldom meet what is
        # rare and, weighing as much as large ones, make its error mostly too small and now and then far too large.
        weight = math.sqrt(count)
        self.sum = self.sum + total
        self.squares = self.squares + total**2 / weight
        self.products = self.products + weight * total
        self.weights += weight
        self.cubes += weight * count

    def mean(self) -> Floats:
        """Mean per packet."""
        return self.sum / self.packets

    def error(self) -> Floats:
        """Standard error of the mean; not a number for a single batch."""
        if self.batches == 1:
            return np.full(self.sum.shape, np.nan)
        # With x the mean of a batch of n packets, n (x - mean)^2 estimates one packet's variance but for its n-th part.
        mean = self.mean()
        spread = self.squares - 2.0 * mean * self.products + mean**2 * self.cubes
        variance = spread / (self.weights - self.cubes / self.packets)
        error: Floats = np.sqrt(np.maximum(variance, 0.0) / self.packets)
        return error


class Kept:
    """Grids of groups of batches that follow each other."""

    def __init__(self, packets: int, *, keep: bool) -> None:
        self.packets, self.keep, self.done = packets, keep, 0
        self.grids: list[Floats] = []
        self.held: list[int] = []

    def add(self, of_batch: Sequence[Floats], count: int) -> None:
        """Add what a batch left."""
        if not self.keep:
            return
        if self.done * _MOST_KEPT >= self.packets * len(self.grids):
            self.grids.append(np.zeros_like(of_batch[1]))
            self.held.append(0)
        self.grids[-1] += of_batch[1]
        self.held[-1] += count
        self.done += count

    def density(self, volume: Floats, *, member: int | None = None) -> Floats | None:
        """(B, R, Z) density of absorbed energy of each group [1/m^3]."""
        shares = self._shares(member)
        return None if shares is None else shares[:, :-1] / volume

    def beyond(self, *, member: int | None = None) -> Floats | None:
        """(B, Z) share absorbed beyond the last radius of each group."""
        shares = self._shares(member)
        return None if shares is None else shares[:, -1]

    def _shares(self, member: int | None) -> Floats | None:
        if not self.keep:
            return None
        grids = self.grids if member is None else [grid[member] for grid in self.grids]
        shares: Floats = np.stack(grids) / np.array(self.held)[:, None, None]
        return shares

    def counts(self) -> Floats | None:
        """(B,) packets of each group."""
        return np.array(self.held, np.float64) if self.keep else None


def batch_bounds(packets: int) -> list[int]:
    """First packet of each batch, and the end: the same for any number of threads."""
    batches = max(min(FEWEST_BATCHES, packets), -(-packets // LARGEST_BATCH))
    return [packets * i // batches for i in range(batches + 1)]


def tallied(
    trace: Callable[[int, int], Sequence[Floats]],
    *,
    packets: int,
    threads: int,
    progress: Callable[[int, int], None] | None,
    watch: Callable[[Sequence[Floats], int], None] | None = None,
) -> list[Tally]:
    """Trace all batches on threads, and tally each array that ``trace(first, last)`` returns.

    ``watch`` sees the arrays of each batch and its count, in the order of the batches.
    """
    bounds = batch_bounds(packets)
    batches = len(bounds) - 1
    tallies: list[Tally] = []
    pool = ThreadPoolExecutor(max_workers=max(1, threads))
    ahead = 2 * max(1, threads)

    def begin(batch: int) -> None:
        waiting.append(pool.submit(trace, bounds[batch], bounds[batch + 1]))

    try:
        # A few batches ahead of the tally at most, so that waiting grids do not pile up.
        waiting: list = []  # type: ignore[type-arg]
        for batch in range(min(ahead, batches)):
            begin(batch)
        for batch in range(batches):
            of_batch = waiting.pop(0).result()
            if batch + ahead < batches:
                begin(batch + ahead)
            count = bounds[batch + 1] - bounds[batch]
            tallies = tallies or [Tally(packets) for _ in of_batch]
            for tally, values in zip(tallies, of_batch, strict=True):
                tally.add(values, count)
            if watch is not None:
                watch(of_batch, count)
            if progress is not None:
                progress(bounds[batch + 1], packets)
    finally:
        pool.shutdown(cancel_futures=True)
    return tallies
