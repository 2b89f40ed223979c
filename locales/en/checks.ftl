# The reasons that checks give, with the numbers that decided. The keys are the reason_key of checks/*.sql.

## People and training

reason-is-unit-appointed = Employees responsible for information security: { $charged } (of { $people } on record).
reason-is-unit-not-appointed = Of { $people } employees on record none is charged with information security. Set up a unit or name an official.
reason-is-training-current =
    Everyone responsible for information security ({ $people }) passed courses in the last { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    }; the oldest certificate is of { $oldest }.
reason-is-training-overdue =
    The term for courses ({ $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    }) has run out for { $overdue } of { $people } people responsible for information security. Send them to training.
reason-is-training-awaited =
    { $waiting } of { $people } people responsible for information security hold no certificate: the term ({ $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    }) still runs, or the day of hiring is not recorded.
reason-training-recorded = Entries in the register of training: { $entries }, employees: { $people }; the last is of { $last }.
reason-training-old = Entries in the register of training: { $entries }, but the last is of { $last }; none after { $since }.

## Documents

reason-document-in-force = An approved document of level { $level } is on record (found on the topic: { $found }).
reason-document-not-in-force = A document on the topic was found ({ $found }), but it is not of level { $level } or not approved.
reason-document-missing = None of the { $documents } documents on record is on this topic. Prepare a document of level { $level } and record it.
reason-journal-listed = A document of level { $level } is on record (found on the topic: { $found }).
reason-journal-other-level = A document on the topic was found ({ $found }), but it is not of level { $level }.
reason-document-levels-complete = The documentation has all { $levels } levels ({ $documents } documents).
reason-document-levels-missing = The documentation has only { $present } of { $levels } levels ({ $documents } documents).
reason-documents-bilingual = All { $documents } documents exist in Kazakh and in Russian.
reason-documents-not-bilingual = { $lacking } of { $documents } documents lack one of the two languages; the first is { $first }.
reason-documents-approved = All { $documents } documents are approved by a legal act.
reason-documents-not-approved = The day or act of approval is missing for { $lacking } of { $documents } documents; the first is { $first }.
reason-documents-communicated = All { $documents } documents were brought to the notice of employees.
reason-documents-not-communicated = { $lacking } of { $documents } documents were not brought to the notice of employees after approval; the first is { $first }.
reason-documents-revised =
    All { $documents } documents were approved or revised in the last { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    }; the oldest on { $oldest }.
reason-documents-not-revised =
    { $overdue } of { $documents } documents were not revised for over { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    }; the first is { $first }, the oldest day { $oldest }.
reason-documents-undated = { $undated } of { $documents } documents have neither a day of approval nor of revision; the first is { $first }.
reason-topic-in-force = An approved document on this topic is on record (found: { $found }).
reason-topic-unapproved = A document on the topic was found ({ $found }), but it is not approved.
reason-topic-missing = None of the { $documents } documents on record is on this topic. Prepare it and record it.
reason-document-level-missing = Not one of the { $documents } documents on record is an approved document of level { $level } (found of that level: { $found }), so this one is not there either. Prepare it and record it.
reason-document-level-not-communicated = Of the { $documents } documents on record not one of level { $level } was brought to the notice of employees (found of that level: { $found }), so the instruction was not either.
reason-cable-log-missing = The journal of cable connections is not among the { $documents } documents on record. Start it and record it.

## Assets

reason-assets-inventoried = On record: { $objects } objects and { $software } software titles; last changed on { $last }.
reason-assets-nameless = { $nameless } of { $objects } objects have no name in both official languages, so the list does not identify them.
reason-assets-without-objects = Software is on record ({ $software } titles), but not one informatization object.
reason-assets-classified = All { $objects } objects on record have a class.
reason-assets-unclassified = { $lacking } of { $objects } objects on record have no class; the first is { $first }.
reason-class-determined = The class on record is { $class }.
reason-class-missing = The software is on record without a class. Determine the class and record it.

## Event logs

