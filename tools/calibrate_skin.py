"""Calibrate the family of skins on reflectance measured in vivo, and write what follows from it.

    python tools/calibrate_skin.py [--subjects FILE]

Fits the family's free constants to the class means in ``skins/class_reflectance.csv`` (450-1064 nm) and to the colours
of the same classes; writes ``skins/family.toml`` and the map from colour to melanin, ``skins/ita.csv``; prints how well
each class is met. With the single subjects' spectra, predicts each from its individual typology angle alone.

The subjects' spectra are published by NIST (doi:10.18434/M38597) and are not part of this project. The file wanted here
is CSV: remarks begin with ``#``, then ``wavelength_nm`` and one column of reflectance per subject.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

import reference_skins as skins
from lentigo import library, units
from lentigo.physics.colour import individual_typology_angle, lab_from_reflectance

Floats = NDArray[np.float64]

DATA = Path(library.__file__).parent / "data" / "skins"

CLASSES = ("very_light", "light", "intermediate", "tan")
CLASS_LAB = np.array([[70.5, 8.4, 13.1], [67.2, 9.5, 14.9], [63.1, 10.1, 18.4], [56.5, 11.5, 21.1]])
"""Mean L*, a*, b* (D65, 2°) of the classes, from the same spectra."""

LONGEST_NM = 1064.0
COLOUR_WEIGHT = 0.02
"""One unit of L*, a* or b* weighs as much as this reflectance: the map from colour needs the colour to be right."""

FREE = {
    "melanin_slope": (4.5, 2.5, 6.0),
    "baseline_scale": (0.5, 0.02, 6.0),
    "dermal_reduced_scattering_500_per_cm": (46.0, 15.0, 150.0),
    "dermal_scattering_power": (1.4, 0.5, 2.5),
    "blood_fraction": (0.013, 0.001, 0.05),
    "vessel_radius_um": (25.0, 2.0, 80.0),
}
"""Start and bounds of each free constant."""

PRIOR_SCATTERING = (46.0, 0.2)
"""Reduced scattering of skin at 500 nm by a review [1/cm] and the spread of its logarithm: reflectance fixes only the
ratio of absorption to scattering."""

WHERE = {
    "melanin_slope": "bulk melanin in vivo between 450 and 1064 nm",
    "baseline_scale": "absorption of bloodless skin relative to the law in the library",
    "dermal_reduced_scattering_500_per_cm": "tied to a review's 46 per cm: reflectance fixes its ratio to absorption",
    "dermal_scattering_power": "dermis, one power law",
    "blood_fraction": "dermis, uniform over its depth",
    "vessel_radius_um": "mean radius in the packing correction",
}


@dataclass(frozen=True)
class Fit:
    """Constants, melanin per class, and what is left over."""

    constants: dict[str, float]
    melanin: Floats
    residual: Floats
    """(classes, wavelengths) computed less measured reflectance [1]."""

    @property
    def rms(self) -> Floats:
        """Root mean square of each class [1]."""
        return np.sqrt(np.mean(self.residual**2, axis=1))


def measured() -> tuple[Floats, Floats]:
    """Wavelengths [nm] and reflectance (classes, wavelengths) of the fit."""
    with (DATA / "class_reflectance.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    wavelength = np.array([float(row["wavelength_nm"]) for row in rows])
    kept = wavelength <= LONGEST_NM
    return wavelength[kept], np.array([[float(row[name]) for row in rows] for name in CLASSES])[:, kept]


def fit(base: Mapping[str, float], *, held: Mapping[str, float], classes: list[int], colour: float) -> Fit:
    """Least squares over all free constants that are not held, and the melanin of each class."""
    wavelength, reflectance = measured()
    names = [name for name in FREE if name not in held]
    start = np.array([FREE[name][0] for name in names])

    def unpack(x: Floats) -> tuple[dict[str, float], Floats]:
        named = dict(zip(names, map(float, x), strict=False))
        return {**base, **held, **named}, np.exp(x[len(names) :])

    def misses(x: Floats) -> Floats:
        constants, melanin = unpack(x)
        spectrum = skins.reflectance(constants, melanin, wavelength) - reflectance[classes]
        lab = skins.lab(constants, melanin) - CLASS_LAB[classes]
        prior = np.log(constants["dermal_reduced_scattering_500_per_cm"] / PRIOR_SCATTERING[0]) / PRIOR_SCATTERING[1]
        return np.concatenate([spectrum.ravel(), colour * lab.ravel(), [0.01 * prior]])

    fractions = np.log(np.array([0.014, 0.022, 0.037, 0.063])[classes])
    low = [FREE[name][1] for name in names] + [-7.0] * len(classes)
    high = [FREE[name][2] for name in names] + [-1.1] * len(classes)
    found = least_squares(
        misses,
        np.concatenate([start, fractions]),
        bounds=(low, high),
        x_scale=np.concatenate([start, np.ones(len(classes))]),
        diff_step=1e-3,
    )
    constants, melanin = unpack(found.x)
    residual = skins.reflectance(constants, melanin, wavelength) - reflectance[classes]
    return Fit(constants, melanin, residual)


def refits(base: Mapping[str, float]) -> list[Fit]:
    """The same fit with one thing changed: what the data leave open."""
    every = list(range(len(CLASSES)))
    scattering = "dermal_reduced_scattering_500_per_cm"
    epidermal = "epidermal_reduced_scattering_500_per_cm"
    changed: list[tuple[dict[str, float], list[int], float]] = [
        ({}, [i for i in every if i != left_out], COLOUR_WEIGHT) for left_out in every
    ]
    changed += [({scattering: value}, every, COLOUR_WEIGHT) for value in (30.0, 65.0)]
    changed += [({epidermal: value}, every, COLOUR_WEIGHT) for value in (45.0, 85.0)]
    changed += [({}, every, 0.004)]
    return [fit(base, held=held, classes=classes, colour=colour) for held, classes, colour in changed]


def ita_map(constants: Mapping[str, float]) -> tuple[Floats, Floats]:
    """Angles from light to dark and the melanin fraction of the reference skin that has each colour."""
    melanin = np.exp(np.linspace(np.log(8e-4), np.log(0.6), 120))
    lab = skins.lab(constants, melanin)
    angle = individual_typology_angle(lab[:, 0], lab[:, 2])
    if np.any(np.diff(angle) >= 0.0):
        raise RuntimeError("more melanin must always be darker")
    wanted = np.arange(75.0, -75.1, -5.0)
    if not angle[-1] <= wanted[-1] <= wanted[0] <= angle[0]:
        raise RuntimeError(f"colours reach from {angle[0]:.1f} to {angle[-1]:.1f} degrees only")
    return wanted, np.exp(np.interp(-wanted, -angle, np.log(melanin)))


def toml(found: Fit, others: list[Fit], central: Mapping[str, library.Number]) -> str:
    """The family's file: each constant with the range that the refits leave open."""
    lines = [
        "# Written by tools/calibrate_skin.py. Ranges: the least and the greatest value of refits without each class,",
        "# with dermal scattering held at 30 and at 65 per cm, with epidermal scattering at 45 and at 85 per cm, and",
        "# with less weight on colour; for blood also the spread from person to person in skins/central.",
        'title = "Family of skins, calibrated on reflectance in vivo"',
    ]
    for name in FREE:
        value = found.constants[name]
        values = [value, *(other.constants[name] for other in others)]
        if name == "blood_fraction":
            values += [central[name].low, central[name].high]
        low, high = (f"{v:.4g}" for v in (min(values), max(values)))
        lines += [
            "",
            f"[{name}]",
            f"value = {value:.4g}",
            f"low = {low}",
            f"high = {high}",
            'source = "cooksey-2017"',
            f'where = "fit to class means of forearms, 450-1064 nm; {WHERE[name]}"',
            'kind = "fitted"',
        ]
    return "\n".join(lines) + "\n"


