"""Case files of an older form: read as what they are, with every question that they did not ask answered "unknown".

The first form had no ``format``, eleven health facts, no weight, no sex and no findings. A form that is newer than ours
is refused: what it asks and we do not read might be what forbids a treatment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lentigo.domain.case import Case, Person
from lentigo.domain.findings import FINDINGS, Findings
from lentigo.domain.health import HEALTH_QUESTIONS, Health
from lentigo.domain.reading import Parsed
from lentigo.domain.shape import UNKNOWN, fields_of
from lentigo.errors import FileProblemsError

__all__ = ["FORMAT", "bring_up", "not_asked", "older_form_in_words", "unanswered", "upgraded_toml"]

FORMAT: Final = 2
"""The form in which cases are written now."""

FIRST_FORM_HEALTH: Final = (
    "gold_therapy",
    "pregnancy",
    "isotretinoin_in_6_months",
    "photosensitising_drug",
    "sun_or_sunbed_in_6_weeks",
    "keloid",
    "ink_in_field",
    "infection_or_wound_at_site",
    "skin_cancer_at_site",
    "cold_disorder",
    "previous_dark_marks",
)
"""What the first form asked about a person's health."""

_PERSON_SINCE: Final = ("weight_kg", "sex")
_HEALTH_SINCE: Final = tuple(name for name in HEALTH_QUESTIONS if name not in FIRST_FORM_HEALTH)
_ALWAYS_ASKED: Final = tuple(
    f"{subject}.{name}"
    for subject, kind in (("person", Person), ("health", Health), ("findings", Findings))
    for name, field in fields_of(kind).items()
    if field.required
)


def not_asked() -> tuple[str, ...]:
    """The fields that the first form did not ask for and that are asked of everybody today."""
    new = (*(f"person.{name}" for name in _PERSON_SINCE), *(f"health.{name}" for name in _HEALTH_SINCE))
    return tuple(path for path in _ALWAYS_ASKED if path in new or path.startswith("findings."))


def bring_up(parsed: Parsed) -> None:
    """Turn a case of the first form into one of ours, in place; leave one of ours as it is.

    A file that does not say its form is of the first one, unless it holds something that the first one had no place
    for: then somebody has left out the line, and every silence in it is a mistake as in any other file.

    Raises
    ------
    FileProblemsError
        If the form is newer than ours.
    """
    plain = parsed.plain
    if not isinstance(plain, dict):
        return
    form = plain.get("format")
    if isinstance(form, int) and not isinstance(form, bool) and form > FORMAT:
        parsed.problems.clear()
        parsed.add(
            ("format",),
            f"is {form}, newer than this version of Lentigo can read, which is {FORMAT}",
            "bring Lentigo up to date; what a newer form asks might forbid a treatment",
        )
        raise FileProblemsError(parsed.problems)
    if form not in (None, 1) or isinstance(form, bool) or (form is None and _holds_newer(plain)):
        return
    if not {"person", "health"} <= set(plain):
        return  # no case at all: what is missing is told as for any other file
    plain["format"] = FORMAT
    plain["older_form"] = 1
    for name, fields in (("person", _PERSON_SINCE), ("health", _HEALTH_SINCE)):
        if isinstance(plain[name], dict):
            plain[name] |= {field: UNKNOWN for field in fields if field not in plain[name]}
    plain.setdefault("findings", dict.fromkeys(FINDINGS, UNKNOWN))


def _holds_newer(plain: Mapping[str, Any]) -> bool:
    """Whether a case holds something that the first form had no place for."""
    person, health, skin = plain.get("person"), plain.get("health"), plain.get("skin")
    return (
        any(key in plain for key in ("findings", "treatments", "older_form"))
        or (isinstance(skin, Mapping) and "earlier" in skin)
        or (isinstance(person, Mapping) and any(name in person for name in _PERSON_SINCE))
        or (isinstance(health, Mapping) and any(name in health for name in (*_HEALTH_SINCE, "medicines", "procedures")))
    )


def unanswered(case: Case) -> tuple[str, ...]:
    """The fields that the first form did not ask for and that are still unknown, in their order."""
    found = []
    for path in not_asked():
        subject, name = path.split(".")
        value = getattr(getattr(case, subject), name)
        if getattr(value, "value", value) == UNKNOWN:
            found.append(path)
    return tuple(found)


def older_form_in_words(case: Case) -> str:
    """What to say of a case that was read from a file of an older form; nothing for one of ours."""
    if case.older_form is None:
        return ""
    return (
        "The case file is of an older form, which asked fewer questions. "
        f"{len(unanswered(case))} of today's questions count as unknown, and unknown never means no. "
        "`lentigo case upgrade` writes the file anew, so that they can be answered."
    )


def upgraded_toml(text: str, *, paths: Sequence[str]) -> str | None:
    """A TOML text of the first form as one of ours, its own lines and remarks kept.

    Parameters
    ----------
    text : str
        The case file.
    paths : sequence of str
        The fields that are unknown, as :func:`unanswered` gives them.

    Returns
    -------
    str or None
        None where its tables do not stand under headers of their own; whoever calls checks that it says the same.
    """
    lines = [line for line in text.split("\n") if not line.startswith("format")]
    for subject, after in (("findings", "diagnosis"), ("health", "health"), ("person", "person")):
        names = [path.partition(".")[2] for path in paths if path.startswith(f"{subject}.")]
        end = _end_of(lines, header=f"[{after}]")
        if end is None:
            return None
        new = [f'{name} = "{UNKNOWN}"' for name in names]
        head = ["", "[findings]"] if subject == "findings" else []
        lines[end:end] = [*head, "# Asked since the older form: answer these with yes, no or unknown.", *new]
    first = next((place for place, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
    return "\n".join([*lines[:first], f"format = {FORMAT}", *lines[first:]])


def _end_of(lines: Sequence[str], *, header: str) -> int | None:
    """The place behind the last line that says something in the table of a header; none where there is no such."""
    if header not in lines:
        return None
    last = start = lines.index(header)
    for place in range(start + 1, len(lines)):
        line = lines[place].strip()
        if line.startswith("["):
            break
        if line and not line.startswith("#"):
            last = place
    return last + 1
