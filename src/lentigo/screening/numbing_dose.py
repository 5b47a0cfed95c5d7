"""Local anaesthetic in the body: what a cream and injections of a day bring, against ceilings by body weight.

Of a cream a share is absorbed that depends on the place; one drug is counted with a safety multiple (rule AN-06). The
expected shares of all drugs, without the multiple, must not add up to more than their ceilings either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from lentigo import library
from lentigo.domain.case import Case
from lentigo.domain.creams import Drug
from lentigo.domain.health import Unknown
from lentigo.domain.numbing import NumbingRequest
from lentigo.domain.numbing_answer import DrugDose
from lentigo.screening.numbing_label import strengths_mg_g

UNKNOWN: Final[Unknown] = "unknown"
TABLE: Final = "limits/anaesthesia"
ABSORB_MORE: Final = frozenset(
    {
        "face",
        "forehead",
        "cheek",
        "eyelid",
        "lip",
        "neck",
        "scalp",
        "ear",
        "axilla",
        "groin",
        "around_the_eye",
        "mucosa",
        UNKNOWN,
    }
)
"""Places of thin skin, and those that nobody has named: they absorb as the face does."""

Known = float | None
"""A number; none while it is not known."""


def limit_number(name: str) -> float:
    """A number of the library's table on numbing creams."""
    return library.number(TABLE, name).value


def known(value: float | str) -> Known:
    """A number that was told; none for "unknown"."""
    return float(value) if isinstance(value, int | float) else None


def absorbed_fraction(request: NumbingRequest, *, case: Case) -> float:
    """Share of a cream's drug that is expected to enter the blood [1], of the place that absorbs most."""
    more = bool(ABSORB_MORE & set(request.sites)) or case.health.atopic_eczema.value != "no"
    return limit_number("face_absorbed_fraction" if more else "body_absorbed_fraction")


def told(value: Known) -> float | Unknown:
    """A number as records hold it."""
    return UNKNOWN if value is None else value


def total(*parts: Known) -> Known:
    """A sum; not known while a part is not."""
    return None if None in parts else sum(part for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class Doses:
    """All drugs of the day."""

    doses: tuple[DrugDose, ...]
    share_of_ceiling: Known
    """Of any one drug, with the safety multiple."""
    sum_of_shares: Known
    """Of all together, as expected."""
    amount_by_ceiling_g: Known
    """The most cream that keeps both at one or below."""


def doses(request: NumbingRequest, *, case: Case, halved: bool) -> Doses:
    """What each drug of the day comes to.

    Parameters
    ----------
    request : NumbingRequest
        The cream, and what is injected.
    case : Case
        For the weight and the skin.
    halved : bool
        The amide drugs leave the body slowly: their ceilings are halved.
    """
    fraction = absorbed_fraction(request, case=case)
    cream_g = total(known(request.amount_g), known(request.amount_within_a_day_g))
    weight = known(case.person.weight_kg)
    drugs = [
        _Drug.of(drug, request=request, strength=strength, weight=weight, halved=halved)
        for drug, strength in strengths_mg_g(request).items()
    ]
    counted = fraction * limit_number("safety_multiple")
    every = tuple(drug.dose(cream_g, fraction=fraction, counted=counted, weight=weight) for drug in drugs if drug.there)
    bounded = [drug for drug in drugs if drug.there and drug.has_ceiling]
    shares = [drug.share(cream_g, fraction=counted) for drug in bounded]
    expected = [drug.share(cream_g, fraction=fraction) for drug in bounded]
    return Doses(
        doses=every,
        share_of_ceiling=None if None in shares else max((s for s in shares if s is not None), default=0.0),
        sum_of_shares=total(*expected),
        amount_by_ceiling_g=_most(bounded, fraction=fraction, counted=counted),
    )


@dataclass(frozen=True, slots=True)
class _Drug:
    """One drug, with its injections as a share of their own ceilings."""

    name: Drug
    strength: Known
    ceiling: Known
    injected_mg: Known
    injected_share: Known

    @classmethod
    def of(cls, name: Drug, *, request: NumbingRequest, strength: Known, weight: Known, halved: bool) -> _Drug:
        half = limit_number("slow_clearance_multiple") if halved and name != "tetracaine" else 1.0
        if name == "tetracaine":
            return cls(name, strength, None, 0.0, 0.0)
        ceiling = _ceiling(name, weight=weight, half=half)
        if name == "prilocaine":
            injected = known(request.injected_prilocaine_mg)
            return cls(name, strength, ceiling, injected, _ratio(injected, ceiling))
        plain = known(request.injected_lidocaine_mg)
        mixed = known(request.injected_lidocaine_with_adrenaline_mg)
        higher = _ceiling("lidocaine_with_adrenaline", weight=weight, half=half)
        return cls(name, strength, ceiling, total(plain, mixed), total(_ratio(plain, ceiling), _ratio(mixed, higher)))

    @property
    def there(self) -> bool:
        """Whether it is in the cream, or may be, or is injected."""
        return self.strength != 0.0 or self.injected_mg != 0.0

    @property
    def has_ceiling(self) -> bool:
        """Whether the library has a ceiling for it."""
        return self.name != "tetracaine"

    def share(self, cream_g: Known, *, fraction: float) -> Known:
        """Cream and injections as a share of the ceiling."""
        return total(_ratio(_times(cream_g, self.strength, fraction), self.ceiling), self.injected_share)

    def dose(self, cream_g: Known, *, fraction: float, counted: float, weight: Known) -> DrugDose:
        """The drug in numbers."""
        mass = _times(cream_g, self.strength, 1.0)
        share = self.share(cream_g, fraction=counted) if self.has_ceiling else None
        return DrugDose(
            drug=self.name,
            strength_mg_g=told(self.strength),
            mass_mg=told(mass),
            mass_mg_kg=told(_ratio(mass, weight)),
            absorbed_share=fraction,
            absorbed_mg=told(_times(cream_g, self.strength, fraction)),
            counted_mg=told(_times(cream_g, self.strength, counted)),
            injected_mg=told(self.injected_mg),
            ceiling_mg=told(self.ceiling),
            share_of_ceiling=told(share),
        )


def _ceiling(name: str, *, weight: Known, half: float) -> Known:
    """The most of a drug for a weight [mg]."""
    if weight is None:
        return None
    return half * min(weight * limit_number(f"{name}_mg_kg"), limit_number(f"{name}_most_mg"))


def _most(drugs: Sequence[_Drug], *, fraction: float, counted: float) -> Known:
    """The most cream for which no drug, and not all together, exceed their ceilings [g]."""
    most, per_gram, injected = inf, 0.0, 0.0
    for drug in drugs:
        if drug.strength is None or drug.ceiling is None or drug.injected_share is None:
            return None
        left = max(1.0 - drug.injected_share, 0.0)
        most = min(most, left * drug.ceiling / (drug.strength * counted) if drug.strength else (inf if left else 0.0))
        per_gram += drug.strength * fraction / drug.ceiling
        injected += drug.injected_share
    return min(most, max(1.0 - injected, 0.0) / per_gram) if per_gram else most


def _times(amount: Known, strength: Known, fraction: float) -> Known:
    if amount == 0.0 or strength == 0.0:
        return 0.0
    return None if amount is None or strength is None else amount * strength * fraction


def _ratio(part: Known, whole: Known) -> Known:
    if part == 0.0:
        return 0.0
    return None if part is None or whole is None else part / whole
