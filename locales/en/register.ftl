# A register's definition file is refused.
register-definition-file = { $file }: { $reason }
register-definition-place = { $file }, { $place }: { $reason }
register-definition-unreadable = it cannot be read: { $cause }
register-definition-malformed = it is not a register definition: { $cause }
register-definition-version = format version { $found } is not known; this build reads version { $known }
register-definition-name-differs = the key “{ $key }” must be the file's name without .toml
register-definition-repeated = “{ $text }” is already taken in this register; choose another key, label or alias
register-definition-register-unknown = there is no register “{ $register }”
register-definition-field-unknown = the rule names the field “{ $field }”, which this register does not have
register-definition-rule-kinds = the rule does not suit the kinds of its fields: two dates or two times are compared, a subject is text and its kind a choice
register-definition-misplaced = the setting { $setting } does not belong to a field of this kind
register-definition-lacks = it must have: { $setting }
register-definition-too-many = there may be no more than { $most } of them
register-definition-pattern = the pattern is not a regular expression: { $cause }
register-definition-example = the example “{ $example }” does not match its own pattern
register-definition-range = min is greater than max
register-definition-wordless = a text is empty in one of the three languages
register-definition-not-personal = the field holds personal data, so the register needs personal = true
register-definition-no-holder = no file has traits = "{ $kind }"; one register must hold these
register-definition-two-holders = { $other } already has traits = "{ $kind }"; only one register may
register-definition-span = “{ $text }” is no length of time; write 30 days, 6 months, 2 years
register-definition-numbering = the form of numbers “{ $text }” is wrong; write for example “{"{"}year{"}"}-{"{"}number:4{"}"}”, with the year apart from the number
register-definition-term-unknown = the catalogue has no parameter “{ $parameter }” that is a length of time
register-definition-unknown = there is no state, act or choice “{ $text }” in this register
register-definition-unsuited = it does not suit the field “{ $field }”: look at the field's kind, and at the order of computed fields
register-definition-would-lose = The definition of the register “{ $register }” has no place for the values of “{ $field }” that { $records } records hold. Nothing was changed. Put the field (or the choice) back, or clear it in those records first.
register-definition-gone = The register “{ $register }” has records ({ $records }) and no definition any more, so that nobody would see them. Nothing was changed. Put its definition file back.

# A file is refused as a whole.
register-file-too-large = The file has { $bytes } bytes; one import takes at most { $most }. Split it into several files.
register-file-not-text = The file is not text in { $encoding }. Save the table as CSV (UTF-8) and import it again.
register-file-empty = The file has no rows, not even a header.
register-file-quote-open = The quotation mark that opens a cell on line { $line } is not closed. Nothing was imported.
register-file-other-than-named = By its name this is a { $named } file, by its content a { $found } file. Give it the right ending or choose another file. Nothing was imported.
register-file-no-spreadsheet = The file holds no spreadsheet. Taken are CSV, XLSX, ODS and XLS. Nothing was imported.
register-file-protected = The file is protected by a password. Take the password away in the program that made it, and import it again.
register-file-broken = The { $format } file is broken: { $cause }. Open it in its program, save it anew and import it again. Nothing was imported.
register-file-too-many-entries = The file is an archive of { $n } parts; at most { $most } are taken. Nothing was imported.
register-file-unpacked = Unpacked, “{ $entry }” in the file would be larger than { $megabytes } MiB. Split the table or save it as CSV. Nothing was imported.
register-file-no-sheet = The file has no sheet “{ $sheet }”. Its sheets: { $known }.
register-file-merged = The cells { $range } are merged. Below the header each cell stands for itself: split them, fill each one and import the file again. Nothing was imported.
register-file-too-many-rows = The sheet has more than { $most } rows. Split the table. Nothing was imported.
register-file-too-many-columns = The cell { $cell } lies beyond { $most } columns. Delete what stands there by mistake. Nothing was imported.
register-file-too-many-cells = The table is too large: at most { $most } cells and { $megabytes } MiB of text are taken. Split it into several files. Nothing was imported.
register-header-unknown = The register “{ $register }” has no column “{ $column }”. Its columns: { $known }. Nothing was imported.
register-header-missing = The column “{ $column }” of the register “{ $register }” is missing. Nothing was imported.
register-header-no-organisation = Nothing says whose the rows of the register “{ $register }” are: add the column “organisation” or name the organisation in the command.
register-header-repeated = The columns “{ $other }” and “{ $column }” are the same one. Keep one of them. Nothing was imported.

