#!/usr/bin/env bash
# Wide queries: the same files of an archive read in one process and by a scheduler and executors (crates/wide), answers compared.
# Figures of record: docs/benchmarks.md. Usage: benches/wide.sh [EVENTS] [EXECUTORS] [ROUNDS]
# TALAP_BENCH_PROFILE names a Cargo profile (release unless said), TALAP_BENCH_FOLDER where files go.
# TALAP_BENCH_MOTO=PROGRAM puts the archive into a bucket of moto_server instead of a folder: slow, and a test of the way only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
events=${1:-2000000}
executors=${2:-2}
rounds=${3:-3}
profile=${TALAP_BENCH_PROFILE:-release}
target=${CARGO_TARGET_DIR:-target}
cargo build --profile "$profile" --package talap-wide
bench=$(cargo bench --profile "$profile" --package talap-wide --bench wide --no-run --message-format json-render-diagnostics |
  sed -n 's/.*"executable":"\([^"]*wide-[0-9a-f]*\)".*/\1/p' | tail -1)
[[ -x $bench ]] || { echo "the benchmark was not built" >&2; exit 1; }
case $profile in dev | test) built=debug ;; bench) built=release ;; *) built=$profile ;; esac
program=$target/$built/talap-wide
work=$(mktemp -d "${TALAP_BENCH_FOLDER:-/var/tmp}/wide.XXXXXX")
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

archive=file://$work/archive
if [[ -n ${TALAP_BENCH_MOTO:-} ]]; then
  "$TALAP_BENCH_MOTO" -H 127.0.0.1 -p 50059 >/dev/null 2>&1 &
  pids+=($!)
  export AWS_ENDPOINT_URL=http://127.0.0.1:50059 AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY=bench
  archive=s3://bench/events
  tries=0
  until curl -sf -X PUT -H 'x-amz-bucket-object-lock-enabled: true' \
    -H 'authorization: AWS4-HMAC-SHA256 Credential=bench/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x' \
    "$AWS_ENDPOINT_URL/bench" >/dev/null; do
    ((++tries < 150)) || { echo "moto_server does not answer at $AWS_ENDPOINT_URL" >&2; exit 1; }
    sleep 0.2
  done
fi

"$program" keys --into "$work/keys" 127.0.0.1
keys=$work/keys/127.0.0.1
"$program" scheduler --keys "$keys" --name 127.0.0.1 --bind 127.0.0.1:50050 &
pids+=($!)
for ((at = 1; at <= executors; at++)); do
  "$program" executor --keys "$keys" --name 127.0.0.1 --bind "127.0.0.1:$((50060 + at))" --scheduler 127.0.0.1:50050 \
    --work "$work/work-$at" --archive "$archive" --threads 1 &
  pids+=($!)
done
"$bench" "$events" "$work" "$archive" 127.0.0.1:50050 "$keys" "$((executors * 4))" "$rounds"
