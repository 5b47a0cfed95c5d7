"""What consent and texts owe to numbered requirements."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from reading import SAY, Reader, material, one

import lentigo
from lentigo import library
from lentigo.domain.questions import question_at
from lentigo.domain.session import AdverseEvent, AdverseKind
from lentigo.library.rules import rules
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


@pytest.mark.shows("S1-09")
def test_what_follows_in_nearly_all_is_called_common_and_has_its_days():
    text = consent()
    common = text[text.index("Common What How often") : text.index("Less common What How often")]
    assert "Redness and swelling" in common
    assert "A crust, and a darker spot for some days" in common
    assert "First 2 to 3 days Redness" in text
    assert "rare" not in common.lower()


@pytest.mark.shows("S4-08")
def test_side_effects_stand_in_consent_and_follow_up_and_loose_lids_are_looked_for():
    text = consent("cheek")
    for risk in ("A blister", "An infection of the treated skin", "A scar", "A cold sore"):
        assert risk in text
    assert set(get_args(AdverseKind)) >= {"burn", "blister", "bleeding", "eye_exposure"}
    event = AdverseEvent(kind="blister", grade=2, done="Cooled, photographed and shown to a doctor.")
    assert event.grade == 2
    assert "lower eyelids loose" in question_at("health.lax_lower_lids").text
    (lids,) = [one for one in rules() if one.id == "PT-42"]
    assert lids.clause[0].unknown == "RELATIVE"
    assert "does not spring back at once is loose" in lids.clause[0].action


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
