"""A drug against dark spots as label and trials describe it: how it is used, what it may do, what it acts on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.device import NumberKind
from lentigo.domain.record import Answer, Finite, Fraction, NonNegative, Positive, record
from lentigo.domain.treatments import Treatment

__all__ = ["Drug", "DrugAction", "DrugHarm", "DrugLicence", "DrugNumber"]

Route = Literal["skin", "mouth"]


@record
class DrugNumber:
    """A number with its range and source; the range holds the middle 90 %."""

    value: Finite
    low: Finite
    high: Finite
    source: str
    """Key of a reference."""
    where: str
    kind: NumberKind
    text: str = ""


@record
class DrugAction:
    """What the usual dose does to pigment once it has set in."""

    production_cut_share: DrugNumber
    """Share of all making of melanin that it holds back."""
    drive_cut_share: DrugNumber
    """Share of the lesion's own drive that it holds back."""
    turnover_gain_ratio: DrugNumber
    """By how much it speeds up the turnover of the epidermis."""
    inflammation_ratio: DrugNumber
    """Irritation while it is used, in units of the mild endpoint of short pulses."""
    inflammation_cut_share: DrugNumber
    """Share of the stimulus of inflammation that it holds back."""
    onset_days: DrugNumber
    """Time in which it sets in and fades."""


@record
class DrugLicence:
    """Where and for what it may be sold."""

    region: Literal["eu", "uk", "us", "other"]
    text: str
    source: str


@record
class DrugHarm:
    """Something that it may do."""

    text: str
    """In plain words."""
    chance: Fraction | Literal["unknown"]
    low: Fraction | Literal["unknown"]
    high: Fraction | Literal["unknown"]
    source: str


@record
class Drug:
    """A drug against dark spots."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    name: str
    """As people know it."""
    route: Route
    treatment: Treatment | None = None
    """By this name the screening rules ask; none: no rule names it, and the rules for everything hold."""
    rules: tuple[str, ...]
    """Ids of the rules that decide whether it may be used."""
    licence: Annotated[tuple[DrugLicence, ...], Field(min_length=1)]
    strength_unit: Literal["percent", "mg"]
    strengths: Annotated[tuple[Positive, ...], Field(min_length=1)]
    """As sold; for a mixture that of its first drug."""
    reference_strength: Positive
    """Of the trials that its action rests on."""
    reference_per_day: Positive
    """Applications or doses per day in those trials."""
    start: str
    """How to begin, in plain words."""
    dose: str
    stop: str
    """When and how to stop, in plain words."""
    longest_weeks: Positive
    """Without a break."""
    pause_before_device_days: NonNegative
    """Last use before light, a peel or needles."""
    harms: Annotated[tuple[DrugHarm, ...], Field(min_length=1)]
    action: DrugAction
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    """Trials and labels."""
    from_memory: Answer = "no"
    """Whether something here was not read in its source."""
    note: str = ""

    @property
    def greatest_strength(self) -> float:
        """The strongest that is sold."""
        return max(self.strengths)
