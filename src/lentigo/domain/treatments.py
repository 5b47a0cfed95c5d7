"""The ways of treating that rules may name, whether or not a device for them is at hand."""

from __future__ import annotations

from typing import Literal, get_args

LightFamily = Literal[
    "q_switched",
    "picosecond",
    "long_pulse",
    "pulsed_dye",
    "ipl",
    "fractional_nonablative",
    "fractional_ablative",
    "full_field_ablative",
]
"""Families of light devices."""

OtherTreatment = Literal[
    "superficial_peel",
    "medium_peel",
    "deep_peel",
    "salicylic_peel",
    "carbon_peel",
    "cryotherapy",
    "microdermabrasion",
    "dermabrasion",
    "microneedling",
    "radiofrequency",
    "radiofrequency_microneedling",
    "mesotherapy",
    "tranexamic_acid_by_mouth",
    "tranexamic_acid_injected",
    "hydroquinone",
    "topical_retinoid",
    "numbing_cream",
]
"""Treatments without light, or of which light is only a part."""

Treatment = LightFamily | OtherTreatment

LIGHT_FAMILIES: tuple[str, ...] = get_args(LightFamily)
OTHER_TREATMENTS: tuple[str, ...] = get_args(OtherTreatment)
TREATMENTS: tuple[str, ...] = LIGHT_FAMILIES + OTHER_TREATMENTS
