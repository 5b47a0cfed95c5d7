"""Why treatment may not happen, or only so: screening with its sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from lentigo.cli.render.console import section
from lentigo.cli.render.words import VERDICTS, plain
from lentigo.domain.device import Device
from lentigo.domain.plan import Reason, Screening

Cite = Callable[[str], str]
"""The citation of a reference, by its key."""

_STYLES: Final = {"ABSOLUTE": "bold red", "DEFER": "bold yellow", "REFER": "bold yellow", "RELATIVE": "yellow"}


def reason(
    of: Reason, *, cite: Cite, devices: Sequence[Device] = (), verdicts: Mapping[str, str] = VERDICTS
) -> RenderableType:
    """One rule that applies: what, why, what to do, until when, and who says so."""
    head = Text()
    head.append(f"{verdicts[of.verdict].capitalize()}: ", style=_STYLES.get(of.verdict, "bold"))
    head.append(of.title, style="bold")
    version = f", version {of.version}" if of.version else ""
    head.append(f"  (rule {of.rule}{version})")
    lines: list[RenderableType] = [Text(f"Because: {of.because}"), Text(f"What to do: {of.action}")]
    if of.earliest is not None:
        lines.append(Text(f"Earliest date: {of.earliest:%-d %B %Y}", style="bold"))
    if of.scope:
        lines.append(Text(f"Applies to: {'; '.join(places(of.scope, devices=devices))}"))
    if of.disagreement is not None:
        lines.append(Text(f"Sources disagree: {of.disagreement.question}", style="bold"))
        for side in of.disagreement.sides:
            goes = " This is what is gone by." if side.chosen else ""
            # What stands among the rule's own sources below is named by its key alone.
            cited = "; ".join(key if key in of.sources else f"{cite(key)} [{key}]" for key in side.sources)
            lines.append(Padding(Text(f"- {side.says}{goes} ({cited})"), (0, 0, 0, 2)))
    lines.extend(Text(f"Source: {cite(key)} [{key}]", style="dim") for key in of.sources)
    if not of.sources:
        lines.append(Text("Source: none is recorded for this rule", style="dim"))
    if of.from_memory:
        lines.append(Text("The source of this rule has not been read again: verify before relying on it.", style="dim"))
    return Group(head, *(Padding(line, (0, 0, 0, 3)) for line in lines))


def places(scope: Sequence[str], *, devices: Sequence[Device]) -> list[str]:
    """Handpieces under the name of their device, which is said once; other treatments by name."""
    names = {device.id: device.name for device in devices}
    found: dict[str, list[str]] = {}
    for place in scope:
        device, _, handpiece = place.partition("/")
        # An id of a device that is not at hand is what a command would be given; other names are words.
        named = names.get(device, device if handpiece else plain(device))
        found.setdefault(named, []).extend([handpiece] if handpiece else [])
    return [f"{device}: {', '.join(parts)}" if parts else device for device, parts in found.items()]


def screening_page(
    screening: Screening, *, cite: Cite, words: str = "Screening", devices: Sequence[Device] = ()
) -> RenderableType:
    """Every rule that applies, worst first."""
    if not screening.reasons:
        return section(words, Text(f" No rule applies: {VERDICTS[screening.verdict]}."))
    order = list(VERDICTS)
    reasons = sorted(screening.reasons, key=lambda r: order.index(r.verdict))
    return section(words, *(Padding(reason(r, cite=cite, devices=devices), (0, 0, 0, 1)) for r in reasons))
