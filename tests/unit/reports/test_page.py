import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from lentigo.domain.plan import Finding, Reason
from lentigo.reports import words
from lentigo.reports.page import page
from lentigo.screening.phrases import claims_in

VOID = {"br", "hr", "img", "input", "link", "meta"}

SECTIONS = {
    "setting": [
        "window", "why", "spots", "explorer", "comparison", "inside", "uncertainty", "screening", "skin", "checks",
        "numbers", "versions",
    ],
    "no_window": ["window", "why", "comparison", "uncertainty", "screening", "skin", "numbers", "versions"],
    "refused": ["screening", "comparison", "skin", "numbers", "versions"],
    "not_now": ["screening", "comparison", "skin", "numbers", "versions"],
    "blocked_by_verification": ["checks", "screening", "comparison", "skin", "numbers", "versions"],
}  # fmt: skip


class Reader(HTMLParser):
    """Reads a page as strictly as this parser can: every element is closed in its turn."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.words = [], [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open and "script" not in self.open:
            self.words.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def read(pages):
    found = {}
    for name, made in pages.items():
        found[name] = Reader()
        found[name].feed(made)
        found[name].close()
    return found


def answer_of(made: str) -> str:
    return made[made.index('<section class="answer') : made.index("</section>")]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip()


def test_every_element_is_closed_and_every_identifier_its_own(read, decision):
    reader = read[decision]
    assert reader.open == []
    identifiers = [attrs["id"] for _, attrs in reader.elements if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))
    for _, attrs in reader.elements:
        for name in ("for", "aria-labelledby"):
            assert name not in attrs or attrs[name] in identifiers
        if attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in identifiers


def test_nothing_is_loaded_from_elsewhere(read, pages, decision):
    for tag, attrs in read[decision].elements:
        for name in ("src", "href", "xlink:href", "srcset", "data", "action", "poster"):
            value = attrs.get(name) or ""
            assert not value or value.startswith(("#", "data:")), (tag, name, value[:60])
        assert tag not in ("link", "iframe", "object", "embed", "base", "img")
    style = re.search(r"<style>(.*?)</style>", pages[decision], re.DOTALL).group(1)
    assert "@import" not in style
    assert "url(" not in style
    for word in ("fetch(", "XMLHttpRequest", "import(", "eval("):
        assert word not in pages[decision]
    assert "default-src 'none'" in pages[decision]


def test_all_sections_stand_in_order(read, decision):
    sections = [attrs.get("id") for tag, attrs in read[decision].elements if tag == "section" and attrs.get("id")]
    assert [s for s in sections if s in SECTIONS["setting"]] == SECTIONS[decision]


def test_limits_of_use_and_versions_stand_on_every_page(read, plans, decision):
    text = read[decision].text
    assert text.count(words.DISCLAIMER) >= 2
    assert words.versions(plans[decision]) in text
    for part in ("lentigo", "model", "rules"):
        assert getattr(plans[decision].versions, part) in text


def test_no_claim_is_made_that_must_never_appear(read, decision):
    assert claims_in(read[decision].text) == ()
    for sentence in re.split(r"[.!?] ", read[decision].text):
        assert not re.search(r"\bsafe(ly|st|r)?\b", sentence, re.IGNORECASE) or re.search(r"\d", sentence), sentence


def test_answer_is_the_first_thing_and_holds_the_setting(pages, plans):
    made = pages["setting"]
    window = plans["setting"].recommended
    answer = plain(answer_of(made)).replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    assert made.index('class="answer') < made.index("<h2")
    given = window.recommended
    for said in (
        f"Radiant exposure {given.setting.fluence_j_cm2:.1f} J/cm²",
        "Spot 3 mm",
        "Pulse 8 ns",
        "Light 532 nm",
        "Rate 2 Hz",
        "Cooling no cooling",
        f"The spot responds {100 * given.chance_effect:.0f} %",
        f"Burn {words.percent(given.chance_burn)}",
        f"Dark marks that last {100 * given.chance_dark_marks:.0f} %",
        words.sentence(window.endpoint),
        *window.stop_signs,
    ):
        assert said in re.sub(r" +", " ", answer), said


def test_interval_of_a_chance_is_that_of_the_curve(pages, plans):
    window = plans["setting"].recommended
    at = window.fluence_j_cm2.index(window.recommended.setting.fluence_j_cm2)
    for curve in (window.effect, window.burn, window.dark_marks):
        assert words.percent_range(curve.low[at], curve.high[at]) in answer_of(pages["setting"]).replace("&nbsp;", " ")


def test_numbers_on_the_page_are_those_of_the_plan(read, plans):
    text = read["setting"].text.replace("\N{NO-BREAK SPACE}", " ")
    plan = plans["setting"]
    for window in plan.windows:
        if window.recommended is not None:
            assert words.dialled(plan, window, window.recommended.setting.fluence_j_cm2) in text
            assert words.percent(window.recommended.chance_effect) in text
    for spot in plan.recommended.test_spots:
        assert f"{spot.setting.fluence_j_cm2:.1f} {words.percent(spot.chance_effect)}" in text
    for cap in plan.recommended.caps:
        assert words.limit(cap.fluence_j_cm2) in text
    for alternative in plan.alternatives:
        assert words.bound(alternative.benefit).replace("\N{NO-BREAK SPACE}", " ") in text
    for check in plan.checks:
        assert words.significant(check.other, digits=3) in text
    assert f"{plan.skins} skins" in text
    assert f"seed {plan.seed}" in text


@pytest.mark.parametrize("name", ["refused", "not_now", "blocked_by_verification"])
def test_no_dial_number_where_no_setting_is_given(plans, fields, explorer, sample, name):
    plan = replace(plans[name], windows=plans["setting"].windows)
    made = page(plan, fields=fields, explorer=explorer, sources=sample.REFERENCES)
    shown = made[: made.index('id="numbers"')]
    assert "J/cm²" not in shown
    assert "<svg" not in shown
    assert "explorer-dial" not in made


def test_no_window_names_what_binds_what_opens_and_what_instead(read, pages, plans):
    answer = plain(answer_of(pages["no_window"]))
    window = plans["no_window"].windows[0]
    assert window.binds in answer
    for opener in window.openers:
        assert opener.split(":", maxsplit=1)[0] in answer
    assert plans["no_window"].alternatives[0].name in answer
    assert "No point on this chart may be used" in read["no_window"].text
    assert "Start here" not in read["no_window"].text


def test_refusal_gives_reason_source_and_that_it_does_not_pass(pages, plans):
    answer = plain(answer_of(pages["refused"]))
    reason = plans["refused"].screening.reasons[0]
    assert reason.because.rstrip(".") in answer
    assert reason.action.rstrip(".") in answer
    assert "does not pass with time" in answer
    assert 'href="#source-1"' in answer_of(pages["refused"])
    assert "Hruza02" in pages["refused"]


def test_deferral_gives_the_earliest_date(pages):
    assert "6 April 2026" in plain(answer_of(pages["not_now"]))


def test_latest_of_several_dates_counts(plans, sample):
    tan = plans["not_now"].screening.reasons[0]
    later = replace(tan, rule="PT-99", title="Later", earliest=tan.earliest.replace(month=9))
    plan = replace(plans["not_now"], screening=replace(plans["not_now"].screening, reasons=(tan, later)))
    assert "6 September 2026" in plain(answer_of(page(plan, sources=sample.REFERENCES)))


def test_failed_check_stands_first_and_is_named(read, plans):
    text = read["blocked_by_verification"].text
    assert "DISAGREES" in text
    assert plans["blocked_by_verification"].checks[0].text in text


def test_rule_from_memory_is_marked(read):
    assert "verify before relying on it" in read["setting"].text


def test_every_source_is_listed_once_and_unknown_ones_say_so(read):
    text = read["setting"].text
    assert text.count("Negishi13, a paper that is made up for tests") == 1
    assert "WINDOW: not in the library of references" in text


def test_text_of_a_plan_is_never_markup(plans, sample):
    hostile = "<script>alert(1)</script> & 'x' \"y\""
    plan = plans["setting"]
    reason = Reason(
        rule="X", verdict="INFO", title=hostile, because=hostile, action=hostile, sources=(hostile,), from_memory=False
    )
    plan = replace(
        plan,
        case=replace(plan.case, title=hostile),
        headline=hostile,
        why=(hostile,),
        findings=(Finding(topic="assumed", text=hostile),),
        screening=replace(plan.screening, reasons=(reason,)),
        windows=(replace(plan.windows[0], endpoint=hostile, stop_signs=(hostile,), binds=hostile), *plan.windows[1:]),
    )
    made = page(plan, sources=sample.REFERENCES)
    assert "<script>alert" not in made
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made
    reader = Reader()
    reader.feed(made)
    assert reader.open == []


def test_plan_without_pictures_still_makes_a_page(plans, sample):
    made = page(plans["setting"], sources=sample.REFERENCES)
    assert 'id="inside"' not in made
    assert 'id="explorer"' not in made
    assert 'id="window"' in made


def test_same_plan_is_the_same_page(plans, fields, explorer, sample, pages):
    again = page(plans["setting"], fields=fields, explorer=explorer, sources=sample.REFERENCES)
    assert again == pages["setting"]


def test_page_without_case_findings_has_no_empty_lists(read, decision):
    assert "<ul></ul>" not in str(read[decision].elements)
