"""What test spots have taught, in the report: what was seen, what it changed, and what it holds back."""

from __future__ import annotations

from lentigo.domain.plan import Learnt, LearntWindow, Plan, Window
from lentigo.planning.caution import DOCTOR_FIRST
from lentigo.reports import words
from lentigo.reports.blocks import Block, Bullets, Notice, Paragraph, Section, Table
from lentigo.reports.goals import labels_of
from lentigo.reports.sources import Sources

EXPLORER_BEFORE = (
    "Test spots were read on this skin, and the sliders do not know of them: they show the chances before. Nowhere do "
    "they show a higher limit than the answer above."
)
"""What stands above the sliders of a plan that has learnt."""


def learnt_section(plan: Plan, sources: Sources) -> Section | None:
    """What was seen and what followed from it; nothing where nothing was given."""
    learnt = plan.learnt
    if learnt is None:
        return None
    blocks: list[Block] = [
        Paragraph(
            f"{learnt.title}: set on {words.day(learnt.treated_on)}, used on {words.day(learnt.as_of)}. "
            "All chances and limits of this report are those after it."
        )
    ]
    blocks += _cautions(learnt)
    blocks += [_before_and_after(plan, one) for one in learnt.windows]
    blocks.append(
        Paragraph(
            "Thresholds: the middle skin, and in brackets the 5 to 95 % range. "
            f"{learnt.drawn} draws of skin were weighed by what was seen; they tell as much as "
            f"{learnt.effective_draws:.0f} equal ones, from {learnt.effective_skins:.0f} equal skins.",
            quiet=True,
        )
    )
    blocks += [Paragraph("What was seen:"), Bullets(learnt.used)]
    left = [one for one in learnt.findings if not one.text.startswith(DOCTOR_FIRST)]
    if left:
        remarks = (f"{words.TOPICS[one.topic]}: {words.sentence(one.text)}{sources.mark(one.sources)}" for one in left)
        blocks += [Paragraph("To know:"), Bullets(tuple(remarks))]
    return Section("learnt", "What test spots have taught", tuple(blocks))


def _cautions(learnt: Learnt) -> list[Block]:
    told: list[Block] = []
    if learnt.bad:
        told.append(Notice("stop", "Bad reactions: the limit is lowered", learnt.bad))
    first = tuple(one.text for one in learnt.findings if one.text.startswith(DOCTOR_FIRST))
    if first:
        told.append(Notice("stop", "Before any more light", first))
    if learnt.surprises:
        said = tuple(words.sentence(one.text) for one in learnt.surprises)
        told.append(Notice("wait", "What was seen contradicts what was predicted", said))
    if learnt.holds:
        told.append(Notice("wait", "Nothing is raised, because", tuple(words.sentence(why) for why in learnt.holds)))
    return told


def _before_and_after(plan: Plan, one: LearntWindow) -> Table:
    after = one.after

    def highest(window: Window) -> str:
        return words.dialled(plan, window, window.highest_allowed_j_cm2) if window.highest_allowed_j_cm2 > 0 else "none"

    def setting(window: Window) -> str:
        given = window.recommended
        return "none" if given is None else words.dialled(plan, window, given.setting.fluence_j_cm2)

    def chance(window: Window, name: str) -> str:
        given = window.recommended
        return "–" if given is None else words.percent(getattr(given, f"chance_{name}"))

    named = labels_of(after.goal)
    return Table(
        caption=f"Before and after: {words.way(plan, after)}, {words.other_settings(after)}",
        head=("", "Before", "After"),
        rows=(
            ("Highest allowed", highest(one.before), highest(after)),
            ("Setting", setting(one.before), setting(after)),
            *(
                (label, chance(one.before, name), chance(after, name))
                for label, name in (
                    (named.effect, "effect"),
                    (named.harm, "burn"),
                    ("Dark marks that last", "dark_marks"),
                )
            ),
            (
                named.effect_from,
                words.dial_band(one.effect_before_j_cm2, one.before),
                words.dial_band(one.effect_after_j_cm2, after),
            ),
            (
                "Harm begins at",
                words.dial_band(one.harm_before_j_cm2, one.before),
                words.dial_band(one.harm_after_j_cm2, after),
            ),
        ),
        widths=(1.2, 1.4, 1.4),
    )