reason-logs-arrive = All sources of this kind ({ $sources }) report: { $events } events since { $since } UTC, the last at { $last } UTC.
reason-logs-silent = { $silent } of { $sources } sources of this kind are silent for longer than expected (since { $since } UTC where the record says nothing else); the first is { $first }. Check the source and how it sends its log.
reason-logs-wrong-kind = { $wrong } of { $sources } sources of this kind send events of another kind or format than registered; the first is { $first }. Compare its record with the log that it sends.
reason-logs-awaited = { $awaited } of { $sources } sources of this kind are awaited; the first is { $first }. Talap has not watched them for long enough to call them silent.
reason-log-time-in-step = All { $sources } sources keep time: the largest difference is { $largest } s, { $tolerance } s allowed ({ $events } events compared).
reason-log-time-out-of-step = { $off } of { $sources } sources are off by more than { $tolerance } s (the largest by { $largest } s); the first is { $first }. Set up time synchronisation.
reason-log-time-impossible = { $impossible } of { $sources } sources sent events with a time more than a year away; the first is { $first }. Set its clock and set up time synchronisation.
reason-event-logs-kept =
    The log is kept since { $since } without an empty month and covers the whole term of { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    } ({ $events } events).
reason-event-logs-young =
    The log began only on { $since }, so keeping it for { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    } is not shown yet ({ $events } events).
reason-event-logs-gaps =
    The log reaches back to { $since }, but within { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    } there are months without events: { $empty }. Find out why.
reason-event-logs-no-policy = The ledger has signed no retention of { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    }, so nothing promises that the log of { $since } stays. Start Talap with the catalogue's numbers.
reason-event-logs-damaged = The last verification of the ledger failed: the log kept since { $since } may have been damaged. Look at the outcome of the verification.
reason-event-logs-online-archived = Days of the last { $limit ->
        [one] { $limit } month lie
       *[other] { $limit } months lie
    } in the archive store and are not online. Lengthen ledger.online_months or bring them back.
reason-event-logs-online =
    The log of the last { $limit ->
        [one] { $limit } month
       *[other] { $limit } months
    } can be read at once: { $events } events read, the log began on { $since }.
reason-event-logs-online-young =
    The log began only on { $since }; { $limit ->
        [one] { $limit } month has
       *[other] { $limit } months have
    } not passed yet ({ $events } events read).
reason-event-logs-online-empty =
    The log goes back to { $since }, but the last { $limit ->
        [one] { $limit } month holds
       *[other] { $limit } months hold
    } no event, so there is nothing to show that it can be read.
reason-sources-report = All sources ({ $sources }) report: { $events } events since { $since } UTC, the last at { $last } UTC.
reason-sources-silent = { $silent } of { $sources } sources are silent for longer than expected (since { $since } UTC where the record says nothing else); the first is { $first }. Check the source and how it sends its log.
reason-sources-wrong-kind = { $wrong } of { $sources } sources send events of another kind or format than registered; the first is { $first }. Compare its record with the log that it sends.
reason-sources-awaited = { $awaited } of { $sources } sources are awaited; the first is { $first }. Talap has not watched them for long enough to call them silent.
reason-events-lost = Events were lost on their way in: { $losses } records of loss without an explanation, the last at { $lost } UTC. Remove the cause and state in the register of attestations what was lost (statement security-events-recorded).
reason-log-formats-wrong = Sources whose events are of another format or kind than registered: { $wrong }; the first is { $first } (noticed at { $told } UTC).
reason-objects-without-sources = All sources ({ $sources }) report; objects in operation without a source of events: { $objects }, the first is { $first }. Register their sources.
reason-requests-recorded = Since { $since } UTC { $events } requests were recorded, the last at { $last } UTC.
reason-privileged-recorded = Since { $since } UTC { $events } uses of other accounts' rights were recorded, accounts that used them: { $users }; the last at { $last } UTC.
reason-access-recorded = Since { $since } UTC { $succeeded } successful and { $failed } failed log-ons were recorded, the last at { $last } UTC.
reason-cms-changes-recorded = The log of the content management system has { $events } records of changes since { $since } UTC, the last at { $last } UTC.
reason-user-actions-arrive = Events that name a user arrive from all { $objects } systems in operation: { $events } since { $since } UTC, the last at { $last } UTC.
reason-maintenance-recorded = The logs of all { $objects } objects in operation arrive; since { $since } UTC they have { $events } records of what staff did with administrators' rights, the last at { $last } UTC.

## Ledger

