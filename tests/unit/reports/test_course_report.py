"""The months on page, paper and sheet: figures, numbers with their ranges, dates, and what must not be said."""

import itertools
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta

import pytest
from drawing import collisions, outside
from matplotlib.pyplot import close
from reading import SAY, Reader, material, plain
from scipy.stats import binomtest

from lentigo.cli.render.course_table import gained
from lentigo.domain.course import Course, NotOffered, Trace
from lentigo.domain.record import from_plain
from lentigo.domain.strategy import Wellbeing
from lentigo.errors import QuestionError, UnknownNameError
from lentigo.library.drugs import drug
from lentigo.reports import style
from lentigo.reports.blocks import Table
from lentigo.reports.course import comparison_figures, time_figures, told
from lentigo.reports.course.content import course_document
from lentigo.reports.course.ways import clinician_section
from lentigo.reports.course.write import write_course
from lentigo.reports.page import page, render
from lentigo.reports.papers.aftercare import aftercare_sheet
from lentigo.reports.papers.html import html
from lentigo.reports.papers.pdf import pdf
from lentigo.reports.write import write_report

FIGURES = {
    "contrast": time_figures.contrast_chart,
    "signs": time_figures.signs_chart,
    "colour": time_figures.swatch_chart,
    "calendar": time_figures.calendar_strip,
    "person": comparison_figures.person_picture,
    "clinician": comparison_figures.clinician_picture,
}
UNITS = {"contrast": {"°", "months"}, "signs": {"1", "%", "months"}, "clinician": {"°", "%", "days", "0–10"}}
EACH = [(of, name) for of in ("course", "care") for name in FIGURES if (of, name) != ("care", "signs")]


def followed(name="course"):
    return material(name).course


@pytest.fixture(scope="module")
def pages():
    return {name: render(course_document(followed(name))) for name in ("course", "care")}


@pytest.fixture(scope="module")
def read(pages):
    return {name: Reader(made) for name, made in pages.items()}


def sheet(**changes):
    return Reader(html(aftercare_sheet(replace(followed(), **changes), say=SAY))).text


# Figures.


@pytest.mark.parametrize(("of", "name"), EACH)
def test_words_of_a_figure_lie_apart_and_inside(of, name):
    figure = FIGURES[name](followed(of))
    assert collisions(figure) == []
    assert outside(figure) == []


@pytest.mark.parametrize("name", UNITS)
def test_axes_name_their_units(name):
    figure = FIGURES[name](followed())
    said = [t.get_text() for t in figure.findobj(match=lambda t: hasattr(t, "get_text")) if t.get_text().strip()]
    units = {unit for text in said for unit in re.findall(r"\[([^\]]+)\]", text)}
    assert units >= UNITS[name]


@pytest.mark.parametrize("name", FIGURES)
def test_same_course_is_the_same_figure_with_its_own_identifiers(name):
    one, other = (style.svg(FIGURES[name](followed()), name=f"m-{name}", title="t") for _ in range(2))
    assert one == other
    identifiers = [e.get("id") for e in ET.fromstring(one).iter() if e.get("id")]  # noqa: S314 - our own text
    assert len(identifiers) == len(set(identifiers))
    assert all(i.startswith(f"m-{name}-") for i in identifiers)
    assert "nan" not in "".join(re.findall(r' d="([^"]+)"', one))


def test_colours_are_drawn_as_the_course_has_them():
    drawn = style.svg(FIGURES["colour"](followed()), name="c", title="t")
    first = followed().strategies[0].swatches
    assert len(first) >= 4
    for swatch in first:
        for colour in (swatch.skin_srgb, swatch.lesion_srgb):
            assert "#" + "".join(f"{round(255 * part):02x}" for part in colour) in drawn


def test_nobody_gets_a_picture_of_signs_that_are_never_there():
    quiet = tuple(replace(one, dark_marks_share=tuple(0.0 for _ in one.days)) for one in followed("care").strategies)
    course = replace(followed("care"), strategies=quiet)
    assert not any(time_figures.shows_signs(one) for one in quiet)
    assert time_figures.signs_chart(course) is None
    assert "Redness, discomfort" not in Reader(render(course_document(course))).text


def test_bands_lie_between_their_edges_in_every_panel():
    figure = FIGURES["contrast"](followed())
    assert len(figure.axes) == len(followed().strategies)
    for axes, one in zip(figure.axes, followed().strategies, strict=True):
        (band,) = axes.collections
        extent = band.get_paths()[0].get_extents()
        assert extent.y0 == pytest.approx(min(one.contrast_ita_deg.p5))
        assert extent.y1 == pytest.approx(max(one.contrast_ita_deg.p95))


