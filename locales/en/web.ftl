## Frame
web-skip = Skip to the content
web-menu = Menu
web-nav = Sections
web-nav-overview = Overview
web-nav-objects = Informatization objects
web-nav-clauses = Uniform Requirements
web-nav-findings = Findings
web-nav-registers = Registers
web-nav-events = Event logs
web-nav-people = People and roles
web-languages = Language
web-theme = Appearance
web-theme-system = As the system has it
web-theme-light = Light
web-theme-dark = Dark
web-sign-out = Sign out
web-home = To the overview
web-search = Search
web-find = Find
web-any = Any
web-choose = Choose
web-cancel = Cancel
web-yes = Yes
web-no = No
web-import = Import
web-pages = Pages of the list
web-page-previous = ← Previous
web-page-next = Next →
web-page-of = Page { $page } of { $pages }, { $n } in all
web-nothing-found = Nothing found
web-nothing-found-do = Change the words or take a filter away.
web-percent = { $n }%

## Failures
web-failure-missing = Not found
web-failure-refused = Not permitted
web-failure-wrong = The request cannot be carried out
web-failure-busy = Busy right now
web-uploads-busy = Too many forms with files are being sent right now. Try again in a moment.
web-print-busy = Too many papers and lists are being made right now. Try again in a moment.
web-failure-failed = Something failed
web-failed = Something failed inside. Try again later, or tell an administrator.
web-missing = There is nothing of the kind here, or it is not for you.
web-refused = This takes a right that you do not have: to { $right }. An administrator gives roles.
web-other-host = Talap does not answer by this name: there is no certificate, so that pages are for this machine alone. Type http://localhost and the port.
web-other-site = This request came from another site and was not carried out. Open the page in Talap and try again.
web-form-not-ours = The form was made in another session, so nothing was changed. Go back, reload the page and send the form again.
web-form-broken = The form did not arrive whole. Go back and send it again.
web-form-type-wrong = What was sent is not a form.
web-too-large = What was sent is too large: { $megabytes } MiB at most.
web-values-wrong = Some values are wrong.
web-field-wrong = “{ $field }”: { $cause }
web-token-needed = A token in force is needed: add the header “Authorization: Bearer …”. Tokens are made on the page “Account”.
web-cannot-listen = Cannot serve pages at { $address }: { $cause }.
web-needs-tls = { $address } is beyond this machine. It needs tls_certificate and tls_key under [web] (TLS 1.3); without a certificate only 127.0.0.1 is served.
web-certificate-wrong = The certificate or key { $path } cannot be used: { $cause }.

## Signing in
web-sign-in = Sign in to Talap
web-sign-in-do = Sign in
web-sign-in-hint = Here for the first time? Open the one-time link that Talap printed at its start or an administrator gave you.
web-sign-in-interrupted = Your session had ended. Sign in: what you typed is kept.
web-sign-in-kept = After you sign in the form opens again as you filled it. Files have to be chosen again.
web-account-name = Account name
web-password = Password
web-password-new = New password
web-password-repeated = Repeat the password
web-password-rule = At least 12 characters; a long phrase is better than a short puzzle.
web-passwords-differ = The two passwords differ.
web-link = Set a password
web-link-lead = Set the password of the account { $name }. The link works once.
web-link-do = Set the password and sign in
web-link-used = This link was used at { $at }. If the password is forgotten, ask an administrator for a new one; on the machine where Talap runs “talap access link ACCOUNT” makes one too.
web-link-expired = This link ended at { $at }. Ask an administrator for a new one, or run “talap access link ACCOUNT” on the machine where Talap runs.
web-link-unknown = There is no such link. Check that it was copied whole.
web-go-on = Go on
web-go-on-lead = You are signed in. What you typed is kept: open the form, look it over and send it again.
web-go-on-do = Open the form
web-again = This form was not sent, since the session had ended. Look it over and send it again.

## Told after an act
web-told-saved = Saved.
web-told-unchanged = Nothing changed.
web-told-voided = The record was declared void.
web-told-import-undone = The import was undone.
web-told-attested = The statement was kept and everything was assessed anew.
web-told-assessed = Assessed.
web-told-role = The roles were changed.
web-told-account = The account was changed.
web-told-password = The password was changed; the other sessions were ended.
web-told-sessions = The sessions were ended.
web-told-token = The tokens were changed.
web-told-signed-out = You are signed out.

## Overview
web-overview = Where things stand
web-sentence-short = As of { $at }: of { $total } requirements that apply, { $n } { $n ->
        [one] is
       *[other] are
    } not met.
web-sentence-fine = As of { $at }: of { $total } requirements that apply, none is found not met.
web-assess-now = Assess now
web-statements = Requirements
web-statement = Requirement
web-share-met = met
web-tile-not-met = To be put right
web-tile-unknown = Neither evidence nor a valid statement
web-tile-met = Shown by evidence or a statement
web-tally = Met: { $met }; not met: { $notmet }; unknown: { $unknown }
web-part = { $status }: { $n }
web-object = Object
web-objects = Informatization objects
web-object-new = New object
web-organisation = Organisation
web-subject = Object or organisation
web-kind = Kind
web-state = State
web-status = Status
web-not-met = Not met
web-reason = Reason
web-due = What falls due
web-due-none = Nothing falls due in the next 90 days.
web-due-today = today
web-due-in = in { $n } { $n ->
        [one] day
       *[other] days
    }
