"""What was seen and should hardly have been: told in plain words, with its chance; it never raises anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.plan import Surprise
from lentigo.planning.learn import Posterior, ln_dose
from lentigo.planning.likelihood import Chances, chances_of_signs, local_factors
from lentigo.planning.sightings import Sighting

Floats = NDArray[np.float64]

LESION = ("no endpoint", "a mild endpoint", "an obvious endpoint")
BESIDE = ("no redness beside the lesion", "redness beside the lesion", "swelling beside the lesion")


def surprises(found: Posterior, seen: Sequence[Sighting]) -> tuple[Surprise, ...]:
    """Contradictions between what was seen and predicted, and between the spots, in the order of the spots.

    Each spot is held against what was predicted before anything was seen and against what the other spots taught.
    """
    ordered = sorted(seen, key=lambda one: [str(part) for part in one.order])
    predicted = [_chances(found, one) for one in ordered]
    told: list[Surprise] = []
    for place, one in enumerate(ordered):
        told += _of_spot(found, one, predicted[place], place)
    for place, low in enumerate(ordered):
        for other, high in enumerate(ordered):
            if low.combination == high.combination and low.set_j_cm2 < high.set_j_cm2:
                told += _of_pair(low, high, predicted[place], predicted[other])
    return tuple(told)


def _chances(found: Posterior, one: Sighting) -> Chances:
    """Predicted chances of every reading of a spot in each draw, over its local factor; the last axis has one place."""
    known = found.prior
    nodes, weights = local_factors()
    each = chances_of_signs(known.ladders[one.combination], ln_dose(one, known.draws.laws), nodes, marks=known.marks)
    column = weights[:, None]
    return Chances(
        lesion=each.lesion @ column,
        beside=each.beside @ column,
        harm=each.harm @ column,
        harm_at_once=each.harm_at_once @ column,
        responded=each.responded @ column,
        dark_mark=each.dark_mark @ column,
        purpura=each.purpura @ column,
    )


def _readings(one: Sighting, chances: Chances) -> Iterator[tuple[str, Floats, bool]]:
    """What was read of a spot in words, the chance in each draw of that or more of it, and whether it is bad."""
    signs = one.signs
    if signs.harm == "seen":
        at_once = [word for word in one.bad if word != "a dark mark"]
        yield (_listed(at_once), chances.harm[:, 0], True)
    if signs.dark_mark:
        yield "a dark mark", chances.dark_mark[:, 0], True
    for words, grade, each in ((LESION, signs.lesion, chances.lesion), (BESIDE, signs.beside, chances.beside)):
        if grade is None or (words is BESIDE and signs.harm == "seen"):
            continue
        more, less = each[grade:, :, 0].sum(axis=0), each[: grade + 1, :, 0].sum(axis=0)
        rarer, more_or_less = (more, "or more") if more.mean() < less.mean() else (less, "or less")
        yield (words[grade] if grade in (0, 2) else f"{words[grade]} {more_or_less}"), rarer, False
    if signs.responded is not None:
        p = chances.responded[:, 0]
        yield ("a lesion that responded", p, False) if signs.responded else ("a lesion as before", 1 - p, False)


def _of_spot(found: Posterior, one: Sighting, chances: Chances, place: int) -> Iterator[Surprise]:
    total = found.ln_likelihood.sum(axis=0) - found.ln_likelihood[place]
    others = np.exp(total - total.max())
    others /= others.sum()
    table = library.table("limits/observations")
    for what, chance, bad in _readings(one, chances):
        bound = table["surprising_percent" if bad else "surprising_grade_percent"].value / 100
        before, after = float(chance.mean()), float(chance @ others)
        if min(before, after) >= bound:
            continue
        least = min(before, after)
        against = "before anything was seen" if before <= after else "after what the other spots showed"
        text = f"Spot {one.name}, {one.set_j_cm2:g} J/cm²: {what} was seen; {against} its chance was {_percent(least)}."
        yield Surprise(spots=(one.name,), text=text, chance=min(max(least, 0.0), 1.0))


def _of_pair(low: Sighting, high: Sighting, at_low: Chances, at_high: Chances) -> Iterator[Surprise]:
    """A stronger effect at a lower level."""
    found = []
    first, second = low.signs, high.signs
    if first.lesion is not None and second.lesion is not None and first.lesion > second.lesion:
        chance = at_low.lesion[first.lesion :, :, 0].sum(axis=0) * at_high.lesion[: second.lesion + 1, :, 0].sum(axis=0)
        found.append(("a stronger endpoint", chance))
    if first.responded and second.responded is False:
        found.append(("a lesion that responded", at_low.responded[:, 0] * (1 - at_high.responded[:, 0])))
    if first.harm == "seen" and second.harm == "not_seen":
        found.append(("a bad reaction", at_low.harm[:, 0] * (1 - at_high.harm[:, 0])))
    for what, chance in found:
        p = float(chance.mean())
        text = (
            f"Spots {low.name} and {high.name}: {what} at {low.set_j_cm2:g} J/cm² and not at {high.set_j_cm2:g} J/cm²; "
            f"the chance of that was {_percent(p)}. Were the spots mixed up, or was contact lost?"
        )
        yield Surprise(spots=(low.name, high.name), text=text, chance=p)


def _percent(share: float) -> str:
    return "less than 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
