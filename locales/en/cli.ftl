## Help
help-talap = Talap makes the Uniform Requirements in ICT and information security (Government Decree No. 832) run.
help-up = Start Talap: receive events, judge statements, answer the other commands
help-decree = The official text of the decree
help-outline = Print the clauses of an official text: identifier, kind, line
help-catalog = The catalogue of statements
help-stats = Count the clauses, statements, modes and languages of the catalogue
help-import = Import records into a register, or a log file or a folder of them (register “events”)
help-assess = Judge the statements and say why; exit status 1 when one is not met
help-query = Ask a question in SQL over registers and events
help-sources = Show how sources of events and receivers do; exit status 1 when one wants looking at
help-ledger = The ledger of events
help-verify = Verify every byte of the ledger's files with the public key alone
help-config = The configuration
help-schema = Print the JSON Schema of talap.toml
help-access = People and their roles
help-list = Show who has which role
help-grant = Give a role to a user of this operating system
help-revoke = Take a role from a user of this operating system
help-heading-usage = Usage
help-heading-commands = Commands
help-heading-options = Options
help-value-command = COMMAND
help-value-folder = FOLDER
help-value-file = FILE
help-value-lang = LANGUAGE
help-value-id = ID
help-value-register = REGISTER
help-value-sql = SQL
help-value-user = USER
help-value-role = ROLE
help-option-help = Show this help
help-option-version = Show the version
help-option-data = The data folder (./talap-data when left out)
help-option-config = A configuration file (talap.toml in the data folder when left out)
help-option-lang = The language of the interface: kk, ru or en
help-option-lang-text = The language of the text: kk or en (Russian is not read yet)
help-option-example = Load the example organisation into a new data folder
help-option-notes = Print the amendment notes as well
help-option-json = Answer in JSON, for programs
help-option-org = The organisation
help-option-object = The informatization object
help-option-source = The registered source that the log file comes from
help-option-format-tool = What wrote the file, where its content shall not decide: nmap, sarif or restic
help-option-object-tool = The informatization object that a tool's file is about
help-option-scan = The number of the report on a vulnerability assessment that a scanner's file belongs to
help-option-folder = A ledger's folder (the one in the data folder when left out)
help-option-key = The public key file (the one in the data folder when left out)
help-argument-file = The file
help-argument-register = The register: organisations, objects, people, documents …, or “events”
help-argument-sql = One SELECT; “SHOW TABLES” lists the tables
help-argument-user = The user's name
help-argument-role = is_officer, analyst, integration_engineer, administrator, registrar, auditor or employee
help-usage = talap [--data FOLDER] [--lang LANGUAGE] COMMAND
help-usage-up = talap up [--example]
help-usage-outline = talap decree outline FILE --lang LANGUAGE [--notes]
help-usage-import = talap import REGISTER FILE|FOLDER [--org ID] [--source ID] [--format nmap|sarif|restic] [--object ID] [--scan ID] [--json]
help-usage-assess = talap assess [--object ID | --org ID] [--json]
help-usage-verify = talap ledger verify [--folder FOLDER] [--key FILE] [--archive URL] [--witness KEY …] [--authority FILE] [--json]
help-usage-query = talap query SQL [--format FORMAT] [--output FILE] | talap query --search TEXT [--format FORMAT] [--output FILE] [--follow]
help-usage-grant = talap access grant USER ROLE [--org ID]
help-usage-revoke = talap access revoke USER ROLE [--org ID]
help-exit-status =
    Exit status:
      0  done
      1  found wanting: a statement is not met, a row was refused, a problem was found
      2  wrong use: the command line or the configuration
      3  refused or failed

## Command line
args-see-help = “talap --help” shows what can be asked.
args-unknown = The argument “{ $argument }” is not known.
args-command-unknown = The command “{ $command }” is not known.
args-command-missing = A command is missing.
args-missing = Missing: { $arguments }.
args-value-wrong = “{ $value }” is not a value of { $argument }.
args-value-unknown = “{ $value }” is not a value of { $argument }. The values are: { $known }.
args-conflict = { $argument } and { $other } cannot stand together.
args-not-text = An argument is not valid UTF-8 text.
args-wrong = The argument “{ $argument }” is written wrongly.

