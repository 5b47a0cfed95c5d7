"""What a field of a record may hold, read from the record itself, so that bounds and choices are written once.

Messages about files, the questions of the questionnaire and the reader of JSON all ask here what would be right.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

__all__ = ["UNKNOWN", "Field", "Path", "Shape", "field_path", "fields_of", "leaves", "step_into", "variant_of"]

UNKNOWN = "unknown"
"""The word with which people say that they do not know."""

Path = tuple[str | int, ...]
"""Where something stands in a file: keys, and places in lists counted from zero."""

Kind = Literal["number", "whole_number", "text", "choice", "date", "switch", "many", "record", "variants", "other"]


_PLAIN: Final[dict[Any, Kind]] = {float: "number", int: "whole_number", bool: "switch", str: "text", date: "date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a field may hold."""

    kind: Kind
    low: float | None = None
    high: float | None = None
    low_excluded: bool = False
    high_excluded: bool = False
    choices: tuple[str | int, ...] = ()
    unknown: bool = False
    """Whether "unknown" is a valid answer."""
    least_characters: int = 0
    """How long a text must be."""
    example: str | None = None
    """A text of the form that is asked for."""
    record: type[Any] | None = None
    item: Shape | None = None
    """What each entry of a list may hold."""
    tag: str | None = None
    """The key that says which variant is meant."""
    variants: Mapping[str, type[Any]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record: what it may hold, whether it must be given, what it is in words."""

    name: str
    shape: Shape
    required: bool
    default: Any
    description: str


def fields_of(record: type[Any]) -> dict[str, Field]:
    """The fields of a record by name, in the order in which they are written."""
    return _fields_of(cast("Any", record))


@lru_cache(maxsize=256)
def _fields_of(record: Any) -> dict[str, Field]:
    """The fields of a record, read once."""
    hints = get_type_hints(record, include_extras=True)
    described = getattr(record, "__pydantic_fields__", {})
    found: dict[str, Field] = {}
    for field in dataclasses.fields(record):
        default = field.default
        about = described.get(field.name)
        if default is dataclasses.MISSING or type(default) is type(about):
            default = None if about is None else about.default
        required = bool(about.is_required()) if about is not None else field.default is dataclasses.MISSING
        found[field.name] = Field(
            name=field.name,
            shape=_shape_of(hints[field.name]),
            required=required,
            default=None if required else default,
            description=(about.description or "") if about is not None else "",
        )
    return found


def step_into(shape: Shape, step: str | int, plain: Any) -> Shape | None:
    """The shape one key or one place deeper; ``plain`` is what the file holds here and decides between variants."""
    if shape.kind == "many" and isinstance(step, int):
        return shape.item
    record = shape.record if shape.kind == "record" else variant_of(shape, plain)
    if record is None or not isinstance(step, str):
        return None
    field = fields_of(record).get(step)
    return None if field is None else field.shape


def variant_of(shape: Shape, plain: Any) -> type[Any] | None:
    """The record that a table with variants is, by its tag; none where the tag is missing or not known."""
    if shape.variants is None or shape.tag is None or not isinstance(plain, Mapping):
        return None
    tag = plain.get(shape.tag)
    return shape.variants.get(tag) if isinstance(tag, str) else None


def leaves(record: type[Any], *, at: Path = ()) -> Iterator[tuple[Path, Field]]:
    """Every field of a record that holds a value and no further table, with its path; variants one after another."""
    for name, field in fields_of(record).items():
        path = (*at, name)
        shape = field.shape
        if shape.kind == "record" and shape.record is not None:
            yield from leaves(shape.record, at=path)
        elif shape.variants is not None:
            for variant in shape.variants.values():
                yield from leaves(variant, at=path)
        else:
            yield path, field


def field_path(path: Path) -> str:
    """A path as people read it: ``skin.colour.ita_deg``, ``devices#2.file`` for the second device."""
    words = ""
    for step in path:
        if isinstance(step, int):
            words += f"#{step + 1}"
        else:
            key = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in step[:60])
            words += f".{key}" if words else key
    return words


def _shape_of(annotation: Any) -> Shape:
    """The shape that an annotation means."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return _bounded(_shape_of(inner), metadata)
    if annotation in _PLAIN:
        return Shape(kind=_PLAIN[annotation])
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _union([a for a in get_args(annotation) if a is not type(None)])
    if origin is Literal:
        values = tuple(get_args(annotation))
        return Shape(kind="choice", choices=values, unknown=UNKNOWN in values)
    if origin is tuple:
        return Shape(kind="many", item=_shape_of(get_args(annotation)[0]))
    is_record = dataclasses.is_dataclass(annotation) and isinstance(annotation, type)
    return Shape(kind="record", record=annotation) if is_record else Shape(kind="other")


def _union(members: list[Any]) -> Shape:
    """The shape of "this or that": a value or the word unknown, choices together, or records told apart by a tag."""
    shapes = [_shape_of(member) for member in members]
    if len(shapes) == 1:
        return shapes[0]
    if all(shape.kind == "record" for shape in shapes):
        return Shape(kind="variants", variants=_by_tag([s.record for s in shapes if s.record is not None]))
    if all(shape.kind == "choice" for shape in shapes):
        values = tuple(value for shape in shapes for value in shape.choices)
        return Shape(kind="choice", choices=values, unknown=UNKNOWN in values)
    valued = [shape for shape in shapes if shape.kind != "choice"]
    if len(valued) == 1:
        return dataclasses.replace(valued[0], unknown=any(UNKNOWN in shape.choices for shape in shapes))
    return Shape(kind="other")


def _by_tag(records: list[type[Any]]) -> dict[str, type[Any]]:
    """The variants by the one word that their tag may hold."""
    found: dict[str, type[Any]] = {}
    for record in records:
        for hint in get_type_hints(record, include_extras=True).values():
            if get_origin(hint) is Literal and len(get_args(hint)) == 1:
                found[str(get_args(hint)[0])] = record
                break
    return found


def _bounded(shape: Shape, metadata: list[Any]) -> Shape:
    """A shape with the bounds that stand beside its type."""
    for note in metadata:
        for bound in getattr(note, "metadata", None) or [note]:
            name = type(bound).__name__
            if name in ("Ge", "Gt"):
                low = getattr(bound, name.lower())
                shape = dataclasses.replace(shape, low=float(low), low_excluded=name == "Gt")
            elif name in ("Le", "Lt"):
                high = getattr(bound, name.lower())
                shape = dataclasses.replace(shape, high=float(high), high_excluded=name == "Lt")
            elif name == "MinLen" and shape.kind == "text":
                shape = dataclasses.replace(shape, least_characters=bound.min_length)
        examples = getattr(note, "examples", None)
        if shape.kind == "text" and examples:
            shape = dataclasses.replace(shape, example=str(examples[0]))
        tag = getattr(note, "discriminator", None)
        if shape.kind == "variants" and isinstance(tag, str):
            shape = dataclasses.replace(shape, tag=tag)
    return shape
