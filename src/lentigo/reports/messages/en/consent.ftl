### Consent to treatment with light. For a patient: short sentences, plain words, numbers as people in a hundred.

consent-title = Consent to treatment with light
consent-subtitle = { $lesion }, { $site } · plan of { $day }
consent-lead-title = Read this first
consent-lead = This paper is about one treatment: { $aim }. Take it home. Ask us anything. You can say no, and you can change your mind at any time, also during the treatment.
consent-lead-version = Text of this consent: version { $version }, in English. Reviewed by: { $reviewer }.
consent-reviewer-none = no clinician yet
consent-case = About: { $case }

consent-who = Who this is about
consent-who-name = Your name
consent-who-birth = Your date of birth
consent-who-number = Your number in this clinic

## What you have

consent-what = What you have
consent-diagnosis = We think this is: { $lesion }. Where: { $site }. Said by: { $by }.
consent-dermatoscopy-yes = It was looked at with a dermatoscope, a lens with its own light.
consent-dermatoscopy-other = It has not been looked at with a dermatoscope.
consent-doubt = No diagnosis is certain. { $correction } Light destroys what a microscope could have looked at. If a spot grows, bleeds, itches or changes colour, before or after the treatment, show it to a doctor at once.

## What is done

consent-done = What we do
consent-done-q_switched = The laser sends very short flashes of light. The brown pigment takes up the light and breaks into tiny pieces. Your body carries them away over weeks.
consent-done-picosecond = The laser sends extremely short flashes of light. The brown pigment takes up the light and breaks into tiny pieces. Your body carries them away over weeks.
consent-done-long_pulse = The laser sends flashes of light. The brown pigment takes up the light and becomes hot. The spot darkens, forms a thin crust, and the crust falls off.
consent-done-pulsed_dye = The laser sends flashes of light. The brown pigment takes up the light and becomes hot. The spot darkens, forms a thin crust, and the crust falls off.
consent-done-ipl = A lamp sends strong flashes of light through a filter. The brown pigment takes up the light and becomes hot. The spot darkens, forms a thin crust, and the crust falls off.
consent-steps-eyes = Everyone in the room wears glasses or shields that stop this light. Keep yours on until we say so.
consent-steps-spots = First we make { $spots ->
    [one] one small test spot
   *[other] { $spots } small test spots
} at { $levels }. We look at { $spots ->
    [one] it
   *[other] them
} after some minutes, and again on the day that your test-spot card names. We go on only when nothing speaks against it.
consent-steps-feel = { $correction }
consent-steps-look = What we look for on the skin: { $endpoint }
consent-steps-bruise-possible = Purple spots are possible too: small vessels under the skin may bruise at this setting.
consent-steps-bruise-expected = Expect purple spots too: small vessels under the skin bruise at this setting.
consent-steps-stop = We stop at once if we see: { $signs }.
consent-setting-device = Device
consent-setting-fluence = Strength of the light (radiant exposure)
consent-setting-spot = Width of the beam
consent-setting-pulse = Length of a flash
consent-setting-cooling = Cooling
consent-setting-area = Area
consent-setting-source = Where these numbers come from
consent-setting-computed = Computed in this plan, below every limit for your skin; { $versions }

## Sessions

consent-sessions = How many visits
consent-sessions-range = In the study that we know of, people needed { $low } to { $high } visits, { $value } on average.{ $marks } It can be more or fewer for you.
consent-sessions-one-number = In the study that we know of, half of the people had { $value } visits or fewer.{ $marks } It can be more or fewer for you.
consent-sessions-unknown = Not known. We found no study of what you have that we can stand by.
consent-sessions-place = ({ $where })

## Chances

consent-chances = Your chances, as far as they can be computed
consent-chances-lead = Imagine 100 people whose skin is like yours as far as we know it, treated once with the planned setting. Each dot is one of them.
consent-chance-effect = The spot responds
consent-chance-effect-said = This happens in { $frequency }.
consent-chance-effect-note = “Responds” means that the light does to the pigment what it should. It does not mean that the spot is gone: a spot can lighten only in part, or come back.
consent-chance-burn = A burn
consent-chance-burn-said = This happens to { $frequency }.
consent-chance-burn-note = A burn hurts, can blister, and can leave a dark or pale mark or a scar.
consent-chance-marks = Dark marks that last
consent-chance-marks-said = This happens to { $frequency }.
consent-chance-marks-note = The skin turns darker where the light was, some weeks later. It usually fades over months; sometimes it takes years. Few studies have counted this, so the range is wide.
consent-chance-picture = Picture of 100 dots. Black, the most likely number: { $full }. Grey, up to the upper end of the range: { $ringed }. Empty: { $empty }.
consent-chances-key = Black dots: the most likely number. Grey dots: how many more it could be. Empty dots: people in whom it does not happen.
consent-chances-source = Computed in { $skins } skins like yours; { $versions }. The ranges hold in 90 of 100 cases in which the models are right. Models of burns have missed measured ones by almost half.{ $marks }
consent-true = { $correction }

## Course

