"""What papers say by what light is aimed at: the numbers of the panel, and which of the messages belong to a goal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from lentigo.domain.dials import on_dial, unit_on_dial
from lentigo.domain.goals import Goal
from lentigo.domain.plan import DialSetting, Plan, Reason, Window
from lentigo.reports import words
from lentigo.reports.catalogue import Catalogue

__all__ = [
    "ABLATIVE",
    "HERPES_RULES",
    "PaperGroup",
    "applies",
    "group_of",
    "number_on_panel",
    "on_panel",
    "others",
    "return_group",
]

PaperGroup = Literal["pigment", "vessels", "collagen", "columns", "ablative_columns", "removal"]
"""What a paper to a patient is about; each has messages of its own."""

ABLATIVE: Final[tuple[PaperGroup, ...]] = ("ablative_columns", "removal")
"""Groups that open the skin and make smoke."""

HERPES_RULES: Final = ("PT-10", "PT-11")
"""Rules that ask for a medicine against herpes."""

_GROUPS: Final[Mapping[Goal, PaperGroup]] = {
    "whitening": "pigment",
    "no_whitening": "pigment",
    "vessels": "vessels",
    "collagen": "collagen",
    "columns": "columns",
    "removal": "removal",
}

_RETURN: Final = {
    "telangiectasia": "vessels",
    "rosacea": "vessels",
    "poikiloderma": "vessels",
    "stretch_marks_red": "stretch_marks",
    "stretch_marks_white": "stretch_marks",
    "acne_scar": "scars",
    "scar": "scars",
    "fine_lines": "lines",
    "photoageing": "lines",
}


def group_of(window: Window) -> PaperGroup:
    """The messages that belong to a window."""
    if window.goal == "columns" and window.family == "fractional_ablative":
        return "ablative_columns"
    return _GROUPS[window.goal]


def return_group(kind: str) -> str | None:
    """What is said of the return of a kind of lesion; none where it is about pigment."""
    return _RETURN.get(kind)


def number_on_panel(plan: Plan, of: Window | DialSetting, value_j_cm2: float, *, say: Catalogue) -> str:
    """A radiant exposure as the panel's number: energy of one beam where columns are made."""
    step = words.dial_step(plan, of)
    return say.number(on_dial(value_j_cm2, of), step=None if step is None else on_dial(step, of))


def on_panel(plan: Plan, of: Window | DialSetting, value_j_cm2: float, *, say: Catalogue) -> str:
    """The same with its unit."""
    return say("number-unit", number=number_on_panel(plan, of, value_j_cm2, say=say), unit=unit_on_dial(of))


def others(of: Window | DialSetting, *, say: Catalogue) -> tuple[str, ...]:
    """Density, passes and stacked pulses in words; what is single or not there is left out."""
    found = []
    if of.density_per_cm2 is not None:
        found.append(say("panel-others-density", number=say.number(of.density_per_cm2)))
    if of.stacked > 1:
        found.append(say("panel-others-stacked", number=of.stacked))
    if of.passes > 1 or of.density_per_cm2 is not None:
        found.append(say("panel-others-passes", number=of.passes))
    return tuple(found)


def applies(reason: Reason, window: Window) -> bool:
    """Whether a reason of the screening speaks of the handpiece of a window."""
    return not reason.scope or f"{window.device}/{window.handpiece}" in reason.scope or window.device in reason.scope
