"""The colours of skin and lesion as a plan takes them, over its own sample of skins, from the table of the courses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.case import DepthClass, LesionKind
from lentigo.domain.seen_colour import ColourBand, Display, SeenColour, SeenColours
from lentigo.physics.colour import (
    colour_difference,
    individual_typology_angle,
    srgb_from_tristimulus,
    tristimulus_from_lab,
)
from lentigo.planning.aims import has_pigment
from lentigo.planning.course_colour import ColourTable, colour_table, dermal_unit, lesion_melanin
from lentigo.planning.question import Question
from lentigo.planning.sample import SkinSample, draw

__all__ = ["seen_colours", "shown_colours"]

Floats = NDArray[np.float64]

_TABLE = "skins/readings"
_LEAST_YELLOW = 0.1
"""b* below which the angle of a colour is no longer told apart from a right one [1]."""
_TENTH = 0.1


def seen_colours(question: Question) -> SeenColours | None:
    """The colours of the sampled skins and of the lesion in them; none for a lesion that is neither brown nor red.

    Parameters
    ----------
    question : Question
        The case with its skins. Those drawn from what is known are looked at, not the adverse ones of limits.

    Notes
    -----
    Melanin and blood are each skin's own, the rest is the site's: thickness and scattering move skin and lesion alike.
    """
    kind = question.case.lesion.kind
    brown, red = has_pigment(kind), _is_red(kind)
    if not brown and not red:
        return None
    table, sample = _table_of(question), question.usual
    unit = dermal_unit(sample.surroundings.thickness, sample.melanin_column)
    ratio = sample.lesion_column / sample.melanin_column
    epidermal, dermal = lesion_melanin(ratio, kind=kind, depth=question.depth, unit=unit)
    blood = _blood(question, sample)
    more = _more_blood(kind, sample) if red else np.ones(ratio.size)
    around = table.lab(sample.melanin_column, blood=blood)
    inside = table.lab(sample.melanin_column * epidermal, blood=blood * more, dermal=dermal / unit)
    apart = colour_difference(around, inside)
    number = library.number(_TABLE, "just_seen_difference_index")
    order = np.argsort(apart, kind="stable")
    tenth = max(1, round(_TENTH * apart.size))
    skin, lesion = _seen(around, table), _seen(inside, table)
    return SeenColours(
        skin=skin,
        lesion=lesion,
        faintest_srgb=_displayed(around, inside, order[:tenth], table),
        strongest_srgb=_displayed(around, inside, order[-tenth:], table),
        difference_delta_e=_band(apart),
        just_seen_delta_e=number.value,
        chance_seen=round(float((apart >= number.value).mean()), 4),
        by_melanin=brown,
        by_blood=red,
        lesion_known=question.estimate.contrast_known and not red,
        remarks=_remarks(question, lesion, brown=brown, red=red),
    )


def shown_colours(question: Question) -> tuple[Display, Display]:
    """Display colours of skin and lesion; twice that of the skin where the lesion has none of its own."""
    seen = seen_colours(question)
    if seen is not None:
        return seen.skin.srgb, seen.lesion.srgb
    skin = _table_of(question).srgb(float(np.median(question.usual.melanin_column)))
    return skin, skin


def _table_of(question: Question) -> ColourTable:
    """The table from which the colours of a case are read: that of its site."""
    deep = question.depth in ("dermal", "mixed")
    return colour_table(question.case.skin.site, dermal=deep, threads=question.numerics.threads)


def _is_red(kind: LesionKind) -> bool:
    return any(way.goal == "vessels" for way in library.ways_for(kind))


def _more_blood(kind: LesionKind, sample: SkinSample) -> Floats:
    """(N,) blood of a red lesion over that of the dermis around [1]."""
    from lentigo.planning.vessel_course import lesion_blood  # brown lesions need none of it

    return lesion_blood(kind, sample, 1.0)


def _blood(question: Question, sample: SkinSample) -> Floats:
    """(N,) blood of the dermis around the lesion over the site's usual [1]."""
    number = library.spreads(question.case.skin.site)["blood_fraction"]
    return draw(number, sample.column("blood_fraction")) / number.value


def _seen(lab: Floats, table: ColourTable) -> SeenColour:
    """What (N, 3) colours have in common."""
    # So dark that there is no yellow left, a colour has the darkest angle there is.
    angle = individual_typology_angle(lab[:, 0], np.maximum(lab[:, 2], _LEAST_YELLOW))
    lightness, a_star, b_star = (_band(column) for column in lab.T)
    ita = _band(angle)
    return SeenColour(
        lightness=lightness,
        a_star=a_star,
        b_star=b_star,
        ita_deg=ita,
        ita_class=library.ita_class(ita.p50),
        srgb=_display(np.array([lightness.p50, a_star.p50, b_star.p50]), table),
    )


def _band(values: Floats) -> ColourBand:
    low, middle, high = (round(float(v), 2) for v in np.quantile(values, (0.05, 0.5, 0.95)))
    return ColourBand(p5=low, p50=middle, p95=high)


def _displayed(around: Floats, inside: Floats, chosen: NDArray[np.intp], table: ColourTable) -> tuple[Display, Display]:
    skin, lesion = (_display(np.median(lab[chosen], axis=0), table) for lab in (around, inside))
    return skin, lesion


def _display(lab: Floats, table: ColourTable) -> Display:
    values = np.clip(srgb_from_tristimulus(tristimulus_from_lab(lab, white=table.white)), 0.0, 1.0)
    red, green, blue = (round(float(v), 4) for v in values)
    return red, green, blue


def _remarks(question: Question, lesion: SeenColour, *, brown: bool, red: bool) -> tuple[str, ...]:
    case, found = question.case, []
    if brown and not question.estimate.contrast_known:
        found.append(
            "How dark the spot is was neither measured nor judged, so that its colour is only a range. A colorimeter "
            "on the spot would tell."
        )
    if not question.estimate.ita_known:
        found.append("The colour of the skin was not measured here, so that it is only a range.")
    if brown and case.lesion.depth == "unknown":
        found.append(f"How deep its melanin lies is not known; the colour is that of {_lying(question.depth)} melanin.")
    if brown and question.depth in ("dermal", "mixed"):
        found.append("How much melanin lies deep is assumed: nothing that is seen from outside tells it.")
    measured = question.estimate.lesion_ita_deg
    if brown and measured is not None and not lesion.ita_deg.p5 <= measured <= lesion.ita_deg.p95:
        found.append(
            f"The reading on the spot gave an ITA of {measured:.0f}°. The plan takes its {_lying(question.depth)} "
            "melanin as the library has it; where the colours disagree, believe the reading."
        )
    if red:
        found.append(
            "How much more blood a red lesion holds is assumed: no measurement was found. Its redness is a rough guess."
        )
    return tuple(found)


def _lying(depth: DepthClass) -> str:
    words = {"epidermal": "shallow", "junctional": "shallow", "dermal": "deep", "mixed": "shallow and deep"}
    return words.get(depth, "shallow")