consent-course = What usually happens afterwards
consent-course-when = When
consent-course-what = What is normal
consent-course-redness = Redness, warmth and some swelling
consent-course-redness-when = first { $low } to { $high } days
consent-course-darker = The spot turns darker
consent-course-darker-when = within { $low } to { $high } hours
consent-course-crust = A thin crust forms and falls off by itself. Do not pick at it.
consent-course-crust-when = for { $low } to { $high } days
consent-course-fading = The spot goes on fading
consent-course-fading-when = for { $low } to { $high } weeks
consent-course-marks = Dark marks, if they come, are seen now
consent-course-marks-when = after { $low } to { $high } weeks
consent-course-sport = No sport, no sauna, no swimming pool
consent-course-sport-when = for { $low } to { $high } days
consent-course-sun = Sun cream, clothes and shade on this skin
consent-course-sun-when = for { $low } to { $high } months
consent-course-caption = After light on brown spots. Advice of clinics, not measured in your case
consent-call = Call us the same day if
consent-call-pain = pain grows after the first 24 hours
consent-call-blister = there is a blister, or the skin weeps
consent-call-spread = redness spreads, or you have a fever
consent-call-cold-sore = a cold sore comes
consent-call-eye = an eye hurts, or you see less clearly: go to an eye doctor at once
consent-call-colour = new white or dark patches come
consent-call-phone = Telephone, also at night and on Sundays

## Risks

consent-risks = What can go wrong
consent-risks-lead = Burns and dark marks stand above, with their numbers. For the others, we give a number only where a study has counted them. “Not known” does not mean “never”.
consent-risks-common = Common
consent-risks-less_common = Less common
consent-risks-rare = Rare, but serious
consent-risks-what = What
consent-risks-how-often = How often
consent-risks-not-known = not known{ $marks }
consent-risks-bruise-possible = possible at your setting{ $marks }
consent-risks-bruise-expected = to be expected at your setting{ $marks }
consent-risks-number = { $frequency }{ $marks }

risk-redness = Redness and swelling
risk-crust = A crust, and a darker spot for some days
risk-pain = Pain during the flashes, like the snap of a rubber band or more
risk-pain_removal = Pain: much of it where the skin is not numb enough, and of the wound on the days after
risk-blister = A blister
risk-pale_marks = Skin that is paler than before, for months
risk-mottled_pale_marks = Small pale dots in the treated skin
risk-melasma_rebound = The melasma becomes darker than before
risk-infection = An infection of the treated skin
risk-cold_sore = A cold sore that breaks out again
risk-acne_milia = Pimples or small white grains
risk-bruise = A bruise
risk-scar = A scar
risk-lasting_white = White patches that stay for good
risk-eye = An injury of the eye, even blindness, if the glasses are not worn
risk-tattoo_darkens = A tattoo or permanent make-up turns black
risk-blue_grey_after_gold = Skin turns blue-grey for good after gold treatment, even one from long ago
risk-hair_loss = Hair in the treated skin grows no more
risk-allergy = An allergy to a cream that is used
risk-numbing_poisoning = Poisoning by too much numbing cream; it can be fatal
risk-missed_cancer = A skin cancer that looked like a harmless spot is seen too late

## Recurrence

consent-return = Can it come back?
consent-return-known = Yes. In the study that we know of it came back in { $frequency } people.{ $marks }
consent-return-place = ({ $where })
consent-return-unknown = Yes, it can. How often is not known: we found no number that we can stand by. Sun makes it more likely.

## Other ways

consent-others = Other ways, and doing nothing
consent-others-lead = You do not need this treatment. These are other ways. Numbers are those of the studies named.
consent-others-way = Way
consent-others-good = What it can do
consent-others-bad = What can go wrong
consent-others-what = What it is
consent-others-preferred = { $name } (we would try this first)

## Who, and how

consent-who-treats = Who treats you
consent-operator = Name and training of the person who treats you
consent-supervisor = Doctor who is responsible
consent-stop = Your right to stop
consent-stop-said = Say “stop” and we stop at once. You need give no reason, and we go on caring for you.
consent-label = Is the device approved for this use here?
consent-label-question = The device, for this use, in this country:
consent-label-yes = approved
consent-label-no = not approved for it (“off-label”)
consent-label-explained = If it is not: why we propose it nevertheless, and what is known about it
consent-photos = Photographs
consent-photos-lead = Each answer stands alone. You can change any of them later. Your treatment does not depend on the last four.
consent-photo-record = Photographs for my own record, to see what changes
consent-photo-colleague = Showing them to another doctor who treats me
consent-photo-teaching = Teaching in this clinic and elsewhere
consent-photo-research = Research, without my name
consent-photo-advertising = Advertising or the internet
consent-questions = Your questions
consent-questions-asked = What you asked, and what we answered
consent-understood = I can say in my own words what will be done and what can go wrong.
consent-interpreter = Did you need an interpreter?
consent-interpreter-who = Name and language of the interpreter
consent-cost = Cost
consent-cost-said = What it costs, and what is paid if more visits are needed
consent-time = Time to think
consent-time-said = Take the time you need. You need not sign on the day on which you get this paper.
consent-time-given = Given to you on
consent-time-wait = Not signed before (waiting time of this clinic or country)
consent-again = When we must ask you again
consent-again-said = This consent holds only for the treatment described here. We ask you anew, on a new paper, if one of these changes: the way of treating, the kind of device, the area, or the diagnosis.{ $marks }
consent-again-also = Tell us before each visit if something is new: a tan, a medicine, a pregnancy, a cold sore, an illness, a tattoo.
consent-sign = What I sign
consent-sign-said = I have read this paper, or it was read to me. My questions were answered. I know that no result is certain and that there are other ways. I agree to the treatment described here. I can take this back at any time.
consent-sign-caption = Consent, text version { $version }, plan of { $day }
