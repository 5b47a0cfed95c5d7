"""Whose word counts as a diagnosis, as the library ships it."""

from __future__ import annotations

from functools import cache
from typing import get_args

from pydantic import ValidationError

from lentigo.domain.case import Diagnosis, DiagnosisRole
from lentigo.domain.record import Answer, from_plain
from lentigo.domain.roles import RoleEntry
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

_FILE = "roles.toml"


@cache
def roles() -> tuple[RoleEntry, ...]:
    """Every role of the case file, with what it may do.

    Raises
    ------
    LibraryDataError
        If the file holds something that is no role, or a role is missing or stands twice.
    """
    try:
        found = tuple(from_plain(RoleEntry, entry) for entry in _files.toml(_FILE)["role"])
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=f"library/data/{_FILE}") from wrong
    names = sorted(entry.role for entry in found)
    if names != sorted(get_args(DiagnosisRole)):
        raise LibraryDataError(f"must hold every role once, has {names}", where=f"library/data/{_FILE}")
    return found


def role(name: DiagnosisRole) -> RoleEntry:
    """What a role may do."""
    return next(entry for entry in roles() if entry.role == name)


def permitted(diagnosis: Diagnosis) -> Answer:
    """Whether whoever made a diagnosis may make it: "unknown" is never a yes.

    Parameters
    ----------
    diagnosis : Diagnosis
        Its role decides, and for a physician who is no dermatologist the training in dermatoscopy.
    """
    said = role(diagnosis.by).diagnoses
    return diagnosis.dermatoscopy_training if said == "with_dermatoscopy_training" else said
