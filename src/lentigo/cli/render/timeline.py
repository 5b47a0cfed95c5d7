"""Quantities over months as charts of text: blocks for the median skin, shade for the band, dates below."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from rich.text import Text

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_SHADE: Final = "░"
_HEIGHT: Final = 4
_GUTTER: Final = 6
"""Characters left of every chart, for its scale."""
_LABEL: Final = 4
"""Characters of a month's name with the blank after it."""
_NICE: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Months:
    """The months below a chart, spread over columns."""

    start: date
    horizon_days: int
    width: int
    """Columns of a chart, without its scale [1]."""

    def edges(self, column: int) -> tuple[int, int]:
        """First day of a column, and the first after it."""
        first = column * (self.horizon_days + 1) // self.width
        return first, max((column + 1) * (self.horizon_days + 1) // self.width, first + 1)

    def column(self, day: int) -> int:
        """The column in which a day lies; the last where it lies beyond."""
        inside = min(max(day, 0), self.horizon_days)
        return next(c for c in range(self.width) if self.edges(c)[1] > inside)

    def names(self) -> str:
        """Names of months where they begin, and the year in place of January."""
        line = [" "] * self.width
        free = 0
        for column in range(self.width):
            first, after = self.edges(column)
            began = [day for k in range(first, after) if (day := self.start + timedelta(days=k)).day == 1 or k == 0]
            if not began or column < free:
                continue
            name = f"{began[-1]:%Y}" if began[-1].month == 1 else f"{began[-1]:%b}"
            if column + len(name) <= self.width:
                line[column : column + len(name)] = name
                free = column + max(len(name) + 1, _LABEL)
        return "".join(line).rstrip()

    def marks(self, days: Sequence[int], *, sign: str = "▲") -> str:
        """A sign under each of some days."""
        line = [" "] * self.width
        for day in days:
            line[self.column(day)] = sign
        return "".join(line).rstrip()

    def spans(self, spans: Sequence[tuple[int, int]], *, sign: str = "═") -> str:
        """A sign under every day from the first to the last of each span."""
        line = [" "] * self.width
        for first, last in spans:
            for column in range(self.column(first), self.column(last) + 1):
                line[column] = sign
        return "".join(line).rstrip()


def chart(
    title: str,
    days: Sequence[int],
    middle: Sequence[float],
    *,
    high: Sequence[float] | None,
    months: Months,
    peaks: bool,
    unit: str = "",
    top: float | None = None,
) -> list[Text]:
    """One quantity over the months.

    Parameters
    ----------
    title : str
        What it is, and its unit.
    days : (T,) sequence of int
        Days of the values, increasing.
    middle, high : (T,) sequence of float
        The median, drawn solid, and the 95th percentile, drawn as shade above it; no shade where ``high`` is none.
    months : Months
        The columns.
    peaks : bool
        Draw the highest value of a column, for what lasts for days only; the mean otherwise.
    unit : str
        After the numbers of the scale.
    top : float, optional
        Top of the scale; a round number above everything otherwise.
    """
    solid = _columns(days, middle, months=months, peaks=peaks)
    shade = _columns(days, high, months=months, peaks=peaks) if high is not None else solid
    highest = max([*shade, *solid])
    scale = _round_above(highest) if top is None else top
    lines = [Text(f"{title}", style="bold")]
    for row in reversed(range(_HEIGHT)):
        at = f"{scale:g}{unit}" if row == _HEIGHT - 1 else (f"0{unit}" if row == 0 else "")
        line = Text(f"{at:>{_GUTTER - 2}} ┤" if at else " " * (_GUTTER - 1) + "│", style="dim")
        for value, above in zip(solid, shade, strict=True):
            drawn = _cell(value / scale * _HEIGHT - row)
            if drawn == " " and above / scale * _HEIGHT - row > 0.125:
                line.append(_SHADE, style="dim")
            else:
                line.append(drawn, style="cyan")
        lines.append(line)
    return lines


def axis(months: Months, *, visits: Sequence[int], care: Sequence[tuple[int, int]]) -> list[Text]:
    """What stands below charts: visits, creams or tablets, and months."""
    lines = []
    if visits:
        lines.append(_below("visit", months.marks(visits)))
    if care:
        lines.append(_below("care", months.spans(care)))
    lines.append(_below("", months.names()))
    return lines


def _below(words: str, drawn: str) -> Text:
    return Text(f"{words:>{_GUTTER - 1}} "[:_GUTTER] + drawn, style="dim")


def _cell(height: float) -> str:
    """A column's part in one row, of which ``height`` rows lie above its lower edge."""
    return _EIGHTHS[max(0, min(8, round(8 * height)))]


def _columns(days: Sequence[int], values: Sequence[float], *, months: Months, peaks: bool) -> list[float]:
    """A value for each column: the mean of its days, or the highest."""
    found = []
    for column in range(months.width):
        first, after = months.edges(column)
        inside = [_at(days, values, day) for day in range(first, min(after, months.horizon_days + 1))]
        inside = inside or [_at(days, values, months.horizon_days)]
        found.append(max(inside) if peaks else math.fsum(inside) / len(inside))
    return found


def _at(days: Sequence[int], values: Sequence[float], day: int) -> float:
    """The value of a day, linear between the days that were told."""
    after = bisect.bisect_left(days, day)
    if after == 0:
        return values[0]
    if after == len(days):
        return values[-1]
    share = (day - days[after - 1]) / (days[after] - days[after - 1])
    return values[after - 1] + share * (values[after] - values[after - 1])


def _round_above(value: float) -> float:
    return next((nice for nice in _NICE if nice >= value - 1e-12), math.ceil(value / 10) * 10.0)
