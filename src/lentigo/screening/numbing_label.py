"""What the labels of a cream allow a person: the strictest of every band of age and weight that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lentigo.domain.case import Person
from lentigo.domain.creams import CreamBand, CreamLabel, CreamProduct, Drug
from lentigo.domain.numbing import NumbingRequest
from lentigo.domain.record import Answer
from lentigo.errors import UnknownNameError
from lentigo.library.creams import cream, creams

OTHER: Final = "other"
STRENGTHS: Final[tuple[Drug, ...]] = ("lidocaine", "prilocaine", "tetracaine")


@dataclass(frozen=True, slots=True)
class LabelNumber:
    """One number of a label, with its place."""

    value: float
    source: str
    where: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class LabelLimits:
    """What the chosen labels allow together: of each quantity the least; none where no label sets a number."""

    known: bool
    """A label is known."""
    for_this_age: Answer
    adult: Answer
    amount_g: LabelNumber | None = None
    area_cm2: LabelNumber | None = None
    contact_minutes: LabelNumber | None = None
    cover_cm2: LabelNumber | None = None
    thickness_g_cm2: LabelNumber | None = None
    atopic_minutes: LabelNumber | None = None


def strengths_mg_g(request: NumbingRequest) -> dict[Drug, float | None]:
    """What each gram holds of each drug [mg/g]: as told, and as the library knows it where nothing was told."""
    product = None if request.product == OTHER else cream(request.product)
    found: dict[Drug, float | None] = {}
    for drug in STRENGTHS:
        told = getattr(request, f"{drug}_percent")
        if isinstance(told, int | float):
            found[drug] = 10.0 * told
        else:
            found[drug] = None if product is None else product.strength_mg_g(drug)
    return found


def strength_as_labelled(request: NumbingRequest) -> Answer:
    """Whether each drug has the strength of a product that the library knows."""
    held = strengths_mg_g(request)
    if None in held.values():
        return "unknown"
    known = creams() if request.product == OTHER else (cream(request.product),)
    return "yes" if any(_same(held, product=product) for product in known) else "no"


def labelled_product(request: NumbingRequest) -> CreamProduct | None:
    """The product whose label holds: that of the library, or one with the same drugs in the same strength."""
    if strength_as_labelled(request) != "yes":
        return None
    if request.product != OTHER:
        return cream(request.product)
    held = strengths_mg_g(request)
    return next(product for product in creams() if _same(held, product=product))


def label_limits(request: NumbingRequest, *, person: Person) -> LabelLimits:
    """What the labels allow this person.

    Parameters
    ----------
    request : NumbingRequest
        Which cream, and whose label holds.
    person : Person
        Age and weight; while one of them is unknown the labels allow nothing.

    Raises
    ------
    UnknownNameError
        If the library holds no label of the region that is asked for.
    """
    product = labelled_product(request)
    if product is None:
        return LabelLimits(known=False, for_this_age="unknown", adult="unknown")
    labels = _chosen(product, region=request.label)
    age, weight = person.age_years, person.weight_kg
    if not isinstance(age, int | float) or not isinstance(weight, int | float):
        return LabelLimits(known=True, for_this_age="unknown", adult="unknown")
    if any(age < label.from_age_years for label in labels):
        return LabelLimits(known=True, for_this_age="no", adult="no")
    bands = [(label, band) for label in labels for band in label.band if _fits(band, age=age, weight=weight)]
    if not bands:
        return LabelLimits(known=True, for_this_age="no", adult="no")
    return LabelLimits(
        known=True,
        for_this_age="yes",
        adult="yes" if all(band.adult == "yes" for _, band in bands) else "no",
        amount_g=_least(bands, name="amount_g"),
        area_cm2=_least(bands, name="area_cm2"),
        contact_minutes=_least(bands, name="contact_minutes"),
        cover_cm2=_least(bands, name="cover_cm2"),
        thickness_g_cm2=_least(bands, name="thickness_g_cm2"),
        atopic_minutes=_atopic(labels),
    )


def label_words(request: NumbingRequest) -> str:
    """Whose label is kept to, in words."""
    product = labelled_product(request)
    if product is None:
        return "no label of this cream is known here"
    regions = [label.region.upper() for label in _chosen(product, region=request.label)]
    return f"the {regions[0]} label" if len(regions) == 1 else f"the strictest of the {', '.join(regions)} labels"


def _same(held: dict[Drug, float | None], *, product: CreamProduct) -> bool:
    """Whether a cream holds exactly what a product holds; a hundredth of it either way is rounding."""
    return all(
        value is not None and abs(value - product.strength_mg_g(drug)) <= 0.01 * product.strength_mg_g(drug)
        for drug, value in held.items()
    )


def _chosen(product: CreamProduct, *, region: str) -> Sequence[CreamLabel]:
    if region == "strictest":
        return product.label
    found = [label for label in product.label if label.region == region]
    if not found:
        known = ("strictest", *(label.region for label in product.label))
        raise UnknownNameError(region, kind=f"label of {product.id}", known=known)
    return found


def _fits(band: CreamBand, *, age: float, weight: float) -> bool:
    return (
        band.age_from_years <= age
        and (band.age_below_years is None or age < band.age_below_years)
        and (band.weight_up_to_kg is None or weight <= band.weight_up_to_kg)
    )


def _least(bands: Sequence[tuple[CreamLabel, CreamBand]], *, name: str) -> LabelNumber | None:
    """The least of what the bands say of a quantity."""
    said = [
        LabelNumber(getattr(band, name), label.source, band.where, band.kind == "assumed")
        for label, band in bands
        if getattr(band, name) is not None
    ]
    return min(said, key=lambda one: (one.value, one.assumed), default=None)


def _atopic(labels: Sequence[CreamLabel]) -> LabelNumber | None:
    """The longest time on atopic eczema, where every label that speaks of it agrees to one."""
    said = [
        LabelNumber(label.atopic_minutes, label.source, "time on atopic dermatitis", assumed=False)
        for label in labels
        if label.atopic_minutes is not None
    ]
    return min(said, key=lambda one: one.value, default=None)
