"""The risks that the library ships for papers to patients."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.record import from_plain
from lentigo.domain.risks import RiskSet
from lentigo.library import _files
from lentigo.library._files import LibraryDataError


@cache
def risk_set(name: str) -> RiskSet:
    """The risks of one way of treating, by its name.

    Raises
    ------
    LibraryDataError
        If the file holds something that is no risk.
    """
    path = f"risks/{name}.toml"
    try:
        return from_plain(RiskSet, _files.toml(path))
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=f"library/data/{path}") from wrong
