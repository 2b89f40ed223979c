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
report-office-keeper = Kept by
report-office-checked-by = Checked by
report-office-position-name = position and full name
report-office-clauses = Clauses of the Uniform Requirements: { $clauses }
report-office-closing = The journal has { $pages } numbered pages and { $entries } entries, of which { $void } are void.
report-office-counted = Entries: { $entries }
report-office-void = Declared void: { $reason }
report-office-void-bare = Declared void

report-office-numbered = No. { $number }
report-office-day = { $day } { $month } { $year }
report-office-blank-day = ____ ______________ 20___
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
