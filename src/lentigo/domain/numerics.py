"""How finely and with which seed to compute. Nature never defaults; numerics may."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lentigo.domain.record import record


@record
class Numerics:
    """Sizes of samples and grids, and the seed."""

    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    skins: Annotated[int, Field(ge=16, le=65536)] = 256
    """Size of the Sobol sample; a power of two keeps its balance."""
    streams: Annotated[int, Field(ge=4, le=32)] = 8
    """Directions of adding-doubling per hemisphere pair."""
    packets: Annotated[int, Field(ge=1000)] = 200_000
    """Photon packets of the verifying Monte Carlo run."""
    threads: Annotated[int, Field(ge=1, le=256)] = 2
    """Threads to use; the result does not depend on it."""
