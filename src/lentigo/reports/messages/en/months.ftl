### The patient's sheet for the months: visits, day by day, what is allowed when, creams, sun, chances, other ways.

months-title = Your skin over the next months
months-subtitle = { $lesion }, { $site }; day 0 is { $day }
months-lead-title = Your way: { $way }
months-lead-numbers = The numbers here are worked out for skin like yours. They are not a promise. Your skin may do better or worse.
months-lead-dates = If a visit moves, all later dates move with it. Ask us for a new sheet.
months-computed = Worked out in { $skins } skins like yours, by the model and the rule set that are named below.

## When to call

months-call-title = If something is wrong
months-call = Call us the same day if
months-call-sore = The treated skin gets very sore, weeps or has blisters: stop the cream and call.
months-call-swelling = Your face or throat swells, or you cannot breathe well: call the emergency number at once.
months-call-pregnant = You are pregnant, or want to be: stop creams and tablets, and call.
months-call-darker = The skin turns darker, blue-grey or white.
months-call-clot = A leg hurts or swells, your chest hurts, you are short of breath, or you see badly: stop the tablets and call the emergency number at once.
months-call-phone = Telephone

## Visits

months-visits = Your visits
months-visits-caption = Days that fit your skin, worked out ahead. We settle each one with you.
months-visit = Visit
months-visit-number = Visit { $number }
months-visit-day = Date
months-visit-minutes = Minutes
months-visit-pain = How much it may hurt, 0 to 10
months-visit-pain-range = { $middle }, between { $low } and { $high }
months-visit-pain-cream = { $pain }; with numbing cream { $cream }
months-visit-check = Before each visit we look at your skin and ask you anew. A visit may come later, or not at all.
months-visit-new-screen = Light comes only after the creams, and only if nothing has changed by then.

## Day by day

months-days = After a visit, day by day
months-days-said = The dates count from your first visit. After each later visit the days count anew.
months-days-label = After a visit

months-allowed-caption = By then all but the slowest 5 of 100 people have healed so far. If your skin is still open or crusted, wait.
months-allowed-what = What
months-allowed-first = After the first visit
months-allowed-last = After the last visit
months-allowed-because = Why
months-allowed-none-planned = none is planned
months-allowed-again = Between two visits, the later date counts.
months-allowed-stronger = A later visit is stronger than the first. Ask us for its dates.

## Creams and tablets

months-care = Your cream or tablets
months-care-label = Care
months-care-name = { $drug }, { $strength } %
months-care-start = How to start
months-care-often = How often
months-care-once = once a day
months-care-twice = twice a day
months-care-times = { $times } times a day
months-care-every = every { $days } days
months-care-from = From
months-care-until = Until
months-care-date = { $date } (day { $day })
months-care-stop = How to stop
months-care-harms = What it may do
months-care-harm = { $harm }: { $often }
months-care-often-unknown = how often is not known
months-care-source = More on it{ $marks }
months-care-beyond = More than its label or its studies: ask who prescribed it
months-care-beyond-strength = It is sold up to { $most }, not { $asked }.
months-care-beyond-times = It was studied at { $most } a day, not { $asked }.
months-care-beyond-weeks = It is used for { $most } weeks without a break at most, not { $asked }.

## Sun

months-sun = Sun
months-sun-label = Sunscreen
months-sun-tinted-label = Tinted sunscreen
months-sun-factor = Factor
months-sun-how = How
months-sun-how-said = Put on a thick layer every day, also when it is cloudy. Put it on again when you sweat, swim or rub it off.
months-sun-amount = How much
months-sun-amount-said = The factor on the label holds for { $labelled } mg on each cm² of skin. People put on { $usual } mg.{ $marks } We counted with { $counted } mg.
months-sun-tinted-said = Choose one with colour in it. Its iron holds back light that you can see, which darkens skin too.
months-sun-shade = Shade, a hat and clothes do more than any cream.
months-sun-none = This way has no sunscreen in it. The spot may come back sooner. Ask us for a way with sunscreen.

## Chances

months-chances = What may come of it
months-chances-lead = Think of 100 people whose skin is like yours. Each dot is one of them.
months-chance-clear = The spot gets much lighter
months-chance-clear-said = Three quarters of the extra colour or more go in { $frequency }.
months-chance-clear-note = In the middle person { $best } % of the extra colour go at best, and { $end } % are still gone on day { $day }.
months-chance-marks = A dark mark
months-chance-marks-said = A dark mark that can be seen comes in { $frequency }.
months-chance-marks-note = Most fade over months. Sun makes them last.
months-chance-burn = A burn
months-chance-burn-said = At least one burn comes in { $frequency }.
months-chance-burn-note = Call us at once at a blister.
months-chance-no-light = There is no light in this way, so that light can not burn you.
months-chances-source = Counted in { $skins } skins like yours; { $versions }. The ranges say only how far such counting may be off. The way we work it out may be wrong as well; models of burns were wrong by almost half.{ $marks }
months-downtime = Days with crusts, swelling or open skin
months-days-count = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
months-days-range = { $middle }, between { $low } and { $high }
months-days-none = none

## Whether it lasts

months-back = Does it come back?
months-back-said = Of 100 people whose spot got lighter, { $share } have lost half of it again a year after the last step.
months-back-fewer = Of 100 people whose spot got lighter, fewer than 1 has lost half of it again a year after the last step, as far as it can be worked out.
months-back-more = Of 100 people whose spot got lighter, more than 99 have lost half of it again a year after the last step, as far as it can be worked out.
months-back-unknown = It may. How often is not known.
months-back-melasma = Melasma comes back. No light and no cream takes its cause away. Sun protection never ends.{ $marks }
months-sure = How good the studies are: { $evidence }. { $text }{ $marks }
months-evidence-strong = strong
months-evidence-moderate = moderate
months-evidence-weak = weak
months-evidence-model_only = there is hardly any; we worked it out

## Other ways

months-others = Other ways
months-others-caption = Of 100 people like you. In brackets: between how many.
months-others-way = Way
months-others-clear = Three quarters lighter
months-others-marks = Dark mark
months-others-burn = Burn
months-others-days = Days with crusts
months-others-visits = Visits
months-others-back = Back in a year
months-others-range = { $middle } ({ $low }–{ $high })
months-others-no-light = no light
months-others-fewer = fewer than 1
months-others-more = more than 99
months-others-unknown = not known
months-others-nothing = –
months-others-ask = You may choose another way, or none, at any time.
