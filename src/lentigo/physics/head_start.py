"""Compile the kernels before they are asked for: by another process, while the first plan computes with what it has.

Compiling holds the interpreter lock, so that a thread gains nothing. Numba keeps machine code in files: what one
process compiled, another loads. ``python -m lentigo.physics.head_start`` compiles all kernels but that of light, which
the first plan needs at once and compiles itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lentigo.physics import _axisymmetric_kernel, _damage_kernel, _heat_kernel, _lane_kernel
from lentigo.physics.damage import ArrheniusProcess, DamageRate, boiling_threshold, damage_threshold
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_axisymmetric import heat_axisymmetric
from lentigo.physics.monte_carlo import monte_carlo

__all__ = ["KERNELS", "compile_kernels", "is_compiled"]

KERNELS: tuple[Any, ...] = (
    _heat_kernel.march,
    _damage_kernel.damage_thresholds,
    _damage_kernel.temperature_thresholds,
    _lane_kernel.trace_lanes,
    _axisymmetric_kernel.march_modes,
    _axisymmetric_kernel.show_modes,
)
"""In the order in which a plan needs them."""


def is_compiled() -> bool:
    """Whether machine code of every kernel lies on the disk; that of an older version of a kernel counts too."""
    return all(any(Path(kernel.stats.cache_path).glob(f"*.{kernel.__name__}-*.nbi")) for kernel in KERNELS)


def compile_kernels() -> None:
    """Run every kernel once on the smallest problem that it takes."""
    cells: dict[str, Any] = {
        "conductivity": np.full(3, 0.3),
        "heat_capacity": np.full(3, 4e6),
        "perfusion": np.zeros(3),
    }
    edges = np.array([0.0, 1e-4, 5e-4, 1e-3])
    exposure: dict[str, Any] = {
        "pulse": [(0.0, 1e-3, 1.0)],
        "phases": [SurfacePhase(0.0, 2e-3, 10.0, 295.0)],
        "core_temperature": 310.0,
        "surface_temperature": 305.0,
    }
    warmed = heat_response(np.full((1, 3), 1e3), edges=edges, end=2e-3, **cells, **exposure)
    chosen: dict[str, Any] = {"weight": np.ones(3), "mask": np.ones(3, dtype=bool), "lower": 1.0, "upper": 1e6}
    rate = DamageRate((ArrheniusProcess(3.1e98, 75000.0),))
    damage_threshold(warmed.time, warmed.background, warmed.rise, rate=rate, **chosen)
    boiling_threshold(warmed.background, warmed.rise, **chosen)
    one = np.ones(1)
    monte_carlo(
        1e3 * one,
        1e4 * one,
        0.8 * one,
        1e-3 * one,
        refractive_index=1.4 * one,
        index_above=1.0,
        index_below=1.4,
        packets=1,
        seed=1,
        radial_edges=edges,
        depth_edges=edges,
    )
    heat_axisymmetric(
        np.full((3, 3), 1e3),
        radial_edges=edges,
        depth_edges=edges,
        radiant_exposure=1.0,
        snapshots=[1e-3],
        estimate_error=False,
        **cells,
        **exposure,
    )


if __name__ == "__main__":
    compile_kernels()
