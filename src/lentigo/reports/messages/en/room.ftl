### The card for the treatment room: read at two metres, through eyewear.

room-title = { $case } – { $day }
room-heading = Room card
room-fluence = Radiant exposure
room-spot = Spot
room-pulse = Pulse
room-light = Light
room-rate = Rate
room-cooling = Cooling
room-filter = { $number } nm filter
room-broadband = broadband
room-dial = { $label }, { $unit }
room-see = You should see
room-spots-first = Test spots first
room-stop = STOP AT ONCE AT
room-bruise-possible = Purple spots are possible: small vessels may bruise at this setting.
room-bruise-expected = Expect purple spots as well: small vessels bruise at this setting.
room-nothing = Fire nothing. No setting is given on this card.
room-why = Why
room-what-to-do = What to do
room-date = Earliest date
room-date-never = None: this reason does not pass with time.
room-date-condition = When the condition above is met.
room-too-small = Too small for 2 m: read this from near by.
room-report-check = Use no number of this plan. Report the case with its file and seed.
room-by-rule = { $text } (rule { $rule })
