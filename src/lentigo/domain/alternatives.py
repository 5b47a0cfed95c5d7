"""Ways that compete with light, as the library keeps them: for which lesions, and when they are preferred."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lentigo.domain.case import LesionKind
from lentigo.domain.record import record


@record
class AlternativeEntry:
    """One way, with what studies say of its benefit and harm."""

    name: str
    text: str
    benefit: str
    harm: str
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    kinds: tuple[LesionKind, ...] = ()
    """Lesions for which it is offered; none named: all."""
    only_with_rules: tuple[str, ...] = ()
    """Offered only while one of these rules applies, where any are named."""
    only_while_blocked: bool = False
    """The rules named above count only where they stand against treatment, not where they are remarks."""
    never_with_rules: tuple[str, ...] = ()
    """Not offered while one of these rules applies."""
    preferred_with_rules: tuple[str, ...] = ()
    """Preferred to light while one of these rules applies."""
    preferred_when_blocked: bool = False
    """Preferred while no device at hand may be used."""


@record
class AlternativeEntries:
    """The entries of one file, in the order in which they are shown."""

    alternative: Annotated[tuple[AlternativeEntry, ...], Field(min_length=1)]
