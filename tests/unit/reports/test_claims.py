"""No paper, no line of the terminal and no JSON makes a claim that is not true, whoever the person is."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import goal_plans
import materials
import pytest
import random_cases
from reading import Reader, material
from rich.console import Console

from lentigo.cli.cite import citation
from lentigo.cli.render.causes import causes_page
from lentigo.cli.render.course import course_page
from lentigo.cli.render.laser_safety import safety_page
from lentigo.cli.render.numbing import numbing_page
from lentigo.cli.render.plan import plan_page
from lentigo.cli.render.reasons import screening_page
from lentigo.cli.render.referral import letters
from lentigo.domain.causes import Weighing
from lentigo.domain.record import as_plain
from lentigo.errors import QuestionError
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.course.content import course_document
from lentigo.reports.page import page, render
from lentigo.reports.papers.html import html
from lentigo.reports.papers.material import PAPERS, Material
from lentigo.reports.papers.press import papers_of, print_paper
from lentigo.screening import screen
from lentigo.screening.causes import weigh
from lentigo.screening.phrases import CLAIMS, claims_in
from lentigo.screening.referral import referrals

SAY = Catalogue()
FEW = 60
"""Random cases here; ``benchmarks/claims.py`` looks at five hundred."""
AS_PDF = 12
"""Of so many random cases one is set as PDF too."""


def said_of(of: Material) -> str:
    """Everything that papers, report, terminal and JSON say."""
    pages = [html(paper) for kind in PAPERS for paper in papers_of(kind, of, say=SAY)]
    if of.plan is not None:
        pages.append(page(of.plan))
    if of.course is not None:
        pages.append(render(course_document(of.course)))
    readers = [Reader(one) for one in pages]
    shown = [text for reader in readers for text in (reader.text, *reader.aloud)]
    return "\n".join([*shown, said_in_terminal(of), said_in_json(of)])


def weighed(of: Material) -> Weighing | str:
    """The causes of a lesion, or what is said where none are weighed."""
    try:
        return weigh(of.case)
    except QuestionError as refused:
        return f"{refused.message} {refused.hint}"


def said_in_json(of: Material) -> str:
    records = (of.screening, of.plan, of.spots, of.numbing, of.course, weighed(of), *of.referrals, *of.safety)
    plain = [record if isinstance(record, str) else as_plain(record) for record in records if record is not None]
    return json.dumps(plain, ensure_ascii=False, default=str)


def said_on_paper(of: Material, folder, paper_text) -> str:
    """The text of every paper as PDF."""
    said = []
    for kind in PAPERS:
        for paper in papers_of(kind, of, say=SAY):
            _, name = print_paper(paper, folder, of=of, say=SAY, ending="", large=False)
            said += paper_text(folder / name)
    return " ".join(said)


def said_in_terminal(of: Material) -> str:
    console = Console(file=io.StringIO(), width=4000)
    console.print(screening_page(of.screening, cite=citation))
    if of.plan is not None:
        console.print(plan_page(of.plan, width=200, cite=citation))
    console.print(letters(of.referrals, cite=citation))
    weighing = weighed(of)
    console.print(weighing if isinstance(weighing, str) else causes_page(weighing, cite=citation))
    if of.numbing is not None:
        console.print(numbing_page(of.numbing, cite=citation))
    for sheet in of.safety:
        console.print(safety_page(sheet, cite=citation))
    return console.file.getvalue()


@pytest.mark.parametrize("name", materials.SCREENED)
def test_no_example_makes_a_claim(name, tmp_path, paper_text):
    of = materials.of_example(name)
    said = said_of(of)
    assert of.screening.reasons == () or of.screening.reasons[0].rule in said_in_json(of)
    assert claims_in(said) == ()
    printed = said_on_paper(of, tmp_path, paper_text)
    assert "Not a medical device" in printed
    assert claims_in(printed) == ()


@pytest.mark.parametrize("name", materials.SAMPLE.PLANS)
def test_no_plan_makes_a_claim(name, tmp_path, paper_text):
    said = said_of(materials.of_plan(name))
    assert claims_in(said_on_paper(materials.of_plan(name), tmp_path, paper_text)) == ()
    assert claims_in(said) == ()
    assert claims_in(f"{said} {CLAIMS[0].phrases[0]}") == (CLAIMS[0],)


@pytest.mark.parametrize("name", goal_plans.PLANNED)
def test_no_plan_on_vessels_collagen_columns_or_removal_makes_a_claim(name, tmp_path, paper_text):
    of = material(name)
    assert claims_in(said_of(of)) == ()
    assert claims_in(said_on_paper(of, tmp_path, paper_text)) == ()


@pytest.mark.parametrize("name", ["cream", "no_cream"])
def test_no_numbing_card_makes_a_claim(name):
    assert claims_in(said_of(materials.MATERIALS[name]())) == ()


@pytest.mark.parametrize("name", ["course", "care"])
def test_no_course_makes_a_claim(name, tmp_path, paper_text):
    of = material(name)
    assert claims_in(said_of(of)) == ()
    printed = said_on_paper(of, tmp_path, paper_text)
    assert "Your skin over the next months" in printed
    assert claims_in(printed) == ()
    console = Console(file=io.StringIO(), width=200)
    console.print(course_page(of.course, width=200, cite=citation))
    assert claims_in(console.file.getvalue()) == ()


@pytest.mark.shows("S1-02")
def test_random_cases_make_no_claim(tmp_path, paper_text):
    verdicts = set()
    for number, (case, devices) in enumerate(random_cases.cases(FEW, seed=3)):
        screening = screen(case, devices=devices)
        letters_of = referrals(case, screening)
        of = Material(case=case, screening=screening, devices=devices, referrals=letters_of)
        assert claims_in(said_of(of)) == (), f"case {number} of seed 3"
        if number % AS_PDF == 0:
            assert claims_in(said_on_paper(of, tmp_path, paper_text)) == (), f"case {number} of seed 3"
        verdicts.add(screening.verdict)
    assert len(verdicts) >= 3


def test_corrections_that_matter_to_this_patient_stand_in_the_consent():
    (paper,) = papers_of("consent", materials.of_plan("setting"), say=SAY)
    said = Reader(html(paper)).text
    told = {claim.name for claim in CLAIMS if claim.correction.rstrip(".") in said}
    assert {"results", "risks", "pain", "spots", "best_way", "healthy_skin", "contraindications", "protection"} <= told


REACHED_BY = {
    "moles": ("mole", "screening"),
    "creams": ("melasma", "screening"),
    "tranexamic_acid": ("melasma", "screening"),
    "melanin": ("naevus_of_ota", "consent"),
    "cold_sores": ("melasma", "consent"),
    "rosacea": ("papulopustular_rosacea", "screening"),
    "resurfacing": ("photoageing", "screening"),
    "stretch_marks": ("stretch_marks_red", "screening"),
    "stretch_marks_surface": ("stretch_marks_white", "screening"),
    "numbing": (None, "numbing"),
}
"""The lesion and the paper on which a patient reads a correction that is not on every consent."""


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_every_correction_is_read_by_a_patient_whom_it_concerns(claim):
    kind, paper = REACHED_BY.get(claim.name, ("solar_lentigo", "consent"))
    of = materials.MATERIALS["cream" if paper == "numbing" else "setting"]()
    if kind is not None:
        assert of.plan is not None
        case = replace(of.case, lesion=replace(of.case.lesion, kind=kind), skin=replace(of.case.skin, site="cheek"))
        of = replace(of, case=case, plan=replace(of.plan, case=case))
    (made,) = papers_of(paper, of, say=SAY)
    assert claim.correction in Reader(html(made)).text
