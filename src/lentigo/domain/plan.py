"""A plan: what was decided, or why nothing could be, with all that is needed to defend it number by number."""

from __future__ import annotations

from datetime import date
from typing import Literal

from lentigo.domain.case import Case
from lentigo.domain.device import Device, NumberKind
from lentigo.domain.goals import Goal
from lentigo.domain.reach import Reach
from lentigo.domain.record import Finite, Fraction, NonNegative, Positive, record
from lentigo.domain.seen_colour import SeenColours

Verdict = Literal["ABSOLUTE", "DEFER", "REFER", "RELATIVE", "MODIFY", "INFO"]
"""Classes of a rule, worst first: blocked; blocked until; refer; needs a named reason; plan changes; shown."""

Effect = Literal[
    "no_cooling", "mild_endpoint", "test_spots_first", "late_reading", "darker_colour_counts", "dark_marks_likelier"
]
"""What a rule changes in a plan: no cold on the skin; nothing far above the mild endpoint, and the operator told so;
test spots first; their last reading as late as in dark skin; the darker end of what is known; likelier dark marks."""


@record
class Side:
    """What some sources say where others say something else."""

    name: str
    says: str
    sources: tuple[str, ...]
    chosen: bool
    """The clinic goes by it: its own choice, or the default."""


@record
class Disagreement:
    """A question on which published sources disagree, with every side."""

    topic: str
    question: str
    sides: tuple[Side, ...]


@record
class Reason:
    """One screening rule that applies, and why."""

    rule: str
    verdict: Verdict
    title: str
    because: str
    """The fact that triggered it, in plain words."""
    action: str
    sources: tuple[str, ...]
    """Keys of the library's references."""
    from_memory: bool
    """The rule's source has not been read: verify before relying on it."""
    earliest: date | None = None
    scope: tuple[str, ...] = ()
    """Handpieces ("device/handpiece") and treatments to which it applies; empty: all treatment."""
    all_light: bool = False
    """Whatever the device, no light is left out of it."""
    version: int | None = None
    """The version of the rule."""
    effects: tuple[Effect, ...] = ()
    """What it changes in a computed plan."""
    disagreement: Disagreement | None = None
    """What the sources of the rule disagree about."""


@record
class OwnSource:
    """A work of a clinic's own rules, which the library does not hold."""

    key: str
    citation: str
    checked: bool
    """It has been read for what the rule takes from it."""


@record
class Screening:
    """Whether this person may be treated now, with every reason."""

    verdict: Verdict | Literal["CLEAR"]
    reasons: tuple[Reason, ...]
    rules: str = ""
    """Names and versions of the sets of rules, where they were not the library's own alone."""
    references: tuple[OwnSource, ...] = ()
    """Works that reasons of a clinic's own rules name."""

    @property
    def blocks(self) -> bool:
        """No settings may be given for any device."""
        return bool(self.blocking)

    @property
    def blocking(self) -> tuple[Reason, ...]:
        """The reasons for which no settings may be given for any device."""
        graver = ("ABSOLUTE", "DEFER", "REFER")
        return tuple(r for r in self.reasons if r.verdict in graver and (r.all_light or not r.scope))


@record
class PlanChange:
    """A rule that changes the plan: what it asks for, and what the plan has done about it by itself."""

    rule: str
    title: str
    action: str
    """What the rule asks for; whatever the plan has not done of it is for people to do."""
    done: tuple[str, ...] = ()
    """What the plan has done, a sentence each; nothing: all of it is for people to do."""
    scope: tuple[str, ...] = ()
    """Handpieces ("device/handpiece") and treatments to which it applies; empty: all treatment."""


@record
class Finding:
    """A remark that must reach the report: near a limit, outside validity, assumed value."""

    topic: Literal["assumed", "validity", "limit", "skin", "device", "model", "verification"]
    text: str
    sources: tuple[str, ...] = ()


@record
class Band:
    """5th, 50th and 95th percentile over the sampled skins. The unit is in the name of the field that holds it."""

    p5: Finite
    p50: Finite
    p95: Finite


@record
class ChanceCurve:
    """A chance against the radiant exposure, with the 5-95 % band that what is not known leaves."""

    chance: tuple[Fraction, ...]
    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]


@record
class DialSetting:
    """What the operator dials."""

    device: str
    handpiece: str
    fluence_j_cm2: Positive
    spot_mm: Positive
    spot_label: str
    pulse_s: Positive
    pulse_label: str
    repetition_rate_hz: Positive
    cooling: str
    energy_mj: Positive | None = None
    """Of one pulse of one narrow beam, where columns are made: then this is what is dialled."""
    density_per_cm2: Positive | None = None
    """Columns per area and pass."""
    passes: int = 1
    """Times over the area in this session."""
    stacked: int = 1
    """Pulses on one place in a pass."""


