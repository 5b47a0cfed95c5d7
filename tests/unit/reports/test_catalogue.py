import ast
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from lentigo import reports
from lentigo.domain.case import DiagnosisRole, LesionKind
from lentigo.domain.plan import Verdict
from lentigo.domain.skin import Site
from lentigo.errors import UnknownNameError
from lentigo.library.risks import risk_set
from lentigo.reports import catalogue, words
from lentigo.reports.catalogue import Catalogue, MessageError, languages, names_of
from lentigo.screening.phrases import CLAIMS, claims_in

SAY = Catalogue()


def test_missing_message_is_an_error_that_names_the_nearest():
    with pytest.raises(MessageError, match='no message "consent-titel"') as caught:
        SAY("consent-titel")
    assert "consent-title" in caught.value.hint


def test_message_that_is_given_too_little_is_an_error():
    with pytest.raises(MessageError, match="cannot be said"):
        SAY("room-title", case="A hand")


def test_unknown_language_is_a_wrong_question():
    with pytest.raises(UnknownNameError, match="language of papers"):
        Catalogue("xx")
    assert languages() == ("en",)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A language that stands in a folder of the test."""
    monkeypatch.setattr(catalogue, "_root", lambda: tmp_path)

    def write(language, **files):
        (tmp_path / language).mkdir()
        for name, text in files.items():
            (tmp_path / language / f"{name}.ftl").write_text(text, encoding="utf-8")
        catalogue.languages.cache_clear()
        catalogue._resources.cache_clear()
        return Catalogue(language)

    yield write
    monkeypatch.undo()
    catalogue.languages.cache_clear()
    catalogue._resources.cache_clear()


def test_broken_and_repeated_messages_are_refused_with_their_place(written):
    with pytest.raises(MessageError, match="cannot be read at: one"):
        written("tr", one="one = { $\n")
    with pytest.raises(MessageError, match=r'"one" a second time, after messages/es/a\.ftl') as caught:
        written("es", a="one = uno\n", b="one = una\n")
    assert caught.value.where == "messages/es/b.ftl"


def test_other_languages_bring_their_own_plurals_dates_and_numbers(written):
    say = written("ru", one="days = { $n ->\n    [one] { $n } день\n    [few] { $n } дня\n   *[many] { $n } дней\n}\n")
    assert [say("days", n=n) for n in (1, 3, 5, 21)] == ["1 день", "3 дня", "5 дней", "21 день"]
    assert say.day(date(2026, 5, 4)).startswith("4 мая 2026")
    assert say.number(1.25) == "1,25"
    assert say.join(["раз", "два"]) == "раз и два"
    assert say.tag == "ru"


def test_english_numbers_dates_and_lists():
    assert SAY.tag == "en-GB"
    assert SAY.day(date(2026, 5, 4)) == "4 May 2026"
    assert (SAY.number(1.3, step=0.1), SAY.number(1234.4), SAY.number(0.051, digits=1)) == ("1.3", "1234", "0.05")
    assert SAY.join(["a", "b", "c"]) == "a, b and c"
    assert SAY.span(2, 3) == "2–3"


@pytest.mark.parametrize(
    ("share", "low", "high", "said"),
    [
        (0.031, 0.012, 0.068, "about 3 in 100, between 1 and 7"),
        (0.004, 0.0, 0.021, "fewer than 1 in 100, at most 3"),
        (0.0, 0.0, 0.0, "fewer than 1 in 100, at most 1"),
        (0.999, 0.91, 1.0, "more than 99 in 100, at least 91"),
        (0.5, 0.2, 0.8, "about 50 in 100, between 20 and 80"),
        (0.5, 0.6, 0.7, "about 50 in 100, between 50 and 70"),
    ],
)
def test_chance_is_told_in_people_and_its_interval_never_narrower_than_it_is(share, low, high, said):
    assert SAY.frequency(share, low, high) == said


def test_every_name_of_a_case_has_its_word():
    for kind in get_args(LesionKind):
        assert SAY(f"lesion-{kind}")
    for site in get_args(Site):
        assert SAY(f"site-{site}")
    for role in get_args(DiagnosisRole):
        assert SAY(f"by-{role}")
    for verdict in (*get_args(Verdict), "CLEAR"):
        assert SAY(f"verdict-{verdict}")
        assert SAY(f"screening-answer-{verdict}")
    for decision in words.DECISIONS:
        assert SAY(f"decision-{decision}")
    for risk in risk_set("light").risk:
        assert SAY(f"risk-{risk.name}")


def test_english_says_what_the_screening_and_the_terminal_say():
    assert SAY("disclaimer") == words.DISCLAIMER
    for claim in CLAIMS:
        assert SAY(f"correction-{claim.name}") == claim.correction
    assert len({claim.name for claim in CLAIMS}) == len(CLAIMS)


def test_no_message_makes_a_claim():
    folder = Path(reports.__file__).parent / "messages"
    files = sorted(folder.rglob("*.ftl"))
    assert len(files) > 5
    assert {file.name: said for file in files if (said := claims_in(file.read_text(encoding="utf-8")))} == {}


def test_every_message_is_used():
    """By its whole name, or by a name that is put together from a beginning that stands in the code."""
    whole, begun = set(), set()
    for file in (Path(reports.__file__).parent).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
    begun = {start for start in begun if re.fullmatch(r"[a-z]+-[a-z_-]*", start)}
    loose = [name for name in names_of("en") if name not in whole and not name.startswith(tuple(begun))]
    assert loose == []
