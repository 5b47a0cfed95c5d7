"""Which ways of light suit which kinds of lesion, as the library ships them."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.case import LesionKind
from lentigo.domain.record import from_plain
from lentigo.domain.ways import Way
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

_FILE = "ways.toml"


@cache
def ways() -> tuple[Way, ...]:
    """Every way, in the order of the file.

    Raises
    ------
    LibraryDataError
        If the file holds something that is no way, or a name twice.
    """
    place = f"library/data/{_FILE}"
    try:
        found = tuple(from_plain(Way, entry) for entry in _files.toml(_FILE)["way"])
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=place) from wrong
    names = [way.name for way in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LibraryDataError(f"names that stand twice: {twice}", where=place)
    return found


def ways_for(kind: LesionKind) -> tuple[Way, ...]:
    """The ways that suit a kind of lesion, the first choice first."""
    return tuple(sorted((way for way in ways() if kind in way.kinds), key=lambda way: way.order))


def way_for(kind: LesionKind, *, family: str, wavelength_nm: float) -> Way | None:
    """The way in which a device of this family and wavelength treats a kind of lesion; none where it does not.

    Parameters
    ----------
    kind : str
        Kind of lesion.
    family : str
        As in a device's record.
    wavelength_nm : float
        Wavelength; the energy-weighted mean of a filtered broadband source.
    """
    fitting = (
        way
        for way in ways_for(kind)
        if family in way.families and way.wavelength_low_nm <= wavelength_nm <= way.wavelength_high_nm
    )
    return next(fitting, None)
