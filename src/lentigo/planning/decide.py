"""From a case and its devices to a plan: screen, search, window, compare, verify. No safe setting is an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.numerics import Numerics
from lentigo.domain.observed import Observed
from lentigo.domain.plan import Learnt, Plan, Recommendation, TradeOff, Window
from lentigo.domain.rules import RuleSet
from lentigo.errors import QuestionError
from lentigo.planning.allowed import Allowed, allowed, recommend
from lentigo.planning.beyond import beyond
from lentigo.planning.chances import chance, chance_without_harm, knowledge
from lentigo.planning.changes import told_changes
from lentigo.planning.dial import Combination, output_error
from lentigo.planning.learn import thinned
from lentigo.planning.lesson import learn_from
from lentigo.planning.question import Question, ask
from lentigo.planning.screened import screened
from lentigo.planning.search import candidates
from lentigo.planning.seen_colours import seen_colours
from lentigo.planning.test_spots import planned_spots
from lentigo.planning.verdict import Computed, assemble, leave, rank, refuse
from lentigo.planning.which_way import place_of
from lentigo.planning.window import has_published_use, window
from lentigo.screening.alternatives import alternatives

Progress = Callable[[int, int], None]

COARSE_SKINS = 64
"""Skins with which all combinations are looked at before the best are computed in full."""


SHOWN = 12
"""Choices of the dials beside energy that a window names, the chosen one among them."""


def _silent(done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A combination with how good its best allowed setting is."""

    combination: Combination
    score: float
    open: bool
    best: TradeOff
    """What the combination allows, beside its neighbours."""


def plan(
    case: Case,
    devices: Sequence[Device] | None = None,
    *,
    observed: Observed | None = None,
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    numerics: Numerics | None = None,
    progress: Progress | None = None,
    verified: bool = True,
) -> Plan:
    """Decide what to do for a case, or say why nothing can be done now.

    Parameters
    ----------
    case : Case
        What there is to decide.
    devices : sequence of Device, optional
        The devices at hand; without them those that the case names in the library.
    observed : Observed, optional
        What was seen on test spots or in a session: it narrows what is known of this skin, and bounds what may follow.
    rules : RuleSet, optional
        A clinic's own rules, as :func:`lentigo.screening.rule_files.read_rules` gives them: they add to the library's
        and make them stricter.
    policy : mapping, optional
        The opinion that the clinic goes by, for each topic on which published sources disagree.
    numerics : Numerics, optional
        Sample size, seed, threads; the result does not depend on the threads.
    progress : callable, optional
        Called with (done, of); may raise ``Cancelled``.
    verified : bool
        Check the recommended setting by independent methods; a disagreement blocks it.

    Returns
    -------
    Plan
        With ``decision`` "setting", "no_window", "not_computed", "not_now", "refused" or
        "blocked_by_verification".

    Raises
    ------
    QuestionError
        If there is no device in the case and none is given.
    FileProblemsError
        If one of the clinic's rules is milder than the library's.
    """
    numerics = Numerics() if numerics is None else numerics
    progress = _silent if progress is None else progress
    chosen = devices_of(case) if devices is None else tuple(devices)
    screening = screened(case, chosen, rules=rules, policy=policy)
    others = alternatives(case, screening)
    if screening.blocks:
        return told_changes(refuse(case, chosen, numerics=numerics, screening=screening, others=others))
    if beyond(case) is not None:
        return told_changes(leave(case, chosen, numerics=numerics, screening=screening, others=others))
    if not chosen:
        raise QuestionError(
            "the case names no device", where="devices", hint="add a [[devices]] table, or pass --device"
        )
    names = [device.id for device in chosen]
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise QuestionError(
            f"two devices have the same id: {', '.join(twice)}", where="devices", hint="give each device its own id"
        )
    question = ask(case, screening, numerics=numerics)
    learnt = None
    if observed is not None:
        question, learnt = learn_from(question, observed, chosen)
    computed = _compute(question, chosen, progress=progress)
    made = replace(
        assemble(question, chosen, computed=computed, others=others),
        case=case,
        learnt=learnt,
        colours=seen_colours(question),
    )
    if verified and made.decision == "setting":
        from lentigo.planning.verify import verify

        made = verify(made, numerics=numerics)
    return told_changes(replace(made, test_spots=planned_spots(made)))


def learn(
    case: Case,
    observed: Observed,
    devices: Sequence[Device] | None = None,
    *,
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    numerics: Numerics | None = None,
) -> Learnt:
    """What test spots or a session have taught about one person's skin, with the tested windows before and after.

    Parameters
    ----------
    case : Case
        The person and the lesion.
    observed : Observed
        What was seen.
    devices : sequence of Device, optional
        Those at hand; without them those that the case names in the library.
    rules, policy : optional
        A clinic's own rules, and what it goes by where sources disagree, as for :func:`plan`.
    numerics : Numerics, optional
        Sample size, seed, threads.

    Raises
    ------
    QuestionError
        If nothing can be computed for such a lesion, or a spot names what is not at hand.
    """
    numerics = Numerics() if numerics is None else numerics
    chosen = devices_of(case) if devices is None else tuple(devices)
    screening = screened(case, chosen, rules=rules, policy=policy)
    if beyond(case) is not None:
        raise QuestionError("nothing is computed for such a lesion, so that nothing can be learnt", where="lesion.kind")
    _, learnt = learn_from(ask(case, screening, numerics=numerics), observed, chosen)
    return learnt


