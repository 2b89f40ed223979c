# The second store of confidential objects: its state, and restoring from it.

help-restore = Put back what the ledger lost of confidential objects
help-usage-restore = talap ledger restore --from-second-store [--yes] [--output FILE] [--json]
help-option-from-second-store = From the second store that the configuration names
help-option-yes = Do it; without this the command only says what it would do
help-option-output-recovered = The file for events that have no place in the ledger any more (recovered-events.jsonl in the data folder when left out)

restore-grown = Several nodes keep this ledger ([grown] in the configuration): start “talap up”, which brings what is missing from the database and the store of objects. A damaged copy in the second store can be deleted: the file is copied again unless it is in the archive store by now.
restore-no-second-store = The configuration names no second store (ledger.second_store.folder), so there is nothing to restore from.
restore-nothing = Nothing is missing that the second store knows of.
restore-can =
    { $n ->
        [one] { $n } file can be restored:
       *[other] { $n } files can be restored:
    }
restore-cannot =
    { $n ->
        [one] { $n } file cannot be restored from the second store:
       *[other] { $n } files cannot be restored from the second store:
    }
restore-line = {"  "}{ $what }
restore-put = Put back: { $path }.
restore-put-aside = Put back: { $path }. The damaged file is kept as { $aside }.
restore-events =
    { $n ->
        [one] { $n } event is in the second store and has no place in the ledger (signed: { $signed }). It was lost before a file or a checkpoint covered it, or was never acknowledged.
       *[other] { $n } events are in the second store and have no place in the ledger (signed: { $signed }). They were lost before a file or a checkpoint covered them, or were never acknowledged.
    }
restore-events-written = These events are in { $path }, a line each, with the evidence that there is for them.
restore-preview = Nothing was changed. With --yes what can be restored is put back, and events without a place go to a file.
restore-verify = Run “talap ledger verify” now: it says whether anything else differs.
restore-unrecorded = The ledger cannot be opened as it is, so the restoring is not recorded in it. { $cause }

second-failed = The second store { $path } cannot be written, so events of confidential objects are not taken; others are. { $cause }
second-failed-waits = The second store { $path } cannot be written. From the next event of a confidential object on, what receivers acknowledge waits in the stream and is not taken into the ledger. { $cause }
second-works =
    { $n ->
        [0] The second store { $path } can be written again.
        [one] The second store { $path } can be written again. { $n } event was refused meanwhile.
       *[other] The second store { $path } can be written again. { $n } events were refused meanwhile.
    }
second-same-disk = The second store { $path } is on the disk of the ledger: what harms that disk harms both. Check whether its own disk is mounted.
second-kept =
    { $n ->
        [one] The second store { $path } holds a log with events that the ledger does not have. “talap ledger restore --from-second-store” shows them.
       *[other] The second store { $path } holds { $n } logs with events that the ledger does not have. “talap ledger restore --from-second-store” shows them.
    }
second-kept-again =
    { $n ->
        [one] The second store { $path } holds a log with events that a node had not yet entered into the ledger when it stopped. As a rule they were taken from the stream once more. The log goes when the time of its events is over.
       *[other] The second store { $path } holds { $n } logs with events that a node had not yet entered into the ledger when it stopped. As a rule they were taken from the stream once more. The logs go when the time of their events is over.
    }
status-second-none = No second store is configured; events of confidential objects are kept once.
status-second-written = The second store { $path } can be written.
status-second-failing = The second store { $path } has not been writable since { $since }; events of confidential objects are refused. { $cause }
status-second-failing-waits = The second store { $path } has not been writable since { $since }; what receivers acknowledge waits in the stream. { $cause }
status-second-refused =
    { $n ->
        [one] { $n } event of a confidential object was refused because of it since Talap was started.
       *[other] { $n } events of confidential objects were refused because of it since Talap was started.
    }
