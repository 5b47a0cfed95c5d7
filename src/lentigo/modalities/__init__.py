"""Ways of treating skin, one file each; plugins come in by the entry-point group ``lentigo.modalities``."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType

from lentigo.errors import UnknownNameError

_OWN = (
    "laser",
    "ipl",
    "numbing_cream",
    "topical",
    "photoprotection",
    "vascular",
    "nonablative",
    "resurfacing",
    "fractional",
)


def names() -> tuple[str, ...]:
    """Every way of treating that is installed."""
    return tuple(sorted({*_OWN, *(point.name for point in entry_points(group="lentigo.modalities"))}))


def get(name: str) -> ModuleType:
    """The module of one way of treating: ``Settings``, ``example``, ``sources``, ``simulate``.

    Raises
    ------
    UnknownNameError
        If nothing of that name is installed.
    """
    if name in _OWN:
        return import_module(f"lentigo.modalities.{name}")
    for point in entry_points(group="lentigo.modalities"):
        if point.name == name:
            module = point.load()
            assert isinstance(module, ModuleType)
            return module
    raise UnknownNameError(name, kind="modality", known=names())
