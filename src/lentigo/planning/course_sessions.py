"""The sessions of a course: light on skins of which each earlier session has changed the lesion.

Light and heat are computed once. Each session meets what is left of the lesion's extra melanin: thresholds of effect
lie, on a logarithmic scale, between those of the untouched lesion and those of the skin around by the share that is
left. The skin around is taken as it was, so that no session is allowed more because an earlier one has lightened it.
After a numbing cream, light meets the dermis that the cream has made paler or redder.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.plan import DialSetting, Plan, Window
from lentigo.domain.strategy import Numbing
from lentigo.domain.treatments import LightFamily
from lentigo.errors import QuestionError
from lentigo.library.numbers import Z95
from lentigo.physics.injury import Injury, combined
from lentigo.planning.caps import dark_mark_law
from lentigo.planning.chances import Knowledge, chance, dark_marks, knowledge, scatter
from lentigo.planning.dial import Combination, delivered_per_set, output_error
from lentigo.planning.injuries import SessionLight, session_light
from lentigo.planning.numbed_skin import blood_at_session, cream_request, with_session_blood
from lentigo.planning.question import Evaluation, Question
from lentigo.planning.reopen import combination_of
from lentigo.planning.sample import QUANTITIES, SkinSample
from lentigo.planning.thresholds import UPPER

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
        own = self.question.evaluate(self.combination)
        if self.without_cream is None:
            return own
        before = self.without_cream.evaluation
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
        if numbing is None:
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
        light = replace(self.light, sample=sample)
        delivered = delivered_per_set(self.combination.device, self.combination.handpiece, self.combination.spot)
        arriving = setting.fluence_j_cm2 * delivered
        left = np.clip(excess_left, 0.0, 1.0)
        beside, inside = light.injuries(arriving, known=self.known, excess_left=left)
        for _ in range(passes - 1):
            again = light.injuries(arriving, known=self.known, excess_left=left * (1.0 - inside.melanin_cleared))
            beside, inside = combined(beside, again[0]), combined(inside, again[1])
        evaluation = self.evaluation
        pulse_class = self.combination.handpiece.pulse_class
        first = evaluation.usual.effect
        rest = np.minimum(self._effect_without_excess, UPPER)
        moved = np.exp(np.log(np.minimum(first, UPPER)) * left + np.log(rest) * (1.0 - left))
        usual = replace(evaluation.usual, effect=np.where(left >= 1.0, first, np.maximum(first, moved)))
        effect = scatter(usual, sample, self.known, pulse_class=pulse_class).effect
        limit = scatter(
            evaluation.adverse, self._redrawn(number, self.question.adverse), self.known, pulse_class=pulse_class
        )
        # Places that are gone over again bear less each time.
        repeated = float(passes) ** library.number("course/visit", "passes_exponent").value
        exposure = np.array([arriving * units.j_cm2])
        law = dark_mark_law(self.question.case, self.question.screening)
        marks = dark_marks(limit.mild, exposure * repeated, odds=law.odds, intercept=law.intercept, slope=law.slope)
        return SessionResult(
            beside=beside,
            inside=replace(
                inside,
                melanin_cleared=inside.melanin_cleared * self.reached,
                dermal_melanin_cleared=inside.dermal_melanin_cleared * self.reached,
                melanocytes_lost=inside.melanocytes_lost * self.reached,
            ),
            setting=setting,
            chance_effect=float(chance(effect, exposure)[0]),
            burnt=limit.harm <= exposure[0] * repeated,
            chance_dark_marks=float(marks[0]),
            minutes=session_minutes(setting, area_cm2=area_cm2, passes=passes),
        )

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


def session_minutes(setting: DialSetting, *, area_cm2: float, passes: int) -> float:
    """Length of a visit at the device: preparing, and one place after the other [min].

    Parameters
    ----------
    setting : DialSetting
        Its spot and its rate of pulses.
    area_cm2 : float
        To be treated [cm²].
    passes : int
        Over the whole area.
    """
    table = library.table("course/visit")
    spot_cm2 = math.pi * (setting.spot_mm / 20.0) ** 2
    places = math.ceil(area_cm2 * (1.0 + table["overlap_share"].value) / spot_cm2)
    rate = min(setting.repetition_rate_hz, table["fastest_hand_per_s"].value)
    return table["preparation_minutes"].value + passes * places / rate / 60.0


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
