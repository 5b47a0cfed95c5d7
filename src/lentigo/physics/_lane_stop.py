"""How long a run of the fast engine goes on: to its packets, to its time, or until a quantity is known well enough."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from lentigo.physics._batches import Tally
from lentigo.physics._lane_run import LaneRun
from lentigo.physics.stopping import StoppingRule

_FIRST_LOOK = 4096
"""Packets after which a stopping rule is asked for the first time."""


def followed(
    run: LaneRun,
    *,
    packets: int,
    stop: StoppingRule | None,
    place_of: Callable[[str], int | tuple[int, int]],
    progress: Callable[[int, int], None] | None,
) -> list[Tally]:
    """Follow packets until there are enough; ``place_of`` tells where among the shares a named quantity stands."""
    tell = None if progress is None else (lambda done: progress(done, packets))
    deadline = math.inf if stop is None or stop.seconds is None else time.monotonic() + stop.seconds
    if stop is None or stop.quantity is None or stop.relative_error is None:
        run.extend(packets, deadline=deadline, progress=tell)
    else:
        place = place_of(stop.quantity)
        wanted = min(packets, _FIRST_LOOK)
        while run.packets < wanted and time.monotonic() < deadline:
            run.extend(wanted, deadline=deadline, progress=tell)
            shares = run.tallies()[0]
            mean, error = shares.mean()[place], shares.error()[place]
            if mean > 0.0 and error <= stop.relative_error * mean:
                break
            # As many as would do if the error were known exactly, and never much more than have been followed.
            needed = (error / (stop.relative_error * mean)) ** 2 if mean > 0.0 and error > 0.0 else 4.0
            wanted = min(packets, math.ceil(run.packets * min(max(1.05 * needed, 1.1), 4.0)))
    tallies = run.tallies(final=True)
    if tell is not None:
        tell(run.packets)
    return tallies
