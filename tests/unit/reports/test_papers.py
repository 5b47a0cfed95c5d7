"""The papers: every string from the catalogue or from the records, in both sizes of print, for every reader."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from reading import APPLIES, EACH, SAY, Reader, material, one, papers, plain

from lentigo.errors import QuestionError, UnknownNameError
from lentigo.reports import words
from lentigo.reports.papers.html import html
from lentigo.reports.papers.material import PAPERS
from lentigo.reports.papers.press import papers_of, print_paper
from lentigo.reports.papers.write import write_papers
from lentigo.screening.phrases import claims_in


@pytest.mark.parametrize("name", APPLIES)
def test_only_papers_that_apply_are_made(name):
    made = {next(kind for kind in PAPERS if paper.name.startswith(kind)) for paper in papers(name)}
    assert made - {"referral"} == APPLIES[name] - {"referral"}
    if "referral" in APPLIES[name]:
        assert "referral" in made


# What each paper says.


def test_screening_sheet_holds_every_reason_the_worst_first():
    for name in ("refused", "mole", "disagreeing", "red_flag"):
        of = material(name)
        text = Reader(html(one(name, "screening"))).text
        places = []
        for reason in of.screening.reasons:
            assert plain(words.sentence(reason.because)) in text
            assert plain(words.sentence(reason.action)) in text
            assert f"Rule {reason.rule}" in text
            places.append(text.index(plain(words.sentence(reason.because))))
            if reason.earliest:
                assert SAY.day(reason.earliest) in text
        order = ["ABSOLUTE", "DEFER", "REFER", "RELATIVE", "MODIFY", "INFO"]
        shown = [
            order.index(r.verdict) for _, r in sorted(zip(places, of.screening.reasons, strict=True), key=at_place)
        ]
        assert shown == sorted(shown)


def at_place(pair):
    return pair[0]


def test_both_sides_of_a_conflict_and_what_is_from_memory_are_told():
    text = Reader(html(one("disagreeing", "screening"))).text
    assert "Held here: No delay for most." in text
    assert "Others say: Six months." in text
    assert "From memory: the source of this rule has not been read." in text
    assert "PT-05: Seen by the head of the clinic. Decided by a dermatologist on 1 March 2026." in text


def test_questions_still_open_are_asked_and_never_taken_for_a_no():
    of = material("disagreeing")
    unknown = [r for r in of.screening.reasons if r.because.startswith("Not known: ")]
    text = Reader(html(one("disagreeing", "screening"))).text
    assert unknown
    for reason in unknown:
        question = words.capital(reason.because.removeprefix("Not known: "))
        assert text.count(plain(question)) >= 1
    assert "What is not known is never taken for a no." in text


@pytest.mark.shows("S1-02", "S1-40", "S1-42", "S2-07")
def test_consent_tells_the_computed_chances_with_their_intervals_and_all_that_it_must():
    plan = material("setting").plan
    text = Reader(html(one("setting", "consent"))).text
    given = plan.recommended.recommended
    for share in (given.chance_effect, given.chance_burn, given.chance_dark_marks):
        assert re.search(rf"(about {100 * share:.0f} in 100, between \d+ and \d+|fewer than 1 in 100)", text)
    for needed in (
        "No result is certain",
        "No diagnosis is certain.",
        "It hurts, like the snap of a rubber band or more",
        "In the study that we know of, people needed 1 to 4 visits, 1.8 on average.",
        "Yes, it can. How often is not known",
        "Doing nothing",
        "Say “stop” and we stop at once.",
        "“off-label”",
        "Advertising or the internet",
        "Did you need an interpreter?",
        "You need not sign on the day",
        "We ask you anew, on a new paper, if one of these changes: the way of treating, the kind of device, the area",
        "White patches that stay for good",
        "An injury of the eye",
        "A skin cancer that looked like a harmless spot is seen too late",
        "The skin around a spot is heated as well",
        "Consent, text version 2026.1",
    ):
        assert needed in text, needed
    for alternative in plan.alternatives:
        assert plain(alternative.benefit) in text
        assert plain(alternative.harm) in text


def test_a_risk_without_a_number_is_not_known_and_never_zero():
    reader = Reader(html(one("setting", "consent")))
    assert reader.text.count("not known [") >= 10
    assert " 0 in 100" not in reader.text


def test_melasma_consent_gives_the_numbers_that_studies_counted_and_names_creams_first():
    of = material("setting")
    lesion = replace(of.plan.case.lesion, kind="melasma")
    plan = replace(of.plan, case=replace(of.plan.case, lesion=lesion))
    (paper,) = papers_of("consent", replace(of, plan=plan), say=SAY)
    text = Reader(html(paper)).text
    assert "about 14 in 100, between 3 and 32" in text
    assert "In the study that we know of it came back in about 59 in 100, between 58 and 100 people." in text
    assert "For melasma and dark marks, creams and tinted sunscreen come first." in text


def test_no_consent_and_no_room_card_without_a_setting(tmp_path):
    for name in ("setting", "refused"):
        write_papers(material(name), tmp_path, what=("consent", "room", "test_spots", "screening"))
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"screening.html", "screening.pdf"}  # and those of the earlier setting are gone


def test_test_spot_card_holds_levels_limit_dates_and_validity():
    of = material("setting")
    text = Reader(html(one("setting", "test_spots"))).text
    step = words.dial_step(of.plan, of.plan.recommended)
    for level in of.spots.levels:
        assert f"{SAY.number(level.setting.fluence_j_cm2, step=step)} about" in text
    assert f"Highest setting allowed here: {SAY.number(of.spots.highest_allowed_j_cm2)} J/cm²" in text
    for reading in of.spots.readings:
        assert SAY.day(reading.from_day) in text
        assert SAY.day(reading.to_day) in text
    assert (
        f"These spots count until {SAY.day(of.spots.valid_until)}, but no more after {of.spots.void_after[0]}" in text
    )
    for sign in of.spots.stop_signs:
        assert words.capital(sign) in text


@pytest.mark.shows("S0-30")
def test_numbing_card_holds_times_amount_ribbon_and_signs_or_refuses():
    text = Reader(html(one("cream", "numbing"))).text
    answer = material("cream").numbing
    for time in (answer.clock.on, answer.clock.off, answer.clock.latest_off, answer.clock.session):
        assert time.time in text
    assert "60 g" in text
    assert f"{SAY.number(answer.ribbon[0].length_cm)} cm" in text
    for sign in answer.card.signs:
        assert plain(words.sentence(sign)) in text
    refused = Reader(html(one("no_cream", "numbing"))).text
    assert "Refused: do not put this cream on" in refused
    assert "Cream on" not in refused
    for reason in material("no_cream").numbing.reasons:
        assert f"Rule {reason.rule}" in refused


def test_numbing_card_tells_how_numb_only_after_the_signs_and_only_where_allowed():
    text = Reader(html(one("cream", "numbing"))).text
    assert text.index("Stop and wipe it off") < text.index("How numb, and for how long")
    assert "A needle hurts from a depth of" in text
    assert "Check that the skin is numb before the first flash" in text
    assert "How numb" not in Reader(html(one("no_cream", "numbing"))).text


@pytest.mark.shows("S1-24", "S1-30")
def test_referral_letter_says_why_what_is_known_and_what_nobody_has_said():
    for name in ("mole", "red_flag"):
        letter = material(name).referrals[0]
        text = Reader(html(papers_named(name, "referral")[0])).text
        assert words.capital(letter.to) in text
        for ground in letter.grounds:
            assert plain(words.sentence(ground.because)) in text
        for ask in letter.asks:
            assert plain(words.sentence(ask)) in text
        for unknown in letter.unknown:
            assert plain(unknown.rstrip(".")) in text
        assert plain(letter.not_done) in text
        assert "Date of birth" in text


def papers_named(name, kind):
    return [p for p in papers(name) if p.name.startswith(kind)]


def test_safety_sheet_holds_the_numbers_of_every_beam():
    sheet = material("setting").safety[0]
    text = Reader(html(papers_named("setting", "laser_safety")[0])).text
    for beam in sheet.beams:
        assert f"{beam.wavelength_nm:g} nm {beam.optical_density:.1f}" in text
    assert plain(sheet.decides.rstrip(".")) in text
    assert plain(sheet.shields.text) in text


# For every reader.


@pytest.mark.parametrize(("name", "kind"), EACH)
def test_page_is_whole_and_for_every_reader(name, kind):
    paper = one(name, kind)
    for large in (False, True):
        page = html(paper, large=large)
        reader = Reader(page)
        tags = [tag for tag, _ in reader.elements]
        assert ("html", {"lang": "en-GB", **({"class": "large"} if large else {})}) in reader.elements
        assert tags.count("h1") == tags.count("main") == tags.count("title") == 1
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        ids = [attrs["id"] for _, attrs in reader.elements if "id" in attrs]
        assert len(ids) == len(set(ids))
        for tag, attrs in reader.elements:
            if tag == "a":
                assert attrs["href"].removeprefix("#") in ids
            if tag == "th":
                assert attrs["scope"] in ("row", "col")
            if tag == "svg":
                assert attrs["role"] == "img"
                assert attrs["aria-label"]
        assert tags.count("table") == tags.count("caption")
        assert "http://" not in re.sub(r">[^<]*<", "><", page)
        assert "https://" not in re.sub(r">[^<]*<", "><", page)
        assert "<script" not in page
        assert words.DISCLAIMER in reader.text
        assert "rule set" in reader.text
        assert claims_in(reader.text) == ()


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The files of one paper of each kind, in both sizes of print."""
    folder = tmp_path_factory.mktemp("papers")
    found = {}
    for name, kind in (
        ("setting", "consent"), ("setting", "test_spots"), ("setting", "room"), ("setting", "laser_safety"),
        ("mole", "screening"), ("red_flag", "referral"), ("cream", "numbing"),
    ):  # fmt: skip
        for large in (False, True):
            ending = "_large" if large else ""
            paper = one(name, kind)
            names = print_paper(paper, folder, of=material(name), say=SAY, ending=ending, large=large)
            found[kind, large] = (folder / names[1], Reader((folder / names[0]).read_text(encoding="utf-8")))
    return found


