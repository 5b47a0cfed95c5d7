### The numbing card: which cream, how much, from when to when, and when to stop.

numbing-title = Numbing cream
numbing-subtitle = { $product } · { $day }
numbing-allowed = Allowed, within the numbers below
numbing-refused = Refused: do not put this cream on
numbing-label = Kept to: { $label }
numbing-clock = Times
numbing-on = Cream on
numbing-off = Cream off
numbing-latest = Label’s end: off by
numbing-session = Start
numbing-time-same = { $time }
numbing-time-before = { $time }, the day before
numbing-time-after = { $time }, the day after
numbing-wipe = Between “off” and the start: { $minutes } minutes, to wipe, to dry and to look.
numbing-amount = How much
numbing-spread = Put on
numbing-by = By { $count ->
    [one] rule
   *[other] rules
} { $rules }{ $marks }.
numbing-kept = { $number } (rule { $rule }{ $marks })
numbing-share = { $number } %
numbing-most-cream = At most, in one day
numbing-most-area = Skin, at most
numbing-most-time = Time on the skin, at most
numbing-most-cover = Under a dressing, at most
numbing-ribbon = Ribbon from a tube of { $tube } g
numbing-grams = { $number } g
numbing-minutes = { $number } min
numbing-centimetres = { $number } cm
numbing-square = { $number } cm²
numbing-ribbon-unknown = The label does not say how long a gram is. Weigh the cream.
numbing-sessions = The area needs { $sessions ->
    [one] one session
   *[other] { $sessions } sessions on different days
}.
numbing-before = Tick before the first flash
numbing-signs = Stop and wipe it off at once at any of these
numbing-do = Then, in this order
numbing-never = While it is on, never
numbing-at-hand = At hand in the clinic
numbing-times-head = For you
numbing-reasons = Reasons, the worst first
numbing-limits = Every number that was kept to
numbing-limits-caption = Asked for, and allowed
numbing-limit-what = What
numbing-limit-asked = Asked for
numbing-limit-allowed = Allowed
numbing-limit-met = Within it
numbing-limit-source = Rule, source, place
numbing-limit-rule = Rule { $rule }{ $marks }: { $where }
numbing-limit-assumed = Rule { $rule }{ $marks }: { $where } (assumed)
numbing-suggestions = What may be asked for instead
numbing-doses = What the body may take up
numbing-doses-caption = By drug (rule { $rule }{ $marks })
numbing-dose-drug = Drug
numbing-dose-in = In all cream, mg
numbing-dose-absorbed = Expected in the blood, mg
numbing-dose-counted = Counted, mg
numbing-dose-injected = Injected that day, mg
numbing-dose-ceiling = Ceiling, mg
numbing-drug-lidocaine = lidocaine
numbing-drug-prilocaine = prilocaine
numbing-drug-tetracaine = tetracaine
numbing-sign-caption = Cream on and off
numbing-signer-on = Put on by
numbing-signer-off = Taken off by
numbing-tube = To write down
numbing-tube-product = Product, as on the tube
numbing-tube-maker = Maker
numbing-tube-licence = Licence number
numbing-tube-batch = Batch (lot)
numbing-tube-expires = Use before
numbing-tube-prescriber = Ordered by
numbing-time-on-was = Put on at
numbing-time-off-was = Taken off at
