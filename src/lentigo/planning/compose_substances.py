"""The constants of the modalities of substance and time, at the library's central values."""

from __future__ import annotations

from lentigo import units
from lentigo.domain.case import LesionKind
from lentigo.domain.drugs import Drug
from lentigo.domain.skin import Site
from lentigo.domain.strategy import Behaviour, Unknown
from lentigo.library.drugs import drug as drug_named
from lentigo.modalities.care import LesionConstants
from lentigo.modalities.photoprotection import ProtectionConstants
from lentigo.modalities.topical import ActionConstants, TopicalConstants
from lentigo.physics.ultraviolet import daily_light
from lentigo.planning.compose_care import (
    GREATEST_CUT,
    exposure_share,
    film,
    latitude_in_radians,
    pigment_constants,
    pigment_thresholds,
    sky,
)

__all__ = ["photoprotection_constants", "topical_constants"]


def topical_constants(
    drug: Drug | str,
    *,
    kind: LesionKind,
    site: Site,
    contrast: float,
    light: float,
    age_years: float | Unknown = "unknown",
) -> TopicalConstants:
    """What the modality of creams and tablets needs, at the library's central values.

    Parameters
    ----------
    drug : Drug or str
        A drug or its name.
    kind : LesionKind
        What the lesion is.
    site : Site
        Where it is.
    contrast : float
        Epidermal melanin of the lesion relative to the skin around [1].
    light : float
        Every day [thresholds/day].
    age_years : float or "unknown"
        Of the person.
    """
    found = drug_named(drug) if isinstance(drug, str) else drug
    action = found.action
    return TopicalConstants(
        action=ActionConstants(
            drug=found.id,
            reference_strength=found.reference_strength,
            reference_per_day=found.reference_per_day,
            production_cut=action.production_cut_share.value,
            drive_cut=action.drive_cut_share.value,
            turnover_gain=action.turnover_gain_ratio.value,
            inflammation=action.inflammation_ratio.value,
            inflammation_cut=action.inflammation_cut_share.value,
            onset=action.onset_days.value * units.day,
            greatest_cut=GREATEST_CUT,
        ),
        lesion=LesionConstants(
            pigment=pigment_constants(kind, site=site, age_years=age_years), contrast=contrast, dermal=0.0
        ),
        light=light,
    )


def photoprotection_constants(
    *,
    kind: LesionKind,
    site: Site,
    contrast: float,
    ita_deg: float,
    latitude_deg: float | Unknown,
    behaviour: Behaviour | Unknown,
    day_of_year: int,
    age_years: float | Unknown = "unknown",
) -> ProtectionConstants:
    """What the modality of sunscreen needs, at the library's central values, in the light of one day of the year.

    Parameters
    ----------
    kind : LesionKind
        What the lesion is.
    site : Site
        Where it is.
    contrast : float
        Epidermal melanin of the lesion relative to the skin around [1].
    ita_deg : float
        Individual typology angle of the skin around [degrees].
    latitude_deg : float or "unknown"
        North is positive [degrees].
    behaviour : Behaviour or "unknown"
        How much of the day's light reaches the person.
    day_of_year : int
        1 for 1 January.
    age_years : float or "unknown"
        Of the person.
    """
    return ProtectionConstants(
        film=film(),
        lesion=LesionConstants(
            pigment=pigment_constants(kind, site=site, age_years=age_years), contrast=contrast, dermal=0.0
        ),
        day=daily_light(day_of_year, latitude=latitude_in_radians(latitude_deg), sky=sky()),
        exposure=exposure_share(behaviour, site=site, covered="no"),
        thresholds=pigment_thresholds(ita_deg),
    )
