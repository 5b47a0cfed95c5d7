"""The sessions of a course: light on skins of which each earlier session has changed the lesion.

Light and heat are computed once. Each session meets what is left of the lesion's extra melanin: thresholds of effect
lie, on a logarithmic scale, between those of the untouched lesion and those of the skin around by the share that is
left. The skin around is taken as it was, so that no session is allowed more because an earlier one has lightened it.
After a numbing cream, light meets the dermis that the cream has made paler or redder.

Light on vessels or on the dermis meets no melanin that goes; columns and removed surfaces follow water alone, and each
session makes its wound anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.device import Tip
from lentigo.domain.goals import ABLATING, Goal
from lentigo.domain.plan import DialSetting, Plan, Window
from lentigo.domain.strategy import Numbing
from lentigo.domain.treatments import LightFamily
from lentigo.errors import QuestionError
from lentigo.library.numbers import Z95
from lentigo.physics.injury import Injury, combined
from lentigo.planning.chances import Knowledge, chance, dark_marks, knowledge, scatter
from lentigo.planning.course_measures import measures_of
from lentigo.planning.course_vessels import vessels_kept_by_columns, vessels_kept_by_light
from lentigo.planning.dial import Combination, delivered_per_set, output_error
from lentigo.planning.injuries import SessionLight, session_light, wound_of_surface
from lentigo.planning.numbed_skin import blood_at_session, cream_request, with_session_blood
from lentigo.planning.question import Evaluation, Question
from lentigo.planning.reopen import combination_of
from lentigo.planning.sample import QUANTITIES, SkinSample
from lentigo.planning.thresholds import UPPER, Thresholds
from lentigo.planning.vessel_course import VesselPopulation, vessel_population

Floats = NDArray[np.float64]

_OUTPUT = list(QUANTITIES).index("output")


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What one session is expected to do in N skins."""

    beside: Injury
    inside: Injury
    setting: DialSetting
    chance_effect: float
    burnt: NDArray[np.bool_]
    """(N,) harmed beyond what is wanted."""
    chance_dark_marks: float
    minutes: float
    goal: Goal
    """What its light was aimed at."""
    purpura: NDArray[np.bool_]
    """(N,) with purple bruises that stay for days."""
    vessels_kept: Floats | None = None
    """(N, K) or (N, 1) share of each vessel's like that stays open; none where vessels are no matter [1]."""
    vessels_weight: Floats | None = None
    """(N, K) what each vessel counts of the lesion's blood, where the session tells vessels apart [1]."""


