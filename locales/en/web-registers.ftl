## Registers
web-registers = Registers
web-registers-lead = What the organisation keeps: each register serves clauses of the requirements.
web-registers-none = No register is open to you
web-registers-none-do = An administrator gives the roles with which registers are read.
web-registers-count =
    { $n ->
        [one] { $n } record
       *[other] { $n } records
    }
web-registers-personal = personal data
web-registers-serves = Clauses:
web-registers-open = Open
web-registers-open-named = Open “{ $name }”
web-registers-import = Import
web-registers-import-named = Import into “{ $name }”
web-registers-new = New record
web-registers-new-named = New record in “{ $name }”
web-registers-search = Search
web-registers-any = Any
web-registers-show = Show
web-registers-nothing-found = Nothing found
web-registers-nothing-found-do = No record has all that was asked for. Ask for less.
web-registers-show-all = Show all records
web-registers-empty = No records yet
web-registers-empty-do = Add the first record or import a spreadsheet that you keep already.
web-registers-empty-wait = Those who keep this register have added nothing yet.
web-registers-export = Download as CSV
web-registers-export-xlsx = Download as XLSX
web-registers-export-failed = The file could not be made.
web-register-export-too-long = The list has { $n } records, and a file takes { $most }. Narrow the list, for example to one organisation.

## Record
web-record-again = The session had ended, so nothing was saved. Check what you typed, choose files once more, and save.
web-record-not-stated = not stated
web-record-changed = Changed
web-record-object = The object's requirements
web-record-edit = Edit
web-record-edit-named = Edit { $name }
web-record-restore = Make valid again
web-record-restore-note = The record is void. Saving makes it valid again with the values below.
web-record-is-void = The record is void. Reason: { $name }
web-record-values = Values
web-record-history = History
web-record-created = Added
web-record-updated = Changed
web-record-voided = Declared void
web-record-event = event { $name }
web-record-event-waits = not in the event ledger yet
web-record-by-import = by the import of “{ $name }”
web-record-by-undo = by undoing the import of “{ $name }”
web-record-fields-changed =
    { $n ->
        [one] { $n } field
       *[other] { $n } fields
    }
web-record-field = Field
web-record-before = Before
web-record-after = After
web-record-id = Permanent identifier:
web-record-version = version { $name }
web-record-void = Declare void
web-record-void-lead = A void record leaves the lists and the assessment. It stays readable with its reason and history.
web-record-void-reason = Why the record is void
web-record-void-do = Declare void
web-record-new = New record
web-record-optional = may stay empty
web-certificate = Certificate
web-record-checked = A check reads this field.
web-record-certificate-hint = Paste the certificate as PEM; the subject, the issuer and the last day are read out of it.
web-record-only-when = Filled in only where “{ $field }” is: { $values }.
web-record-required-when = Required where “{ $field }” is: { $values }.
web-record-example = Example: { $name }
web-record-range = From { $min } to { $max }
web-record-least = { $min } or more
web-record-most = { $max } or less
web-record-file-present = The file that is there
web-record-file-hint = PDF, PNG, JPEG, TXT, CSV, DOCX, XLSX, ODT or ODS.
web-record-file-drop = Take the file away
web-record-traits = Traits
web-record-traits-hint = They decide which requirements apply. What is not stated counts as unknown.
web-record-save = Save
web-record-save-over = Save mine over it
web-record-take-theirs = Take theirs
web-record-conflict = Somebody else saved this record first
web-record-conflict-lead = Nothing of yours is saved yet. Below is the form with what you typed: correct it and save it over theirs, or take theirs.
web-record-theirs = Theirs, as it is now
web-record-yours = Yours

## Import
web-import-title = Import: { $name }
web-import-heading = Import a file
web-import-lead = A row with a key that exists changes that record. Wrong rows are left out and come back to be mended.
web-import-done = What was done
web-import-created = New
web-import-updated = Changed
web-import-unchanged = Unchanged
web-import-left-out = Left out
web-import-semicolon = semicolon
web-import-comma = comma
web-import-tab = tab
web-import-to-list = To the list
web-import-wrong = Rows left out
web-import-wrong-do = They stand in the text field below with their header: mend them there and import them again.
web-import-wrong-long = They are too many to be mended here. Mend them in the file and import it again: rows that are in already do no harm.
web-import-line = Line
web-import-column = Column
web-import-value = Value
web-import-reason = What is wrong
web-import-more =
    { $n ->
        [one] and { $n } more
       *[other] and { $n } more
    }
