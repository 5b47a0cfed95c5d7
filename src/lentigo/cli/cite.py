"""References of the library in one line."""

from __future__ import annotations


def citation(key: str) -> str:
    """The reference of a key as a line; a key that the library does not know is said to be so."""
    from lentigo import library
    from lentigo.errors import UnknownNameError

    try:
        found = library.reference(key)
    except UnknownNameError:
        return "reference not in the library"
    return f"{found.citation} doi:{found.doi}" if found.doi else found.citation