@dataclass(frozen=True)
class SessionPhysics:
    """One setting of one device in the sampled skins of a case."""

    plan: Plan
    question: Question
    combination: Combination
    highest_j_cm2: float
    recommended_j_cm2: float
    without_cream: SessionPhysics | None = None
    """The same where no cream was put on; none unless one was."""

    @property
    def device(self) -> str:
        """The device's id."""
        return self.combination.device.id

    @property
    def family(self) -> LightFamily:
        """The device's family."""
        return self.combination.device.family

    @cached_property
    def goal(self) -> Goal:
        """What the light is aimed at in this lesion."""
        return self.question.goal(self.combination)

    @property
    def on_melanin(self) -> bool:
        """Whether it is aimed at melanin, of which later sessions meet less."""
        return self.goal in ("whitening", "no_whitening")

    @cached_property
    def population(self) -> VesselPopulation:
        """The vessels of the lesion, and what closes each of them."""
        return vessel_population(
            self.question.lights(self.combination, self.question.usual),
            self.combination,
            case=self.question.case,
            constants=self.question.constants(self.combination),
            threads=self.question.numerics.threads,
        )

    @cached_property
    def known(self) -> Knowledge:
        """What is not known of the laws and of the device."""
        return knowledge(output_error(self.combination.device))

    @cached_property
    def reached(self) -> Floats:
        """(N,) share of the lesion that a session really reaches: skin is not as flat as the sampled ones [1]."""
        number = library.number("course/visit", "reached_share")
        seed = [self.question.numerics.seed, *b"reached"]
        z = np.clip(np.random.default_rng(seed).standard_normal(self.light.beside.count) / Z95, -1.0, 1.0)
        share: Floats = number.value + np.where(
            z > 0, z * (number.high - number.value), z * (number.value - number.low)
        )
        return share

    @cached_property
    def light(self) -> SessionLight:
        """Light and heat in the sample."""
        constants = self.question.constants(self.combination)
        return session_light(
            self.question.lights(self.combination, self.question.usual),
            self.combination.exposure,
            pulse_class=self.combination.handpiece.pulse_class,
            constants=constants,
            threads=self.question.numerics.threads,
        )

    @cached_property
    def evaluation(self) -> Evaluation:
        """Thresholds in the skins that this light meets.

        Limits take the worse of the skin with and without the cream: how pale it makes skin is known of few people, and
        no cream allows more light.
        """
        return self._evaluation(self.combination)

    def _evaluation(self, combination: Combination) -> Evaluation:
        own = self.question.evaluate(combination)
        if self.without_cream is None:
            return own
        before = self.without_cream.question.evaluate(combination)
        return replace(own, adverse=own.adverse.worse_of(before.adverse))

    def numbed(self, numbing: Numbing | None, *, on_wound: bool = False) -> SessionPhysics:
        """The same light after a numbing cream: the blood of the dermis is that of the session's start.

        Parameters
        ----------
        numbing : Numbing, optional
            The cream; this physics itself without one, where the cream is refused, or where it leaves vessels alone.
        on_wound : bool
            An earlier step of the same visit has opened the skin, where no cream may be put on.
        """
        # Water takes up light that makes columns or removes a surface: what a cream does to vessels is no matter there.
        if numbing is None or self.goal in ABLATING:
            return self
        key = (numbing, on_wound)
        if key not in self._numbed:
            case = self.question.case
            blood = blood_at_session(
                case, cream_request(case, numbing, on_wound=on_wound), numerics=self.question.numerics
            )
            changes = blood is not None and bool(np.any(blood != 1.0))
            self._numbed[key] = (
                replace(self, question=with_session_blood(self.question, blood), without_cream=self)
                if blood is not None and changes
                else self
            )
        return self._numbed[key]

    @cached_property
    def _numbed(self) -> dict[tuple[Numbing, bool], SessionPhysics]:
        return {}

    @cached_property
    def _effect_without_excess(self) -> Floats:
        """(N,) threshold of effect where the lesion has no more melanin than the skin around [J/m²]."""
        usual = self.question.usual
        bare = replace(usual, lesion=usual.surroundings)
        alone = replace(self.question, usual=bare, adverse=bare, deeper=(), _lights={}, _evaluations={})
        return alone.evaluate(self.combination).usual.effect

    def session(self, *, number: int, share: float, passes: int, excess_left: Floats, area_cm2: float) -> SessionResult:
        """One session at a share of the recommended setting.

        Parameters
        ----------
        number : int
            0 for the first; the device's output is drawn anew in each.
        share : float
            Of the recommended radiant exposure, above 0 and at most 1.
        passes : int
            Over the whole area; each meets what the one before has left.
        excess_left : (N,) array
            Share of the lesion's extra melanin that is still there [1].
        area_cm2 : float
            To be treated [cm²].
        """
        setting = self._setting(share)
        sample = self._redrawn(number)
        delivered = delivered_per_set(self.combination.device, self.combination.handpiece, self.combination.spot)
        arriving = setting.fluence_j_cm2 * delivered
        left = np.clip(excess_left, 0.0, 1.0) if self.on_melanin else np.ones(sample.surroundings.count)
        done = self._repeated(passes)
        beside, inside = self._wounds(sample, arriving, left=left, done=done, passes=passes)
        evaluation = self._evaluation(done)
        pulse_class, goal = self.combination.handpiece.pulse_class, self.goal
        effect = scatter(
            self._met(evaluation.usual, left), sample, self.known, pulse_class=pulse_class, goal=goal
        ).effect
        limit = scatter(
            evaluation.adverse,
            self._redrawn(number, self.question.adverse),
            self.known,
            pulse_class=pulse_class,
            goal=goal,
        )
        # Places that are gone over again bear less each time; passes of columns and of removal are in the thresholds.
        again = 1.0 if goal in ABLATING else float(passes * self.combination.passes)
        repeated = again ** library.number("course/visit", "passes_exponent").value
        exposure = np.array([arriving * units.j_cm2])
        law = self.question.dark_mark_law(self.combination)
        marks = dark_marks(limit.mild, exposure * repeated, odds=law.odds, intercept=law.intercept, slope=law.slope)
        kept, weight = self._vessels(sample, inside, arriving, passes=passes)
        return SessionResult(
            beside=beside,
            inside=self._where_reached(inside),
            setting=replace(setting, passes=done.passes),
            chance_effect=float(chance(effect, exposure)[0]),
            burnt=limit.harm <= exposure[0] * repeated,
            chance_dark_marks=float(marks[0]),
            minutes=session_minutes(setting, self.combination, area_cm2=area_cm2, passes=passes),
            goal=goal,
            purpura=limit.purpura <= exposure[0] * repeated,
            vessels_kept=kept,
            vessels_weight=weight,
        )

    def _repeated(self, passes: int) -> Combination:
        """What is dialled, with the passes of a wish; light that wounds no surface is repeated as it is."""
        if self.goal not in ABLATING or passes == 1:
            return self.combination
        return replace(self.combination, passes=self.combination.passes * passes)

    def _wounds(
        self, sample: SkinSample, arriving: float, *, left: Floats, done: Combination, passes: int
    ) -> tuple[Injury, Injury]:
        """What the session leaves behind beside the lesion and in it."""
        if self.goal in ABLATING:
            return wound_of_surface(sample, done, arriving, goal=self.goal, known=self.known)
        light = replace(self.light, sample=sample)
        beside, inside = light.injuries(arriving, known=self.known, excess_left=left)
        for _ in range(passes * self.combination.passes - 1):
            again = light.injuries(arriving, known=self.known, excess_left=left * (1.0 - inside.melanin_cleared))
            beside, inside = combined(beside, again[0]), combined(inside, again[1])
        return beside, inside

    def _met(self, usual: Thresholds, left: Floats) -> Thresholds:
        """Thresholds of effect in what is left of the lesion's melanin."""
        if not self.on_melanin:
            return usual
        first = usual.effect
        rest = np.minimum(self._effect_without_excess, UPPER)
        moved = np.exp(np.log(np.minimum(first, UPPER)) * left + np.log(rest) * (1.0 - left))
        return replace(usual, effect=np.where(left >= 1.0, first, np.maximum(first, moved)))

    def _where_reached(self, inside: Injury) -> Injury:
        """The wound in the lesion, where hands and pits let light on melanin reach only part of it."""
        if not self.on_melanin:
            return inside
        return replace(
            inside,
            melanin_cleared=inside.melanin_cleared * self.reached,
            dermal_melanin_cleared=inside.dermal_melanin_cleared * self.reached,
            melanocytes_lost=inside.melanocytes_lost * self.reached,
        )

    def _vessels(
        self, sample: SkinSample, inside: Injury, arriving: float, *, passes: int
    ) -> tuple[Floats | None, Floats | None]:
        """What a session leaves open of the lesion's vessels, and what each counts."""
        if "redness" not in measures_of(self.question.case.lesion.kind):
            return None, None
        if self.goal == "vessels":
            kept = vessels_kept_by_light(self.population, arriving, sample=sample, known=self.known)
            return kept ** (passes * self.combination.passes), self.population.weight
        return (vessels_kept_by_columns(sample.lesion, inside), None) if self.goal in ABLATING else (None, None)

    def _setting(self, share: float) -> DialSetting:
        """The share of the recommended setting, rounded down to a step of the dial; never below its lowest."""
        spot = self.combination.spot
        step, low = spot.fluence_step_j_cm2, spot.fluence_low_j_cm2
        wanted = min(self.recommended_j_cm2 * share, self.highest_j_cm2)
        steps = math.floor((wanted - low) / step + 1e-9)
        return self.combination.setting(min(low + max(steps, 0) * step, self.recommended_j_cm2))

    def _redrawn(self, number: int, sample: SkinSample | None = None) -> SkinSample:
        """The sample with the device's output of another day: the same values, dealt to other skins."""
        chosen = self.question.usual if sample is None else sample
        if number == 0 or chosen.local is not None:
            return chosen
        z = chosen.deviates.copy()
        order = np.random.default_rng([self.question.numerics.seed, number]).permutation(z.shape[0])
        z[:, _OUTPUT] = z[order, _OUTPUT]
        z.setflags(write=False)
        return replace(chosen, deviates=z)


