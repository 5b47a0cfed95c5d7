import re
from dataclasses import replace

import pytest

from lentigo.reports import words
from lentigo.reports.paper import pdf
from lentigo.reports.papers.room import room_card


@pytest.fixture(scope="module")
def printed(tmp_path_factory, plans, fields, sample):
    folder = tmp_path_factory.mktemp("paper")
    return {
        name: (
            pdf(plan, folder / f"{name}.pdf", fields=fields, sources=sample.REFERENCES),
            room_card(plan, folder / f"{name}_card.pdf"),
        )
        for name, plan in plans.items()
    }


def joined(pages: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(pages).replace("\N{NO-BREAK SPACE}", " "))


def test_every_page_carries_limits_of_use_versions_and_its_number(printed, plans, paper_text, decision):
    pages = paper_text(printed[decision][0])
    assert pages
    for number, page in enumerate(pages, start=1):
        said = joined([page])
        assert words.DISCLAIMER in said
        assert words.versions(plans[decision]) in said
        assert f"{number}/{len(pages)}" in said.replace(" ", "")


def test_first_page_holds_the_setting(printed, plans, paper_text):
    first = joined(paper_text(printed["setting"][0])[:1])
    window = plans["setting"].recommended
    assert f"{window.recommended.setting.fluence_j_cm2:.1f} J/cm²" in first
    assert words.percent(window.recommended.chance_effect) in first
    assert words.sentence(window.endpoint) in first
    for sign in window.stop_signs:
        assert sign in first
    assert len(paper_text(printed["setting"][0])) <= 12


def test_report_is_tagged_and_titled(printed, decision):
    raw = printed[decision][0].read_bytes()
    assert b"/StructTreeRoot" in raw
    assert b"/MarkInfo" in raw
    assert b"en-GB" in raw
    assert b"/URI" not in raw or b"http" not in raw


def test_refusals_give_their_reason_on_the_first_page(printed, plans, paper_text):
    first = joined(paper_text(printed["refused"][0])[:1])
    assert plans["refused"].screening.reasons[0].because in first
    assert "6 April 2026" in joined(paper_text(printed["not_now"][0])[:1])


def test_card_is_one_page_with_limits_of_use(printed, plans, paper_text, decision):
    pages = paper_text(printed[decision][1])
    assert len(pages) == 1
    assert words.DISCLAIMER in joined(pages)
    assert words.versions(plans[decision]) in joined(pages)


def test_card_holds_the_dial_the_endpoint_and_the_stop_signs(printed, plans, paper_text):
    said = joined(paper_text(printed["setting"][1]))
    window = plans["setting"].recommended
    for part in ("1.3", "Radiant exposure, J/cm²", "Spot, mm", "532", "STOP AT ONCE AT", "1.0, 1.2 and 1.3 J/cm²"):
        assert part in said, part
    apart = re.sub(r"\W+", "", said)
    assert re.sub(r"\W+", "", window.endpoint)[:20] in apart or "Faint whitening" in said


@pytest.mark.parametrize("name", ["no_window", "refused", "not_now", "blocked_by_verification"])
def test_card_without_a_setting_says_that_nothing_may_be_fired(printed, paper_text, name):
    said = joined(paper_text(printed[name][1]))
    assert "Fire nothing. No setting is given on this card." in said
    assert words.DECISIONS[name].upper() in said
    assert "Radiant exposure" not in said
    assert "J/cm²" not in said


def test_card_bears_long_words(tmp_path, plans, paper_text):
    plan = plans["setting"]
    window = replace(
        plan.windows[2],
        endpoint=" ".join(["A slightly darker lesion with a fine red rim around it"] * 4),
        stop_signs=tuple(
            f"sign {i}: grey or white skin beside the lesion, or the print of the handpiece" for i in range(8)
        ),
    )
    card = room_card(replace(plan, windows=(window,)), tmp_path / "card.pdf")
    pages = paper_text(card)
    assert len(pages) == 1
    assert "Sign 7" in joined(pages)
    assert "15 × 35" in joined(pages)


def test_same_plan_is_the_same_paper(tmp_path, plans, printed):
    again = room_card(plans["setting"], tmp_path / "again.pdf")
    assert again.read_bytes() == printed["setting"][1].read_bytes()
