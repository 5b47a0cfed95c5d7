### Light that is aimed at vessels, collagen, columns of skin or its whole surface: what papers say of it.

## The panel

panel-energy = Energy of one beam
panel-beam = Beam
panel-density = Density
panel-density-unit = per cm²
panel-passes = Passes
panel-stacked = Pulses a place
panel-others-density = { $number } columns per cm² and pass
panel-others-passes = { $number ->
    [one] 1 pass
   *[other] { $number } passes
}
panel-others-stacked = { $number } pulses on each place

## The room

room-before = Before you start
room-eyewear = Eyewear for { $wavelength } nm, optical density { $density } or more, for everyone in the room.
room-eyewear-lamp = Eyewear for pulsed light, for everyone in the room.
room-shields-metal_inside_lids = Metal shields under the lids of the person treated.
room-shields-metal_outside_lids = Metal shields over the closed lids of the person treated.
room-shields-wavelength_goggles = Goggles for this light, or opaque covers, for the person treated.
room-smoke = Smoke extractor on, close to the skin; masks that hold fine dust back. Wet drapes, dry skin, no alcohol, no oxygen.
room-herpes = The medicine against herpes has been begun, as the prescriber said.
room-wipe = Wipe off and look after each pass, before the next.

## The consent: what is done

consent-aim-pigment = light on brown pigment in the skin
consent-aim-vessels = light on small blood vessels in the skin
consent-aim-collagen = light that warms the skin below its surface
consent-aim-columns = laser light that makes many tiny wounds in the skin
consent-aim-ablative_columns = laser light that makes many tiny holes in the skin
consent-aim-removal = laser light that takes off the surface of the skin
consent-does-vessels = The light comes in flashes. The blood in small vessels takes it up and becomes hot, so that the vessels close. Your body clears them away over weeks.
consent-does-vessels-poikiloderma = Brown pigment in the same skin takes up some of the light too.
consent-does-collagen = The laser warms a thin layer below the surface of your skin. The surface is cooled meanwhile. Over months the warmed layer may make new collagen, the fibres that make skin firm.
consent-does-columns = The laser heats many small columns of your skin, each { $width }. Skin is left between them, and the wounds heal from there. Over months the skin may make new collagen, the fibres that make it firm.
consent-does-ablative_columns = The laser burns many small holes into your skin, each { $width }. Skin is left between them, and the holes heal from there. Over months the skin may make new collagen, the fibres that make it firm.
consent-does-removal = The laser takes off the surface of your skin, a thin layer with each pass. It leaves an open wound, like a graze. New skin grows over it in one to two weeks. Over months the skin may make new collagen, the fibres that make it firm.
consent-width = { $like ->
    [hair] about { $mm } mm wide, like a thick hair
    [thread] about { $mm } mm wide, like a sewing thread
    [pen] about { $mm } mm wide, like the tip of a ballpoint pen
   *[pin] about { $mm } mm wide, like the head of a pin
}
consent-doubt-other = No diagnosis is certain. If something in this skin grows, bleeds, itches or changes colour, before or after the treatment, show it to a doctor at once.
consent-steps-feel-removal = It hurts too much to bear without help. Your skin is made numb first, by injections as a rule, and some people are given medicines that make them sleepy. Ask what you will get, and who gives it.
consent-steps-smoke = The laser makes smoke. A tube close to the skin draws it away, and everyone wears a mask.
consent-steps-herpes = Before the treatment a doctor gives you a medicine against cold sores. Take it as the doctor says, to the last tablet: a cold sore can spread over the whole wound.
consent-setting-energy = Energy of one beam
consent-setting-others = How often and how densely
consent-setting-depth = How deep it reaches, as far as it can be computed
consent-setting-depth-is = { $middle } µm, between { $low } and { $high } µm in 90 of 100 skins like yours (1000 µm are one millimetre)
consent-sessions-way = Studies used { $low } to { $high } visits, at least { $weeks } weeks apart.{ $marks } It can be more or fewer for you.
consent-sessions-way-one = Studies used one visit.{ $marks } It can be more for you.