def session_minutes(setting: DialSetting, combination: Combination, *, area_cm2: float, passes: int) -> float:
    """Length of a visit at the device: preparing, and one place after the other [min].

    Hands move from place to place; a scanner makes its field column by column or in one stamp; a roller makes its
    columns while it moves.

    Parameters
    ----------
    setting : DialSetting
        Its spot and its rate of pulses.
    combination : Combination
        What is dialled: its tip, density and own passes.
    area_cm2 : float
        To be treated [cm²].
    passes : int
        How often all of it is done.
    """
    table = library.table("course/visit")
    overlapped = area_cm2 * (1.0 + table["overlap_share"].value)
    rate, hand = setting.repetition_rate_hz, table["fastest_hand_per_s"].value
    scanned = rate > table["stamp_hz"].value
    tip = combination.spot
    if isinstance(tip, Tip):
        columns = area_cm2 * (combination.density_per_cm2 or 0.0) * combination.stacked / rate
        field = (tip.field_mm / 10.0) ** 2
        if tip.placing == "rolled":
            seconds = max(columns, area_cm2 / (tip.field_mm / 10.0 * table["roller_cm_per_s"].value))
        else:
            stamps = math.ceil(overlapped / field)
            made = columns if scanned else stamps * combination.stacked / rate
            seconds = made + stamps / hand
    else:
        places = math.ceil(overlapped / (math.pi * (setting.spot_mm / 20.0) ** 2))
        # A scanner sets its spots by itself.
        seconds = places / (rate if scanned else min(rate, hand)) * combination.stacked
    return table["preparation_minutes"].value + passes * combination.passes * seconds / 60.0


