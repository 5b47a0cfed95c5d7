"""To whom people are referred, why and how soon, as the library ships it."""

from __future__ import annotations

from functools import cache
from typing import get_args

from pydantic import ValidationError

from lentigo.domain.facts import fact_kinds
from lentigo.domain.record import from_plain
from lentigo.domain.referral import Destination, DestinationEntry, ReferralEntries, Urgency, UrgencyEntry
from lentigo.library import _files
from lentigo.library._files import LibraryDataError
from lentigo.library.causes import fact_of_condition

_FILE = "referrals.toml"


@cache
def referral_entries() -> ReferralEntries:
    """Grounds, addressees and degrees of urgency.

    Raises
    ------
    LibraryDataError
        If the file holds something else, an addressee or degree is missing, a name stands twice, or a ground asks for
        a fact that no case has.
    """
    place = f"library/data/{_FILE}"
    try:
        found = from_plain(ReferralEntries, _files.toml(_FILE))
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=place) from wrong
    if sorted(d.name for d in found.destination) != sorted(get_args(Destination)):
        raise LibraryDataError("must hold every addressee once", where=place)
    if tuple(u.name for u in found.urgency) != get_args(Urgency):
        raise LibraryDataError("must hold every degree of urgency once, the most urgent first", where=place)
    names = [ground.name for ground in found.ground]
    twice = sorted({name for name in names if names.count(name) > 1})
    asked = {fact_of_condition(condition) for ground in found.ground for condition in ground.when} - {None}
    missing = sorted(str(name) for name in asked - set(fact_kinds()))
    if twice or missing:
        raise LibraryDataError(f"grounds that stand twice: {twice}; facts that no case has: {missing}", where=place)
    return found


def destination(name: Destination) -> DestinationEntry:
    """An addressee."""
    return next(entry for entry in referral_entries().destination if entry.name == name)


def urgency(name: Urgency) -> UrgencyEntry:
    """What a degree of urgency means."""
    return next(entry for entry in referral_entries().urgency if entry.name == name)
