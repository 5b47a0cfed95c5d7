### The screening sheet: may this person be treated, with what, when, and why not.

screening-title = Screening: may this person be treated?
screening-subtitle = { $case } · { $lesion }, { $site } · assessed { $day }

screening-answer-CLEAR = Nothing was found that stands against treatment.
screening-answer-ABSOLUTE = Must not be treated.
screening-answer-DEFER = Not now.
screening-answer-REFER = Refer first.
screening-answer-RELATIVE = Only with a clinician's written reason.
screening-answer-MODIFY = Treatment is possible; the plan is changed.
screening-answer-INFO = Treatment is possible; there are remarks.

verdict-CLEAR = Nothing found
verdict-ABSOLUTE = Blocked
verdict-DEFER = Blocked until later
verdict-REFER = Refer first
verdict-RELATIVE = Needs a clinician's written reason
verdict-MODIFY = Changes the plan
verdict-INFO = For information

screening-answer-label = The answer
screening-count = { $rules ->
    [0] No rule of the set applies.
    [one] One rule applies. It stands below, with what to do.
   *[other] { $rules } rules apply. All of them stand below, the worst first.
}
screening-cannot-override = What is marked “Blocked” cannot be overridden in this software.
screening-earliest = Earliest date: { $day }
screening-earliest-none = Earliest date: none can be given. A reason that does not pass with time stands against it.
screening-earliest-condition = Earliest date: none can be named yet. It depends on the conditions below.

screening-reasons = Reasons, the worst first
screening-rule-place = Rule { $rule }
screening-rule-version = Rule { $rule }, version { $version }
screening-why = Why
screening-what-to-do = What to do
screening-date = Earliest date
screening-scope = Holds for
screening-scope-device = { $device }: { $handpieces }
screening-said-by = Who says so
screening-from-memory = From memory: the source of this rule has not been read. Verify before relying on it.
screening-conflict = Sources disagree
screening-conflict-held = Held here: { $says }
screening-conflict-other = Others say: { $says }
screening-no-reasons = No rule of the set applies to the facts of this case.

screening-open = Questions still open
screening-open-lead = What is not known is never taken for a no. Ask:
screening-open-none = None. Every question that a rule asks has been answered.
screening-open-one = { $question } ({ $rule })
screening-overrides = Written reasons for going on
screening-override = { $rule }: { $reason } Decided by { $by } on { $day }.
screening-facts = What this rests on
screening-fact-person = Person
screening-fact-person-is = { $age } years, phototype { $phototype }
screening-fact-lesion = Diagnosis
screening-fact-diagnosed = { $lesion }; said by: { $by }; seen with a dermatoscope: { $dermatoscopy }
screening-fact-site = Site
screening-fact-area = Area to treat
screening-fact-devices = Devices at hand
screening-fact-none = none named
screening-sign-caption = I have read every reason on this sheet.