## Causes that the operating system names
io-not-found = it does not exist
io-permission-denied = this user may not
io-address-in-use = another program uses this address
io-address-not-available = this machine does not have this address
io-storage-full = the disk is full
io-read-only = the file system is read-only
io-is-a-folder = it is a folder
io-not-a-folder = it is not a folder
io-not-text = it is not UTF-8 text
io-other = { $text }

## Configuration
config-unreadable = The configuration { $path } cannot be read: { $cause }.
config-wide-no-archive = The configuration names machines for wide queries (ledger.wide) and no archive store for them to read (ledger.archive).
config-wide-not-built = The configuration names machines for wide queries (ledger.wide), and this build of Talap has no wide queries: build it with the feature 'wide', or take the setting out.
config-wide-unusable = Wide queries (ledger.wide) cannot be set up. { $cause }
config-wrong = The configuration { $path }, line { $line }: { $cause }.
config-unknown-key = the key “{ $key }” is not known; “talap config schema” lists the keys
config-not-as-expected = { $text }
config-value-wrong = The configuration { $path }: { $cause }.
config-must-be-positive = { $key } must be at least 1
config-message-too-short = { $key } must be at least { $least }, which every syslog message may use
config-address-wrong = { $key }: “{ $text }” is not an address with a port, such as 127.0.0.1:5514
config-offset-wrong = { $key }: “{ $text }” is not an offset from UTC, such as +05:00
config-address-remote = { $key }: { $text } listens beyond this machine, where plain syslog is neither encrypted nor authenticated; set collect.allow_remote = true if that is meant

## Data folder, socket, files
folder-cannot-create = The data folder { $path } cannot be made: { $cause }.
folder-unusable = { $path } cannot be used: { $cause }.
folder-missing = { $path } is not a data folder yet. “talap up --data { $path }” makes it.
folder-in-use = Another process works on the data folder { $path }. Stop it first, or use another folder with --data.
folder-not-empty-for-example = The data folder { $path } already holds organisations, so the example was not loaded. Use a new folder with --data.
socket-cannot-listen = The local socket { $path } cannot be opened: { $cause }.
socket-nobody-answers = Another process holds the data folder { $path }, but nobody answers at its socket. If “talap up” is starting or stopping, try again; else end that process.
socket-other-version = The running “talap up” is of another version. Restart it.
file-unreadable = The file { $path } cannot be read: { $cause }.
file-too-large = The file is larger than { $limit } MiB. Split it.
key-unusable = The key { $path } cannot be used: { $cause }.
key-lost = The ledger in { $path } has no signing key any more. Restore keys/ledger.key from its backup; a new key would make every earlier checkpoint worthless.
runtime-cannot-start = Talap cannot start: { $cause }.
output-failed = The answer cannot be written: { $cause }.
example-broken = The built-in example cannot be loaded: { $cause }.
example-rows-refused = { $n } rows of { $file } were refused

## People
access-nobody = The user { $who } has no role here. An administrator gives one: talap access grant { $who } ROLE.
access-granted = { $user } now has the role “{ $role }”.
access-revoked = { $user } no longer has the role “{ $role }”.
scope-all = all organisations
forbidden = { $who } may not { $right }.
right-read-records = read records
right-read-personal-data = read personal data
right-write-records = change records
right-write-structure = change organisations, objects and sources
right-read-events = read events
right-append-events = hand in events
right-assess = run an assessment
right-read-verdicts = read verdicts
right-attest = state compliance
right-grant-roles = give and take roles
right-read-roles = see who has which role
id-invalid =
    { $kind ->
        [record] “{ $text }” is not an identifier that Talap gave; those look like 01a214df-e3a2-7f5e-8753-1f757acceb1d.
        [clause] “{ $text }” is not the number of a clause; those look like 38.4.
        [key] “{ $text }” cannot be a record's key: a key is not empty, has at most 200 characters, and no space at its ends.
       *[other] “{ $text }” is not a valid identifier ({ $kind }): lower-case Latin letters, digits, “.”, “_” and “-”.
    }

