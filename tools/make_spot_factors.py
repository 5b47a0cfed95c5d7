"""Compute how much of a broad beam's light a spot of finite size keeps on its axis, and write the tables.

    python tools/make_spot_factors.py [--packets N] [--threads N]

One pencil-beam Monte Carlo path per wavelength and surface serves all diameters and, as they scatter alike, skins of
all colours: the darker the skin, the less comes back from the side, and the less a small spot lacks of a broad beam.
``spots/factors.csv`` (air), ``factors_gel.csv`` and ``factors_sapphire.csv`` hold the factor by melanin. Skins between
those of the tables fly along, to show what is lost by interpolation.
"""

from __future__ import annotations

import argparse
import time
from itertools import pairwise, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import reference_skins as skins
from lentigo import library, units
from lentigo.modalities.constants import SpotFactors
from lentigo.modalities.skins import BASAL
from lentigo.physics.finite_spot import spot_factor
from lentigo.physics.light_sets import monte_carlo_sets
from lentigo.physics.monte_carlo import MonteCarloLight

Floats = NDArray[np.float64]

DATA = Path(library.__file__).parent / "data" / "spots"

WAVELENGTH_NM = (450.0, 532.0, 595.0, 694.0, 755.0, 850.0, 1064.0, 1320.0, 1390.0, 1450.0, 1500.0, 1550.0)
"""The place of a wavelength is the seed of its path."""
DIAMETER_MM = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 18.0, 24.0)
ITA_DEG = (65.0, 40.0, 15.0, -10.0, -35.0, -60.0)
"""Colours of the skins of the tables, evenly spaced: melanin rises by about the same factor from one to the next."""
BETWEEN_DEG = (52.5, -22.5)
"""Colours of the skins that show what interpolation loses."""
SURFACES = {"air": 1.0, "gel": 1.33, "sapphire": 1.76}
"""Index of what lies on the skin; behind glass and sapphire no light is totally reflected, so one stands for both."""

EPIDERMIS_UM = sum(skins.THICKNESS_UM[: BASAL + 1])
BANDS_UM = (0.0, EPIDERMIS_UM, EPIDERMIS_UM + 150.0, EPIDERMIS_UM + 600.0, EPIDERMIS_UM + 1500.0)
"""Epidermis, then 0-150, 150-600 and 600-1500 µm of what lies below."""

RINGS = np.concatenate([np.linspace(0.0, 12e-3, 241), np.linspace(12.5e-3, 30e-3, 36)])
"""Rings of 0.05 mm as far as the widest spot, then coarser ones [m]."""


def melanin_columns() -> Floats:
    """Melanin of each skin as a layer by itself: its fraction times the thickness of the living epidermis [m]."""
    fraction = np.array([library.melanin_from_ita(ita_deg) for ita_deg in (*ITA_DEG, *BETWEEN_DEG)])
    constants = {name: number.value for name, number in library.family().items()}
    return skins.reference_skins(constants, fraction).melanin_column


def pencils(
    wavelength_nm: float, index_above: float, *, packets: int, seed: int, threads: int
) -> tuple[MonteCarloLight, ...]:
    """Responses of the family's skins of all colours to a thin ray of this colour of light, on one path."""
    constants = {name: number.value for name, number in library.family().items()}
    melanin = np.array([library.melanin_from_ita(ita_deg) for ita_deg in (*ITA_DEG, *BETWEEN_DEG)])
    absorption, *alike = (c[0] for c in skins.layers(constants, melanin, np.array([wavelength_nm])))
    if any(np.ptp(column, axis=0).any() for column in alike):
        raise ValueError("skins that scatter differently share no path")
    index = library.number("tissues/dermis", "refractive_index").value
    return monte_carlo_sets(
        absorption,
        *(column[0] for column in alike),
        refractive_index=np.full(absorption.shape[1], index),
        index_above=index_above,
        index_below=index,
        packets=packets,
        seed=seed,
        radial_edges=RINGS,
        depth_edges=np.array(BANDS_UM) * units.um,
        keep_batches=True,
        threads=threads,
    ).runs


