"""The questionnaire as data: the fields of a case as questions in plain words, and how an answer is checked.

Bounds, choices and units come from the records themselves. ``lentigo new`` asks these one by one; a web form may show
them at once. No question that nature answers has a default: whoever does not know says "unknown".
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from lentigo.domain.case import Case
from lentigo.domain.complaints import expectation, shown, what_is_wrong
from lentigo.domain.contradictions import case_contradictions
from lentigo.domain.files import case_from_plain
from lentigo.domain.identity import NO_IDENTITY, identity_in
from lentigo.domain.record import record
from lentigo.domain.shape import UNKNOWN, Field, Shape, field_path, leaves
from lentigo.domain.told import Told
from lentigo.domain.unit_names import UNITS, split_unit
from lentigo.errors import QuestionError, did_you_mean

__all__ = ["QUESTIONS", "Question", "case_from_answers", "check_answer", "contradicted", "question_at", "questions_for"]

QuestionKind = Literal["choice", "answer", "number", "date", "text", "file", "devices"]
"""One of a few words; yes, no or unknown; a number; a day; words; the name of a file; names of devices."""

DEVICES: Final = "devices"
_DO_NOT_KNOW: Final = frozenset({UNKNOWN, "u", "?", "dont know", "don't know", "do not know", "not known", "not sure"})


@record
class Condition:
    """The earlier answer on which a question depends."""

    path: str
    answers: tuple[str, ...]


@record
class Question:
    """One question of the questionnaire."""

    path: str
    """The field of the case that the answer fills."""
    text: str
    help: str
    """Where the answer is found, and why it is asked."""
    kind: QuestionKind
    expected: str
    """What may be answered, in words."""
    unit: str | None = None
    """Unit of a number, as it is printed."""
    low: float | None = None
    high: float | None = None
    low_excluded: bool = False
    choices: tuple[str | int, ...] = ()
    unknown: bool = False
    """Whether "unknown" may be answered."""
    default: str | None = None
    """The answer that an empty line stands for; none where there must be an answer."""
    only_if: Condition | None = None

    def applies(self, answers: Mapping[str, object]) -> bool:
        """Whether the question is to be asked, after the answers given so far."""
        return self.only_if is None or answers.get(self.only_if.path) in self.only_if.answers


def question_at(path: str) -> Question:
    """The question that fills a field."""
    return next(question for question in QUESTIONS if question.path == path)


def questions_for(answers: Mapping[str, object]) -> tuple[Question, ...]:
    """The questions still to be asked, in their order, after the answers given so far."""
    return tuple(q for q in QUESTIONS if q.path not in answers and q.applies(answers))


def check_answer(question: Question, text: str, *, known_devices: Collection[str] = ()) -> object:
    """The value that an answer means; ``known_devices`` are the names in the library, checked where given.

    Raises
    ------
    QuestionError
        If it is no answer to this question, with what would be.
    """
    said = text.strip()
    if not said and question.default is not None:
        said = question.default
    if not said and question.kind != "devices":
        raise _wrong(question, "an answer is needed", _remedy(question))
    if question.unknown and said.lower().replace("’", "'") in _DO_NOT_KNOW:
        return UNKNOWN
    if question.kind in ("choice", "answer"):
        return _choice(question, said)
    if question.kind == "number":
        return _number(question, said)
    if question.kind == "date":
        return _day(question, said)
    if question.kind == "devices":
        return _device_names(question, said, known_devices)
    return _words(question, said)


def contradicted(answers: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Fields whose answers contradict other answers given so far, each with what is wrong and what to do about it."""
    told = Told(_nested(answers), frozenset())
    found = []
    for each in case_contradictions(told):
        other = f", but {field_path(each.against)} is {shown(told(*each.against))}" if each.against else ""
        why = f": {each.why}" if each.why else ""
        found.append((field_path(each.path), f"{each.message}{other}{why}" + (f"; {each.hint}" if each.hint else "")))
    return tuple(found)


def case_from_answers(answers: Mapping[str, object], *, base: str | Path | None = None) -> Case:
    """The case that answers describe, by the path of their question; ``base`` is where the case file will stand.

    Raises
    ------
    FileProblemsError
        If an answer is missing, does not fit, or contradicts another one.
    """
    asked = {question.path for question in QUESTIONS if question.applies(answers)}
    return case_from_plain(_nested({path: answers[path] for path in answers if path in asked}), "answers", base=base)


