"""Ways of light that suit a kind of lesion: what each is aimed at, in which order they come, how well it is shown."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lentigo.domain.case import LesionKind
from lentigo.domain.device import DeviceFamily, Wavelength
from lentigo.domain.goals import Goal
from lentigo.domain.record import record
from lentigo.domain.strategy import Evidence


@record
class Way:
    """One way of treating kinds of lesion by light that is not aimed at their melanin."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    title: str
    """The way in the clinic's words."""
    kinds: Annotated[tuple[LesionKind, ...], Field(min_length=1)]
    goal: Goal
    families: Annotated[tuple[DeviceFamily, ...], Field(min_length=1)]
    wavelength_low_nm: Wavelength
    wavelength_high_nm: Wavelength
    order: Annotated[int, Field(ge=1, le=9)]
    """1: what comes first for these kinds where it is at hand and open."""
    why: str
    """Why it stands where it stands, in a sentence."""
    evidence: Evidence
    evidence_text: str
    """What was shown in whom."""
    sessions_low: Annotated[int, Field(ge=1, le=20)]
    sessions_high: Annotated[int, Field(ge=1, le=20)]
    interval_weeks: Annotated[float, Field(gt=0, le=52)]
    """Between sessions, as studies took it; healing and rules may ask for more."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]

    def __post_init__(self) -> None:
        """Refuse ranges that go backwards."""
        if self.wavelength_low_nm > self.wavelength_high_nm or self.sessions_low > self.sessions_high:
            raise ValueError("a range of this way goes backwards")
