### Words that several papers share. { $x } stands for data: numbers with units, names of devices, texts of rules.

disclaimer = Research and education software. Not a medical device. Not validated for treating patients. A qualified clinician is responsible for every setting.
versions = Lentigo { $lentigo } · rule set { $rules } · model version { $model } · library { $library }
brand = Lentigo
skip-to-content = Skip to the content
sources = Sources
source-pointer = source
source-unknown = { $key }: not in the library of references.
source-unread = Not read: verify before relying on it.
number-unit = { $number } { $unit }

## Chances

chance = about { $middle } in 100, between { $least } and { $most }
chance-below-one = fewer than 1 in 100, at most { $most }
chance-above-99 = more than 99 in 100, at least { $least }

## Names

lesion-solar_lentigo = age spot (solar lentigo)
lesion-freckle = freckles
lesion-lentigo_simplex = lentigo simplex (a small flat brown spot)
lesion-cafe_au_lait_macule = café-au-lait spot
lesion-melasma = melasma
lesion-post_inflammatory_hyperpigmentation = dark marks after inflammation or injury
lesion-naevus_of_ota = naevus of Ota
lesion-hori_naevus = Hori’s naevus
lesion-becker_naevus = Becker’s naevus
lesion-lentiginosis = many lentigines (lentiginosis)
lesion-drug_pigmentation = skin coloured by a medicine
lesion-poikiloderma = poikiloderma (brown and red neck after years of sun)
lesion-telangiectasia = widened small vessels
lesion-vascular_birthmark = birthmark of blood vessels
lesion-rosacea = rosacea
lesion-papulopustular_rosacea = rosacea with pustules
lesion-acne = acne
lesion-acne_scar = acne scar
lesion-scar = scar
lesion-keloid = keloid or raised scar
lesion-stretch_marks_red = red stretch marks
lesion-stretch_marks_white = white stretch marks
lesion-photoageing = skin aged by the sun
lesion-fine_lines = fine lines
lesion-seborrhoeic_keratosis = seborrhoeic keratosis (age wart)
lesion-actinic_keratosis = actinic keratosis
lesion-vitiligo = vitiligo
lesion-suspected_melanoma = a lesion that may be a melanoma
lesion-mole = mole (melanocytic naevus)
lesion-unknown = a lesion without a diagnosis

site-face = face
site-forehead = forehead
site-cheek = cheek
site-eyelid = eyelid
site-lip = lip
site-neck = neck
site-decollete = décolleté
site-chest = chest
site-back = back
site-abdomen = abdomen
site-forearm = forearm
site-back_of_hand = back of the hand
site-thigh = thigh
site-buttock = buttock

answer-yes = yes
answer-no = no
answer-unknown = not known

by-dermatologist = a dermatologist
by-physician = a physician
by-nurse = a nurse
by-cosmetologist = a cosmetologist
by-other = someone else
by-unknown = not known

cooling-none = no cooling

decision-setting = A setting can be recommended
decision-no_window = No setting can be recommended
decision-not_computed = No setting is computed for this diagnosis
decision-not_now = Not now
decision-refused = Must not be treated
decision-blocked_by_verification = No setting: the independent check disagrees

## Signing

signatures = Signatures
sign-name = Name
sign-signature = Signature
sign-date = Date and time
signer-clinician = Clinician
signer-patient = Patient
signer-operator = Operator
signer-guardian = Parent or guardian, where needed
signer-interpreter = Interpreter, where needed
