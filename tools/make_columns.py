"""Compute the columns that narrow beams coagulate, and write the table that plans read.

    python tools/make_columns.py [--packets N] [--threads N]

Light by Monte Carlo of the beam itself, heat in radius and depth with boiling and drying, damage of collagen. For every
wavelength, beam, pulse and scattering the energy at which a column begins is searched; depth, width and volume are then
given at multiples of it. ``columns/coagulated.csv`` holds them, ``columns/onset.csv`` where they begin.
"""

from __future__ import annotations

import argparse
import time
from itertools import product
from pathlib import Path

from lentigo import library
from lentigo.planning.column_reference import ColumnLight, column_light, reference_column

DATA = Path(library.__file__).parent / "data" / "columns"

WAVELENGTH_NM = (1540.0, 1550.0, 1927.0)
BEAM_UM = (60.0, 100.0, 160.0, 260.0, 420.0)
PULSE_MS = (0.5, 2.0, 7.0, 20.0)
SCATTERING = (0.5, 1.0, 2.0)
RATIO = (1.03, 1.15, 1.35, 1.7, 2.2, 3.0, 4.2, 6.0, 9.0, 14.0, 22.0, 35.0, 60.0, 110.0)
LOWEST_MJ, HIGHEST_MJ = 0.01, 200.0


def onset(light: ColumnLight, *, pulse_ms: float) -> float:
    """Energy at which the first tissue coagulates [mJ]."""
    low, high = LOWEST_MJ, HIGHEST_MJ
    while high / low > 1.004:
        middle = (low * high) ** 0.5
        if reference_column(light, energy_mj=middle, pulse_ms=pulse_ms).depth > 0.0:
            high = middle
        else:
            low = middle
    return high


def main() -> None:
    """Compute and write both tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--packets", type=int, default=100_000, help="packets per run")
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    began = time.perf_counter()
    onsets, rows = [], []
    for seed, (nm, beam, scattering) in enumerate(product(WAVELENGTH_NM, BEAM_UM, SCATTERING)):
        light = column_light(
            wavelength_nm=nm,
            beam_um=beam,
            scattering=scattering,
            packets=chosen.packets,
            seed=seed,
            threads=chosen.threads,
        )
        for pulse in PULSE_MS:
            begins = onset(light, pulse_ms=pulse)
            onsets.append((nm, beam, pulse, scattering, f"{begins:.4g}"))
            for ratio in RATIO:
                made = reference_column(light, energy_mj=ratio * begins, pulse_ms=pulse)
                sizes = (1e6 * made.top, 1e6 * made.depth, 1e6 * made.width, 1e12 * made.volume)
                rows.append((nm, beam, pulse, scattering, ratio, *(f"{size:.4g}" for size in sizes)))
        print(f"{nm:g} nm, {beam:g} um, scattering {scattering:g}: {time.perf_counter() - began:.0f} s", flush=True)
    about = (
        "# Columns that one pulse of a narrow Gaussian beam coagulates. Computed by tools/make_columns.py: Monte\n"
        f"# Carlo of {chosen.packets} packets, heat in radius and depth. The beam's width is where the irradiance has\n"
        "# fallen to exp(-2); scattering is relative to columns/tissue.\n"
    )
    for name, header, lines in (
        ("onset", "wavelength_nm,beam_um,pulse_ms,scattering,onset_mj", sorted(onsets)),
        (
            "coagulated",
            "wavelength_nm,beam_um,pulse_ms,scattering,ratio,top_um,depth_um,width_um,volume_nl",
            sorted(rows),
        ),
    ):
        body = "\n".join(",".join(str(cell) for cell in line) for line in lines)
        (DATA / f"{name}.csv").write_text(f"{about}{header}\n{body}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
