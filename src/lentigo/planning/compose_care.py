"""The constants of pigment, daylight, sunscreen and drugs, composed from the library for one lesion, site and person.

With a ``count`` each constant becomes an array: its central value is drawn apart within its published range, the same
for the same seed, so that the courses of the sampled skins spread as much as is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import library, units
from lentigo.domain.case import LesionKind
from lentigo.domain.drugs import Drug, DrugNumber
from lentigo.domain.skin import Site
from lentigo.domain.strategy import Behaviour, ProtectionWish, Unknown
from lentigo.library.drugs import drug as drug_named
from lentigo.library.numbers import Number
from lentigo.physics.pharmacology import drug_level, effect_at_dose, together
from lentigo.physics.pigment import PigmentConstants
from lentigo.physics.ultraviolet import (
    Film,
    PigmentThresholds,
    Protection,
    Sky,
    daily_light,
    minimal_erythema_dose,
    pigmenting_light,
    sunscreen_transmission,
)

__all__ = [
    "GREATEST_CUT",
    "PIGMENT_TABLES",
    "care_drivers",
    "exposure_share",
    "film",
    "latitude_in_radians",
    "light_drivers",
    "pigment_constants",
    "pigment_thresholds",
    "protection_from",
    "sky",
    "visible_excess",
]

Floats = NDArray[np.float64]

PIGMENT_TABLES: Final[Mapping[str, str]] = {
    "solar_lentigo": "solar_lentigo",
    "lentigo_simplex": "solar_lentigo",
    "lentiginosis": "solar_lentigo",
    "seborrhoeic_keratosis": "solar_lentigo",
    "photoageing": "solar_lentigo",
    "poikiloderma": "solar_lentigo",
    "freckle": "freckle",
    "melasma": "melasma",
    "post_inflammatory_hyperpigmentation": "reaction",
    "drug_pigmentation": "reaction",
    "cafe_au_lait_macule": "epidermal_naevus",
    "becker_naevus": "epidermal_naevus",
    "naevus_of_ota": "dermal",
    "hori_naevus": "dermal",
}
"""By which table the pigment of a kind of lesion goes; a kind that is not here has no melanin of its own."""

NEUTRAL_TABLE: Final = "solar_lentigo"
"""For kinds without melanin of their own: only the skin around and its dark marks are of interest there."""

SUNNY_LATITUDE_DEG: Final = 25.0
"""Taken where nobody has said where the person lives: more sun than most have."""
UNKNOWN_BEHAVIOUR: Final[Behaviour] = "mixed"

_BEND: Final = 1.6449
"""Standard deviations between the middle and the ends of a range of the middle 90 %."""

_REFERENCE_AGE, _OLDER_AGE = 35.0, 60.0
"""Ages of the two groups whose turnover was measured [years]."""


class _Draw:
    """Numbers of the library, each at its value or spread over the skins."""

    def __init__(self, count: int | None, seed: int) -> None:
        self._count = count
        self._seed = seed

    def __call__(self, number: Number | DrugNumber, *, key: str) -> ArrayLike:
        if self._count is None or number.low == number.high:
            return number.value
        # A stream for each name: a constant that is added does not move the draws of the others.
        stream = np.random.default_rng([self._seed, *key.encode()])
        return _within(number, stream.standard_normal(self._count))


def _within(number: Number | DrugNumber, deviate: Floats) -> Floats:
    """The number moved by standard deviates, multiplied where it is positive throughout, held to its range."""
    share = np.clip(deviate / _BEND, -1.0, 1.0)
    if number.low > 0.0:
        up, down = np.log(number.high / number.value), np.log(number.low / number.value)
        moved: Floats = number.value * np.exp(np.where(share > 0.0, share * up, -share * down))
        return moved
    span = np.where(share > 0.0, number.high - number.value, number.value - number.low)
    shifted: Floats = number.value + share * span
    return shifted


def _turnover_slowing(age_years: float | Unknown, *, ratio: ArrayLike) -> ArrayLike:
    """Transit of the horny layer over that at the reference age [1]."""
    if age_years == "unknown":
        return 1.0
    older = max((float(age_years) - _REFERENCE_AGE) / (_OLDER_AGE - _REFERENCE_AGE), 0.0)
    return 1.0 + (np.asarray(ratio) - 1.0) * older


def pigment_constants(
    kind: LesionKind,
    *,
    site: Site,
    age_years: float | Unknown = "unknown",
    count: int | None = None,
    seed: int = 0,
) -> PigmentConstants:
    """Rates and sensitivities of a lesion's pigment.

    Parameters
    ----------
    kind : LesionKind
        What the lesion is.
    site : Site
        Where it is: the horny layer's transit differs.
    age_years : float or "unknown"
        Older skin turns over more slowly.
    count : int, optional
        Number of skins; with it every constant is spread over its range, without it each is its central value.
    seed : int
        The same seed gives the same skins.

    Returns
    -------
    PigmentConstants
        SI units.
    """
    draw = _Draw(count, seed)
    name = PIGMENT_TABLES.get(kind, NEUTRAL_TABLE)
    tables = {part: library.table(f"pigment/{part}") for part in ("turnover", "light", "inflammation", "melanocytes")}
    own = library.table(f"pigment/{name}")

    def of(part: str, key: str) -> ArrayLike:
        return draw(tables[part][key], key=f"{part}.{key}")

    def lesion(key: str) -> ArrayLike:
        return draw(own[key], key=f"lesion.{key}")

    def days(value: ArrayLike) -> ArrayLike:
        return np.asarray(value) * units.day

    slowing = _turnover_slowing(age_years, ratio=of("turnover", "horny_at_60_ratio"))
    gain = np.asarray(of("inflammation", "reaction_per_day")) / units.day
    if count is not None:
        # From person to person the reaction differs by its own measured spread, not by the error of its centre.
        stream = np.random.default_rng([seed, *b"inflammation.person"])
        centre = tables["inflammation"]["reaction_per_day"].value / units.day
        sigma = tables["inflammation"]["reaction_ln_error"].value
        gain = centre * np.exp(sigma * stream.standard_normal(count))
    dermal = lesion("dermal_days") if "dermal_days" in own else of("inflammation", "dermal_days")
    return PigmentConstants(
        basal_time=days(of("turnover", "basal_days")),
        spinous_time=days(of("turnover", "spinous_days")),
        horny_time=days(np.asarray(of("turnover", f"horny.{site}_days")) * slowing),
        light_gain=of("light", "stimulus_multiple"),
        light_half=of("light", "half_ratio"),
        stimulus_time=days(of("light", "stimulus_days")),
        inflammation_gain=gain,
        inflammation_time=days(of("inflammation", "reaction_days")),
        dropout_rate=np.asarray(of("inflammation", "dropout_per_day")) / units.day,
        dermal_time=days(dermal),
        freed_time=days(of("inflammation", "freed_days")),
        melanocyte_time=days(of("melanocytes", "return_days")),
        melanocyte_lasting=of("melanocytes", "lasting_share"),
        drive_time=days(lesion("drive_days")),
        drive_lasting=lesion("drive_lasting_share"),
        drive_with_melanin=lesion("drive_with_melanin_share"),
        drive_light=lesion("drive_light_ratio"),
        reactive_share=lesion("reactive_share"),
        dermal_fed=lesion("dermal_fed_share") if "dermal_fed_share" in own else 0.0,
    )


def visible_excess() -> Number:
    """Excess of melanin over the skin around that people see as a dark mark [1]."""
    return library.number("pigment/inflammation", "visible_share")


@lru_cache(maxsize=1)
def sky() -> Sky:
    """Ozone, clouds and irradiances."""
    table = library.table("sun/sky")
    return Sky(
        ozone=table["ozone_dobson"].value,
        cloud_transmission=table["cloud_transmission_share"].value,
        index_overhead=table["index_overhead_index"].value,
        index_exponent=table["index_height_exponent"].value,
        ozone_exponent=table["index_ozone_exponent"].value,
        uva_overhead=table["uva_overhead_w_m2"].value,
        uva_exponent=table["uva_height_exponent"].value,
        visible_overhead=table["visible_overhead_w_m2"].value,
        visible_exponent=table["visible_height_exponent"].value,
    )


@lru_cache(maxsize=1)
def film() -> Film:
    """How a layer of sunscreen on people differs from the one on its label."""
    table = library.table("sun/sunscreen")
    return Film(
        labelled_amount=table["labelled_amount_mg_cm2"].value * units.mg_cm2,
        linearity=table["linear_share"].value,
        missed_first=table["missed_first_share"].value,
        missed_again=table["missed_again_share"].value,
        wear_time=table["wear_hours"].value * units.hour,
        daylight=table["daylight_hours"].value * units.hour,
    )


def pigment_thresholds(ita_deg: ArrayLike) -> PigmentThresholds:
    """Doses that just pigment skins of the given colour.

    Parameters
    ----------
    ita_deg : (N,) array
        Individual typology angle of the skin around [degrees].

    Returns
    -------
    PigmentThresholds
        (N,) each; visible light has none in light skin [J/m²].
    """
    angle = np.atleast_1d(np.asarray(ita_deg, float))
    red, light = library.table("sun/erythema"), library.table("pigment/light")
    lightness = 50.0 + red["typical_b_star_index"].value * np.tan(np.radians(np.clip(angle, -70.0, 70.0)))
    erythema = minimal_erythema_dose(
        lightness,
        reference_dose=red["reference_j_m2"].value,
        reference=red["reference_lightness_index"].value,
        slope=red["lightness_slope"].value,
    )
    none, whole = light["visible_none_above_deg"].value, light["visible_all_below_deg"].value
    sensitive = np.clip((none - angle) / (none - whole), 0.0, 1.0)
    ratio = light["threshold_light_ratio"].value + sensitive * (
        light["threshold_dark_ratio"].value - light["threshold_light_ratio"].value
    )
    visible = np.full_like(angle, np.inf)
    np.divide(light["visible_threshold_j_cm2"].value * units.j_cm2, sensitive, out=visible, where=sensitive > 0.0)
    return PigmentThresholds(
        erythemal=ratio * erythema,
        uva=light["uva_threshold_j_cm2"].value * units.j_cm2,
        visible=visible,
    )


def protection_from(wishes: Sequence[ProtectionWish], *, days: int) -> Protection:
    """Shares of light that sunscreen lets through, day by day; several on one day let through the product.

    Parameters
    ----------
    wishes : sequence of ProtectionWish
        Sunscreen as it is really put on.
    days : int
        Number of days T.

    Returns
    -------
    Protection
        (T, 1) each [1].
    """
    kept = {name: np.ones((days, 1)) for name in ("erythemal", "uva", "visible")}
    ratio = library.number("sun/sunscreen", "uva_factor_ratio").value
    for wish in wishes:
        amount, times = wish.amount_mg_cm2 * units.mg_cm2, wish.applications_per_day
        uva = max(wish.factor * ratio, 1.0) if wish.uva_factor == "unknown" else float(wish.uva_factor)
        chosen = slice(wish.from_day, wish.to_day + 1)
        factors = {
            "erythemal": wish.factor,
            "uva": uva,
            # A film that holds back a share of visible light is one of the factor that lets the rest through.
            "visible": 1.0 / max(1.0 - wish.visible_share_blocked, 1e-3),
        }
        for name, factor in factors.items():
            kept[name][chosen] *= sunscreen_transmission(factor, amount=amount, applications_per_day=times, film=film())
    return Protection(**kept)


_MELANIN_AGE_DAYS: Final = 40.0
"""Mean time since the light that the melanin of today was made under: half of its stay, and the lag of the stimulus."""
_REMEMBERED_DAYS: Final = 160
"""Beyond four times that age nothing is left."""


def light_drivers(
    *,
    first_day_of_year: int,
    days: int,
    latitude_deg: float | Unknown,
    behaviour: Behaviour | Unknown,
    covered: str,
    site: Site,
    ita_deg: ArrayLike,
    protection: Protection | None = None,
) -> tuple[Floats, Floats]:
    """Light that reaches the skin day by day, and the light that today's melanin was made under, without protection.

    Parameters
    ----------
    first_day_of_year : int
        1 for 1 January.
    days : int
        Number of days T.
    latitude_deg : float or "unknown"
        North is positive [degrees].
    behaviour : Behaviour or "unknown"
        How much of the day's light reaches the person.
    covered : "yes", "no" or "unknown"
        Whether clothes cover the site; unknown counts as bare.
    site : Site
        Where on the body.
    ita_deg : (N,) array
        Individual typology angle of the skin around [degrees].
    protection : Protection, optional
        Of sunscreen, from the first day.

    Returns
    -------
    (T, N) array
        Light in doses that just pigment the skin [thresholds/day].
    (N,) array
        Mean of the months before the first day, the latest weighing most [thresholds/day].
    """
    exposure = exposure_share(behaviour, site=site, covered=covered)
    latitude = latitude_in_radians(latitude_deg)
    thresholds = pigment_thresholds(ita_deg)
    before = _REMEMBERED_DAYS
    light = daily_light(first_day_of_year + np.arange(-before, days), latitude=latitude, sky=sky())
    bare = pigmenting_light(light, exposure=exposure, thresholds=thresholds, protection=Protection())
    weight = np.exp(-np.arange(before, 0, -1) / _MELANIN_AGE_DAYS)[:, None]
    usual = np.sum(weight * bare[:before], axis=0) / np.sum(weight)
    if protection is None:
        return bare[before:], usual
    later = daily_light(first_day_of_year + np.arange(days), latitude=latitude, sky=sky())
    reaching = pigmenting_light(later, exposure=exposure, thresholds=thresholds, protection=protection)
    return reaching, usual


GREATEST_CUT: Final = 0.95
"""No drug stops the making of melanin altogether."""


def care_drivers(
    uses: Sequence[tuple[Drug | str, float | None, float, float, float]],
    *,
    time: ArrayLike,
    count: int | None = None,
    seed: int = 0,
) -> dict[str, Floats]:
    """What drugs do day by day, as the keywords of ``PigmentDrivers``.

    Parameters
    ----------
    uses : sequence of (drug, strength, applications per day, first day, last day)
        A drug or its name; no strength stands for that of its trials.
    time : (T,) array
        [s].
    count : int, optional
        Number of skins; with it the actions are spread over their ranges.
    seed : int
        The same seed gives the same skins.

    Returns
    -------
    dict of (T, N) or (T, 1) arrays
        ``production_cut``, ``drive_cut``, ``turnover_gain``, ``inflammation``, ``inflammation_around``,
        ``inflammation_cut`` [1].
    """
    t = np.asarray(time, float)
    draw = _Draw(count, seed)
    cuts: dict[str, list[Floats]] = {"production_cut": [], "drive_cut": [], "inflammation_cut": []}
    sums = {name: np.zeros((t.size, 1)) for name in ("turnover_gain", "inflammation")}
    for given, strength, applications, first, last in uses:
        found = drug_named(given) if isinstance(given, str) else given
        dose = (found.reference_strength if strength is None else strength) * applications
        relative = dose / (found.reference_strength * found.reference_per_day)
        action = found.action

        def acting(number: DrugNumber, key: str, *, greatest: float, of: Drug = found, x: float = relative) -> Floats:
            return effect_at_dose(draw(number, key=f"{of.id}.{key}"), dose=x, greatest=greatest)

        onset = float(action.onset_days.value) * units.day
        level = drug_level(t, start=first * units.day, stop=last * units.day, onset=onset)[:, None]
        for name, number in (
            ("production_cut", action.production_cut_share),
            ("drive_cut", action.drive_cut_share),
            ("inflammation_cut", action.inflammation_cut_share),
        ):
            cuts[name].append(level * acting(number, name, greatest=GREATEST_CUT))
        sums["turnover_gain"] = sums["turnover_gain"] + level * acting(
            action.turnover_gain_ratio, "turnover_gain", greatest=1.0
        )
        sums["inflammation"] = sums["inflammation"] + level * acting(
            action.inflammation_ratio, "inflammation", greatest=1.0
        )
    held = {name: np.atleast_2d(together(shares)) for name, shares in cuts.items()}
    # A cream irritates the skin around as much as the lesion.
    return held | sums | {"inflammation_around": sums["inflammation"]}


def latitude_in_radians(latitude_deg: float | Unknown) -> float:
    """[rad]."""
    return float(np.radians(SUNNY_LATITUDE_DEG if latitude_deg == "unknown" else float(latitude_deg)))


def exposure_share(behaviour: Behaviour | Unknown, *, site: Site, covered: str) -> float:
    """Share of the light in the open that reaches a site [1]."""
    table = library.table("sun/behaviour")
    who = UNKNOWN_BEHAVIOUR if behaviour == "unknown" else behaviour
    share = table[f"{who}_share"].value * table[f"site.{site}_share"].value
    return share * table["covered_share"].value if covered == "yes" else share
