"""What is reached and what is harmed, as reports and papers head their columns and name their curves: by goal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lentigo.domain.goals import Goal
from lentigo.domain.plan import Window
from lentigo.reports.style import BURN, EFFECT, Stroke

__all__ = ["GoalLabels", "common_labels", "labels_of"]


@dataclass(frozen=True, slots=True)
class GoalLabels:
    """Short names of effect and harm; beside each other they mean the same in every table and picture."""

    effect: str
    """At the head of a column, in front of a chance."""
    effect_from: str
    """In front of the setting from which it happens."""
    harm: str
    harm_from: str
    effect_without_harm: str
    chance_of_harm: str
    """What its cap is called."""
    treated: str
    """What is treated, within a sentence; "the spot" where it is one."""

    @property
    def effect_stroke(self) -> Stroke:
        """How its curve is drawn and named."""
        return replace(EFFECT, label=_phrase(self.effect))

    @property
    def harm_stroke(self) -> Stroke:
        """How the curve of harm is drawn and named."""
        return replace(BURN, label=_phrase(self.harm))


_MELANIN: Final = GoalLabels(
    effect="The spot responds",
    effect_from="The spot responds from",
    harm="Burn",
    harm_from="A burn begins at",
    effect_without_harm="Responds without a burn",
    chance_of_harm="chance of a burn",
    treated="the spot",
)

_LABELS: Final[Mapping[Goal, GoalLabels]] = {
    "whitening": _MELANIN,
    "no_whitening": _MELANIN,
    "vessels": replace(
        _MELANIN,
        effect="A vessel coagulates",
        effect_from="A vessel coagulates from",
        effect_without_harm="Coagulates without a burn",
        treated="the lesion",
    ),
    "collagen": replace(
        _MELANIN,
        effect="Enough dermis warmed",
        effect_from="Enough dermis is warmed from",
        effect_without_harm="Warmed without a burn",
        treated="the skin treated",
    ),
    "columns": GoalLabels(
        effect="Deep and dense enough",
        effect_from="Deep and dense enough from",
        harm="Too deep or burnt together",
        harm_from="Too deep or burnt together from",
        effect_without_harm="Enough, without harm",
        chance_of_harm="chance of harm",
        treated="the skin treated",
    ),
    "removal": GoalLabels(
        effect="Deep enough",
        effect_from="Deep enough from",
        harm="Too deep",
        harm_from="Too deep from",
        effect_without_harm="Deep enough, not too deep",
        chance_of_harm="chance of too deep a wound",
        treated="the skin treated",
    ),
}

_MIXED: Final = GoalLabels(
    effect="Goal reached",
    effect_from="Goal reached from",
    harm="Harm",
    harm_from="Harm begins at",
    effect_without_harm="Goal reached without harm",
    chance_of_harm="chance of harm",
    treated="the lesion",
)
"""Where windows with several goals stand side by side."""


def labels_of(goal: Goal) -> GoalLabels:
    """The labels of a goal."""
    return _LABELS[goal]


def common_labels(windows: Iterable[Window]) -> GoalLabels:
    """The labels that all windows share; those that hold for every goal where they do not."""
    found = list({id(labels_of(window.goal)): labels_of(window.goal) for window in windows}.values())
    return found[0] if len(found) == 1 else _MIXED


def _phrase(text: str) -> str:
    return text[:1].lower() + text[1:]
