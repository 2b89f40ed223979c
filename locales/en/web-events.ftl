## Events
web-events = Event logs
web-events-lead = Events of informatization objects and of Talap itself. Nobody has a right to change or delete them.
web-events-tail = Follow what comes in
web-events-search-hint = All words must occur, whatever their case: in message, user, host, program, address or the line as it came. Reading is itself recorded in the ledger.
web-events-source = Source
web-events-kind = Kind of source
web-events-unasked = Nothing was looked for
web-events-unasked-do = Mend the search: the message above says what and where.
web-events-unfed = No logs have been fed in yet
web-events-unfed-do = First register a source of events. Then load a log file with:
web-events-unfed-import = talap import events FILE --source ID
web-events-unfed-syslog = Or have systems send by syslog: the address is in section [collect] of talap.toml (syslog_udp, syslog_tcp).
web-events-unfed-sources = Sources of events
web-events-in-time = { $from } – { $to }, events: { $n }
web-events-at = Time
web-events-origin = Host and user
web-events-user = User
web-events-address = Address
web-events-address-short = Address
web-events-message = Message
web-events-not-understood = not understood
web-events-newer = ← Newer
web-events-older = Older →
web-events-newest = Newest
web-events-reload = Reload
web-events-help = How to search
web-events-help-words-example = failed "for root"
web-events-help-words = all these words, anywhere; in quotation marks, side by side
web-events-help-field = exactly this value; with a star at the end, one that begins so
web-events-help-number = numbers are compared; severity:high works as well
web-events-help-attribute = any recognised detail, by its name or its OCSF name
web-events-help-without = what is left out: a minus, or not
web-events-help-or = one or the other
web-events-help-last-example = last 7 days
web-events-help-last = also last 2h, today, yesterday, in any of the three languages
web-events-help-period = from a time to a time, by the clock of this installation
web-events-help-fields = Fields: { $name }, attr.…
web-events-saved = Saved searches: { $n }
web-told-search-saved = The search was saved.
web-told-search-restored = The search is back.
web-events-saved-none = There are none yet. Search for something and keep it here under a name.
web-events-saved-as = Name
web-events-saved-keep = Save this search
web-events-saved-delete = Delete
web-events-saved-deleted = The saved search was deleted.
web-events-saved-undo = Undo
web-events-saved-name = Give the search a name of 1 to { $limit } characters.
web-events-saved-full = { $limit } searches are saved already, those in SQL included, which is the most. Delete one that you no longer need.
web-events-saved-taken = “{ $name }” is the name of a search that you saved on the tab SQL. Choose another name.
web-events-found =
    { $n ->
        [one] { $n } event found
       *[other] { $n } events found
    }
web-events-found-cut = More than { $n } events found: counting stopped after { $seconds } s. Narrow the period to count them all.
web-events-nothing-do = Take a word away, widen the period, or look at the help above: a field's value must be exact unless a star ends it.
web-events-export = Download:
web-events-export-too-long = { $n } events are more than one file takes ({ $most }). Narrow the search, for example by a period.
web-events-export-busy = Several files are being made at this moment. Try again when one of them is done.
web-events-step = One bar: { $name }
web-events-step-seconds = { $n } s
web-events-step-minutes = { $n } min
web-events-step-hours = { $n } h
web-events-step-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
web-events-as-table = As a table
web-events-many = Events
web-events-facets = Frequent values
web-events-without = Without { $name }
web-events-following = Following what comes in.
web-events-tail-more = More came in than is shown. Search to see all of it.
web-events-tail-over = No longer following. Reload the page to go on.
web-events-tail-from = The address does not say from which event on to follow. Follow from the list of events.
web-events-tail-busy = Too many are following what comes in at this moment. Try again later, or reload the page now and then.
web-events-ways = How to ask
web-events-way-words = In plain words

## Questions in SQL
web-sql = Event logs: SQL
web-sql-lead = Questions in SQL over events and registers, as far as your rights reach. Nothing can be changed by them.
web-sql-question = Question in SQL
web-sql-ask = Ask
web-sql-hint = One SELECT, up to a minute and 256 MiB of memory; Ctrl+Enter asks. The question is itself recorded in the ledger.
web-events-held = A link on another site led to this search. Nothing has been looked for yet: each search is recorded in the ledger in your name. Read it, and press “Find” if you want it.
web-sql-held = A link on another site led to this question. It has not been asked yet: each question is recorded in the ledger in your name. Read it, and press “Ask” if you want it.
web-sql-answer = Answer
web-sql-rows =
    { $n ->
        [one] { $n } row
       *[other] { $n } rows
    } in { $seconds } s
