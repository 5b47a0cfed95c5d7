"""Colours, strokes and type of every figure: told apart by hue, by grey and by stroke, never by hue alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final, cast
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH_IN: Final = 7.2
"""Width of every figure: the measure of the page [inch]."""

FAMILY: Final = "DejaVu Sans"
"""Comes with matplotlib, so that a figure is the same on every machine."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """How one quantity is drawn, in every figure the same."""

    label: str
    colour: str
    dashes: tuple[float, ...] | None
    width: float
    marker: str
    hatch: str


EFFECT: Final = Stroke("the spot responds", "#004b80", None, 2.2, "o", "")
BURN: Final = Stroke("burn", "#bd4000", (5.0, 1.8), 2.2, "s", "///")
DARK_MARKS: Final = Stroke("dark marks", "#7a4a75", (1.2, 1.6), 2.4, "^", "\\\\\\")
SKIN: Final = Stroke("skin around the spot", "#785c00", (5.0, 1.8), 1.9, "s", "///")
LESION: Final = Stroke("the spot", "#2b1a12", None, 2.2, "o", "")

INK: Final = "#1b1f23"
QUIET: Final = "#565d64"
RULE: Final = "#c9ced3"
SHADE: Final = "#eef0f2"
PAPER: Final = "#ffffff"
ALLOWED: Final = "#0b5d4f"
"""The useful range."""
FORBIDDEN: Final = "#5c6064"
"""Strokes that mark what lies above the limit."""

CARD_INK: Final = "#000000"
CARD_PAPER: Final = "#ffffff"

TEXT_COLOURS: Final = {stroke.label: stroke.colour for stroke in (EFFECT, BURN, DARK_MARKS, SKIN, LESION)} | {
    "ink": INK,
    "quiet": QUIET,
    "allowed": ALLOWED,
    "forbidden": FORBIDDEN,
}
"""Every colour in which text is set on paper."""

HEAT: Final = "cividis"
"""Colour map of temperatures: rises evenly in grey, the same to colour-blind eyes."""

_RC: Final[dict[str, Any]] = {
    "font.family": [FAMILY],
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 7.0,
    "axes.labelsize": 9.0,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "grid.color": "#e2e5e8",
    "grid.linewidth": 0.7,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "lentigo",
    "figure.dpi": 72,
    "savefig.dpi": 160,
    "path.simplify": True,
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style of the reports, and leave matplotlib as it was."""
    with mpl.rc_context(cast("Any", _RC)):
        yield


def luminance(colour: str) -> float:
    """Relative luminance of a colour [1]: 0 for black, 1 for white (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours [1], between 1 and 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def line(stroke: Stroke) -> dict[str, Any]:
    """How matplotlib draws a line of this quantity."""
    style: Any = "-" if stroke.dashes is None else (0, stroke.dashes)
    return {"color": stroke.colour, "linestyle": style, "linewidth": stroke.width}


def quiet_axes(axes: Axes, *, grid: str | None = None) -> None:
    """Take away what does not carry information; keep faint rules on the named axis."""
    axes.tick_params(length=3, width=0.8)
    if grid:
        axes.grid(visible=True, axis=grid)  # type: ignore[arg-type]


def spread(positions: list[float], *, gap: float, low: float, high: float) -> list[float]:
    """Positions moved apart just enough to keep a gap, between two bounds, in the order given."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    placed = [min(max(positions[i], low), high) for i in order]
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    over = placed[-1] - high if placed else 0.0
    if over > 0:
        placed[-1] -= over
        for i in range(len(placed) - 2, -1, -1):
            placed[i] = min(placed[i], placed[i + 1] - gap)
    result = [0.0] * len(positions)
    for where, i in enumerate(order):
        result[i] = placed[where]
    return result


def svg(figure: Figure, *, name: str, title: str) -> str:
    """A figure as an ``<svg>`` element that can stand in a page beside others.

    Identifiers begin with ``name``, so that two figures never share one; the title is what a screen reader says. Text
    stays text. Nothing in it depends on the hour or on the machine.
    """
    buffer = StringIO()
    with styled():
        metadata = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(buffer, format="svg", metadata=metadata)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)
    text = re.sub(r'(xlink:)?href="#([^"]+)"', rf'\1href="#{name}-\2"', text)
    text = re.sub(r"(-?\d+\.\d{3})\d+", r"\1", text)
    label = f'role="img" aria-labelledby="{name}-title"'
    text = re.sub(r"<svg ", f"<svg {label} ", text, count=1)
    return re.sub(r"(<svg[^>]*>)", rf'\1<title id="{name}-title">{escape(title)}</title>', text, count=1).strip()
