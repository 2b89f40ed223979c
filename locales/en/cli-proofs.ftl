# The command line: proofs of single events, witnesses, time stamps.

help-prove = Write the proof of one event: a file that anybody can check without this machine
help-check-proof = Check the proof of one event, offline, with public keys alone
help-witness = Cosign checkpoints of ledgers on other hosts
help-keygen = Make the key of a witness, and a configuration to be filled in
help-run = Run the witness
help-usage-prove = talap ledger prove NUMBER [--output FILE]
help-usage-check-proof = talap ledger check-proof FILE [--key FILE] [--witness KEY …] [--authority FILE] [--json]
help-usage-keygen = talap witness keygen NAME [--data FOLDER]
help-value-public-key = KEY
help-value-seq = NUMBER
help-value-witness-name = NAME
help-argument-seq = The event's number, as pages and queries show it (seq)
help-argument-proof = The file of the proof
help-argument-witness-name = The name that cosignatures are made under, such as witness.example.kz/1: no spaces, no plus signs
help-option-witness = The public key of a witness that must have cosigned, or its file; may be given several times
help-option-authority = The certificate of the authority that must have made the time stamps, or of a certification authority above it, in PEM or DER

prove-no-event = There is no event { $seq } that you may read.
prove-written = The proof of event { $seq } is in { $path }. Check it with “talap ledger check-proof”.
proof-refused = { $path } proves nothing. { $cause }
proof-taken = Proved: event { $seq } is in the ledger { $ledger }, as its checkpoint of { $time } over { $batches ->
    [one] { $batches } batch
   *[other] { $batches } batches
  } says.
proof-event-received = received
proof-event-occurred = happened
proof-event-organisation = organisation
proof-event-object = object
proof-event-source = source
proof-event-host = host
proof-event-program = program
proof-event-user = user
proof-event-address = address
proof-event-message = message
proof-event-raw = as it came
proof-cosigned = The witness { $witness } cosigned the checkpoint at { $time }.
proof-unchecked =
    { $n ->
        [one] { $n } more signature was not checked: name the witness's key with --witness.
       *[other] { $n } more signatures were not checked: name the witnesses' keys with --witness.
    }
stamp-by-authority = Time stamp of { $time } by { $authority }: the given certificate signed it. Its chain and revocation were not checked.
stamp-by-chain = Time stamp of { $time } by { $authority }: the certificate that it carries signed it and leads up to the given one. Revocation was not checked.
stamp-self-carried = Time stamp of { $time }, signed by the certificate that it carries ({ $authority }). Whether that is the authority's was not checked: name its certificate with --authority.
stamp-unsigned = Time stamp of { $time }. It is of this checkpoint; its signature was not checked.
verify-cosigned = The witness { $witness } cosigned the checkpoint over { $batches ->
    [one] { $batches } batch
   *[other] { $batches } batches
  } at { $time }.

witness-key-made = The witness's public key is { $key }. Give it to those who keep the ledgers, write their public keys into { $path }, and run “talap witness run”.
witness-running = The witness { $key } listens on { $address }.
witness-says = The witness { $witness } does not cosign any more. { $what } Events are still taken and kept. Compare the data folder with its copies, on another machine.
witness-silent = The witness { $witness } does not answer. { $cause } Until it does, nobody outside sees what happens to the ledger.
stamp-failed = No time stamp could be had from { $url }. { $cause }

config-no-ledgers = { $key } names no ledger; the public key of each is in keys/ledger.pub of its data folder
config-key-wrong = { $key }: “{ $text }” is no public key; it is of the form name+number+base64, as Talap prints it
