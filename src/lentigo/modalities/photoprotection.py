"""Sunscreen as it is really put on: how much of a day's light it lets through, and what pigment makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from lentigo import units
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import NonNegative, record
from lentigo.domain.skin import Skin
from lentigo.modalities.care import CareResponse, LesionConstants, balance, followed, weeks_of
from lentigo.physics.pigment import PigmentDrivers
from lentigo.physics.ultraviolet import (
    DailyLight,
    Film,
    PigmentThresholds,
    Protection,
    pigmenting_light,
    sunscreen_transmission,
)

__all__ = [
    "ProtectionConstants",
    "Settings",
    "balance",
    "dose",
    "example",
    "never_falls",
    "simulate",
    "sources",
    "transmissions",
]

LEAST_VISIBLE = 1e-3
"""Visible light that any film lets through [1]."""


@record
class Settings:
    """What is put on."""

    factor: Annotated[float, Field(ge=1, le=100, allow_inf_nan=False)]
    """Sun protection factor on the label."""
    amount_mg_cm2: Annotated[NonNegative, Field(le=4)]
    """Amount of each application; labels are measured at 2."""
    applications_per_day: Annotated[float, Field(ge=0, le=6, allow_inf_nan=False)]
    uva_factor: Annotated[float, Field(ge=1, le=100, allow_inf_nan=False)]
    """Protection from long ultraviolet, at the amount on the label."""
    visible_share_blocked: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
    """Share of visible light held back at that amount: iron oxides of tinted products."""
    weeks: Annotated[NonNegative, Field(le=260)]


example = Settings(
    factor=50.0,
    amount_mg_cm2=1.0,
    applications_per_day=2.0,
    uva_factor=17.0,
    visible_share_blocked=0.5,
    weeks=12.0,
)

dose = "amount_mg_cm2"
"""The setting of which nothing does nothing."""

never_falls = ("held_back_erythemal", "held_back_uva", "held_back_visible")
"""Fields that more of the dose never lowers."""

sources = ("faurschou-wulf-2007", "ou-yang-2012", "heerfordt-2018", "sunscreen-uv-visible-2020", "godar-2005")


@dataclass(frozen=True, slots=True)
class ProtectionConstants:
    """The film, the lesion and the light that both live in."""

    film: Film
    lesion: LesionConstants
    day: DailyLight
    """Of one usual day in the open, (1,) each [J/m²]."""
    exposure: float
    """Share of it that reaches the site [1]."""
    thresholds: PigmentThresholds
    """Of this skin [J/m²]."""


def transmissions(settings: Settings, *, film: Film) -> Protection:
    """Mean shares of a day's light that reach the skin [1].

    Parameters
    ----------
    settings : Settings
        What is put on.
    film : Film
        How a layer on people differs from the one on the label.
    """

    def kept(factor: float) -> float:
        return float(
            sunscreen_transmission(
                factor,
                amount=settings.amount_mg_cm2 * units.mg_cm2,
                applications_per_day=settings.applications_per_day,
                film=film,
            )
        )

    return Protection(
        erythemal=kept(settings.factor),
        uva=kept(settings.uva_factor),
        # A film that holds back a share of visible light is one of the factor that lets the rest through.
        visible=kept(1.0 / max(1.0 - settings.visible_share_blocked, LEAST_VISIBLE)),
    )


def simulate(
    skin: Skin,
    settings: Settings,
    *,
    constants: ProtectionConstants,
    numerics: Numerics,  # noqa: ARG001 - every modality is called alike
) -> CareResponse:
    """Light that reaches the skin, and melanin of a lesion and of the skin around, day by day.

    Parameters
    ----------
    skin : Skin
        Before.
    settings : Settings
        What is put on.
    constants : ProtectionConstants
        The film, the lesion's pigment, the light.
    numerics : Numerics
        Nothing here depends on it.

    Returns
    -------
    CareResponse
        Fields by time, SI units in their attributes.
    """
    time = weeks_of(settings.weeks)
    used = time < settings.weeks * 7.0 * units.day
    shares = transmissions(settings, film=constants.film)
    law = {"exposure": constants.exposure, "thresholds": constants.thresholds}
    bare = float(pigmenting_light(constants.day, protection=Protection(), **law)[0, 0])  # type: ignore[arg-type]
    under = float(pigmenting_light(constants.day, protection=shares, **law)[0, 0])  # type: ignore[arg-type]
    light = np.where(used, under, bare)
    held = {
        name: (np.where(used, 1.0 - float(np.asarray(share)), 0.0), f"share of {words} held back")
        for name, share, words in (
            ("held_back_erythemal", shares.erythemal, "erythemal light"),
            ("held_back_uva", shares.uva, "long ultraviolet"),
            ("held_back_visible", shares.visible, "visible light"),
        )
    }
    return followed(
        skin,
        lesion=constants.lesion,
        time=time,
        weeks=settings.weeks,
        usual_light=bare,
        drivers=PigmentDrivers(light=light[:, None]),
        acting=held | {"light": (light, "light that reaches the skin, in doses that just pigment it per day")},
        idle=settings.amount_mg_cm2 == 0.0 or settings.applications_per_day == 0.0 or settings.weeks == 0.0,
    )
