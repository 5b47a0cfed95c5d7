"""What was found on the skin and in its history: red flags, the look of the lesion, hints at its cause."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from lentigo.domain.health import UNASKED, FactField
from lentigo.domain.record import Answer, record


@record
class Findings:
    """What a clinician found, seen with a dermatoscope where it is about one lesion."""

    # Red flags: these are always asked.
    bleeding_or_ulcer: FactField
    """It bleeds or is open."""
    asymmetry: FactField
    """Its two halves are unlike."""
    more_than_two_colours: FactField
    """It has more than two colours."""
    growth_or_change: FactField
    """It has grown or changed in the last months."""
    unlike_the_others: FactField
    """It stands alone, or looks unlike the other spots of this skin."""
    wide_or_irregular: FactField
    """A flat spot on sun-damaged skin that is single, irregular or wider than 6 mm."""
    melanoma_in_family: FactField
    """Melanoma in parents, brothers, sisters or children."""
    generalised: FactField
    """The whole skin, or large parts of it, has darkened."""
    mucosal_or_flexural: FactField
    """Pigment in the mouth, on palms or soles, or in skin folds."""
    scale_or_infection_sign: FactField
    """Scale, or a test that shows a fungus or bacteria."""
    pustules: FactField
    """Pustules or inflamed bumps in the field."""
    loose_skin: FactField
    """Loose, redundant skin is what troubles the person."""
    stretch_marks_red: FactField = UNASKED
    """Stretch marks that are still red, younger than about a year."""
    # Hints at a cause: asked where the cause is sought.
    sun_exposed_site: FactField = UNASKED
    """The place is often in the sun."""
    much_sun_in_life: FactField = UNASKED
    """Much sun, sunburns or sunbeds in life."""
    since_childhood: FactField = UNASKED
    """There since childhood."""
    since_birth: FactField = UNASKED
    """There since birth or the first months."""
    darker_in_summer: FactField = UNASKED
    """Darker in summer, paler in winter."""
    symmetric_on_face: FactField = UNASKED
    """On both sides of the face alike: cheeks, forehead, upper lip."""
    began_with_pregnancy_or_hormones: FactField = UNASKED
    """Began in a pregnancy, or with a contraceptive or hormone therapy."""
    after_injury_or_rash: FactField = UNASKED
    """Came where there was an injury, a burn, a rash or a procedure."""
    after_acne: FactField = UNASKED
    """Came where there were pimples."""
    family_has_the_same: FactField = UNASKED
    """Others of the family have the same."""
    began_with_medicine: FactField = UNASKED
    """Began after a medicine was started."""
    irritating_skin_care: FactField = UNASKED
    """Scrubs, bleaching creams, perfumes or products that burn are used here."""
    deficiency_sign: FactField = UNASKED
    """Tiredness, a sore tongue, a vegan diet without supplements, or a known lack of iron, B12 or folate."""
    stress_or_illness: FactField = UNASKED
    """A time of much stress or illness when it began."""
    gut_complaint: FactField = UNASKED
    """Long-lasting complaints of the gut, or polyps in the family."""
    neuro_psychiatric_complaint: FactField = UNASKED
    """Seizures, developmental or mental illness in the person, with pigment since childhood."""
    endocrine_sign: FactField = UNASKED
    """Weight loss, salt hunger, faintness or another sign of a gland out of order."""


RED_FLAGS: tuple[str, ...] = (
    "bleeding_or_ulcer",
    "asymmetry",
    "more_than_two_colours",
    "growth_or_change",
    "unlike_the_others",
)
"""Findings of which any one, seen with a dermatoscope, sends a person to a skin-cancer clinic."""

FINDINGS: tuple[str, ...] = tuple(field.name for field in fields(Findings))


def nothing_found(value: Answer = "no", **changes: Any) -> Findings:
    """Findings that all have one answer but those named; for trials, examples and tests."""
    return Findings(**(dict.fromkeys(FINDINGS, value) | changes))
