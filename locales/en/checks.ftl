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

## Assets, equipment and the life of an object

reason-assets-marked = All { $assets } assets on record are marked.
reason-assets-unmarked = { $lacking } of { $assets } assets have no day of marking; the first is { $first }. Mark them and enter the day.
reason-assets-assigned = All { $assets } assets on record are assigned to people who work here.
reason-assets-unassigned = { $lacking } of { $assets } assets have no keeper, or one who has left; the first is { $first }. Assign them.
reason-equipment-checked = All { $devices } devices on record were checked after { $since }; the oldest check is of { $oldest }.
reason-equipment-unchecked = The configuration of { $lacking } of { $devices } devices was never checked; the first is { $first } (the oldest check of the others: { $oldest }).
reason-equipment-check-old = All { $devices } devices were checked, but not all after { $since }; the oldest check is of { $oldest }.
reason-media-unidentified = { $lacking } of { $devices } media have no unique identifier or were never checked; the first is { $first }.
reason-hardware-fits = All { $devices } devices on record meet this.
reason-hardware-lacks = { $lacking } of { $devices } devices do not meet this; the first is { $first }.
reason-tests-in-time = The tests before { $until } are positive ({ $tests } on record); the last is { $entry } of { $last }.
reason-tests-failed = The test { $entry } of { $last } is negative, and no later positive one before { $until } is on record ({ $tests } in all).
reason-tests-late = None of the { $tests } tests on record was before { $until }; the last is { $entry } of { $last }.
reason-defects-removed = All { $defects } defects found are removed.
reason-defects-overdue = { $overdue } of { $defects } defects are past the day set for their removal ({ $open } are open); the first is { $first }.
reason-defects-open = { $open } of { $defects } defects are still open; the first is { $first }. The day set has not passed.
reason-paper-on-record = The paper is on record: { $number } of { $day } (entry { $entry }).
reason-paper-missing = The entry { $entry } lacks the number or the day of the paper (number: { $number }, day: { $day }). Draw it up and enter it.
reason-paper-late = The paper { $number } was signed on { $day }, later than it had to be (entry { $entry }).
reason-trial-passed = The trial operation ({ $entry }) ended well on { $ended }; the object was commissioned on { $commissioned }.
reason-trial-not-passed = The object was commissioned on { $commissioned }, but no good end of the trial operation ({ $entry }) before that day is on record (ended: { $ended }).
reason-executables-received = The executables were received on { $received } (the source was sent on { $sent }); the object was commissioned on { $commissioned }.
reason-executables-missing = The source was sent on { $sent }, but no executables of the state technical service are on record (received: { $received }); the object was commissioned on { $commissioned }.
reason-executables-late = The executables were received only on { $received }, after the commissioning on { $commissioned } (the source was sent on { $sent }).
reason-warranty-enough = The developer's warranty runs from { $since } to { $until }; it had to run to { $least } (commissioned on { $commissioned }).
reason-warranty-short = The developer's warranty runs only from { $since } to { $until }; it must run from { $commissioned } to { $least } at least.
reason-move-recorded = The move is recorded on { $day } (document { $entry }).
reason-criteria-missing = The entry { $entry } lacks the document with the acceptance criteria, its day or those who agreed (document: { $number }, day: { $day }).
reason-system-conserved = By the decision { $entry } the system is in conservation: no act of writing it off is on record (number: { $number }, day: { $day }).
reason-plan-agreed = The bodies that use the system agreed to the plan on { $day } (decision { $entry }).
reason-plan-not-agreed = The decision { $entry } lacks the day on which the bodies that use the system agreed to the plan, or their names (day: { $day }).
reason-end-notified = The service integrator was notified on { $integrator }, and the portal published it on { $portal } (decision { $entry }).
reason-end-not-notified = Not all were told of the decision { $entry }: service integrator { $integrator }, architectural portal { $portal } (a dash: no day is recorded).
reason-media-destroyed = All { $media } media of the object were physically destroyed with an act; the last on { $last }.
reason-media-not-destroyed = { $lacking } of { $media } media are not destroyed, were only erased or have no act; the first is { $first } (last destruction: { $last }).
reason-media-awaited = { $lacking } of { $media } media are to be destroyed; the first is { $first }. The day set has not passed (last destruction: { $last }).
reason-archive-complete = Resources, documentation and source code were handed to the archive ({ $parts } parts).
reason-archive-incomplete = The archive has { $parts } parts only of resources, documentation and source code; they were due by { $until } (a dash: no transfer is planned).
reason-archive-awaited = The archive has { $parts } parts; the others are due by { $until }.
reason-placed-in-country = All { $places } places on record are in Kazakhstan.
reason-placed-abroad = { $abroad } of { $places } places are outside Kazakhstan or managed from outside; the first is { $first }.
reason-personal-data-kept = Personal data are kept past their purpose in { $kept } of { $records } records; the first is { $first }, the earliest purpose was reached on { $since }. Destroy the data and draw up an act.
reason-purchases-trusted = The { $purchases } purchases since { $since } were made with regard to the register of trusted software.
reason-purchases-outside-register = { $lacking } of { $purchases } purchases since { $since } were made outside the register though it has the product, or do not say how the choice was made; the first is { $first }.
reason-purchases-unsaid = { $lacking } of { $purchases } purchases since { $since } are incomplete on record; the first is { $first }. Complete the entry.
reason-purchases-with-conclusion = All { $purchases } purchases planned since { $since } follow the conclusion of the authorised body.
reason-purchases-without-conclusion = { $lacking } of { $purchases } purchases since { $since } have no conclusion of the authorised body, or did not follow it; the first is { $first }.
reason-acceptance-passed = For the transfer { $entry } this was done on { $day }, with a good result.
reason-acceptance-failed = For the transfer { $entry } the result is bad ({ $day }). Ask the developer for the complete set.
reason-acceptance-not-done = For the transfer { $entry } nothing on record says that it was done (day: { $day }).
