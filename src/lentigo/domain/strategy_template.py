"""Strategies that anybody would compare for a lesion, as the library ships them: their days are not known yet."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.case import LesionKind
from lentigo.domain.record import record
from lentigo.domain.strategy import CareWish, Day, Evidence


@record
class StrategyTemplate:
    """A strategy before its days are known: they follow from healing and from the horizon."""

    name: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    kinds: Annotated[tuple[LesionKind, ...], Field(min_length=1)]
    """Lesions for which it is compared."""
    by_way: Literal["each", "first", "together"] | None = None
    """Sessions as the library's ways of light for such a lesion take them, with what is at hand and has a setting: one
    strategy for each device; for the first one alone; or two devices, one after the other, in one visit. Then
    ``sessions`` is not asked."""
    upkeep_days: Annotated[int, Field(ge=90, le=730)] | None = None
    """One more session so many days after the last one; none: no upkeep."""
    sessions: Annotated[int, Field(ge=0, le=12)] = 0
    first_day: Day = 0
    """Day of the first session."""
    setting_share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 1.0
    interval_days: Annotated[int, Field(ge=7, le=365)] | Literal["after_healing"] = "after_healing"
    """Days between sessions; or as soon as healing and the caps of the clinic allow, and not sooner."""
    care: tuple[CareWish, ...] = ()
    sunscreen: bool
    """Sunscreen over the whole horizon, as the library says that people really put it on."""
    tinted: bool = False
    """The sunscreen holds iron oxides."""
    why: str
    """Why it is compared, and what speaks for it."""
    evidence: Evidence
    evidence_text: str
    """Which studies there are, in a sentence."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
