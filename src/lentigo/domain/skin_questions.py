"""The questions about the person, the skin, the spot, its diagnosis, and what was found, in plain words."""

from __future__ import annotations

from typing import Final, get_args

from lentigo.domain.case import LesionKind
from lentigo.domain.question import Question, Section
from lentigo.domain.question_making import ask, group

__all__ = ["FIRST_SECTIONS", "LAST_SECTIONS"]

_CAUSE: Final = ("ask.cause", ("yes",))
_MEASURED_BEFORE: Final = ("ask.earlier", ("yes",))
_WITHOUT_PIGMENT: Final = (
    "telangiectasia",
    "rosacea",
    "acne_scar",
    "scar",
    "stretch_marks_red",
    "stretch_marks_white",
    "photoageing",
    "fine_lines",
)
"""Kinds of lesion at which no light is aimed at their own pigment."""
_NO_PIGMENT: Final = dict.fromkeys(_WITHOUT_PIGMENT, "unknown")
_PIGMENTED: Final = (
    "lesion.kind",
    tuple(kind for kind in get_args(LesionKind) if kind not in _WITHOUT_PIGMENT),
)
_RED: Final = ("lesion.kind", ("telangiectasia", "rosacea", "poikiloderma", "stretch_marks_red"))
_MARKED: Final = (
    "lesion.kind",
    ("acne_scar", "scar", "stretch_marks_red", "stretch_marks_white", "photoageing", "fine_lines"),
)
_RED_STRIPES: Final = ("lesion.kind", ("stretch_marks_red", "stretch_marks_white"))


def _colour(
    given_as: str,
    key: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
) -> Question:
    """A question about the colour, asked where it was given that way."""
    return ask(f"skin.colour.{key}", text, help, only_if=("skin.colour.given_as", (given_as,)))


def _before(
    given_as: str,
    key: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
) -> Question:
    """A question about an earlier colour of the same place, asked where it was given that way."""
    return ask(f"skin.earlier.colour.{key}", text, help, only_if=("skin.earlier.colour.given_as", (given_as,)))


def _found(
    name: str,
    label: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
) -> tuple[Question, ...]:
    """Something that a clinician found."""
    return (ask(f"findings.{name}", text, help, label=label),)


def _hint(
    name: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
) -> Question:
    """A hint at the cause, asked where the cause is sought."""
    return ask(f"findings.{name}", text, help, only_if=_CAUSE)


_CASE: Final = Section(
    id="case",
    title="The case",
    questions=(
        ask("title", "What is this case about, in a few words?", "For you to know it again. No name, no number."),
        ask("assessed", "On which day was the skin looked at?", "Year-month-day, such as 2026-03-31."),
    ),
)

_PERSON: Final = Section(
    id="person",
    title="The person",
    questions=(
        ask("person.age_years", "How old is the person?", "In years."),
        ask("person.weight_kg", "How much does the person weigh?", "How much numbing cream is allowed hangs on it."),
        ask("person.sex", "Is the person a woman or a man?", "So that we ask about a baby where there can be one."),
        ask(
            "person.phototype",
            "How does the skin react to the sun (type I to VI)?",
            "I always burns and never tans. VI is very dark and never burns. It is not a measure of colour.",
        ),
    ),
)

