"""How wide the registers are that the compiler chose for rows: found in what it wrote, not assumed."""

from __future__ import annotations

import re

from numba import njit

from lentigo.physics._lane_intrinsics import load_numbers, prefer_wide_registers, store_numbers
from lentigo.physics._lane_steps import normalised

_REGISTERS = ((512, r"%zmm\d"), (256, r"%ymm\d"), (128, r"%xmm\d|\bv\d+\.4s"))
"""Width [bit] and how the registers are called, widest first."""


def widest_registers(assembly: str) -> int:
    """Width of the widest vector registers that compiled code works in [bit]; 0 if there are none."""
    arithmetic = "\n".join(re.findall(r".*\bv?f?(?:mul|add|sub|madd|mla)\w*.*", assembly))
    return next((bits for bits, name in _REGISTERS if re.search(name, arithmetic)), 0)


def register_width() -> int:
    """Width of the registers that rows are computed in on this machine [bit], from a small kernel compiled for it."""

    def probe(block: int) -> None:
        prefer_wide_registers()
        x, y, z = normalised(load_numbers(block), load_numbers(block + 128), load_numbers(block + 256))
        store_numbers(block, x)
        store_numbers(block + 128, y)
        store_numbers(block + 256, z)

    compiled = njit(nogil=True)(probe)
    compiled.compile("void(int64)")
    return widest_registers("\n".join(compiled.inspect_asm().values()))
