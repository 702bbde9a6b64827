#!/usr/bin/env bash
# Proves that results open unchanged in other tools: a run, experiments, a ranking, an attribution and a verdict are made,
# validated as data packages and read by pandas, polars, DuckDB and, where Rscript is there, R. Needs Python 3.10 or later
# and PyPI.
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
concordat="$(realpath "$concordat")"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
"$concordat" run Scenarios/starter.json --quiet --out "$out/run"
"$concordat" sweep Scenarios/experiments/what-matters.json --quiet --out "$out/sweep"
"$concordat" sweep Scenarios/experiments/fragmentation-by-strictness.json --replicates 2 --quiet \
  --out "$out/two-way"
"$concordat" rank Scenarios/starter.json --replicates 2 --top 0 --out "$out/rank" >/dev/null
"$concordat" reverse Scenarios/starter.json --replicates 2 --out "$out/reverse" >/dev/null
"$concordat" attribute Scenarios/starter.json --replicates 2 --quiet --out "$out/attribution"
# With another seed every metric moves and is a row of the drifts; the verdict, 1, is expected.
sed 's/^  "seed": .*/  "seed": 1,/' Scenarios/nightly.json > "$out/nightly.json"
baselines="$PWD/Results/baselines"
mkdir "$out/.night"
(cd "$out/.night" && "$concordat" regress ../nightly.json --baselines "$baselines" --out ../regress \
  >/dev/null 2>&1) || [ $? -eq 1 ]
"$readers/bin/python" scripts/read_results.py "$out"/*/
