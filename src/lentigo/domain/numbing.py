"""A numbing cream that somebody wants to put on: which, how much, where, how long, and what else there is that day.

Every question has an answer or the word "unknown"; what is not known never lets a cream be allowed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field

from lentigo.domain.health import Day, Unknown
from lentigo.domain.record import Answer, NonNegative, Positive, record
from lentigo.domain.skin import Site

__all__ = ["CREAM_SITES", "CreamSite", "NumbingRequest", "Percent", "asked_and_nothing"]

Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
"""Mass of a drug in a hundred parts of the cream."""

CreamSite = (
    Site | Literal["scalp", "ear", "arm", "axilla", "groin", "leg", "foot", "around_the_eye", "mucosa", "unknown"]
)
"""Where a cream may be wanted: the places that the library knows as skin, and others."""

CREAM_SITES: tuple[str, ...] = (*get_args(Site), *get_args(get_args(CreamSite)[1]))

Label = Literal["strictest", "eu", "us", "au"]
"""Whose label holds: of one region, or of all that the library knows the strictest."""


@record
class NumbingRequest:
    """What is asked for one session. Amounts that are on already, or were within the last day, are told apart."""

    format: Literal[1] = 1
    """Version of the form of this file."""
    # The product
    product: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", examples=["emla"])]
    """Name of a cream in the library, or "other"."""
    lidocaine_percent: Percent | Unknown = "unknown"
    """Lidocaine as on the tube; of a cream of the library it need not be said."""
    prilocaine_percent: Percent | Unknown = "unknown"
    """Prilocaine as on the tube; of a cream of the library it need not be said."""
    tetracaine_percent: Percent | Unknown = "unknown"
    """Tetracaine as on the tube; of a cream of the library it need not be said."""
    licence: Literal["licensed_here", "not_licensed", "unknown"]
    """Whether this very product is licensed as a medicine in this country. Good manufacture is no licence."""
    licence_number: str = "unknown"
    """Number of the licence, as on the tube."""
    batch: str = "unknown"
    """Batch, as on the tube."""
    expires: Day | Unknown
    """Last day of use, as on the tube."""
    authorised_by: Literal["dermatologist", "physician", "independent_prescriber", "other", "nobody", "unknown"]
    """Who has prescribed this cream for this person; the clinic's record knows the name."""
    label: Label = "strictest"
    """Whose label holds where labels differ."""
    # How it is used
    amount_g: Positive | Unknown
    """Mass of cream that is wanted."""
    area_cm2: Positive | Unknown
    """Skin that it would cover."""
    sites: Annotated[tuple[CreamSite, ...], Field(min_length=1)]
    """Every place on the body where it would be put."""
    contact_minutes: Positive | Unknown
    """How long it would stay on."""
    covered_area_cm2: NonNegative | Unknown
    """Skin under a dressing or film; 0 where nothing covers the cream."""
    # What makes the skin let more through
    heat: Answer
    """A heat pad, a hot room, a warm bath or a lamp while the cream is on."""
    broken_skin: Answer
    """Cuts, sores, a rash, a burn or freshly shaved skin that bleeds, where the cream would be put."""
    fresh_laser_or_needle_wound: Answer
    """Skin that light, needles or a peel have opened and that has not closed yet; also cream between two passes."""
    near_eye_or_mucosa: Answer
    """Nearer than a finger's width to an eye, inside an ear or the nose, on lips, or where it may run there."""
    # What else there is that day
    amount_within_a_day_g: NonNegative | Unknown
    """The same cream that is on already elsewhere, or was put on within the last 24 hours; 0 for none."""
    area_within_a_day_cm2: NonNegative | Unknown
    """The skin under it."""
    injected_lidocaine_mg: NonNegative | Unknown
    """Lidocaine without adrenaline injected, or to be injected, that day; 0 for none."""
    injected_lidocaine_with_adrenaline_mg: NonNegative | Unknown
    """Lidocaine with adrenaline injected, or to be injected, that day; 0 for none."""
    injected_prilocaine_mg: NonNegative | Unknown
    """Prilocaine injected, or to be injected, that day; 0 for none."""
    other_anaesthetic_today: Answer
    """Any other local anaesthetic that day: injected, sprayed, sucked, or another cream."""