reason-ledger-verified = The ledger was verified at { $verified } UTC and no change was found ({ $events } events of the organisation).
reason-event-logs-unchangeable = No role gives a right to change, delete or switch off the { $events } gathered events (grants of roles: { $granted }); the ledger was verified at { $verified } UTC and no change was found.
reason-ledger-proof-old =
    The last verification of the ledger ({ $verified } UTC) is older than { $limit ->
        [one] { $limit } day
       *[other] { $limit } days
    }. Run it again ({ $events } events gathered).
reason-ledger-unverified = The ledger has not been verified yet. Run the verification ({ $events } events gathered).
reason-ledger-damaged = The last verification of the ledger failed (the last that passed: { $verified } UTC; { $events } events). Look at the outcome and register an incident.
reason-object-logs-protected = { $events } events of the object are kept in the ledger; it was verified at { $verified } UTC and no change was found.
reason-object-logs-stopped = The last event of the object is of { $last } UTC: its log no longer arrives ({ $events } events gathered). Check the sources.
reason-requests-kept = { $events } records of requests are kept since { $since } UTC; the ledger was verified at { $verified } UTC and no change was found.
reason-authentications-kept = { $events } records of authentication are kept since { $since } UTC; the ledger was verified at { $verified } UTC and no change was found.

## Protection in operation

reason-tool-reports = { $reporting } of { $tools } tools report: { $events } events since { $since } UTC, the last at { $last } UTC.
reason-tool-silent = None of the { $tools } registered tools reported since { $since } UTC: it may be out of order or have had nothing to report. Check it.

## Journals

reason-visits-recorded = The journal holds { $visits } visits, all complete; the last at { $last } UTC.
reason-visits-incomplete = { $incomplete } of { $visits } entries lack the purpose, or the escort of an outside visitor.
reason-visits-old = The journal holds { $visits } visits, but the last is of { $last } UTC; none after { $since } UTC.
reason-backups-recorded = Since { $since } UTC { $backups } backups are recorded, { $failed } of them failed; the last at { $last } UTC.
reason-backups-failed = Since { $since } UTC not one backup succeeded ({ $backups } recorded, { $failed } failed).
reason-backups-old = The last backup is of { $last } UTC; none is recorded after { $since } UTC.
reason-backups-tested = { $tested } of { $backups } backups were tested; the last on { $last }, with success.
reason-backups-untested = None of the { $backups } backups on record was tested.
reason-backup-test-failed = The last test of a backup, on { $last }, failed ({ $tested } tests). Make the backup again and test it.
reason-backup-test-without-result = The result of the last test of a backup, on { $last }, is not recorded.
reason-backup-tests-old = The last test of a backup was on { $last }; there is none after { $since }.

## Software

reason-software-known = All { $titles } software titles were inventoried after { $since }; the oldest on { $oldest }.
reason-software-old = { $old } of { $titles } software titles were not inventoried after { $since } or not counted; the oldest on { $oldest }.
reason-software-rights-known = There is a valid licence for each of the { $titles } software titles in use.
reason-software-rights-lacking = No valid licence is on record for { $lacking } of { $titles } software titles in use; the first is { $first }. Enter licences of free software as well.
reason-licences-none = { $titles } software titles are on record, but not one licence.
reason-licences-sufficient = { $titles } software titles were compared with the licences; none is exceeded.
reason-licences-short = { $short } of { $titles } software titles have more copies than licences, { $copies } in all; the first is { $first }.
reason-software-uncounted = { $uncounted } of { $titles } software titles have no number of copies in use, so they cannot be compared.

## Stages and audits

reason-trial-within-limit =
    The trial began on { $since } and is counted to { $until }; the limit of { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    } ends on { $latest }.
reason-trial-too-long =
    The trial lasted from { $since } to { $until }; the limit of { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    } ended on { $latest }.
reason-trial-end-unknown = The trial began on { $since }, but the day of commissioning is not recorded; the limit was { $latest }.
reason-monitoring-connected = The object is connected to the monitoring system (stated on { $stated }); commissioned on { $commissioned }, the last day was { $latest }.
reason-monitoring-due = The object was commissioned on { $commissioned } and must be connected by { $latest }; the connection is not confirmed yet.
reason-monitoring-not-connected = On { $stated } the object was not connected to the monitoring system; the last day was { $latest } (commissioned on { $commissioned }).
reason-monitoring-unproved = The last day for connecting to the monitoring system was { $latest } (commissioned on { $commissioned }), but no statement that still holds confirms it.
reason-audit-current = Information security was audited on { $last } ({ $audits } audits in all); the next is due by { $latest }.
reason-audit-overdue =
    The last audit was on { $last }, more than { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    } ago: the next was due by { $latest }.
