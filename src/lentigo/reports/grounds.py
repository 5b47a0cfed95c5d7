"""Sections on what the answer rests on: uncertainty, rules, skin, checks, assumed values, evidence, versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lentigo import library
from lentigo.domain.case import Lesion
from lentigo.domain.course import Course
from lentigo.domain.health import Fact
from lentigo.domain.plan import Band, Finding, Plan, Reason
from lentigo.planning.aims import has_pigment
from lentigo.reports import words
from lentigo.reports.answer import blocking
from lentigo.reports.blocks import Block, Bullets, Facts, More, Notice, Paragraph, Section, Table, Tone
from lentigo.reports.evidence import EvidenceRow, columns, groups, summary
from lentigo.reports.figures import sensitivity_chart
from lentigo.reports.goals import labels_of
from lentigo.reports.options import picture, shown_window
from lentigo.reports.sources import Sources
from lentigo.reports.used import used_tables


def uncertainty_section(plan: Plan, sources: Sources) -> Section | None:
    """What matters most, and what measuring it would buy."""
    window = shown_window(plan)
    items = window.sensitivities
    if not items:
        return None
    ranked = sorted(items, key=lambda s: -max(abs(s.rank_correlation_harm), abs(s.rank_correlation_effect)))
    gainful = [s for s in sorted(items, key=lambda s: -s.gain_if_known) if s.gain_if_known >= 0.01]
    first = f"What moves the answer most: {words.join(_phrase(s.text) for s in ranked[:2])}."
    if gainful:
        buys = words.join(f"{_phrase(s.text)} (up to {round(100 * s.gain_if_known)} points)" for s in gainful[:3])
        second = f"What knowing it would buy in chance of an effect, at the same risk: {buys}."
    else:
        second = "Knowing any one of them exactly would not raise the chance of effect at the allowed settings."
    named = labels_of(window.goal)
    caption = (
        "Length of a bar: how closely the quantity goes with the setting from which harm is met (full: "
        f"{_phrase(named.harm)}) and the effect (hatched: {_phrase(named.effect)}), over the sampled skins."
    )
    chart = sensitivity_chart(items, goal=window.goal)
    return Section(
        "uncertainty",
        "What the uncertainty rests on",
        (
            Paragraph(first),
            Paragraph(second),
            picture("sensitivity", figure=chart, title="What matters most", caption=caption),
            Paragraph(
                "Predictions of skin burns published so far missed by 46 % (one standard deviation), at worst by a "
                f"factor 2.6.{sources.mark(['jean-schulmeister-2021'])} No interval here claims to know better.",
                quiet=True,
            ),
        ),
    )


def screening_section(plan: Plan, sources: Sources) -> Section:
    """Every screening rule that applies, with its reason, its action, its source and its date."""
    reasons = plan.screening.reasons
    if not reasons:
        return Section("screening", "Screening", (Paragraph("No rule of the set applies to the facts of this case."),))
    blocked = blocking(plan)
    rest = [r for r in reasons if r not in blocked]
    blocks: list[Block] = [_reason_notice(plan, r, sources) for r in blocked]
    if rest:
        blocks.append(
            Table(
                caption="Rules that apply",
                head=("Rule", "What it means", "Why", "What to do"),
                rows=tuple(_reason_row(plan, r, sources) for r in rest),
                widths=(1.5, 1.3, 2.6, 2.6),
            )
        )
    if plan.changes:
        blocks.append(_changes_table(plan))
    return Section("screening", "Screening: may this person be treated, and how", tuple(blocks))


def _changes_table(plan: Plan) -> Table:
    """What rules change in the plan: done by it, or left for people to do."""
    rows = []
    for one in plan.changes:
        where = f" Holds for {_scopes(plan, one.scope)}." if one.scope else ""
        done = " ".join(one.done) or "Nothing by itself: it is for people to do."
        rows.append((f"{one.rule} {one.title}", words.sentence(one.action) + where, done))
    return Table(
        caption="What rules change in this plan",
        head=("Rule", "What it asks for", "What the plan has done"),
        rows=tuple(rows),
        widths=(1.5, 3.2, 3.2),
    )


def case_section(plan: Plan, sources: Sources) -> Section:
    """The skin that was used and how uncertain it is, and the facts of the case."""
    blocks: list[Block] = []
    skin = plan.skin
    if skin is not None:
        rows = [
            ("Colour used", f"ITA {skin.ita_deg:.0f}° ± {words.significant(skin.ita_error_deg)}° ({skin.ita_class})"),
            ("How it was given", words.sentence(skin.text)),
            ("Colour at which limits are taken", f"ITA {skin.ita_adverse_deg:.0f}°"),
            (
                "Melanin of the living epidermis",
                words.band(_percentages(skin.melanin_fraction), unit="% of the volume"),
            ),
        ]
        if has_pigment(plan.case.lesion.kind):
            rows.append(("Spot against its surroundings", words.band(skin.lesion_contrast, unit="times the melanin")))
        blocks.append(Facts(tuple(rows)))
        blocks.append(
            Paragraph(
                "ITA, the individual typology angle, tells the colour of skin: the higher, the paler. In brackets: the "
                "5 to 95 % range that was sampled.",
                quiet=True,
            )
        )
        blocks += [Notice("note", words.TOPICS[f.topic], (_remark(f, sources),)) for f in skin.findings]
    blocks.append(More("Facts of the case", (Facts(tuple(_case_rows(plan))),)))
    return Section("skin", "The skin that was used" if skin else "The case", tuple(blocks))


def checks_section(plan: Plan) -> Section | None:
    """The independent checks of the recommended setting."""
    if not plan.checks:
        return None
    failed = [c for c in plan.checks if not c.passed]
    if failed:
        lead: Block = Notice("stop", "A check disagrees", tuple(words.sentence(c.text) for c in failed))
    else:
        lead = Paragraph(
            f"All {len(plan.checks)} checks agree. Each used another method, or a finer grid, than the plan."
        )
    return Section(
        "checks",
        "Checks made",
        (
            lead,
            Table(
                caption="Independent checks",
                head=("Check", "Made by", "Plan", "Check", "Differ by", "Allowed", "Verdict"),
                rows=tuple(
                    (
                        f"{words.capital(c.name)}: {c.quantity}",
                        c.method,
                        words.significant(c.ours, digits=3),
                        words.significant(c.other, digits=3),
                        f"{100 * abs(c.other - c.ours) / abs(c.ours or 1):.1f} %",
                        f"{100 * c.tolerance:.1f} %",
                        "agrees" if c.passed else "DISAGREES",
                    )
                    for c in plan.checks
                ),
                numeric=frozenset({2, 3, 4, 5}),
                widths=(3, 2.6, 0.8, 0.8, 0.9, 0.9, 1.2),
            ),
        ),
    )


def assumed_section(plan: Plan, sources: Sources, *, course: Course | None = None) -> Section:
    """Assumed values and other remarks, and on demand every number that was used, with its source."""
    shown = plan.windows[:1] if plan.decision in ("setting", "no_window") else ()
    findings = [*plan.findings, *(f for w in shown for f in w.findings)]
    unique = list({(f.topic, f.text): f for f in findings}.values())
    assumed = [f for f in unique if f.topic == "assumed"]
    rest = [f for f in unique if f.topic != "assumed"]
    caps = [c for w in shown for c in w.caps if c.kind == "assumed"]
    blocks: list[Block] = []
    if rest:
        blocks.append(Bullets(tuple(f"{words.TOPICS[f.topic]}: {_remark(f, sources)}" for f in rest)))
    lines = [_remark(f, sources) for f in assumed]
    lines += [f"The limit “{words.CAPS[c.name]}” rests on assumed numbers.{sources.mark(c.sources)}" for c in caps]
    every = library.tables()
    tables = [(name, library.table(name)) for name in used_tables(plan, every, course=course)]
    loose = [
        (
            _number_name(name, key),
            words.significant(n.value, digits=3),
            _unit(key),
            _range(n.low, n.high),
            _where(n, sources),
        )
        for name, table in tables
        for key, n in table.items()
        if n.kind == "assumed"
    ]
    if lines:
        blocks += [Paragraph("Assumed in this plan, for want of a measurement:"), Bullets(tuple(lines))]
    if loose:
        blocks.append(
            More(
                f"All {len(loose)} assumed numbers of the models that were used",
                (
                    Table(
                        caption="Assumed numbers",
                        head=("Number", "Value", "Unit", "5–95 % range", "Why this value"),
                        rows=tuple(loose),
                        numeric=frozenset({1, 3}),
                        widths=(2.4, 0.8, 0.8, 1.2, 3.2),
                    ),
                ),
                on_paper=False,
            )
        )
    numbers = _numbers(tables, sources)
    if len(tables) < len(every):
        rest_of_it = (
            f"The other {len(every) - len(tables)} tables of the library had no part in this plan. "
            "“lentigo library list” names them all, “lentigo library show” prints one."
        )
        numbers = (Paragraph(rest_of_it, quiet=True), *numbers)
    blocks.append(More("Every number that was used, with its source", numbers, on_paper=False))
    return Section("numbers", "Assumed values, remarks, and where every number comes from", tuple(blocks))


def evidence_section(rows: Sequence[EvidenceRow], sources: Sources, *, apart: int = 0) -> Section | None:
    """Predicted beside published, misses included; how many rows speak of what had no part in the plan."""
    if not rows:
        return None
    missed = [r for r in rows if not r.agrees]
    blocks: list[Block] = [Paragraph(summary(rows))]
    if apart:
        said = (
            f"Rows on models that had no part in this plan are left out ({apart}): “lentigo evidence” prints every row."
        )
        blocks.append(Paragraph(said, quiet=True))
    if missed:
        blocks.append(Bullets(tuple(_missed(alike, sources) for alike in _by_reason(missed))))
    table = Table(
        caption="Predicted beside published",
        head=columns(),
        rows=tuple((*r.cells()[:1], r.quantity + sources.mark([r.source]), *r.cells()[2:]) for r in rows),
        numeric=frozenset({2, 3, 5}),
        widths=(0.6, 3.4, 1.1, 0.9, 0.8, 1.1, 1.3, 1.1),
    )
    blocks.append(
        Table(
            caption="By paper",
            head=("Paper", "What was compared", "Numbers", "Met", "Kind"),
            rows=tuple(
                (sources.mark([g.source]).strip(), g.example, str(g.count), str(g.met), g.kind) for g in groups(rows)
            ),
            numeric=frozenset({2, 3}),
            widths=(0.6, 4.0, 0.9, 0.7, 1.2),
        )
    )
    blocks.append(More(f"All {len(rows)} rows", (table,), on_paper=False))
    return Section("evidence", "Evidence: predicted beside published", tuple(blocks))


def versions_section(plan: Plan) -> Section:
    """What computed this plan, and how to compute it again."""
    v = plan.versions
    rows = (
        ("Software", f"Lentigo {v.lentigo}"),
        ("Rule set", v.rules),
        ("Model version", v.model),
        ("Library digest", v.library),
        ("Sample", f"{plan.skins} skins, seed {plan.seed}"),
        ("Devices", words.join(d.name for d in plan.devices) or "none"),
    )
    return Section(
        "versions",
        "What this is, and versions",
        (
            Notice("note", "Limits of use", (words.DISCLAIMER,)),
            Facts(rows),
            Paragraph(
                "The same case file with the same seed and versions gives the same plan, number by number.", quiet=True
            ),
        ),
    )


def _reason_notice(plan: Plan, reason: Reason, sources: Sources) -> Notice:
    tone: Tone = "stop" if reason.verdict in ("ABSOLUTE", "REFER") else "wait"
    lines = [words.sentence(reason.because) + sources.mark(reason.sources), words.sentence(reason.action)]
    if reason.earliest is not None:
        lines.append(f"Earliest date: {words.day(reason.earliest)}.")
    lines += _scope_and_source(plan, reason)
    return Notice(tone, f"{reason.rule} · {words.VERDICTS[reason.verdict]}: {reason.title}", tuple(lines))


def _reason_row(plan: Plan, reason: Reason, sources: Sources) -> tuple[str, ...]:
    why = " ".join([words.sentence(reason.because) + sources.mark(reason.sources), *_scope_and_source(plan, reason)])
    date = f" Earliest date: {words.day(reason.earliest)}." if reason.earliest else ""
    return (f"{reason.rule} {reason.title}", words.VERDICTS[reason.verdict], why, words.sentence(reason.action) + date)


def _scope_and_source(plan: Plan, reason: Reason) -> list[str]:
    said = []
    if reason.scope:
        said.append(f"Holds for {_scopes(plan, reason.scope)}.")
    if reason.from_memory:
        said.append("The source of this rule has not been read: verify before relying on it.")
    return said


def _scopes(plan: Plan, scope: Sequence[str]) -> str:
    """Handpieces under the name of their device, which is said once."""
    found: dict[str, list[str]] = {}
    for name in scope:
        device, _, handpiece = name.partition("/")
        found.setdefault(words.device_name(plan, device), []).extend([handpiece] if handpiece else [])
    return "; ".join(f"{device}: {words.join(parts)}" if parts else device for device, parts in found.items())


def _by_reason(rows: Sequence[EvidenceRow]) -> list[list[EvidenceRow]]:
    """Rows that miss for the same reason, together."""
    found: dict[tuple[str, str], list[EvidenceRow]] = {}
    for row in rows:
        found.setdefault((row.source, row.note), []).append(row)
    return list(found.values())


def _missed(rows: Sequence[EvidenceRow], sources: Sources) -> str:
    what = "; ".join(row.quantity for row in rows)
    return f"Missed: {what}{sources.mark([rows[0].source])}. {words.sentence(rows[0].note)}"


def _case_rows(plan: Plan) -> Iterable[tuple[str, str]]:
    case = plan.case
    lesion = case.lesion
    yield "Person", f"{_known(case.person.age_years)} years, phototype {case.person.phototype}"
    yield "Lesion", f"{words.plain(lesion.kind)}, {words.plain(lesion.depth)}"
    yield "Size", f"diameter {_known(lesion.diameter_mm)} mm, {lesion.area_cm2:g} cm² to treat"
    yield from _lesion_rows(lesion)
    yield "Site", words.plain(case.skin.site)
    yield (
        "Diagnosis",
        f"recorded: {case.diagnosis.recorded}, by: {case.diagnosis.by}, dermatoscopy: {case.diagnosis.dermatoscopy}",
    )
    for name in type(case.health).__annotations__:
        fact = getattr(case.health, name)
        if isinstance(fact, Fact):
            extra = f" ({fact.when})" if fact.when != "unknown" else ""
            yield words.capital(words.plain(name)), f"{fact.value}{extra}"


def _lesion_rows(lesion: Lesion) -> Iterable[tuple[str, str]]:
    """What was measured of vessels, or of a scar, stretch mark or line."""
    vessels, mark = lesion.vessels, lesion.mark
    if vessels is not None:
        yield "Width of the vessels, µm", _known(vessels.diameter_um)
        yield "Depth of the vessels, µm", _known(vessels.depth_um)
        yield "Oxygen saturation in them", _known(vessels.oxygen_saturation)
    if mark is not None:
        yield "Depth of the scar, mark or line, µm", _known(mark.depth_um)
        yield "Its width, mm", _known(mark.width_mm)
        yield "Its age, months", _known(mark.age_months)


def _known(value: object) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def _percentages(values: Band) -> Band:
    return Band(p5=100 * values.p5, p50=100 * values.p50, p95=100 * values.p95)


def _remark(finding: Finding, sources: Sources) -> str:
    return words.sentence(finding.text) + sources.mark(finding.sources)


def _phrase(text: str) -> str:
    return text[:1].lower() + text[1:]


def _numbers(tables: Sequence[tuple[str, dict[str, library.Number]]], sources: Sources) -> tuple[Block, ...]:
    return tuple(
        More(
            words.capital(library.title(name)),
            (
                Table(
                    caption=words.capital(library.title(name)),
                    head=("Number", "Value", "Unit", "5–95 % range", "Kind", "Source and place"),
                    rows=tuple(
                        (
                            words.plain(key.replace(".", ": ")),
                            words.significant(n.value, digits=3),
                            _unit(key),
                            _range(n.low, n.high),
                            words.KINDS[n.kind],
                            _where(n, sources),
                        )
                        for key, n in table.items()
                    ),
                    numeric=frozenset({1, 3}),
                ),
            ),
            on_paper=False,
        )
        for name, table in tables
        if table
    )


def _number_name(table: str, key: str) -> str:
    return f"{words.capital(words.plain(table.rsplit('/', 1)[-1]))}: {words.plain(key.replace('.', ': '))}"


def _unit(key: str) -> str:
    return library.unit_of(key) or "–"


def _range(low: float, high: float) -> str:
    return f"{words.significant(low, digits=3)} to {words.significant(high, digits=3)}"


def _where(number: library.Number, sources: Sources) -> str:
    said = words.sentence(number.where)
    note = f" {words.sentence(number.text)}" if number.text else ""
    return f"{said}{sources.mark([number.source])}{note}"
