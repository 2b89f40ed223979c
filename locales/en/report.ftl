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
