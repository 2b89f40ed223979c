# The reasons that checks give, with the numbers that decided. The keys are the reason_key of checks/*.sql.

## People and training

reason-is-unit-appointed = Employees responsible for information security: { $charged } (of { $people } on record).
reason-is-unit-not-appointed = Of { $people } employees on record, none is charged with information security. Set up a unit or name an official.
reason-is-unit-ordered = Orders in force on the security unit or its officials: { $orders }; people charged with information security: { $charged } (of { $people } on record).
reason-is-unit-for-objects = Orders in force charge officials with single objects only: { $objects }; the first is { $name }. Set up a unit or name an official for the whole organisation.
reason-is-unit-not-separate = The security unit on order ({ $name }) is not separate from the IT units, and no official is charged with information security. Separate the unit or name an official.
reason-is-unit-orders-ended = Orders on the security unit or its officials that have ended: { $ended }, the last on { $last }; none stands in their place. Prolong the powers or name another official.
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
reason-vulnerability-reports-kept = Reports on the assessment of vulnerabilities that are approved or attached: { $reports }; the latest assessment was on { $last }.
reason-vulnerability-reports-unapproved = Assessments of vulnerabilities are on record ({ $scans }, the latest of { $last }), but none has a report that is approved or attached. Draw up the report, approve it and enter the day.
reason-document-levels-complete = The documentation has all { $levels } levels ({ $documents } documents).
reason-document-levels-missing = The documentation has only { $present } of { $levels } levels ({ $documents } documents).
reason-documents-bilingual = All { $documents } documents have their text in Kazakh and in Russian.
reason-documents-not-bilingual = { $lacking } of { $documents } documents lack the title or the text in one of the two languages; the first is { $first }. Prepare what is missing and enter it.
reason-documents-approved = All { $documents } documents are approved by a legal act.
reason-documents-not-approved = The day or act of approval is missing for { $lacking } of { $documents } documents; the first is { $first }.
reason-documents-communicated = All { $documents } documents were brought to the notice of employees.
reason-documents-not-communicated = { $lacking } of { $documents } documents were not brought to the notice of all employees after approval; the first is { $first }. Employees who have let the day for reading go by: { $waiting }.
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
reason-procedure-in-force = An approved document on this topic is in force (found: { $found }).
reason-procedure-not-in-force = A document on the topic was found ({ $found }), but it is not approved or not in force yet.
reason-violator-model-approved = A model of the violator is on record: approved documents { $documents }, approved categories { $categories }, drafts { $drafts }.
reason-violator-model-drafts = Only drafts of the model of the violator are on record ({ $drafts }). Approve the model and enter the day.
reason-violator-model-missing = Neither a document on the model of the violator nor its categories are on record. Draw the model up and enter it.
reason-document-level-missing = Not one of the { $documents } documents on record is an approved document of level { $level } (found of that level: { $found }), so this one is not there either. Prepare it and record it.
reason-document-level-not-communicated = Of the { $documents } documents on record not one of level { $level } was brought to the notice of employees (found of that level: { $found }), so the instruction was not either.
reason-cable-log-missing = The journal of cable connections is not among the { $documents } documents on record. Start it and record it.
reason-cable-network-unrecorded = The network has active equipment in place ({ $equipment } items), but none of the { $entries } entries in the journal is a connection of it in force. Enter its connections.

## Assets

reason-assets-inventoried = On record: { $objects } objects, { $software } software titles and { $assets } assets, of which the oldest count is of { $oldest }; last changed on { $last }.
reason-assets-nameless = { $nameless } of { $objects } objects have no name in both official languages, so the list does not identify them.
reason-assets-without-objects = Software is on record ({ $software } titles), but not one informatization object.
reason-assets-none-listed = Informatization objects are on record ({ $objects }), but not one asset, and no stock-taking. Enter the assets and the days on which they were counted.
reason-assets-never-counted = { $uncounted } of { $assets } assets have been on the books since before { $since }, yet no stock-taking counted them; the first is { $first }. Take stock of them and enter the result.
reason-assets-count-old = { $stale } of { $assets } assets are not known to have been counted after { $since }; the first is { $first }, the oldest count is of { $oldest }. Take stock and enter the day.
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
reason-sources-flooded = { $flooded } of { $sources } sources send more events than their record allows; the first is { $first }. See what it sends and whether the limit in its record is right.
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
reason-tools-in-use = Tools of this kind that protect the object: { $found }, such as { $first }; the last was commissioned or checked on { $last } (tools on record: { $tools }).
reason-tools-lacking = None of the { $tools } tools on record is of this kind and in use for the object. Put one into use and enter it.