@record
class Cap:
    """An upper bound on the radiant exposure, where it comes from, and whether it is the one that binds."""

    name: Literal["burn", "dark_marks", "endpoint", "published", "dial", "observed", "blocked"]
    fluence_j_cm2: NonNegative
    text: str
    sources: tuple[str, ...]
    kind: NumberKind


@record
class Sensitivity:
    """How much one uncertain quantity moves the highest allowed setting."""

    quantity: str
    text: str
    """The quantity in plain words."""
    rank_correlation_harm: Finite
    rank_correlation_effect: Finite
    gain_if_known: Finite
    """Chance of effect at the best allowed setting if this were known exactly, minus the present one."""


@record
class TestSpot:
    """One spot of the test ladder."""

    setting: DialSetting
    chance_effect: Fraction
    chance_burn: Fraction


@record
class SpotReading:
    """One look at the spots: when, by whom, for what."""

    name: Literal["immediate", "photo", "late"]
    text: str
    """When and what to look for, in plain words."""
    from_day: date
    to_day: date
    from_minutes: NonNegative | None = None
    """First minute after the last spot; only of the reading on the same day."""
    to_minutes: NonNegative | None = None


@record
class TestSpotPlan:
    """The test spots of a plan: why, where, what to dial, when to read, and how long they count."""

    needed: bool
    """A rule asks for them; where not, they are offered."""
    why: tuple[str, ...]
    """Reasons, in plain words; those of a rule begin with its id."""
    day: date
    """Day on which the spots are set; the other dates follow from it."""
    levels: tuple[TestSpot, ...]
    """Lowest first; none lies above the highest allowed setting."""
    highest_allowed_j_cm2: NonNegative
    place: str
    least_distance_mm: Positive
    """Between the rims of two spots."""
    how: tuple[str, ...]
    """What to do, step by step."""
    expected: str
    """What should be seen, at the mildest level that works."""
    stop_signs: tuple[str, ...]
    readings: tuple[SpotReading, ...]
    late_because: tuple[str, ...]
    """Why the late reading is when it is."""
    valid_until: date
    void_after: tuple[str, ...]
    """What makes the spots worthless before that day."""
    sources: tuple[str, ...]


@record
class Recommendation:
    """One setting with its chances."""

    setting: DialSetting
    chance_effect: Fraction
    chance_burn: Fraction
    chance_dark_marks: Fraction
    chance_effect_without_burn: Fraction
    """Jointly per skin."""


@record
class TradeOff:
    """One choice of the dials beside energy: the best that it allows, so that the chosen one can be judged."""

    setting: DialSetting | None
    """The best setting of this choice; none where it allows none."""
    spot_label: str
    pulse_label: str
    cooling: str
    density_per_cm2: Positive | None
    passes: int
    stacked: int
    highest_allowed_j_cm2: NonNegative
    chance_effect: Fraction | None
    chance_burn: Fraction | None
    chance_dark_marks: Fraction | None
    """Of that setting, in the coarse sample that ranks the choices."""
    binds: str
    """What holds this choice down."""
    chosen: bool


@record
class Window:
    """Chances of effect, burn and dark marks against the dial, for one handpiece, spot, pulse and cooling."""

    device: str
    handpiece: str
    family: str
    wavelength_nm: Positive
    """The wavelength, or the energy-weighted mean of a filtered spectrum."""
    spot_mm: Positive
    spot_label: str
    pulse_s: Positive
    pulse_label: str
    cooling: str
    fluence_j_cm2: tuple[Positive, ...]
    effect: ChanceCurve
    burn: ChanceCurve
    dark_marks: ChanceCurve
    effect_threshold_j_cm2: Band
    burn_threshold_j_cm2: Band
    purpura_threshold_j_cm2: Band | None
    caps: tuple[Cap, ...]
    highest_allowed_j_cm2: NonNegative
    lowest_effective_j_cm2: Positive | None
    """Lowest dial setting with enough chance of effect, one half but for vessels; none where the dial ends below."""
    recommended: Recommendation | None
    after_test_spots: Recommendation | None
    """What could be recommended once test spots have narrowed what is known of this skin."""
    test_spots: tuple[TestSpot, ...]
    binds: str
    """The cap that binds, in words."""
    openers: tuple[str, ...]
    """What would open or widen the window."""
    endpoint: str
    """What the operator should see."""
    stop_signs: tuple[str, ...]
    harm_by: str
    """Where harm comes first in the median skin: epidermis, dermis under the lesion, photomechanical."""
    sensitivities: tuple[Sensitivity, ...]
    findings: tuple[Finding, ...]
    goal: Goal = "whitening"
    """What the light is aimed at."""
    mj_per_j_cm2: Positive | None = None
    """Energy of one narrow beam per radiant exposure inside it, where columns are made: the dial then shows mJ."""
    density_per_cm2: Positive | None = None
    passes: int = 1
    stacked: int = 1
    reach: Reach | None = None
    """Depth and coverage along the dial, where the goal is told by depth."""
    trade_off: tuple[TradeOff, ...] = ()
    """The other dials of this handpiece, best first, the chosen one among them."""
    equivalent_j_cm2: Positive | None = None
    """Dial setting with the chance of effect of the plan's recommended setting, where it lies inside every cap."""