KINDS = ("consent", "test_spots", "room", "laser_safety", "screening", "referral", "numbing")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("large", [False, True])
def test_paper_is_tagged_a4_and_says_what_the_page_says(printed, paper_text, kind, large):
    file, page = printed[kind, large]
    raw = file.read_bytes()
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"en-GB", b"/FontFile3"):
        assert mark in raw or (mark == b"/FontFile3" and b"/FontFile2" in raw)
    sizes = {tuple(sorted(float(side) for side in box.split()[2:])) for box in media_boxes(raw)}
    assert sizes
    assert all(abs(a - 595.3) < 1 and abs(b - 841.9) < 1 for a, b in sizes)
    pages = paper_text(file)
    said = {w.casefold() for w in re.findall(r"[^\W\d_]{3,}", " ".join(pages))}
    shown = {w.casefold() for w in re.findall(r"[^\W\d_]{3,}", " ".join([*page.seen, *page.aloud]))}
    joined = "".join(sorted(shown))
    assert {w for w in said - shown if w not in joined and not broken(w, shown)} == set()
    whole = plain(" ".join(pages))
    last = plain(pages[-1])
    assert words.DISCLAIMER in (last if large else whole)
    if not large:
        assert all("Not a medical device" in text for text in pages)


def broken(word, shown):
    """A piece of an address that a line has broken."""
    return any(word in longer for longer in shown)


