"""Arrays as the kernels take them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def kernel_array(values: ArrayLike) -> NDArray[np.float64]:
    """Values as a contiguous, writable array of float64; copied only if they are not one already.

    A compiled kernel has one machine code per kind of argument, and a read-only array is another kind: letting one
    through costs seconds of compilation the first time that somebody plans.
    """
    return np.require(values, dtype=np.float64, requirements=("C", "W"))
