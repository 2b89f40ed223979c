# The ledger of events: the disk, keys, opening, appending, verification.

ledger-disk-full = There is no room left on the disk for { $path }: { $cause }. Free some space and start Talap again; every acknowledged event is kept.
ledger-disk-read-only = { $path } is on a file system that cannot be written to: { $cause }. Mount it for writing and start Talap again.
ledger-disk-permission = The operating system does not let Talap use { $path }: { $cause }. Check the owner and the permissions.
ledger-disk-not-found = { $path } is not there: { $cause }.
ledger-disk-read = { $path } cannot be read: { $cause }.
ledger-disk-write = { $path } cannot be written: { $cause }.

ledger-key-malformed = { $place } does not hold a key of the ledger.
ledger-key-exposed = The secret key { $path } is open to other users of the machine. Leave access to its owner alone (mode 0600), and consider whether the key is still secret.
ledger-key-name = “{ $name }” cannot name a key: a name has no spaces, line breaks or plus signs, and is not empty.

ledger-in-use = The ledger in { $path } belongs to another running process. Stop that process, or give the command through it.
ledger-damaged = The ledger is damaged: { $path }, byte { $offset }: { $cause }. Nothing was changed. Run talap ledger verify to see everything that differs, and restore the folder from a copy.
ledger-other-key = { $path } is signed by another key, or for a ledger of another name. Check the key file and the name of the ledger in the configuration.
ledger-event-too-large = An event of { $size } bytes is larger than the ledger takes ({ $limit } bytes). It was not appended.
ledger-failed = The ledger takes no events since a write failed. { $cause } Remove the cause and start Talap again.
ledger-closed = The ledger is closed already.
ledger-unreadable = The events of the ledger cannot be read: { $cause }

ledger-none-here = There is no ledger in { $path }.

ledger-problem = { $path }: { $reason }.
ledger-problem-at-byte = { $path }, byte { $offset }: { $reason }.
ledger-problem-at-line = { $path }, line { $line }: { $reason }.
ledger-problem-at-events = { $path }, events { $first } to { $last }: { $reason }.

ledger-problem-missing = the file is missing
ledger-problem-stray = the file is not part of the ledger
ledger-problem-not-empty = the file should be empty
ledger-problem-unreadable = the file cannot be read ({ $cause })
ledger-problem-too-large = the file is larger than { $limit } bytes, the most that is read
ledger-problem-not-a-checkpoint = there is no signed checkpoint here
ledger-problem-other-key = the checkpoint is signed by another key, or for a ledger of another name
ledger-problem-signature = the signature does not match the checkpoint
ledger-problem-not-the-last = the checkpoint is not the last one of the history
ledger-problem-shrinks = the checkpoint does not continue the one before it
ledger-problem-history-end = the history does not end with a checkpoint
ledger-problem-history-cut = checkpoints that came before this one are missing or changed
ledger-problem-root = the tree of { $size ->
    [one] { $size } batch
   *[other] { $size } batches
  } has another root than was signed
ledger-problem-leaves-missing = leaves of the tree are missing: there are { $found } of { $expected }
ledger-problem-leaves-stray = there are leaves that belong to no batch
ledger-problem-manifest = the list of files is not what was signed
ledger-problem-manifest-line = the line is not one that Talap writes
ledger-problem-manifest-line-wrong = the line does not say what its file holds
ledger-problem-size = the file has { $found } bytes, and { $expected } were written
ledger-problem-content = the content has changed since it was written
ledger-problem-batch = batch { $batch } is not what was signed
ledger-problem-batch-twice = batch { $batch } is there twice
ledger-problem-batches-missing = batches { $first } to { $last } are missing
ledger-problem-count = there are { $found } events that are what was signed, out of { $expected }
ledger-problem-log = the write-ahead log is damaged ({ $cause })
ledger-problem-rolled-back = batch { $batch } was moved to a file after a later checkpoint, which is gone: an older checkpoint was put in its place
ledger-problem-expired-early = events were let go before their retention was over
ledger-problem-expired-twice = batches that were let go are still there
ledger-problem-no-archive = older files are in an archive store and were not read: give it by ledger.archive.url in the configuration or by --archive
ledger-problem-archive-unreachable = the archive store cannot be read, so nothing is known of the files in it ({ $cause })

ledger-archive-address = “{ $text }” is no address of an archive store. Write file:///a/folder or s3://bucket/prefix.
ledger-archive-incomplete = The archive in a bucket needs { $what }: set the variable, or write it into the file that ledger.archive.credentials names.
ledger-archive-none = Older files are in an archive store, and the configuration names none (ledger.archive.url).
ledger-archive-unreachable = The archive store { $place } cannot be reached: { $cause }. Events that are still online can be read; older ones once it is back.
ledger-archive-other-ledger = The archive store { $place } holds the files of another ledger ({ $origin }). Name another place in the configuration.
ledger-archive-missing = { $path } is not in the archive store. Restore it there from a copy.
ledger-archive-other = { $path } is in the archive store already, with another content. Nothing was replaced; find out who put it there.
ledger-archive-locked = The archive store does not let { $path } go: { $cause }. It is tried again.

ledger-replica-fenced = Another node keeps the ledger by now, so this one writes nothing more. Every acknowledged event is kept; the other node goes on.
ledger-replica-conflict = Line { $number } of the ledger's replica is not the one that should follow. Nothing was written. Find out whether two ledgers share one database.
ledger-replica-unreachable = The ledger's replica { $place } cannot be reached: { $cause }. Nothing is acknowledged that is not kept there.
ledger-replica-damaged = The ledger's replica { $place } is damaged: { $cause }. Nothing was changed. Restore it from a copy.
ledger-replica-another = The ledger's replica { $place } does not continue the ledger in this folder: it belongs to another ledger, or was restored from an older copy. Nothing was changed. Find out which of them is right before you start Talap again.
ledger-replica-half-founded = The handing over of a ledger to { $place } was interrupted, and this folder does not hold that ledger. Start Talap first on the node that does.

ledger-tend-changed = { $path } is not what was signed. It stays as it is; run talap ledger verify to see what differs.
ledger-tend-unreadable = { $path } cannot be read ({ $cause }). It stays as it is; run talap ledger verify.
ledger-tend-untold = Events that are past their retention stay, since their going could not be recorded: { $cause }
ledger-tend-clock = The clock shows { $now }, but { $seen } was signed already. Nothing is archived or let go until the clock is right.
ledger-tend-cut-off = Work on sealed files was cut off; it is done over.
ledger-second-store = The second store cannot be written, so events of confidential objects are not taken; others are. { $cause }
