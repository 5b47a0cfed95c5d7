"""On which line of a text each key stands: TOML readers give values without their places.

The text has been read without complaint by a real parser before it comes here, so this walks it without checking it
again. JSON is walked by the same code: an object is an inline table with colons.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from typing import Final

from lentigo.domain.shape import Path

__all__ = ["line_of", "lines_of_json", "lines_of_toml", "repeated_keys"]

_BARE_END: Final = frozenset(" \t\r\n.=:]}#,")
_VALUE_END: Final = frozenset(",]}#\r\n")
_ESCAPES: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def lines_of_toml(text: str) -> dict[Path, int]:
    """The line of every table, key and entry of a list in a TOML text, by its path."""
    return _walked(_Walker(text, separator="="), json=False).lines


def lines_of_json(text: str) -> dict[Path, int]:
    """The line of every key and entry of a list in a JSON text, by its path."""
    return _walked(_Walker(text, separator=":"), json=True).lines


def repeated_keys(text: str, *, json: bool) -> list[tuple[Path, int, int]]:
    """Keys that are given twice, each with the line of the first and of the repeated one, as far as the text allows."""
    return _walked(_Walker(text, separator=":" if json else "="), json=json).repeated


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """The line of a path, or of the nearest table around it that the text names."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _walked(walker: _Walker, *, json: bool) -> _Walker:
    """The walker after its walk; a text that is broken or nested without end is walked as far as it can be."""
    try:
        if json:
            walker.value(())
        else:
            walker.document()
    except (IndexError, RecursionError):
        pass
    return walker


class _Walker:
    """A reader of keys and their lines."""

    def __init__(self, text: str, *, separator: str) -> None:
        self._text = text
        self._separator = separator
        self._at = 0
        self._starts = [0]
        start = text.find("\n")
        while start >= 0:
            self._starts.append(start + 1)
            start = text.find("\n", start + 1)
        self._tables: dict[Path, int] = {}
        """How many entries each array of tables has so far."""
        self._headers: set[Path] = set()
        self.lines: dict[Path, int] = {}
        self.repeated: list[tuple[Path, int, int]] = []

    def document(self) -> None:
        """Walk a TOML text: headers of tables and lines of keys."""
        table: Path = ()
        while self._skip_to_content():
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._assignment(table)

    def value(self, path: Path) -> None:
        """Walk one value: a string, a list, an inline table, or a plain word."""
        self._skip_to_content()
        first = self._text[self._at]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._list(path)
        elif first == "{":
            self._inline_table(path)
        else:
            while self._at < len(self._text) and self._text[self._at] not in _VALUE_END:
                self._at += 1

    def _line(self) -> int:
        return bisect.bisect_right(self._starts, self._at)

    def _note(self, path: Path, line: int, *, repeatable: bool = False) -> None:
        """Remember where a path stands first, and that it was given again."""
        if path not in self.lines:
            self.lines[path] = line
        elif not repeatable:
            self.repeated.append((path, self.lines[path], line))

    def _skip_to_content(self) -> bool:
        """Pass over blanks, line ends and comments; false at the end of the text."""
        text = self._text
        while self._at < len(text):
            if text[self._at] in " \t\r\n":
                self._at += 1
            elif text[self._at] == "#":
                end = text.find("\n", self._at)
                self._at = len(text) if end < 0 else end
            else:
                return True
        return False

    def _header(self) -> Path:
        """The table that a header opens, an array of tables with its place."""
        line = self._line()
        several = self._text.startswith("[[", self._at)
        self._at += 2 if several else 1
        path: Path = ()
        keys = self._keys()
        for key in keys[:-1]:
            path = (*path, key)
            self._note(path, line, repeatable=True)
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        path = (*path, keys[-1])
        if several:
            self._tables[path] = self._tables.get(path, 0) + 1
            self._note(path, line, repeatable=True)
            path = (*path, self._tables[path] - 1)
            self._note(path, line)
        else:
            # A table may follow its own sub-tables; two headers of the same table are one too many.
            self._note(path, line, repeatable=path not in self._headers)
            self._headers.add(path)
        end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end
        return path

    def _assignment(self, table: Path) -> None:
        """One key with its value."""
        line = self._line()
        path = table
        keys = self._keys()
        for key in keys[:-1]:
            path = (*path, key)
            self._note(path, line, repeatable=True)
        path = (*path, keys[-1])
        self._note(path, line)
        if self._skip_to_content() and self._text[self._at] == self._separator:
            self._at += 1
        self.value(path)

    def _keys(self) -> list[str]:
        """The parts of a dotted key."""
        keys = []
        while True:
            self._skip_to_content()
            if self._text[self._at] in "\"'":
                keys.append(self._string())
            else:
                start = self._at
                while self._text[self._at] not in _BARE_END:
                    self._at += 1
                if self._at == start and self._text[self._at] != ".":
                    self._at += 1
                keys.append(self._text[start : self._at])
            while self._text[self._at] in " \t":
                self._at += 1
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _string(self) -> str:
        """Pass over a string and give what it says."""
        text = self._text
        quote = text[self._at]
        closing = quote * 3 if text.startswith(quote * 3, self._at) else quote
        self._at += len(closing)
        said: list[str] = []
        while not text.startswith(closing, self._at):
            if text[self._at] == "\\" and quote == '"':
                said.append(self._escaped())
            else:
                said.append(text[self._at])
                self._at += 1
        self._at += len(closing)
        while len(closing) == 3 and text.startswith(quote, self._at):
            self._at += 1  # up to two quotation marks may stand just before the closing three
        # JSON writes characters beyond the first plane as two escapes.
        return "".join(said).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _escaped(self) -> str:
        """The character that an escape sequence stands for."""
        letter = self._text[self._at + 1]
        digits = {"u": 4, "U": 8}.get(letter)
        if digits is None:
            self._at += 2
            return _ESCAPES.get(letter, letter)
        code = self._text[self._at + 2 : self._at + 2 + digits]
        self._at += 2 + digits
        try:
            return chr(int(code, 16))
        except (ValueError, OverflowError):
            return code

    def _list(self, path: Path) -> None:
        """The entries of a list, each with its place."""
        self._at += 1
        place = 0
        while self._skip_to_content() and self._text[self._at] != "]":
            before = self._at
            self._note((*path, place), self._line())
            self.value((*path, place))
            place += 1
            comma = self._skip_to_content() and self._text[self._at] == ","
            if comma or self._at == before:
                self._at += 1  # a broken text must not hold the walk
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        """The keys of an inline table."""
        self._at += 1
        while self._skip_to_content() and self._text[self._at] != "}":
            before = self._at
            self._assignment(path)
            comma = self._skip_to_content() and self._text[self._at] == ","
            if comma or self._at == before:
                self._at += 1  # a broken text must not hold the walk
        self._at += 1