web-import-organisation-stated = as the column “organisation” says
web-import-organisation-hint = Whose the rows are where the file has no column for it.
web-import-file = File
web-import-file-hint = XLSX, ODS, XLS, or CSV in UTF-8, UTF-16 or Windows-1251, separated by semicolons, commas or tabs.
web-import-text = Or the text of the table
web-import-do = Import
web-import-nothing = Choose a file or paste the text of a table.
web-import-columns = Columns
web-import-columns-lead = The header names the columns by key or label. An empty cell clears the value; a column that is left out leaves it alone.
web-import-template = Download an empty file with these columns
web-import-column-key = Key
web-import-column-label = Label
web-import-column-kind = Kind
web-import-column-required = Required
web-import-column-allowed = Allowed values
web-import-least = { $number } or more
web-import-most = { $number } or less
web-import-form = Read as
web-import-form-text = text, { $encoding }, { $separator }
web-import-form-workbook = { $format }, sheet “{ $sheet }”
web-import-nameless = a table without a name
web-import-look = See what would change
web-import-choose-columns = Say what the columns are
web-import-gone = The file does not wait here any more: it was imported, another one was handed in, or a day went by. Choose it once more.
web-import-columns-heading = What the columns are
web-import-columns-say = Say of each column of the file which field it is, or leave it out. Nothing is imported yet.
web-import-rows =
    { $n ->
        [one] { $n } row
       *[other] { $n } rows
    }
web-import-sheet = Sheet
web-import-other-sheet = Show this sheet
web-import-file-column = Column of the file
web-import-file-samples = Its first rows
web-import-file-means = Is the field
web-import-check-it = The register does not know the name: check it.
web-import-leave-out = — leave out —
web-import-must-be = { $name } (required)
web-import-beyond =
    { $n ->
        [one] { $n } further column is left out.
       *[other] { $n } further columns are left out.
    }
web-import-preview-heading = What would change
web-import-preview-lead = Nothing is imported yet. Look at it, then import.
web-import-changes-nothing = No row would change anything.
web-import-would-leave-out = Rows that would be left out
web-import-would-change = Rows that would change something
web-import-record = Record
web-import-new = new
web-import-changed = changed
web-import-more-rows =
    { $n ->
        [one] and { $n } more row
       *[other] and { $n } more rows
    }
web-import-recent = Imports
web-import-recent-lead = An import can be undone as a whole as long as nobody has changed its records since.
web-import-when = When
web-import-who = Who
web-import-state = State
web-import-undo = Undo
web-import-undo-lead = New records become void, changed ones get their values back. The history keeps both.
web-import-undo-do = Undo the import
web-import-undo-reason = The import of “{ $name }” was undone
web-import-undone = Undone { $at }, { $by }

## Kinds of field
web-kind-text = text
web-kind-number = number
web-kind-money = sum of tenge
web-kind-network = address or network
web-kind-certificate = certificate (PEM)
web-kind-organisation = organisation
web-kind-bool = yes or no
web-kind-date = date
web-kind-time = date and time
web-kind-choice = one of a list
web-kind-person = person's personnel number
web-kind-object = object's identifier
web-kind-record = key of a record
web-kind-file = file

## Files
web-file = file
web-file-too-large = “{ $name }” is larger than { $megabytes } MiB, the most that is taken.
web-file-empty = “{ $name }” is empty.
web-file-ending-wrong = Files like “{ $name }” are not taken. Taken are: { $accepted }.
web-file-content-other = “{ $name }” is called otherwise than what it holds: it is a { $found } file. Give it the right ending or choose another file. Taken are: { $accepted }.
web-file-content-unknown = “{ $name }” is called { $named } and does not hold that, or holds macros. Save it anew in its program. Taken are: { $accepted }.
