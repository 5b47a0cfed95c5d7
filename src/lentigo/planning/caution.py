"""What seen reactions forbid, whatever the model has learnt: a bad one lowers the limit, a good one raises it one step.

The weighted sample says where the thresholds probably lie. It is a model; these bounds hold beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lentigo import library
from lentigo.domain.plan import Cap, Finding
from lentigo.planning.allowed import allowed
from lentigo.planning.chances import knowledge
from lentigo.planning.dial import Combination, output_error
from lentigo.planning.question import Question
from lentigo.planning.sightings import Sighting

DOCTOR_FIRST = "Show a doctor first"
"""How every remark begins that stands because light has hurt this skin."""

RULE_SOURCES = ("Sharplight", "HDC19")
"""Of rule DV-10, which bounds a step up."""


@dataclass(frozen=True, slots=True)
class Caution:
    """Bounds on the dial that follow from what was seen."""

    before: Question
    """The question before anything was seen."""
    seen: tuple[Sighting, ...]
    holds: tuple[str, ...]
    """Why nothing may rise, in words; empty where one step up may be allowed."""
    without_signs: Mapping[Combination, float]
    """Where the chance of a burn reaches its cap if redness and swelling beside the lesion do not count [J/cm²]."""

    @property
    def tested(self) -> tuple[Combination, ...]:
        """Combinations that something was seen of."""
        return tuple(dict.fromkeys(one.combination for one in self.seen))

    def highest_before(self, combination: Combination) -> float:
        """Highest dial step allowed before anything was seen [J/cm²]."""
        evaluation = self.before.evaluate(combination)
        return allowed(self.before, combination, evaluation, knowledge(output_error(combination.device))).highest_j_cm2

    def caps(self, combination: Combination) -> tuple[Cap, ...]:
        """Upper bounds on the dial of one combination."""
        highest = self.highest_before(combination)
        return (*self._after_harm(combination, highest), self._no_leap(combination, highest))

    def _after_harm(self, combination: Combination, highest: float) -> tuple[Cap, ...]:
        """Nothing near a setting that hurt; on other spots and pulses of the same handpiece the same share less."""
        number = library.number("limits/observations", "margin_after_harm_percent")
        found = []
        for one in self.seen:
            if not one.bad or one.combination.name != combination.name:
                continue
            same = one.combination == combination
            start = min(one.set_j_cm2, highest) if same else highest
            where = "" if same else " with this handpiece"
            found.append(
                Cap(
                    name="observed",
                    fluence_j_cm2=start * (1 - number.value / 100),
                    text=f"{_listed(one.bad)} after {one.set_j_cm2:g} J/cm²{where}: at most {number.value:g} % less",
                    sources=(number.source,),
                    kind=number.kind,
                )
            )
        return tuple(sorted(found, key=lambda cap: cap.fluence_j_cm2)[:1])

    def _no_leap(self, combination: Combination, highest: float) -> Cap:
        """Never above the limit from before, but for one step beyond what was borne."""
        borne = [s.set_j_cm2 for s in self.seen if s.combination == combination and s.read_in_full and not s.bad]
        if self.holds or not borne:
            why = self.holds[0] if self.holds else "no spot with this very setting was read in full"
            text, bound = f"what was seen may lower this limit, not raise it: {why}", highest
        else:
            # That redness and swelling are tied to harm is assumed: that they were not seen raises nothing.
            bound = max(highest, min(one_step_up(max(borne), combination), self.without_signs[combination]))
            text = f"one step above the {max(borne):g} J/cm² that was borne, or the limit from before (rule DV-10)"
        number = library.number("limits/observations", "escalation_percent")
        return Cap(name="observed", fluence_j_cm2=bound, text=text, sources=RULE_SOURCES, kind=number.kind)


def doctor_first(seen: Sequence[Sighting]) -> tuple[Finding, ...]:
    """That a doctor looks before any more light, for all handpieces at once; none where nothing bad was seen."""
    hurt = _hurt(seen)
    if not hurt:
        return ()
    text = (
        f"{DOCTOR_FIRST}, before any more light: {hurt}. The margin is taken off that handpiece alone; what hurt this "
        "skin there may hurt it with any other, whose limits are only those that are computed."
    )
    return (Finding(topic="limit", text=text),)


def doctor_first_elsewhere(seen: Sequence[Sighting], combination: Combination) -> tuple[Finding, ...]:
    """The same for a handpiece that has not hurt, where another one has: its limit is computed, and no margin is off.

    Parameters
    ----------
    seen : sequence of Sighting
    combination : Combination
        Whose limit is told.
    """
    elsewhere = [one for one in seen if one.combination.name != combination.name]
    hurt = _hurt(elsewhere)
    if not hurt or any(one.bad for one in seen if one.combination.name == combination.name):
        return ()
    text = (
        f"{DOCTOR_FIRST}, before any light with this handpiece: {hurt}. No margin is taken off this limit for it, and "
        "what hurt this skin there may hurt it here."
    )
    return (Finding(topic="limit", text=text),)


def _hurt(seen: Sequence[Sighting]) -> str:
    """What was seen that nobody wants, by handpiece, at the lowest setting that did it."""
    least: dict[str, Sighting] = {}
    for one in seen:
        name = one.combination.name
        if one.bad and (name not in least or one.set_j_cm2 < least[name].set_j_cm2):
            least[name] = one
    told = [
        f"{_listed(one.bad)} {'was' if len(one.bad) == 1 else 'were'} seen after "
        f"{one.combination.reads(one.set_j_cm2)} with {one.combination.device.name}, {one.combination.handpiece.name}"
        for one in least.values()
    ]
    return "; ".join(told)


def one_step_up(fluence_j_cm2: float, combination: Combination) -> float:
    """The largest setting that follows one that was borne [J/cm²] (rule DV-10)."""
    table = library.table("limits/observations")
    raised = fluence_j_cm2 * (1 + table["escalation_percent"].value / 100)
    if combination.device.family == "ipl":
        raised = min(raised, fluence_j_cm2 + table["escalation_ipl_j_cm2"].value)
    return raised


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