## Journals

reason-visits-recorded = The journal holds { $visits } visits, all complete; the last at { $last } UTC.
reason-visits-incomplete = { $incomplete } of { $visits } entries lack the purpose, or the escort of an outside visitor.
reason-visits-old = The journal holds { $visits } visits, but the last is of { $last } UTC; none after { $since } UTC.
reason-backups-recorded = Since { $since } UTC { $backups } backups are recorded, { $failed } of them failed; the last at { $last } UTC.
reason-backups-failed = Since { $since } UTC not one backup succeeded ({ $backups } recorded, { $failed } failed).
reason-backups-old = The last backup is of { $last } UTC; none is recorded after { $since } UTC.
reason-backups-tested = Tests of backups: { $tested } (backups on record: { $backups }); the last on { $last }, with success.
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
reason-monitoring-registered = By the register of connections the object has been connected to the monitoring system since { $connected }; commissioned on { $commissioned }, the last day was { $latest }.
reason-monitoring-cut = By the register of connections the object was cut off from the monitoring system on { $cut }, and no other connection stands. Connect it and enter the connection.
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

## Staff, agreements, operational centre and certificates

reason-work-recorded = { $entries } entries since { $since }; the last is of { $last }.
reason-training-organised = Trainings held since { $since }: { $entries }, people trained: { $people }; the last on { $last }.
reason-obligations-kept = For each of the { $people } people a paper in force with security duties is on record.
reason-obligations-lacking = { $lacking } of { $people } people have no paper in force with security duties; the first has personnel number { $first }. Add to the papers and enter them.
reason-access-revoked = Access was revoked for all { $changes } changes of staff; { $late } of them late.
reason-access-not-revoked = Changes of staff whose access is not wholly revoked: { $lacking } of { $changes }; left with people who have gone: rights and identifiers { $rights }, assets not returned { $things }; the first has personnel number { $first }. Revoke the rights and take the assets back.
reason-agreements-set-conditions = All agreements in force ({ $agreements }) set conditions of work, access or use; the last holds until { $last }.
reason-agreements-lack-conditions = Agreements in force without conditions of work, access or use: { $lacking } of { $agreements }; the first is { $first }.
reason-agreements-set-liability = All agreements in force ({ $agreements }) set liability for breaches; the last holds until { $last }.
reason-agreements-lack-liability = Agreements in force without liability for breaches: { $lacking } of { $agreements }; the first is { $first }.
reason-agreements-regulate-security = All warranty agreements in force ({ $agreements }) regulate information security; the last holds until { $last }.
reason-agreements-lack-security = Warranty agreements in force that do not regulate information security: { $lacking } of { $agreements }; the first is { $first }.
reason-agreements-ended = No agreement is in force: the last on record held until { $last }.
reason-warranty-risks-assessed = ICT risks were assessed after { $since } for all warranty agreements in force ({ $agreements }); the oldest assessment is of { $oldest }.
reason-joint-agreement-in-force = Agreements on joint security work in force: { $agreements }; the last holds until { $last } (a dash: without term).
reason-centre-works = Operational centres at work: { $centres } ({ $name }); the contract holds until { $last } (a dash: without term).
reason-centre-ended = No operational centre is at work: the last one worked until { $last }. Prolong the contract or enter another centre.
reason-centre-interacts = The operational centre ({ $name }) has worked with the National Coordination Centre for Information Security since { $since }.
reason-national-requests-met = All requests of the State Technical Service ({ $requests }) are met; the last on { $last }.
reason-national-requests-overdue = Requests of the State Technical Service that are overdue: { $overdue } of { $requests }; the first is { $first }.
reason-national-admissions-ended = Every admission of the national centre's staff to the object has ended, while requests that were met still stand: { $ended } of { $requests }; the first is { $first }. Renew the admission and enter it.
reason-logs-joined = Event logging has been joined to the means of the National Coordination Centre since { $since }.
reason-logs-cut = Event logging was cut from the means of the National Coordination Centre on { $cut } and not joined again.
reason-logs-request-overdue = Requests to join event logging that were not met in time: { $overdue }.
reason-profile-approved = All papers of this kind for the object ({ $documents }) are approved; the first is { $first }, the last day of approval { $last }.
reason-certificates-not-accredited = Registration certificates in force of an authority that is not accredited: { $lacking } of { $certificates }; the first is { $first }. Replace them.
reason-authority-accredited = The certification authority is accredited until { $until } (a dash: without term).
reason-authority-not-accredited = The accreditation of the certification authority is not in force; the day on record is { $until }.
reason-authority-trusted = The registration certificates have been recognised in lists of trust since { $since }.
reason-authority-placed = The registration certificate was placed with the trusted third party of the Republic of Kazakhstan on { $since }.

