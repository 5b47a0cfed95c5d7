"""The report of a plan that has learnt from test spots says what, and what its sliders leave out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import materials
import pytest
from reading import Reader

from lentigo.domain.plan import Band, Finding, Learnt, LearntWindow, Surprise
from lentigo.reports.learnt import EXPLORER_BEFORE
from lentigo.reports.page import page
from lentigo.reports.paper import pdf
from lentigo.screening.phrases import claims_in


def band(p50):
    return Band(p5=0.5 * p50, p50=p50, p95=2 * p50)


@pytest.fixture(scope="module")
def taught():
    plan = materials.SAMPLE.PLANS["setting"]()
    window = plan.recommended
    one = LearntWindow(
        before=replace(window, highest_allowed_j_cm2=window.highest_allowed_j_cm2 + 0.4),
        after=window,
        effect_before_j_cm2=band(0.7),
        effect_after_j_cm2=band(0.9),
        harm_before_j_cm2=band(4.0),
        harm_after_j_cm2=band(3.0),
        harm_narrower_percent=20.0,
    )
    learnt = Learnt(
        title="Three test spots",
        treated_on=date(2026, 3, 2),
        as_of=date(2026, 3, 20),
        used=("Spot 1, 0.9 J/cm²: none after 10 minutes; nothing after 14 days.",),
        bad=("Spot 2, 1.1 J/cm²: blister.",),
        holds=("a bad reaction was seen",),
        surprises=(Surprise(spots=("2",), text="a burn that was expected in 1 of 100", chance=0.01),),
        windows=(one,),
        drawn=32768,
        effective_draws=4000.0,
        effective_skins=120.0,
        findings=(Finding(topic="assumed", text="signs at certain shares are assumed"),),
    )
    return replace(plan, learnt=learnt)


def test_report_says_what_was_seen_what_changed_and_what_holds(taught, explorer):
    text = Reader(page(taught, explorer=explorer)).text
    for said in (
        "What test spots have taught",
        "Three test spots: set on 2 March 2026, used on 20 March 2026.",
        "Spot 1, 0.9 J/cm²",
        "Bad reactions: the limit is lowered",
        "Spot 2, 1.1 J/cm²: blister.",
        "A burn that was expected in 1 of 100.",
        "A bad reaction was seen.",
        "Harm begins at",
        "4 (2–8) J/cm²",
        "3 (1.5–6) J/cm²",
        "Signs at certain shares are assumed.",
    ):
        assert said in text, said
    assert claims_in(text) == ()


def test_sliders_say_that_they_show_the_chances_before_test_spots(taught, explorer):
    assert EXPLORER_BEFORE in Reader(page(taught, explorer=explorer)).text
    plain = Reader(page(replace(taught, learnt=None), explorer=explorer)).text
    assert EXPLORER_BEFORE not in plain
    assert "What test spots have taught" not in plain


def test_report_on_paper_says_the_same(taught, tmp_path, paper_text):
    said = " ".join(" ".join(paper_text(pdf(taught, tmp_path / "report.pdf"))).split())
    assert "What test spots have taught" in said
    assert "Bad reactions: the limit is lowered" in said
