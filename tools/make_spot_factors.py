"""Compute how much of a broad beam's light a spot of finite size keeps on its axis, and write the tables.

    python tools/make_spot_factors.py [--packets N] [--threads N] [--from NM]

One pencil-beam Monte Carlo path per wavelength and surface serves all diameters and, as they scatter alike, all skins.
``spots/factors_by_skin.csv`` holds every combination with its standard error; ``spots/factors.csv`` (air),
``factors_gel.csv`` and ``factors_sapphire.csv`` the mean over the skins, with an error that includes the differences
between skins. With ``--from`` only wavelengths from there on are computed; the rows of shorter ones stay as they stand
in the files.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import reference_skins as skins
from lentigo import library, units
from lentigo.modalities.skins import BASAL
from lentigo.physics.finite_spot import spot_factor
from lentigo.physics.light_sets import monte_carlo_sets
from lentigo.physics.monte_carlo import MonteCarloLight

Floats = NDArray[np.float64]

Row = tuple[tuple[float, ...], float, float]
"""A place on the axes of a table, the factor there, its standard error."""

DATA = Path(library.__file__).parent / "data" / "spots"

WAVELENGTH_NM = (450.0, 532.0, 595.0, 694.0, 755.0, 850.0, 1064.0, 1320.0, 1390.0, 1450.0, 1500.0, 1550.0)
"""New wavelengths go to the end: the place of one is the seed of its run."""
DIAMETER_MM = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 18.0, 24.0)
ITA_DEG = (55.0, 35.0, 0.0)
SURFACES = {"air": 1.0, "gel": 1.33, "sapphire": 1.76}
"""Index of what lies on the skin; behind glass and sapphire no light is totally reflected, so one stands for both."""

EPIDERMIS_UM = sum(skins.THICKNESS_UM[: BASAL + 1])
BANDS_UM = (0.0, EPIDERMIS_UM, EPIDERMIS_UM + 150.0, EPIDERMIS_UM + 600.0, EPIDERMIS_UM + 1500.0)
"""Epidermis, then 0-150, 150-600 and 600-1500 µm of what lies below."""

RINGS = np.concatenate([np.linspace(0.0, 12e-3, 241), np.linspace(12.5e-3, 30e-3, 36)])
"""Rings of 0.05 mm as far as the widest spot, then coarser ones [m]."""


def pencils(
    wavelength_nm: float, index_above: float, *, packets: int, seed: int, threads: int
) -> tuple[MonteCarloLight, ...]:
    """Responses of the family's skins of all colours to a thin ray of this colour of light, on one path."""
    constants = {name: number.value for name, number in library.family().items()}
    melanin = np.array([library.melanin_from_ita(ita_deg) for ita_deg in ITA_DEG])
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


def write(
    name: str,
    header: str,
    axes: tuple[str, ...],
    rows: Sequence[Row],
    *,
    from_nm: float,
) -> None:
    """Write a table sorted by its axes; rows of wavelengths below ``from_nm`` are kept from the file as they are."""
    path = DATA / f"{name}.csv"
    lines = {place: f"{','.join(f'{at:g}' for at in place)},{value:.4f},{error:.4f}" for place, value, error in rows}
    if from_nm:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith(("#", axes[0])):
                place = tuple(float(cell) for cell in line.split(",")[: len(axes)])
                if place[axes.index("wavelength_nm")] < from_nm:
                    lines[place] = line
    # Skins stand from the palest to the darkest, all else from small to large.
    falling = axes.index("ita_deg") if "ita_deg" in axes else -1
    order = sorted(lines, key=lambda place: [-at if n == falling else at for n, at in enumerate(place)])
    columns = ",".join((*axes, "factor", "error"))
    text = "\n".join((f"{header}{columns}", *(lines[place] for place in order)))
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Compute and write the tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--packets", type=int, default=1_000_000, help="packets per path")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--from", dest="from_nm", type=float, default=0.0, help="shortest wavelength computed [nm]")
    chosen = arguments.parse_args()
    seeds = {nm: seed for seed, nm in enumerate(WAVELENGTH_NM) if nm >= chosen.from_nm}
    wavelengths = tuple(seeds)

    began = time.perf_counter()
    shape = (len(SURFACES), len(ITA_DEG), len(wavelengths), len(DIAMETER_MM), len(BANDS_UM) - 1)
    factor, error = np.empty(shape), np.empty(shape)
    for s, index_above in enumerate(SURFACES.values()):
        for w, (wavelength_nm, seed) in enumerate(seeds.items()):
            runs = pencils(wavelength_nm, index_above, packets=chosen.packets, seed=seed, threads=chosen.threads)
            for i, run in enumerate(runs):
                for d, diameter_mm in enumerate(DIAMETER_MM):
                    found = spot_factor(run, diameter=diameter_mm * units.mm)
                    factor[s, i, w, d], error[s, i, w, d] = found.factor, found.error
        print(f"{list(SURFACES)[s]}: {time.perf_counter() - began:.0f} s")

    centres = 0.5 * (np.array(BANDS_UM)[1:] + np.array(BANDS_UM)[:-1])
    bands = ", ".join(f"{a:g}-{b:g}" for a, b in pairwise(BANDS_UM))
    header = (
        "# Light absorbed on the axis of an even round spot relative to a broad beam of the same radiant exposure\n"
        "# [1]. Computed by tools/make_spot_factors.py: Monte Carlo, a pencil beam of\n"
        f"# {chosen.packets} packets per wavelength and surface, the same paths in all skins of the family;\n"
        f"# depths are the centres of the bands {bands} µm, the first the epidermis.\n"
    )
    rows: list[Row] = [
        ((SURFACES[surface], ITA_DEG[i], wavelengths[w], DIAMETER_MM[d], centres[b]), value, error[s, i, w, d, b])
        for s, surface in enumerate(SURFACES)
        for (i, w, d, b), value in np.ndenumerate(factor[s])
    ]
    write(
        "factors_by_skin",
        f"{header}# The index above the skin is 1 for air, 1.33 for gel, 1.76 for sapphire.\n",
        ("index_above", "ita_deg", "wavelength_nm", "diameter_mm", "depth_um"),
        rows,
        from_nm=chosen.from_nm,
    )
    mean = factor.mean(axis=1)
    spread = np.sqrt((error**2).mean(axis=1) / len(ITA_DEG) + factor.var(axis=1, ddof=1))
    angles = ", ".join(f"{a:g}" for a in ITA_DEG)
    for s, surface in enumerate(SURFACES):
        rows = [
            ((wavelengths[w], DIAMETER_MM[d], centres[b]), value, spread[s, w, d, b])
            for (w, d, b), value in np.ndenumerate(mean[s])
        ]
        write(
            "factors" if surface == "air" else f"factors_{surface}",
            f"{header}# Mean over skins of {angles}° under {surface}; the error includes how they differ.\n",
            ("wavelength_nm", "diameter_mm", "depth_um"),
            rows,
            from_nm=chosen.from_nm,
        )

    by_skin = np.abs(factor[0] - mean[0]).max(axis=(0, 3))
    by_surface = np.abs(factor[-1] - factor[0]).max(axis=(0, 3))
    print("largest standard error", error.max().round(4))
    print("largest difference of a skin from the mean, wavelengths x diameters\n", by_skin.round(3))
    print("largest difference between sapphire and air\n", by_surface.round(3))
    print("epidermis, mean of the skins\n", mean[0, :, :, 0].round(3))


if __name__ == "__main__":
    main()
