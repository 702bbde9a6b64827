#!/usr/bin/env bash
# Proves that results open unchanged in other tools: a run and an experiment of the starter are made, validated as data
# packages and read by pandas, polars, DuckDB and, where it is installed, R. Needs Python 3.10 or later and PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."
readers=.build/readers
if [ ! -x "$readers/bin/python" ]; then
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    run=()
    [ "$(id -u)" -eq 0 ] || run=(sudo)
    "${run[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends \
      python3-venv >/dev/null
  fi
  python3 -m venv "$readers"
fi
"$readers/bin/pip" install -q --disable-pip-version-check \
  frictionless==5.21.0 pandas==3.1.1 polars==2.1.0 duckdb==2.0.0
concordat="${CONCORDAT:-.build/release/concordat}"
[ -x "$concordat" ] || swift build -c release --product concordat
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
"$concordat" run Scenarios/starter.json --quiet --out "$out/run"
"$concordat" sweep Scenarios/experiments/what-matters.json --quiet --out "$out/sweep"
"$readers/bin/python" scripts/read_results.py "$out/run" "$out/sweep"
