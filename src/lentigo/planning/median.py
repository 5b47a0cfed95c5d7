"""The skin in the middle of what this person may have, beside and inside the lesion, with its light."""

from __future__ import annotations

from dataclasses import dataclass

from lentigo.modalities.photothermal import Light, light
from lentigo.modalities.skins import SkinArrays
from lentigo.planning.dial import Combination
from lentigo.planning.question import Question
from lentigo.planning.sample import central_skins


@dataclass(frozen=True, slots=True)
class Median:
    """Two skins, beside and inside the lesion, with a broad beam and the finite spot's axis."""

    skins: SkinArrays
    broad: Light
    finite: Light


def median_skin(question: Question, combination: Combination) -> Median:
    """The skins (beside, inside) whose uncertain quantities all have their central values, with their light."""
    skins = central_skins(question.estimate, site=question.case.skin.site, depth=question.depth)
    constants = question.constants(combination)
    broad = light(
        skins,
        lines=combination.handpiece.lines,
        surface=combination.cooling.surface_medium,
        constants=constants,
        streams=question.numerics.streams,
        threads=1,
    )
    finite = broad.finite(combination.exposure, constants=constants)
    return Median(skins, broad, finite)
