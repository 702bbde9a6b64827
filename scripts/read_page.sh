#!/usr/bin/env bash
# Opens the report of a run in a real browser: every chart must be drawn, with no word on the console, no request but the
# page itself, and the numbers of the CSV files on it. Needs Chromium (installed where it is missing) and scripts/vega.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/vega.sh
if ! command -v chromium >/dev/null; then
  run=()
  [ "$(id -u)" -eq 0 ] || run=(sudo)
  "${run[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends \
    chromium fonts-dejavu-core >/dev/null
fi
concordat="${CONCORDAT:-.build/release/concordat}"
[ -x "$concordat" ] || swift build -c release --product concordat
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
"$concordat" run Scenarios/starter.json --quiet --out "$out/run"
"$concordat" report "$out/run" --out "$out/page.html"
python3 scripts/read_page.py "$out/page.html" "$out/run" "$out"