## Documents, risks, incidents and protection of objects

reason-instruction-communicated = The instruction for users has been made known to employees since it was approved (documents on record: { $documents }).
reason-instruction-not-communicated = The instruction for users is on record but has not been made known to employees since it was approved. Make it known and record the day.
reason-catalogue-kind-missing = The catalogue of threats has entries ({ $entries }), but none of this kind. Identify the risks and add to the catalogue.
reason-threats-sourceless = { $sourceless } of { $found } threats in the catalogue have no source. Record the sources.
reason-catalogue-covers = The catalogue's entries of this kind ({ $found }) cover every object ({ $assets }); the latest was found or reviewed on { $last }.
reason-vulnerabilities-cover = Entries of the catalogue ({ $found }), assessments ({ $scans }) and vulnerabilities found ({ $findings }) cover every object ({ $assets }); the latest is of { $last }.
reason-vulnerabilities-overdue = { $overdue } of { $found } vulnerabilities found are past their day and not fixed; the first is { $first }, the earliest was due on { $due }. Fix them and enter the day.
reason-risks-not-assessed = { $lacking } of { $risks } risks have no likelihood, impact or day of assessment; the first is { $first }. Assess them.
reason-risks-without-measures = { $unplanned } of { $risks } risks have no measure in the plan of treatment; the first is { $first }. Add to the plan.
reason-measures-not-approved = { $lacking } of { $risks } risks have no measure that a legal act approves; the first is { $first }. Have the plan approved.
reason-treatment-approved = Every risk that is to be treated ({ $risks }) has approved measures in the plan.
reason-continuity-plans-in-force = Continuity plans in force: { $in_force } (on record: { $plans }).
reason-continuity-plans-lacking = Continuity plans are on record ({ $plans }), but none is approved, or all are withdrawn. Have a plan approved.
reason-continuity-untested = { $untested } of { $plans } plans in force have not been tested since they were approved; the first is { $first }. Test them.
reason-continuity-test-overdue = Every plan in force ({ $plans }) has been tested, but the day set for the next test has passed for { $overdue } of them; the first is { $first }. The last test was on { $last }.
reason-continuity-tested = Every plan in force ({ $plans }) has been tested; the last test was on { $last }.
reason-continuity-updated = Every plan in force ({ $plans }) was brought up to date, the longest ago on { $last }; the next is due by { $next }.
reason-continuity-update-overdue = The day that the organisation set for bringing a plan up to date has passed for { $overdue } of { $plans } plans in force; the first is { $first }, the earliest day { $next } (updated the longest ago on { $last }). Bring it up to date and enter the next day.
reason-critical-events-incidents = Every critical event found by monitoring or the analysis of logs ({ $events }) is treated as a security incident; the last was found at { $last } UTC.
reason-critical-events-not-incidents = { $otherwise } of { $events } critical events found by monitoring or the analysis of logs are entered as emergencies, not as security incidents; the first is { $first }. Treat them as incidents.
reason-incidents-responsible-told = The responsible persons were told of every incident of the object ({ $incidents }); the last was found at { $last } UTC.
reason-incidents-responsible-untold = For { $lacking } of { $incidents } incidents of the object the log has no time at which the responsible persons were told; the first is { $first }. Tell them and enter the time.
reason-incidents-centre-told = Every incident of the object ({ $incidents }) was passed to the National Coordination Centre for Information Security; the last was found at { $last } UTC.
reason-incidents-centre-untold = For { $lacking } of { $incidents } incidents of the object the log has no time at which they were passed to the National Coordination Centre for Information Security; the first is { $first }. Pass the information on and enter the time.
reason-incidents-telling-fresh = Those who must be told of { $lacking } of { $incidents } incidents of the object have not been told yet, and the time for it still runs; the first is { $first }.
reason-critical-events-registered = Every critical event ({ $events }) is registered with the computer incident response service; the last was found at { $last } UTC.
reason-critical-events-unregistered = { $lacking } of { $events } critical events have no time or number of registration with the computer incident response service; the first is { $first }. Register them.
reason-critical-events-catalogued = Every critical event ({ $events }) is accounted for in the catalogue of threats; the last was found at { $last } UTC.
reason-critical-events-uncatalogued = { $lacking } of { $events } critical events name no entry of the catalogue of threats; the first is { $first }. Account for them there.
reason-critical-event-fresh = For { $lacking } of { $events } critical events this is not done yet, and the time for it still runs; the first is { $first }.
reason-multifactor-used = Every way of access to the object ({ $ways }) uses several factors, digital certificates among them; the earliest check of settings was on { $checked }.
reason-multifactor-lacking = { $lacking } of { $ways } ways of access to the object use a single factor. Introduce a second one.
reason-crypto-bare = { $bare } of { $entries } stores and channels of the object with protected information have no cryptographic protection; security level { $level } is asked for.
reason-crypto-low = { $low } of { $entries } stores and channels of the object have protection below security level { $level }; the lowest is { $lowest }. Replace the tools.
reason-crypto-unproved = { $unproved } of { $entries } stores and channels of the object have protection of an unrecorded level, or a certificate that is missing or has run out; the earliest day is { $until }. Security level { $level } is asked for.
reason-crypto-level-met = Every store and channel of the object ({ $entries }) has protection of security level { $level } or above; the certificates hold, the first until { $until }.
reason-channel-bare = Entries on the channel that have no cryptographic protection: { $bare } of { $entries }; the first is { $first }. Put encryption in place and renew the entry.
reason-channel-encrypted = Every entry on the channel ({ $entries }) has a cryptographic tool; the certificates hold, the first until { $until }.
reason-reserve-room = { $reserved } of { $parts } parts of the object have a reserve on record; the backup server room is { $room }, last inspected on { $last }.
reason-reserve-none = None of the parts of the object on record ({ $parts }) has a reserve (last inspected on { $last }). Provide a backup server room.
reason-reserve-wrong = { $lacking } of { $parts } parts of the object are not kept in reserve as asked for (last inspected on { $last }). Change the reserve or renew the entry.
reason-reserve-proper = Every part of the object on record ({ $parts }) is kept in reserve as asked for; last inspected on { $last }.
reason-keys-destroyed = Every compromised key ({ $keys }) is blocked and destroyed.
reason-keys-not-destroyed = Of the compromised keys ({ $keys }), { $unblocked } are not blocked and { $undestroyed } are not destroyed; the first is { $first }. Block and destroy them.
reason-keys-on-server = Every encryption key of the object ({ $keys }) is kept on a dedicated server of a sufficient security level.
reason-keys-not-on-server = { $wrong } of { $keys } encryption keys are not kept on a dedicated server, or on one of too low a security level; the first is { $first }.
reason-changes-recorded = { $entries } changes of configuration have been recorded since { $since } UTC; the last was made at { $last } UTC.
reason-figures-controlled = { $entries } figures have been recorded since { $since } UTC, { $exceeded } above their limit, and something was done about each; the last was measured at { $last } UTC.
reason-figures-unanswered = { $unanswered } of { $exceeded } figures above their limit have nothing recorded that was done about them (entries since { $since } UTC: { $entries }).
reason-incident-process-current =
    The procedure for handling incidents was updated on { $last }; the next update is due by { $latest } (the term is { $limit ->
        [one] { $limit } month
       *[other] { $limit } months
    }).
