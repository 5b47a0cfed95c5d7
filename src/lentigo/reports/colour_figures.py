"""Swatches of a skin and of the lesion in it, each with its numbers beside it: nothing is told by colour alone."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle

from lentigo.domain.seen_colour import Display, SeenColour, SeenColours
from lentigo.reports.style import QUIET, WIDTH_IN, styled

__all__ = ["swatch_figure"]

_TILE_IN, _GAP_IN, _TOP_IN = 1.28, 0.1, 0.3
_BAR_IN: Final = 0.52


def swatch_figure(seen: SeenColours, *, name: str) -> Figure:
    """The lesion on the skin where it stands out least, in the middle and most; beside it both colours with numbers.

    Parameters
    ----------
    seen : SeenColours
        The colours of a plan.
    name : str
        What the lesion is called, with its article.
    """
    middle = (seen.skin.srgb, seen.lesion.srgb)
    apart = seen.difference_delta_e
    with styled():
        height = _TOP_IN + _TILE_IN + 0.34
        figure = Figure(figsize=(WIDTH_IN, height))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH_IN)
        axes.set_ylim(height, 0)
        axes.axis("off")
        tiles = (
            ("stands out least", seen.faintest_srgb, apart.p5),
            ("middle", middle, apart.p50),
            ("stands out most", seen.strongest_srgb, apart.p95),
        )
        x = 0.05
        for label, colours, difference in tiles:
            _tile(axes, x, label, colours, difference=difference)
            x += _TILE_IN + _GAP_IN
        x += 0.22
        bare = name.removeprefix("the ")
        for row, (label, colour) in enumerate((("Skin around", seen.skin), (bare.capitalize(), seen.lesion))):
            _bar(axes, x, _TOP_IN + row * (_TILE_IN - _BAR_IN), label, colour)
    return figure


def _square(axes: Axes, x: float, y: float, side: float, colour: Display) -> None:
    # Pale skin on white paper needs an edge.
    axes.add_patch(Rectangle((x, y), side, side, facecolor=colour, edgecolor=QUIET, linewidth=0.6))


def _tile(axes: Axes, x: float, label: str, colours: tuple[Display, Display], *, difference: float) -> None:
    skin, lesion = colours
    axes.text(x + 0.5 * _TILE_IN, 0.16, label, ha="center", va="center", fontsize=8.5)
    _square(axes, x, _TOP_IN, _TILE_IN, skin)
    place = (x + 0.5 * _TILE_IN, _TOP_IN + 0.5 * _TILE_IN)
    axes.add_patch(Ellipse(place, 0.46 * _TILE_IN, 0.38 * _TILE_IN, angle=14, facecolor=lesion, edgecolor="none"))
    axes.text(
        x + 0.5 * _TILE_IN,
        _TOP_IN + _TILE_IN + 0.17,
        f"difference {difference:.0f}",
        ha="center",
        va="center",
        fontsize=8.5,
    )


def _bar(axes: Axes, x: float, y: float, label: str, colour: SeenColour) -> None:
    _square(axes, x, y, _BAR_IN, colour.srgb)
    hexed = "#" + "".join(f"{round(255 * part):02x}" for part in colour.srgb)
    lines = (
        (f"{label}: ITA {round(colour.ita_deg.p50)}°", "bold"),
        (f"L* {round(colour.lightness.p50)}, a* {round(colour.a_star.p50)}, b* {round(colour.b_star.p50)}", "normal"),
        (f"on a screen {hexed}", "normal"),
    )
    for number, (text, weight) in enumerate(lines):
        axes.text(
            x + _BAR_IN + 0.12,
            (y + 0.09 + 0.175 * number),
            text.replace("-", "−"),
            va="center",
            fontsize=8.5,
            fontweight=weight,
        )
