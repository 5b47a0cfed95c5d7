"""``lentigo course``: the page, the exit code, and every wrong question told before anything is computed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import sample_course
import sample_plan
from rich.console import Console

from lentigo.cli.render.course import course_page, wellbeing_words
from lentigo.cli.render.course_calendar import span, visits
from lentigo.cli.render.course_table import gained, letters
from lentigo.cli.render.timeline import Months, chart
from lentigo.domain.course import Course, Improvement
from lentigo.domain.files import from_json
from lentigo.domain.numerics import Numerics
from lentigo.domain.strategy import CareWish, Numbing, SessionWish, Strategy, Wellbeing
from lentigo.errors import UnknownNameError
from lentigo.screening.phrases import claims_in

EXAMPLES = Path(__file__).parents[3] / "examples"
MELASMA = EXAMPLES / "course_melasma.toml"
BACK = EXAMPLES / "course_numbing_back.toml"
HAND = EXAMPLES / "hand_lentigines.toml"


@pytest.fixture
def months(planning):
    """The room without physics, with a course that answers at once."""
    room = SimpleNamespace(answer=sample_course.COURSE, asked=[])

    def course(case, plan, *, horizon_days, numerics, progress, rules=None, policy=None):  # noqa: ARG001
        room.asked.append(SimpleNamespace(case=case, plan=plan, horizon_days=horizon_days, numerics=numerics))
        progress(1, 2)
        return room.answer

    planning.course = course
    return room


def read(course, *, width=80, **how):
    """A page as plain text."""
    console = Console(width=width, highlight=False, emoji=False, markup=False, **how)
    with console.capture() as captured:
        console.print(course_page(course, width=width, cite=lambda key: f"The work called {key}"))
    return captured.get()


def words(text):
    """Text without the breaks of lines."""
    return " ".join(text.replace("│", " ").split())


def test_answer_stands_in_the_first_lines_and_the_exit_code_says_it(lentigo_run, months):
    told = lentigo_run("course", MELASMA, "--days", "300", "--seed", "3", "--skins", "32")
    assert told.code == 0
    assert sample_course.COURSE.headline in words(told.out.split("ALL WAYS")[0])
    (asked,) = months.asked
    assert (asked.horizon_days, asked.numerics.seed, asked.numerics.skins) == (300, 3, 32)
    assert claims_in(told.out) == ()


def test_nothing_offered_is_a_no_with_its_reason(lentigo_run, months):
    months.answer = replace(sample_course.COURSE, strategies=())
    told = lentigo_run("course", MELASMA)
    assert told.code == 1
    assert "NOTHING OFFERED" in told.out
    assert sample_course.REFUSED.because in words(told.out)


def test_leaving_it_alone_as_the_only_way_is_a_no(lentigo_run, months):
    months.answer = replace(sample_course.COURSE, strategies=(sample_course.NOTHING,))
    assert lentigo_run("course", MELASMA).code == 1


def test_json_is_the_record_and_nothing_else(lentigo_run, months):  # noqa: ARG001 - the room is exchanged
    told = lentigo_run("course", MELASMA, "--json")
    assert told.code == 0
    assert told.err == ""
    assert from_json(Course, told.out) == sample_course.COURSE


def test_a_saved_plan_is_used_and_one_of_another_case_is_refused(lentigo_run, months, tmp_path):
    from lentigo.domain.files import to_json

    file = tmp_path / "plan.json"
    plan = replace(sample_course.PLAN, case=sample_course.case_of(MELASMA))
    file.write_text(to_json(plan), encoding="utf-8")
    assert lentigo_run("course", MELASMA, "--plan", file).code == 0
    assert months.asked[-1].plan == plan
    other = lentigo_run("course", BACK, "--plan", file)
    assert other.code == 2
    assert "another case" in other.err
    both = lentigo_run("course", MELASMA, "--plan", file, "--device", "qs_ndyag")
    assert both.code == 2
    assert "--device" in both.err


@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_page_fits_and_holds_every_axis_of_every_way(width):
    text = read(sample_course.COURSE, width=width)
    assert max(len(line) for line in text.splitlines()) <= width
    said = words(text)
    for one in sample_course.COURSE.strategies:
        assert one.strategy.title in said
        assert one.outcome.evidence_text in said
    clearing = "chance of clearing" if width >= 110 else "chance to clear"
    for axis in (clearing, "gain at its best", "dark marks", "burn", "pain", "days of downtime", "visits"):
        assert axis in said, axis
    for axis in ("back by 6 months", "back by 12 months", "evidence", "minutes"):
        assert axis in said, axis
    assert "62 %" in said
    assert "model only" in said
    assert "…" not in text


def test_the_page_tells_dates_refusals_sources_findings_and_the_disclaimer():
    said = words(read(sample_course.COURSE))
    assert "31 Mar 2026" in said
    assert "1-12 Apr 2026; 13-24 May 2026" in said
    assert "Tablets: A clot ever (PT-37)" in said
    assert "The work called TXAcons [TXAcons]" in said
    assert "A: Sessions 6 weeks apart." in said
    assert "DLQI 9 of 30 (higher is worse)" in said
    assert "Not a medical device" in said
    assert "Make-up" in said
    assert "Call us the same day if" in said
    assert "How often is not known" in said


def test_ways_that_are_left_out_for_one_reason_share_it():
    other = replace(sample_course.REFUSED, title="More tablets")
    said = words(read(replace(sample_course.COURSE, not_offered=(sample_course.REFUSED, other))))
    assert "Tablets; More tablets: A clot ever (PT-37)" in said
    assert said.count("A clot ever") == 1


def test_charts_say_the_same_without_colour():
    plain = read(sample_course.COURSE, color_system=None)
    coloured = read(sample_course.COURSE, force_terminal=True, color_system=None)
    assert plain == coloured
    block = plain.split("OVER TIME")[1].split("COLOUR")[0]
    for title in ("Contrast", "Redness", "Discomfort", "Dark marks"):
        assert title in block
    assert "█" in block
    assert "░" in block
    assert "▲" in block
    assert "2027" in block
    assert "░░██░░" in plain


def test_what_is_nothing_is_named_and_not_drawn():
    said = words(read(replace(sample_course.COURSE, strategies=(sample_course.NOTHING,))))
    assert "Not drawn, since there is none: redness, discomfort, dark marks." in said
    assert "SESSIONS NEEDED" not in said


def test_needed_sessions_and_the_rest_make_a_whole():
    lines = read(sample_course.COURSE).split("SESSIONS NEEDED")[1].splitlines()
    (row,) = [line for line in lines if line.startswith("A ")]
    shares = [int(part) for part in row.replace("%", " ").split()[1:]]
    assert sum(shares) == 100


def test_a_cream_has_its_own_row_of_pain():
    eased = replace(
        sample_course.LIGHT,
        sessions=tuple(
            replace(visit, pain_with_cream_0_to_10=sample_course.band(0.2, 1.3, 3.0))
            for visit in sample_course.LIGHT.sessions
        ),
    )
    said = words(read(replace(sample_course.COURSE, strategies=(eased, sample_course.NOTHING))))
    assert "with cream 1.3" in said
    assert "with cream" not in words(read(sample_course.COURSE))


def test_texture_is_told_with_its_range_and_evidence():
    improvement = Improvement(
        condition="photoageing",
        low_percent=(0.0,) * 8,
        middle_percent=(0.0,) * 7 + (12.0,),
        high_percent=(0.0,) * 7 + (31.0,),
        evidence="weak",
        text="Fine lines, in small series.",
        sources=("Ho12",),
    )
    way = replace(sample_course.LIGHT, improvement=improvement)
    said = words(read(replace(sample_course.COURSE, strategies=(way,))))
    assert "photoageing: 12 % less (0 to 31 %) on day 365. Fine lines, in small series. Evidence: weak. [Ho12]" in said
    assert "TEXTURE" not in read(sample_course.COURSE)


def test_many_ways_are_told_in_several_tables():
    many = replace(sample_course.COURSE, strategies=(sample_course.LIGHT,) * 9)
    text = read(many)
    assert text.count("gain at its best") == 2
    assert letters(28)[-2:] == ["A2", "B2"]


def test_gain_is_what_is_gone_with_the_worst_first():
    band = gained(sample_course.LIGHT, -1)
    assert band.p5 < band.p50 < band.p95
    assert band.p50 == pytest.approx(1 - sample_course.LIGHT.lesion_melanin_share.p50[-1])


def test_a_chart_is_full_at_the_top_and_empty_at_nothing():
    months = Months(start=date(2026, 1, 1), horizon_days=99, width=50)
    lines = chart("x", (0, 49, 50, 99), (0, 0, 10, 10), high=None, months=months, peaks=False, top=10.0)
    for line in lines[1:]:
        drawn = line.plain[6:]
        assert set(drawn[:24]) == {" "}
        assert set(drawn[26:]) == {"█"}


def test_a_short_peak_is_not_lost_between_columns():
    months = Months(start=date(2026, 1, 1), horizon_days=1000, width=20)
    days, values = (0, 99, 100, 101, 1000), (0.0, 0.0, 8.0, 0.0, 0.0)
    lines = chart("x", days, values, high=None, months=months, peaks=True, top=10.0)
    assert sum("█" in line.plain for line in lines[1:]) == 3
    assert months.marks([100]).index("▲") == months.column(100)


def test_every_column_of_a_short_course_has_a_day():
    months = Months(start=date(2026, 1, 1), horizon_days=28, width=66)
    edges = [months.edges(column) for column in range(66)]
    assert edges[0][0] == 0
    assert edges[-1][1] == 29
    assert all(first < after for first, after in edges)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (0, 0, "31 Mar 2026"),
        (1, 12, "1-12 Apr 2026"),
        (1, 40, "1 Apr - 10 May 2026"),
        (1, 365, "1 Apr 2026 - 31 Mar 2027"),
    ],
)
def test_days_are_told_as_dates(first, last, said):
    assert span(date(2026, 3, 31), first, last) == said


def test_scores_that_nobody_gave_are_not_told():
    assert wellbeing_words(None) == ""
    assert wellbeing_words(Wellbeing()) == ""
    assert wellbeing_words(Wellbeing(confidence=4.0)) == "confidence in one's looks 4 of 10 (higher is better)"


def test_drugs_are_listed_with_start_dose_stop_harms_and_sources(lentigo_run):
    from lentigo.library.drugs import drugs

    told = lentigo_run("library", "show", "drugs")
    said = words(told.out)
    assert told.code == 0
    assert "Drugs against dark spots: 7" in said
    for one in drugs():
        assert one.id in said
        for text in (one.start, one.dose, one.stop, *(harm.text for harm in one.harms)):
            assert text in said, text
        assert all(key in said for key in one.sources)
    assert claims_in(told.out) == ()
    single = words(lentigo_run("library", "show", "tranexamic_acid_oral").out)
    assert "0.41 (0.25 to 0.6), fitted" in single
    unknown = lentigo_run("library", "show", "tranexamic")
    assert unknown.code == 2
    assert "tranexamic_acid" in unknown.err


# wrong questions: told before the plan, by the real rooms


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (MELASMA, '"tranexamic_acid_oral"', '"tranexamic_oral"', "did you mean tranexamic_acid_oral"),
        (
            MELASMA,
            'drug = "tranexamic_acid_oral"',
            'drug = "tranexamic_acid_oral"\nstrength_percent = 5.0',
            "has no percentage",
        ),
        (MELASMA, "strength_percent = 4.0", "strength_percent = 120.0", "is 120, must be at most 100"),
        (MELASMA, "day = 126", "day = 70", "an interval of -14 days is none"),
        (MELASMA, "day = 126", "day = -3", "is -3, must be at least 0"),
        (MELASMA, 'name = "cream"', 'name = "cream_then_toning"', "cannot be told apart"),
        (MELASMA, "horizon_days = 365", "horizon_days = 18250", "must be at most 1826"),
        (
            MELASMA,
            'kind = "melasma"\ndepth = "mixed"',
            'kind = "vascular_birthmark"\ndepth = "dermal"',
            "no course is known",
        ),
        (BACK, 'cream = "emla"', 'cream = "emlla"', "did you mean emla?"),
        (BACK, "contact_minutes = 120.0", "contact_minutes = 400.0", "allows this person 240 minutes at most [EMLAus"),
    ],
)
def test_a_wrong_question_names_its_place_and_the_remedy(lentigo_run, tmp_path, name, old, new, said):
    text = name.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "case.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    told = lentigo_run("course", file)
    assert told.code == 2, told.out
    assert said in told.err
    assert str(file) in told.err
    assert told.out == ""


def test_fifty_years_of_days_are_refused_with_the_bound(lentigo_run):
    told = lentigo_run("course", HAND, "--days", "18250")
    assert told.code == 2
    assert "28 to 1826 days" in told.err
    assert json.loads(lentigo_run("course", HAND, "--days", "3", "--json").err)["error"]["where"] == "--days"


def test_a_course_without_known_pigment_says_of_which_it_is_known():
    from lentigo.errors import QuestionError
    from lentigo.planning.course_questions import check_lesion

    case = sample_course.case_of(HAND)
    check_lesion(case)
    with pytest.raises(QuestionError) as wrong:
        check_lesion(replace(case, lesion=replace(case.lesion, kind="vascular_birthmark")))
    assert "solar lentigo" in wrong.value.hint


def test_strategies_that_come_from_no_file_are_held_to_the_same():
    from lentigo.domain.strategy import CourseWishes, SunHabits
    from lentigo.errors import QuestionError
    from lentigo.planning.course_questions import check_wishes

    case = sample_course.case_of(HAND)

    def wishes(*strategies, days=365):
        return CourseWishes(
            sun=SunHabits(latitude_deg=50.0, behaviour="mixed"), strategies=strategies, horizon_days=days
        )

    good = Strategy(name="a", title="A", sessions=(SessionWish(day=0), SessionWish(day=42)))
    check_wishes(case, wishes(good))
    for bad in (
        wishes(good, good),
        wishes(replace(good, sessions=(SessionWish(day=42), SessionWish(day=42)))),
        wishes(good, days=28),
        wishes(replace(good, care=(CareWish(drug="azelaic_acid", from_day=9, to_day=9),))),
        wishes(
            replace(
                good, sessions=(SessionWish(day=0, numbing=Numbing(cream="emla", amount_g=1.0, contact_minutes=900.0)),)
            )
        ),
    ):
        with pytest.raises(QuestionError) as wrong:
            check_wishes(case, bad)
        assert "strategies#" in wrong.value.where
        assert wrong.value.hint


def test_a_device_that_is_not_in_the_plan_is_a_wrong_question_and_one_without_setting_a_no():

    from lentigo.planning.course_questions import without_setting

    plan = sample_plan.SETTING
    here = plan.devices[0].id
    asked = Strategy(name="a", title="A", sessions=(SessionWish(day=0, device=here),))
    assert without_setting(plan, asked) is None
    with pytest.raises(UnknownNameError) as wrong:
        without_setting(plan, replace(asked, sessions=(SessionWish(day=0, device=here + "x"),)))
    assert here in wrong.value.hint
    closed = replace(plan, windows=tuple(replace(one, recommended=None) for one in plan.windows))
    refused = without_setting(closed, asked)
    assert refused.title == "A"
    assert here in refused.because


def test_a_strength_above_what_is_sold_is_followed_and_said(lentigo_run, tmp_path):
    text = MELASMA.read_text(encoding="utf-8").split("[[course.strategies]]")[0]
    file = tmp_path / "case.toml"
    file.write_text(
        text
        + '[[course.strategies]]\nname = "strong"\ntitle = "Strong cream"\n'
        + '[[course.strategies.care]]\ndrug = "azelaic_acid"\nstrength_percent = 40.0\nto_day = 84\n',
        encoding="utf-8",
    )
    told = lentigo_run("course", file, "--skins", "16")
    assert told.code == 0, told.err
    assert "sold up to 20 %, not 40 %" in words(told.out)


def test_a_real_course_is_told_whole(lentigo_run):
    told = lentigo_run("course", MELASMA, "--skins", "32")
    said = words(told.out)
    assert told.code == 0, told.err
    assert "MELASQoL 41" in said
    assert "Tranexamic acid tablets for 12 weeks" in said
    assert "20 May 2026" in said
    assert "Screen and measure again before it." in said
    assert claims_in(told.out) == ()
    first, second = (lentigo_run("course", MELASMA, "--skins", "32", "--json", "--threads", n).out for n in (1, 2))
    assert first == second
    course = from_json(Course, first)
    assert course.skins == 32
    assert course.seed == Numerics().seed


@pytest.mark.parametrize("command", ["plan", "compare"])
def test_a_plan_says_how_much_it_may_hurt_and_where_its_months_are(lentigo_run, planning, command):
    said = words(lentigo_run(command, HAND).out)
    assert "Pain without a cream: about 4 of 10 (1 to 8), estimated from few studies." in said
    assert f"Over months: lentigo course {HAND}" in said
    planning.plan = lambda *_, **__: sample_plan.REFUSED
    refused = words(lentigo_run(command, HAND).out)
    assert "Pain without a cream" not in refused
    assert "Over months" not in refused


def test_a_visit_that_nobody_bears_awake_shows_no_score_of_pain():
    numb = tuple(replace(visit, pain_0_to_10=None) for visit in sample_course.LIGHT.sessions)
    console = Console(width=80, highlight=False)
    with console.capture() as captured:
        console.print(visits(sample_course.COURSE, replace(sample_course.LIGHT, sessions=numb)))
    assert captured.get().count("anaesthetic") == len(numb)
