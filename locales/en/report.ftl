# Papers for an inspector, in PDF.

report-failed = The paper cannot be made: { $cause }.

report-object-title = Report on the state of conformity of an informatization object with the uniform requirements
report-organisation-title = Report on the state of conformity of an organisation with the uniform requirements
report-basis = The uniform requirements in information and communication technologies and information security were approved by Decree No. 832 of the Government of the Republic of Kazakhstan of 20 December 2016
report-running = State of conformity with the uniform requirements
report-page = Page { $page } of { $pages }

report-organisation = Organisation
report-object = Informatization object
report-kind = Kind
report-assessed = State as of
report-made = Paper made
report-asked-by = Asked for by
report-traits = What decides which requirements apply

report-summary = Results of the assessment
report-met = Met
report-not-met = Not met
report-unknown = Unknown
report-not-applicable = Not applicable
report-all = Requirements in all
report-unknown-note = “Unknown” means that there are no valid facts to decide by. Such a requirement does not count as met.

report-objects = Informatization objects
report-no-objects = No informatization objects are registered.
report-object-statements = Requirements for the informatization object
report-organisation-statements = Requirements for the organisation as a whole
report-no-statements = No requirement that applies was assessed.
report-clause = Clause
report-statement = Requirement
report-mode = How it is kept
report-reason = Reason and supporting records
report-exempt = Requirements that do not apply
report-no-exempt = There are none.
report-why = Why

report-due = What falls due
report-no-due = Nothing falls due and nothing is overdue.
report-due-date = Date
report-due-what = What is to be done
report-due-place = Where it is kept
report-due-left = Time left
report-due-today = today
report-days-left =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
report-days-late =
    { $n ->
        [one] overdue by { $n } day
       *[other] overdue by { $n } days
    }

report-verify = How to verify this paper
report-verify-about = The assessment rests on events and on records of the registers, every change of which enters the ledger of events. The integrity of the ledger can be verified without a network and without the running system. It takes the ledger's folder and the public key of its signature:
report-verify-command = talap ledger verify --folder FOLDER --key FILE
report-verify-then = If no problem is found, and the root below is in the file “checkpoint” or “checkpoints” of the ledger's folder, the events that were in the ledger at that checkpoint have been neither changed nor removed since it was signed.
report-no-checkpoint = No checkpoint of the ledger of events is signed yet, so it cannot be shown yet that the records behind this paper have not changed.
report-checkpoint-short = checkpoint { $root }…
report-ledger = Ledger of events
report-signed = Checkpoint of
report-batches = Batches of events
report-events = Events
report-root = Root of the tree
report-catalog = Fingerprint of the catalogue

report-made-by = Person responsible for information security
report-received-by = Received by
report-position = position
report-signature = signature
report-full-name = full name
report-date = date

# The catalogue as OSCAL.

report-oscal-no-class = The catalogue has no trait “class” of objects, so no profile of a class can be made.
report-oscal-empty = No clause can bind an object of class { $class }, so there is nothing to put into a profile.
report-oscal-failed = The document could not be written: { $cause }.

# The catalogue as a workbook for a lawyer.

report-workbook-failed = The workbook could not be made: { $cause }.
report-book-title = Catalogue of requirements for legal review
report-book-sheet-catalog = Catalogue
report-book-sheet-glossary = Glossary
report-book-sheet-acts = Acts
report-book-sheet-about = About
report-book-section = Section
report-book-key = Key
report-book-subject = Asked of
report-book-bound = Who is bound
report-book-role = Role
report-book-title-kk = Title, Kazakh
report-book-title-ru = Title, Russian
report-book-title-en = Title, English
report-book-text-kk = Text, Kazakh
report-book-text-ru = Text, Russian
report-book-text-en = Text, English
report-book-parameters = Numbers
report-book-evidence = Evidence
report-book-holds = A statement holds for
report-book-references = Cites
report-book-amendments = Amended by
report-book-discrepancy = Differences between the languages
report-book-remark = Remark
report-book-proposed-kk = Proposed wording, Kazakh
report-book-proposed-ru = Proposed wording, Russian
report-book-name = Reviewed by
report-book-date = Date
report-book-term-kk = Term, Kazakh
report-book-term-ru = Term, Russian
report-book-term-en = Term, English
report-book-short-kk = Abbreviation, Kazakh
report-book-short-ru = Abbreviation, Russian
report-book-short-en = Abbreviation, English
report-book-variants = In the English translation
report-book-code-kk = In the Digital Code, Kazakh
report-book-code-ru = In the Digital Code, Russian
report-book-code-en = In the Digital Code, English
report-book-verified = Held against the official text
report-book-verified-yes = yes
report-book-unverified = no
report-book-number = Number
report-book-lead-in = lead-in line
report-book-stated-in = part of a requirement of clause { $clause }
report-book-everyone = Everyone
report-book-depends = Depends on: { $traits }
report-book-kinds = Kinds of object: { $kinds }
report-book-parameter = { $name }: { $amount }
report-book-own-parameter = { $name }: { $amount } (Talap's own measure)
report-book-holds-by = { $amount } (clause { $clause })
report-book-follows = complies with
report-book-defines = defined in
report-book-excepts = exception from
report-book-approved-under = approved under
report-book-clause = clause { $clause }
report-book-article = article { $number }
report-book-point = paragraph { $number }
report-book-subparagraph = subparagraph { $number }
report-act-code = code
report-act-law = law
report-act-government-decree = decree of the Government
report-act-rules = rules or instruction
report-act-requirements = requirements
report-act-standard = standard or norm
report-act-legislation = legislation
report-book-about-what = What
report-book-about-said = Description
report-book-how = How to work with it
report-book-how-said = A row is one requirement. Only the yellow columns can be edited: write a remark, propose a wording in Kazakh and Russian, and put your name and the date. Leave a row empty where you have no remark.
report-book-decides = Which text decides
report-book-decides-said = The workbook restates the decree in its own words. The official text in Kazakh decides.
report-book-redaction = Redaction of the decree
report-book-no-redaction = not recorded
report-book-clauses = Clauses
report-book-statements = Requirements
report-book-made = Made on