## The consent: chances

consent-goal-effect-vessels = A vessel closes
consent-goal-effect-vessels-note = “Closes” means that a vessel such as yours is sealed by the heat of one treatment. It does not mean that all the redness is gone: some vessels stay, and new ones can come.
consent-goal-effect-collagen = Enough skin is warmed
consent-goal-effect-collagen-note = This means that a layer of skin becomes as warm as it should. What is seen of it months later is small, and differs much between people.
consent-goal-effect-columns = Deep and dense enough
consent-goal-effect-columns-note = This means that the tiny wounds reach the depth and the number that are wanted. How much better the skin looks months later differs between people.
consent-goal-effect-removal = Deep enough
consent-goal-effect-removal-note = This means that the laser reaches the depth that is wanted. How much better the skin looks months later differs between people.
consent-goal-harm-columns = Too deep or burnt together
consent-goal-harm-columns-note = The tiny wounds go deeper than they should at this place, or run together. Then the skin heals slowly and can scar.
consent-goal-harm-removal = Too deep
consent-goal-harm-removal-note = The wound goes deeper than it should at this place. Then it heals slowly and can scar.

consent-results-other = No result is certain: some people see much change, some little, and some none.

## The consent: what follows

consent-after-redness = Redness and warmth
consent-after-purple = Purple spots, like bruises
consent-after-swelling = Swelling, most of all in the morning
consent-after-bronzed = The skin looks bronzed and feels like sandpaper. Do not rub it off.
consent-after-oozing = Clear fluid, and small points of blood
consent-after-crust = Fine crusts that fall off by themselves. Do not pick at them.
consent-after-open = An open wound under ointment. Do not let it dry out, and do not pick at it.
consent-after-fading = Redness goes on fading
consent-after-change = The skin goes on changing; what is gained comes slowly
consent-when-days = for { $low } to { $high } days
consent-when-weeks = for { $low } to { $high } weeks
consent-when-months = for { $low } to { $high } months
consent-after-caption = After such light. Advice of clinics and studies, not measured in your case

## The months

months-before = Before the treatment
months-before-herpes = A medicine against cold sores
months-before-herpes-said = A doctor gives you a medicine against cold sores. Begin it when the doctor says, before the treatment, and take it to the last tablet. A cold sore can spread over all of the treated skin. Call us the same day if one comes.

months-visit-pain-anaesthesia = done under an anaesthetic, by injection or asleep
months-chance-burn-other = A burn, or a wound that is too deep
months-chance-burn-other-said = At least one comes in { $frequency }.
months-gain-pigment = Less brown
months-gain-redness = Less red
months-gain-texture = Seen less
months-gained-pigment = At least { $enough } % of the extra brown go in { $frequency }.
months-gained-redness = At least { $enough } % of the extra red go in { $frequency }.
months-gained-texture = At least { $enough } % less is seen, as doctors would score pictures, in { $frequency }.
months-gain-note = In the middle person it is { $best } % less at best, and { $end } % less on day { $day }.
months-lost-said = Of 100 people who gained something, { $share } have lost half of it again a year after the last step.
months-lost-fewer = Of 100 people who gained something, fewer than 1 has lost half of it again a year after the last step, as far as it can be worked out.
months-lost-more = Of 100 people who gained something, more than 99 have lost half of it again a year after the last step, as far as it can be worked out.
months-others-enough = Enough gained

## The consent: return, and risks of their own

consent-return-vessels = Vessels that have closed mostly stay closed. New ones can widen over the years: sun, heat and the illness itself go on. How often is not known: we found no number that we can stand by.
consent-return-stretch_marks = Stretch marks can become less red, narrower or less rough. They do not go away. What is gained mostly stays; new marks can come.
consent-return-scars = Scars can become flatter and softer and stand out less. They do not go away. What is gained mostly stays.
consent-return-lines = Lines can become finer. Some stay, and skin goes on ageing: sun makes it faster.
risk-eye_front = An injury of the front of the eye, if the shields are not worn
