"""A person's health as far as it decides about a treatment: every fact with its answer, its day and who said so.

Nothing here identifies a person. "unknown" is an answer to every question and never means no.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from lentigo.domain.record import Answer, record

Unknown = Literal["unknown"]
Day = date
"""A calendar day, for the field of that name."""
ToldBy = Literal["person", "record", "clinician", "unknown"]


def _fact_from_answer(given: Any) -> Any:
    """Let people write ``gold_therapy = "no"`` for a fact of which nothing more is known."""
    return {"value": given} if isinstance(given, str) else given


@record
class Fact:
    """One answer about a person, with when it was so and who said it."""

    value: Answer
    """The answer."""
    when: str = "unknown"
    """The last day on which it was so, as year-month-day, a month, a year, or a span of time in words."""
    told_by: ToldBy = "unknown"
    """Who said so."""


FactField = Annotated[Fact, BeforeValidator(_fact_from_answer)]

UNASKED = Fact(value="unknown")
"""What stands for a question that follows from another one and was not asked."""

Route = Literal["by_mouth", "injected", "on_the_skin", "inhaled", "unknown"]


@record
class Medicine:
    """One medicine by its active substance."""

    substance: str
    """Active substance as on the package, not the brand."""
    taken: Literal["now", "stopped", "unknown"]
    """Whether it is taken now."""
    last_taken: Day | Unknown = "unknown"
    """The last day of a medicine that was stopped."""
    route: Route = "unknown"
    """How it is taken."""
    told_by: ToldBy = "unknown"
    """Who said so."""


ProcedureKind = Literal[
    "laser_or_ipl",
    "fractional_laser",
    "full_resurfacing",
    "dermabrasion",
    "superficial_peel",
    "medium_peel",
    "deep_peel",
    "microneedling",
    "radiofrequency",
    "mesotherapy",
    "filler",
    "permanent_filler",
    "toxin",
    "threads",
    "surgery",
    "blepharoplasty",
    "waxing",
    "tattoo_removal",
    "numbing_cream",
    "radiotherapy",
    "other",
]

Reaction = Literal["none", "burn", "blister", "dark_mark", "pale_mark", "scar", "infection", "other", "unknown"]


@record
class Procedure:
    """One earlier procedure on the skin."""

    kind: ProcedureKind
    """What was done."""
    day: Day | Unknown
    """When it was done, the last time."""
    at_site: Answer
    """Whether it was done where the treatment would go."""
    reaction: Reaction = "unknown"
    """What the skin made of it beyond the expected."""


@record
class Health:
    """What would forbid, delay or change a treatment."""

    # Life
    pregnancy: FactField
    """Pregnant now, or trying to be."""
    breastfeeding: FactField
    """Breastfeeding now, or until when."""
    smoker: FactField
    """Smoking now."""
    # Medicines
    medicines_asked: FactField
    """Whether every medicine of the last year was asked for, and those taken stand in the list."""
    gold_therapy: FactField
    """Gold salts by mouth or injection, at any time in life."""
    isotretinoin_in_6_months: FactField
    """Isotretinoin by mouth within the last six months."""
    photosensitising_drug: FactField
    """A medicine that makes the skin sensitive to light."""
    skin_acid_or_retinoid_in_week: FactField
    """A retinoid, fruit acid or peeling product on this skin within the last week."""
    # Sun
    sun_or_sunbed_in_6_weeks: FactField
    """Strong sun or a sunbed on this skin within the last six weeks."""
    fake_tan_in_6_weeks: FactField
    """Tanning cream or spray on this skin within the last six weeks."""
    sunburn_now: FactField
    """Sunburn on this skin now."""
    sun_plans_in_4_weeks: FactField
    """A journey to the sun, or no way to keep out of it, within the next four weeks."""
    # Skin at the site
    infection_or_wound_at_site: FactField
    """An infection, eczema, a wound or irritated skin where the treatment would go."""
    herpes_now_at_site: FactField
    """Cold sores or other herpes now where the treatment would go."""
    herpes_ever_in_field: FactField
    """Cold sores or other herpes ever in or near the field."""
    skin_cancer_at_site: FactField
    """Skin cancer, present or past, where the treatment would go."""
    ink_in_field: FactField
    """Tattoo or permanent make-up where the light would go."""
    filler_metal_or_threads_in_field: FactField
    """Metal, threads or a permanent filler in the field."""
    waxed_in_2_weeks: FactField
    """Hair taken off by wax or a hair-removal cream here within the last two weeks."""
    lax_lower_lids: FactField
    """Loose lower eyelids, or an operation on them."""
    # Skin in general
    keloid: FactField
    """Thick scars that grow beyond the wound, in the past."""
    previous_dark_marks: FactField
    """Post-inflammatory hyperpigmentation after an injury or procedure."""
    procedures_asked: FactField
    """Whether earlier procedures on this skin were asked for, and those done stand in the list."""
    psoriasis_or_lichen_planus: FactField
    """Active psoriasis or lichen planus."""
    vitiligo: FactField
    """Vitiligo that is active, or has been still for less than a year."""
    atopic_eczema: FactField
    """Atopic eczema where a cream would be put."""
    silver_or_iron_stain: FactField
    """Skin coloured by silver or by iron from an infusion."""
    # Illness
    cancer_treatment_in_6_months: FactField
    """Chemotherapy, radiotherapy or immunotherapy now or within the last six months."""
    weak_healing: FactField
    """Weak defences, uncontrolled diabetes or poor wound healing."""
    porphyria_or_xeroderma: FactField
    """Porphyria or xeroderma pigmentosum."""
    light_allergy: FactField
    """Solar urticaria or a severe rash from sunlight."""
    connective_tissue_disease: FactField
    """Lupus, scleroderma or another disease of connective tissue."""
    epilepsy: FactField
    """Epilepsy."""
    epilepsy_from_flashes: FactField = UNASKED
    """Seizures set off by flashing light."""
    implanted_electronics: FactField
    """Pacemaker, defibrillator, nerve stimulator or cochlear implant."""
    cold_disorder: FactField
    """Cold urticaria, cryoglobulins, severe Raynaud's."""
    blood_clot: FactField
    """Thrombosis, lung embolism, stroke, heart attack, or a family tendency to clots."""
    seizures_or_colour_vision_loss: FactField
    """Seizures of any kind, or a disturbed sense of colour."""
    kidney_disease: FactField
    """Weak kidneys."""
    liver_or_heart_failure: FactField
    """Severe disease of the liver or a failing heart."""
    methaemoglobinaemia: FactField
    """Methaemoglobinaemia, inherited or without known cause."""
    g6pd_deficiency: FactField
    """Glucose-6-phosphate dehydrogenase deficiency."""
    # Allergies
    allergy_amide_anaesthetic: FactField
    """Allergy to lidocaine, prilocaine or another amide."""
    allergy_ester_anaesthetic: FactField
    """Allergy to tetracaine, benzocaine or another ester."""
    allergy_salicylate: FactField
    """Allergy to aspirin or salicylic acid."""
    # The person's own view
    unrealistic_expectation: FactField
    """Expects certainty, perfection, or another change than treatment brings."""
    distress_about_skin: FactField
    """Distress about the skin out of proportion, as a screening for body dysmorphic disorder finds it."""

    medicines: tuple[Medicine, ...] = ()
    """Medicines of the last year, and gold or isotretinoin whenever it was."""
    procedures: tuple[Procedure, ...] = ()
    """Earlier procedures on this skin."""


HEALTH_QUESTIONS: tuple[str, ...] = tuple(
    field.name for field in fields(Health) if field.name not in ("medicines", "procedures")
)
"""The names of the facts of a person's health, in the order in which they are asked."""


def health_answered(value: Answer = "no", **changes: Any) -> Health:
    """Health facts that all have one answer but those named; what was asked for counts as asked.

    Parameters
    ----------
    value : "yes", "no" or "unknown"
        The answer to all others.
    **changes
        Facts, medicines or procedures that differ.

    Returns
    -------
    Health
        For trials, examples and tests: a real person is asked.
    """
    answers: dict[str, Any] = dict.fromkeys(HEALTH_QUESTIONS, value)
    answers |= {"medicines_asked": "yes", "procedures_asked": "yes"} | changes
    return Health(**answers)
