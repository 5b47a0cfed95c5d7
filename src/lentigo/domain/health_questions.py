"""The questions about a person's health, in plain words, grouped so that a healthy person answers few of them."""

from __future__ import annotations

from typing import Final

from lentigo.domain.question import Question, Section
from lentigo.domain.question_making import ask, fact, group, listed

__all__ = ["HEALTH_SECTIONS"]

_NOT_A_MAN: Final = ("person.sex", ("female", "unknown"))


def _of(
    name: str,
    label: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
    *,
    only_if: tuple[str, tuple[str, ...]] | None = None,
    instead: dict[str, str] | None = None,
    asks_when: str = "When was that, the last time?",
) -> tuple[Question, ...]:
    """A fact of the person's health."""
    return fact(f"health.{name}", text, help, label=label, only_if=only_if, instead=instead, asks_when=asks_when)


_LIFE: Final = Section(
    id="life",
    title="Life",
    questions=(
        *_of(
            "pregnancy",
            "pregnancy",
            "Is the person pregnant, or trying to be?",
            "What can wait, waits until after the birth. Many spots then fade.",
            only_if=_NOT_A_MAN,
            instead={"male": "no"},
        ),
        *_of(
            "breastfeeding",
            "breastfeeding",
            "Does the person breastfeed a baby?",
            "What can wait, waits until some time after the last feed.",
            only_if=_NOT_A_MAN,
            instead={"male": "no"},
        ),
        *_of("smoker", "smoking", "Does the person smoke?", "Smoking slows down how skin heals."),
    ),
)

_MEDICINES: Final = Section(
    id="medicines",
    title="Medicines",
    questions=(
        *_of(
            "gold_therapy",
            "gold",
            "Has the person ever had gold as a medicine, as shots or pills, often for sore joints?",
            "Ever in life counts. Short light pulses can turn such skin grey-blue for good, even years later.",
        ),
        *_of(
            "isotretinoin_in_6_months",
            "isotretinoin",
            "Did the person take pills with isotretinoin for acne in the last 6 months?",
            "The skin may heal in another way for some months.",
        ),
        *listed(
            "health.medicines",
            "Did the person take or use any medicine in the last year?",
            "Pills, the birth control pill, shots, sprays, creams, drops and herbs all count.",
            asked="ask.medicines",
            complete=ask(
                "health.medicines_asked",
                "Are these all the medicines of the last year?",
                "If some may be missing, write unknown. What is not known is never taken for nothing.",
            ),
            again="What is the name of the next medicine? Press Enter if there are no more.",
            entries=(
                ask(
                    "health.medicines.substance",
                    "What is the name of the first medicine?",
                    "Best is the name of the drug in small print on the box. One medicine at a time.",
                ),
                ask("health.medicines.taken", "Does the person take it now?", "Write now, or stopped."),
                ask(
                    "health.medicines.last_taken",
                    "On which day did the person take it last?",
                    "Some drugs act on the skin for weeks. If only the month is known, write its last day.",
                    only_if=("health.medicines.taken", ("stopped",)),
                ),
                ask("health.medicines.route", "How does the person take it?", "Press Enter if it is not known."),
                ask("health.medicines.told_by", "Who said so?", "Press Enter if it is not known."),
            ),
        ),
        *_of(
            "photosensitising_drug",
            "a medicine that makes skin burn faster in the sun",
            "Does any of the medicines make the skin burn faster in the sun?",
            "Some drugs for germs, for the heart and for water do. The leaflet in the box says so.",
        ),
        *_of(
            "skin_acid_or_retinoid_in_week",
            "acid or vitamin A cream",
            "Was a cream with acid or vitamin A put on this skin in the last week?",
            "Peeling creams and creams for acne or wrinkles make the skin thin and sore for some days.",
        ),
    ),
)

_SUN: Final = Section(
    id="sun",
    title="Sun",
    questions=group(
        "ask.sun",
        "Does any of these apply to sun and tan?",
        "Tanned skin takes up the light that is meant for the spot, and burns.",
        _of(
            "sun_or_sunbed_in_6_weeks",
            "strong sun or a sunbed on this skin in the last 6 weeks",
            "Was this skin in strong sun or on a sunbed in the last 6 weeks?",
            "A fresh tan takes up the light that is meant for the spot.",
        ),
        _of(
            "fake_tan_in_6_weeks",
            "tanning cream or spray on this skin in the last 6 weeks",
            "Was tanning cream or spray put on this skin in the last 6 weeks?",
            "The dye takes up light, too.",
        ),
        _of("sunburn_now", "sunburn now", "Is this skin sunburnt now?", "It heals first."),
        _of(
            "sun_plans_in_4_weeks",
            "a trip to the sun, or work in the sun, in the next 4 weeks",
            "Will the skin get strong sun in the next 4 weeks, on a trip or at work?",
            "Sun on fresh skin leaves dark marks.",
            asks_when="When will that be?",
        ),
    ),
)

