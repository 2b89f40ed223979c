#!/usr/bin/env bash
# Measures the main job with the release build: start, memory, assessment, events over syslog TCP.
# The figures of record are in docs/benchmarks.md. Usage: benches/main-job.sh [EVENTS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cargo build --release --package talap-cli
cargo xtask bench "${CARGO_TARGET_DIR:-target}/release/talap" "${1:-200000}"