reason-incident-process-overdue =
    The procedure for handling incidents was updated on { $last }, more than { $limit ->
        [one] { $limit } month
       *[other] { $limit } months
    } ago: the next update was due by { $latest }.
reason-standard-met = By the assessment of { $assessed } the system meets the standard; the next assessment is due by { $next }.
reason-standard-not-met = By the assessment of { $assessed } the system does not fully meet the standard, and what was found is not put right. Put it right and assess it again.

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
reason-commission-complete = The informatization and security bodies sat on the commission, and so did those concerned: { $others } (entry { $entry }, commissioned on { $day }).
reason-commission-without-both = By the entry { $entry } ({ $day }) neither the informatization body nor the security body sat on the commission (others: { $others }). Bring their representatives in.
reason-commission-without-informatization = By the entry { $entry } ({ $day }) the informatization body did not sit on the commission (others: { $others }). Bring its representative in.
reason-commission-without-security = By the entry { $entry } ({ $day }) the security body did not sit on the commission (others: { $others }). Bring its representative in.
reason-requirement-set = This is provided for: entry { $entry }, document approved on { $day }.
reason-requirement-not-set = The document approved on { $day } (entry { $entry }) does not provide for this. Amend it, have it approved again and enter it.
reason-manuals-bilingual = Each kind of operating documents on record ({ $manuals } documents) is there in Kazakh and in Russian.
reason-manuals-not-bilingual = Operating documents in one language only: { $lacking } of { $manuals }; the first is { $first }. Prepare the text in the other language and enter it.
reason-documentation-placed = All technical documents of the object ({ $documents }) are on the architectural portal; the last since { $last }.
reason-documentation-not-placed = Not one of the object's technical documents on record ({ $documents }) is on the architectural portal; the first is { $first }. Put copies there and enter the day.
reason-tests-not-prepared = Before the trial operation of { $since } began, the object had on record: test suites and scenarios { $suites }, test methods { $methods } (documents in all: { $documents }; { $entry }). Prepare what is missing and enter it.
reason-staff-prepared = The staff was prepared as the object's class asks by { $day }, before the trial operation of { $since } ({ $entry }).
reason-staff-prepared-late = The preparation of staff that the object's class asks for was finished on { $day } only, after the trial operation had begun on { $since } ({ $entry }).
reason-staff-prepared-otherwise = For the trial operation of { $since } ({ $entry }) the staff was prepared in another way than the object's class asks for (day: { $day }).
reason-trial-programme = The trial operation of { $since } ({ $entry }) has a programme: { $programme }.
reason-trial-programme-missing = The trial operation of { $since } ({ $entry }) has no programme on record. Have one approved and enter it.
reason-trial-passed = The trial operation ({ $entry }) was completed with a positive result on { $ended }; the object was commissioned on { $commissioned }.
reason-trial-not-passed = The object was commissioned on { $commissioned }, but no positive completion of the trial operation ({ $entry }) before that day is on record (ended: { $ended }).
reason-executables-received = The executables were received on { $received } (the source was sent on { $sent }); the object was commissioned on { $commissioned }.
reason-executables-missing = The source was sent on { $sent }, but no executables of the state technical service are on record (received: { $received }); the object was commissioned on { $commissioned }.
reason-executables-late = The executables were received only on { $received }, after the commissioning on { $commissioned } (the source was sent on { $sent }).
reason-warranty-enough = The developer's warranty runs from { $since } to { $until }; it had to run to { $least } (commissioned on { $commissioned }).
reason-warranty-short = The developer's warranty runs only from { $since } to { $until }; it must run from { $commissioned } to { $least } at least.
reason-move-recorded = The move is recorded on { $day } (document { $entry }).
reason-criteria-missing = The entry { $entry } lacks the document with the acceptance criteria, its day or those who agreed (document: { $number }, day: { $day }).
reason-system-conserved = By the decision { $entry } the system is in conservation: no act of writing it off is on record (number: { $number }, day: { $day }).
reason-end-decided = It was decided on { $day } to end the operation (decision { $entry }).
reason-information-archived = The information of the system was archived on { $archived } (decision { $entry }; data destroyed or system written off: { $ended }, a dash: not yet).
reason-information-not-archived = By the decision { $entry } the data were destroyed or the system written off on { $ended }, and nothing was archived before that (archived on: { $archived }, a dash: no day is recorded). If there is an archived copy, enter it.
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
reason-resource-transferred = The resource that is no longer used was handed to the archive (transfers: { $transfers }, the last on { $last }; unused since: { $unused }).
reason-resource-transfer-overdue = The resource that is no longer used was not handed to the archive in time: { $lacking } of { $transfers } transfers are not made; the first is { $first }, due by { $until } (unused since: { $unused }). Hand it over.
reason-resource-transfer-awaited = The resource that is no longer used is still within its term for the archive: { $lacking } of { $transfers } transfers are awaited; the first is { $first }, due by { $until } (unused since: { $unused }).
reason-placed-in-country = All { $places } places on record are in Kazakhstan.
reason-placed-abroad = { $abroad } of { $places } places are outside Kazakhstan or managed from outside; the first is { $first }.
reason-place-unsaid = Where { $abroad } of { $places } services stand is not known; the first is { $first }. Find out and enter it.
reason-personal-data-kept = Personal data are kept past their purpose in { $kept } of { $records } records; the first is { $first }, the earliest purpose was reached on { $since }. Destroy the data and draw up an act.
reason-purchases-trusted = The { $purchases } purchases since { $since } were made with regard to the register of trusted software.
reason-purchases-outside-register = { $lacking } of { $purchases } purchases since { $since } were made outside the register though it has the product, or do not say how the choice was made; the first is { $first }.
reason-purchases-unsaid = { $lacking } of { $purchases } purchases since { $since } are incomplete on record; the first is { $first }. Complete the entry.
reason-purchases-with-conclusion = All { $purchases } purchases planned since { $since } follow the conclusion of the authorised body.
reason-purchases-without-conclusion = { $lacking } of { $purchases } purchases since { $since } have no conclusion of the authorised body, or did not follow it; the first is { $first }.
reason-purchase-as-asked = The last purchase for the object ({ $entry }, contract of { $day }) meets this.
reason-purchase-otherwise = The last purchase for the object ({ $entry }, contract of { $day }) does not meet this. Put it right.
reason-operator-requests-done = The operator manages the resource on requests: { $requests } carried out, the last of them { $entry } on { $last }.
reason-acceptance-passed = For the transfer { $entry } this was done on { $day }, with a positive result.
reason-acceptance-failed = For the transfer { $entry } the result is negative ({ $day }). Ask the developer for the complete set.
reason-acceptance-not-done = For the transfer { $entry } nothing on record says that it was done (day: { $day }).

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
reason-domain-in-state-zones = Names are registered in both zones, gov.kz and мем.қаз (names: { $names }), such as { $first }.
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
reason-inspection-kept = Kept, by act { $act } of { $day }.
reason-inspection-lacking = Not kept, by act { $act } of { $day }. Put it right and draw up a new act.
reason-backups-late = Between backups that succeeded lie { $hours } h (from { $from } to { $until } UTC); the plan sets { $every } h.
reason-backup-tests-late = The last test of a backup was on { $last }, and the journal goes on to { $until }; the plan sets { $every } d between tests.
reason-earthing-failed = The earthing did not pass its measurement, at { $resistance } Ω (report { $act } of { $day }). Put it right and measure again.
reason-earthing-high = The measured resistance of the earthing is { $resistance } Ω, where { $allowed } Ω is allowed; the measurement is not passed (report { $act } of { $day }). Put it right and measure again.
reason-control-too-often = Titles of software controlled more often within a year than allowed: { $titles }, the first { $first }; held: { $held }, allowed: { $limit }; last on { $last }.
