"""The section on colours: what skin and lesion are expected to look like, in words, swatches and numbers."""

from __future__ import annotations

import math
from typing import Final

from lentigo import library
from lentigo.domain.plan import Plan
from lentigo.domain.seen_colour import ColourBand, SeenColour, SeenColours
from lentigo.reports import words
from lentigo.reports.blocks import Block, Notice, Paragraph, Section, Table
from lentigo.reports.colour_figures import swatch_figure
from lentigo.reports.options import picture
from lentigo.reports.sources import Sources

__all__ = ["colours_section"]

_SHADES: Final = {
    "very light": "very pale",
    "light": "pale",
    "intermediate": "neither pale nor dark",
    "tan": "tan",
    "brown": "brown",
    "dark": "dark brown",
}
"""Classes of the angle of a colour, in words that need no other."""

_REDDER: Final = 1.0
"""Difference of a* from which a colour is called redder [1]."""
_GREYER: Final = 3.0
"""Loss of chroma from which a brown is called greyer, as over deep melanin [1]."""


def colours_section(plan: Plan, sources: Sources) -> Section | None:
    """What skin and lesion are expected to look like before treatment; none where the plan says nothing of it."""
    seen = plan.colours
    if seen is None:
        return None
    name = lesion_name(seen)
    blocks: list[Block] = [
        Paragraph(f"{_shades(seen, name)} {_difference(seen)}{sources.mark(['sharma-2005'])}"),
        picture(
            "colours",
            figure=swatch_figure(seen, name=name),
            title=f"Skin and {name.removeprefix('the ')}, drawn in their colours",
            caption=_caption(seen, name),
        ),
        Paragraph(
            "A prediction, not a photograph: the colours are computed from the melanin and the blood that this plan "
            "takes, in daylight, before treatment. A screen or a printer shows colours only roughly; go by the numbers."
        ),
    ]
    if seen.remarks:
        blocks.append(Notice("note", "How far this is known", seen.remarks))
    blocks += [
        Table(
            caption="The same colours in numbers, with their 5 to 95 % ranges",
            head=("Where", "L*", "a*", "b*", "ITA"),
            rows=(_row("Skin around", seen.skin), _row(words.capital(name), seen.lesion)),
            numeric=frozenset({1, 2, 3, 4}),
            widths=(1.4, 1.5, 1.5, 1.5, 1.8),
        ),
        Paragraph(
            "L* is how light a colour is, from 0 (black) to 100 (white); a* grows with red, b* with yellow. The "
            "difference is CIEDE2000. Daylight is CIE D65, seen by the 2° observer.",
            quiet=True,
        ),
    ]
    return Section("colours", "The colours to expect", tuple(blocks))


def lesion_name(seen: SeenColours) -> str:
    """What the lesion is called where only its colour counts."""
    return "the lesion" if seen.by_blood else "the spot"


def _shades(seen: SeenColours, name: str) -> str:
    skin, lesion = (f"{_SHADES[c.ita_class]} (ITA {_whole(c.ita_deg.p50)}°)" for c in (seen.skin, seen.lesion))
    return f"The skin around is {skin}; {name} is {_direction(seen)}: {lesion}."


def _direction(seen: SeenColours) -> str:
    """How the lesion differs, in words."""
    lighter = seen.lesion.lightness.p50 - seen.skin.lightness.p50
    found = ["darker"] if lighter <= -seen.just_seen_delta_e else []
    if seen.lesion.a_star.p50 - seen.skin.a_star.p50 >= _REDDER and seen.by_blood:
        found.append("redder")
    if _chroma(seen.skin) - _chroma(seen.lesion) >= _GREYER and seen.lesion.ita_class != "dark":
        found.append("greyer")
    return words.join(found) if found else "about the same"


def _chroma(colour: SeenColour) -> float:
    """How far a colour lies from grey [1]."""
    return math.hypot(colour.a_star.p50, colour.b_star.p50)


def _difference(seen: SeenColours) -> str:
    """How large the difference is, and whether an eye would see it."""
    apart, plain = seen.difference_delta_e, library.number("skins/readings", "plain_difference_index").value
    told = f"They differ by {_range(apart)} in colour, where about {seen.just_seen_delta_e:g} is just seen side by side"
    if apart.p5 >= plain:
        return f"{told}: plain to see."
    if apart.p50 >= plain:
        return f"{told}: most likely plain to see."
    if apart.p50 >= seen.just_seen_delta_e:
        return f"{told}: seen on a close look in {words.chance(seen.chance_seen)} of the sampled skins."
    return f"{told}: hardly seen, if at all."


def _caption(seen: SeenColours, name: str) -> str:
    apart = seen.difference_delta_e
    known = "" if seen.lesion_known else " Only the range is known, not which of them it is."
    return (
        f"{words.capital(name)} on the skin around, from left to right where it stands out least, in the middle, and "
        f"where it stands out most among the sampled skins (difference {apart.p5:.0f}, {apart.p50:.0f} and "
        f"{apart.p95:.0f}).{known} Beside them the middle colours with their numbers."
    )


def _row(label: str, colour: SeenColour) -> tuple[str, ...]:
    bands = (colour.lightness, colour.a_star, colour.b_star)
    return (label, *(_range(band) for band in bands), f"{_range(colour.ita_deg, unit='°')}")


def _range(band: ColourBand, *, unit: str = "") -> str:
    """A middle with its range, without decimals that no eye sees."""
    middle, low, high = (_whole(value) + unit for value in (band.p50, band.p5, band.p95))
    return f"{middle} ({low} to {high})"


def _whole(value: float) -> str:
    """A whole number with a true minus; none in front of zero."""
    return f"{round(value):d}".replace("-", "−")
