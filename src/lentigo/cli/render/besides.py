"""Two lines beside a plan: how much its setting may hurt, and where its months are followed."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo.domain.plan import Band


def besides(pain: Band | None, months: str | None, *, anaesthetic: bool = False) -> RenderableType:
    """The lines that there are; an empty group where there is none.

    Parameters
    ----------
    pain : Band, optional
        Score of the recommended setting, from 0 to 10.
    months : str, optional
        The command that follows the case over months.
    anaesthetic : bool
        Nobody is treated so without one, and no score is told.
    """
    lines = []
    if anaesthetic:
        lines.append(Text(" Pain: a surface is not taken off without an anaesthetic; a cream alone is rarely enough."))
    if pain is not None:
        lines.append(
            Text(
                f" Pain without a cream: about {pain.p50:.0f} of 10 ({pain.p5:.0f} to {pain.p95:.0f}), "
                "estimated from few studies."
            )
        )
    if months is not None:
        lines.append(Text(f" Over months: {months}"))
    return Group(*lines)
