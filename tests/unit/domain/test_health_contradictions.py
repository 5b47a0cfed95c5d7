"""Health facts that cannot all be true are told with line and remedy, all at once; unknown contradicts nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from lentigo.domain.files import case_from_toml
from lentigo.errors import FileProblemsError

GOOD = (Path(__file__).parents[3] / "examples" / "hand_lentigines.toml").read_text(encoding="utf-8")
MEDICINES = GOOD[GOOD.index("[[health.medicines]]") : GOOD.index("[skin]")]
ASSESSED = "2026-03-31"


def written(*changes, medicines=None, procedures=""):
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    lists = MEDICINES if medicines is None else "".join(f"[[health.medicines]]\n{one}\n\n" for one in medicines)
    lists += "".join(f"[[health.procedures]]\n{one}\n\n" for one in procedures)
    return text.replace(MEDICINES, lists)


def told(text):
    with pytest.raises(FileProblemsError) as caught:
        case_from_toml(text, "case.toml")
    return [str(problem) for problem in caught.value.problems]


def fact(name, value, *, was="no"):
    return f'{name} = "{was}"', f'{name} = "{value}"'


def dated(name, value, when):
    return f'{name} = "no"', f'{name} = {{ value = "{value}", when = "{when}" }}'


MAN = ('sex = "female"', 'sex = "male"')
PROCEDURE = 'kind = "{}"\nday = {}\nat_site = "yes"\nreaction = "{}"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (written(MAN, fact("pregnancy", "yes")), 'health.pregnancy is yes, but person.sex on line 14 is "male"'),
        (written(MAN, fact("breastfeeding", "yes")), "health.breastfeeding is yes"),
        (written(("age_years = 57", "age_years = 70"), fact("pregnancy", "yes")), "person.age_years on line 12 is 70"),
        (written(("age_years = 57", "age_years = 6"), fact("breastfeeding", "yes")), "health.breastfeeding is yes"),
        (written(("weight_kg = 68.0", "weight_kg = 16")), "at that age people weigh 22 to 400 kg"),
        (written(("age_years = 57", "age_years = 4")), "person.weight_kg is 68, but person.age_years"),
        (written(("weight_kg = 68.0", "weight_kg = 0")), "person.weight_kg is 0, must be above 0"),
        (written(fact("herpes_now_at_site", "yes")), "what is there now has been there"),
        (written(fact("sunburn_now", "yes")), "sunburn comes from strong sun"),
        (written(fact("epilepsy", "yes")), "epilepsy means seizures"),
        (written(fact("medicines_asked", "no", was="yes")), "there are medicines in the list"),
        (written(medicines=['substance = "Myocrisin"\ntaken = "stopped"']), 'write gold_therapy = "yes": ever in life'),
        (written(medicines=['substance = "isotretinoin"\ntaken = "now"']), "within these six months"),
        (
            written(medicines=['substance = "Roaccutane"\ntaken = "stopped"\nlast_taken = 2026-01-31']),
            'health.isotretinoin_in_6_months is no, but health.medicines#1.substance on line 75 is "Roaccutane"',
        ),
        (
            written(medicines=['substance = "ramipril"\ntaken = "now"\nlast_taken = 2025-01-31']),
            'health.medicines#1.last_taken is 2025-01-31, but health.medicines#1.taken on line 76 is "now"',
        ),
        (
            written(medicines=['substance = "ramipril"\ntaken = "stopped"\nlast_taken = 2026-04-01']),
            'health.medicines#1.last_taken is 2026-04-01, but assessed on line 8 is "2026-03-31": it lies ahead',
        ),
        (
            written(medicines=['substance = "ramipril"\ntaken = "stopped"\nlast_taken = 1950-04-01']),
            "before birth; correct the day or the age",
        ),
        (written(medicines=['substance = "ramipril"\ntaken = "now"'] * 2), "it is in the list already"),
        (written(medicines=['substance = ""\ntaken = "now"']), "health.medicines#1.substance is empty"),
        (written(medicines=['substance = "Mr Miller\'s pill"\ntaken = "now"']), "no identity"),
        (written(procedures=[PROCEDURE.format("waxing", "2026-03-25", "none")]), "health.waxed_in_2_weeks is no"),
        (
            written(procedures=[PROCEDURE.format("other", "2027-03-25", "none")]),
            "health.procedures#1.day is 2027-03-25",
        ),
        (written(procedures=[PROCEDURE.format("other", "1930-03-25", "none")]), "before birth"),
        (written(procedures=[PROCEDURE.format("other", '"unknown"', "dark_mark")]), "previous_dark_marks is no"),
        (written(procedures=[PROCEDURE.format("permanent_filler", '"unknown"', "none")]), "it stays there"),
        (
            written(
                fact("procedures_asked", "no", was="yes"), procedures=[PROCEDURE.format("other", ASSESSED, "none")]
            ),
            "there are procedures in the list",
        ),
        (
            written(('keloid = "no"', 'keloid = { value = "yes", when = "2026-05" }')),
            'health.keloid.when is 2026-05, but assessed on line 8 is "2026-03-31": it lies ahead',
        ),
        (
            written(dated("sun_or_sunbed_in_6_weeks", "yes", "2025-03-20")),
            "that is 376 days before, and the question is about the last 42; correct the day",
        ),
        (written(dated("isotretinoin_in_6_months", "yes", "2020")), "the question is about the last 183"),
        (written(dated("waxed_in_2_weeks", "yes", "2026-02")), "the question is about the last 14"),
        (written(dated("gold_therapy", "no", "2006")), 'then it was so; write "yes": ever in life counts'),
        (written(dated("smoker", "yes", "2026-02-30")), "is 2026-02-30, a day that no calendar has"),
        (written(dated("smoker", "yes", "2025-13")), "is 2025-13, a day that no calendar has"),
    ],
)
def test_what_cannot_be_true_is_told_with_its_place_and_remedy(text, expected):
    messages = told(text)
    assert len(messages) == 1, messages
    assert expected in messages[0]
    assert messages[0].startswith("case.toml:")


@pytest.mark.parametrize(
    "text",
    [
        written(fact("pregnancy", "yes"), ("age_years = 57", "age_years = 44")),
        written(fact("pregnancy", "yes"), ("age_years = 57", 'age_years = "unknown"'), ('"female"', '"unknown"')),
        written(fact("medicines_asked", "unknown", was="yes")),
        written(fact("gold_therapy", "unknown"), medicines=['substance = "gold"\ntaken = "stopped"']),
        written(medicines=['substance = "isotretinoin"\ntaken = "stopped"\nlast_taken = 2025-05-31']),
        written(medicines=['substance = "isotretinoin"\ntaken = "stopped"']),
        written(medicines=['substance = "isotretinoin gel"\ntaken = "now"']),
        written(medicines=['substance = "isotretinoin"\ntaken = "now"\nroute = "on_the_skin"']),
        written(medicines=[f'substance = "ramipril"\ntaken = "now"\nlast_taken = {ASSESSED}']),
        written(
            medicines=[
                'substance = "hydrocortisone"\ntaken = "now"\nroute = "on_the_skin"',
                'substance = "hydrocortisone"\ntaken = "now"\nroute = "by_mouth"',
            ]
        ),
        written(medicines=['substance = "goldenseal"\ntaken = "now"']),
        written(fact("herpes_now_at_site", "yes"), fact("herpes_ever_in_field", "yes")),
        written(fact("herpes_now_at_site", "yes"), fact("herpes_ever_in_field", "unknown")),
        written(fact("infection_or_wound_at_site", "yes")),
        written(procedures=[PROCEDURE.format("waxing", '"unknown"', "unknown")]),
        written(procedures=[PROCEDURE.format("waxing", "2026-03-01", "none")]),
        written(('sun_plans_in_4_weeks = "no"', 'sun_plans_in_4_weeks = { value = "yes", when = "2026-04-20" }')),
        written(('keloid = "no"', 'keloid = { value = "yes", when = "2026-03" }')),
        written(dated("sun_or_sunbed_in_6_weeks", "yes", "2026-02-17")),
        written(dated("sun_or_sunbed_in_6_weeks", "yes", "2026")),
        written(dated("sun_or_sunbed_in_6_weeks", "yes", "a month ago")),
        written(dated("sun_or_sunbed_in_6_weeks", "no", "2025-08")),
        written(dated("gold_therapy", "unknown", "2006")),
        written(dated("breastfeeding", "no", "2010")),
        written(dated("smoker", "yes", "2024-02-29")),
        written(('keloid = "no"', 'keloid = { value = "yes", when = "2006-2008" }')),
        written(('keloid = "no"', 'keloid = { value = "yes", when = "as a child" }')),
        written(("weight_kg = 68.0", 'weight_kg = "unknown"'), ("age_years = 57", "age_years = 3")),
    ],
)
def test_what_may_be_true_is_read(text):
    case_from_toml(text)


def test_every_contradiction_is_told_at_once_in_the_order_of_its_lines():
    text = written(
        MAN,
        fact("pregnancy", "yes"),
        ("weight_kg = 68.0", "weight_kg = 6"),
        medicines=['substance = "gold"\ntaken = "now"\nlast_taken = 2027-01-01'],
        procedures=[PROCEDURE.format("other", "1900-01-01", "dark_mark")],
    )
    lines = [int(message.split(":")[1]) for message in told(text)]
    assert len(lines) == 6
    assert lines == sorted(lines)


def test_the_names_that_are_looked_for_are_those_of_the_library():
    from lentigo.domain.medicines import names_gold, names_isotretinoin
    from lentigo.library.medicines import medicines

    for entry in medicines():
        for name in (entry.substance, *entry.also):
            assert names_gold(name) == ("gold" in entry.classes), name
            assert names_isotretinoin(name) == ("isotretinoin" in entry.classes), name
