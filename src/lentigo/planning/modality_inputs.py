"""What each modality is given besides the skin and its settings: a dispatch by name, for examples and contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from lentigo import library, modalities
from lentigo.library.creams import cream
from lentigo.planning.compose import constants_for
from lentigo.planning.compose_columns import column_constants
from lentigo.planning.compose_removal import removal_constants
from lentigo.planning.compose_substances import photoprotection_constants, topical_constants
from lentigo.planning.compose_vessels import vessel_law
from lentigo.planning.numb_sample import numb_sample

__all__ = ["inputs_for"]

_CONTRAST: Final = 1.8
"""Melanin of the lesion in the examples over that of the skin around [1]."""


def _light(name: str) -> dict[str, Any]:
    delivery = modalities.get(name).example_delivery
    return {"delivery": delivery, "constants": constants_for(delivery.lines)}


def _numbing(_: Any) -> dict[str, Any]:
    sample = numb_sample(cream("emla"), place="forearm", count=1, seed=0, central=True)
    return {"constants": sample.constants}


def _topical(settings: Any) -> dict[str, Any]:
    return {"constants": topical_constants(settings.drug, kind="melasma", site="face", contrast=_CONTRAST, light=1.0)}


def _photoprotection(_: Any) -> dict[str, Any]:
    return {
        "constants": photoprotection_constants(
            kind="melasma",
            site="face",
            contrast=_CONTRAST,
            ita_deg=float(library.number("pigment/light", "visible_all_below_deg").value),
            latitude_deg=35.0,
            behaviour="mixed",
            day_of_year=172,
        )
    }


_SUBSTANCES: Final[Mapping[str, Callable[[Any], dict[str, Any]]]] = MappingProxyType(
    {"numbing_cream": _numbing, "topical": _topical, "photoprotection": _photoprotection}
)


def inputs_for(name: str, settings: Any = None) -> dict[str, Any]:
    """Keyword arguments of ``simulate`` that fit a modality's settings, but for skin, settings and numerics.

    Parameters
    ----------
    name : str
        A modality.
    settings : Settings, optional
        Of that modality; its example if not given.

    Returns
    -------
    dict
        ``constants``, ``delivery`` where the modality is light, and ``law`` where it has one of its own.
    """
    module = modalities.get(name)
    if name in _SUBSTANCES:
        return _SUBSTANCES[name](module.example if settings is None else settings)
    if name == "fractional":
        return {"constants": column_constants(module.example_wavelength_nm)}
    if name == "resurfacing":
        return {"constants": removal_constants(module.example_wavelength_nm)}
    if name == "vascular":
        return {**_light(name), "law": vessel_law()}
    return _light(name)
