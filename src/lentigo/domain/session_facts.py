"""What rules may ask about a session: each a single word, number or answer, worked out from the record of the session.

The facts are called by their fields: ``session.stop_sign_seen``. Quantities that cannot be worked out are "unknown".
"""

from __future__ import annotations

from typing import Literal

from lentigo.domain.health import FactField, Unknown
from lentigo.domain.record import Answer, Finite, NonNegative, record
from lentigo.domain.session import Shield


@record
class SessionFacts:
    """One session as rules see it."""

    # Against the plan
    in_plan: Answer
    """Every pass was given with a handpiece, spot, pulse and cooling for which the plan has a window."""
    fluence_above_plan_percent: NonNegative | Unknown
    """How far the highest radiant exposure, set or measured, lay above the plan's setting."""
    deviation_percent: NonNegative | Unknown
    """The largest difference between what was planned and what was set or measured, of any quantity."""
    above_highest_allowed: Answer
    """A radiant exposure, set or measured, lay above the highest that the plan allows."""
    deviation_reason: Answer
    """Every difference that asks for a reason has one; "yes" where there is none to explain."""
    second_signature: Answer
    """A second person has signed."""
    # Against the last session
    previous_session: FactField
    """There was an earlier session at this site; its day is that of the fact."""
    last_session_weeks: NonNegative | Unknown
    """Weeks since the last session; unknown where there was none."""
    fluence_rise_percent: Finite | Unknown
    """How far the radiant exposure was raised over that of the last session; 0 in a first session."""
    fluence_rise_j_cm2: Finite | Unknown
    """The same in J/cm²."""
    new_handpiece: Answer
    """A handpiece, or another one of its kind, that was not used in the last session; "no" in a first session."""
    most_passes: NonNegative | Unknown
    """Passes over the zone that got most."""
    carried_forward: Literal["first_session", "kept", "changed", "unknown"]
    """What became of the last session's settings."""
    carried_forward_reason: Answer
    """It is said why they were kept or changed; "yes" in a first session."""
    # What was seen
    stop_sign_seen: Answer
    """A sign at which one stops: a blister, sliding skin, pinpoint bleeding, skin beside the lesion grey or white."""
    shots_after_stop_sign: Answer
    """Pulses were given in a later pass after such a sign was seen."""
    pain_out_of_proportion: Answer
    """It hurt far more than it should."""
    obvious_whitening_seen: Answer
    """The lesion turned bright white: more than the mild endpoint."""
    endpoint_recorded: Answer
    """What was seen is written down for every pass."""
    adverse_answered: Answer
    """It is said whether anything went wrong, also where nothing did."""
    adverse_seen: Answer
    """Something went wrong."""
    # The device and the eyes
    output_checked: Answer
    """The output of every handpiece used was checked that day."""
    output_lowest_percent: NonNegative | Unknown
    """The lowest reading of the meter, in percent of what it should read; of a radiant exposure, of the set one."""
    output_highest_percent: NonNegative | Unknown
    """The highest reading of the meter, in the same way."""
    cooling_worked: Answer
    """Cooling worked at every pulse."""
    eyewear_worn_by_all: Answer
    """Everyone in the room wore eyewear for this light."""
    patient_shields: Shield
    """What covered the eyes of the person treated."""
    inside_orbital_rim: Answer
    """The light was given inside the rim of the orbit: on an eyelid."""
    skin_dry: Answer
    """Cream was off and alcohol had dried before the first pulse."""
    plume_extractor: Answer
    """Smoke and hair were drawn off."""
    advice_given: Answer
    """The person took home what to do and when to call."""
