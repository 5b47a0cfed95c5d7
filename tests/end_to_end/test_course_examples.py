"""The examples of courses as a person would run them, in few skins."""

from __future__ import annotations

import contextlib
import io
from functools import cache
from pathlib import Path

import pytest

from lentigo.cli.door import run
from lentigo.domain.course import Course
from lentigo.domain.files import from_json

EXAMPLES = Path(__file__).parents[2] / "examples"
ALL = sorted(path.stem for path in EXAMPLES.glob("course_*.toml"))


class _Bytes(io.TextIOWrapper):
    """A standard output in memory that keeps its bytes."""

    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def content(self):
        self.flush()
        return self.buffer.getvalue().decode()


@cache
def followed(name):
    out, err = _Bytes(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["course", str(EXAMPLES / f"{name}.toml"), "--skins", "32", "--json"])
    assert code == 0, err.getvalue()
    return from_json(Course, out.content())


def way(name, strategy):
    (found,) = [one for one in followed(name).strategies if one.strategy.name == strategy]
    return found


@pytest.mark.parametrize("name", ALL)
def test_every_example_compares_with_doing_nothing_and_holds_what_a_page_needs(name):
    course = followed(name)
    assert "nothing" in {one.strategy.name for one in course.strategies}
    assert len(course.strategies) >= 3
    for one in course.strategies:
        assert one.days[0] == 0
        assert one.days[-1] == course.horizon_days
        assert len(one.sessions) == one.outcome.visits
        assert one.outcome.evidence_text
    for refused in course.not_offered:
        assert refused.because
        assert refused.sources


def test_melasma_is_lightened_by_cream_and_light_more_than_by_sunscreen_and_nothing_clears_it():
    both, alone = way("course_melasma", "cream_then_toning"), way("course_melasma", "sunscreen")
    assert min(both.lesion_melanin_share.p50) < min(alone.lesion_melanin_share.p50) - 0.05
    assert [visit.day for visit in both.sessions] == [84, 126, 168, 210]
    assert any("Screen and measure again" in found.text for found in both.findings)
    assert all(one.outcome.chance_cleared < 0.5 for one in followed("course_melasma").strategies)
    assert followed("course_melasma").case.wellbeing.melasqol == 41


def test_tablets_of_tranexamic_acid_are_offered_to_a_person_without_a_reason_against_them():
    tablets = way("course_melasma", "tablets")
    assert any("clots" in risk.text for risk in tablets.risks)


def test_a_dark_mark_after_acne_fades_and_light_waits_for_care_with_its_date():
    course = followed("course_dark_mark_after_acne")
    assert way("course_dark_mark_after_acne", "cream").lesion_melanin_share.p50[-1] < 0.3
    assert course.not_offered
    assert all("15 July 2026" in one.because for one in course.not_offered)
    assert not any(one.sessions for one in course.strategies)


def test_sunscreen_keeps_more_of_what_light_gave_and_lightens_by_itself_a_little():
    name = "course_lentigines_sunscreen"
    kept, bare = way(name, "light_and_sunscreen"), way(name, "light_alone")
    assert kept.lesion_melanin_share.p50[-1] < bare.lesion_melanin_share.p50[-1]
    alone, nothing = way(name, "sunscreen_alone"), way(name, "nothing")
    assert alone.lesion_melanin_share.p50[-1] < nothing.lesion_melanin_share.p50[-1]
    assert kept.lesion_melanin_share.p50[-1] < 0.5 * alone.lesion_melanin_share.p50[-1]


def test_a_numbing_cream_takes_off_pain_and_moves_the_rest_by_little():
    numbed, plain = way("course_numbing_back", "numbed"), way("course_numbing_back", "not_numbed")
    for visit, other in zip(numbed.sessions, plain.sessions, strict=True):
        assert visit.pain_with_cream_0_to_10.p50 < visit.pain_0_to_10.p50
        assert visit.pain_0_to_10 == other.pain_0_to_10
        assert other.pain_with_cream_0_to_10 is None
    # Paler dermis sends a little more light back into the epidermis, which is said.
    assert numbed.contrast_ita_deg != plain.contrast_ita_deg
    assert numbed.contrast_ita_deg.p50 == pytest.approx(plain.contrast_ita_deg.p50, abs=0.5)
    assert [found.topic for found in numbed.findings if "usual blood" in found.text] == ["skin"]
    assert not any("usual blood" in found.text for found in plain.findings)
    assert numbed.outcome.chance_burn >= plain.outcome.chance_burn
    # On the day of the session; the swelling of the next day is no less.
    assert numbed.discomfort_0_to_10.p50[0] < plain.discomfort_0_to_10.p50[0]
