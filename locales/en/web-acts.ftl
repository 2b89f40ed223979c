# What Talap itself did, as its events tell it. The key is `act-` and the act's own with a hyphen for its dot; the values are the details of the event.

## Talap and its configuration
act-talap-started = Talap was started, version { $version }
act-configuration-first = The configuration was recorded for the first time
act-configuration-changed = The configuration was changed: { $changed }

## The ledger
act-ledger-verified = The ledger was verified and is sound (events: { $events }, files: { $files })
act-ledger-verify-incomplete = The ledger was not verified as a whole: a store was out of reach (events verified: { $events }, files: { $files })
act-ledger-verify-failed = Verification found discrepancies in the ledger: { $problems }
act-ledger-retention-set = Retention of events was set to { $kept_months } months, of which { $online_months } online
act-ledger-archived = Files were moved to the archive store: { $files } ({ $bytes } bytes)
act-ledger-expired = The retention of events from source “{ $source }” of { $day } has ended, and they are deleted: { $events }
act-ledger-tending-failed = Upkeep of sealed events failed: { $cause }
act-ledger-witness-answers = Witness { $witness } cosigns checkpoints again
act-ledger-witness-alarm = Witness { $witness } found a violation and cosigns no checkpoints: { $verdict }
act-ledger-witness-refused = Witness { $witness } cosigns no checkpoints: { $verdict }
act-ledger-witness-silent = Witness { $witness } has not answered since { $since }
act-ledger-stamped = A checkpoint was stamped with the time { $time } (batches covered: { $batches })
act-ledger-stamp-failed = { $authority } gave no time stamp
act-ledger-second-store-failed = The second store { $folder } has not been writable since { $since }, and events of confidential objects are not taken into the ledger: { $cause }
act-ledger-second-store-works = The second store { $folder } is written again; events refused meanwhile: { $refused_events }
act-ledger-second-store-same-disk = The second store { $folder } is on the disk of the ledger
act-ledger-second-store-differs = The second store { $folder } holds logs with events that the ledger lacks: { $logs }
act-ledger-restored = The ledger was restored from the second store: files put back: { $files }, still missing or damaged: { $remaining }, events written to a file: { $recovered_events }
act-ledger-objects-lost = The store of sealed files does not answer, and sealing waits: { $cause }
act-ledger-objects-back = The store of sealed files answers again
web-acts-verdict-rolled-back = the ledger was put back to an older state
web-acts-verdict-forked = the past of the ledger was rewritten
web-acts-verdict-other-key = the witness knows another key of this ledger
web-acts-verdict-unknown = the witness does not know this ledger

## Sources and receivers
act-source-silence-began =
    Source “{ $source }” { $never_heard ->
        [true] has sent no event since its registration ({ $since })
       *[false] has been silent since { $since }
    }; { $expected_minutes } min are expected at most
act-source-silence-ended = Source “{ $source }” is silent no more (it was since { $since })
act-source-kind-wrong = Events of source “{ $source }” are not of the registered kind or format: { $events } looked at, { $unparsed } not understood, { $of_another_kind } of another kind
act-source-kind-right = Events of source “{ $source }” are of the registered kind and format again
act-source-flood-began = A flood from source “{ $source }”: { $per_minute } events a minute, with { $limit } as the limit
act-source-flood-ended = The flood from source “{ $source }” has ended; events since { $since }: { $events }, at most { $peak_per_minute } a minute
act-source-clock-off = The clock of source “{ $source }” is { $behind_seconds }; { $allowed_seconds } s are allowed
act-source-clock-in-step = The clock of source “{ $source }” is right again; { $allowed_seconds } s are allowed
act-source-clock-absurd = Source “{ $source }” sent events with a time more than a year away: { $events }
act-source-token-made = Token “{ $name }” of source “{ $source }” was made
act-source-token-revoked = Token “{ $name }” of source “{ $source }” was revoked
act-receiver-started = Events are being received
act-receiver-refused = Receiver { $receiver } turned senders away, times: { $times }. { $reason }
act-receiver-loss-began = Receiver { $receiver } is losing messages: dropped by the kernel: { $kernel_dropped }, without room in the queue: { $queue_dropped }, bytes cut off: { $discarded_bytes }, connections refused: { $refused_connections }
act-receiver-loss-ended = Receiver { $receiver } loses messages no more; lost since { $since }: dropped by the kernel: { $kernel_dropped }, without room in the queue: { $queue_dropped }, bytes cut off: { $discarded_bytes }, connections refused: { $refused_connections }
act-certificate-renewed = { $listener }: the renewed certificate { $path } is in use
act-certificate-refused = { $listener }: the changed certificate { $path } cannot be used, and the one before stays. { $reason }
act-stream-taken = How far events were taken from the NATS stream was noted
act-stream-missing = Stream { $stream } no longer has messages { $from }–{ $to }, which the ledger had not taken
act-stream-unreadable = Message { $sequence } of stream { $stream } is no envelope of events
web-acts-reason = The reason stands in the details of the event.
web-acts-unknown = unknown

