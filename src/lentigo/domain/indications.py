"""What a person may come with: what it is, what light would have to hit, and what comes first."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.case import LesionKind
from lentigo.domain.record import Answer, record

Target = Literal["epidermal_melanin", "dermal_melanin", "blood", "collagen", "other_pigment", "none"]
"""What a treatment would have to reach; ``none``: nothing that light may be aimed at."""

First = Literal["device", "topical", "medicine", "stop_the_cause", "wait", "refer"]
"""What comes first; ``device``: light or another device may be the first choice, after what every case needs."""

Code = Annotated[str, Field(pattern=r"^[A-Z]\d\d(\.(\d{1,2}|-))?$")]


@record
class IndicationEntry:
    """One indication, or a relative that must be told from it. It is keyed on the diagnosis, never on a code."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    title: str
    """Its name in the clinic."""
    plain: str
    """What it is, in a sentence that a patient understands."""
    kinds: tuple[LesionKind, ...]
    """What a case calls it; the first entry of a kind is the usual one."""
    in_pregnancy: bool = False
    """It stands for its kind only in a person who is pregnant."""
    icd10: Annotated[tuple[Code, ...], Field(min_length=1)]
    """Codes of the World Health Organization's table, the main one first."""
    icd10_cm: str
    """How the American modification differs."""
    code_sources: Annotated[tuple[str, ...], Field(min_length=1)]
    codes_from_memory: bool
    """Not every code has been read in a table: verify before relying on them."""
    target: Annotated[tuple[Target, ...], Field(min_length=1)]
    told_by: str
    """What tells it from what looks like it."""
    first: First
    first_care: str
    """What comes first, in a sentence or two."""
    light: str
    """What light or another device can do afterwards."""
    settings_here: bool
    """This version computes settings of light for it."""
    histology: Answer
    """Whether a sample under the microscope is needed before it is treated; "unknown": only where there is doubt."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    from_memory: bool
    """Part of this has not been read in a source: verify before relying on it."""

    def __post_init__(self) -> None:
        """Refuse settings for what light must not be aimed at."""
        if self.settings_here and ("none" in self.target or self.first == "refer"):
            raise ValueError("settings are computed for what light must not be aimed at")
