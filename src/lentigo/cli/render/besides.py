"""Two lines beside a plan: how much its setting may hurt, and where its months are followed."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo.domain.pain import PainEstimate


def besides(pain: PainEstimate | None, months: str | None, *, unknown_pain: bool = False) -> RenderableType:
    """The lines that there are; an empty group where there is none.

    Parameters
    ----------
    pain : PainEstimate, optional
        Of the recommended setting.
    months : str, optional
        The command that follows the case over months.
    unknown_pain : bool
        It hurts, and nobody can say how much.
    """
    lines = []
    if unknown_pain:
        lines.append(
            Text(" Pain: not estimated for such light; it hurts more than a single pulse, so plan for numbing.")
        )
    if pain is not None:
        band = pain.without_cream_share
        lines.append(
            Text(
                f" Pain without a cream: about {10 * band.p50:.0f} of 10 ({10 * band.p5:.0f} to {10 * band.p95:.0f}), "
                "estimated from few studies."
            )
        )
    if months is not None:
        lines.append(Text(f" Over months: {months}"))
    return Group(*lines)