## Reading events
act-events-read = Events were searched: { $search }; found: { $found }
act-events-viewed = Event { $event } was looked at
act-events-followed = New events are followed: { $search }
act-events-exported = Events were taken out as a file ({ $format }): { $search }; found: { $found }
act-events-imported = Events of source “{ $source }” were loaded from a file: { $events }, of which not understood: { $marked }
act-event-proved = The proof of event { $seq } was made
act-query-run = An SQL query was run (rows: { $rows }): { $sql }
web-acts-query-failed = An SQL query failed: { $sql }
web-acts-search = “{ $text }”
web-acts-search-all = all events

## Registers and papers
act-record-created = Register “{ $register }”: a record was created
act-record-updated = Register “{ $register }”: a record was changed (version { $version })
act-record-voided = Register “{ $register }”: a record was declared void
act-import-finished = A file was loaded into register “{ $register }”: new records: { $created }, changed: { $updated }, unchanged: { $unchanged }, rows refused: { $rejected }
act-import-undone = A load into register “{ $register }” was undone: records declared void: { $voided }, restored: { $restored }
act-personal-data-read = Personal data were looked at: register “{ $register }”
act-file-read = File “{ $name }” was downloaded
act-paper-made = A PDF document was made: { $of }

## Assessment and the decree
act-assessment-asked = An assessment was asked for
act-assessment-finished = An assessment finished, verdicts: { $verdicts }
act-statement-attested =
    { $result ->
        [met] “{ $statement }” was stated as met, until { $until }
       *[other] “{ $statement }” was stated as not met
    }
act-statement-confirmed = A second person confirmed that “{ $statement }” is met
act-decree-imported = The official text was taken in ({ $language }) in the redaction of { $redaction }, clauses: { $clauses }
act-decree-reviewed = Clause { $clause }: the new wording was marked as reviewed

## People and what they may do
act-access-refused = Access to { $path } was refused: the right “{ $right }” is lacking
act-role-granting = The role “{ $role }” is being given to { $user }
act-role-granted = The role “{ $role }” was given to { $user }
act-role-revoking = The role “{ $role }” is being taken from { $user }
act-role-revoked = The role “{ $role }” was taken from { $user }
act-account-created = Account { $account } was made
act-account-blocked = Account { $account } was blocked
act-account-unblocking = Account { $account } is being unblocked
act-account-unblocked = Account { $account } was unblocked
act-account-link-made = A one-time link for account { $account } was made
act-account-link-used = The password was set by a one-time link, and the user signed in
act-account-signed-in = The user signed in
act-account-sign-in-failed =
    Signing in as “{ $name }” failed: { $why ->
        [locked] signing in is locked for a while
       *[wrong] wrong name or password
    }
act-account-signed-out = The user signed out
act-account-password-changed = The password was changed
act-account-password-change-failed =
    Changing the password failed: { $why ->
        [locked] too many wrong passwords
       *[wrong] the current password is wrong
    }
act-account-sessions-ended = Sessions ended by their user: { $sessions }
act-token-created = API token “{ $name }” was made
act-token-revoked = API token { $token } was revoked
act-calendar-link-made = A link to the calendar was made
act-calendar-link-ended = The link to the calendar was deleted
act-mail-sent = Letters on deadlines sent: { $letters }
act-mail-failed =
    Letters on deadlines could not be sent: { $why ->
        [records] the records could not be read
        [unwritable] a letter could not be composed
        [silent] the mail server does not answer
        [timeout] the mail server does not answer
        [connection] the connection to the mail server failed
       *[other] the mail server answered { $why }
    }
