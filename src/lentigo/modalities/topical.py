"""A drug on the skin or by mouth that lightens: it holds back what makes melanin, for weeks and months.

How much of it enters is not computed: a dose does what it did in trials, on skin whose barrier was whole. Where an
earlier step has opened the barrier more of a cream enters, and nothing is known here of what it then does: the
attribute ``barrier_open`` of the fields says so, and the effects stay those of whole skin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from lentigo import units
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import NonNegative, record
from lentigo.domain.skin import Skin
from lentigo.errors import QuestionError
from lentigo.modalities.care import CareResponse, LesionConstants, balance, followed, weeks_of
from lentigo.physics.pharmacology import drug_level, effect_at_dose
from lentigo.physics.pigment import PigmentDrivers

__all__ = [
    "ActionConstants",
    "Settings",
    "TopicalConstants",
    "alternatives",
    "balance",
    "dose",
    "example",
    "never_falls",
    "simulate",
    "sources",
]


@record
class Settings:
    """What is used."""

    drug: Annotated[str, Field(min_length=1)]
    """Name of a drug in the library."""
    strength: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
    """Percent of a product for the skin, milligrams of a tablet."""
    applications_per_day: Annotated[float, Field(ge=0, le=6, allow_inf_nan=False)]
    """Applications or doses; one half is every other day."""
    weeks: Annotated[NonNegative, Field(le=260)]


example = Settings(drug="hydroquinone", strength=4.0, applications_per_day=1.0, weeks=12.0)

alternatives = {"drug": "tranexamic_acid_topical"}
"""Another value of each setting that is no number, for contract tests."""

dose = "strength"
"""The setting of which nothing does nothing."""

never_falls = ("production_cut", "drive_cut", "turnover_gain", "inflammation_cut")
"""Fields that more of the dose never lowers. Irritation darkens, so that melanin itself is not among them."""

sources = (
    "cysteamine-hydroquinone-australia",
    "del-rosario-2018",
    "balina-graupe-1991",
    "griffiths-1993",
    "nasrollahi-2019",
    "cysteamine-atefi",
    "janney-2019",
)


@dataclass(frozen=True, slots=True)
class ActionConstants:
    """What the usual dose of a drug does once it has set in."""

    drug: str
    reference_strength: float
    """Percent or milligrams [1]."""
    reference_per_day: float
    """Applications per day [1]."""
    production_cut: float
    """[1]."""
    drive_cut: float
    """[1]."""
    turnover_gain: float
    """[1]."""
    inflammation: float
    """[1]."""
    inflammation_cut: float
    """[1]."""
    onset: float
    """Time in which it sets in and fades [s]."""
    greatest_cut: float
    """Bound of what it holds back at any dose [1]."""


@dataclass(frozen=True, slots=True)
class TopicalConstants:
    """The drug, the lesion and the light that both live in."""

    action: ActionConstants
    lesion: LesionConstants
    light: float
    """The same every day [thresholds/day]."""


def simulate(
    skin: Skin,
    settings: Settings,
    *,
    constants: TopicalConstants,
    numerics: Numerics,  # noqa: ARG001 - every modality is called alike
) -> CareResponse:
    """What the drug holds back, and melanin of a lesion and of the skin around, day by day.

    Parameters
    ----------
    skin : Skin
        Before.
    settings : Settings
        What is used.
    constants : TopicalConstants
        The drug's action, the lesion's pigment, the light.
    numerics : Numerics
        Nothing here depends on it.

    Returns
    -------
    CareResponse
        Fields by time, SI units in their attributes.

    Raises
    ------
    QuestionError
        If the constants are those of another drug.
    """
    action = constants.action
    if settings.drug != action.drug:
        raise QuestionError(
            f"the constants are of {action.drug}, the settings of {settings.drug}",
            where="drug",
            hint="compose the constants for the settings",
        )
    time = weeks_of(settings.weeks)
    level = drug_level(time, start=0.0, stop=settings.weeks * 7.0 * units.day, onset=action.onset)
    amount = settings.strength * settings.applications_per_day
    relative = amount / (action.reference_strength * action.reference_per_day)

    def acting(effect: float, greatest: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return level * effect_at_dose(effect, dose=relative, greatest=greatest)

    production = acting(action.production_cut, action.greatest_cut)
    drive = acting(action.drive_cut, action.greatest_cut)
    turnover = acting(action.turnover_gain, 1.0)
    irritation = acting(action.inflammation, 1.0)
    calm = acting(action.inflammation_cut, action.greatest_cut)
    response = followed(
        skin,
        lesion=constants.lesion,
        time=time,
        weeks=settings.weeks,
        usual_light=constants.light,
        drivers=PigmentDrivers(
            light=constants.light,
            production_cut=production[:, None],
            drive_cut=drive[:, None],
            turnover_gain=turnover[:, None],
            inflammation=irritation[:, None],
            inflammation_around=irritation[:, None],
            inflammation_cut=calm[:, None],
        ),
        acting={
            "production_cut": (production, "share of all making of melanin held back"),
            "drive_cut": (drive, "share of the lesion's drive held back"),
            "turnover_gain": (turnover, "by how much the turnover is faster"),
            "inflammation": (irritation, "irritation, in units of the mild endpoint of short pulses"),
            "inflammation_cut": (calm, "share of the stimulus of inflammation held back"),
        },
        idle=amount == 0.0 or settings.weeks == 0.0,
    )
    response.fields.attrs["barrier_open"] = int(not skin.barrier.is_whole)
    return response
