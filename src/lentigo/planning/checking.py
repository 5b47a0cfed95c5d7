"""What every verification is made of: a Monte Carlo run of the very spot, and a number beside another method's."""

from __future__ import annotations

import numpy as np

from lentigo import units
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Check
from lentigo.modalities.skins import SkinArrays
from lentigo.physics.light_spectrum import FEWEST_PACKETS, SpectralLight, monte_carlo_spectrum
from lentigo.planning.dial import Combination
from lentigo.planning.question import Question

__all__ = ["axis_absorption", "checked", "monte_carlo_of"]


def monte_carlo_of(
    skins: SkinArrays, index: int, question: Question, combination: Combination, numerics: Numerics
) -> SpectralLight:
    """A Monte Carlo run of the spot of a combination in one skin, each layer with its own refractive index.

    All lines of a filtered spectrum share the packets, each by its energy.
    """
    lines = combination.handpiece.lines
    wavelengths = [line.wavelength_nm * units.nm for line in lines]
    constants = question.constants(combination)
    spot = combination.exposure.spot_mm * units.mm
    one = skins.take([index])
    boundaries = np.concatenate([[0.0], np.cumsum(one.thickness[0])])
    fine = np.concatenate(
        [
            np.linspace(a, b, n + 1)[:-1]
            for a, b, n in zip(boundaries[:-1], boundaries[1:], (2, 6, 4, 8, 8, 8, 4), strict=True)
        ]
    )
    return monte_carlo_spectrum(
        np.stack([one.absorption(wavelength, constants.spectra)[0] for wavelength in wavelengths]),
        np.stack([one.scattering(wavelength)[0] for wavelength in wavelengths]),
        np.stack([one.anisotropy(wavelength)[0] for wavelength in wavelengths]),
        one.thickness[0],
        refractive_index=one.refractive_index[0],
        index_above=constants.surroundings.surface_index[combination.cooling.surface_medium],
        index_below=float(one.refractive_index[0, -1]),
        packets=max(numerics.packets, FEWEST_PACKETS * len(lines)),
        power=[line.share for line in lines],
        seed=numerics.seed + index,
        beam=combination.handpiece.beam,
        diameter=spot,
        radial_edges=np.concatenate([np.linspace(0, spot / 2, 9), np.linspace(spot / 2, 2 * spot + 5e-3, 12)[1:]]),
        depth_edges=np.append(fine, boundaries[-1]),
        threads=numerics.threads,
    )


def axis_absorption(reference: SpectralLight, top: float, bottom: float, spot: float) -> tuple[float, float]:
    """Energy absorbed per area between two depths near the axis, per radiant exposure, with its standard error [1]."""
    inner = reference.radial_edges[1:] <= spot / 4 + 1e-12
    rows = (reference.depth_edges[:-1] >= top - 1e-12) & (reference.depth_edges[1:] <= bottom + 1e-12)
    area = np.pi * np.diff(reference.radial_edges**2)
    depth = np.diff(reference.depth_edges)
    volume = area[:, None] * depth[None, :]
    chosen = np.ix_(inner, rows)
    energy = float((reference.absorbed[chosen] * volume[chosen]).sum())
    error = float(np.sqrt(((reference.absorbed_error[chosen] * volume[chosen]) ** 2).sum()))
    per_exposure = np.pi * (spot / 2) ** 2 / area[inner].sum()
    return energy * per_exposure, error * per_exposure


def checked(*, name: str, method: str, quantity: str, ours: float, other: float, tolerance: float) -> Check:
    """A number of the plan beside that of another method; they agree within a relative tolerance [1]."""
    difference = abs(other - ours) / abs(ours)
    passed = bool(difference <= tolerance)
    verdict = "agree" if passed else "disagree"
    text = (
        f"{name}: {quantity}: {ours:.4g} by the plan, {other:.4g} by the check ({method}); they {verdict} "
        f"({100 * difference:.1f} %, allowed {100 * tolerance:.1f} %)."
    )
    return Check(
        name=name,
        method=method,
        quantity=quantity,
        ours=ours,
        other=other,
        tolerance=tolerance,
        passed=passed,
        text=text,
    )
