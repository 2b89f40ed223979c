# The ledger of events: proofs of single events, witnesses, time stamps.

ledger-proof-too-large = It is larger than any proof.
ledger-proof-line = Line { $line } is not one that a proof has.
ledger-proof-extra = What the proof says of the batch cannot be read ({ $cause }).
ledger-proof-version = The proof is of version { $version }, which this Talap does not know. Check it with a newer one.
ledger-proof-event = The event in the proof cannot be read ({ $cause }).
ledger-proof-partition = The event is not of the organisation, object, source and day that the proof names.
ledger-proof-not-in-batch = Event { $seq } is not among those of the batch.
ledger-proof-batch-path = The path inside the batch does not fit the batch's size.
ledger-proof-tree-path = The event, its batch or the path is not what was signed: it does not lead to the root in the checkpoint.
ledger-proof-not-a-checkpoint = There is no signed checkpoint in the proof.
ledger-proof-other-key = The checkpoint is signed by another key, or for a ledger of another name.
ledger-proof-signature = The signature does not match the checkpoint.
ledger-proof-not-witnessed = The witness { $witness } did not cosign the checkpoint.
ledger-proof-cosignature = The cosignature of the witness { $witness } does not match the checkpoint.
ledger-proof-stamp = The time stamp is not taken. { $cause }
ledger-proof-altered = The file is not as Talap wrote it: something was changed where no signature that could be checked reaches.

ledger-prove-unreadable = { $path } cannot be read ({ $cause }). Run talap ledger verify.
ledger-prove-damaged = Batch { $batch } or its path is not what the checkpoint signed, so nothing can be proved. Run talap ledger verify to see what was changed.

ledger-stamp-malformed = It is not of the form of RFC 3161 ({ $cause }).
ledger-stamp-refused = The time-stamping authority did not give a stamp (status { $status }).
ledger-stamp-imprint = It is not of this checkpoint.
ledger-stamp-nonce = It does not repeat the number of the request, so it may be an old one.
ledger-stamp-signature = Its signature does not match the certificate.
ledger-stamp-unsupported = Its signature is of a kind that Talap cannot check ({ $algorithm }).
ledger-stamp-not-an-authority = The certificate is not one for time stamping alone.
ledger-stamp-no-chain = The certificates that it carries do not lead from its signer's to the given one.
ledger-stamp-may-not-issue = A certificate of its chain may not issue the one below it.
ledger-stamp-outside-validity = The certificate was not valid at that time.

ledger-http-address = “{ $url }” is no address to ask at: it must begin with https://, or with http:// and lead to this same host.
ledger-http-certificate = The certificates cannot be used: { $cause }.
ledger-http-unreachable = { $url } does not answer: { $cause }.
ledger-http-too-long = { $url } answers with more than { $limit } bytes.
ledger-http-status = The other side answered with HTTP status { $status }.

ledger-witness-twice = There are two public keys of the ledger { $origin }. Leave the right one.
ledger-witness-state = { $path } cannot be read. It holds what the witness saw; without it a ledger that was put back could not be told. Restore it from a copy.
ledger-witness-unknown = A checkpoint of the ledger { $origin } came, which is not among the ledgers of this witness.
ledger-witness-other-key = A checkpoint of the ledger { $origin } came that is not signed by its key. It was not cosigned.
ledger-witness-rollback = The ledger { $origin } was put back: it shows { $size } batches, and this witness saw { $seen }. It was not cosigned.
ledger-witness-fork = The past of the ledger { $origin } was rewritten: its { $size } batches do not continue the { $seen } that this witness saw. It was not cosigned.

ledger-verdict-cosigned = The witness cosigned.
ledger-verdict-rolled-back = The ledger was put back to an older state: it has { $size } batches, and the witness saw { $seen }.
ledger-verdict-forked = The past of the ledger was rewritten: its { $size } batches do not continue the { $seen } that the witness saw.
ledger-verdict-other-key = The witness knows another key of this ledger.
ledger-verdict-unknown = The witness does not know this ledger. Give its public key to whoever runs the witness.

ledger-problem-tile = the tile of the tree is not what the leaves make it
ledger-problem-evidence = the content is not what the file's name says
ledger-problem-evidence-stray = somebody confirmed a checkpoint that is not in the history: the ledger was put back or signed anew
ledger-problem-stamp = the time stamp is not taken ({ $cause })
ledger-problem-not-witnessed = the witness { $witness } did not cosign the checkpoint
ledger-problem-cosignature = the cosignature of the witness { $witness } does not match