# Words.


@pytest.mark.parametrize(("met", "skins"), [(0, 32), (1, 32), (9, 32), (32, 32), (100, 256)])
def test_range_of_a_share_is_the_exact_binomial_one(met, skins):
    low, high = told.counted(met / skins, skins=skins)
    exact = binomtest(met, skins).proportion_ci(confidence_level=0.9, method="exact")
    assert (low, high) == (pytest.approx(exact.low, abs=1e-9), pytest.approx(exact.high, abs=1e-9))
    assert low <= met / skins <= high


def test_more_skins_narrow_the_range_and_none_is_never_nobody():
    widths = [high - low for low, high in (told.counted(0.25, skins=n) for n in (16, 64, 256))]
    assert widths == sorted(widths, reverse=True)
    assert told.with_range(0.0, skins=64) == "fewer than 1 (0–5)"
    assert told.with_range(1.0, skins=64) == "more than 99 (95–100)"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (0, "today"),
        (3, "day 3"),
        (14, "2 weeks"),
        (84, "12 weeks"),
        (182, "6 months"),
        (365, "1 year"),
        (730, "2 years"),
    ],
)
def test_days_are_told_as_people_say_them(day, said):
    assert told.after(day) == said


# The page.


@pytest.mark.parametrize("name", ["course", "care"])
def test_page_tells_every_way_with_evidence_and_promises_nothing(read, name):
    text = read[name].text
    assert "Nothing here is promised" in text
    assert "Not a medical device" in text
    for way in followed(name).strategies:
        assert plain(way.strategy.title) in text
        assert plain(way.outcome.evidence_text.rstrip(".")) in text
        assert told.EVIDENCE[way.outcome.evidence][1] in text
    assert re.search(r"rule set .* · model version \S+ · library \S+", text)


def test_page_tells_chances_with_ranges_and_no_chance_of_light_where_there_is_none(read):
    course = followed()
    text = read["course"].text
    for way in course.strategies:
        assert told.with_range(way.outcome.chance_cleared, skins=course.skins) in text
        if way.sessions:
            assert told.with_range(way.outcome.chance_dark_marks, skins=course.skins) in text
            assert told.days_of(way.outcome.downtime_days) in text
    assert "no light" in text
    assert "no light is used" in read["care"].text


def test_page_lists_each_session_with_its_date_and_how_many_are_enough(read):
    course = followed()
    text = read["course"].text
    for way in course.strategies:
        for session in way.sessions:
            assert f"{told.on(course.start, session.day)} (day {session.day})" in text
    assert "Cleared after so many sessions, of 100" in text
    assert "with cream" in text


def test_each_risk_stands_once_and_unknown_is_never_zero(read):
    text = read["course"].text
    assert text.count("A cold sore" if "A cold sore" in text else "An injury of the eye") == 1
    assert "not known" in text
    assert " 0 in 100" not in text


@pytest.mark.parametrize("name", ["course", "care"])
def test_page_needs_nothing_from_elsewhere_and_can_be_read_by_keyboard(pages, read, name):
    made, reader = pages[name], read[name]
    assert "default-src 'none'" in made
    assert not re.search(r"(?:src|href)=\"(?!#)", made)
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    scrolled = [e for _, e in reader.elements if e.get("class") in ("canvas", "wide")]
    assert scrolled
    assert all(e["tabindex"] == "0" and e["aria-label"] for e in scrolled)
    identifiers = [e["id"] for _, e in reader.elements if e.get("id")]
    assert len(identifiers) == len(set(identifiers))
    for pointer in re.findall(r'href="#([^"]+)"', made):
        assert pointer in identifiers


def test_what_is_left_out_is_told_with_its_reason():
    left = NotOffered(title="Tablets", because="clots run in the family", sources=("TXAcons",))
    text = Reader(render(course_document(replace(followed("care"), not_offered=(left,))))).text
    assert "What is not offered, and why" in text
    assert "Clots run in the family." in text


def test_course_in_which_nothing_may_be_done_says_why():
    left = NotOffered(title="Every treatment", because="a doctor must look first", sources=())
    course = replace(
        followed("care"), strategies=(), not_offered=(left,), headline="Nothing before a doctor has looked"
    )
    text = Reader(render(course_document(course))).text
    assert "Nothing can be followed over months" in text
    assert "A doctor must look first." in text
    assert aftercare_sheet(course, say=SAY) is None