def media_boxes(raw):
    return [box.decode() for box in re.findall(rb"/MediaBox ?\[([^\]]*)\]", raw)]


@pytest.mark.parametrize("kind", KINDS)
def test_large_print_holds_no_letter_below_18_points(printed, font_sizes, kind):
    sizes = font_sizes(printed[kind, True][0])
    assert sizes
    assert min(sizes) >= 18


def test_large_print_is_the_same_paper_in_css():
    from importlib import resources

    css = resources.files("lentigo.reports.papers").joinpath("paper.css").read_text(encoding="utf-8")
    assert "html.large { font-size: 150%; --small: 1rem; }" in css  # 16 px times 1.5 are 18 points
    small = re.findall(r"font-size: (?:0?\.\d+|var\(--small\))", css.split("@media")[0])
    assert {size.split(": ")[1] for size in small} <= {"var(--small)", ".72"}
    assert "html.large sup.src { font-size: 1em;" in css


def test_same_records_are_the_same_bytes(tmp_path):
    first, again = tmp_path / "a", tmp_path / "b"
    for folder in (first, again):
        folder.mkdir()
        print_paper(one("mole", "screening"), folder, of=material("mole"), say=SAY, ending="", large=False)
    for name in ("screening.html", "screening.pdf"):
        assert (first / name).read_bytes() == (again / name).read_bytes()


# Into a folder.


def test_several_letters_and_sheets_have_names_of_their_own(tmp_path):
    of = material("setting")
    both = replace(of, safety=(*of.safety, replace(of.safety[0], device="other")))
    written = write_papers(both, tmp_path, what=("laser_safety",), large=True)
    assert [path.name for path in written] == [
        f"laser_safety_{name}_large.{ending}" for name in (of.safety[0].device, "other") for ending in ("html", "pdf")
    ]


def test_unknown_paper_and_language_are_wrong_questions(tmp_path):
    with pytest.raises(UnknownNameError, match='no paper called "consnt"'):
        write_papers(material("mole"), tmp_path, what=("consnt",))
    with pytest.raises(UnknownNameError, match='language of papers called "xx"'):
        write_papers(material("mole"), tmp_path, language="xx")
    (tmp_path / "taken").write_text("x")
    with pytest.raises(QuestionError, match="cannot be written"):
        write_papers(material("mole"), tmp_path / "taken")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_failure_leaves_earlier_papers_as_they_were(tmp_path, monkeypatch):
    write_papers(material("setting"), tmp_path, what=("consent",))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_, **__):
        raise RuntimeError("no paper")

    monkeypatch.setattr("lentigo.reports.papers.press.pdf", fail)
    with pytest.raises(RuntimeError, match="no paper"):
        write_papers(material("refused"), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_room_card_of_a_report_is_left_alone(tmp_path):
    (tmp_path / "room_card.pdf").write_bytes(b"of the report")
    write_papers(material("refused"), tmp_path, what=("room",))
    assert (tmp_path / "room_card.pdf").exists()
