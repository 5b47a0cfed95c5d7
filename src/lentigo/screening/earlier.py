"""Whether the site is darker than in its own earlier reading, by more than both readings' errors together.

Readings of one kind are compared: the individual typology angle (an L*a*b* reading gives it, and so does a spectrum of
today), or the melanin index of one instrument. The errors are standard deviations and add in squares; where the error
of a reading is not known, the small end of the library's counts, so that a doubt counts as darker. Where the site was
measured before and nothing was measured today, the answer is "unknown", and unknown is never no.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from lentigo import library
from lentigo.domain.case import Colour, ItaReading, LabReading, MelaninIndexReading, PhototypeOnly, SkinReading
from lentigo.screening.colour import lab_ita_error_deg, measured_ita

__all__ = ["Change", "change_since"]

Answer = Literal["yes", "no", "unknown", "cannot be compared", "no earlier reading"]

_ITA: Final = "individual typology angle"
_READINGS: Final = "skins/readings"


@dataclass(frozen=True, slots=True)
class Change:
    """Whether a site is darker than before, with what was read then and now."""

    answer: Answer
    measured: str = ""
    """Both readings in words, as far as there are two."""
    before: str = ""
    """The earlier reading with its day."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A reading on a scale; two are compared on the same scale only."""

    scale: str
    value: float
    error: float
    observer_deg: int
    darker: Literal[-1, 1]
    """The way in which the scale goes with melanin."""
    words: str


def change_since(skin: SkinReading, *, ita_deg: float | None = None) -> Change:
    """Compare the colour of a site with its own earlier reading.

    Parameters
    ----------
    skin : SkinReading
        The reading of today, and the earlier one where there is one.
    ita_deg : float, optional
        The individual typology angle that a spectrum of today stands for [degrees].

    Returns
    -------
    Change
        "cannot be compared" for readings of two scales: it says so and nothing more.
    """
    if skin.earlier is None:
        return Change("no earlier reading")
    earlier, now = _read(skin.earlier.colour, ita_deg=None), _read(skin.colour, ita_deg=ita_deg)
    if earlier is None:
        return Change("cannot be compared")
    before = f"{earlier.words} on {_day(skin.earlier.day)}"
    if now is None:
        return Change("unknown", before=before)
    measured = f"{before}, {now.words} now"
    if earlier.scale != now.scale:
        return Change("cannot be compared", measured, before)
    darker_by = now.darker * (now.value - earlier.value)
    errors = math.hypot(earlier.error, now.error, _observers(earlier, now))
    unit = "°" if now.scale == _ITA else ""
    by = f"{abs(darker_by):.1f}{unit} {'darker' if darker_by > 0 else 'paler'}"
    measured += f": {by}, where both errors together explain {errors:.1f}{unit}"
    return Change("yes" if darker_by > errors else "no", measured, before)


def _read(colour: Colour, *, ita_deg: float | None) -> _Read | None:
    """A colour on its scale; none where it was not measured, or so unsurely that it counts as not measured."""
    if isinstance(colour, PhototypeOnly):
        return None
    if isinstance(colour, MelaninIndexReading):
        return _index(colour)
    angle = ita_deg if measured_ita(colour) is None else measured_ita(colour)
    if angle is None:
        return None
    error, observer_deg = _small("ita_error_deg"), 2
    if isinstance(colour, ItaReading):
        error = error if colour.ita_error_deg == "unknown" else colour.ita_error_deg
    elif isinstance(colour, LabReading):
        error, observer_deg = lab_ita_error_deg(colour) or error, colour.observer_deg
    else:
        error = _small("spectrum_ita_error_deg")
    if error > library.number(_READINGS, "largest_ita_error_deg").value:
        return None
    return _Read(_ITA, angle, error, observer_deg, -1, f"ITA {angle:.0f}°")


def _index(colour: MelaninIndexReading) -> _Read:
    given = colour.melanin_index_error
    error = _small("melanin_index_error") if given == "unknown" else given
    meter = " ".join(colour.instrument.casefold().split())
    words = f"melanin index {colour.melanin_index:g} ({colour.instrument})"
    return _Read(f"melanin index of {meter}", colour.melanin_index, error, 2, 1, words)


def _small(name: str) -> float:
    """The small end of an error that was not given."""
    return library.number(_READINGS, name).low


def _observers(one: _Read, other: _Read) -> float:
    """What two standard observers differ by, where the readings were computed for different ones [degrees]."""
    if one.observer_deg == other.observer_deg:
        return 0.0
    return _small("observer_ita_error_deg")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
