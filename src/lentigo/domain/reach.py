"""How deep and how densely light reaches along a dial, where a goal is told by depth."""

from __future__ import annotations

from lentigo.domain.record import Finite, Positive, record


@record
class BandCurve:
    """5th, 50th and 95th percentile over the sampled skins along a dial. The unit is in the name of its field."""

    p5: tuple[Finite, ...]
    p50: tuple[Finite, ...]
    p95: tuple[Finite, ...]


@record
class Reach:
    """How deep and how densely each setting of the dial reaches, beside what is wanted and what is allowed."""

    depth_um: BandCurve
    """Depth to which tissue is taken away, coagulated or heated to the goal."""
    removed_um: BandCurve | None = None
    """Depth of what is taken away."""
    from_um: BandCurve | None = None
    """Upper edge of what is reached, where the surface is spared."""
    width_um: BandCurve | None = None
    """Width of a column with its rim."""
    coverage_percent: BandCurve | None = None
    """Share of the surface that is wounded, all passes together."""
    wanted_depth_um: Positive
    deepest_allowed_um: Positive
    wanted_coverage_percent: Positive | None = None
    highest_coverage_percent: Positive | None = None
    text: str
    """What is wanted and why, in a sentence."""
    sources: tuple[str, ...]