web-due-late = { $n } { $n ->
        [one] day
       *[other] days
    } ago
web-ledger = Ledger of events
web-ledger-events = Events kept
web-ledger-signed = Last checkpoint
web-ledger-root = Root of the tree
web-empty-organisations = There is no organisation yet
web-empty-organisations-do = Enter the organisation first, then its informatization objects: Talap shows which requirements bind them.
web-import-organisations = Import organisations
web-new-organisation = Add an organisation
web-empty-objects = There is no object yet
web-empty-objects-do = Add an informatization object or import a list.

## One object
web-assessed-at = As assessed at { $name }
web-record-open = Record
web-paper = Report (PDF)
web-papers = Paper for an inspector
web-papers-hint = A report with the reasons, what falls due and the ledger's checkpoint.
web-traits = Traits
web-traits-none = No traits are stated, so that of some requirements it is not known whether they apply. State them in the record.
web-excused = Requirements that do not apply: { $n }
web-not-assessed = Not assessed yet
web-not-assessed-do = An assessment runs by itself every 15 minutes, or by “Assess now” on the overview.
web-mode = How it is kept

## Clauses
web-clauses = Uniform Requirements
web-clauses-lead = The catalogue has { $clauses } { $clauses ->
        [one] clause
       *[other] clauses
    } and { $statements } { $statements ->
        [one] requirement
       *[other] requirements
    }.
web-clause = Clause
web-clause-title = What it is about
web-clause-beside = Clauses beside
web-official = Official text
web-official-none = The official text is not imported. Import it with:
web-official-command = talap decree import FILE --lang kk
web-official-not-there = The imported text has no such clause.
web-official-closed = excluded
web-binds-object = of an object
web-binds-organisation = of an organisation
web-how-enforced = Talap carries it out itself: the module { $name }.
web-how-checked = A query over gathered facts decides: checks/{ $name }.sql.
web-fact-event = event { $seq }
web-fact-record = record
web-how-informative = For reading: nothing is asked.
web-statement-definition = definition
web-statement-scope = scope
web-statement-principle = principle
web-statement-duty = duty
web-statement-prohibition = prohibition
web-statement-power = power
web-statement-excluded = excluded
web-unit-year = { $n } { $n ->
        [one] year
       *[other] years
    }
web-unit-month = { $n } { $n ->
        [one] month
       *[other] months
    }
web-unit-week = { $n } { $n ->
        [one] week
       *[other] weeks
    }
web-unit-day = { $n } { $n ->
        [one] day
       *[other] days
    }
web-unit-hour = { $n } { $n ->
        [one] hour
       *[other] hours
    }
web-unit-minute = { $n } { $n ->
        [one] minute
       *[other] minutes
    }
web-unit-second = { $n } { $n ->
        [one] second
       *[other] seconds
    }
web-unit-percent = { $n }%
web-unit-celsius = { $n } °C
web-unit-level = level: { $n }
web-unit-character = { $n } { $n ->
        [one] character
       *[other] characters
    }

## Findings
web-findings = Findings
web-findings-lead = What the latest whole assessment found of each requirement for each object and organisation, and why.
web-findings-late = { $n ->
    [one] { $n } entry is late
   *[other] { $n } entries are late
}
web-findings-late-what = What was to be done
web-findings-late-day = By

## Statement of compliance
web-attest = Statement of compliance
web-attest-do = State compliance
web-attest-wanted = What evidence is wanted
web-attest-holds = How long it holds
web-attest-result = Result
web-attest-met = The requirement is met
web-attest-not-met = The requirement is not met
web-attest-evidence = Evidence
web-attest-evidence-hint = The document's title, number and date, and where it is kept.
web-attest-file = File of the document
web-file-hint = PDF, PNG, JPEG, TXT, CSV, DOCX, XLSX, ODT or ODS.
web-attest-by = Stated by
web-attest-on = Stated on
web-attest-until = Valid until
web-attest-save = Keep the statement
web-attest-future = A statement cannot be dated after today.
web-attest-too-long = For this requirement a statement cannot hold beyond { $last }.
web-review-nothing = Clause { $clause } has no new wording to review.

