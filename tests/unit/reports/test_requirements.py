"""What consent and texts owe to numbered requirements."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from reading import SAY, Reader, material, one

import lentigo
from lentigo import library
from lentigo.reports.papers.html import html
from lentigo.reports.papers.press import papers_of
from lentigo.screening.phrases import CLAIMS, claims_in

SOURCE = Path(lentigo.__file__).parent


def consent(site="back_of_hand"):
    of = material("setting")
    case = replace(of.plan.case, skin=replace(of.plan.case.skin, site=site))
    (paper,) = papers_of("consent", replace(of, plan=replace(of.plan, case=case)), say=SAY)
    return Reader(html(paper)).text


@pytest.mark.shows("S1-06", "S1-37")
def test_the_course_is_a_timeline_from_darker_to_faded():
    text = consent()
    stages = (
        "First 2 to 3 days Redness",
        "Within 24 to 48 hours The spot turns darker",
        "For 7 to 21 days A thin crust forms and falls off by itself",
        "For 6 to 8 weeks The spot goes on fading",
    )
    places = [text.index(stage) for stage in stages]
    assert places == sorted(places)


@pytest.mark.shows("S0-27")
def test_restrictions_are_given_in_days():
    text = consent()
    assert "For 7 to 10 days No sport, no sauna, no swimming pool" in text


@pytest.mark.shows("S1-01")
def test_sites_differ_in_layers_healing_and_the_melanin_that_is_assumed():
    epidermis = {
        site: library.skin(site=site, melanin_fraction=0.03).layers[1].thickness_um for site in ("eyelid", "back")
    }
    assert epidermis["eyelid"] < epidermis["back"]
    assert "For 5 to 7 days A thin crust" in consent("cheek")
    assert "For 7 to 21 days A thin crust" in consent("back")
    by_sun = library.ita_by_phototype("II", site="back_of_hand"), library.ita_by_phototype("II", site="buttock")
    assert by_sun[0].value < by_sun[1].value


@pytest.mark.shows("S0-23")
def test_consent_for_a_spot_claims_no_rejuvenation():
    text = Reader(html(one("setting", "consent"))).text.lower()
    assert re.findall(r"rejuven\w*|younger|collagen|wrinkle\w*|anti-?ag\w*|tighten\w*", text) == []


@pytest.mark.shows("S3-14")
def test_no_text_of_the_program_says_that_stretch_marks_become_invisible():
    (claim,) = [one for one in CLAIMS if one.name == "stretch_marks"]
    assert claim in claims_in("After three sessions striae are practically invisible.")
    assert "do not disappear" in claim.correction
    texts = [path for ending in ("toml", "ftl", "typ", "py") for path in SOURCE.rglob(f"*.{ending}")]
    own = SOURCE / "screening" / "phrases.py"
    assert len(texts) > 300
    assert [path.name for path in texts if path != own and claim in claims_in(path.read_text(encoding="utf-8"))] == []
    gone = re.compile(r"(?:striae?|stretch marks?)\b[^.\n]*(?:invisible|disappear|gone)", re.IGNORECASE)
    assert gone.search("Stretch marks will disappear.")
    said = {m[0] for path in texts if path != own for m in gone.finditer(path.read_text(encoding="utf-8"))}
    assert [words for words in said if not re.search(r"\b(?:not|never)\b", words)] == []
