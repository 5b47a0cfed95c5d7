"""The ways that compete with light for a case: topical care, sun protection, doing nothing, referral."""

from __future__ import annotations

from lentigo.domain.alternatives import AlternativeEntry
from lentigo.domain.case import Case
from lentigo.domain.plan import Alternative, Screening
from lentigo.library.alternatives import alternative_entries
from lentigo.screening.gate import BLOCKING


def alternatives(case: Case, screening: Screening) -> tuple[Alternative, ...]:
    """Every way without light that fits the lesion, the preferred ones first.

    Parameters
    ----------
    case : Case
        Its lesion decides what fits.
    screening : Screening
        Its reasons decide what is preferred, and what must not be offered.

    Returns
    -------
    tuple of Alternative
        With the numbers of the studies named; in the library's order within preferred and others.
    """
    applying = {reason.rule for reason in screening.reasons}
    blocking = {reason.rule for reason in screening.reasons if reason.verdict in BLOCKING}
    # Without devices the verdict is the worst of all scopes, which blocks nobody by itself.
    handpieces = any("/" in place for reason in screening.reasons for place in reason.scope)
    blocked = screening.blocks or (handpieces and screening.verdict in BLOCKING)
    found = [
        Alternative(
            name=entry.name,
            text=entry.text,
            benefit=entry.benefit,
            harm=entry.harm,
            sources=entry.sources,
            preferred=bool((blocking if entry.only_while_blocked else applying) & set(entry.preferred_with_rules))
            or (blocked and entry.preferred_when_blocked),
        )
        for entry in alternative_entries()
        if _offered(entry, case=case, applying=applying, blocking=blocking)
    ]
    return tuple(sorted(found, key=lambda way: not way.preferred))


def _offered(entry: AlternativeEntry, *, case: Case, applying: set[str], blocking: set[str]) -> bool:
    return (
        (not entry.kinds or case.lesion.kind in entry.kinds)
        and (
            not entry.only_with_rules
            or bool((blocking if entry.only_while_blocked else applying) & set(entry.only_with_rules))
        )
        and not blocking & set(entry.never_with_rules)
    )
