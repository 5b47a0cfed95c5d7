"""What must be said of a case itself, whatever is decided: read from an older form, or with medicines nobody knows."""

from __future__ import annotations

from lentigo.domain.case import Case
from lentigo.domain.older_forms import older_form_in_words
from lentigo.domain.plan import Finding
from lentigo.library.medicines import medicine_called, unknown_medicine


def case_remarks(case: Case) -> tuple[Finding, ...]:
    """Remarks about a case, for the terminal before the answer and for the plan's findings.

    Parameters
    ----------
    case : Case
        As it was read.

    Returns
    -------
    tuple of Finding
        None where the file is of the present form and every medicine is known.
    """
    words = [older_form_in_words(case)]
    words += [
        unknown_medicine(medicine.substance)
        for medicine in case.health.medicines
        if medicine_called(medicine.substance) is None
    ]
    return tuple(Finding(topic="assumed", text=text) for text in dict.fromkeys(words) if text)
