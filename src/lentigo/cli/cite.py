"""References of the library in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lentigo.domain.plan import OwnSource
    from lentigo.domain.rules import OwnReference


def citing(own: Mapping[str, str] | Iterable[OwnSource | OwnReference]) -> Callable[[str], str]:
    """The citation of a key, with a clinic's own works beside those of the library."""
    known = own if isinstance(own, Mapping) else {one.key: one.citation for one in own}
    return lambda key: known.get(key) or citation(key)


def source_text(key: str) -> str:
    """The citation of a key; what is no key of the library is a text of its own, as in a clinic's device file."""
    from lentigo import library

    return citation(key) if any(one.key == key for one in library.references()) else key


def citation(key: str) -> str:
    """The reference of a key as a line; a key that the library does not know is said to be so."""
    from lentigo import library
    from lentigo.errors import UnknownNameError

    try:
        found = library.reference(key)
    except UnknownNameError:
        return "reference not in the library"
    return f"{found.citation} doi:{found.doi}" if found.doi else found.citation
