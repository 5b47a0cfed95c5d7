"""References of the library in one line."""

from __future__ import annotations


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