def read_subjects(path: Path) -> tuple[Floats, Floats]:
    """Wavelengths [nm] and reflectance (subjects, wavelengths)."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    table = np.array(rows[1:], dtype=float)
    return table[:, 0], table[:, 1:].T


def predict(constants: Mapping[str, float], path: Path) -> None:
    """How well single subjects are predicted from their angle alone."""
    wavelength, reflectance = read_subjects(path)
    table = library.colour_matching(2)
    spectra = np.array([np.interp(table.wavelength / units.nm, wavelength, one) for one in reflectance])
    lab = lab_from_reflectance(spectra, colour_matching=table.functions, illuminant=table.illuminant)
    angle = individual_typology_angle(lab[:, 0], lab[:, 2])
    angles, fractions = ita_map(constants)
    melanin = np.exp(np.interp(-angle, -angles, np.log(fractions)))
    kept = (wavelength >= 450.0) & (wavelength <= LONGEST_NM)
    ours = skins.reflectance(constants, melanin, wavelength[kept])
    miss = ours - reflectance[:, kept]
    per_subject = np.sqrt(np.mean(miss**2, axis=1))
    print(
        f"\n{angle.size} subjects from their angle alone, 450-{LONGEST_NM:.0f} nm: RMS median"
        f" {np.median(per_subject):.4f}, 95 % {np.percentile(per_subject, 95):.4f}, pooled"
        f" {np.sqrt(np.mean(miss**2)):.4f}, mean miss {miss.mean():+.4f}"
    )
    spread = reflectance[:, kept] - reflectance[:, kept].mean(axis=0)
    print(f"for comparison, the mean spectrum of all as the prediction: pooled {np.sqrt(np.mean(spread**2)):.4f}")
    for low, high in ((55.0, 90.0), (41.0, 55.0), (28.0, 41.0), (10.0, 28.0)):
        of = (angle > low) & (angle <= high)
        print(f"  {low:.0f}-{high:.0f} deg, {of.sum()} subjects: RMS {np.sqrt(np.mean(miss[of] ** 2)):.4f}")


def main() -> None:
    """Calibrate, write, and say how well it went."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--subjects", type=Path, help="spectra of single subjects, CSV")
    chosen = arguments.parse_args()

    central = library.table("skins/central")
    base = {name: number.value for name, number in central.items()}
    found = fit(base, held={}, classes=list(range(len(CLASSES))), colour=COLOUR_WEIGHT)
    others = refits(base)
    (DATA / "family.toml").write_text(toml(found, others, central), encoding="utf-8")

    rounded = {**found.constants, **{name: float(f"{found.constants[name]:.4g}") for name in FREE}}
    angles, fractions = ita_map(rounded)
    with (DATA / "ita.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            "# Melanosome fraction [1] of a living epidermis of 65 µm by individual typology angle (D65, 2°) of the\n"
            "# model's own colour, for the constants of skins/family; written by tools/calibrate_skin.py. Below 10°\n"
            "# no spectrum was measured; fractions above melanin_ceiling say how dark a colour is, not what tissue\n"
            "# can hold.\n"
            "ita_deg,melanin_fraction\n"
        )
        file.writelines(f"{a:.0f},{f:.4g}\n" for a, f in zip(angles, fractions, strict=True))

    print("constant, value, range of the refits")
    for name in FREE:
        values = [found.constants[name], *(other.constants[name] for other in others)]
        print(f"  {name}: {found.constants[name]:.4g} ({min(values):.4g}-{max(values):.4g})")
    lab = skins.lab(found.constants, found.melanin)
    angle = individual_typology_angle(lab[:, 0], lab[:, 2])
    wanted = individual_typology_angle(CLASS_LAB[:, 0], CLASS_LAB[:, 2])
    for i, name in enumerate(CLASSES):
        print(
            f"{name}: melanin {found.melanin[i]:.4f}, RMS {found.rms[i]:.4f},"
            f" largest miss {np.abs(found.residual[i]).max():.4f}, angle {angle[i]:.1f} for {wanted[i]:.1f},"
            f" L*a*b* off by {np.round(lab[i] - CLASS_LAB[i], 1)}"
        )
    if chosen.subjects:
        predict(rounded, chosen.subjects)


if __name__ == "__main__":
    main()
