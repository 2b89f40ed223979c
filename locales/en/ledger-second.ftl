# The second store of confidential objects: what is wrong with it, and what the ledger gets back from it.

ledger-second-other-ledger = { $path } is the second store of another ledger ({ $origin }). Nothing was changed in it. Name another folder in the configuration (ledger.second_store.folder).
ledger-second-unmarked = { $path } has lost the mark that Talap left in it. Check whether the disk is mounted. If it is a new disk, make an empty file talap-second-store there.
ledger-second-silent = { $path } has not answered for { $seconds } s. Check the disk, and the connection to it.

ledger-restore-verifying = The ledger in { $path } is being verified. Give the command again when that is over.
ledger-restore-unsigned = { $path } is missing or is not what was signed, so there is nothing to hold copies against. Nothing was changed. Restore this file from a backup first, then give the command again.

ledger-restore-file = { $path }: { $reason }; { $remedy }
ledger-remedy-copy = the second store has it as it was signed
ledger-remedy-made-again = it can be made again, and takes its place if it is then what was signed
ledger-remedy-frames =
    { $n ->
        [0] the second store's log tells which header it lacks
        [one] the second store has the batch that it lacks
       *[other] the second store has the { $n } batches that it lacks
    }
ledger-remedy-copied-again = this is a copy in the second store; the ledger's own file is sound and is copied again
ledger-remedy-no-copy = the second store has no copy of it
ledger-remedy-copy-changed = the copy in the second store is not what was signed either
ledger-remedy-archived = this is a copy in the second store of a file that is in the archive store by now; delete it
ledger-remedy-others = batches { $first } to { $last } are in neither store, and none can stand where others before it are missing
ledger-remedy-unproved = without it no batch of the log can be held against what was signed
ledger-remedy-differs = it was made again, and is not what was signed
