#!/usr/bin/env bash
# Builds the documentation of the library products into DIRECTORY (default .build/documentation), one archive a
# module; a broken link or an unknown symbol in a page is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
out="${1:-.build/documentation}"
swift build >/dev/null
modules="$(swift build --show-bin-path)/Modules"
mkdir -p "$out"
for module in LinearAlgebra Randomness Networks Contagion; do
  symbols="$(mktemp -d)"
  swift-symbolgraph-extract -module-name "$module" -I "$modules" -I Sources/CLinearAlgebra \
    -target "$(uname -m)-unknown-linux-gnu" -minimum-access-level public -output-dir "$symbols"
  catalogue="Sources/$module/$module.docc"
  [ -d "$catalogue" ] || catalogue=""
  docc convert $catalogue --additional-symbol-graph-dir "$symbols" --warnings-as-errors \
    --fallback-display-name "$module" --fallback-bundle-identifier "concordat.$module" \
    --output-path "$out/$module.doccarchive"
  rm -r "$symbols"
  echo "$out/$module.doccarchive"
done