# What is wrong with a row.
register-row-date-wrong = this is not a date; write 2026-11-22 or 22.11.2026
register-row-time-wrong = this is not a date and time; write 2026-11-22 09:05 or 22.11.2026 09:05
register-row-too-long = the text is longer than { $most } characters
register-row-form-wrong = the value does not have the form that is expected here, for example { $example }
register-row-number-wrong = this is not a number
register-row-number-not-whole = a whole number is expected
register-row-number-too-small = the number is less than { $min }
register-row-number-too-great = the number is greater than { $max }
register-row-flag-wrong = yes or no is expected
register-row-choice-unknown = there is no such value; one of these is expected: { $choices }
register-row-key-wrong = a key is up to 200 characters of printable text
register-row-number-of-key-too-great = the number in this key is too great: the numbers of the register would run out after it
register-row-file-wrong = a file is named by its SHA-256, 64 hexadecimal digits
register-row-file-unknown = the organisation has no such file; the file is handed in first
register-row-key-repeated = the key is already on line { $line } of the file
register-row-identifier-wrong = an identifier has lower-case Latin letters, digits, “.”, “_” and “-” and begins with a letter or digit
register-row-identifier-taken = the identifier belongs to another organisation; choose another
register-row-required = the field must be filled
register-row-too-many-columns = the row has { $found } cells, the header { $wanted }
register-row-too-few-columns = the row has { $found } cells, the header { $wanted }
register-row-organisation-unknown = there is no such organisation, or it is beyond your rights
register-row-organisation-differs = the row names another organisation than the command
register-row-person-unknown = the organisation has no person with this personnel number; enter the person first
register-row-object-unknown = the organisation has no informatization object with this identifier; enter the object first
register-row-record-unknown = the register “{ $register }” has no record with this key; enter it first
register-row-value-taken = the record “{ $key }” already has this value
register-row-value-repeated = the value is already on line { $line } of the file
register-row-before = this is earlier than { $earlier }
register-row-subject-not-organisation = this must be the identifier of the organisation itself
register-row-not-apt = this record has no such field: another field rules it out
register-row-state-moves = the record is in the state “{ $state }”; a state changes by a transition, not by an import or a form
register-row-state-begins = a new record begins in the state “{ $state }”; its state changes by a transition
register-row-state-not-theirs = a record of the state “{ $state }” is taken over by those who may move a record into it
register-row-locked = the record is in the state “{ $state }”, in which its values are not changed any more
register-row-engine = Talap alone fills this field; leave the column out, or the value as the record has it
register-row-money-wrong = a sum of tenge has two digits after the point at most
register-row-network-wrong = this is no address or network; write 10.2.0.17 or 10.2.0.0/16
register-row-network-host = this is an address within a network; the network is { $network }
register-row-certificate-wrong = this is no X.509 certificate in PEM (BEGIN CERTIFICATE … END CERTIFICATE)
register-row-cell-error = the cell has an error of the spreadsheet; mend the formula or write the value
register-row-formula-uncomputed = the formula has not been computed; open the file in its program, compute it and save it

# A request is refused.
register-unknown = There is no register “{ $register }”.
register-organisation-unknown = There is no organisation “{ $organisation }”.
register-no-record = The register “{ $register }” has no valid record “{ $key }” of the organisation “{ $organisation }”.
register-field-unknown = The register “{ $register }” has no field “{ $field }”.
register-void-no-reason = State the reason why the record is declared void.
register-record-changed = The record “{ $key }” of the register “{ $register }”, organisation “{ $organisation }”, is now in version { $version }: somebody else has changed it meanwhile. Nothing was saved; look at it again and repeat.
register-refused = The record was not saved. Field “{ $field }”, value “{ $value }”: { $reason }.
register-refused-unsaid = The record was not saved.
register-record-unfit = The record { $record } of the register “{ $register }” has no valid value in the field “{ $field }”. Correct the record.
register-changes-waiting = The records are saved, but the ledger of events has not taken the changes yet; they will be sent again. Reason: { $reason }
register-transition-unknown = There is no transition “{ $transition }”.
register-transition-state = “{ $transition }” is not possible for the record “{ $key }”: it is in the state “{ $state }”.
register-transition-roles = Only { $roles } may do that.
register-transition-lacks = The record “{ $key }” lacks the field “{ $field }”. Fill it in and repeat.
register-transition-unsigned = An electronic signature is asked for.
register-transition-signature = The electronic signature was not accepted: { $reason }
register-either = { $one } or { $other }
register-nobody = nobody
register-group-structure = Organisations and objects
register-group-documents = Documents
register-group-security = Information security
register-group-people = Staff
register-group-assets = Assets
register-group-software = Software
register-group-lifecycle = Life cycle of objects
register-group-networks = Networks
register-group-premises = Server rooms
register-group-operation = Operation
register-group-internet = Internet
register-group-procurement = Procurement and contracts
register-group-other = Other registers
register-undo-no-import = The register “{ $register }” has no import { $import }.
register-undo-already = The import { $import } was undone already. Nothing was changed.
register-undo-changed-since = The import cannot be undone, for these records have been changed since: { $records }{ $more ->
    [0] {"."}
   *[other] {" "}and { $more } more.
} Nothing was changed.
register-undo-taken = The import cannot be undone: the value that the field “{ $field }” of the record “{ $key }” had is by now that of the record “{ $holder }”. Nothing was changed.

# An event of the ledger does not prove a change.
register-commitment-other-change = The event is about another change: “{ $attribute }” differs.
register-commitment-other-fields = The event and the change do not name the same fields: “{ $field }”.
register-commitment-forgotten = The value of the field “{ $field }” was erased, so the commitment cannot be recomputed.
register-commitment-differs = The value of the field “{ $field }” is not the one that the event commits to.
