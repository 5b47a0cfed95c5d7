"""The surface of a body by its weight alone: what no treated area can exceed."""

from __future__ import annotations

from typing import Final

__all__ = ["body_surface_cm2"]

_LIGHT_KG: Final = 10.0


def body_surface_cm2(weight_kg: float) -> float:
    """Surface of a whole body [cm²] of a weight [kg], fitted from 51 to 249 kg, and apart below 10 kg.

    Parameters
    ----------
    weight_kg : float
        Above 0 [kg].

    References
    ----------
    .. [1] E. H. Livingston, S. Lee, Am. J. Physiol. Endocrinol. Metab. 281, E586-E591, 2001.
    """
    scale, power = (1037.0, 0.6724) if weight_kg < _LIGHT_KG else (1173.0, 0.6466)
    return float(scale * weight_kg**power)
