"""When a Monte Carlo run has followed enough packets: by their number, by time, or by the error of what is asked."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from lentigo.errors import OutOfValidityError

__all__ = ["StoppingRule", "quantity_place", "stopping_rule"]

_PART = re.compile(r"absorbed fraction of (?P<kind>layer|solid) (?P<number>\d+)")
_SHARES = {"specular": 0, "diffuse reflectance": 1, "transmittance": 2}
_TO = re.compile(r"(?P<quantity>.+?) to (?P<percent>[\d.eE+-]+) ?%")
_TIME = re.compile(r"(?P<number>[\d.eE+-]+) ?(?P<unit>s|min)")
_FORMS = '"absorbed fraction of layer 1 to 0.2 %", "diffuse reflectance to 1 %", "10 s", "2 min"'


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """Stop as soon as any of what is given holds; the number of packets asked for is the most in any case.

    The run's result tells the packets followed. A run of that many packets with the same seed gives the same numbers,
    bit for bit.
    """

    quantity: str | None = None
    """What is to be known well: "diffuse reflectance", "transmittance", "absorbed fraction of layer 1" (counted from
    the surface, covers left out), "absorbed fraction of solid 1" (in the order in which they were given)."""
    relative_error: float | None = None
    """Standard error of it, relative to it, that is good enough [1]."""
    seconds: float | None = None
    """Time after which no more packets are begun [s]."""

    def __post_init__(self) -> None:
        if (self.quantity is None) != (self.relative_error is None):
            raise OutOfValidityError(
                "a quantity and its error belong together in a stopping rule",
                hint='for example quantity="absorbed fraction of layer 1", relative_error=0.002',
            )
        if self.quantity is None and self.seconds is None:
            raise OutOfValidityError("a stopping rule without a bound never stops", hint=f"for example {_FORMS}")
        if self.relative_error is not None and not 0.0 < self.relative_error < 1.0:
            raise OutOfValidityError(
                f"the error to stop at is {self.relative_error:g} of the quantity; it must lie between 0 and 1"
            )
        if self.seconds is not None and not 0.0 < self.seconds < math.inf:
            raise OutOfValidityError(f"the time to stop after is {self.seconds:g} s; it must be above 0 s and finite")
        if self.quantity is not None:
            _part(self.quantity)


def stopping_rule(text: str) -> StoppingRule:
    """Read a stopping rule as a person writes it.

    Parameters
    ----------
    text : str
        For example ``absorbed fraction of layer 1 to 0.2 %`` (standard error relative to the value), ``10 s``.

    Returns
    -------
    StoppingRule
        The rule.

    Raises
    ------
    OutOfValidityError
        If the text is none.
    """
    found = _TO.fullmatch(text.strip())
    try:
        if found:
            return StoppingRule(quantity=found["quantity"], relative_error=float(found["percent"]) / 100.0)
        found = _TIME.fullmatch(text.strip())
        if found:
            return StoppingRule(seconds=float(found["number"]) * (60.0 if found["unit"] == "min" else 1.0))
    except ValueError:  # not a number after all
        pass
    raise OutOfValidityError(f'"{text}" is no stopping rule', hint=f"known: {_FORMS}")


def quantity_place(quantity: str, *, layers: int, covers: int, solids: int = 0) -> int:
    """Place of a named quantity among the shares of a run: specular, up, down, roulette, covers, layers, solids.

    Parameters
    ----------
    quantity : str
        Its name.
    layers, covers, solids : int
        Layers of the skin, layers that lie on it, and solids in it [1].

    Returns
    -------
    int
        The place.

    Raises
    ------
    OutOfValidityError
        If there is no such quantity, or no such layer or solid.
    """
    kind, number = _part(quantity)
    if kind in _SHARES:
        return _SHARES[kind]
    present = layers if kind == "layer" else solids
    if number > present:
        raise OutOfValidityError(f"there is no {kind} {number}: the skin has {present}", hint=f"{kind}s count from 1")
    return 3 + covers + number + (layers if kind == "solid" else 0)


def _part(quantity: str) -> tuple[str, int]:
    """Name of the share, or "layer" or "solid" and its number."""
    found = _PART.fullmatch(quantity)
    if found and int(found["number"]) >= 1:
        return found["kind"], int(found["number"])
    if quantity in _SHARES:
        return quantity, 0
    raise OutOfValidityError(
        f'there is no quantity called "{quantity}"',
        hint="known: " + ", ".join(_SHARES) + ", absorbed fraction of layer 1 (2, 3, ...) or of solid 1",
    )
