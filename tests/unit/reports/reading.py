"""Papers as tests read them: made once, in English or between marks, and taken apart strictly."""

import re
from functools import cache
from html.parser import HTMLParser

import materials

from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.material import PAPERS
from lentigo.reports.papers.press import papers_of

SAY = Catalogue()
VOID = {"br", "hr", "img", "input", "link", "meta", "col", "circle"}
SAID = ("aria-label", "title", "alt", "placeholder", "content")
"""Attributes whose text somebody is told."""
APPLIES = {
    "setting": {"screening", "consent", "test_spots", "room", "laser_safety"},
    "refused": {"screening", "laser_safety"},
    "not_now": {"screening", "laser_safety"},
    "no_window": {"screening", "laser_safety"},
    "mole": {"screening", "referral"},
    "red_flag": {"screening", "referral"},
    "disagreeing": {"screening", "referral"},
    **{
        name: {"screening", "consent", "test_spots", "room", "laser_safety"}
        for name in ("columns", "holes", "removal", "vessels", "collagen")
    },
    "cream": {"screening", "numbing"},
    "no_cream": {"screening", "numbing"},
    "course": {"screening", "aftercare"},
    "care": {"screening", "aftercare"},
}


class Marked(Catalogue):
    """English in which every message, date and list stands between marks: what stands outside is not from here."""

    def __call__(self, message, /, **values):
        return f"⟪{super().__call__(message, **values)}⟫"

    def day(self, when):
        return f"⟪{super().day(when)}⟫"

    def join(self, items):
        return f"⟪{super().join(items)}⟫"


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed in its turn; keeps what is seen and what is read aloud."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.seen, self.aloud = [], [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.aloud += [value for name, value in attrs if name in SAID]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.seen.append(data)

    @property
    def text(self):
        return plain(" ".join(self.seen))


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\N{NO-BREAK SPACE}", " ")).strip()


@cache
def material(name):
    return materials.MATERIALS[name]()


@cache
def papers(name, *, marked=False):
    say = Marked() if marked else SAY
    return tuple(paper for kind in PAPERS for paper in papers_of(kind, material(name), say=say))


EACH = [(name, kind) for name, kinds in APPLIES.items() for kind in PAPERS if kind in kinds]


def one(name, kind, *, marked=False):
    found = [p for p in papers(name, marked=marked) if p.name == kind or p.name.startswith(f"{kind}_")]
    return found[0]