def test_wellbeing_stands_beside_the_colour_where_it_was_asked(read):
    case = replace(followed("care").case, wellbeing=Wellbeing(dlqi=11, melasqol="unknown", confidence=4.0))
    text = Reader(render(course_document(replace(followed("care"), case=case)))).text
    assert "Dermatology Life Quality Index, 0 to 30 11" in text
    assert "Melasma Quality of Life scale, 10 to 70 not asked" in text
    assert "Dermatology Life Quality" not in read["course"].text


def test_text_of_a_strategy_is_never_markup():
    hostile = "<script>alert(1)</script>"
    first, *rest = followed().strategies
    first = replace(first, strategy=replace(first.strategy, title=hostile))
    course = replace(followed(), strategies=(first, *rest), headline=hostile, why=(hostile,))
    made = render(course_document(course))
    assert hostile not in made
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made
    assert hostile not in html(aftercare_sheet(course, say=SAY))


# Files.


def test_folder_holds_page_paper_and_course(tmp_path, paper_text):
    written = write_course(followed(), tmp_path / "new")
    assert [path.name for path in written] == ["course.html", "course.pdf", "course.json"]
    assert sorted((tmp_path / "new").iterdir()) == sorted(written)
    assert from_plain(Course, json.loads(written[2].read_text(encoding="utf-8"))) == followed()
    printed = plain(" ".join(paper_text(written[1])))
    for way in followed().strategies:
        assert way.strategy.title in printed
    assert b"/StructTreeRoot" in written[1].read_bytes()
    first = written[1].read_bytes()
    assert write_course(followed(), tmp_path / "new")[1].read_bytes() == first


