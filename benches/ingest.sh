#!/usr/bin/env bash
# How fast syslog over TCP becomes durable, beside rsyslog and syslog-ng set to be durable, in one run.
# Figures of record: docs/benchmarks.md. Usage: benches/ingest.sh [EVENTS] [ROUNDS]
# rsyslog comes from the machine; syslog-ng, which Debian does not install beside it, is unpacked into a temporary folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
events=${1:-2000000}
rounds=${2:-3}
[[ -n ${TALAP_BENCH_BUILT:-} ]] || cargo build --release --package talap-collect --bench ingest
bench=$(cargo bench --package talap-collect --bench ingest --no-run --message-format json 2>/dev/null |
  sed -n 's/.*"executable":"\([^"]*ingest-[0-9a-f]*\)".*/\1/p' | tail -1)
work=$(mktemp -d "${TALAP_BENCH_FOLDER:-/var/tmp}/ingest.XXXXXX")
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

mkdir "$work/debs"
(
  cd "$work/debs"
  apt-get download -qq syslog-ng-core libivykis0 libnet1 libpcre3 libwrap0 2>/dev/null
  for package in *.deb; do dpkg -x "$package" ../ng; done
)

# rsyslog: what a transaction of its queue brought is written and synced before the next one begins.
cat >"$work/rsyslog.conf" <<CONF
global(workDirectory="$work" maxMessageSize="64k")
module(load="imtcp" maxSessions="100")
template(name="raw" type="string" string="%rawmsg%\n")
input(type="imtcp" address="127.0.0.1" port="17001" ruleset="durable")
ruleset(name="durable" queue.type="FixedArray" queue.size="100000" queue.dequeueBatchSize="1024") {
  action(type="omfile" file="$work/rsyslog.log" template="raw" sync="on" flushOnTXEnd="on" asyncWriting="off")
}
CONF
# syslog-ng: messages are written in batches, each synced; the window of the source holds its senders up.
cat >"$work/ng.conf" <<CONF
@version: 3.38
options { flush-lines(1024); stats-freq(0); };
source s { network(ip("127.0.0.1") port(17002) transport("tcp") flags(no-parse) log-iw-size(100000) log-fetch-limit(1000)); };
destination d { file("$work/ng.log" fsync(yes) template("\$MSG\n") log-fifo-size(200000)); };
log { source(s); destination(d); flags(flow-control); };
CONF

for ((round = 1; round <= rounds; round++)); do
  echo "== round $round: talap"
  TALAP_BENCH_FOLDER="$work/ledger" "$bench" "$events" 1

  echo "== round $round: rsyslog"
  rm -f "$work/rsyslog.log"
  rsyslogd -n -f "$work/rsyslog.conf" -i "$work/rsyslog.pid" &
  pids=($!)
  until (exec 3<>/dev/tcp/127.0.0.1/17001) 2>/dev/null; do sleep 0.1; done
  "$bench" --peer 127.0.0.1:17001 "$work/rsyslog.log" "$events"
  kill "${pids[0]}"
  wait "${pids[0]}" || true

  echo "== round $round: syslog-ng"
  rm -f "$work/ng.log"
  LD_LIBRARY_PATH="$work/ng/usr/lib/syslog-ng:$work/ng/usr/lib/x86_64-linux-gnu:$work/ng/lib/x86_64-linux-gnu" \
    "$work/ng/usr/sbin/syslog-ng" -F -f "$work/ng.conf" --persist-file "$work/ng.persist" --pidfile "$work/ng.pid" \
    -c "$work/ng.ctl" --module-path "$work/ng/usr/lib/syslog-ng/3.38" &
  pids=($!)
  until (exec 3<>/dev/tcp/127.0.0.1/17002) 2>/dev/null; do sleep 0.1; done
  "$bench" --peer 127.0.0.1:17002 "$work/ng.log" "$events"
  kill "${pids[0]}"
  wait "${pids[0]}" || true
done