def _nested(answers: Mapping[str, object]) -> dict[str, Any]:
    """Answers by path as nested tables; a fact with more than its answer becomes a table."""
    tables: dict[str, Any] = {}
    for path in sorted(answers, key=lambda path: path.count(".")):
        *outer, last = path.split(".")
        here = tables
        for key in outer:
            inner = here.setdefault(key, {})
            if not isinstance(inner, dict):
                inner = here[key] = {"value": inner}
            here = inner
        here[last] = answers[path]
    if DEVICES in tables:
        names = [str(name) for name in tables[DEVICES]]
        tables[DEVICES] = [{"file" if name.endswith((".toml", ".json")) else "device": name} for name in names]
    return tables


def _choice(question: Question, said: str) -> str | int:
    """The choice that is meant, by its word or by its place in the list."""
    spelled = re.sub(r"[\s-]+", "_", said.lower())
    by_word = {str(choice).lower(): choice for choice in question.choices}
    if spelled in by_word:
        return by_word[spelled]
    if question.kind == "answer":
        short = {"y": "yes", "n": "no"}.get(spelled)
        if short is not None:
            return short
    elif (
        isinstance(question.choices[0], str)
        and spelled.isdecimal()
        and 1 <= int(spelled[:4]) <= len(question.choices)
        and len(spelled) <= 4
    ):
        return question.choices[int(spelled) - 1]
    raise _wrong(question, *what_is_wrong(Shape(kind="choice", choices=question.choices), said))


def _number(question: Question, said: str) -> float:
    """A number, with or without its unit behind it."""
    matched = re.fullmatch(r"([-+−]?\d+(?:[.,]\d+)?|[-+−]?\.\d+)\s*(\D.*)?", said, flags=re.ASCII)
    if matched is None or (matched[2] and matched[2].strip() not in _spellings(question)):
        raise _wrong(question, f"is {shown(said)}, must be {question.expected}", _remedy(question))
    if "," in matched[1]:
        point = matched[1].replace(",", ".")
        raise _wrong(question, f"is {shown(said)}, with a comma", f"write {point} if that is meant")
    number = float(matched[1].replace("−", "-"))
    too_low = question.low is not None and (number < question.low or (question.low_excluded and number == question.low))
    if too_low or (question.high is not None and number > question.high) or not math.isfinite(number):
        shape = Shape(kind="number", low=question.low, high=question.high, low_excluded=question.low_excluded)
        raise _wrong(question, *what_is_wrong(shape, number))
    return number


def _spellings(question: Question) -> tuple[str, ...]:
    """The ways in which the unit of a question may be written behind a number."""
    suffix = split_unit(question.path)[1]
    label = question.unit or ""
    plain = label.replace("²", "2").replace("µ", "u")
    return (label, plain, suffix or label, "%" if suffix == "percent" else label, "°" if suffix == "deg" else label)


def _day(question: Question, said: str) -> str:
    """A day as year, month, day."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", said, flags=re.ASCII):
            raise ValueError  # noqa: TRY301 - one message for what is no date and for what is no day
        return date.fromisoformat(said).isoformat()
    except ValueError:
        hint = "write year-month-day, such as 2026-03-31"
        raise _wrong(question, f"is {shown(said)}, must be a date", hint) from None


def _device_names(question: Question, said: str, known: Collection[str]) -> tuple[str, ...]:
    """Names of devices and of device files, each once."""
    names = [name for name in re.split(r"[,;\s]+", said) if name]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise _wrong(question, f"names {shown(name)} twice", "name each device once")
        if known and name not in known and not name.endswith((".toml", ".json")):
            raise _wrong(question, f"there is no device called {shown(name)}", did_you_mean(name, known))
    return tuple(names)


def _words(question: Question, said: str) -> str:
    """A line of words that tells nobody's name."""
    if not said.isprintable() or len(said) > 200:
        raise _wrong(question, "must be one line of at most 200 characters", None)
    who = identity_in(said) if question.kind == "text" else None
    if who is not None:
        raise _wrong(question, f"holds {who}: {NO_IDENTITY}", "leave it out")
    return said


def _remedy(question: Question) -> str:
    """What to answer, also when one does not know."""
    unit = f", in {question.unit}" if question.unit else ""
    return f"answer with {question.expected}{unit}"


def _wrong(question: Question, message: str, hint: str | None) -> QuestionError:
    """The error of an answer."""
    return QuestionError(message, where=question.path, hint=hint)


