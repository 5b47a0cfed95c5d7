"""The causes of spots with their signs, as the library ships them."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.causes import CauseEntries
from lentigo.domain.facts import fact_kinds
from lentigo.domain.record import from_plain
from lentigo.domain.rules import Condition, SkinAsDarkAs
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

_FILE = "causes.toml"


@cache
def cause_entries() -> CauseEntries:
    """Causes, their signs, and how their facts are asked for.

    Raises
    ------
    LibraryDataError
        If the file holds something else, a name, kind of lesion or question twice, a fact that no case has, a cause of
        other lesions that is none, or a fact that may be asked for and is not.
    """
    place = f"library/data/{_FILE}"
    try:
        found = from_plain(CauseEntries, _files.toml(_FILE))
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=place) from wrong
    names = [cause.name for cause in found.cause]
    asked = [question.fact for question in found.question]
    used = {name for cause in found.cause for sign in cause.sign for name in map(fact_of_condition, sign.when) if name}
    known = fact_kinds()
    kinds = [kind for other in found.other for kind in other.kinds]
    for words, wrong_names in (
        ("causes or questions that stand twice", [n for n in (*names, *asked) if (*names, *asked).count(n) > 1]),
        ("kinds of lesion that stand twice", [kind for kind in kinds if kinds.count(kind) > 1]),
        ("causes of other lesions that are none", sorted({n for o in found.other for n in o.causes} - set(names))),
        ("facts that no case has", sorted({*used, *asked} - set(known))),
        (
            "facts without a question",
            sorted(
                name for name in used - set(asked) if known[name].kind == "answer" and not name.startswith("procedure.")
            ),
        ),
    ):
        if wrong_names:
            raise LibraryDataError(f"{words}: {wrong_names}", where=place)
    return found


def fact_of_condition(condition: Condition) -> str | None:
    """The one fact that a condition asks for; none where it asks for the colour of the skin."""
    return None if isinstance(condition, SkinAsDarkAs) else condition.fact
