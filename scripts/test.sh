#!/usr/bin/env bash
# Installs what is missing and runs all tests.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
swift test "$@"