def test_failure_leaves_the_earlier_course_as_it_was(tmp_path, monkeypatch):
    write_course(followed("care"), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_, **__):
        raise RuntimeError("no paper")

    monkeypatch.setattr("lentigo.reports.paper.typeset", fail)
    with pytest.raises(RuntimeError, match="no paper"):
        write_course(followed(), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_wrong_folder_and_missing_extra_are_wrong_questions(tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(QuestionError, match="taken cannot be written"):
        write_course(followed(), tmp_path / "taken")
    monkeypatch.setattr("lentigo.reports.course.write.find_spec", lambda name: None if name == "typst" else object())
    with pytest.raises(QuestionError, match="a report needs typst"):
        write_course(followed(), tmp_path / "r")


def test_report_of_a_plan_tells_the_months_only_where_they_were_followed(tmp_path, plans):
    plan = plans["setting"]
    without = Reader(page(plan))
    assert not any(e.get("id") == "months-person" for _, e in without.elements)
    written = write_report(plan, tmp_path, course=followed())
    assert "course.json" in {path.name for path in written}
    made = Reader((tmp_path / "report.html").read_text(encoding="utf-8"))
    identifiers = [e["id"] for _, e in made.elements if e.get("id")]
    assert {"months-person", "months-time", "months-calendar", "months-clinician", "window"} <= set(identifiers)
    assert len(identifiers) == len(set(identifiers))
    write_report(plan, tmp_path)
    assert not (tmp_path / "course.json").exists()


# The sheet.


@pytest.mark.shows("S1-38")
def test_make_up_has_a_date_that_is_not_before_the_crust_is_off():
    (first, *_), start = followed().strategies, followed().start
    care = first.aftercare
    made = care.when("make_up")
    crust = next(part for part in care.healing if part.part == "crust_shed")
    assert made.allowed_after_days >= crust.high_days
    assert made.on == start + timedelta(days=made.allowed_after_days)
    assert f"Make-up {SAY.day(made.on)} (day {made.allowed_after_days})" in sheet()


@pytest.mark.shows("S4-12")
def test_sun_plan_has_dates():
    first = followed().strategies[0]
    text = sheet()
    film = first.strategy.protection[0]
    last = followed().start + timedelta(days=min(film.to_day, followed().horizon_days))
    assert f"Until {SAY.day(last)} (day {followed().horizon_days})" in text
    sun = first.aftercare.when("sun_without_protection")
    assert f"Sun without protection {SAY.day(sun.on)} (day {sun.allowed_after_days})" in text
    assert "Factor 50" in text
    assert "for 2 mg on each cm²" in text


def test_sheet_counts_the_days_after_the_last_visit_anew():
    first = followed().strategies[0]
    last = followed().start + timedelta(days=first.sessions[-1].day)
    care = first.aftercare
    text = sheet()
    for allowed in care.allowed:
        if allowed.activity != "next_session":
            assert SAY.day(last + timedelta(days=allowed.allowed_after_days)) in text
    assert "none is planned" in text


def test_dates_of_a_stronger_later_visit_are_not_told_from_the_first():
    course = followed()
    names = [one.strategy.name for one in course.strategies]
    made = Reader(html(aftercare_sheet(course, say=SAY, way="stronger"))).text
    assert "stronger" in names
    assert "A later visit is stronger than the first. Ask us for its dates." in made
    assert "After the last visit" not in made
    assert "After the last visit" in sheet()


def test_sheet_has_a_band_for_each_stretch_of_days_with_normal_do_and_call():
    text = sheet()
    for days in ("Day 0 ", "Days 1 to 2", "Days 3 to 7", "Days 8 to 14", "Days 15 to 42"):
        assert days in text
    assert text.count("What is normal") >= 4
    assert text.count("What to do") == 5
    assert "Do not pick, scratch or peel the crust." in text
    assert "An eye hurts, or you see less clearly" in text


def test_sheet_tells_each_drug_with_dates_start_stop_and_harms():
    course = followed("care")
    text = Reader(html(aftercare_sheet(course, say=SAY, way="triple_cream"))).text
    known = drug("triple_combination")
    assert f"From {SAY.day(course.start)} (day 0)" in text
    assert f"Until {SAY.day(course.start + timedelta(days=56))} (day 56)" in text
    for said in (known.start, known.dose, known.stop):
        assert plain(said) in text
    assert "about 57 in 100, between 50 and 63" in text
    assert "how often is not known" in text
    assert "Choose one with colour in it." in text
    assert "Melasma comes back." in text
    assert "no light in this way" in text
    assert "Your visits" not in text


def test_sheet_warns_of_more_than_a_label_holds_and_of_a_way_without_sunscreen():
    text = Reader(html(aftercare_sheet(followed("care"), say=SAY, way="too_much"))).text
    assert "It is sold up to 4, not 8." in text
    assert "It is used for 16 weeks without a break at most, not 29." in text
    assert "every 2 days" in text
    assert "This way has no sunscreen in it." in text


def test_tablets_have_their_own_signs_to_call_at():
    first, *rest = sorted(followed("care").strategies, key=lambda way: way.strategy.name != "triple_cream")
    wish = replace(first.strategy.care[0], drug="tranexamic_acid_oral", strength_percent=None, applications_per_day=2.0)
    course = replace(
        followed("care"), strategies=(replace(first, strategy=replace(first.strategy, care=(wish,))), *rest)
    )
    text = Reader(html(aftercare_sheet(course, say=SAY))).text
    assert "A leg hurts or swells, your chest hurts" in text
    assert "gets very sore" not in text


def test_sheet_of_a_way_that_the_course_does_not_hold_names_those_it_holds():
    with pytest.raises(UnknownNameError) as caught:
        aftercare_sheet(followed(), say=SAY, way="sunscren")
    assert "sunscreen" in str(caught.value.hint)


def test_sheet_of_doing_nothing_asks_for_no_sunscreen_and_tells_no_return():
    text = Reader(html(aftercare_sheet(followed(), say=SAY, way="nothing"))).text
    assert "Does it come back?" not in text
    assert "This way has no sunscreen" not in text
    assert "Your visits" not in text


def test_large_print_has_no_small_letters(tmp_path, font_sizes):
    made = aftercare_sheet(followed(), say=SAY)
    assert min(font_sizes(pdf(made, tmp_path / "large.pdf", large=True))) >= 18


def test_sentences_of_the_sheet_are_short():
    text = sheet()
    body = text[text.index("Your way") : text.index("Sources")]
    sentences = [s for s in re.split(r"(?<=[.?!:])\s", body) if re.search(r"[a-z]{3}", s)]
    own = [s for s in sentences if "rule set" not in s]
    counts = [len(s.split()) for s in own]
    assert sum(counts) / len(counts) < 14


def test_what_is_darker_at_the_end_has_a_minus_everywhere():
    darker = replace(
        followed().strategies[0], lesion_melanin_share=Trace(p5=(1.0, 0.9), p50=(1.0, 1.06), p95=(1.0, 1.2))
    )
    course = replace(followed(), strategies=(replace(darker, days=(0, followed().horizon_days)),))
    drawn = comparison_figures.person_picture(course)
    words = [text.get_text() for axes in drawn.axes for text in axes.texts]
    close(drawn)
    assert "-6 % at the end" in words
    assert round(100 * gained(course.strategies[0], -1).p50) == -6
    rows = [table.rows for table in clinician_section(course).blocks if isinstance(table, Table)]
    assert rows[0][0][1] == "0, -6"


def test_a_return_that_is_the_same_twice_is_said_once():
    assert told.back_twice(0.0, 0.001) == "fewer than 1"
    assert told.back_twice(None, None) == "not known"
    assert told.back_twice(0.1, 0.4) == "10; 40"
