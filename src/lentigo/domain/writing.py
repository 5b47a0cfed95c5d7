"""Records into TOML as people would write it: single values first, then tables, then lists of tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import tomlkit

__all__ = ["as_tables", "as_toml"]


def as_tables(record: Any) -> dict[str, Any]:
    """A record as nested tables in the order of its fields, without what is not given."""
    return dict(_simple(record))


def as_toml(plain: Mapping[str, Any]) -> str:
    """Nested tables as a TOML text."""
    document = tomlkit.document()
    for key, value in plain.items():
        if _is_table(value):
            document.add(key, _table(value))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            entries = tomlkit.aot()
            for entry in value:
                entries.append(_table(entry))
            document.add(key, entries)
        elif value != []:
            document.add(key, _inline(value))
    return tomlkit.dumps(document)


def _simple(value: Any) -> Any:
    """A value of a record as tables and lists."""
    if dataclasses.is_dataclass(value):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {name: _simple(inner) for name, inner in fields.items() if inner is not None}
    return [_simple(inner) for inner in value] if isinstance(value, tuple) else value


def _table(values: Mapping[str, Any]) -> Any:
    """A table under its own header; its sub-tables come last, as TOML wants it."""
    table = tomlkit.table()
    for key, value in sorted(values.items(), key=lambda entry: _is_table(entry[1])):
        table.add(key, _table(value) if _is_table(value) else _inline(_short(value)))
    return table


def _inline(value: Any) -> Any:
    """A value on the line of its key; a list of tables takes one line for each."""
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update({key: _inline(inner) for key, inner in value.items()})
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend([_inline(inner) for inner in value])
        return array.multiline(bool(value) and isinstance(value[0], dict))
    return value


def _is_table(value: Any) -> bool:
    """Whether a value is written under its own header; a fact is not."""
    return isinstance(value, dict) and "value" not in value


def _short(value: Any) -> Any:
    """A fact without what is unknown of it, as its answer alone where that is all; anything else as it is."""
    if not isinstance(value, dict) or "value" not in value:
        return value
    rest = {key: inner for key, inner in value.items() if key != "value" and inner != "unknown"}
    return {"value": value["value"], **rest} if rest else value["value"]
