"""Broken files: every mistake at once, each with its line, its field and its remedy, word for word."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from lentigo.domain import disk
from lentigo.domain.case import Case
from lentigo.domain.files import case_from_toml, from_json, read_case, read_device, read_session, write_case
from lentigo.errors import FileProblemsError, QuestionError

EXAMPLES = Path(__file__).parents[3] / "examples"
BAD = EXAMPLES / "bad"
GOOD = (EXAMPLES / "hand_lentigines.toml").read_text(encoding="utf-8")

TOLD = {
    "binary.toml": [
        "binary.toml: is not a text file; is this a case file?",
    ],
    "broken_spectrum.toml": [
        "broken.csv: wavelength_nm covers 420 to 800 nm, must cover 380 to 780 nm",
        "broken.csv:5: reflectance is 22.9, must be from 0 to 1.2; write a share, not percent",
        "broken.csv:5: wavelength_nm is 480 after 500, must increase from line to line",
        'broken.csv:7: reflectance is "red", must be a number',
    ],
    "contradicting_facts.toml": [
        (
            "contradicting_facts.toml:8: person.weight_kg is 16, but person.age_years on line 7 is 70: at"
            " that age people weigh 22 to 400 kg; is the weight in kg, and the age in years?"
        ),
        (
            'contradicting_facts.toml:14: health.pregnancy is yes, but person.sex on line 9 is "male";'
            " correct one of the two"
        ),
        (
            "contradicting_facts.toml:14: health.pregnancy is yes, but person.age_years on line 7 is 70;"
            " correct one of the two"
        ),
        (
            "contradicting_facts.toml:19: health.gold_therapy is no, but health.medicines#1.substance on"
            ' line 69 is "auranofin": that is gold; write gold_therapy = "yes": ever in life counts'
        ),
        (
            "contradicting_facts.toml:20: health.isotretinoin_in_6_months is no, but"
            ' health.medicines#2.substance on line 73 is "isotretinoin": it was taken within these six'
            ' months; write "yes"; for a gel write route = "on_the_skin"'
        ),
        (
            "contradicting_facts.toml:26: health.sunburn_now is yes, but health.sun_or_sunbed_in_6_weeks"
            ' on line 24 is "no": sunburn comes from strong sun; correct one of the two'
        ),
        (
            "contradicting_facts.toml:75: health.medicines#2.last_taken is 2026-01-31, but"
            ' health.medicines#2.taken on line 74 is "now"; write taken = "stopped", or leave last_taken out'
        ),
    ],
    "course_amounts.toml": [
        "course_amounts.toml:111: course.sun.latitude_deg is 500, must be at most 66",
        'course_amounts.toml:112: course.sun.behaviour is "beach", must be one of indoors, mixed, outdoors, unknown',
        "course_amounts.toml:120: course.strategies#1.sessions#1.setting_share is 1.5, must be at most 1",
        "course_amounts.toml:121: course.strategies#1.sessions#1.passes is 6, must be at most 3",
        "course_amounts.toml:125: course.strategies#1.sessions#1.numbing.amount_g is 0, must be above 0",
        "course_amounts.toml:126: course.strategies#1.sessions#1.numbing.contact_minutes is -60, must be above 0",
        "course_amounts.toml:130: course.strategies#1.care#1.strength_percent is 120, must be at most 100",
        "course_amounts.toml:134: course.strategies#1.protection#1.factor is 500, must be at most 100",
        "course_amounts.toml:135: course.strategies#1.protection#1.amount_mg_cm2 is 20, must be at most 4",
    ],
    "course_days.toml": [
        "course_days.toml:108: course.horizon_days is 18250, must be at most 1826",
        (
            "course_days.toml:122: course.strategies#1.sessions#2.day is 42, but "
            "course.strategies#1.sessions#1.day on line 119 is 56: an interval of -14 days is none; write "
            "the sessions in the order of their days; steps of one day name different devices, or are passes"
        ),
        "course_days.toml:125: course.strategies#1.sessions#3.day is -14, must be at least 0",
        (
            'course_days.toml:128: course.strategies#2.name is "two_sessions" again, but '
            'course.strategies#1.name on line 115 is "two_sessions": two strategies of one name cannot be '
            "told apart; give each strategy its own name"
        ),
        (
            "course_days.toml:135: course.strategies#2.care#1.to_day is 28, but "
            "course.strategies#2.care#1.from_day on line 134 is 56: what begins on day 56 cannot end before;"
            " to_day is the day after the last one"
        ),
    ],
    "dates_ahead.toml": [
        (
            'dates_ahead.toml:38: health.keloid.when is 2027-05, but assessed on line 4 is "2026-03-31":'
            " it lies ahead; write a day up to that of the assessment"
        ),
        (
            "dates_ahead.toml:42: health.vitiligo.when is 1931, but person.age_years on line 7 is 57:"
            " before birth; correct the day or the age"
        ),
        (
            "dates_ahead.toml:71: health.medicines#1.last_taken is 2026-12-24, but assessed on line 4 is"
            ' "2026-03-31": it lies ahead; write a day up to that of the assessment'
        ),
        (
            "dates_ahead.toml:75: health.procedures#1.day is 1944-06-01, but person.age_years on line 7 is"
            " 57: before birth; correct the day or the age"
        ),
    ],
    "device_spot_not_there.toml": [
        (
            "device_spot_not_there.toml:22: handpieces#1.spots#3.fluence_low_j_cm2 is 1.6, but"
            " handpieces#1.spots#3.fluence_high_j_cm2 on line 22 is 0.2"
        ),
        (
            'device_spot_not_there.toml:42: output_checks#1.spot_mm is 6, a spot that "532 nm" does not'
            " have; it has: 2, 3, 4 mm"
        ),
    ],
    "empty.toml": [
        "empty.toml: is empty; start from one of the examples, or let lentigo write the case file",
    ],
    "given_twice.toml": [
        "given_twice.toml:68: health.gold_therapy is given twice, first on line 19; take one of them out",
    ],
    "identity.toml": [
        "identity.toml:3: title holds a person's name: a case holds no identity; the clinic's record does",
        "identity.toml:7: person.name is refused: a case holds no identity; the clinic's record does",
        (
            "identity.toml:8: person.birth_date is refused: a case holds no identity; the clinic's record"
            " does; give the age: person.age_years"
        ),
    ],
    "missing_quote.toml": [
        "missing_quote.toml:69: is not valid TOML: the line ends inside a text; is a quotation mark missing?",
    ],
    "newer_form.toml": [
        (
            "newer_form.toml:2: format is 3, newer than this version of Lentigo can read, which is 2;"
            " bring Lentigo up to date; what a newer form asks might forbid a treatment"
        ),
    ],
    "out_of_range.toml": [
        "out_of_range.toml:73: skin.colour.ita_deg is 120, must be at most 90",
        "out_of_range.toml:79: lesion.contrast is 0.4, must be at least 1",
        "out_of_range.toml:82: lesion.area_cm2 is 0, must be above 0",
    ],
    "pale_type_dark_skin.toml": [
        (
            "pale_type_dark_skin.toml:10: person.phototype is I, but skin.colour.ita_deg on line 73 is"
            " -20: an individual typology angle of -20° is too dark for it; one of the two is wrong: skin"
            " of phototype I lies between 10° and 90°"
        ),
    ],
    "session_contradictions.toml": [
        (
            "session_contradictions.toml:16: next_visit is 2026-04-01, but treated_on on line 5 is "
            '"2026-04-14": the next visit comes after this one'
        ),
        (
            'session_contradictions.toml:24: team.stopped is "13:20", but team.started on line 23 is '
            '"14:05": it cannot stop before it starts; write hours and minutes of the day, as in 14:05'
        ),
        (
            'session_contradictions.toml:50: passes#1.handpiece is "755 nm" of "ps_ndyag_alexandrite", for '
            'which there is no entry under output; add an [[output]] for it; done = "no" or "unknown" are '
            "answers"
        ),
        (
            "session_contradictions.toml:54: passes#1.fluence_measured_mj_cm2 is in mJ/cm², must be in "
            "J/cm²; write fluence_measured_j_cm2 = 1.26 (1 mJ/cm² is 0.001 J/cm²)"
        ),
        "session_contradictions.toml:61: passes#1.shots is -3, must be at least 0",
        (
            'session_contradictions.toml:67: passes#1.endpoints holds "none" beside other words; write '
            '["none"] alone, or leave it out'
        ),
        (
            'session_contradictions.toml:82: second_signature.by_role is "physician", but '
            'second_signature.signed on line 81 is "no"; write "none"'
        ),
    ],
    "session_silence.toml": [
        'session_silence.toml: pain_out_of_proportion is missing: "unknown" is a valid answer, silence is not',
        "session_silence.toml:45: passes#1.endpoints is missing: must be a list",
        'session_silence.toml:69: adverse.seen is missing: "unknown" is a valid answer, silence is not',
    ],
    "silence_on_gold.toml": [
        'silence_on_gold.toml:12: health.gold_therapy is missing: "unknown" is a valid answer, silence is not',
    ],
    "two_colours.toml": [
        (
            "two_colours.toml:80: lesion.ita_deg is 45, but skin.colour.ita_deg on line 73 is 38: the"
            " lesion would be lighter than the skin around it (38°); pigmented lesions are darker: are the"
            " two readings exchanged?"
        ),
        'two_colours.toml:108: devices#2 names "qs_ndyag" again, as devices#1 on line 105; take one of them out',
    ],
    "unknown_key.toml": [
        "unknown_key.toml:81: lesion.diametre_mm is not known here; did you mean diameter_mm?",
    ],
    "wrong_choice.toml": [
        'wrong_choice.toml:14: health.pregnancy is false, must be one of yes, no, unknown; write "no"',
        (
            'wrong_choice.toml:69: skin.site is "hand", must be one of face, forehead, cheek, eyelid, lip,'
            " neck, decollete, chest, back, abdomen, forearm, back_of_hand, thigh, buttock; did you mean"
            ' "back_of_hand"?'
        ),
        (
            'wrong_choice.toml:77: lesion.kind is "age spot", must be one of solar_lentigo, freckle,'
            " lentigo_simplex, cafe_au_lait_macule, melasma, post_inflammatory_hyperpigmentation,"
            " naevus_of_ota, hori_naevus, becker_naevus, lentiginosis, drug_pigmentation, poikiloderma,"
            " telangiectasia, vascular_birthmark, rosacea, papulopustular_rosacea, acne, acne_scar, scar,"
            " keloid, stretch_marks_red, stretch_marks_white, photoageing, fine_lines,"
            " seborrhoeic_keratosis, actinic_keratosis, vitiligo, suspected_melanoma, mole, unknown"
        ),
    ],
    "wrong_unit.toml": [
        "wrong_unit.toml:7: person.age does not say its unit; write age_years, in years",
        (
            "wrong_unit.toml:8: person.weight_lb is in lb, must be in kg; write weight_kg = 68.0389 (1 lb"
            " is 0.453592 kg)"
        ),
        "wrong_unit.toml:81: lesion.diameter_cm is in cm, must be in mm; write diameter_mm = 6 (1 cm is 10 mm)",
        "wrong_unit.toml:82: lesion.area_mm2 is in mm², must be in cm²; write area_cm2 = 4 (1 mm² is 0.01 cm²)",
    ],
}


@pytest.mark.parametrize("name", sorted(path.name for path in BAD.glob("*.toml")))
def test_a_broken_example_is_told_word_for_word(name, monkeypatch):
    monkeypatch.chdir(BAD)
    read = {"device": read_device, "session": read_session}.get(name.partition("_")[0], read_case)
    with pytest.raises(FileProblemsError) as caught:
        read(name)
    assert str(caught.value).splitlines() == TOLD[name]


def told(text):
    with pytest.raises(FileProblemsError) as caught:
        case_from_toml(text, "case.toml")
    return [str(problem).removeprefix("case.toml:") for problem in caught.value.problems]


def changed(*changes):
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("ita_deg = 38.0", 'ita_deg = "38"', "must be a number from -90 to 90; write 38 without quotes"),
        ("ita_deg = 38.0", "ita_deg = true", "is true, must be a number from -90 to 90"),
        ("ita_deg = 38.0", "ita_deg = nan", "is nan, must be a number from -90 to 90"),
        ("ita_deg = 38.0", "ita_deg = -inf", "is -inf, must be a number from -90 to 90"),
        ("ita_deg = 38.0", f"ita_deg = 1{'0' * 400}", "is inf, must be a number from -90 to 90"),
        ("ita_deg = 38.0", "ita_deg = [38]", "is a list, must be a number from -90 to 90"),
        ("contrast = 2.6", 'contrast = "Unknown"', 'or "unknown"; did you mean "unknown"?'),
        ("diameter_mm = 6.0", 'diameter_mm = "6 mm"', "the unit stands in the name"),
        ("diameter_mm = 6.0", "diameter_mm = 3000.0", "is 3000, one lesion has 0 to 500; is the unit right?"),
        ("assessed = 2026-03-31", "assessed = 20260331", "is 20260331, must be a date such as 2026-03-31"),
        ("assessed = 2026-03-31", "assessed = 2206-03-31", "must lie between 1990 and 2100"),
        ('phototype = "III"', "phototype = 3", "is 3, must be one of I, II, III, IV, V, VI, unknown"),
        ('phototype = "III"', 'phototype = "iii"', 'did you mean "III"?'),
        ('gold_therapy = "no"', "gold_therapy = 0", "is 0, must be one of yes, no, unknown"),
        ('gold_therapy = "no"', 'gold_therapy = { when = "2006" }', "gold_therapy.value is missing"),
        ('gold_therapy = "no"', 'gold_therapy = { value = "no", when = 2006 }', 'must be text in quotes; write "2006"'),
        ('gold_therapy = "no"', 'gold_therapy = { value = "yes", when = "1950" }', "is 57: before birth"),
        ('gold_therapy = "no"', 'gold_therapy = { value = "yes", when = "2031" }', "it lies ahead"),
        ('pregnancy = "no"', 'pregnancy = "yes"\nx = 1', "health.x is not known here; known: allergy_amide"),
        ('given_as = "ita"', 'given_as = "ITA"', 'did you mean "ita"?'),
        ('given_as = "ita"', "", "skin.colour.given_as is missing: must be one of ita, lab, melanin_index"),
        ('given_as = "ita"', 'given_as = "lab"', 'ita_deg is not known here: it goes with given_as = "ita"'),
        ("ita_error_deg = 3.0", "ita_error_deg = 0", "is 0, must be above 0"),
        ('title = "Sun spots on the back of the right hand"', 'title = ""', "title is empty; write a few words"),
        ('title = "Sun spots', 'title = "\\u001b[31mSun spots', "must be one line of plain text"),
        ('title = "Sun', 'title = "someone@example.org', "title holds an e-mail address"),
        ('title = "Sun', 'title = "+44 20 7946 0958 1', "title holds a telephone or record number"),
        ('title = "Sun', 'gold_therapy = "no"\ntitle = "Sun', "gold_therapy is not known here; it belongs in [health]"),
        ('title = "Sun', 'patient = "x"\ntitle = "Sun', "facts of the person stand in [person] and [health]"),
        (
            'by = "dermatologist"',
            'by = "dermatologist"\nrecorded_by = 1',
            "recorded_by is not known here; did you mean",
        ),
        ('recorded = "yes"', 'recorded = "no"', 'by on line 106 is "dermatologist": somebody made it'),
        ('depth = "epidermal"', 'depth = "dermal"', 'lesion.kind on line 94 is "solar_lentigo": by definition'),
        ('contrast = 2.6\nita_deg = "unknown"', "contrast = 8\nita_deg = 35", "has 1.0 to 1.8 times the melanin"),
        ("age_years = 57", "age_years = 157", "is 157, must be at most 120"),
        ('device = "ipl"', 'device = "ipl"\nfile = "ipl.toml"', "devices#4 has both device and file"),
        ('device = "ipl"', "", "devices#4 has neither device nor file"),
        ('device = "ipl"', 'file = "/etc/ipl.toml"', "must be a path from the folder of the case"),
        ('device = "ipl"', 'file = "a\\\\ipl.toml"', "with forward slashes"),
        ('device = "ipl"', "device = 3", 'is 3, must be text in quotes; write "3"'),
        ("burn_percent = 5.0", "burn_percent = 11", "caps.burn_percent is 11, must be at most 10"),
        ("burn_percent = 5.0", "burn_fraction = 0.05", "write burn_percent = 5"),
        ("age_years = 57", "age_years = 57 years", "one value on a line"),
        ("age_years = 57", "age_years", "write key = value"),
        ("age_years = 57", "age_years = fifty", 'text stands in quotes ("cheek")'),
        ("[lesion]", "[lesion", "case.toml:"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(old, new, expected):
    messages = told(changed((old, new)))
    assert any(expected in f"case.toml:{message}" for message in messages), messages


def test_a_plain_no_is_not_taken_for_a_slip_of_now():
    (message,) = told(changed(('taken = "now"', 'taken = "no"')))
    assert message.endswith('is "no", must be one of now, stopped, unknown')


def test_a_pregnancy_of_old_age_is_a_contradiction():
    text = changed(("age_years = 57", "age_years = 80"), ('pregnancy = "no"', 'pregnancy = "yes"'))
    assert told(text) == ["20: health.pregnancy is yes, but person.age_years on line 12 is 80; correct one of the two"]


@pytest.mark.parametrize(
    ("phototype", "lightness", "fits"), [("I", 40.0, False), ("III", 63.0, True), ("VI", 75.0, False)]
)
def test_phototype_and_lab_colour_must_agree(phototype, lightness, fits):
    reading = f'given_as = "lab"\nlightness = {lightness}\na_star = 10.0\nb_star = 17.0\nlab_error = "unknown"'
    old = 'given_as = "ita"\nita_deg = 38.0\nita_error_deg = 3.0'
    text = changed((old, reading), ('phototype = "III"', f'phototype = "{phototype}"'))
    if fits:
        assert case_from_toml(text).person.phototype == phototype
    else:
        assert any("person.phototype is" in message and "skin.colour.lightness" in message for message in told(text))


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines():
    text = changed(
        ("ita_deg = 38.0", "ita_deg = 380.0"),
        ('keloid = "no"\n', ""),
        ("age_years = 57", "age_yaers = 57"),
        ('by = "dermatologist"', 'by = "doctor"'),
        ("contrast = 2.6", "contrast = 0"),
    )
    messages = told(text)
    assert [message.split(" ")[1] for message in messages] == [
        "person.age_yaers",
        "health.keloid",
        "skin.colour.ita_deg",
        "lesion.contrast",
        "diagnosis.by",
    ]
    lines = [int(message.split(":")[0]) for message in messages]
    assert lines == sorted(lines)


def test_no_word_of_the_checker_reaches_people():
    text = changed(
        ('gold_therapy = "no"', "gold_therapy = [1, {}]"),
        ("ita_deg = 38.0", "ita_deg = {}"),
        ("[[devices]]", "[devices]"),
    )
    for message in told(text.replace("[[devices]]", "[[more]]")):
        for word in ("pydantic", "validation", "dataclass", "Traceback", "literal", "type="):
            assert word not in message


def test_a_missing_table_is_told_once_with_what_it_holds():
    text = GOOD[: GOOD.index("[diagnosis]")]
    first, *rest = told(text)
    assert first.startswith(" diagnosis is missing; write a table [diagnosis] with recorded, by, dermatoscopy")
    assert [message.split(";")[0] for message in rest] == [" findings is missing"]


def test_countless_mistakes_are_counted():
    messages = told(GOOD.replace("[person]", "[person]\n" + "\n".join(f"zz{i} = 1" for i in range(500)), 1))
    assert len(messages) == 101
    assert messages[0] == " holds 400 more mistakes; is this the right file?"


@pytest.mark.parametrize(
    "text", ["[" * 5000, "a = " + "[" * 5000 + "]" * 5000, "a." * 9000 + "b = 1", "a = " + "9" * 5000]
)
def test_a_text_without_end_is_refused(text):
    assert told(text)


def test_values_nested_without_end_are_refused():
    assert told(GOOD + "x = " + "[" * 40 + "]" * 40)[0].endswith("is nested too deeply")


def test_a_very_long_line_is_refused():
    assert told(f'title = "{"x" * 30_000}"') == ["1: holds a line of 30010 characters, must be at most 20000"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "JSON:1: is not valid JSON"),
        ("[]", "JSON: is a list, must be a table of keys and values"),
        ("3", "JSON: is 3, must be a table of keys and values"),
        ('{"title": 1,\n"title": 2}', "JSON:2: title is given twice, first on line 1"),
        ("[" * 100_000, "JSON: is not valid JSON: it is nested too deeply"),
        ('{"title": "\\ud800"}', "JSON:1: title must be one line of plain text"),
    ],
)
def test_broken_json_is_told_like_broken_toml(text, expected):
    with pytest.raises(FileProblemsError) as caught:
        from_json(Case, text)
    assert any(str(problem).startswith(expected) for problem in caught.value.problems), str(caught.value)


def test_a_spectrum_inside_json_is_checked_too():
    text = (
        '{"skin": {"colour": {"given_as": "reflectance", "file": "a.csv",'
        ' "wavelength_nm": [400, 390, 800], "reflectance": [0.1, 0.2, 0.3]}}}'
    )
    with pytest.raises(FileProblemsError) as caught:
        from_json(Case, text)
    assert "wavelength_nm is 390 after 400" in str(caught.value)
    assert "covers 390 to 800 nm" in str(caught.value)


def test_a_spectrum_is_not_written_into_the_case():
    old = 'given_as = "ita"\nita_deg = 38.0\nita_error_deg = 3.0'
    text = changed((old, 'given_as = "reflectance"\nfile = "a.csv"\nwavelength_nm = [400]'))
    assert "is not written here; the spectrum is read from the file beside the case" in "\n".join(told(text))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda p: p.mkdir(), "is a folder; name the case file inside it"),
        (lambda _: None, "there is no such file"),
        (lambda p: p.write_bytes(b"x" * 10_000_000), "is 10.0 MB, must be at most 1 MB; is this a case file?"),
        (lambda p: p.write_bytes(b"\n \t\n"), "is empty"),
        (lambda p: p.write_bytes(b"title = 'a'\n# \xff\xfe"), "2: is not UTF-8 text; save it as UTF-8 in the editor"),
        (lambda p: p.write_text("title = 'a'", encoding="utf-16"), "is not a text file"),
        (os.mkfifo, "is not a regular file"),
        (lambda p: p.symlink_to(p), "cannot be opened: too many levels of symbolic links"),
    ],
)
def test_what_is_no_case_file_is_refused_before_it_is_parsed(make, expected, tmp_path):
    path = tmp_path / "case.toml"
    make(path)
    with pytest.raises(FileProblemsError) as caught:
        read_case(path)
    assert expected in str(caught.value)


def test_an_unreadable_file_is_told(tmp_path, monkeypatch):
    path = tmp_path / "case.toml"
    path.write_text(GOOD, encoding="utf-8")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileProblemsError, match="permission denied; ask its owner"):
        read_case(path)


def test_a_name_that_is_none_is_told():
    with pytest.raises(FileProblemsError, match="cannot be opened"):
        read_case("a\0b.toml")


def test_a_neighbour_of_similar_name_is_suggested(tmp_path):
    (tmp_path / "hand.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(FileProblemsError, match=r"did you mean hand\.toml\?"):
        read_case(tmp_path / "hadn.toml")


def test_a_mark_at_the_start_of_a_file_is_no_mistake(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert read_case(path) == case_from_toml(GOOD)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_nothing_half_written_is_left(step, tmp_path, monkeypatch):
    case = case_from_toml(GOOD)
    path = tmp_path / "case.toml"
    path.write_text("before", encoding="utf-8")

    def fail(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
    with pytest.raises(QuestionError, match="cannot be written: no space left on device"):
        write_case(case, path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["case.toml"]
    assert path.read_text(encoding="utf-8") == "before"


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def stop(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_case(case_from_toml(GOOD), tmp_path / "case.toml")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_not_there_is_told(tmp_path):
    with pytest.raises(QuestionError, match="cannot be written: no such file or directory"):
        write_case(case_from_toml(GOOD), tmp_path / "nowhere" / "case.toml")


def test_a_file_keeps_its_rights(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text("before", encoding="utf-8")
    path.chmod(0o640)
    write_case(case_from_toml(GOOD), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert disk.MOST_BYTES == 1_000_000


DEVICE = (EXAMPLES / "devices" / "my_qs_532.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("wavelength_nm = 532.0\n", "", "handpieces#1 has neither wavelength_nm nor spectrum"),
        ("pulse_durations_s = [6e-9]\n", "", "handpieces#1 has no pulse lengths"),
        ("pulse_durations_s = [6e-9]", "pulse_durations_ns = [6]", "pulse_durations_ns is in ns, must be in s"),
        ("diameter_mm = 2.0, ", "", "handpieces#1.spots#1 has no clear size"),
        ("wavelength_nm = 532.0", "spectrum = [{wavelength_nm = 532.0, share = 0.5}]", "add up to 0.5, must be 1"),
        ("wavelength_nm = 532.0", "wavelength_nm = 53200.0", "is 53200, must be at most 11000"),
        ('handpiece = "532 nm"', 'handpiece = "1064 nm"', "which this device does not have; it has: 532 nm"),
        ('id = "my_qs_532"', 'id = "My laser"', "id is"),
        ("during = false", 'during = "no"', 'is "no", must be true or false'),
        ("spots = [", "spots = []\nx = [", "handpieces#1 has neither spots nor tips; write one of them"),
        ("temperature_c = 22.0", "temperature_f = 72.0", "write temperature_c, with °C = (°F − 32) / 1.8"),
    ],
)
def test_a_mistake_in_a_device_is_told(old, new, expected, tmp_path):
    assert old in DEVICE
    path = tmp_path / "device.toml"
    path.write_text(DEVICE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileProblemsError) as caught:
        read_device(path)
    assert expected in str(caught.value)