## Import
import-done = Imported: { $created } new, { $updated } changed, { $unchanged } unchanged, { $rejected } refused.
import-waiting = The ledger has not taken the changes yet; they wait and go with the next start or import: { $cause }
import-line = line { $line }
import-column = column “{ $column }”
import-value = “{ $value }”
import-source-missing = A log file needs the source it comes from: --source ID.
import-source-only-for-events = --source belongs to log files: talap import events FILE --source ID.
sources-need-all-organisations = Sources say whose messages come from where, over all organisations. Only somebody whose roles reach all organisations may change them.
import-source-unknown = The source “{ $source }” is not registered. Register it first: talap import sources FILE.
events-imported =
    { $n ->
        [one] { $n } event is in the ledger
       *[other] { $n } events are in the ledger
    }; { $marked } could not be understood and were kept raw.

events-imported-before = This log file of the source “{ $source }” is in the ledger already; nothing was added.
events-unreadable = The log file cannot be read after line { $line }: { $cause }.
events-gzip-broken = The compressed file is damaged or cut off: { $cause }.
events-folder-empty = There are no files in { $path }.
events-folder-done = Files: { $files }, of them in the ledger already: { $before }, not read: { $failed }. Events added: { $n }; not understood and kept as they came: { $marked }.

## Sources of events
sources-none = No sources of events are registered yet. Enter them: talap import sources FILE.
sources-nobody-receives = No talap up runs on this data folder: nothing is received over the network, and what is shown is what the ledger holds.
source-never = never
source-in-order = in order
source-awaited = the first event is awaited
source-silent = silent since { $since } ({ $minutes } min expected at most)
source-silent-ever = no event ever since its registration ({ $since }; { $minutes } min expected at most)
source-wrong-kind = events are not of the registered kind or format
source-flood = a flood: more than { $limit } events a minute
source-clock-off = the clock is off by more than the allowed { $allowed } s
source-impossible-times = events with a time more than a year away: { $n }
source-clock-behind =
    { $unit ->
        [days] { $n } days
        [hours] { $n } h
        [minutes] { $n } min
       *[seconds] { $n } s
    } behind
source-clock-ahead =
    { $unit ->
        [days] { $n } days
        [hours] { $n } h
        [minutes] { $n } min
       *[seconds] { $n } s
    } ahead
receiver-status = { $receiver }: { $received } messages received, { $unregistered } of them from unregistered sources.
receiver-no-loss = Nothing was lost.
receiver-loss = Lost: datagrams dropped by the kernel { $kernel }, messages without room in the queue or not kept { $queue }, bytes cut off { $bytes }, connections refused { $refused }.

## Assessment
assess-next = Why: talap assess --object ID, or --org ID.
assess-object-unknown = There is no object “{ $object }” here that you may see.
assess-organisation-unknown = There is no organisation “{ $organisation }” here that you may see.
assess-evidence = Rests on: { $evidence }{ $more ->
        [0] .
       *[other] { " " }and { $more } more.
    }
assess-not-applicable-hidden =
    { $n ->
        [one] { $n } statement does not apply
       *[other] { $n } statements do not apply
    }; --json shows why.
clause-sign = UR
status-met = met
status-not-met = not met
status-unknown = unknown
status-not-applicable = not applicable
status-heading-met = MET ({ $n })
status-heading-not-met = NOT MET ({ $n })
status-heading-unknown = UNKNOWN ({ $n })
mode-enforced = enforced
mode-checked = checked
mode-attested = attested
mode-informative = informative
subject-organisation = organisation
object-kind-information-system = information system
object-kind-internet-resource = Internet resource
object-kind-electronic-information-resource = electronic information resource
object-kind-software = software
object-kind-technological-platform = technological platform
object-kind-hardware-software-complex = hardware-software complex
object-kind-network = network
object-kind-server-room = server room

## Tables
table-subject = ID
table-name = Name
table-kind = Kind
table-class = Class
table-met = Met
table-not-met = Not met
table-unknown = Unknown
table-not-applicable = Not applicable
table-identity = Who
table-role = Role
table-organisation = Organisation
table-since = Since
table-by = Given by
table-source = Source
table-object = Object
table-last-event = Last event (UTC)
table-per-minute = A minute
table-clock = Clock
table-state = State
query-rows =
    { $n ->
        [one] { $n } row
       *[other] { $n } rows
    }
