"""Treatment planning for laser and energy-based dermatology.

What a script needs first: read a case, plan it, keep the plan::

    case = lentigo.read_case("case.toml")

Names are looked up when they are first used, so that ``import lentigo`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from lentigo import library, modalities
    from lentigo.domain.files import read_case, read_device
    from lentigo.planning.decide import device_window as window
    from lentigo.planning.decide import plan
    from lentigo.planning.store import load, save
    from lentigo.planning.verify import verify

__version__ = "0.1.0.dev0"

__all__ = [
    "__version__",
    "library",
    "load",
    "modalities",
    "plan",
    "read_case",
    "read_device",
    "save",
    "verify",
    "window",
]

_HOMES: Final = {
    "load": "lentigo.planning",
    "plan": "lentigo.planning",
    "read_case": "lentigo.domain.files",
    "read_device": "lentigo.domain.files",
    "save": "lentigo.planning",
    "verify": "lentigo.planning",
    "window": "lentigo.planning",
}
"""The room in which each function lives."""

_ROOMS: Final = frozenset({"library", "modalities"})


def __getattr__(name: str) -> Any:
    """Look up a public name in the room where it lives."""
    if name in _ROOMS:
        return importlib.import_module(f"lentigo.{name}")
    if name in _HOMES:
        found = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'lentigo' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