def _compute(question: Question, devices: tuple[Device, ...], *, progress: Progress) -> Computed:
    """The best combination of each handpiece with its window, best first: all coarsely, then the best in full."""
    case, screening, numerics = question.case, question.screening, question.numerics
    tested = () if question.caution is None else question.caution.tested
    coarse_skins = min(COARSE_SKINS, numerics.skins)
    if tested:
        # Which combination is best does not hang on what was seen bounding it; its window in full does.
        coarse = replace(thinned(question, count=coarse_skins), caution=None)
    else:
        numerics = replace(numerics, skins=coarse_skins)
        coarse = ask(case, screening, numerics=numerics, estimate=question.estimate)
    every = [(device, candidates(case, device, screening)) for device in devices]
    total = sum(len(combos) for _, combos in every) + 4 * sum(len(device.handpieces) for device in devices)
    done = 0
    best: list[tuple[Combination, tuple[TradeOff, ...]]] = []
    for device, combos in every:
        for handpiece in device.handpieces:
            best += [(combination, ()) for combination in tested if combination.handpiece == handpiece]
            if any(combination.handpiece == handpiece for combination in tested):
                continue
            ranked = []
            for combination in combos:
                if combination.handpiece is not handpiece:
                    continue
                ranked.append(_rate(coarse, combination))
                done += 1
                progress(done, total)
            if ranked:
                ranked.sort(key=lambda c: (c.open, c.score), reverse=True)
                best.append((ranked[0].combination, _trade_off(ranked)))
    found = []
    for combination, others in best:
        found.append((combination, replace(window(question, combination), trade_off=others)))
        done = min(done + 4, total)
        progress(done, total)
    progress(total, total)

    def order(pair: tuple[Combination, Window]) -> tuple[bool, tuple[bool, bool, int, float]]:
        """What was tested and still has a setting stands first: it is known best."""
        combination, made = pair
        known_best = combination in tested and made.recommended is not None
        published = has_published_use(combination, case.lesion.kind)
        return known_best, rank(made, published=published, place=place_of(case.lesion.kind, combination))

    return sorted(found, key=order, reverse=True)


def device_window(
    case: Case,
    device: Device,
    *,
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    numerics: Numerics | None = None,
    progress: Progress | None = None,
) -> Window:
    """The best window of one device in the skin of a case.

    Raises
    ------
    QuestionError
        If the person must not be treated now; ``plan`` says why.
    """
    made = plan(case, (device,), rules=rules, policy=policy, numerics=numerics, progress=progress, verified=False)
    if not made.windows:
        raise QuestionError(made.headline, hint="plan(case) gives every reason with its source")
    return made.windows[0]


def compare(
    case: Case,
    devices: Sequence[Device] | None = None,
    *,
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    numerics: Numerics | None = None,
    progress: Progress | None = None,
) -> Plan:
    """All devices and other ways side by side: a plan without verification, for looking."""
    return plan(case, devices, rules=rules, policy=policy, numerics=numerics, progress=progress, verified=False)


def devices_of(case: Case) -> tuple[Device, ...]:
    """The devices that a case names in the library.

    Raises
    ------
    QuestionError
        If the case names a device by file: the door that read the case reads those beside it.
    """
    found = []
    for choice in case.devices:
        if choice.device is None:
            raise QuestionError(
                f"the case names the device file {choice.file}", where="devices", hint="read it and pass it as a device"
            )
        found.append(library.device(choice.device))
    return tuple(found)


def _rate(question: Question, combination: Combination) -> Candidate:
    """How good the best allowed setting of a combination is, in a coarse sample."""
    import numpy as np

    evaluation = question.evaluate(combination)
    now = allowed(question, combination, evaluation, knowledge(output_error(combination.device)))
    recommended = recommend(combination, now)
    if recommended is not None:
        score = recommended.chance_effect_without_burn - recommended.chance_dark_marks
        return Candidate(combination, score, open=True, best=_at_best(combination, now, recommended))
    # Closed everywhere: the one that comes nearest tells most about why.
    caps = [cap.fluence_j_cm2 for cap in now.caps if cap.name != "blocked"]
    at = np.array([min(caps) * units.j_cm2 * now.delivered])
    near = float(chance_without_harm(now.effect.effect, now.limit.harm, at)[0] + 0.1 * chance(now.effect.effect, at)[0])
    return Candidate(combination, near, open=False, best=_at_best(combination, now, None))


def _at_best(combination: Combination, now: Allowed, recommended: Recommendation | None) -> TradeOff:
    """What a combination allows at most, in a coarse sample."""
    return TradeOff(
        setting=None if recommended is None else recommended.setting,
        spot_label=combination.spot.label,
        pulse_label=combination.pulse_label,
        cooling=combination.cooling.name,
        density_per_cm2=combination.density_per_cm2,
        passes=combination.passes,
        stacked=combination.stacked,
        highest_allowed_j_cm2=now.highest_j_cm2,
        chance_effect=None if recommended is None else recommended.chance_effect,
        chance_burn=None if recommended is None else recommended.chance_burn,
        chance_dark_marks=None if recommended is None else recommended.chance_dark_marks,
        binds=now.caps[0].text,
        chosen=False,
    )


def _trade_off(ranked: Sequence[Candidate]) -> tuple[TradeOff, ...]:
    """The dials beside energy: the best choice, and what the next ones would give."""
    return tuple(replace(one.best, chosen=k == 0) for k, one in enumerate(ranked[:SHOWN]))