web-sql-rows-cut = The first { $n } rows in { $seconds } s; there are more.
web-sql-cut-do = Narrow the question, add LIMIT, or download the whole answer as a file.
web-sql-nothing-do = The question was understood, and no row fits it.
web-sql-export = Whole answer:
web-sql-export-too-long = The answer has more than { $most } rows, which is the most that one file takes. Narrow the question, for example by a period.
web-sql-saved = Saved searches in SQL: { $n }
web-sql-saved-none = There are none yet. Ask a question and keep it here under a name.
web-sql-saved-taken = “{ $name }” is the name of a search that you saved on the tab “In plain words”. Choose another name.
web-sql-begin = Questions to begin with
web-sql-begin-do = The tables are “events” and the registers, listed below with their columns. An answer's address can be kept as a bookmark and given to others; each sees what their own rights reach.
web-sql-tables = Tables that you may ask: { $n }
web-sql-tables-hint = Every register has the columns record_id, org_id, key and changed_at besides its own.
web-sql-table-policy = For how long events are kept
web-sql-table-partitions = What is kept of each source, day by day
web-sql-column-seq = Number of the event; in an answer it leads to the event and its proof
web-sql-column-fault = Why the event could not be understood, or is not whole, as the key of a sentence; nothing where it was understood
web-sql-column-changed = When the record was last changed
web-sql-holds-text = text
web-sql-holds-number = number
web-sql-holds-bool = true or false
web-sql-holds-date = day
web-sql-holds-time = moment, UTC
web-sql-holds-bytes = bytes

## One event
web-event = Event
web-event-beside = Events beside it
web-event-newer = ← Later
web-event-older = Earlier →
web-event-known = What is known
web-event-occurred = Happened (by the clock of its source)
web-event-received = Received
web-event-host = Host
web-event-program = Program
web-event-act = Key of the act
web-event-class = OCSF class
web-event-class-0 = base event (0)
web-event-class-1001 = file system activity (1001)
web-event-class-1006 = scheduled job (1006)
web-event-class-1007 = process activity (1007)
web-event-class-1008 = event log activity (1008)
web-event-class-2004 = detection finding (2004)
web-event-class-3001 = account change (3001)
web-event-class-3002 = authentication (3002)
web-event-class-3003 = session authorization (3003)
web-event-class-3004 = entity management (3004)
web-event-class-3005 = user access management (3005)
web-event-class-3006 = group management (3006)
web-event-class-4001 = network activity (4001)
web-event-class-4002 = HTTP activity (4002)
web-event-class-4003 = DNS activity (4003)
web-event-class-4007 = SSH activity (4007)
web-event-class-4014 = tunnel activity (4014)
web-event-class-5019 = device configuration change (5019)
web-event-class-6002 = application lifecycle (6002)
web-event-class-6003 = API activity (6003)
web-event-class-6005 = datastore activity (6005)
web-event-class-6008 = application error (6008)
web-event-severity = Severity
web-event-severity-unknown = unknown
web-event-severity-informational = informational
web-event-severity-low = low
web-event-severity-medium = medium
web-event-severity-high = high
web-event-severity-critical = critical
web-event-severity-fatal = fatal
web-event-attributes = What else was recognised
web-event-raw = The line as it came
web-event-raw-none = There is none: Talap itself recorded this event.
web-event-raw-changed = What cannot be seen and bytes that are no text are shown as \x00; the ledger keeps them as they came.
web-event-proof = Proof that it was not changed
web-event-covered = The event is covered by the checkpoint signed at { $name }.
web-event-uncovered = No checkpoint covers the event yet; the next one is signed within seconds.
web-event-proof-file = Download the proof of this event
web-event-proof-check = Whoever gets the file can check it offline, with the ledger's public key alone:
web-event-proof-command = talap ledger check-proof FILE --key KEY
web-event-verify = An inspector can verify every byte of the ledger offline, with the public key alone:
web-event-verify-command = talap ledger verify --folder FOLDER --key FILE

## Kinds of source
source-kind-os = operating system
source-kind-dbms = database management system
source-kind-antivirus = anti-virus protection
source-kind-application = application software
source-kind-telecom = telecommunication equipment
source-kind-ids = attack detection and prevention
source-kind-cms = content management system
source-kind-talap = Talap

