"""The indications of the field and their relatives, as the library ships them."""

from __future__ import annotations

from functools import cache
from typing import get_args

from pydantic import ValidationError

from lentigo.domain.case import Case, LesionKind
from lentigo.domain.indications import IndicationEntry
from lentigo.domain.record import from_plain
from lentigo.errors import UnknownNameError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

_FILE = "indications.toml"


@cache
def indications() -> tuple[IndicationEntry, ...]:
    """Every indication, in the order of the file.

    Raises
    ------
    LibraryDataError
        If the file holds something that is no indication, a name twice, or no entry for a kind of lesion.
    """
    place = f"library/data/{_FILE}"
    try:
        found = tuple(from_plain(IndicationEntry, entry) for entry in _files.toml(_FILE)["indication"])
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=place) from wrong
    names = [entry.name for entry in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LibraryDataError(f"names that stand twice: {twice}", where=place)
    usual = {kind for entry in found if not entry.in_pregnancy for kind in entry.kinds}
    missing = sorted(set(get_args(LesionKind)) - usual - {"unknown"})
    if missing:
        raise LibraryDataError(f"kinds of lesion without an entry: {missing}", where=place)
    return found


def indication(name: str) -> IndicationEntry:
    """An indication by its name.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    for entry in indications():
        if entry.name == name:
            return entry
    raise UnknownNameError(name, kind="indication", known=[entry.name for entry in indications()])


def indication_of(case: Case) -> IndicationEntry | None:
    """What a case is about, by its diagnosis; none where nobody has said what the lesion is.

    Pigment in pregnancy is an indication of its own: it waits.
    """
    kind = case.lesion.kind
    if kind == "unknown":
        return None
    pregnant = case.health.pregnancy.value == "yes"
    fitting = [entry for entry in indications() if kind in entry.kinds and (pregnant or not entry.in_pregnancy)]
    return max(fitting, key=lambda entry: entry.in_pregnancy)