_SKIN_HERE: Final = Section(
    id="skin_here",
    title="The skin where the light would go",
    questions=group(
        "ask.skin_here",
        "Does any of these apply to the skin at the spot?",
        "It is about the place of the spot and the skin around it.",
        _of(
            "infection_or_wound_at_site",
            "a wound, a rash, a sore or an infection there now",
            "Is there a wound, a rash, a sore or an infection there now?",
            "It heals first.",
        ),
        _of(
            "herpes_now_at_site",
            "a cold sore there now",
            "Is there a cold sore (herpes) there now?",
            "Light and needles would spread it.",
        ),
        _of(
            "herpes_ever_in_field",
            "cold sores there or near it, ever",
            "Has there ever been a cold sore (herpes) there or near it?",
            "Light can bring it back. A pill can help against that.",
        ),
        _of(
            "skin_cancer_at_site",
            "skin cancer there, now or in the past",
            "Is there, or was there, skin cancer at this place?",
            "Then a skin doctor must decide.",
        ),
        _of(
            "ink_in_field",
            "a tattoo or lasting make-up there",
            "Is there a tattoo or lasting make-up where the light would go?",
            "Ink takes up the light: it can burn the skin or turn black.",
        ),
        _of(
            "filler_metal_or_threads_in_field",
            "metal, threads or a lasting filler under this skin",
            "Is there metal, thread or a lasting filler under this skin?",
            "Some devices would heat it.",
        ),
        _of(
            "waxed_in_2_weeks",
            "hair taken off there by wax or cream in the last 2 weeks",
            "Was hair taken off there with wax or a cream in the last 2 weeks?",
            "It leaves the skin sore for some days.",
        ),
        _of(
            "lax_lower_lids",
            "loose lower eyelids, or surgery on them",
            "Are the lower eyelids loose, or was there surgery on them?",
            "Skin that shrinks can pull a loose lid down.",
        ),
    ),
)

_SKIN: Final = Section(
    id="skin",
    title="The skin in general",
    questions=(
        *group(
            "ask.skin",
            "Does any of these apply to the skin as a whole?",
            "It is about the whole skin, now and in the past.",
            _of(
                "keloid",
                "thick scars that grow",
                "Does the person get thick scars that grow beyond the wound (keloids)?",
                "After a cut, a piercing or acne. Some treatments would make a new one.",
            ),
            _of(
                "previous_dark_marks",
                "dark marks after a scratch, a pimple or a treatment",
                "Does the skin get dark marks after a scratch, a pimple or a treatment?",
                "Then light may leave one, too.",
            ),
            _of(
                "psoriasis_or_lichen_planus",
                "psoriasis or lichen planus",
                "Does the person have a scaly rash such as psoriasis or lichen planus?",
                "It can come up where skin is hurt.",
            ),
            _of(
                "vitiligo",
                "white patches",
                "Does the person have white patches (vitiligo) that grow, or grew in the last year?",
                "They can come up where skin is hurt.",
            ),
            _of(
                "atopic_eczema",
                "eczema",
                "Does the person have eczema where a numbing cream would go?",
                "The cream goes in faster there.",
            ),
            _of(
                "silver_or_iron_stain",
                "skin stained by silver or iron",
                "Is the skin stained by silver or by iron from a drip?",
                "The stain takes up the light.",
            ),
        ),
        *listed(
            "health.procedures",
            "Was anything done to this skin before?",
            "Light, peels, needles, fillers, surgery and wax all count.",
            asked="ask.procedures",
            complete=ask(
                "health.procedures_asked",
                "Is that all that was done to this skin?",
                "If some may be missing, write unknown.",
            ),
            again="What else was done? Press Enter if there was no more.",
            entries=(
                ask("health.procedures.kind", "What was done?", "One thing at a time, the last one first."),
                ask(
                    "health.procedures.day",
                    "On which day was it done, the last time?",
                    "Skin needs time in between. If only the month is known, write its last day.",
                ),
                ask("health.procedures.at_site", "Was it done at this very place?", "Where the light would go now."),
                ask(
                    "health.procedures.reaction",
                    "Did the skin take it badly?",
                    "Say what came of it, or none. Press Enter if it is not known.",
                ),
            ),
        ),
    ),
)

