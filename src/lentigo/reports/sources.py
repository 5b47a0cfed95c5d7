"""Sources of a report: numbered in the order in which the reader meets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lentigo import library
from lentigo.domain.plan import OwnSource
from lentigo.errors import UnknownNameError
from lentigo.library import Reference
from lentigo.reports.blocks import marked


class Sources:
    """Gives every source that is used a number, and lists them at the end.

    Parameters
    ----------
    known : mapping of str to Reference, optional
        References by key; without it those of the library.
    own : iterable of OwnSource
        Works of a clinic's own rules, as a screening keeps them.
    """

    def __init__(self, known: Mapping[str, Reference] | None = None, *, own: Iterable[OwnSource] = ()) -> None:
        self._known = known
        self._own = {
            one.key: Reference(key=one.key, citation=one.citation, doi=None, address=None, checked=one.checked)
            for one in own
        }
        self._numbers: dict[str, int] = {}

    def mark(self, keys: Iterable[str]) -> str:
        """Pointers to these sources, to stand behind a statement; empty where there are none."""
        numbers = [self._numbers.setdefault(key, len(self._numbers) + 1) for key in dict.fromkeys(keys) if key]
        return marked(numbers)

    def listed(self) -> tuple[tuple[int, str, Reference | None], ...]:
        """Number, key and reference of every source used so far; no reference where the library knows none."""
        return tuple((number, key, self._find(key)) for key, number in self._numbers.items())

    def _find(self, key: str) -> Reference | None:
        if key in self._own:
            return self._own[key]
        if self._known is not None:
            return self._known.get(key)
        try:
            return library.reference(key)
        except UnknownNameError:
            return None
