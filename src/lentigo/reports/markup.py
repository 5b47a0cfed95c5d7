"""HTML without a template language: elements are made by calls, and every text is escaped."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from lentigo.reports import words

_VOID: Final = {"br", "hr", "img", "input", "link", "meta"}
_MARK: Final = re.compile(r"(?:⟦\d+⟧)+")


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def raw(*parts: str) -> Html:
    """Markup that was made elsewhere."""
    return Html("\n".join(parts))


def text(said: str) -> Html:
    """A text as markup, with its pointers to sources as links."""

    def pointers(found: re.Match[str]) -> str:
        numbers = re.findall(r"\d+", found.group())
        links = ", ".join(f'<a href="#source-{n}" aria-label="source {n}">{n}</a>' for n in numbers)
        return f'<sup class="src">[{links}]</sup>'

    return Html(_MARK.sub(pointers, escape(words.bound(said), quote=False)))


def element(name: str, *children: str, **attributes: str | None) -> Html:
    """An element with its attributes and children; children that are no markup are escaped.

    An attribute named ``class_`` is written ``class``, underscores become hyphens, and None leaves it out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    inner = "".join(child if isinstance(child, Html) else escape(child, quote=False) for child in children)
    return Html(f"<{name}{written}>{inner}</{name}>")