def write(surface: str, melanin: Floats, factor: Floats, error: Floats, *, packets: int) -> None:
    """Write the table of a surface, sorted by its axes, for the skins from the palest to the darkest."""
    centres = 0.5 * (np.array(BANDS_UM)[1:] + np.array(BANDS_UM)[:-1])
    bands = ", ".join(f"{a:g}-{b:g}" for a, b in pairwise(BANDS_UM))
    angles = ", ".join(f"{a:g}" for a in ITA_DEG)
    lines = [
        "# Light absorbed on the axis of an even round spot relative to a broad beam of the same radiant exposure [1],",
        f"# under {surface}. Computed by tools/make_spot_factors.py: Monte Carlo, a pencil beam of {packets} packets",
        f"# per wavelength, the same paths in skins of {angles} degrees. Melanin is a layer by itself: its",
        "# fraction times the thickness of the living epidermis. Depths are the centres of the bands",
        f"# {bands} µm, the first the epidermis.",
        "melanin_um,wavelength_nm,diameter_mm,depth_um,factor,error",
    ]
    for m, w, d, b in np.ndindex(factor.shape):
        place = f"{melanin[m] / units.um:.6g},{WAVELENGTH_NM[w]:g},{DIAMETER_MM[d]:g},{centres[b]:g}"
        lines.append(f"{place},{factor[m, w, d, b]:.4f},{error[m, w, d, b]:.4f}")
    name = "factors" if surface == "air" else f"factors_{surface}"
    (DATA / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Compute and write the tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--packets", type=int, default=1_000_000, help="packets per path")
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    melanin = melanin_columns()
    held = len(ITA_DEG)
    centres = 0.5 * (np.array(BANDS_UM)[1:] + np.array(BANDS_UM)[:-1]) * units.um
    shape = (melanin.size, len(WAVELENGTH_NM), len(DIAMETER_MM), centres.size)
    began = time.perf_counter()
    for surface, index_above in SURFACES.items():
        factor, error = np.empty(shape), np.empty(shape)
        for w, wavelength_nm in enumerate(WAVELENGTH_NM):
            runs = pencils(wavelength_nm, index_above, packets=chosen.packets, seed=w, threads=chosen.threads)
            for (i, run), (d, diameter_mm) in product(enumerate(runs), enumerate(DIAMETER_MM)):
                found = spot_factor(run, diameter=diameter_mm * units.mm)
                factor[i, w, d], error[i, w, d] = found.factor, found.error
        write(surface, melanin[:held], factor[:held], error[:held], packets=chosen.packets)
        print(f"{surface}: {time.perf_counter() - began:.0f} s, largest standard error {error.max():.4f}")
        table = SpotFactors(
            melanin=melanin[:held],
            wavelength=np.array(WAVELENGTH_NM) * units.nm,
            diameter=np.array(DIAMETER_MM) * units.mm,
            depth=centres,
            factor=factor[:held],
            error=error[:held],
        )
        between = melanin[held:]
        depths = np.tile(centres, (between.size, 1))
        lost = np.array(
            [
                [
                    table.at(wavelength=nm, diameter=mm, depth=depths, melanin=between) / factor[held:, w, d] - 1.0
                    for d, mm in enumerate(table.diameter)
                ]
                for w, nm in enumerate(table.wavelength)
            ]
        )
        print("  lost by interpolation, largest of all wavelengths and depths, by diameter [%]")
        print("  ", (100.0 * np.abs(lost).max(axis=(0, 2, 3))).round(2))
        mean = factor[:held].mean(axis=0)
        apart = np.abs(factor[:held] / mean - 1.0).max(axis=(0, 1, 3))
        print("  largest difference of a skin from the mean of the skins, by diameter [%]")
        print("  ", (100.0 * apart).round(1))


if __name__ == "__main__":
    main()
