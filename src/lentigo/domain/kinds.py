"""Which kind of file a text is, by the tables that only such a file has: to tell a device taken for a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.numbing import NumbingRequest
from lentigo.domain.observed import Observed
from lentigo.domain.session import SessionRecord

__all__ = ["taken_for"]

_ENOUGH: Final = 2
"""So many of its own keys say what a file is; one alone may be a slip."""

_KINDS: Final[Mapping[Any, tuple[str, frozenset[str]]]] = {
    Case: ("a case", frozenset({"person", "health", "skin", "lesion", "diagnosis"})),
    Device: ("a device", frozenset({"family", "medium", "handpieces", "coolings"})),
    Observed: ("a record of what was seen", frozenset({"as_of", "spots"})),
    SessionRecord: ("a session", frozenset({"room", "team", "protection", "passes"})),
    NumbingRequest: ("a request for a numbing cream", frozenset({"product", "contact_minutes", "sites", "amount_g"})),
}

_REMEDIES: Final[Mapping[tuple[Any, Any], str]] = {
    (Case, Device): "give a case here; a device goes behind --device, or into [[devices]] of the case",
    (Device, Case): "give a device here; `lentigo device new` makes one",
}


def taken_for(plain: Mapping[str, Any], kind: Any) -> tuple[str, str] | None:
    """What is wrong, and its remedy, where a text is of another kind than was asked for; none where it may be right.

    Parameters
    ----------
    plain : mapping
        What the text holds.
    kind : type
        The record that was asked for.
    """
    if kind not in _KINDS:
        return None
    asked, own = _KINDS[kind]
    if own & plain.keys():
        return None
    for other, (name, signs) in _KINDS.items():
        if len(signs & plain.keys()) >= _ENOUGH:
            return f"is the file of {name}, not of {asked}", _REMEDIES.get((kind, other), f"give the file of {asked}")
    return None
