"""No number stands on a paper without what it rests on: a source, a rule, or the versions of model and rules."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace

import pytest
from reading import APPLIES, SAY, material, papers

from lentigo.reports.papers.parts import Blanks, Section, Signatures

DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
RESTS_ON = re.compile(r"⟦\d+⟧|\b[A-Z]{2}-\d\d\b|rule set|text of this consent: version", re.IGNORECASE)
THE_CASE_ITSELF = {("screening", "facts"), ("referral", "known")}
"""Sections that only repeat what the case file holds: the person's age, the width of the lesion."""
THE_QUESTIONS = {("referral", name) for name in ("found", "not-found", "unknown")}
"""Sections that repeat questions in their own words: whether a spot is wider than 6 mm."""
ONE_PAGE = ("room",)
"""A card of one page: the versions stand at its foot, below everything."""


def texts(part):
    """All that a part says to those who see it."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from texts(item)
    elif is_dataclass(part) and not isinstance(part, Blanks | Signatures):
        for field in fields(part):
            if field.name not in ("picture", "tone"):
                yield from texts(getattr(part, field.name))


def unsourced(paper, of):
    """Sections of a paper with a number that rests on nothing."""
    kind = paper.name.split("_")[0]
    found = []
    for section in (Section("lead", "", paper.lead), *paper.sections):
        if (kind, section.id) in THE_CASE_ITSELF | THE_QUESTIONS or paper.name in ONE_PAGE:
            continue
        said = " | ".join(texts(section.parts))
        bare = DAY.sub("", said)
        for device in of.devices:
            for name in (device.name, *(handpiece.name for handpiece in device.handpieces)):
                bare = bare.replace(name, "")
        rules = len({reason.rule for reason in of.screening.reasons})
        bare = bare.replace(SAY("screening-count", rules=rules), "")
        if re.search(r"\d", bare) and not RESTS_ON.search(bare):
            found.append((section.id, bare))
    return found


@pytest.mark.parametrize("name", APPLIES)
def test_every_number_on_paper_rests_on_a_source_a_rule_or_a_version(name):
    of = material(name)
    for paper in papers(name):
        assert unsourced(paper, of) == [], paper.name
        assert re.search(r"rule set .* · model version \S+ · library \S+", paper.versions)
        marks = {int(n) for text in texts((paper.lead, paper.sections)) for n in re.findall(r"⟦(\d+)⟧", text)}
        assert marks == {source.number for source in paper.sources}, paper.name


def test_a_number_without_a_source_is_found():
    of = material("cream")
    (paper,) = (paper for paper in papers("cream") if paper.name == "numbing")
    clock = next(section for section in paper.sections if section.id == "clock")
    bare = replace(clock, parts=clock.parts[:2])
    bad = replace(paper, sections=tuple(bare if section is clock else section for section in paper.sections))
    assert [name for name, _ in unsourced(bad, of)] == ["clock"]


def test_room_card_names_its_versions():
    (paper,) = (paper for paper in papers("setting") if paper.name == "room")
    assert "rule set" in paper.versions
    assert "rule set" in " ".join(texts(tuple(p for q in papers("setting") if q.name == "consent" for p in q.sections)))
