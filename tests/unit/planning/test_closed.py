"""What is said of a window without a setting is what closes it: the skin only where the skin does."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import get_args

import pytest

from lentigo import library
from lentigo.planning.closed import CLAUSES, STATES, Shut, fits_no_step, shut_by
from lentigo.planning.verdict import _closing, _no_window
from lentigo.screening.phrases import claims_in


def window(cap, at, *, text="", needed=10.0, highest=4.0, lowest=None, goal="whitening", findings=(), device="one"):
    """What the words look at, and nothing else: caps, what an effect needs, and a dial of 2 to 12 J/cm²."""
    return SimpleNamespace(
        device=device, caps=(SimpleNamespace(name=cap, fluence_j_cm2=at, text=text or cap),), goal=goal,
        effect_threshold_j_cm2=SimpleNamespace(p50=needed), highest_allowed_j_cm2=highest,
        lowest_effective_j_cm2=lowest, fluence_j_cm2=(2.0, 4.0, 12.0), binds=text or cap,
        findings=tuple(SimpleNamespace(text=one) for one in findings),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "shut"),
    [
        (window("burn", 5.0), "skin"),
        (window("dark_marks", 5.0), "skin"),
        (window("endpoint", 5.0), "skin"),
        (window("dial", 8.0), "dial_ends"),
        (window("dial", 8.0, goal="vessels"), "dial_ends"),
        (window("published", 5.0), "published"),
        (window("observed", 5.0), "seen"),
        (window("blocked", 0.0, text="PT-05: the skin is tanned", highest=0.0), "rule"),
        (window("blocked", 0.0, text="no published setting was found for this", highest=0.0), "bound"),
        (window("blocked", 0.0, text="755 nm is not used: hair settings do not carry over", highest=0.0), "bound"),
        (window("burn", 5.0, needed=4.5), "dial_steps"),
        (window("burn", 1.5, needed=1.2, highest=0.0), "dial_begins"),
        (window("burn", 1.5, needed=6.0, highest=0.0), "skin"),
        (window("burn", 1.5, highest=0.0, lowest=2.0, goal="vessels"), "dial_begins"),
        (window("burn", 1.5, highest=0.0, lowest=4.0, goal="vessels"), "skin"),
        (window("burn", 5.0, highest=4.0, lowest=12.0, goal="collagen"), "skin"),
        (window("dial", 12.0, findings=("Usable only with a named clinician's written reason (DV-06).",)), "reason"),
    ],
)
def test_what_closes_a_window_is_told_as_it_is(made, shut):
    assert shut_by(made) == shut
    assert ("in this skin" in STATES[shut]) == (shut == "skin")


def test_every_way_of_being_closed_has_words_without_claims():
    assert set(STATES) == set(CLAUSES) == set(get_args(Shut))
    assert claims_in(" ".join([*STATES.values(), *CLAUSES.values()])) == ()


def test_published_bounds_of_zero_are_no_rules():
    zero = [cap.text for cap in library.limits.all_hard_caps() if cap.blocks]
    assert zero
    assert {shut_by(window("blocked", 0.0, text=text, highest=0.0)) for text in zero} == {"bound"}
    assert all(re.match(r"[A-Z]{2}-\d\d$", rule.id) for rule in library.rules())


def test_the_headline_does_not_say_that_a_limit_comes_before_an_effect_where_it_does_not():
    stepped = window("burn", 5.0, needed=4.5, text="the chance of a burn reaches 5 %")
    assert fits_no_step(stepped)
    assert _closing(stepped) == (
        "no step of the dial lies between an effect in half of such skins and the limit, where the chance of a burn "
        "reaches 5 %"
    )
    assert "before the lesion responds" in _closing(window("dial", 8.0, text="the dial ends at 8 J/cm²"))
    both = _no_window([stepped, window("dial", 8.0, text="the dial ends at 8 J/cm²")])
    assert "each has no step on its dial between an effect and its limit, or reaches one of its limits before" in both