@record
class Surprise:
    """Something seen that contradicts what was predicted, or what another spot shows."""

    spots: tuple[str, ...]
    text: str
    """In plain words, with the chance."""
    chance: Fraction
    """Predicted chance of that or more."""


@record
class LearntWindow:
    """The window of one tested combination before and after what was seen."""

    before: Window
    after: Window
    effect_before_j_cm2: Band
    effect_after_j_cm2: Band
    harm_before_j_cm2: Band
    harm_after_j_cm2: Band
    harm_narrower_percent: Finite
    """By how much the 5-95 % band of the threshold of harm is narrower, on the scale of ratios."""


@record
class Learnt:
    """What test spots or a session have taught about one person's skin."""

    title: str
    treated_on: date
    as_of: date
    used: tuple[str, ...]
    """What was seen on each spot and how it was read, a sentence each."""
    bad: tuple[str, ...]
    """Bad reactions, a sentence each; any of them lowers the limit."""
    holds: tuple[str, ...]
    """Why nothing may rise; empty where one step up may be allowed."""
    surprises: tuple[Surprise, ...]
    windows: tuple[LearntWindow, ...]
    """One for each tested combination."""
    drawn: int
    """Draws of skin and laws that were weighed."""
    effective_draws: Positive
    """Equally weighted draws that tell as much."""
    effective_skins: Positive
    findings: tuple[Finding, ...]


@record
class Checked:
    """Somebody's own setting: its chances, and whether it lies inside every cap."""

    setting: DialSetting
    allowed: bool
    text: str
    """The answer in one sentence."""
    chance_effect: Fraction
    chance_effect_low: Fraction
    chance_effect_high: Fraction
    chance_burn: Fraction
    chance_burn_low: Fraction
    chance_burn_high: Fraction
    chance_dark_marks: Fraction
    chance_dark_marks_low: Fraction
    chance_dark_marks_high: Fraction
    chance_effect_without_burn: Fraction
    reasons: tuple[Reason, ...]
    """Screening reasons that forbid it, for the person or for this handpiece."""
    window: Window
    """Of the same handpiece, spot, pulse and cooling; its caps say where the limit is."""
    learnt: Learnt | None = None
    """What was seen on test spots has taught, where it was given; then chances and limits are those after it."""


@record
class Alternative:
    """A way that competes with every device: topical care, photoprotection, observation, referral."""

    name: str
    text: str
    benefit: str
    harm: str
    sources: tuple[str, ...]
    preferred: bool


@record
class Check:
    """One independent check of the recommended setting."""

    name: str
    method: str
    quantity: str
    ours: Finite
    other: Finite
    tolerance: Positive
    """Largest difference, relative to ours, that the stated errors of both methods explain."""
    passed: bool
    text: str


@record
class SkinEstimate:
    """The colour that was used, where it comes from and how uncertain it is."""

    ita_deg: Finite
    ita_error_deg: Positive
    ita_adverse_deg: Finite
    """The colour at which limits are evaluated: the reading itself where it is known, else its adverse 95 % bound."""
    melanin_fraction: Band
    """Melanosome volume fraction of the living epidermis."""
    lesion_contrast: Band
    ita_class: str
    given_as: str
    text: str
    findings: tuple[Finding, ...]


@record
class Versions:
    """What computed this plan."""

    lentigo: str
    model: str
    rules: str
    library: str
    """Digest of the library's data."""


@record
class Plan:
    """What was decided, or why nothing could be."""

    case: Case
    devices: tuple[Device, ...]
    seed: int
    skins: int
    """Size of the sample of skins."""
    versions: Versions
    screening: Screening
    skin: SkinEstimate | None
    windows: tuple[Window, ...]
    """Best first; the first one with a recommendation is what the plan recommends."""
    alternatives: tuple[Alternative, ...]
    checks: tuple[Check, ...]
    decision: Literal["setting", "no_window", "not_computed", "not_now", "refused", "blocked_by_verification"]
    headline: str
    """The decision in one sentence."""
    why: tuple[str, ...]
    findings: tuple[Finding, ...]
    test_spots: TestSpotPlan | None = None
    """Of the recommended setting; none where there is none."""
    learnt: Learnt | None = None
    """What test spots or a session have taught, where something was seen."""
    changes: tuple[PlanChange, ...] = ()
    """The rules that change the plan, with what was done about each."""
    colours: SeenColours | None = None
    """What skin and lesion are expected to look like; none where nothing was computed, or the lesion has no colour."""

    @property
    def recommended(self) -> Window | None:
        """The window that holds the recommended setting."""
        if self.decision != "setting":
            return None
        return next((w for w in self.windows if w.recommended is not None), None)