def _fields() -> dict[str, Field]:
    """Every field of a case that holds a value, by its path."""
    found: dict[str, Field] = {}
    for path, field in leaves(Case):
        found.setdefault(field_path(path), field)
    return found


_FIELDS: Final = _fields()
_PLAIN_TEXT: Final = {"file": "the name of a file"}
_READINGS: Final = ("phototype", "ita", "lab", "melanin_index", "reflectance")


def _ask(
    path: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
    *,
    only_if: tuple[str, tuple[str, ...]] | None = None,
) -> Question:
    """A question whose bounds, choices and unit are those of the record's field."""
    kinds: dict[str, QuestionKind] = {"number": "number", "choice": "choice", "date": "date", "text": "text"}
    fact = path.startswith("health.") and path.count(".") == 1
    field = _FIELDS[f"{path}.value" if fact else path]
    shape = field.shape
    kind: QuestionKind = "answer" if shape.choices == ("yes", "no", UNKNOWN) else kinds[shape.kind]
    suffix = split_unit(path)[1]
    choices = _READINGS if path == "skin.colour.given_as" else shape.choices
    if path.endswith(".file"):
        kind = "file"
    default = f"{field.default:g}" if isinstance(field.default, float) else field.default
    unknown = shape.unknown or path.endswith(".when")
    expected = expectation(Shape(kind="choice", choices=choices)) if choices else expectation(shape)
    return Question(
        path=path,
        text=text,
        help=help,
        kind=kind,
        expected=expected.replace("text in quotes", _PLAIN_TEXT.get(kind, "a few words")).replace('"', ""),
        unit=UNITS[suffix].label if suffix and kind == "number" else None,
        low=shape.low,
        high=shape.high,
        low_excluded=shape.low_excluded,
        choices=choices,
        unknown=unknown,
        default=None if field.required or default is None else str(default),
        only_if=None if only_if is None else Condition(path=only_if[0], answers=only_if[1]),
    )


def _fact(name: str, text: str, help: str) -> tuple[Question, ...]:  # noqa: A002 - the field of the record is called so
    """A health fact, and where it is true since when and who said so."""
    path = f"health.{name}"
    when_true = (path, ("yes",))
    return (
        _ask(path, text, help),
        _ask(f"{path}.when", "When was that?", "A year, a month or a span of time is enough.", only_if=when_true),
        _ask(f"{path}.told_by", "Who said so?", "The person, a record, or a clinician.", only_if=when_true),
    )


def _colour(
    given_as: str,
    key: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
) -> Question:
    """A question about the colour, asked where it was given that way."""
    return _ask(f"skin.colour.{key}", text, help, only_if=("skin.colour.given_as", (given_as,)))


