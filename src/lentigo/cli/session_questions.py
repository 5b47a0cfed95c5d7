"""The questions of a session on the terminal: what was planned is offered, everything else is asked in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lentigo.cli.asking import ask, say
from lentigo.domain.complaints import what_is_wrong
from lentigo.domain.reading import Parsed, record_from
from lentigo.domain.record import as_plain
from lentigo.domain.session import SessionRecord, beam_area_cm2
from lentigo.domain.shape import UNKNOWN, Path, Shape, field_path, step_into
from lentigo.errors import FileProblemsError

__all__ = ["QUESTIONS", "asked_session"]


@dataclass(frozen=True, slots=True)
class SessionQuestion:
    """One question, and where its answer stands."""

    path: Path
    words: str


def _ask(path: str, words: str) -> SessionQuestion:
    return SessionQuestion(tuple(int(step) if step.isdigit() else step for step in path.split(".")), words)


QUESTIONS: Final = (
    _ask("treated_on", "On which day was the session?"),
    _ask("room", "In which room?"),
    _ask("since_last_time", "Were tan, medicines, pregnancy, cold sores, illness and sun plans asked for again?"),
    _ask("team.operator_role", "Who held the handpiece, by role?"),
    _ask("team.operator_is_trainee", "Is that somebody in training?"),
    _ask("team.supervisor_role", "Who supervised, by role?"),
    _ask("output.0.done", "Was the output of the handpiece checked that day?"),
    _ask("output.0.measured_percent", "What did the meter read, in percent of what it should read?"),
    _ask("protection.eyewear_worn_by_all", "Did everyone in the room wear eyewear for this light?"),
    _ask("protection.eyewear_optical_density", "Which optical density is marked on the operator's eyewear?"),
    _ask("protection.patient_shields", "What covered the eyes of the person treated?"),
    _ask("protection.door_sign", "Was the sign on the door and the door shut?"),
    _ask("protection.plume_extractor", "Was smoke drawn off?"),
    _ask("protection.skin_dry", "Was the skin dry, without cream or alcohol?"),
    _ask("anaesthesia.kind", "What was used against pain?"),
    _ask("anaesthesia.reference", 'Where does the record of the dose stand ("none" without one)?'),
    _ask("team.started", "When was the first pulse given (14:05)?"),
    _ask("passes.0.serial_number", "Which serial number has the handpiece?"),
    _ask("passes.0.fluence_set_j_cm2", "Which radiant exposure was set, in J/cm²?"),
    _ask("passes.0.fluence_measured_j_cm2", "Which was measured, in J/cm²?"),
    _ask("passes.0.energy_set_mj", "Which energy of one beam was set, in mJ?"),
    _ask("passes.0.energy_measured_mj", "Which was measured, in mJ?"),
    _ask("passes.0.density_set_per_cm2", "How many columns per cm² and pass were set?"),
    _ask("passes.0.stacked", "How many pulses were given on each place?"),
    _ask("passes.0.passes", "How many times was the zone gone over with this setting?"),
    _ask("passes.0.spot_set_mm", "Which spot, or beam of a tip, was set, in mm?"),
    _ask("passes.0.pulse_set_s", "Which pulse length was set, in seconds?"),
    _ask("passes.0.rate_set_hz", "How many pulses a second were set?"),
    _ask("passes.0.shots", "How many pulses were given?"),
    _ask("passes.0.overlap_percent", "How far did the spots overlap, in percent?"),
    _ask("passes.0.coverage_percent", "Which share of the area got light, in percent?"),
    _ask("passes.0.cooling_worked", "Did the cooling work at every pulse?"),
    _ask("passes.0.endpoints", "What was seen at once (several with commas between)?"),
    _ask("passes.0.read_after_minutes", "After how many minutes?"),
    _ask("passes.more", "Was there another pass over this zone, or one over another zone?"),
    _ask("team.stopped", "When was the last pulse given (14:20)?"),
    _ask("pain_score", "How bad was the worst pain, from 0 to 10?"),
    _ask("pain_out_of_proportion", "Did it hurt far more than it should?"),
    _ask("adverse.seen", "Did anything go wrong?"),
    _ask("adverse.pathway_followed", "Were shots stopped, skin cooled and photographed and a doctor told, if due?"),
    _ask("photos_taken", "Were photographs taken?"),
    _ask("carried_forward.settings", "What became of the last session's settings?"),
    _ask("carried_forward.reason", "Why were they kept or changed?"),
    _ask("advice_given", "Did the person take home what to do and when to call?"),
    _ask("advice_version", "Which version of it?"),
    _ask("next_visit", "When does the person come again (year-month-day, or none)?"),
    _ask("outcome", "How did the session end?"),
)
"""In the order of the session; those of a pass come again for each further one. Events, reasons and passes with
another handpiece are added to the file."""

_MORE: Final = ("passes", "more")
_OF_A_PASS: Final = tuple(q for q in QUESTIONS if q.path[:2] == ("passes", 0))
_MOST_PASSES: Final = 20
_SEEN_ANEW: Final = ("shots", "cooling_worked", "endpoints", "read_after_minutes")
"""What each pass is asked for without an offer: the settings of the one before are offered, not what was seen."""


def asked_session(started: SessionRecord) -> SessionRecord:
    """The session after its questions; a contradiction is said and asked again."""
    plain = as_plain(started)
    say('Answer in a word or a number. An empty answer means what stands in brackets; "unknown" is an answer.')
    coming = list(QUESTIONS)
    asked = coming
    while True:
        place = 0
        while place < len(coming):  # it grows while it is asked: another pass brings its own questions
            question = coming[place]
            place += 1
            if not _applies(question, plain):
                continue
            say()
            say(f"{place} of {len(coming)}: {question.words}", strong=True)
            if question.path == _MORE:
                coming[place:place] = _another_pass(plain)
            else:
                _put(plain, question.path, _answer(question, _at(plain, question.path)))
        _inside_beams(plain)
        try:
            return record_from(Parsed(plain, file="answers", lines={}), SessionRecord)
        except FileProblemsError as wrong:
            fields = {problem.field for problem in wrong.problems}
            coming = [question for question in asked if question.path != _MORE and _belongs(question, fields)]
            if not coming:
                raise
            for problem in wrong.problems:
                say(f"\n{problem.field} {problem.message}" + (f"; {problem.hint}" if problem.hint else ""))


_OF_SPOTS: Final = ("fluence_set_j_cm2", "fluence_measured_j_cm2")
_OF_COLUMNS: Final = ("energy_set_mj", "energy_measured_mj", "density_set_per_cm2", "stacked")


def _inside_beams(plain: Any) -> None:
    """Write the radiant exposure inside the beams beside their energy: it is worked out, not asked for."""
    for one in plain["passes"]:
        energy = one.get("energy_set_mj")
        if energy is not None:
            area = beam_area_cm2(one["spot_set_mm"])
            one["fluence_set_j_cm2"] = float(f"{energy * 1e-3 / area:.6g}")


def _another_pass(plain: Any) -> list[SessionQuestion]:
    """The questions of one more pass, after its place in the session was made; none where there was none."""
    passes = plain["passes"]

    def accept(typed: str) -> bool:
        if typed.casefold() in {"", "n", "no"}:
            return False
        if typed.casefold() not in {"y", "yes"}:
            raise ValueError('Please answer "yes" or "no".')
        if len(passes) == _MOST_PASSES:
            raise ValueError(f"A session file holds at most {_MOST_PASSES} passes from here; add more to the file.")
        return True

    if not ask("[no]", accept=accept):
        return []
    before = passes[-1]
    say()
    zone = ask(f"Over which zone? [{before['zone']}]", accept=lambda typed: typed or before["zone"])
    number = 1 + sum(one["zone"] == zone for one in passes)
    unseen = {name: ["unknown"] if name == "endpoints" else UNKNOWN for name in _SEEN_ANEW}
    passes.append({**before, "zone": zone, "pass_number": number, **unseen})
    say(f"Pass {number} over {zone}, with the same handpiece:")
    here = len(passes) - 1
    again = [SessionQuestion(("passes", here, *question.path[2:]), question.words) for question in _OF_A_PASS]
    more = next(question for question in QUESTIONS if question.path == _MORE)
    return [*(question for question in again if question.path[-1] != "serial_number"), more]


def _belongs(question: SessionQuestion, fields: set[str | None]) -> bool:
    """Whether a question is about one of the fields, or about the table in which one stands."""
    own = field_path(question.path)
    return any(field is not None and (own == field or own.rpartition(".")[0] == field) for field in fields) or (
        own == "adverse.seen" and "adverse.events" in fields
    )


def _applies(question: SessionQuestion, plain: Any) -> bool:
    """Whether a question follows from what has been answered."""
    if question.path[-1] == "measured_percent" and "output" in question.path:
        return bool(_at(plain, ("output", 0, "done")) == "yes")
    if question.path == ("adverse", "pathway_followed") and _at(plain, ("adverse", "seen")) == "none":
        _put(plain, question.path, "not_needed")
        return False
    if question.path[0] == "passes" and question.path != _MORE:
        here = _at(plain, question.path[:2])
        columns = here.get("energy_set_mj") is not None
        if question.path[-1] in (*_OF_SPOTS, *_OF_COLUMNS):
            return columns == (question.path[-1] in _OF_COLUMNS)
        if question.path[-1] == "passes":
            return columns or here["passes"] > 1
    if question.path[0] == "carried_forward":
        return bool(plain["session_number"] != 1)
    return True


def _answer(question: SessionQuestion, offered: Any) -> Any:
    shape = _shape(question.path)
    many = shape.kind == "many" and shape.item is not None
    one = shape.item if many and shape.item is not None else shape
    if one.choices:
        say("   ".join(str(choice) for choice in one.choices), indent=2)
    shown = ", ".join(offered) if isinstance(offered, list) else offered

    def accept(typed: str) -> Any:
        if not typed:
            return offered
        words = [word.strip() for word in typed.split(",") if word.strip()] if many else [typed]
        values = [_value(one, word) for word in words]
        return values if many else values[0]

    return ask(f"[{shown}]", accept=accept)


def _value(shape: Shape, typed: str) -> Any:
    """What was typed as a value that the field may hold."""
    spelled = typed.strip().lower().replace(" ", "_").replace("-", "_")
    if shape.choices:
        short = {"y": "yes", "n": "no"}.get(spelled, spelled)
        if short in shape.choices:
            return short
        raise ValueError(f'"{typed}" is none of {", ".join(str(choice) for choice in shape.choices)}.')
    if typed == UNKNOWN:
        return typed
    if shape.kind in ("number", "whole_number"):
        return _number(shape, typed)
    if shape.kind == "date" and typed != "none":
        try:
            return date.fromisoformat(typed).isoformat()
        except ValueError:
            raise ValueError(f'"{typed}" is no day; write year-month-day, such as 2026-03-31.') from None
    return typed


def _number(shape: Shape, typed: str) -> float | int:
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        raise ValueError(f'"{typed}" is not a number.') from None
    low = float("-inf") if shape.low is None else shape.low
    high = float("inf") if shape.high is None else shape.high
    if not low <= value <= high or (shape.low_excluded and value == low):
        raise ValueError(f"That {what_is_wrong(shape, value)[0]}.")
    return int(value) if shape.kind == "whole_number" and value.is_integer() else value


def _shape(path: Path) -> Shape:
    shape: Shape | None = Shape(kind="record", record=SessionRecord)
    for step in path:
        assert shape is not None
        shape = step_into(shape, step, None)
    assert shape is not None
    return shape


def _at(plain: Any, path: Path) -> Any:
    for step in path:
        plain = plain[step]
    return plain


def _put(plain: Any, path: Path, value: Any) -> None:
    *outer, last = path
    for step in outer:
        plain = plain[step]
    plain[last] = value