class SessionStore:
    """The light of every setting that a course asks for, computed once.

    Parameters
    ----------
    question : Question
        The sampled skins of the case.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self._known: dict[tuple[int, str | None], SessionPhysics] = {}
        self._plans: list[Plan] = []

    def of(self, plan: Plan, device: str | None = None) -> SessionPhysics:
        """As :func:`physics_of`."""
        key = (id(plan), device)
        if key not in self._known:
            self._plans.append(plan)  # Kept, so that its identity stays its own.
            self._known[key] = physics_of(plan, device=device, question=self._question)
        return self._known[key]


def physics_of(plan: Plan, *, device: str | None, question: Question) -> SessionPhysics:
    """The recommended setting of a plan, ready for sessions.

    Parameters
    ----------
    plan : Plan
        With a recommended setting.
    device : str, optional
        The device; the plan's first otherwise.
    question : Question
        The sampled skins of the case.

    Raises
    ------
    QuestionError
        If the plan recommends no setting, or none on that device.
    """
    made = _window(plan, device)
    assert made.recommended is not None
    return SessionPhysics(
        plan=plan,
        question=question,
        combination=combination_of(plan, made),
        highest_j_cm2=made.highest_allowed_j_cm2,
        recommended_j_cm2=made.recommended.setting.fluence_j_cm2,
    )


def _window(plan: Plan, device: str | None) -> Window:
    if plan.decision != "setting":
        raise QuestionError(
            "the plan recommends no setting, so that no session with light can be followed",
            where="course.strategies",
            hint=plan.headline,
        )
    for made in plan.windows:
        if made.recommended is not None and device in (None, made.device):
            return made
    with_setting = sorted({w.device for w in plan.windows if w.recommended is not None})
    raise QuestionError(
        f"the plan recommends no setting on {device}",
        where="course.strategies.sessions.device",
        hint="it does on " + ", ".join(with_setting),
    )