## What binds, redactions, search
web-nav-applicability = What binds
web-applicability = What binds, and why
web-applicability-lead = Every requirement that is asked of an organisation or an object: whether it binds, why and since when.
web-applicability-choose = Choose an organisation or an object
web-applicability-choose-do = The list then says of each requirement whether it binds and which traits decide.
web-applicability-answers = Whether it binds
web-applicability-binds = Binds: { $n }
web-applicability-not-known = Not known: { $n }
web-applicability-does-not-bind = Does not bind: { $n }
web-applicability-since = for this subject since { $name }
web-section = Section
web-responsible = Responsible
web-unreviewed = new wording, not reviewed
web-only-unreviewed = Only clauses with a wording that was not reviewed
web-told-reviewed = The wording was marked as reviewed.
web-review-wanted = The text in { $language } in the redaction of { $redaction } words this clause otherwise than the entry was written from. Read it and mark it as reviewed, or have the entry mended.
web-review-gone = The text in { $language } in the redaction of { $redaction } has this clause no more. Nobody has reviewed that.
web-review-done = The wording in { $language } of { $redaction } was reviewed by { $by } at { $at }.
web-review-by = reviewed by { $by } at { $at }
web-review-note = Note
web-review-do = Mark as reviewed
web-redactions-see = All changes of the text
web-clause-lead-in = A lead-in line: its parts carry the duties.
web-clause-stated-in = A part of one duty, which is stated here:
web-clauses-more = More about the decree
web-how-recorded = A query over records that people keep decides: checks/{ $name }.sql.
web-how-attested-by = { $from } states it, with evidence: { $evidence }. Holds for { $holds }, as clause { $basis } sets.
web-how-attested-ours = { $from } states it, with evidence: { $evidence }. Holds for { $holds } (Talap's own term).
web-reference-follows = complies with
web-reference-defines = as defined in
web-reference-excepts = excepts
web-reference-approved-under = approved under
web-act-number = No. { $name }
web-place-article = article { $name }
web-place-point = paragraph { $name }
web-place-subparagraph = subparagraph { $name }
web-references = References
web-amendments = Amendments
web-amendments-none = No note says that this clause was amended: it stands as in Decree No. 832 of 20 December 2016.
web-discrepancy = Discrepancy between the languages
web-past = On a past day
web-past-day = Day
web-past-show = Show
web-past-hint = How the clause read, in which mode it was held and what was found. What no imported text and no assessment tells is unknown.
web-past-wrong = “{ $name }” is not a day. Write it as 2026-01-31.
web-past-unknown = unknown
web-past-absent = the redaction of { $name } has no such clause
web-past-status-unknown = Status: unknown. There is no assessment of that day or before, or it is not for you to read.
web-language-kk = Kazakh
web-language-ru = Russian
web-language-en = English
web-search-decree = Search the decree
web-search-decree-lead = Statements, terms and official texts in Kazakh, Russian and English.
web-search-decree-empty = What are you looking for?
web-search-decree-empty-do = Type words in any of the three languages, or the number of a clause: 38.4
web-found-statement = statement
web-found-clause = clause
web-found-term = term
web-found-official = official text
web-glossary = Glossary
web-glossary-lead = The terms of the decree. Kazakh and Russian are official, English is ours.
web-glossary-variants = Also translated as
web-glossary-digital-code = In the Digital Code
web-glossary-unverified = unverified
web-redactions = Redactions and discrepancies
web-redactions-lead = The official texts that were imported, what they change, and where the languages differ.
web-redactions-none = No official text yet
web-redactions-texts = Imported texts
web-redactions-language = Language
web-redactions-day = Redaction
web-redactions-clauses = Clauses
web-redactions-latest = latest
web-redactions-compare = What changed
web-redactions-old = From
web-redactions-new = To
web-redactions-do = Compare
web-redactions-catalog = The catalogue
web-redactions-count = { $n ->
        [0] no differences
        [one] { $n } clause differs
       *[other] { $n } clauses differ
    }
web-redactions-unknown = The text “{ $text }” is not among those imported.
web-redactions-languages = Two texts of one language can be compared.
web-change-added = added
web-change-excluded = excluded by an act
web-change-removed = not there any more
web-change-reworded = reworded
web-change-renumbered = renumbered, was { $from }
web-discrepancies = Discrepancies between the languages
web-discrepancies-hint = Stated in the catalogue, or found by comparing the numbers, dates and amending acts of the texts in force. The Kazakh decides.
web-discrepancy-missing = not in the text in { $language }
web-discrepancy-excluded = excluded only in the text in { $language }
web-discrepancy-numbers = numbers: only in { $language }: { $one }; only in { $second }: { $other }
web-discrepancy-amendments = amending acts: only in { $language }: { $one }; only in { $second }: { $other }
web-unit-metre = { $n } m
web-unit-volt = { $n } V
web-unit-hertz = { $n } Hz
web-unit-input = inputs: { $n }
web-unit-port = ports: { $n }
web-unit-controller = controllers: { $n }
web-unit-sensor-kind = kinds of sensor: { $n }
web-unit-type = types: { $n }
web-unit-wire = wires: { $n }
web-unit-line = line: { $n }
web-exchange = Take the catalogue away
web-exchange-hint = OSCAL 1.2.1 for other programs; a workbook in which a lawyer can comment.
web-exchange-workbook = Workbook (XLSX)
web-exchange-catalog = OSCAL catalog (JSON)
web-exchange-profile = Profile for objects of class { $n }
web-exchange-resolved = resolved catalog for class { $n }
web-check-file = checks/{ $name }.sql
web-results = Results
