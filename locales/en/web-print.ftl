## Registers and records on paper
web-print = Print (PDF)
web-print-journal = Journal
web-print-both = Kazakh and Russian
web-print-kk = Kazakh
web-print-ru = Russian
web-print-list = List
web-print-as-shown = as shown here
web-print-labels = Labels
web-print-sheet = A4, { $n } labels of { $size } mm
web-print-roll = Roll, { $size } mm
web-print-start = First free place
web-print-make = Make labels
web-print-extract = extract with history
web-print-acknowledgement = acknowledgement sheet
web-print-all-organisations = All organisations
web-print-too-long = There are { $n } records, and a paper takes { $most }. Narrow the list, for example to one organisation.
web-print-void = The record is void: no act is drawn up about it.
