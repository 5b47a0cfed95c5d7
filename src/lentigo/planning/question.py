"""A case made ready to be computed: its skins sampled once, its light computed once per spectrum and surface."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lentigo.domain.case import Case, DepthClass, LesionKind
from lentigo.domain.device import SpectralLine, SurfaceMedium
from lentigo.domain.goals import Goal
from lentigo.domain.numerics import Numerics
from lentigo.domain.plain_words import spoken
from lentigo.domain.plan import Screening
from lentigo.errors import QuestionError
from lentigo.modalities.constants import Constants
from lentigo.planning.aims import goal_of, has_pigment
from lentigo.planning.by_goal import goal_thresholds
from lentigo.planning.caps import DarkMarkLaw, dark_mark_law
from lentigo.planning.compose import constants_for
from lentigo.planning.dial import Combination
from lentigo.planning.estimate import Estimate, estimate_skin
from lentigo.planning.sample import SkinSample, sample_skins
from lentigo.planning.thresholds import Lights, Thresholds, lights

if TYPE_CHECKING:
    from lentigo.planning.caution import Caution

_LightKey = tuple[int, tuple[SpectralLine, ...], SurfaceMedium]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Thresholds of one combination in the skins as they may be, and as limits must see them."""

    usual: Thresholds
    adverse: Thresholds


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with the sampled skins and the light already computed in them."""

    case: Case
    screening: Screening
    estimate: Estimate
    numerics: Numerics
    usual: SkinSample
    """Skins drawn from what is known and from priors: for the chance of effect."""
    adverse: SkinSample
    """The same, with unknowns at their adverse bound: for limits. The same object where nothing is unknown."""
    depth: DepthClass
    """Where the lesion's melanin lies; where unknown, where that kind of lesion has it most often."""
    deeper: tuple[tuple[DepthClass, SkinSample], ...]
    """Adverse skins with the lesion at every other depth that it may have, where its depth is unknown: for limits."""
    caution: Caution | None = None
    """What was seen before forbids; none where nothing was seen."""
    _lights: dict[_LightKey, Lights] = field(default_factory=dict, repr=False)
    _evaluations: dict[Combination, Evaluation] = field(default_factory=dict, repr=False)

    def constants(self, combination: Combination) -> Constants:
        """What nature is at the wavelengths of a combination."""
        return constants_for(combination.handpiece.lines)

    def lights(self, combination: Combination, sample: SkinSample) -> Lights:
        """Light in sampled skins; the same for every spot and pulse."""
        surface = combination.cooling.surface_medium
        key = (id(sample), combination.handpiece.lines, surface)
        if key not in self._lights:
            self._lights[key] = lights(
                sample,
                combination.exposure,
                constants=self.constants(combination),
                streams=self.numerics.streams,
                threads=self.numerics.threads,
            )
        return self._lights[key]

    def evaluate(self, combination: Combination) -> Evaluation:
        """Thresholds of one combination in both samples."""
        if combination not in self._evaluations:
            adverse = goal_thresholds(self, combination, self.adverse, self.depth)
            usual = (
                adverse if self.usual is self.adverse else goal_thresholds(self, combination, self.usual, self.depth)
            )
            for depth, sample in self.deeper:
                adverse = adverse.worse_of(goal_thresholds(self, combination, sample, depth))
            self._evaluations[combination] = Evaluation(usual=usual, adverse=adverse)
        return self._evaluations[combination]

    def goal(self, combination: Combination) -> Goal:
        """What a combination is aimed at in this lesion.

        Raises
        ------
        QuestionError
            If the library knows nothing that it could do for such a lesion.
        """
        goal = goal_of(self.case.lesion.kind, combination)
        if goal is None:
            raise QuestionError(
                f"{combination.device.name}, {combination.handpiece.name}, treats nothing in such a lesion "
                f"({spoken(self.case.lesion.kind)})",
                where="devices",
                hint="`lentigo library show ways` lists what suits which lesion",
            )
        return goal

    def dark_mark_law(self, combination: Combination) -> DarkMarkLaw:
        """The law of dark marks for this person after light of a combination, against its dial."""
        goal = self.goal(combination)
        law = dark_mark_law(self.case, self.screening, goal=goal)
        if goal != "columns":
            return law
        from lentigo.planning.column_thresholds import by_coverage

        return by_coverage(law, combination)

    def put(self, combination: Combination, evaluation: Evaluation) -> None:
        """Keep thresholds that are known already."""
        self._evaluations[combination] = evaluation

    def evaluated(self) -> tuple[tuple[Combination, Evaluation], ...]:
        """Every combination whose thresholds are known."""
        return tuple(self._evaluations.items())


def ask(case: Case, screening: Screening, *, numerics: Numerics, estimate: Estimate | None = None) -> Question:
    """Sample the skins of a case."""
    if estimate is None:
        estimate = estimate_skin(case)
        if any("darker_colour_counts" in reason.effects for reason in screening.reasons):
            estimate = replace(estimate, ita_known=False)
    depth, *others = possible_depths(case.lesion.kind, case.lesion.depth)

    def sample(at: DepthClass, *, adverse: bool) -> SkinSample:
        return sample_skins(
            estimate, site=case.skin.site, depth=at, count=numerics.skins, seed=numerics.seed, adverse=adverse
        )

    adverse = sample(depth, adverse=True)
    everything_known = estimate.ita_known and estimate.contrast_known
    return Question(
        case=case,
        screening=screening,
        estimate=estimate,
        numerics=numerics,
        usual=adverse if everything_known else sample(depth, adverse=False),
        adverse=adverse,
        depth=depth,
        deeper=tuple((other, sample(other, adverse=True)) for other in others),
    )


def possible_depths(kind: LesionKind, depth: DepthClass) -> tuple[DepthClass, ...]:
    """Depths that a lesion may have, the most usual one first; only the known one where it is known."""
    if not has_pigment(kind):
        return ("epidermal",)
    if depth != "unknown":
        return (depth,)
    if kind in ("naevus_of_ota", "hori_naevus"):
        return ("dermal", "mixed")
    if kind in ("melasma", "post_inflammatory_hyperpigmentation"):
        return ("mixed", "epidermal", "dermal")
    return ("epidermal", "junctional")
