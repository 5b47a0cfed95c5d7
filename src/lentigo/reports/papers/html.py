"""A paper as one HTML file that needs nothing else, and that can be filled in on the screen or printed and signed."""

from __future__ import annotations

import re
from html import escape
from importlib import resources
from itertools import count
from typing import Final

from lentigo.reports import words
from lentigo.reports.catalogue import hundredths
from lentigo.reports.markup import Html, element, raw
from lentigo.reports.papers.parts import (
    Blanks,
    Bullets,
    Card,
    Chance,
    Choices,
    Dials,
    Facts,
    Notice,
    Paper,
    Paragraph,
    Part,
    Section,
    Signatures,
    Table,
)

_MARK: Final = re.compile(r"(?:⟦\d+⟧)+")


def html(paper: Paper, *, large: bool = False) -> str:
    """A paper as an HTML page; in large print no letter is smaller than 18 points."""
    return _Page(paper).whole(large=large)


class _Page:
    """One page in the making: it knows what its language calls a source, and numbers what must be told apart."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._numbers = count(1)

    def whole(self, *, large: bool) -> str:
        paper = self._paper
        style = resources.files("lentigo.reports").joinpath("papers/paper.css").read_text(encoding="utf-8")
        policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'"
        head = raw(
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="referrer" content="no-referrer">',
            element("title", words.bound(f"{paper.title} – {paper.subtitle}")),
            f"<style>\n{style}</style>",
        )
        body = element(
            "div",
            element(
                "header",
                element("p", paper.brand, class_="brand"),
                element("h1", paper.title),
                element("p", words.bound(paper.subtitle), class_="subtitle"),
            ),
            element(
                "main",
                *(self._part(part, level=2) for part in paper.lead),
                *(self._section(section) for section in paper.sections),
                self._sources(),
                id="main",
            ),
            element("footer", element("p", paper.disclaimer, class_="limits"), element("p", paper.versions)),
            class_=f"sheet {paper.name}",
        )
        skip = element("a", paper.skip, class_="skip", href="#main")
        size = ' class="large"' if large else ""
        return (
            f'<!doctype html>\n<html lang="{escape(paper.language)}"{size}>\n<head>\n{head}\n</head>\n'
            f"<body>\n{skip}{body}\n</body>\n</html>\n"
        )

    def _text(self, said: str) -> Html:
        def pointers(found: re.Match[str]) -> str:
            links = ", ".join(
                f'<a href="#source-{n}" aria-label="{escape(self._paper.source_label)} {n}">{n}</a>'
                for n in re.findall(r"\d+", found.group())
            )
            return f'<sup class="src">[{links}]</sup>'

        return Html(_MARK.sub(pointers, escape(words.bound(said), quote=False)))

    def _section(self, section: Section) -> Html:
        return element(
            "section",
            element("h2", section.title, id=f"{section.id}-title"),
            *(self._part(part, level=3) for part in section.parts),
            id=section.id,
            aria_labelledby=f"{section.id}-title",
        )

    def _part(self, part: Part, *, level: int) -> Html:  # noqa: C901, PLR0911 - one line for each kind
        match part:
            case Paragraph():
                return element("p", self._text(part.text), class_="quiet" if part.quiet else None)
            case Bullets():
                name = "ol" if part.ordered else "ul"
                return element(name, *(element("li", self._text(item)) for item in part.items))
            case Facts():
                rows = (element("div", element("dt", t), element("dd", self._text(said))) for t, said in part.rows)
                return element("dl", *rows, class_="facts")
            case Table():
                return self._table(part)
            case Notice():
                inner = "li" if part.listed else "p"
                lines = [element(inner, self._text(line)) for line in part.lines]
                title = element(f"h{level}", self._text(part.title), class_="title")
                body = [element("ul", *lines)] if part.listed else lines
                return element("div", title, *body, class_=f"notice {part.tone}")
            case Card():
                return self._card(part, level=level)
            case Chance():
                return self._chance(part, level=level)
            case Choices():
                return self._choices(part)
            case Blanks():
                return element("div", *(self._blank(label, lines) for label, lines in part.rows), class_="blanks")
            case Signatures():
                return self._signatures(part)
            case Dials():
                return element(
                    "dl",
                    *(
                        element(
                            "div",
                            element("dt", label),
                            element("dd", value, " " if unit else "", element("span", unit, class_="unit")),
                        )
                        for label, value, unit in part.items
                    ),
                    class_="dials",
                )

    def _lines(self, lines: tuple[str, ...]) -> Html:
        if len(lines) == 1:
            return self._text(lines[0])
        return element("ul", *(element("li", self._text(line)) for line in lines))

    def _card(self, card: Card, *, level: int) -> Html:
        rows = (element("div", element("dt", term), element("dd", self._lines(said))) for term, said in card.rows)
        heading = element(
            f"h{level}", element("span", card.label, class_="label"), " ", element("span", card.title, class_="what")
        )
        return element("article", heading, element("dl", *rows), class_=f"card {card.tone}")

    def _chance(self, chance: Chance, *, level: int) -> Html:
        return element(
            "div",
            element(f"h{level}", chance.title),
            element("div", hundred(chance), class_="picture"),
            element(
                "div",
                element("p", self._text(chance.sentence), class_="said"),
                element("p", self._text(chance.note), class_="quiet"),
            ),
            class_="chance",
        )

    def _choices(self, choices: Choices) -> Html:
        groups = []
        for row in choices.rows:
            question, answers = row
            name = f"choice-{next(self._numbers)}"
            kind = "radio" if len(answers) > 1 else "checkbox"
            boxes = [
                element(
                    "label",
                    element("input", type=kind, name_=name, autocomplete="off"),
                    element("span", self._text(answer)),
                )
                for answer in answers or (question,)
            ]
            if answers:
                groups.append(
                    element(
                        "fieldset",
                        element("legend", self._text(question)),
                        element("div", *boxes, class_="answers"),
                    )
                )
            else:
                groups.append(element("p", *boxes, class_="tick"))
        return element("div", *groups, class_="choices")

    def _blank(self, label: str, lines: int) -> Html:
        field = (
            element("input", type="text", autocomplete="off")
            if lines == 1
            else element("textarea", rows=str(lines), autocomplete="off")
        )
        return element("label", element("span", label), field)

    def _signatures(self, signatures: Signatures) -> Html:
        first, *rest = signatures.head
        head = element(
            "tr",
            element("td", first) if not first else element("th", first, scope="col"),
            *(element("th", name, scope="col") for name in rest),
        )
        rows = (
            element("tr", element("th", who, scope="row"), *(element("td") for _ in rest)) for who in signatures.who
        )
        return element(
            "table",
            element("caption", signatures.caption),
            element("thead", head),
            element("tbody", *rows),
            class_="signatures",
        )

    def _table(self, table: Table) -> Html:
        head = (
            element("th", name, scope="col", class_="num" if i in table.numeric else None)
            for i, name in enumerate(table.head)
        )
        rows = (
            element(
                "tr",
                *(
                    element(
                        "td" if i else "th",
                        self._text(cell) if cell else self._cell_to_fill(table.head[i], row[0]),
                        class_="num" if i in table.numeric else None,
                        scope=None if i else "row",
                    )
                    for i, cell in enumerate(row)
                ),
                class_="strong" if number == table.strong_row else None,
            )
            for number, row in enumerate(table.rows)
        )
        made = element(
            "table",
            element("caption", self._text(table.caption)),
            _columns(table),
            element("thead", element("tr", *head)),
            element("tbody", *rows),
            class_="data",
        )
        return element("div", made, class_="wide", tabindex="0", role="group", aria_label=_MARK.sub("", table.caption))

    def _cell_to_fill(self, column: str, row: str) -> Html:
        """An empty cell is one to write in; whoever does not see the table is told which."""
        return element("input", type="text", autocomplete="off", aria_label=f"{column}: {_MARK.sub('', row)}")

    def _sources(self) -> Html:
        items = [
            element(
                "li",
                self._text(source.citation),
                " " if source.address else "",
                element("span", source.address, class_="address"),
                " " if source.doubt else "",
                source.doubt,
                id=f"source-{source.number}",
                value=str(source.number),
            )
            for source in self._paper.sources
        ]
        if not items:
            return raw("")
        title = element("h2", self._paper.sources_title, id="sources-title")
        return element(
            "section", title, element("ol", *items, class_="sources"), id="sources", aria_labelledby="sources-title"
        )


def _columns(table: Table) -> Html:
    """The widths of the columns, as shares of the whole, where the table names them."""
    if table.widths is None:
        return raw("")
    shares = (100 * width / sum(table.widths) for width in table.widths)
    return element("colgroup", *(Html(f'<col style="width: {share:.0f}%">') for share in shares))


def hundred(chance: Chance) -> Html:
    """A hundred people as dots: full for the chance, ringed up to the end of its interval."""
    _, full, ringed = hundredths(chance.share, chance.low, chance.high)
    dots = []
    for i in range(100):
        x, y = 6 + 10 * (i % 20) + 4 * (i % 20 // 10), 6 + 10 * (i // 20)
        if i < full:
            look = 'r="4.2" fill="#1b1f23"'
        elif i < ringed:
            look = 'r="3.6" fill="#c9ced3" stroke="#1b1f23" stroke-width="1.3"'
        else:
            look = 'r="3.6" fill="none" stroke="#8a9199" stroke-width="0.7"'
        dots.append(f'<circle cx="{x}" cy="{y}" {look}/>')
    return raw(f'<svg viewBox="0 0 206 52" role="img" aria-label="{escape(chance.picture)}">{"".join(dots)}</svg>')
