# Papers that an office keeps: journals, lists, acts, extracts, labels, acknowledgement sheets.

report-office-page = p.
report-office-made = Made
report-office-organisation-name = name of the organisation
report-office-number = No.
report-office-no-entries = No entries.
report-office-seal = Seal (if any)
report-office-code = QR code: { $address }
report-office-look = The register in electronic form
report-office-look-record = The record in electronic form

report-office-began = Begun
report-office-ended = Ended
report-office-index = Index in the list of files
report-office-volume = Volume
report-office-kept-for = Kept for
report-office-keeper = Kept by
report-office-checked-by = Checked by
report-office-position-name = position and full name
report-office-clauses = Uniform Requirements approved by Decree No.{ "\u00A0" }832 of the Government of the Republic of Kazakhstan of 20 December 2016: { $clauses }
report-office-clause-points = { $n ->
    [1] paragraph { $points }
   *[other] paragraphs { $points }
}
report-office-clause-subpoints = { $n ->
    [1] subparagraph { $subpoints } of paragraph { $point }
   *[other] subparagraphs { $subpoints } of paragraph { $point }
}
report-office-year = { $year }
report-office-from-to = { $from } to { $to }
report-office-since = from { $from }
report-office-until = up to and including { $to }
report-office-restriction = Mark of restricted access (if there is one)
report-office-copy = The journal is kept electronically; this is its copy on paper.
report-office-closing = The journal has { $pages } numbered pages and { $entries } entries, of which { $void } are void.
report-office-range = Numbers of entries: { $first } to { $last }
report-office-gaps = Numbers without an entry: { $numbers }
report-office-sewn = Sheets sewn, numbered and sealed (if there is a seal)
report-office-figures = in figures
report-office-in-words = in words
report-office-counted = Entries: { $entries }
report-office-void = Declared void: { $reason }
report-office-void-bare = Declared void

report-office-numbered = No. { $number }
report-office-day = { $day } { $month } { $year }
report-office-blank-day = ____ ______________ 20___
report-office-approve = APPROVED
report-office-signature-name = signature, initials, surname
report-office-copies = Made in _____ copies.
report-office-month-1 = January
report-office-month-2 = February
report-office-month-3 = March
report-office-month-4 = April
report-office-month-5 = May
report-office-month-6 = June
report-office-month-7 = July
report-office-month-8 = August
report-office-month-9 = September
report-office-month-10 = October
report-office-month-11 = November
report-office-month-12 = December

report-office-extract = Extract from a register
report-office-history = History of changes
report-office-when = When
report-office-what = What
report-office-who = Who
report-office-changed = Changed values
report-office-event = Event No.
report-office-event-waits = waits
report-office-given-by = Extract given by

report-office-acknowledgement = Acknowledgement sheet
report-office-acquainted = These people have read the document:
report-office-full-name-head = Full name
report-office-position-head = Position
report-office-acquainted-on = Read on
report-office-signature-head = Signature
