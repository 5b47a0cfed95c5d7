"""What the offline explorer of a report answers from: chances and pictures computed beforehand around one case."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from lentigo.domain.record import Finite, Fraction, NonNegative, Positive, record

Colour = tuple[Fraction, Fraction, Fraction]
"""Red, green and blue as sRGB display values between 0 and 1."""


@record
class ExplorerTable:
    """One handpiece, spot and pulse over skin colours, coolings and radiant exposures, around one case.

    The first index is always the skin colour, from the palest to the darkest; then the cooling; then the rest as named.
    The temperature at the end of the pulse is the background (the skin as cooling leaves it) plus the radiant exposure
    times the rise per unit of radiant exposure.
    """

    device: str
    handpiece: str
    spot_label: str
    pulse_label: str
    ita_deg: tuple[Finite, ...]
    """Individual typology angles, falling: from the palest skin to the darkest."""
    coolings: tuple[str, ...]
    fluence_j_cm2: tuple[Positive, ...]
    """Radiant exposures, rising."""
    effect_chance: tuple[tuple[tuple[Fraction, ...], ...], ...]
    """By colour, cooling, radiant exposure."""
    burn_chance: tuple[tuple[tuple[Fraction, ...], ...], ...]
    """By colour, cooling, radiant exposure."""
    dark_mark_chance: tuple[tuple[tuple[Fraction, ...], ...], ...]
    """By colour, cooling, radiant exposure."""
    highest_allowed_j_cm2: tuple[tuple[NonNegative, ...], ...]
    """By colour and cooling; zero where nothing is allowed."""
    skin_srgb: tuple[Colour, ...]
    """By colour: the skin around the lesion under daylight."""
    lesion_srgb: tuple[Colour, ...]
    """By colour: the lesion under daylight."""
    radius_mm: tuple[NonNegative, ...]
    """Distances from the axis of the beam, rising."""
    depth_um: tuple[NonNegative, ...]
    """Depths below the surface, rising."""
    background_c: tuple[tuple[Finite, ...], ...]
    """By cooling and depth: the temperature just before the pulse."""
    rise_k_per_j_cm2: tuple[tuple[tuple[tuple[Finite, ...], ...], ...], ...]
    """By colour, cooling, depth, radius: the rise at the end of the pulse per 1 J/cm² on the dial."""
    case_ita_deg: Finite
    case_cooling: str
    case_fluence_j_cm2: Positive | None
    """The recommended dial setting; none where the plan recommends none."""

    def __post_init__(self) -> None:
        """Refuse tables whose axes and contents do not fit each other."""
        colours, coolings, exposures = len(self.ita_deg), len(self.coolings), len(self.fluence_j_cm2)
        depths, radii = len(self.depth_um), len(self.radius_mm)
        shapes: dict[str, tuple[int, ...]] = {
            "effect_chance": (colours, coolings, exposures),
            "burn_chance": (colours, coolings, exposures),
            "dark_mark_chance": (colours, coolings, exposures),
            "highest_allowed_j_cm2": (colours, coolings),
            "skin_srgb": (colours, 3),
            "lesion_srgb": (colours, 3),
            "background_c": (coolings, depths),
            "rise_k_per_j_cm2": (colours, coolings, depths, radii),
        }
        for name, expected in shapes.items():
            if not _has_shape(getattr(self, name), expected):
                raise ValueError(f"{name} must have the shape {expected} of its axes")
        if self.case_cooling not in self.coolings:
            raise ValueError(f'case_cooling "{self.case_cooling}" is not among the coolings')
        if any(a <= b for a, b in pairwise(self.ita_deg)):
            raise ValueError("ita_deg must fall, from the palest skin to the darkest")
        for name in ("fluence_j_cm2", "radius_mm", "depth_um"):
            axis: Sequence[float] = getattr(self, name)
            if any(a >= b for a, b in pairwise(axis)):
                raise ValueError(f"{name} must rise")


def _has_shape(nested: Any, shape: tuple[int, ...]) -> bool:
    if not shape:
        return not isinstance(nested, tuple)
    return isinstance(nested, tuple) and len(nested) == shape[0] and all(_has_shape(n, shape[1:]) for n in nested)