query-rows-cut = The first { $n } rows; there are more. Narrow the query or add LIMIT.
help-option-search = Look for events in the words of the search page, such as: user:ivanov "failed password" last 7 days
help-option-format-events = table, json (a line for each event or row), csv or parquet
help-option-output = The file to write; without it the answer is printed
help-option-follow = With --search: go on with what comes in, until interrupted (table or json)
table-event-seq = Number
table-event-happened = Time
table-event-object = Object
table-event-host = Host
table-event-program = Program
table-event-user = User
table-event-address = Address
table-event-message = Message
table-event-act = Act
query-parquet-needs-file = Parquet is no text: name a file with --output.
query-follow-format = --follow prints what comes in as a table or as json, and writes no file.
query-follow-sql = --follow goes with --search only: an answer in SQL has an end. Follow events in the words of the search page.
query-json-output = --json prints one object. For a file, say --format json, csv or parquet.
query-follow-needs-up = Nothing comes in, since nothing runs on this data folder. Start “talap up”, then follow.
query-follow-stopping = “talap up” is stopping, so nothing comes in any more. Start it again, then follow.
query-output-in-data-folder = “{ $path }” is in the data folder. Write the file elsewhere.
query-written = “{ $path }” is written: { $n } events, { $bytes } bytes.
query-written-rows = “{ $path }” is written: { $n } rows, { $bytes } bytes.
query-broken-off = The answer broke off before its end: { $cause }
query-events-cut =
    { $n ->
        [one] The newest event; there are more. Narrow the search, or write a file with --format csv or parquet.
       *[other] The newest { $n } events; there are more. Narrow the search, or write a file with --format csv or parquet.
    }

## Verification
verify-sound = The ledger is sound: { $events } events in { $batches } batches and { $files } files are as the checkpoint of { $time } says.
verify-beyond =
    { $n ->
        [one] { $n } event arrived after the checkpoint and is
       *[other] { $n } events arrived after the checkpoint and are
    } not covered by it yet.
verify-problems =
    { $n ->
        [one] { $n } problem in the ledger:
       *[other] { $n } problems in the ledger:
    }
stats-clauses = Clauses: { $n }
stats-statements = Statements: { $n }
stats-modes = Clauses by mode: enforced { $enforced }, checked { $checked }, attested { $attested }, informative { $informative }
stats-languages = Statements whole in Kazakh { $kk }, in Russian { $ru }, in English { $en }

## up
up-created = New data folder { $path }. You, { $user }, are its first information-security officer, administrator and registrar.
up-opened = Data folder { $path }.
up-recovered = After the last stop { $events } events were recovered from the write-ahead log; { $torn } unacknowledged bytes were dropped.
up-step-example = Loading the example organisation …
up-step-verify = Verifying the ledger …
up-step-assess = Judging the statements …
up-step-open = Opening the data folder …
up-step-stop = Stopping: sealing the events …
up-step-done = done in { $seconds } s
up-example-loaded = The example is loaded: { $records } records, { $events } events.
up-receiving = Receiving { $protocol } at { $address }.
up-receiving-nothing = No receiver is configured.
up-assessed = { $n } verdicts in { $millis } ms.
up-nothing-yet = There are no organisations yet. Bring yours in: talap import organisations FILE --data { $path }. To look around first: talap up --example --data OTHER-FOLDER.
up-next = Next, in another terminal: { $command }
up-running = Talap is running; Ctrl-C stops it.
up-stopped = Stopped; everything acknowledged is in the ledger.
up-assess-failed = The periodic assessment failed: { $cause }
up-verify-failed = The ledger is not sound. Run “talap ledger verify --data { $path }”.