_ILLNESS: Final = Section(
    id="illness",
    title="Illness",
    questions=(
        *group(
            "ask.illness",
            "Does the person have any of these?",
            "These decide whether light, heat and cold are right for the person.",
            _of(
                "cancer_treatment_in_6_months",
                "treatment for cancer, now or in the last 6 months",
                "Did the person have treatment for cancer in the last 6 months, or now?",
                "The body needs its strength to heal.",
            ),
            _of(
                "weak_healing",
                "weak defences, sugar that is hard to control, wounds that heal badly",
                "Do wounds heal badly, or are the body's defences weak?",
                "Blood sugar that is hard to control counts, too.",
            ),
            _of(
                "porphyria_or_xeroderma",
                "porphyria or xeroderma",
                "Does the person have an illness in which light harms the skin (porphyria, xeroderma)?",
                "Then light is no treatment.",
            ),
            _of(
                "light_allergy",
                "hives or a bad rash from the sun",
                "Does the sun give the person hives or a bad rash?",
                "The light of a device may do so, too.",
            ),
            _of(
                "connective_tissue_disease",
                "lupus, scleroderma or the like",
                "Does the person have lupus, scleroderma or an illness like them?",
                "The skin may flare up or scar.",
            ),
            _of("epilepsy", "epilepsy", "Does the person have fits (epilepsy)?", "Some devices flash."),
            _of(
                "epilepsy_from_flashes",
                "",
                "Do flashes of light bring on the fits?",
                "Then the eyes are covered, and the flashes are slow.",
                only_if=("health.epilepsy", ("yes", "unknown")),
                instead={"no": "no"},
            ),
            _of(
                "implanted_electronics",
                "a pacemaker or another device in the body",
                "Is there a pacemaker or another electric device in the body?",
                "A current through the skin can upset it.",
            ),
            _of(
                "cold_disorder",
                "an illness from cold",
                "Does cold make the person ill, with hives or white and blue fingers?",
                "Many devices cool the skin hard.",
            ),
        ),
        *group(
            "ask.illness_more",
            "And does the person have, or did the person ever have, any of these?",
            "These count for some pills, and for numbing creams.",
            _of(
                "blood_clot",
                "a blood clot, a stroke or a heart attack, or clots in the family",
                "Did the person ever have a blood clot, a stroke or a heart attack?",
                "Clots that run in the family count, too. One pill for spots makes clots more likely.",
            ),
            _of(
                "seizures_or_colour_vision_loss",
                "fits, or colours that look wrong",
                "Did the person ever have fits, or do colours look wrong?",
                "One pill for spots must not be given then.",
            ),
            _of("kidney_disease", "weak kidneys", "Are the kidneys weak?", "They clear drugs from the body."),
            _of(
                "liver_or_heart_failure",
                "a bad liver or a weak heart",
                "Does the person have a bad liver or a weak heart?",
                "The liver and the heart clear a numbing cream from the blood.",
            ),
            _of(
                "methaemoglobinaemia",
                "blood that carries too little oxygen",
                "Was the person ever told that the blood cannot carry enough oxygen (methaemoglobinaemia)?",
                "One drug in numbing creams makes that worse.",
            ),
            _of(
                "g6pd_deficiency",
                "a lack of G6PD",
                "Was the person ever told of a lack of G6PD in the blood?",
                "It runs in families. One drug in numbing creams is bad then.",
            ),
        ),
    ),
)

_ALLERGIES: Final = Section(
    id="allergies",
    title="Allergies",
    questions=group(
        "ask.allergies",
        "Does the person have any of these allergies?",
        "A rash, swelling or short breath after it counts. Feeling faint from a needle does not.",
        _of(
            "allergy_amide_anaesthetic",
            "allergy to lidocaine, prilocaine or the like",
            "Is the person allergic to numbing drugs such as lidocaine or prilocaine?",
            "Most numbing creams hold one of them.",
        ),
        _of(
            "allergy_ester_anaesthetic",
            "allergy to tetracaine, benzocaine or the like",
            "Is the person allergic to numbing drugs such as tetracaine or benzocaine?",
            "Some numbing creams hold one of them.",
        ),
        _of(
            "allergy_salicylate",
            "allergy to aspirin",
            "Is the person allergic to aspirin?",
            "Some peels hold an acid like it.",
        ),
    ),
)

_HOPES: Final = Section(
    id="hopes",
    title="What the person hopes for",
    questions=(
        *_of(
            "unrealistic_expectation",
            "hopes that nobody can meet",
            "Does the person hope for a perfect skin, or for more than this can do?",
            "Nobody can be sure of the result. That is talked about first.",
        ),
        *_of(
            "distress_about_skin",
            "much distress about the skin",
            "Does the person think of this spot for an hour or more each day, or stay at home because of it?",
            "Then a talk with a doctor helps more than light.",
        ),
    ),
)

HEALTH_SECTIONS: Final[tuple[Section, ...]] = (
    _LIFE,
    _MEDICINES,
    _SUN,
    _SKIN_HERE,
    _SKIN,
    _ILLNESS,
    _ALLERGIES,
    _HOPES,
)
"""Every fact of a person's health, in the order in which one would ask."""