## State of the sources
web-sources = State of the sources of events
web-sources-lead = When each source spoke last, whether it is silent, whether its clock is right, and what was lost on the way in. Counts are since Talap started.
web-sources-register = Register of sources
web-sources-none = No sources of events are registered yet
web-sources-none-do = Register a source: organisation, object, kind, format. From then on its events are watched here.
web-sources-new = Register a source
web-sources-last = Last event
web-sources-rate = Events a minute
web-sources-clock = Clock
web-source-confidential = confidential system
web-source-never = never
web-source-in-order = in order
web-source-awaited = the first event is awaited
web-source-silent = silent since { $since } ({ $minutes } min expected at most)
web-source-silent-ever = no event ever since its registration ({ $since }; { $minutes } min expected at most)
web-source-wrong-kind = events are not of the registered kind or format
web-source-flood = a flood: more than { $limit } events a minute
web-source-clock-off = the clock is off by more than the allowed { $allowed } s
web-source-impossible = events with a time more than a year away: { $n }
web-source-clock-behind =
    { $unit ->
        [days] { $n } days
        [hours] { $n } h
        [minutes] { $n } min
       *[seconds] { $n } s
    } behind
web-source-clock-ahead =
    { $unit ->
        [days] { $n } days
        [hours] { $n } h
        [minutes] { $n } min
       *[seconds] { $n } s
    } ahead
web-receivers = Receivers
web-receivers-hint = Nobody knows whose the lost messages were, so losses concern every organisation.
web-receiver = Receiver
web-receiver-received = Messages received
web-receiver-unregistered = From unregistered sources
web-receiver-kernel = Dropped by the kernel
web-receiver-queue = Without room in the queue
web-receiver-bytes = Bytes cut off
web-receiver-refused = Connections refused
web-receiver-losing = losing messages

web-second = Second store
web-second-hint = Events of confidential objects are acknowledged once they are durable here as well (UR 38.6).
web-second-none = No second store is configured (ledger.second_store in talap.toml): events of confidential objects are kept once.
web-second-failing = It cannot be written since { $since }. Events of confidential objects are not taken into the ledger: where a stream is in front of it they wait there with all that comes after them; elsewhere they are refused, their senders keep them as far as they can, and others are taken.
web-second-refused = Refused since Talap was started: { $n ->
    [one] { $n } event
   *[other] { $n } events
  }.
web-second-same-disk = It is on the disk of the ledger: what harms that disk harms both.
web-second-kept = It holds events that the ledger does not have. Where one node keeps the ledger, “talap ledger restore --from-second-store” shows them.

## Servers and stores of the ledger

web-keeping = Servers and stores of the ledger
web-keeping-lead = Whether each of them answers, what waits for it, and which node keeps the ledger. Talap looks every fifteen seconds.
web-keeping-none = No server is in use
web-keeping-none-do = Everything is kept in the folder { $path }.
web-keeping-unseen = Nothing was looked at yet
web-keeping-unseen-do = Talap looks as soon as it has started. Open the page again in a few seconds.
web-keeping-looked = Looked at:
web-keeping-server = Server or store
web-keeping-waiting = Waits
web-keeping-last = Last error since Talap was started
web-keeping-answers = answers
web-keeping-away = does not answer since { $since }
web-keeping-unfit = not in order since { $since }
web-keeping-some-away = A server or store that the ledger is kept with does not answer or is not in order
web-keeping-records = PostgreSQL: records
web-keeping-stream = NATS JetStream: events on their way into the ledger
web-keeping-stream-server = One of the NATS JetStream servers
web-keeping-objects = Store of sealed files that the nodes share
web-keeping-archive = Archive store
web-keeping-second = Second store of confidential objects
web-keeping-messages = Messages in the stream that are not sealed in the ledger yet: { $n }.
web-keeping-events = Events that wait to be sealed: { $n }.
web-keeping-files = Files that are due to be moved there: { $n }.
web-keeping-refused = Events refused since Talap was started, because it could not be written: { $n }.
web-keeping-who = Who keeps the ledger
web-keeping-lease = The node { $node }. Its lease ends at { $until } unless the node renews it, which it does every few seconds.
web-keeping-lease-here = This node, { $node }. Its lease ends at { $until } unless the node renews it, which it does every few seconds.