QUESTIONS: Final[tuple[Question, ...]] = (
    _ask("title", "What is this case about, in a few words?", "For you to know it again. No name, no number."),
    _ask("assessed", "On which day was the skin looked at?", "Year-month-day, such as 2026-03-31."),
    _ask("person.age_years", "How old is the person?", "In years."),
    _ask(
        "person.phototype",
        "How does the person's skin react to the sun? (Fitzpatrick type I to VI)",
        "I always burns and never tans; VI is deeply pigmented and never burns. It is not a measure of colour.",
    ),
    *_fact(
        "gold_therapy",
        "Has the person ever had gold as a medicine (injections or tablets, often for arthritis)?",
        "Ever in life counts: short laser pulses can turn such skin blue-grey for good, even after decades.",
    ),
    *_fact("pregnancy", "Is the person pregnant?", "Treatment that can wait is put off."),
    *_fact(
        "isotretinoin_in_6_months",
        "Has the person taken isotretinoin tablets (for acne) in the last 6 months?",
        "The skin may heal differently.",
    ),
    *_fact(
        "photosensitising_drug",
        "Does the person take a medicine that makes the skin sensitive to light?",
        "Some antibiotics, heart and water tablets do. The package leaflet says so.",
    ),
    *_fact(
        "sun_or_sunbed_in_6_weeks",
        "Has this skin been in strong sun or on a sunbed in the last 6 weeks?",
        "A fresh tan takes up the light that is meant for the spot.",
    ),
    *_fact("keloid", "Does the person form thick, growing scars (keloids)?", "After cuts, piercings or acne."),
    *_fact(
        "ink_in_field",
        "Is there a tattoo or permanent make-up where the light would go?",
        "Ink takes up the light: it can burn the skin or turn black.",
    ),
    *_fact("infection_or_wound_at_site", "Is there a wound, a cold sore or an infection there now?", "It heals first."),
    *_fact("skin_cancer_at_site", "Is there, or was there, skin cancer at this place?", "Then a specialist decides."),
    *_fact(
        "cold_disorder",
        "Does cold make the person ill (hives from cold, severe Raynaud's, cryoglobulins)?",
        "Many devices cool the skin strongly.",
    ),
    *_fact(
        "previous_dark_marks",
        "Does the skin get dark marks after a scratch, a pimple or a treatment?",
        "Then it may do so after light, too.",
    ),
    _ask("skin.site", "Where on the body is the spot?", "The nearest place in the list."),
    _ask(
        "skin.colour.given_as",
        "How do you know the colour of the normal skin beside the spot?",
        "A measurement makes the plan much surer. Answer phototype if nothing was measured.",
    ),
    _colour("ita", "ita_deg", "What is the individual typology angle (ITA)?", "As the colorimeter shows it."),
    _colour("ita", "ita_error_deg", "How much do repeated readings scatter?", "Their standard deviation."),
    _colour("lab", "lightness", "What is the lightness L*?", "As the colorimeter shows it."),
    _colour("lab", "a_star", "What is a* (green to red)?", "As the colorimeter shows it."),
    _colour("lab", "b_star", "What is b* (blue to yellow)?", "As the colorimeter shows it."),
    _colour("lab", "lab_error", "How much do repeated readings scatter?", "Standard deviation of each value."),
    _colour(
        "lab", "observer_deg", "For which observer does the colorimeter compute, 2 or 10 degrees?", "See its menu."
    ),
    _colour("melanin_index", "melanin_index", "What is the melanin index?", "As the instrument shows it."),
    _colour("melanin_index", "melanin_index_error", "How much do repeated readings scatter?", "Standard deviation."),
    _colour(
        "melanin_index",
        "instrument",
        "Which instrument gave it?",
        "Each maker has its own scale. It is used only if the formula of the scale has been published.",
    ),
    _colour(
        "reflectance",
        "file",
        "Which file holds the spectrum?",
        "A CSV file beside the case, with the columns wavelength_nm and reflectance (a share, not percent).",
    ),
    _ask("lesion.kind", "What is the spot?", "As in the diagnosis. For a mole no setting is given."),
    _ask("lesion.depth", "How deep does its pigment lie?", "Dermatoscopy or Wood's light tells; guess nothing."),
    _ask(
        "lesion.contrast",
        "How many times more melanin has the spot than the skin beside it?",
        "From a melanin reading of both. It is the most useful measurement of all.",
    ),
    _ask("lesion.ita_deg", "What is the individual typology angle (ITA) of the spot itself?", "If it was measured."),
    _ask("lesion.diameter_mm", "How wide is one spot?", "Across, the largest if there are several."),
    _ask("lesion.area_cm2", "How large is the area to treat today?", "All spots together."),
    _ask("diagnosis.recorded", "Is there a diagnosis in the record?", "Without one no setting is given."),
    _ask("diagnosis.by", "Who made the diagnosis?", "Write unknown if there is none."),
    _ask("diagnosis.dermatoscopy", "Was the spot looked at with a dermatoscope?", "It tells spots from moles."),
    _ask(
        "diagnosis.dermatoscopy_training",
        "Has this physician been trained to judge spots with a dermatoscope?",
        "Without the training the word of a physician who is no dermatologist is not enough.",
        only_if=("diagnosis.by", ("physician",)),
    ),
    _ask(
        "diagnosis.histology",
        "Was a sample of the spot looked at under the microscope?",
        "Most spots need none; write no if none was taken.",
    ),
    _ask(
        "diagnosis.first_line_care_weeks",
        "For how many weeks has it been treated with sun protection and creams?",
        "They come first for this kind of spot. Write 0 if not yet.",
        only_if=("lesion.kind", ("melasma", "post_inflammatory_hyperpigmentation")),
    ),
    Question(
        path=DEVICES,
        text="Which devices are at hand?",
        help="Names from the library, or your own device files, with commas between. Leave it empty if there is none.",
        kind="devices",
        expected="names of devices with commas between",
    ),
    _ask("caps.burn_percent", "Which chance of a burn do you accept at most?", "Usual is 5 percent."),
    _ask(
        "caps.dark_mark_percent", "Which chance of a lasting dark mark do you accept at most?", "Usual is 20 percent."
    ),
)
"""Every field of a case file, in the order in which one would ask; but no reasons for going on despite a rule.

Those are written into the file by hand, once the screening has shown the rule.
"""
