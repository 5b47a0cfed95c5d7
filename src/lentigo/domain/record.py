"""The shape of every record: frozen, keyword-only, checked, with no room for unknown names.

``@record`` is the only place, with ``domain.files``, where pydantic is seen. Records describe; functions run.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, TypeVar, cast, dataclass_transform

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as _checked_dataclass

T = TypeVar("T")

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A share between 0 and 1."""

Answer = Literal["yes", "no", "unknown"]
"""What a person can answer. ``unknown`` is a value; silence is an error; unknown never means no."""

_CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(Field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a record: a frozen, keyword-only dataclass whose values are checked when it is made."""
    return cast("type[T]", _checked_dataclass(frozen=True, kw_only=True, config=_CONFIG)(cls))


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """The checker of a record, made once: making that of a case takes longer than using it a hundred times."""
    return TypeAdapter(kind)


def as_plain(value: Any) -> Any:
    """A record as dictionaries, lists, strings and numbers, ready for JSON."""
    return _adapter(cast("Any", type(value))).dump_python(value, mode="json")


def from_plain(kind: type[T], plain: Any) -> T:
    """A record of the given kind from what :func:`as_plain` gave.

    Raises
    ------
    pydantic.ValidationError
        If a value is missing, unknown or outside its bounds; ``domain.files`` turns it into messages with lines.
    """
    return cast("T", _adapter(cast("Any", kind)).validate_python(plain))


def json_schema(kind: type[Any]) -> dict[str, Any]:
    """The JSON Schema of a record."""
    return TypeAdapter(kind).json_schema()
