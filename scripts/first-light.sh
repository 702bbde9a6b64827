#!/usr/bin/env bash
# Installs what is missing, builds Concordat, runs the October 2025 scenario and prints the scorecard.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
swift build -c release --product concordat
.build/release/concordat run Scenarios/october-2025-cascade.json "$@"
