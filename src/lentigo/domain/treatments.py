"""The ways of treating that rules may name, whether or not a device for them is at hand."""

from __future__ import annotations

from collections.abc import Mapping
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

TreatmentGroup = Literal["light", "ablative", "resurfacing", "peels", "needling", "heat", "procedures", "products"]

_PRODUCTS = ("tranexamic_acid_by_mouth", "hydroquinone", "topical_retinoid", "numbing_cream")

TREATMENT_GROUPS: Mapping[TreatmentGroup, tuple[str, ...]] = {
    # Every light device, and the peel that is one.
    "light": (*LIGHT_FAMILIES, "carbon_peel"),
    "ablative": ("fractional_ablative", "full_field_ablative"),
    # Whatever takes the whole surface off, down into the dermis.
    "resurfacing": ("full_field_ablative", "dermabrasion", "medium_peel", "deep_peel"),
    "peels": ("superficial_peel", "medium_peel", "deep_peel", "salicylic_peel"),
    "needling": ("microneedling", "radiofrequency_microneedling", "mesotherapy", "tranexamic_acid_injected"),
    "heat": (*LIGHT_FAMILIES, "carbon_peel", "radiofrequency", "radiofrequency_microneedling"),
    # Whatever is done to the skin, not put on it or swallowed.
    "procedures": tuple(name for name in TREATMENTS if name not in _PRODUCTS),
    "products": _PRODUCTS,
}
"""Treatments that rules name together."""

LIGHT_OF: Mapping[str, tuple[str, ...]] = {
    "q_switched": ("nanosecond",),
    "carbon_peel": ("nanosecond",),
    "picosecond": ("picosecond", "nanosecond"),
    "long_pulse": ("millisecond",),
    "pulsed_dye": ("millisecond",),
    "ipl": ("millisecond",),
    "fractional_nonablative": ("picosecond", "nanosecond", "millisecond"),
    "fractional_ablative": ("millisecond",),
    "full_field_ablative": ("millisecond",),
}
"""The treatments that are light, where no device is named, with the lengths of pulse that they may have."""
