"""Drugs against dark spots, with what labels and trials say of them."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.drugs import Drug
from lentigo.domain.record import from_plain
from lentigo.errors import UnknownNameError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError


@cache
def drug(name: str) -> Drug:
    """A drug by its name.

    Raises
    ------
    UnknownNameError
        If the library knows no such drug; the message suggests what was meant.
    LibraryDataError
        If its file holds something that is no drug.
    """
    if name not in _files.names("drugs"):
        raise UnknownNameError(name, kind="drug", known=_files.names("drugs"))
    path = f"drugs/{name}.toml"
    try:
        found = from_plain(Drug, _files.toml(path))
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=f"library/data/{path}") from wrong
    if found.id != name:
        raise LibraryDataError(f"calls itself {found.id}", where=f"library/data/{path}")
    return found


def drugs() -> tuple[Drug, ...]:
    """Every drug that the library knows, by name."""
    return tuple(drug(name) for name in _files.names("drugs"))


def beyond_label(found: Drug, *, strength: float, applications_per_day: float, weeks: float) -> tuple[str, ...]:
    """What is asked of a drug beyond what is sold, what its trials used or how long it may be used; none if nothing."""
    unit = "%" if found.strength_unit == "percent" else "mg"
    said = []
    if strength > found.greatest_strength:
        said.append(f"{found.name} is sold up to {found.greatest_strength:g} {unit}, not {strength:g} {unit}")
    if applications_per_day > found.reference_per_day:
        said.append(
            f"{found.name} was studied {found.reference_per_day:g} times a day, not {applications_per_day:g} times"
        )
    if weeks > found.longest_weeks:
        said.append(
            f"{found.name} is used for {found.longest_weeks:g} weeks without a break at most, not {weeks:g} weeks"
        )
    return tuple(said)
