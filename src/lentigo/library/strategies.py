"""Strategies that anybody would compare for a lesion, as the library ships them."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.case import LesionKind
from lentigo.domain.record import from_plain
from lentigo.domain.strategy_template import StrategyTemplate
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

_FILE = "strategies.toml"


@cache
def strategy_templates() -> tuple[StrategyTemplate, ...]:
    """Every strategy of the library, in the order in which tables show them.

    Raises
    ------
    LibraryDataError
        If the file holds something that is no strategy.
    """
    try:
        return tuple(from_plain(StrategyTemplate, entry) for entry in _files.toml(_FILE)["strategy"])
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=f"library/data/{_FILE}") from wrong


def strategies_for(kind: LesionKind) -> tuple[StrategyTemplate, ...]:
    """Strategies that are compared for a kind of lesion; none where nothing is known of its course."""
    return tuple(entry for entry in strategy_templates() if kind in entry.kinds)