## Records
help-record = One record of a register
help-put = Keep a record: a new one, or other values of the one with this key
help-void = Declare a record void; it stays readable with the reason
help-show = Show a record and every change of it
help-option-reason = Why the record is void
help-value-values = FIELD=VALUE …
help-value-key = KEY
help-value-text = TEXT
help-argument-values = Fields of the register; an empty value clears the field
help-argument-key = The record's key
help-argument-register-records = The register: organisations, objects, people, documents …
help-usage-put = talap record put REGISTER KEY --org ID FIELD=VALUE …
help-usage-void = talap record void REGISTER KEY --org ID --reason TEXT
help-usage-show = talap record show REGISTER KEY --org ID [--json]
record-not-a-pair = “{ $text }” is not of the form FIELD=VALUE.
record-field-twice = The field “{ $field }” is given twice.
record-created = Record { $record } was made.
record-updated = Record { $record } was changed.
record-voided = Record { $record } is void.
record-unchanged = Record { $record } says this already; nothing was changed.
record-missing = Register “{ $register }” has no record “{ $key }” of “{ $organisation }” that you may see.
record-heading = { $register } “{ $key }”, version { $version }
record-is-void = {"  "}The record is void.
record-change-created = {"  "}created { $at } by { $by }, { $event }
record-change-updated = {"  "}changed { $at } by { $by }, { $event }
record-change-voided = {"  "}declared void { $at } by { $by }, { $event }
help-report = Papers
help-report-object = The state of one informatization object, as PDF
help-report-organisation = The state of an organisation, as PDF
help-decree-import = Take the official text in; pages show it beside the statements
help-link = Make a one-time link for an account (for a forgotten password)
help-option-out = The file to write
help-option-lang-paper = The paper's language: kk, ru or en
help-argument-object = The informatization object's identifier
help-argument-organisation = The organisation's identifier
help-argument-account = The account's name
help-value-account = ACCOUNT
help-usage-report-object = talap report object ID --lang LANGUAGE --out FILE
help-usage-report-organisation = talap report organisation ID --lang LANGUAGE --out FILE
help-usage-decree-import = talap decree import FILE --lang LANGUAGE [--as-of DAY]
help-usage-link = talap access link ACCOUNT
config-tls-incomplete = “{ $key }”: tls_certificate and tls_key go together
config-pages-wrong = { $key }: “{ $text }” is not the address of the pages, such as https://talap.example.kz
config-needs-tls = “{ $key }”: { $text } is beyond this machine and needs tls_certificate and tls_key
decree-imported = The official text was taken in, in the redaction of { $redaction }: { $clauses } { $clauses ->
        [one] clause
       *[other] clauses
    }. Pages show it beside the statements.
report-written = The paper was written to { $path } ({ $bytes } bytes).
file-unwritable = Cannot write { $path }: { $cause }.
access-link = One-time link for the account { $account } (good for 24 hours): { $link }
up-pages = Pages: { $address }
up-link = One-time link to sign in as { $account } and set a password: { $link }
report-in-data-folder = “{ $path }” is in the data folder. Write the paper elsewhere.

## The decree's texts and the catalogue
help-applicability = What binds an organisation or an informatization object, why and since when
help-diff = What changed between two official texts, or between one and the catalogue; exit status 2: something did
help-decree-show = A clause: its statements and official words, now or on a past day
help-review = Mark the newest wording of a clause as reviewed
help-discrepancies = Where the language versions of the decree differ
help-search = Look for words in statements, the glossary and the official texts
help-check = Hold the catalogue against its checks and the registers
help-catalog-record = Write down what the official texts are, once the entries follow them
help-argument-files = The older and the newer text; one file is compared with the catalogue
help-argument-clause = The clause: 38.4
help-argument-words = Words, or the beginning of a clause's number
help-value-files = FILE
help-value-clause = CLAUSE
help-value-words = WORDS
help-value-day = DAY
help-option-as-of = The day of the redaction, as 2024-05-13 (that of the latest amending act when left out)
help-option-on = The day, as 2026-01-31 (today when left out)
help-option-note = What the reviewer notes
help-option-kk = The official text in Kazakh
help-option-ru = The official text in Russian (not read yet)
help-option-en = The text in English
help-usage-applicability = talap applicability --object ID | --org ID [--json]
help-usage-diff = talap decree diff OLD [NEW] --lang LANGUAGE [--json]
help-usage-decree-show = talap decree show CLAUSE [--on DAY] [--object ID | --org ID] [--json]
help-usage-review = talap decree review CLAUSE [--note TEXT]
help-usage-discrepancies = talap decree discrepancies [--json]
help-usage-search = talap decree search WORDS [--json]
help-usage-catalog-record = talap catalog record --kk FILE [--ru FILE] [--en FILE] --out catalog/recorded.toml
args-subject-missing = Name an object (--object) or an organisation (--org).
decree-day-wrong = “{ $text }” is not a day. Write it as 2026-01-31.
decree-redaction-unclear = The text names no amending act, so its redaction is not known. Give the day with --as-of.
decree-import-unreviewed = { $n ->
        [one] { $n } clause is worded
       *[other] { $n } clauses are worded
    } otherwise than the catalogue's entries were written from, and nobody has reviewed that. See “talap decree diff” and “talap decree review”.