@record
class CreamFacts:
    """A numbing cream as rules see it: each a single word, number or answer, worked out from what is asked for.

    Shares are those of the whole day, with what is on already, of what the label, or the ceiling, allows this person.
    """

    product: str
    """Name of the cream in the library, or "other"."""
    label_known: Answer
    """The library holds a label of this cream."""
    strength_as_labelled: Answer
    """Each drug has the strength of the licensed product."""
    licence: Literal["licensed_here", "not_licensed", "unknown"]
    """Whether this very product is licensed in this country."""
    authorised_by: Literal["dermatologist", "physician", "independent_prescriber", "other", "nobody", "unknown"]
    """Who has prescribed it for this person."""
    authorised: Answer
    """Somebody who may prescribe has prescribed it."""
    in_date: Answer
    """Its last day of use has not passed."""
    lidocaine: Answer
    """It holds lidocaine."""
    prilocaine: Answer
    """It holds prilocaine."""
    amide: Answer
    """It holds an anaesthetic of the amide kind: lidocaine or prilocaine."""
    ester: Answer
    """It holds an anaesthetic of the ester kind: tetracaine."""
    for_this_age: Answer
    """The label gives an amount for a person of this age and weight."""
    under_one_year: Answer
    """The person is less than one year old."""
    adult_dose: Answer
    """The label's amount for adults is the one that holds, by age and by weight."""
    amount_g: NonNegative | Unknown
    """Cream of the whole day."""
    amount_share_of_label: NonNegative | Unknown
    """Cream, as a share of the most that the label allows."""
    area_cm2: NonNegative | Unknown
    """Skin covered in the whole day."""
    area_share_of_label: NonNegative | Unknown
    """Skin covered, as a share of the most that the label allows."""
    contact_minutes: NonNegative | Unknown
    """Time on the skin."""
    minutes_share_of_label: NonNegative | Unknown
    """Time on the skin, as a share of the longest that the label allows."""
    thickness_share_of_label: NonNegative | Unknown
    """Cream for each square centimetre, as a share of what the label spreads."""
    cover_share_of_label: NonNegative | Unknown
    """Skin under a dressing, as a share of the most that the label covers."""
    heat: Answer
    """Heat while the cream is on."""
    broken_skin: Answer
    """Broken skin, or a fresh wound of laser, needle or peel, under the cream."""
    near_eye_or_mucosa: Answer
    """Near an eye, in an ear, on lips or other mucosa."""
    atopic_eczema_on_label: Answer
    """The label says how long it may stay on atopic eczema."""
    minutes_share_of_atopic: NonNegative | Unknown
    """Time on the skin, as a share of the longest on atopic eczema; 0 where the label says nothing of it."""
    other_anaesthetic: Answer
    """Another local anaesthetic that day for which no ceiling is known here."""
    share_of_ceiling: NonNegative | Unknown
    """Of any one drug, what may enter the blood that day, as a share of its ceiling by body weight."""
    sum_of_shares: NonNegative | Unknown
    """Of all drugs together, what is expected to enter the blood, as a share of their ceilings."""
    low_weight: Answer
    """The body weighs less than an adult's label supposes."""


def asked_and_nothing(*, product: str, expires: date, **given: object) -> NumbingRequest:
    """A request in which all else was asked and is as a label supposes; for examples and tests: a real person is asked.

    Parameters
    ----------
    product : str
        A cream of the library.
    expires : date
        Its last day of use.
    **given
        Fields that are told, or differ.
    """
    answers: dict[str, object] = {
        "licence": "licensed_here",
        "authorised_by": "physician",
        "covered_area_cm2": 0.0,
        "heat": "no",
        "broken_skin": "no",
        "fresh_laser_or_needle_wound": "no",
        "near_eye_or_mucosa": "no",
        "amount_within_a_day_g": 0.0,
        "area_within_a_day_cm2": 0.0,
        "injected_lidocaine_mg": 0.0,
        "injected_lidocaine_with_adrenaline_mg": 0.0,
        "injected_prilocaine_mg": 0.0,
        "other_anaesthetic_today": "no",
    }
    return NumbingRequest(product=product, expires=expires, **(answers | given))  # type: ignore[arg-type]
