"""No paper and no line of the terminal makes a claim that is not true, whoever the person is."""

from __future__ import annotations

import io

import materials
import pytest
import random_cases
from reading import Reader
from rich.console import Console

from lentigo.cli.cite import citation
from lentigo.cli.render.plan import plan_page
from lentigo.cli.render.reasons import screening_page
from lentigo.cli.render.referral import letters
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.html import html
from lentigo.reports.papers.material import PAPERS, Material
from lentigo.reports.papers.press import papers_of
from lentigo.screening import screen
from lentigo.screening.phrases import CLAIMS, claims_in
from lentigo.screening.referral import referrals

SAY = Catalogue()
FEW = 60
"""Random cases here; ``benchmarks/claims.py`` looks at five hundred."""


def said_of(of: Material) -> str:
    """Everything that papers and terminal say."""
    papers = [html(paper) for kind in PAPERS for paper in papers_of(kind, of, say=SAY)]
    return "\n".join([*(Reader(page).text for page in papers), said_in_terminal(of)])


def said_in_terminal(of: Material) -> str:
    console = Console(file=io.StringIO(), width=4000)
    console.print(screening_page(of.screening, cite=citation))
    if of.plan is not None:
        console.print(plan_page(of.plan, width=200, cite=citation))
    console.print(letters(of.referrals, cite=citation))
    return console.file.getvalue()


@pytest.mark.parametrize("name", materials.SCREENED)
def test_no_example_makes_a_claim(name):
    assert claims_in(said_of(materials.of_example(name))) == ()


@pytest.mark.parametrize("name", materials.SAMPLE.PLANS)
def test_no_plan_makes_a_claim(name):
    said = said_of(materials.of_plan(name))
    assert claims_in(said) == ()
    assert claims_in(f"{said} {CLAIMS[0].phrases[0]}") == (CLAIMS[0],)


@pytest.mark.parametrize("name", ["cream", "no_cream"])
def test_no_numbing_card_makes_a_claim(name):
    assert claims_in(said_of(materials.MATERIALS[name]())) == ()


def test_random_cases_make_no_claim():
    verdicts = set()
    for number, (case, devices) in enumerate(random_cases.cases(FEW, seed=3)):
        screening = screen(case, devices=devices)
        letters_of = referrals(case, screening)
        of = Material(case=case, screening=screening, devices=devices, referrals=letters_of)
        assert claims_in(said_of(of)) == (), f"case {number} of seed 3"
        verdicts.add(screening.verdict)
    assert len(verdicts) >= 3


def test_corrections_that_matter_to_this_patient_stand_in_the_consent():
    (paper,) = papers_of("consent", materials.of_plan("setting"), say=SAY)
    said = Reader(html(paper)).text
    told = {claim.name for claim in CLAIMS if claim.correction.rstrip(".") in said}
    assert {"results", "risks", "pain", "spots", "best_way", "healthy_skin", "contraindications", "protection"} <= told