decree-import-replaced = { $n ->
        [0] A text of { $redaction } was held already; nothing in it differs.
        [one] It replaces the text held for { $redaction }: { $n } clause differs.
       *[other] It replaces the text held for { $redaction }: { $n } clauses differ.
    }
decree-import-pending = Its day, { $redaction }, is yet to come: until then the text before it is shown as the one in force.
decree-redaction-early = { $day } is before the latest amending act that the text names, or before the decree itself ({ $earliest }): the text cannot be of that day.
decree-language-not-recorded = The catalogue does not know the words in { $language ->
        [kk] Kazakh
        [ru] Russian
       *[en] English
    } that its entries were written from. Give two texts to compare, or record one with “talap catalog record”.
decree-clause-unknown = Neither the catalogue nor an imported text has clause { $clause }.
decree-clause-without-entry = (the catalogue has no entry for this clause yet)
decree-change-added = + { $clause }  added
decree-change-excluded = × { $clause }  excluded by an act
decree-change-removed = - { $clause }  not there any more
decree-change-reworded = ~ { $clause }  reworded
decree-change-renumbered = → { $clause }  renumbered, was { $from }
decree-touches-statements = statements: { $names }
decree-touches-checks = checks: { $names }
decree-touches-registers = registers: { $names }
decree-diff-count = { $n ->
        [0] No differences.
        [one] { $n } clause differs.
       *[other] { $n } clauses differ.
    }
decree-discrepancy-missing = not in the text in { $language }
decree-discrepancy-excluded = excluded only in the text in { $language }
decree-discrepancy-numbers = numbers: only in { $language }: { $one }; only in { $second }: { $other }
decree-discrepancy-amendments = amending acts: only in { $language }: { $one }; only in { $second }: { $other }
decree-discrepancies-need-texts = Two language versions are compared once both are imported: “talap decree import FILE --lang LANGUAGE”.
decree-discrepancies-count = Discrepancies: { $n }
decree-reviewed = Clause { $clause }: the new wording was marked as reviewed at { $at } by { $by }.
decree-show-on = on { $day }
decree-show-mode = Mode: { $mode }
decree-show-unknown = unknown
decree-show-absent = the redaction of { $redaction } has no such clause
decree-show-reviewed = The wording of the redaction of { $redaction } was reviewed at { $at } by { $by }.
decree-show-unreviewed = The wording of the redaction of { $redaction } is not what the entry was written from, and nobody has reviewed it.
decree-show-assessed = As assessed at { $at }:
decree-show-not-assessed = Status: unknown (there is no assessment of that day or before).
clause-unreviewed = The clause's wording changed and was not reviewed.
applicability-heading-binds = Binds: { $n }
applicability-heading-not-known = Not known, until traits are stated: { $n }
applicability-heading-does-not-bind = Does not bind: { $n }
applicability-since = For this subject since { $day }
search-statement = statement
search-clause = clause
search-term = term
search-official = official text
search-nothing = Nothing has “{ $words }”. Try fewer words, or the beginning of a word.
language-kk = Kazakh
language-ru = Russian
language-en = English
catalog-sound = The catalogue is sound: { $clauses } clauses, { $statements } statements; every check runs.
catalog-not-recorded = recorded.toml is missing or names no clause, so no change of the official text could be noticed. Make it with “talap catalog record”.
catalog-recorded = The words of { $clauses } clauses were recorded in { $path }.
help-export = Write the catalogue as OSCAL documents or as a workbook for a lawyer
help-option-format = oscal, trestle (OSCAL for compliance-trestle) or xlsx
help-option-out-export = The folder (oscal, trestle) or file (xlsx) to write
help-value-format = FORMAT
help-usage-export = talap catalog export --format FORMAT --out PATH
catalog-exported = Written: { $path }

