"""A numbing cream as its labels describe it: what it holds; how much, where and how long it may be put on whom."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.device import NumberKind
from lentigo.domain.record import Answer, NonNegative, Positive, record

__all__ = ["CreamBand", "CreamContent", "CreamLabel", "CreamProduct", "Drug", "Region", "Ribbon"]

Drug = Literal["lidocaine", "prilocaine", "tetracaine"]
Region = Literal["eu", "us", "au"]


@record
class CreamContent:
    """One drug of a cream."""

    drug: Drug
    strength_mg_g: Positive
    """Mass of the base in each gram of cream."""
    source: str
    """Key of a reference."""


@record
class Ribbon:
    """How long a ribbon of one gram is, out of one kind of tube."""

    tube_g: Positive
    """Cream in the full tube: its nozzle decides."""
    length_cm_g: Positive
    """Centimetres of ribbon for each gram."""
    source: str
    where: str


@record
class CreamBand:
    """The most that a label allows people of an age and a weight. Where two bands fit somebody, the stricter holds."""

    age_from_years: NonNegative = 0.0
    age_below_years: Positive | None = None
    """The first birthday that no longer belongs; none: no upper age."""
    weight_up_to_kg: Positive | None = None
    """The greatest weight that this holds for; none: any."""
    amount_g: Positive | None = None
    """Cream in all; none: this label sets no number."""
    area_cm2: Positive | None = None
    """Skin in all; none: this label sets no number."""
    contact_minutes: Positive | None = None
    """The longest time on the skin; none: this label sets no number."""
    cover_cm2: NonNegative | None = None
    """Skin that may lie under a dressing; none: this label sets no number."""
    thickness_g_cm2: Positive | None = None
    """How thickly it is spread; none: this label sets no number."""
    adult: Literal["yes", "no"]
    """The label's amount for adults."""
    where: str
    """Place in the label."""
    kind: NumberKind = "manufacturer"
    """How well these numbers are known."""


@record
class CreamLabel:
    """What one region's label says."""

    region: Region
    source: str
    """Key of a reference."""
    from_age_years: NonNegative
    """The label gives no amount below this age."""
    atopic_minutes: Positive | None = None
    """The longest time on atopic eczema; none: the label knows no use there."""
    band: Annotated[tuple[CreamBand, ...], Field(min_length=1)]


@record
class CreamProduct:
    """A licensed cream."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    name: str
    """As people know it, with generic names of the same strength."""
    content: Annotated[tuple[CreamContent, ...], Field(min_length=1)]
    ribbon: tuple[Ribbon, ...] = ()
    """Where a label says how long a gram is; else a ribbon is not printed."""
    label: Annotated[tuple[CreamLabel, ...], Field(min_length=1)]
    from_memory: Answer = "no"
    """Whether a number of this file was not read in its source."""
    note: str = ""

    def strength_mg_g(self, drug: Drug) -> float:
        """Mass of a drug in each gram of cream."""
        return sum(content.strength_mg_g for content in self.content if content.drug == drug)
