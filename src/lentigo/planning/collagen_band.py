"""Which band of the dermis a session should warm, and how often the skin is warmed again: the wishes behind a goal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import Case, LesionKind
from lentigo.errors import QuestionError
from lentigo.library.numbers import Number
from lentigo.modalities.skins import FAT, PAPILLARY, SkinArrays
from lentigo.planning.dial import Combination
from lentigo.planning.sample import SkinSample, draw

__all__ = ["Wanted", "central_band", "kinds_with_a_band", "time_between_passes", "wanted_band"]

Floats = NDArray[np.float64]

_TABLE = "limits/collagen_band"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The band that a session should warm in N skins, (N,) each [m]."""

    top: Floats
    """Upper end of the range that counts, below the epidermis."""
    bottom: Floats
    """Lower end, inside the dermis."""
    volume: Floats
    """Dermis to be warmed inside it, as volume per area."""


def kinds_with_a_band() -> tuple[str, ...]:
    """Kinds of lesion for which the library says which band should be warmed."""
    return tuple(sorted({name.partition(".")[0] for name in library.table(_TABLE)}))


def wanted_band(case: Case, sample: SkinSample, *, skins: SkinArrays) -> Wanted:
    """The band that is wanted in each sampled skin.

    A lesion whose depth was measured sets the lower end; otherwise it is drawn from what is usual. The band is never
    wanted above the dermis or below it, and never more of it than four fifths.

    Parameters
    ----------
    case : Case
        Its kind of lesion, and its measured depth where there is one.
    sample : SkinSample
        Says where each skin lies in what is not known.
    skins : SkinArrays
        The same skins: their layers bound the band.

    Raises
    ------
    QuestionError
        If the library knows no band for such a lesion.
    """
    end = _number(case.lesion.kind, "to_um")
    mark = case.lesion.mark
    if mark is not None and mark.depth_um != "unknown":
        deep = np.full(skins.count, float(mark.depth_um))
    else:
        deep = draw(end, sample.column("wanted_depth"))
    return _between(case, deep * units.um, skins=skins)


def central_band(case: Case, *, skins: SkinArrays) -> tuple[float, float, float]:
    """Upper end, lower end and volume of the band that is wanted in the first of these skins, where nothing scatters.

    Parameters
    ----------
    case : Case
        Its kind of lesion, and its measured depth where there is one.
    skins : SkinArrays
        Their layers bound the band.

    Raises
    ------
    QuestionError
        If the library knows no band for such a lesion.
    """
    mark = case.lesion.mark
    known = mark is not None and mark.depth_um != "unknown"
    deep = float(mark.depth_um) if known and mark else _number(case.lesion.kind, "to_um").value
    wanted = _between(case, np.full(skins.count, deep * units.um), skins=skins)
    return float(wanted.top[0]), float(wanted.bottom[0]), float(wanted.volume[0])


def _between(case: Case, deep: Floats, *, skins: SkinArrays) -> Wanted:
    """The band down to depths [m], inside the dermis, and wide enough for what is asked of it."""
    start, volume = (_number(case.lesion.kind, name).value * units.um for name in ("from_um", "heated_um"))
    boundaries = np.cumsum(skins.thickness, axis=1)
    surface, fat = boundaries[:, PAPILLARY - 1], boundaries[:, FAT - 1]
    least = volume / _MOST_OF_THE_BAND
    top = np.maximum(start, surface)
    bottom = np.minimum(np.maximum(deep, top + least), fat)
    top = np.minimum(top, np.maximum(bottom - least, surface))
    return Wanted(top=top, bottom=bottom, volume=np.minimum(volume, _MOST_OF_THE_BAND * (bottom - top)))


_MOST_OF_THE_BAND = 0.8
"""Part of a band that can be asked for at most [1]."""


def time_between_passes(combination: Combination, *, area_cm2: float) -> float:
    """Time after which the same place is met again, going over the whole area at the highest rate of the handpiece [s].

    Parameters
    ----------
    combination : Combination
        Its spot and rates.
    area_cm2 : float
        Area that is gone over [cm²].
    """
    place = math.pi / 4.0 * (combination.spot.equivalent_diameter_mm / 10.0) ** 2
    shots = max(area_cm2 / place, 1.0)
    each = max(1.0 / max(combination.handpiece.repetition_rates_hz), combination.pulse_s)
    return shots * each


def _number(kind: LesionKind, name: str) -> Number:
    table = library.table(_TABLE)
    found = table.get(f"{kind}.{name}")
    if found is None:
        raise QuestionError(
            f"the library says of no band of the dermis that warming it would help in {kind.replace('_', ' ')}",
            where="lesion.kind",
            hint=f"a band is known for {', '.join(k.replace('_', ' ') for k in kinds_with_a_band())}",
        )
    return found
