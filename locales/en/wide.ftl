# Processes for wide queries: the command talap-wide.

## Help
wide-help = Run parts of wide queries over events on several machines. Talap hands the parts over (the section ledger.wide of its configuration).
wide-help-keys = Make the keys of a cluster: a folder for each machine, to be copied there
wide-help-scheduler = Start a scheduler, which shares parts of queries out among executors
wide-help-executor = Start an executor, which reads the archive and runs parts of queries
wide-help-after =
    Exit status:
      0  done
      2  wrong use of the command line
      3  refused or failed

    The log is for developers and in English; the variable RUST_LOG turns it on.
wide-usage = talap-wide [--lang LANGUAGE] COMMAND
wide-usage-keys = talap-wide keys --into FOLDER MACHINE …
wide-usage-scheduler = talap-wide scheduler --keys FOLDER --name MACHINE [--bind ADDRESS]
wide-usage-executor = talap-wide executor --keys FOLDER --name MACHINE --scheduler MACHINE:PORT --archive URL --work FOLDER [--bind ADDRESS] [--threads NUMBER] [--memory NUMBER]
wide-value-machine = MACHINE
wide-value-address = ADDRESS
wide-value-scheduler = MACHINE:PORT
wide-value-number = NUMBER
wide-option-into = The folder in which each machine gets a folder with its keys
wide-option-keys = The folder with the keys of this machine
wide-option-name = The name of this machine in its certificate, under which the others reach it
wide-option-bind-scheduler = The address and the port to listen at (127.0.0.1:50050 when left out)
wide-option-bind-executor = The address and the port to listen at (127.0.0.1:50051 when left out)
wide-option-scheduler = The address and the port of the scheduler; the machine's name must be the one in its certificate
wide-option-archive = The archive store: file:///folder or s3://bucket/prefix. For a bucket the variables AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY name an account that may only read
wide-option-work = A folder of its own for results, best in memory (tmpfs): unencrypted rows of events are in it while a query runs, and folders in it are removed at the start
wide-option-threads = How many parts run at a time (2 when left out)
wide-option-memory = The memory that they may take together, in MiB (1024 when left out)
wide-argument-machines = The names or addresses of all machines: of the scheduler, of the executors, and of the nodes that ask
wide-see-help = “talap-wide --help” shows what can be asked.

## What goes on
wide-keys-made = The keys of { $n ->
    [one] { $n } machine are
   *[other] { $n } machines are
  } in { $folder }. Copy to each machine the folder that has its name, and no other.
wide-scheduler-listens = The scheduler listens at { $address }; Ctrl-C stops it.
wide-executor-waits = The executor waits for the scheduler { $scheduler }.
wide-executor-works = The executor is at work and listens at { $address }; Ctrl-C stops it.
wide-stopped = Stopped.

## What goes wrong
wide-file = { $path } cannot be used: { $cause }.
wide-file-exists = { $path } is there already, and nothing was written over. Give another folder.
wide-machine = No certificate can be made for “{ $name }”. Give a host name in Latin letters or an IP address. ({ $cause })
wide-keys-failed = The keys cannot be made: { $cause }.
wide-keys-unfit = The keys of this machine are not fit for TLS ({ $cause }). Copy them again from the folder that “talap-wide keys” made.
wide-listen = Cannot listen at { $address }: { $cause }.
wide-served = No connections are taken any more: { $cause }.
wide-scheduler-unreached = The scheduler { $address } cannot be reached: { $cause }. Check its address, that it runs, and that one command made the keys of both machines.
wide-cluster = Ballista failed: { $cause }.
wide-address = “{ $text }” is not an address with a port, such as scheduler.internal:50050.
wide-cause-refused = nobody listens there
wide-cause-silent = there is no answer
wide-cause-keys = the keys there are those of another cluster, or of a machine with another name ({ $text })
