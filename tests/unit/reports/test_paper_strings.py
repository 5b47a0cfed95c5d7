"""No paper holds a string outside the catalogue, but for data: texts of rules, names, sources, numbers with units."""

import re
from dataclasses import replace
from functools import cache
from importlib import resources

import pytest
from reading import EACH, Reader, material, one, plain

from lentigo import library
from lentigo.domain.record import as_plain
from lentigo.library.drugs import drugs
from lentigo.reports.papers.html import html

_INSIDE = re.compile(r"⟪[^⟪⟫]*⟫")
_NUMBER_WITH_UNIT = re.compile(
    r"[\d\s.,–×·⁻⁰¹²³⁴⁵⁶⁷⁸⁹/()-]*(%|°|°C|J|mJ|J/cm²|cm²|mm|µm|nm|ms|ns|ps|µs|Hz|g|mg|min|cm)?", re.IGNORECASE
)


def outside(text):
    """What is left of a text when every message, with what was put into it, is taken out."""
    while _INSIDE.search(text):
        text = _INSIDE.sub("\N{NULL}", text)
    assert "⟪" not in text, text
    assert "⟫" not in text, text
    return [plain(part) for part in text.split("\N{NULL}") if plain(part)]


def loose_strings(page, known):
    """What a page shows or reads aloud that is neither a message nor data."""
    reader = Reader(page)
    shown = outside("\N{NULL}".join(reader.seen))  # a message may hold a pointer to a source, and so several elements
    aloud = [part for said in reader.aloud for part in outside(said)]
    return [part for part in (*shown, *aloud) if not is_data(part, known)]


def strings(value):
    if isinstance(value, str):
        yield plain(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)


@cache
def data(name):
    """Every string of the records behind the papers, and of the works and tables that they point to."""
    of = material(name)
    records = (
        of.case,
        of.screening,
        of.plan,
        of.spots,
        of.numbing,
        *of.devices,
        *of.referrals,
        *of.safety,
        of.course,
        *drugs(),
    )
    told = [text for record in records if record is not None for text in strings(as_plain(record))]
    for reference in library.references():
        told += [text for text in (reference.citation, reference.doi, reference.address) if text]
        told.append(f"doi:{reference.doi}")
    for table in ("consent/course", "consent/outlook"):
        told += [number.where for number in library.table(table).values()]
    told += [f"{device.name}, {handpiece.name}" for device in of.devices for handpiece in device.handpieces]
    return {bare(text) for text in told}


def bare(text):
    return plain(text).strip(" .,;:()[]■·–").casefold()


def is_data(part, known):
    text = bare(part)
    return not re.search(r"[^\W\d_]", text) or text in known or _NUMBER_WITH_UNIT.fullmatch(text) is not None


@pytest.mark.parametrize(("name", "kind"), EACH)
@pytest.mark.parametrize("large", [False, True])
def test_no_paper_holds_a_string_outside_the_catalogue(name, kind, large):
    known = data(name)
    loose = loose_strings(html(one(name, kind, marked=True), large=large), known)
    # A list of findings is joined with semicolons.
    pieces = [piece for part in loose for piece in part.split("; ") if not is_data(piece, known)]
    assert pieces == []


def test_the_test_itself_sees_a_string_outside_the_catalogue():
    paper = replace(one("setting", "consent", marked=True), title="Consent")
    assert loose_strings(html(paper), data("setting")) == ["Consent –", "Consent"]


def test_templates_hold_no_words():
    folder = resources.files("lentigo.reports.papers")
    for file in ("paper.typ", "room.typ"):
        text = re.sub(r"//.*", "", folder.joinpath(file).read_text(encoding="utf-8"))
        shown = re.findall(r"\[([^\[\]]*)\]", re.sub(r'"[^"]*"', '""', text))
        bare = [re.sub(r"#[\w.]+(\([^()]*\))?", "", part) for part in shown]
        assert [part for part in bare if re.search(r"[A-Za-z]{2}", part)] == [], file