_COLOUR: Final = Section(
    id="colour",
    title="Place and colour",
    questions=(
        ask("skin.site", "Where on the body is the spot?", "The nearest place in the list."),
        ask(
            "skin.colour.given_as",
            "How do you know the colour of the normal skin beside the spot?",
            "If it was measured, the plan is much surer. Write phototype if it was not.",
        ),
        _colour("ita", "ita_deg", "What is the colour angle (ITA) of the skin?", "As the colour meter shows it."),
        _colour("ita", "ita_error_deg", "How far apart are readings of the same skin?", "Their standard deviation."),
        _colour("lab", "lightness", "What is the lightness L*?", "As the colour meter shows it."),
        _colour("lab", "a_star", "What is a* (green to red)?", "As the colour meter shows it."),
        _colour("lab", "b_star", "What is b* (blue to yellow)?", "As the colour meter shows it."),
        _colour("lab", "lab_error", "How far apart are readings of the same skin?", "Standard deviation of each."),
        _colour("lab", "observer_deg", "Is the colour meter set to 2 or to 10 degrees?", "See its menu."),
        _colour("melanin_index", "melanin_index", "What is the melanin index?", "As the meter shows it."),
        _colour(
            "melanin_index",
            "melanin_index_error",
            "How far apart are readings of the same skin?",
            "Their standard deviation.",
        ),
        _colour(
            "melanin_index",
            "instrument",
            "Which meter gave it?",
            "Each maker has a scale of its own. It is used only if its formula is known.",
        ),
        _colour(
            "reflectance",
            "file",
            "Which file holds the spectrum?",
            "A CSV file beside the case, with the columns wavelength_nm and reflectance (a share, not percent).",
        ),
        Question(
            path="ask.earlier",
            text="Was the colour of this place measured on an earlier day?",
            help="A tan shows against it: if the skin is darker now, light waits. Write no for a first visit.",
            kind="answer",
            expected="one of yes, no",
            choices=("yes", "no"),
        ),
        ask(
            "skin.earlier.day",
            "On which day was that?",
            "Year-month-day. If there were more, take the one with the palest skin.",
            only_if=_MEASURED_BEFORE,
        ),
        ask(
            "skin.earlier.colour.given_as",
            "How was it given then?",
            "Only readings of one kind can be compared.",
            only_if=_MEASURED_BEFORE,
        ),
        _before("ita", "ita_deg", "What was the colour angle (ITA) then?", "As it stands in the record."),
        _before("ita", "ita_error_deg", "How far apart were readings of the same skin then?", "Standard deviation."),
        _before("lab", "lightness", "What was the lightness L* then?", "As it stands in the record."),
        _before("lab", "a_star", "What was a* then?", "As it stands in the record."),
        _before("lab", "b_star", "What was b* then?", "As it stands in the record."),
        _before("lab", "lab_error", "How far apart were readings of the same skin then?", "Standard deviation."),
        _before("lab", "observer_deg", "Was the colour meter set to 2 or to 10 degrees then?", "See the record."),
        _before("melanin_index", "melanin_index", "What was the melanin index then?", "As it stands in the record."),
        _before(
            "melanin_index",
            "melanin_index_error",
            "How far apart were readings of the same skin then?",
            "Their standard deviation.",
        ),
        _before("melanin_index", "instrument", "Which meter gave it then?", "Write its name as you did for today."),
    ),
)

_LESION: Final = Section(
    id="lesion",
    title="The spot",
    questions=(
        ask("lesion.kind", "What is the spot?", "As in the diagnosis. For a mole no setting is given."),
        ask(
            "lesion.depth",
            "How deep does its colour lie?",
            "The lens or a black light tells. Do not guess.",
            only_if=_PIGMENTED,
            instead=_NO_PIGMENT,
        ),
        ask(
            "lesion.contrast",
            "How many times more dark pigment has the spot than the skin beside it?",
            "From a reading of both. No other number helps the plan as much.",
            only_if=_PIGMENTED,
            instead=_NO_PIGMENT,
        ),
        ask(
            "lesion.ita_deg",
            "What is the colour angle (ITA) of the spot?",
            "If it was measured.",
            only_if=_PIGMENTED,
            instead=_NO_PIGMENT,
        ),
        ask(
            "lesion.vessels.diameter_um",
            "How wide are the vessels that are to go?",
            "Seen through the lens. A hair is about 70 µm wide. No other number helps the plan as much.",
            only_if=_RED,
        ),
        ask(
            "lesion.vessels.depth_um",
            "How deep do these vessels lie?",
            "From the surface to their middle, if it was measured.",
            only_if=_RED,
        ),
        ask(
            "lesion.vessels.oxygen_saturation",
            "How much oxygen do they carry?",
            "Red vessels about 0.9, blue ones about 0.6.",
            only_if=_RED,
        ),
        ask(
            "lesion.mark.depth_um",
            "How deep does the scar, stretch mark or line reach?",
            "If it was measured, as by ultrasound. How deep the light must go follows from it.",
            only_if=_MARKED,
        ),
        ask("lesion.mark.width_mm", "How wide is it?", "Across one of them.", only_if=_MARKED),
        ask("lesion.mark.age_months", "How old is it?", "Since it came.", only_if=_MARKED),
        ask("lesion.diameter_mm", "How wide is one spot?", "Across, the largest if there are more."),
        ask("lesion.area_cm2", "How large is the area to treat today?", "All spots together."),
    ),
)

