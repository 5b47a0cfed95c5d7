"""What must be said of a case itself, whatever is decided: an older form, unknown medicines, too much skin."""

from __future__ import annotations

from lentigo import library
from lentigo.domain.body import body_surface_cm2
from lentigo.domain.case import Case
from lentigo.domain.older_forms import older_form_in_words
from lentigo.domain.plan import Finding
from lentigo.domain.skin import site_in_words
from lentigo.library.medicines import medicine_called, unknown_medicine

_PAIRED = frozenset({"cheek", "eyelid", "forearm", "back_of_hand", "thigh", "buttock"})
"""Sites that a body has on both sides; their areas are those of both."""


def case_remarks(case: Case) -> tuple[Finding, ...]:
    """Remarks about a case, for the terminal before the answer and for the plan's findings.

    Parameters
    ----------
    case : Case
        As it was read.

    Returns
    -------
    tuple of Finding
        None where the file is of the present form, every medicine is known, and the site has as much skin.
    """
    words = [older_form_in_words(case)]
    words += [
        unknown_medicine(medicine.substance)
        for medicine in case.health.medicines
        if medicine_called(medicine.substance) is None
    ]
    found = tuple(Finding(topic="assumed", text=text) for text in dict.fromkeys(words) if text)
    return (*found, *_more_than_there_is(case))


def _more_than_there_is(case: Case) -> tuple[Finding, ...]:
    """A remark where more skin is to be treated than the site has; more than the body has is a mistake of the file."""
    share = library.number("conditions/site_areas", f"{case.skin.site}_percent")
    weight = case.person.weight_kg
    body = library.number("conditions/site_areas", "adult_body_cm2").value
    body = body if weight == "unknown" else body_surface_cm2(weight)
    if case.lesion.area_cm2 <= share.high / 100.0 * body:
        return ()
    usual = float(f"{share.value / 100.0 * body:.2g}")
    site = f"{site_in_words(case.skin.site)}, both sides together," if case.skin.site in _PAIRED else ""
    site = site or site_in_words(case.skin.site)
    text = (
        f"{case.lesion.area_cm2:g} cm² are to be treated, but the {site} of this body has about {usual:g} cm². Is the"
        " number right, in cm²? Other parts of the body need a case of their own: the plan is made for this site alone."
    )
    return (Finding(topic="skin", text=text, sources=tuple(s for s in (share.source,) if s != "assumed")),)
