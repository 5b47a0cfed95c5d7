"""What can go wrong with a way of treating, as papers for patients list it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.case import LesionKind
from lentigo.domain.record import record
from lentigo.domain.skin import Site
from lentigo.domain.treatments import LightFamily

Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


@record
class RiskEntry:
    """One risk: for whom it is named, and how often it was seen where a study has counted."""

    name: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    """The message that says it in plain words."""
    group: Literal["common", "less_common", "rare"]
    """By custom; a number says more where there is one."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    kinds: tuple[LesionKind, ...] = ()
    """Lesions for which it is named; none given: all."""
    families: tuple[LightFamily, ...] = ()
    """Families of devices for which it is named; none given: all."""
    sites: tuple[Site, ...] = ()
    """Places on the body where it is named; none given: everywhere."""
    share_percent: Percent | None = None
    """Share of persons in whom it was seen."""
    low_percent: Percent | None = None
    high_percent: Percent | None = None
    where: str = ""
    """Place in the source, and how the range follows."""

    def __post_init__(self) -> None:
        """Refuse a number without its range and its place, or outside its range."""
        numbers = (self.low_percent, self.share_percent, self.high_percent)
        given = [number for number in numbers if number is not None]
        if given and (len(given) < len(numbers) or not self.where):
            raise ValueError("a share needs share_percent, low_percent, high_percent and where")
        if given != sorted(given):
            raise ValueError("a share needs low_percent <= share_percent <= high_percent")


@record
class RiskSet:
    """The risks of one way of treating, written and to be reviewed together."""

    version: str
    author: str
    reviewer: str
    """The clinician who has reviewed the set, or "none yet"."""
    review_by: date
    risk: Annotated[tuple[RiskEntry, ...], Field(min_length=1)]
