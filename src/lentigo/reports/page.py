"""A plan as one HTML file that needs nothing else: no network, no fonts, no scripts from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from lentigo.domain.explorer import ExplorerTable
from lentigo.domain.plan import Plan
from lentigo.library import Reference
from lentigo.reports.blocks import (
    Answer,
    Block,
    Bullets,
    ChanceLine,
    Document,
    Explorer,
    Facts,
    More,
    Notice,
    Paragraph,
    Picture,
    Section,
    Table,
)
from lentigo.reports.content import document
from lentigo.reports.explorer import explorer_html
from lentigo.reports.markup import Html, element, raw, text

if TYPE_CHECKING:
    import xarray


def page(
    plan: Plan,
    *,
    fields: xarray.Dataset | None = None,
    explorer: ExplorerTable | None = None,
    sources: Mapping[str, Reference] | None = None,
    evidence_file: Path | None = None,
) -> str:
    """A plan as an HTML page.

    Parameters
    ----------
    plan : Plan
    fields : xarray.Dataset, optional
        Light, temperature and damage at the recommended setting.
    explorer : ExplorerTable, optional
        Results computed beforehand; with them the page has sliders.
    sources : mapping of str to Reference, optional
        References by key; without it those of the library.
    evidence_file : Path, optional
        Rows of predicted against published numbers; without it those of the library.
    """
    return render(document(plan, fields=fields, explorer=explorer, sources=sources, evidence_file=evidence_file))


def render(made: Document) -> str:
    """A document as an HTML page."""
    style = resources.files("lentigo.reports").joinpath("page.css").read_text(encoding="utf-8")
    script = resources.files("lentigo.reports").joinpath("page.js").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    head = raw(
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="referrer" content="no-referrer">',
        element("title", f"{made.title}: {made.answer.label}"),
        f"<style>\n{style}</style>",
    )
    body = element(
        "div",
        element(
            "header",
            element("p", made.brand, class_="brand"),
            element("h1", made.title),
            element("p", made.subtitle, class_="subtitle"),
            class_="top",
        ),
        element(
            "main",
            _answer(made.answer),
            element("p", made.disclaimer, class_="limits"),
            *(_section(section) for section in made.sections),
            _sources(made),
            id="main",
        ),
        element(
            "footer",
            element("p", made.disclaimer),
            element("p", made.versions),
        ),
        class_="sheet",
    )
    skip = element("a", "Skip to the answer", class_="skip", href="#main")
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n{head}\n</head>\n'
        f"<body>\n{skip}{body}\n<script>\n{script}</script>\n</body>\n</html>\n"
    )


def _answer(answer: Answer) -> Html:
    parts: list[Html] = [element("p", text(answer.headline), class_="headline")]
    if answer.dials:
        parts = [element("p", answer.device, class_="device")]
        parts.append(
            element(
                "dl",
                *(
                    element(
                        "div",
                        element("dt", dial.label),
                        element(
                            "dd",
                            dial.value,
                            raw("&nbsp;") if dial.unit else "",
                            element("span", dial.unit, class_="unit"),
                        ),
                        class_=None if dial.unit or dial.value.isdigit() else "words",
                    )
                    for dial in answer.dials
                ),
                class_="dials",
            )
        )
    if answer.chances:
        parts.append(
            element(
                "table",
                element(
                    "thead",
                    element(
                        "tr",
                        *(element("th", h, scope="col") for h in ("Chance", "", "In words", "5–95 % range", "")),
                    ),
                ),
                element("tbody", *(_chance(line) for line in answer.chances)),
                class_="chances",
            )
        )
    parts.append(
        element(
            "dl",
            *(
                element(
                    "div", element("dt", term), element("dd", _said(said)), class_="stop" if "Stop" in term else None
                )
                for term, said in answer.lines
            ),
            class_="say",
        )
    )
    return element(
        "section",
        element("p", answer.label, class_="label"),
        element("div", *parts, class_="body"),
        class_=f"answer {answer.tone}",
        aria_label="The answer",
    )


def _said(lines: tuple[str, ...]) -> Html:
    if len(lines) == 1:
        return text(lines[0])
    return element("ul", *(element("li", text(line)) for line in lines))


def _chance(line: ChanceLine) -> Html:
    low, high, at = 100 * line.low, 100 * line.high, 100 * line.share
    drawn = raw(
        '<svg viewBox="0 0 100 11" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect x="0" y="1" width="100" height="9" fill="#eef0f2"/>'
        f'<rect x="{low:.1f}" y="3" width="{max(high - low, 0.8):.1f}" height="5" fill="{line.colour}" opacity="0.35"/>'
        f'<rect x="{max(at - 0.9, 0):.1f}" y="1" width="1.8" height="9" fill="{line.colour}"/></svg>'
    )
    return element(
        "tr",
        element("th", line.label, scope="row"),
        element("td", line.percent, class_="percent"),
        element("td", line.words, class_="words"),
        element("td", line.interval, class_="interval"),
        element("td", drawn, class_="bar"),
    )


def _section(section: Section) -> Html:
    return element(
        "section",
        element("h2", section.title, id=f"{section.id}-title"),
        *(_block(block) for block in section.blocks),
        id=section.id,
        aria_labelledby=f"{section.id}-title",
    )


def _block(block: Block) -> Html:  # noqa: PLR0911 - one line for each kind of block
    match block:
        case Paragraph():
            return element("p", text(block.text), class_="quiet" if block.quiet else None)
        case Bullets():
            return element("ul", *(element("li", text(item)) for item in block.items))
        case Facts():
            rows = (element("div", element("dt", term), element("dd", text(said))) for term, said in block.rows)
            return element("dl", *rows, class_="facts")
        case Table():
            return _table(block)
        case Picture():
            drawn = element("div", raw(block.svg), class_="canvas", tabindex="0", role="group", aria_label=block.title)
            return element("figure", element("h3", block.title), drawn, element("figcaption", text(block.caption)))
        case Notice():
            lines = (element("p", text(line)) for line in block.lines)
            return element("div", element("p", block.title, class_="title"), *lines, class_=f"notice {block.tone}")
        case More():
            kind = None if block.on_paper else "screen-only"
            return element(
                "details", element("summary", block.summary), *(_block(b) for b in block.blocks), class_=kind
            )
        case Explorer():
            return explorer_html(block.table, step_j_cm2=block.step_j_cm2, effect=block.effect, spotted=block.spotted)


def _table(table: Table) -> Html:
    head = (
        element("th", name, scope="col", class_="num" if i in table.numeric else None)
        for i, name in enumerate(table.head)
    )
    rows = (
        element(
            "tr",
            *(element("td", text(cell), class_="num" if i in table.numeric else None) for i, cell in enumerate(row)),
            class_="strong" if number == table.strong_row else None,
        )
        for number, row in enumerate(table.rows)
    )
    made = element(
        "table",
        element("caption", table.caption),
        element("thead", element("tr", *head)),
        element("tbody", *rows),
        class_="data",
    )
    return element("div", made, class_="wide", tabindex="0", role="group", aria_label=table.caption)


def _sources(made: Document) -> Html:
    items = []
    for number, key, reference in made.sources:
        if reference is None:
            said: tuple[str | Html, ...] = (f"{key}: not in the library of references.",)
        else:
            address = f"doi:{reference.doi}" if reference.doi else reference.address
            place = element("span", f" {address}", class_="address") if address else ""
            doubt = "" if reference.checked else " Not read: verify before relying on it."
            said = (reference.citation, place, doubt)
        items.append(element("li", *said, id=f"source-{number}", value=str(number)))
    if not items:
        return raw("")
    listed = element(
        "details", element("summary", f"All {len(items)} sources"), element("ol", *items, class_="sources")
    )
    return element("section", element("h2", "Sources"), listed, id="sources")
