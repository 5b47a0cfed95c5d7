"""Names of the file format as people of the field write them: "white stretch marks", "full-field CO2", "Er:YAG"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, get_args

from lentigo.domain.skin import Site, site_in_words

__all__ = ["opened", "spoken"]

_WHOLE: Final[Mapping[str, str]] = {
    "stretch_marks_red": "red stretch marks",
    "stretch_marks_white": "white stretch marks",
    "post_inflammatory_hyperpigmentation": "post-inflammatory hyperpigmentation",
    "cafe_au_lait_macule": "café au lait macule",
    "naevus_of_ota": "naevus of Ota",
    "hori_naevus": "Hori naevus",
    "becker_naevus": "Becker naevus",
    "ipl": "intense pulsed light",
}
"""Names that are said in another order, or with a capital or an accent inside."""

_SITES: Final = frozenset(get_args(Site))

_PARTS: Final = (
    (re.compile(r"\ber[ :]?yag\b"), "Er:YAG"),
    (re.compile(r"\bnd[ :]?yag\b"), "Nd:YAG"),
    (re.compile(r"\bndyag\b"), "Nd:YAG"),
    (re.compile(r"\ber glass\b"), "Er:glass"),
    (re.compile(r"\bco2\b"), "CO2"),
    (re.compile(r"\bktp\b"), "KTP"),
    (re.compile(r"\bipl\b"), "IPL"),
    (re.compile(r"\bqs\b"), "Q-switched"),
    (re.compile(r"\bq switched\b"), "Q-switched"),
    (re.compile(r"\bps\b"), "picosecond"),
    (re.compile(r"\b(?:lp|long pulse)\b"), "long-pulse"),
    (re.compile(r"\bfull field\b"), "full-field"),
    (re.compile(r"\bnonablative\b"), "non-ablative"),
)
"""Short forms inside names of devices and families, and how they are written."""


def spoken(name: str) -> str:
    """A name of the file format in words, with the capitals and hyphens that people write.

    Parameters
    ----------
    name : str
        Such as ``stretch_marks_white``, ``full_field_co2`` or ``back_of_hand``. Other text stands as it is.
    """
    if name in _WHOLE:
        return _WHOLE[name]
    if name in _SITES:
        return site_in_words(name)
    words = name.replace("_", " ")
    if re.fullmatch(r"[a-z0-9_]+", name) is None:
        return words
    for part, written in _PARTS:
        words = part.sub(written, words)
    return words


def opened(words: str, *, capital: bool = False) -> str:
    """Words with a small first letter, for the middle of a sentence, or with a capital one for its beginning.

    What is written with capitals inside, as "Er:YAG" or "CO2", and what is hyphened to one letter, as "Q-switched",
    keeps its own.
    """
    if capital:
        return words[:1].upper() + words[1:]
    first = words.partition(" ")[0]
    own = ":" in first or first[1:2] == "-" or first[1:] != first[1:].lower()
    return words if own else words[:1].lower() + words[1:]