## The life of sealed files
help-status = What the ledger holds, where, and until when
help-usage-status = talap ledger status [--json]
help-option-archive = The archive store of a ledger: file:///a/folder or s3://bucket/prefix (the configured one when left out)
help-value-url = URL
config-keeps-too-short = { $key } is { $asked } months, and { $least } months is the least: a configuration may lengthen how long events are kept, not shorten it
up-tend-failed = Upkeep of sealed events: { $cause }
verify-archived =
    { $n ->
        [one] { $n } more file was
       *[other] { $n } more files were
    } read in the archive store.
verify-expired =
    { $events ->
        [one] { $events } event is
       *[other] { $events } events are
    } past retention and no longer there ({ $partitions ->
        [one] { $partitions } partition
       *[other] { $partitions } partitions
    }); what was signed about them still holds.
status-retention = Events are kept for { $kept } months, and online for { $online } at least.
status-no-retention = No retention is in force: nothing is archived and nothing is let go.
status-events =
    { $events ->
        [one] { $events } event
       *[other] { $events } events
    } so far; { $tail } of them in the write-ahead log.
status-online = Online: { $partitions } partitions in { $files } files, { $size }, since { $day }.
status-archived = In the archive store: { $partitions } partitions in { $files } files, { $size }, since { $day }.
status-expired = Past retention and let go: { $partitions } partitions, { $events } events.
status-next-expiry = Next: { $partitions } partitions may be let go from { $day } on.
status-archive-reached = The archive store { $place } answers.
status-archive-none = No archive store is configured; everything stays in the data folder.
status-server-answers = { $purpose }, { $address }: answers. { $waiting }
status-server-answers-alone = { $purpose }, { $address }: answers.
status-server-failed = Last error, { $at }: { $cause }
status-server-away = { $purpose }, { $address }: has not answered since { $since }. { $cause } { $waiting }
status-server-away-alone = { $purpose }, { $address }: has not answered since { $since }. { $cause }
status-server-unfit = { $purpose }, { $address }: has not been in order since { $since }. { $cause }
status-servers-none = No server is in use; everything is kept in the folder { $path }.
status-lease = The ledger is kept by the node { $node }; its lease ends at { $until } unless the node renews it.
table-events = Events
table-size = Size
table-oldest = Oldest day
table-archived = Archived
table-kept-until = Kept until
size-bytes = { $n } B
size-kib = { $n } KiB
size-mib = { $n } MiB
size-gib = { $n } GiB
size-tib = { $n } TiB
help-source = Tokens of sources of events
help-token = Make a token of a registered source, by which it sends events over HTTP and OTLP
help-tokens = Show the tokens of sources
help-source-revoke = Revoke a token of a source
help-usage-source-token = talap source token SOURCE --name TEXT [--until DAY] [--json]
help-usage-source-revoke = talap source revoke ID
help-value-source = SOURCE
help-argument-source = The identifier of a registered source
help-argument-token = The identifier of the token, which talap source tokens shows
help-option-name = What the token is called: the program that will use it
help-option-until = The day from which the token is of no use, as 2027-01-01 (never when left out)
source-token-until-wrong = --until: “{ $text }” is not a day; write it as 2027-01-01.
source-token-made = The token of the source { $source } ({ $id }). It is shown once: { $token }
source-token-revoked = The token “{ $name }” of the source { $source } is revoked.
source-token-is-good = good
source-token-is-revoked = revoked
table-token = Token
table-made = Made
table-until = Until
table-used = Used
config-listener-pair = { $key }: certificate and key go together
config-listener-ca-alone = { $key }: client_ca needs certificate and key
config-listener-revoked-alone = { $key }: client_revoked needs client_ca
config-listener-needs-tls = { $key }: { $text } is beyond this machine and needs certificate and key
config-listener-needs-ca = { $key }: { $text } is beyond this machine and needs client_ca, which senders’ certificates are held against
up-connections-bounded = The system allows this process { $files } open files, so each receiver takes at most { $connections } connections. If more are needed, raise “ulimit -n”.
## Mappings of events
help-mapping = The mappings that say what events mean
help-mapping-list = List the mappings with their versions
help-explain = Show what becomes of each line of a log file; nothing is kept
help-option-format-log = The format of the file, as the register “sources” writes it
help-option-source-explained = The source that the lines are taken to come from
help-usage-explain = talap mapping explain FILE --format FORMAT [--source ID] [--json]
# The grown size.
config-stream-wrong = { $key }: “{ $text }” cannot name a stream; use letters, digits, - and _
config-replicas-wrong = { $key } must be from 1 to 5
config-lease-too-short = { $key } must be at least { $least }
config-two-credentials = { $key }: nkey_file and credentials_file do not go together
config-needs-postgres = { $key } must name a PostgreSQL database when grown.nats_url is set, since all nodes share the records
config-nats-url-wrong = { $key }: “{ $text }” is not an address such as tls://nats-1:4222
config-secret-in-url = { $key }: a user or a password has no place in the address; use grown.nkey_file or grown.credentials_file
config-nats-needs-tls = { $key }: { $text } is beyond this machine and needs tls:// in place of nats://
up-waits = { $cause } Talap waits for that, tries again by itself at growing intervals and then goes on with the start. Until then it lets no sender in, so that none is told that something is kept. Ctrl-C stops it.
up-database-there = The record store is there; the start goes on.
up-stream-there = NATS is there; the start goes on.
up-objects-there = The store of sealed files { $place } is there again.
up-stopped-early = Stopped before the start was complete; everything acknowledged is kept.
up-stream = Events go into the stream { $stream } of NATS first; this node is { $node }.
up-stream-sync-unknown = Warning: the NATS servers were not asked whether they write every message to the disk before they acknowledge it (sync_interval: always). Without that a power cut may cost acknowledged events. Name their monitoring addresses in grown.monitor_urls.
up-stream-lost = The connection to NATS is lost. Events wait at their senders until it is back.
up-stream-silent = The NATS servers do not answer in time.
up-stream-back = The connection to NATS is back.
up-stream-server-silent = Warning: { $cause } Talap goes on without it as long as most of the servers answer, and looks at it every fifteen seconds.
up-stream-server-unfit = Fault: { $cause } Until that is corrected, acknowledged events may be lost.
up-stream-server-fit = The NATS server at { $server } answers and writes every message to the disk before it acknowledges it.
up-standing-by = The ledger is kept by the node { $node }. This node receives, and takes over when that one falls silent; Ctrl-C stops it.
grown-key-missing = The ledger was begun by another node. Copy keys/ledger.key from there to { $path }, readable by its owner alone, and start again.
grown-needs-up = Several nodes keep this ledger ([grown] in the configuration). Give the command on the node that keeps it now, while “talap up” runs there.
up-lease-taken = This node keeps the ledger now (lease number { $token }).
up-lease-over = The lease of the ledger is over: the database could not be asked in time, or another node has it. This process ends so that only one node writes; everything acknowledged is kept. Start Talap again.
up-database-lost = { $cause } This node goes on receiving: events wait in the stream, and nothing is acknowledged as kept in the ledger that is not.
up-database-back = The database answers again.
up-lease-slips = The lease of the ledger could not be renewed in time.
up-ledger-rests = This node lets the ledger go for now. { $cause } It goes on receiving: events wait in the stream, and the ledger is kept again as soon as that is possible, here or on another node. Everything acknowledged is kept.
up-objects-lost = The store of sealed files { $place } cannot be reached: { $cause }. New events are taken, and sealed files wait until the store answers.
up-objects-back = The store of sealed files answers again; nothing waits for it any more.
up-receiving-only = This node only receives; Ctrl-C stops it.
up-stopped-receiving = Stopped; everything acknowledged is in the stream.
