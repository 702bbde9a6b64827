#!/usr/bin/env bash
# The whole night: build, tests, and the verdict on Scenarios/nightly.json against its committed baseline.
#
# Usage: scripts/nightly.sh [directory]      (default: Results/night)
#
# Leaves in the directory what a forge shows: tests.xml (of the tests), junit.xml, summary.md and drifts.csv (of the
# verdict). The history, Results/history/nightly.csv, grows by a row. Ends with 1 when a metric moved.
set -uo pipefail
cd "$(dirname "$0")/.."
out="${1:-Results/night}"
mkdir -p "$out"
failed=0

echo "== set-up"
scripts/setup.sh || exit 1

echo "== build"
swift build -c release --product concordat || exit 1

echo "== tests"
swift test --xunit-output "$out/xunit.xml" || failed=1
# The Swift package manager puts the report of Swift Testing beside the name that it is given.
if [ -f "$out/xunit-swift-testing.xml" ]; then mv "$out/xunit-swift-testing.xml" "$out/tests.xml"; fi
rm -f "$out/xunit.xml"

echo "== verdict"
.build/release/concordat regress Scenarios/nightly.json --out "$out" \
  --history Results/history/nightly.csv
verdict=$?
[ "$verdict" -eq 0 ] || failed=$verdict

if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$out/summary.md" ]; then
  cat "$out/summary.md" >> "$GITHUB_STEP_SUMMARY"
fi
exit "$failed"