reason-audit-never = There has been no audit of information security; one was due by { $latest }.
reason-audit-awaited = No audit is on record; it is due by { $latest } (a dash: the day of commissioning is not recorded).
reason-event-logs-unverified = The event logs reach back far enough, but no verification of the ledger has passed yet.
reason-listed-term-runs = The owner was entered in the list on { $listed }; the last day is { $latest }, and it is not confirmed yet.

## Registers of networks, server rooms and equipment

reason-entries-keeping = All { $entries } entries meet the requirement; the earliest day in them is { $oldest }.
reason-entries-breaking = Entries that break the requirement: { $breaking } of { $entries }; the first is { $first }. Put it right and renew the entry.
reason-yearly-done =
    Last done on { $last }, within the term of { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    }.
reason-yearly-due =
    Last done on { $last }, { $limit ->
        [one] { $limit } year
       *[other] { $limit } years
    } ago or more. Do it before this year ends.
reason-yearly-late = Last done on { $last }; the yearly duty was done neither in the last calendar year nor in this one.
reason-domain-in-state-zones = There are names in both zones, gov.kz and мем.қаз (names: { $names }), such as { $first }.
reason-domain-outside-state-zones = The names in use ({ $names }) lie outside gov.kz and мем.қаз; the first is { $first }.
reason-certificates-in-force = Every name ({ $names }) has a certificate in force; the first runs out on { $until }.
reason-certificates-expired = Names without a certificate in force: { $lacking } of { $names }; the first is { $first }. Replace the certificate.
reason-scheme-current = The approved scheme was compared with the network on { $last }; the network last changed on { $changed } (schemes: { $schemes }).
reason-scheme-outdated = The scheme was compared with the network on { $last }, but the network changed on { $changed } (schemes: { $schemes }). Bring the scheme up to date.
reason-scheme-not-approved = None of the { $schemes } schemes entered is approved and in force.
reason-door-size-kept = The door is { $width } m wide and { $height } m high; at least { $least_width } m and { $least_height } m are asked for (act { $act } of { $day }).
reason-door-size-lacking = The door is too small: { $width } m wide and { $height } m high, where at least { $least_width } m and { $least_height } m are asked for (act { $act } of { $day }).
reason-floor-overloaded = The load on the floor is { $load } kg/m², where { $allowed } kg/m² is allowed (act { $act } of { $day }). Place the equipment otherwise.
reason-cooling-sufficient = Cooling has { $power } kW against { $heat } kW of heat (act { $act } of { $day }).
reason-cooling-short = Cooling of { $power } kW is not more than the { $heat } kW of heat (act { $act } of { $day }).
reason-counted-enough = Act { $act } of { $day } counts { $found }; { $least } are asked for.
reason-counted-few = Act { $act } of { $day } counts only { $found } where { $least } are asked for.
reason-ups-short = The uninterruptible supplies last { $held } min, where { $needed } min were calculated (act { $act } of { $day }).
reason-ups-overloaded = The load of { $load } kW is more than the { $power } kW of the uninterruptible supplies (act { $act } of { $day }).
reason-readings-within = All { $readings } readings lie between { $lowest } and { $highest }: from { $least } to { $most }; the last at { $last } UTC.
reason-readings-outside = Readings outside { $lowest } to { $highest }: { $outside } of { $readings }; the lowest { $least }, the highest { $most }; the last at { $last } UTC.
reason-release-delay-kept = The gas is released after { $seconds } s, within { $limit } s (report { $act } of { $day }).
reason-release-delay-long = The gas is released after { $seconds } s, more than { $limit } s (report { $act } of { $day }).
reason-test-passed = The last test was passed (report { $act } of { $day }).
reason-test-failed = The last test failed (report { $act } of { $day }). Repair it and test again.
reason-spares-in-stock = The store by the room has drives ({ $drives } items) and other equipment ({ $others } items); counted on { $counted } (entries: { $entries }).
reason-spares-lacking = The store by the room is incomplete: items of drives { $drives }, of other equipment { $others } (entries: { $entries }, counted: { $counted }).
reason-room-down-too-long = Since { $since } the room was down (stops: { $stops }) for { $minutes } min in all; at { $availability } % no more than { $allowed } min are allowed.
