# The official text.
decree-text-language-not-read = The official text is read in Kazakh and English, not in { $language ->
    [ru] Russian
   *[other] this language
}.
decree-text-another-act = Line { $line }: this is not Decree No. 832 of 20 December 2016. Give the file of the decree as the legal database prints it.
decree-text-another-language = Line { $line }: the text is in { $found ->
    [kk] Kazakh
    [ru] Russian
   *[en] English
}. Name that language, or give the file in { $asked ->
    [kk] Kazakh
    [ru] Russian
   *[en] English
}.
decree-text-cut-short = Line { $line }: the text is cut short: { $missing }. Fetch the whole file again.
decree-text-ends-before-requirements = the requirements have not begun
decree-text-ends-after-clause = it breaks off after clause { $id }
decree-text-ends-in-appendix = of at least { $expected } points of the appendix { $points } were read
decree-text-ends-in-sentence = the last sentence is not finished
decree-text-out-of-order = Line { $line }: { $found } stands where { $expected } is expected.
decree-text-chapter-out-of-order = Line { $line }: chapter { $found } stands where chapter { $expected } is expected.
decree-text-section-out-of-order = Line { $line }: section { $found } stands where section { $expected } is expected.
decree-text-duplicate = Line { $line }: { $id } stands already on line { $first }.
decree-text-missing = Line { $line }: clause { $id } is missing before this line.
decree-text-missing-chapter = Line { $line }: chapter { $chapter } is missing before this line.
decree-text-out-of-place = Line { $line }: a line of this kind has no place here. Check that the file's layout was kept.
decree-text-note-unreadable = Line { $line }: the note names no amending act with its number and date, or it breaks off.
decree-text-number = Line { $line }: “{ $text }” is not a number of a clause.

# The catalogue.
decree-catalog-folder = { $path } cannot be read: { $cause }.
decree-catalog-problems = The catalogue has { $count ->
    [one] { $count } problem
   *[other] { $count } problems
}. The first: { $first }
decree-problem-file = { $file }: { $reason }.
decree-problem-file-field = { $file }, field “{ $field }”: { $reason }.
decree-problem-entry = { $file }, entry “{ $entry }”: { $reason }.
decree-problem-field = { $file }, entry “{ $entry }”, field “{ $field }”: { $reason }.
decree-fault-unreadable = the file cannot be read: { $cause }
decree-fault-not-text = the file is not text in UTF-8
decree-fault-version = version { $found } of the format is not known, version { $known } is
decree-fault-no-sections = there is no file of a section
decree-fault-missing = the value is missing
decree-fault-missing-language = the text is missing in { $language ->
    [kk] Kazakh
    [ru] Russian
   *[en] English
}
decree-fault-too-long = the text has { $length } characters in { $language ->
    [kk] Kazakh
    [ru] Russian
   *[en] English
}, at most { $most } are allowed
decree-fault-invalid = “{ $found }” is not a valid value
decree-fault-duplicate = “{ $key }” stands already in { $file }
decree-fault-not-allowed = the field has no place here
decree-fault-unknown-trait = the trait “{ $trait }” is not defined
decree-fault-wrong-operator = this operator does not suit a trait of type { $type ->
    [flag] “flag”
    [number] “number”
    [date] “date”
   *[choice] “choice”
}
decree-fault-unknown-choice = “{ $choice }” is not among the trait's choices
decree-fault-unresolved = “{ $found }” does not exist
decree-fault-unused-parameter = no check uses the number, and not every text says it in digits
decree-fault-unsound-check = the check “{ $check }” cannot decide: { $cause }

# Who is bound.
decree-trait-kind = kind of object
decree-reason-flag-stated = stated: { $trait }
decree-reason-flag-absent = not stated: { $trait }
decree-reason-holds = { $trait }: { $stated }
decree-reason-fails = { $trait }: { $stated }; asked for is { $expected }
decree-reason-missing = { $trait }: no value is stated; asked for is { $expected }
decree-expected-yes = yes
decree-expected-no = no
decree-expected-value = { $value }
decree-expected-or = { $value } or { $rest }
decree-expected-nothing = nothing
decree-expected-at-most = at most { $value }
decree-expected-at-least = at least { $value }
decree-expected-day = { $value }
decree-expected-no-later = { $value } or earlier
decree-expected-no-earlier = { $value } or later
decree-reason-and = { $before }; { $next }
decree-reason-named-holds = { $condition }
decree-reason-named-holds-because = { $condition } ({ $because })
decree-reason-named-fails = does not hold: { $condition }
decree-reason-named-fails-because = does not hold: { $condition } ({ $because })
decree-reason-named-missing = not known: { $condition }
decree-reason-named-missing-because = not known: { $condition } ({ $because })
decree-binds = Binds: { $reasons }.
decree-binds-everyone = Binds every subject of this kind.
decree-does-not-bind = Does not bind: { $reasons }.
decree-not-asked = Is not asked of a subject of this kind.
decree-not-known = Whether it binds is not known: { $reasons }.

# Since when.
decree-amended-from = Act No. { $act } of { $date }, in force from { $from }
decree-amended-relative = Act No. { $act } of { $date }, in force ten days after its publication (the text gives no day)
decree-since-original = Decree No. 832 of { $date }, in force ten days after its publication (the text gives no day)
decree-search-failed = The search index fails: { $cause }.
decree-binds-whom = Whom it binds: { $condition }.
decree-condition-and = { $before }; and { $next }
decree-condition-or = { $before }, or { $next }
decree-condition-group = any of: { $condition }
decree-condition-none = none of: { $condition }
decree-condition-flag = “{ $trait }”
decree-condition-no-flag = without “{ $trait }”
decree-condition-value = { $trait }: { $expected }