_DIAGNOSIS: Final = Section(
    id="diagnosis",
    title="The diagnosis",
    questions=(
        ask("diagnosis.recorded", "Is there a diagnosis in the record?", "Without one no setting is given."),
        ask("diagnosis.by", "Who made the diagnosis?", "Write unknown if there is none."),
        ask(
            "diagnosis.dermatoscopy",
            "Was the spot looked at through a skin lens (dermatoscope)?",
            "It helps to tell spots from moles.",
        ),
        ask(
            "diagnosis.dermatoscopy_training",
            "Has this doctor learnt to judge spots through the lens?",
            "If not, the word of a doctor who is no skin doctor is not enough.",
            only_if=("diagnosis.by", ("physician",)),
        ),
        ask(
            "diagnosis.histology",
            "Was a piece of the spot looked at in the lab?",
            "Most spots need none. Write no if none was taken.",
        ),
        ask(
            "diagnosis.first_line_care_weeks",
            "For how many weeks has it been treated with sun protection and creams?",
            "They come first for this kind of spot. Write 0 if not yet.",
            only_if=("lesion.kind", ("melasma", "post_inflammatory_hyperpigmentation")),
        ),
    ),
)

_FINDINGS: Final = Section(
    id="findings",
    title="What was seen",
    questions=(
        *group(
            "ask.red_flags",
            "Is any of these true of the spot, seen through the lens?",
            "Each of them can mean skin cancer. Write unknown if nobody has looked.",
            _found("bleeding_or_ulcer", "it bleeds or is open", "Does it bleed, or is it open?", "A warning sign."),
            _found("asymmetry", "its two halves differ", "Do its two halves differ?", "A warning sign."),
            _found(
                "more_than_two_colours",
                "more than two colours",
                "Does it have more than two colours?",
                "A warning sign.",
            ),
            _found(
                "growth_or_change",
                "it has grown or changed",
                "Has it grown or changed in the last months?",
                "A warning sign.",
            ),
            _found(
                "unlike_the_others",
                "it looks unlike the other spots",
                "Does it stand alone, or look unlike the other spots?",
                "A warning sign.",
            ),
        ),
        *group(
            "ask.findings",
            "Is any of these true of the skin or the family?",
            "Each of them comes before light, or speaks for another way.",
            _found(
                "wide_or_irregular",
                "a flat spot on sun-worn skin that is alone, uneven or wider than 6 mm",
                "Is it a flat spot on sun-worn skin that is alone, uneven or wider than 6 mm?",
                "Skin cancer can look like that at first.",
            ),
            _found(
                "melanoma_in_family",
                "black skin cancer in the close family",
                "Has anyone in the close family had black skin cancer (melanoma)?",
                "Then even a small doubt counts.",
            ),
            _found(
                "generalised",
                "the whole skin has turned darker",
                "Has the whole skin, or much of it, turned darker?",
                "The cause may lie inside the body.",
            ),
            _found(
                "mucosal_or_flexural",
                "dark spots in the mouth, on palms or soles, or in folds",
                "Are there dark spots in the mouth, on palms or soles, or in skin folds?",
                "The cause may lie inside the body.",
            ),
            _found(
                "scale_or_infection_sign",
                "scales, or a test that shows a fungus",
                "Are there scales, or did a test show a fungus or germs?",
                "An infection can look like a spot. It is treated first.",
            ),
            _found(
                "pustules",
                "pimples with pus there",
                "Are there pimples with pus, or sore bumps, there?",
                "They are calmed down first.",
            ),
            _found(
                "loose_skin",
                "loose skin is the real worry",
                "Is loose skin what really bothers the person?",
                "Light does not lift it.",
            ),
        ),
        ask(
            "findings.stretch_marks_red",
            "Are the stretch marks still red?",
            "Red ones are younger, and are treated in another way than white ones.",
            only_if=_RED_STRIPES,
        ),
        Question(
            path="ask.cause",
            text="Shall we look for the cause of the spot now?",
            help="These are 17 short questions. If you say no, they stay unknown.",
            kind="answer",
            expected="one of yes, no",
            choices=("yes", "no"),
        ),
        _hint("sun_exposed_site", "Is this place often in the sun?", "Sun is the most common cause."),
        _hint("much_sun_in_life", "Has there been much sun, sunburn or sunbed in life?", "The skin keeps count."),
        _hint(
            "since_childhood", "Has it been there since the person was a child?", "Then it often runs in the family."
        ),
        _hint("since_birth", "Has it been there since birth or the first months?", "Then it is a birthmark."),
        _hint("darker_in_summer", "Is it darker in summer and paler in winter?", "Freckles are."),
        _hint("symmetric_on_face", "Is it on both sides of the face alike?", "Cheeks, forehead or upper lip."),
        _hint(
            "began_with_pregnancy_or_hormones",
            "Did it start when the person was pregnant, or took the pill or hormones?",
            "Hormones can bring on spots.",
        ),
        _hint(
            "after_injury_or_rash",
            "Did it come where there was a wound, a burn, a rash or a treatment?",
            "Skin can stay dark after it heals.",
        ),
        _hint("after_acne", "Did it come where there were pimples?", "Acne leaves marks."),
        _hint("family_has_the_same", "Do others in the family have the same?", "Some spots run in families."),
        _hint("began_with_medicine", "Did it start after a new medicine?", "Some drugs stain the skin."),
        _hint(
            "irritating_skin_care",
            "Are scrubs, bleach creams, scents or creams that burn used here?",
            "Sore skin turns dark.",
        ),
        _hint(
            "deficiency_sign",
            "Is the person tired, with a sore tongue, or short of iron or B12?",
            "A lack in the diet can turn the skin dark.",
        ),
        _hint("stress_or_illness", "Was it a time of stress or illness when it began?", "A weak hint only."),
        _hint(
            "gut_complaint",
            "Has the gut given trouble for long, or are there polyps in the family?",
            "Some spots belong to an illness of the gut.",
        ),
        _hint(
            "neuro_psychiatric_complaint",
            "Has the person had fits, or an illness of the mind, and spots since childhood?",
            "Some spots belong to an illness of the nerves.",
        ),
        _hint(
            "endocrine_sign",
            "Has the person lost weight, felt faint, or longed for salt?",
            "A gland may be out of order.",
        ),
    ),
)

_WAYS: Final = Section(
    id="ways",
    title="Devices and limits",
    questions=(
        Question(
            path="devices",
            text="Which devices are at hand?",
            help="Names from the library, or files of your own, with commas between. Press Enter if there is none.",
            kind="devices",
            expected="names of devices with commas between",
        ),
        ask(
            "treatments",
            "Which other ways of treating do you think of?",
            "Names or numbers from the list, with commas between. Press Enter if there is none.",
        ),
        ask("caps.burn_percent", "Which chance of a burn do you accept at most?", "Most take 5 percent."),
        ask("caps.dark_mark_percent", "Which chance of a dark mark do you accept at most?", "Most take 20 percent."),
    ),
)

FIRST_SECTIONS: Final[tuple[Section, ...]] = (_CASE, _PERSON)
LAST_SECTIONS: Final[tuple[Section, ...]] = (_COLOUR, _LESION, _DIAGNOSIS, _FINDINGS, _WAYS)
