### After a session: what is normal, what to do, when to call, and from when things are allowed again.

aftercare-title-normal = What is normal
aftercare-title-do = What to do
aftercare-title-call = Call us the same day if
aftercare-title-allowed = From when things are allowed again

aftercare-band-one = Day { $day }
aftercare-band = Days { $first } to { $last }
aftercare-band-dates = { $days } ({ $dates })
aftercare-from-date = { $date } (day { $day })
aftercare-from-day = day { $day }

## What is normal

aftercare-normal-warmth = The skin feels warm or sore, like a sunburn.
aftercare-normal-redness = The skin is red.
aftercare-normal-swelling = The skin is swollen, most of all in the morning.
aftercare-normal-darker = What was treated turns darker than before.
aftercare-normal-crust = There is a thin crust.
aftercare-normal-shedding = The crust comes off by itself. The skin under it is pink.
aftercare-normal-fading = What was treated slowly fades. Some colour may stay.
aftercare-normal-purple = The skin is purple or grey, like a bruise. It fades within two weeks.
aftercare-normal-weeping = The skin is open. Clear fluid comes out of it.
aftercare-normal-dots = The skin feels like sandpaper. Tiny brown dots come off by themselves.
aftercare-normal-pink = The new skin is pink. This can last for months.
aftercare-normal-paler = The treated skin may be a little paler for some months.

## What to do

aftercare-do-cool = Cool the skin with a clean damp cloth, ten minutes at a time. Put no ice on bare skin.
aftercare-do-wash_gently = Wash with lukewarm water and a mild soap, and pat dry.
aftercare-do-ointment = Keep a thin layer of plain ointment on it until the crust is off.
aftercare-do-do_not_pick = Do not pick, scratch or peel the crust. Picking leaves scars and dark marks.
aftercare-do-sleep_raised = Sleep with your head raised.
aftercare-do-no_make_up = No make-up on this skin.
aftercare-do-no_sport_or_pool = No sport, sauna or pool. See the dates.
aftercare-do-sun_protection = Stay out of the sun, cover up, and use sunscreen with a high factor every day, also when it is cloudy.
aftercare-do-photo = Take a photo in the same light as the first one.

## When to call

aftercare-call-eye = An eye hurts, or you see less clearly: go to an eye doctor at once.
aftercare-call-pain = Pain grows after the first 24 hours.
aftercare-call-blister = There is a blister, or the skin weeps.
aftercare-call-spread = Redness spreads, there is pus, or you have a fever.
aftercare-call-cold_sore = A cold sore comes.
aftercare-call-slow = The skin is still open or crusted after day { $day }.
aftercare-call-dark_marks = The skin turns darker than before.
aftercare-call-white_patches = White patches come.

## From when things are allowed

aftercare-activity-washing = Washing
aftercare-activity-make_up = Make-up
aftercare-activity-sport = Sport
aftercare-activity-sauna = Sauna and hot baths
aftercare-activity-pool = Pool and sea
aftercare-activity-retinoids = Retinoids, acids and scrubs
aftercare-activity-hair_removal = Waxing and other hair removal
aftercare-activity-sun_without_protection = Sun without protection
aftercare-activity-next_session = The next session

aftercare-because-at_once = no need to wait longer
aftercare-because-redness = until the first redness has gone
aftercare-because-new_skin = new skin must grow firm first
aftercare-because-sweat = sweat irritates the wound
aftercare-because-heat = heat makes it swell
aftercare-because-germs = water carries germs into the wound
aftercare-because-wound = the wound must heal first
aftercare-because-irritation = new skin is easily hurt
aftercare-because-dark_marks = dark marks come weeks later
aftercare-because-interval = the shortest time between sessions

## Risks of columns and of resurfacing, beside those of light on pigment

risk-long_redness = Redness that lasts for weeks or months
risk-swelling = Swelling of the face for some days
risk-dark_marks = Dark marks, for weeks to months
risk-melasma_darker = Melasma that gets darker
risk-ectropion = A lower eyelid that turns outward
