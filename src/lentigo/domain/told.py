"""What a file says, field by field, and what in it cannot be true."""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from lentigo.domain.shape import UNKNOWN, Path

__all__ = ["Contradiction", "Told"]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field that cannot be true beside another one, or by itself."""

    path: Path
    message: str
    hint: str | None = None
    against: Path | None = None
    """The field that says otherwise; the message then continues with its place and its value."""
    why: str | None = None
    """Why the two cannot both be true."""


class Told:
    """What a file says, with silence where it is wrong or unknown."""

    def __init__(self, plain: Any, wrong: AbstractSet[Path]) -> None:
        self._plain = plain
        self._wrong = wrong

    def is_wrong(self, *path: str | int) -> bool:
        """Whether something else is already wrong with what stands at a path."""
        return path in self._wrong

    def __call__(self, *path: str | int) -> Any:
        """What stands at a path; none where nothing does, or a wrong value, or "unknown"."""
        here = self._plain
        for depth, step in enumerate(path):
            if path[: depth + 1] in self._wrong:
                return None
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return None
        return None if isinstance(here, str) and here == UNKNOWN else here

    def number(self, *path: str | int) -> float | None:
        """A number at a path; none where there is no finite one."""
        value = self(*path)
        good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return float(value) if good else None

    def text(self, *path: str | int) -> str | None:
        """A text at a path; none where there is no text."""
        value = self(*path)
        return value if isinstance(value, str) else None

    def day(self, *path: str | int) -> date | None:
        """A date at a path; none where there is no date."""
        try:
            return date.fromisoformat(str(self(*path)))
        except ValueError:
            return None

    def many(self, *path: str | int) -> list[Any]:
        """The entries of a list at a path; none where there is no list."""
        value = self(*path)
        return list(value) if isinstance(value, list | tuple) else []
