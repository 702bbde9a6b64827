#!/usr/bin/env bash
# Installs what a bare Debian 12 with Swift 6.3 needs to build Concordat, and nothing that is already there:
#   libopenblas-dev, liblapacke-dev   linear algebra (BLAS and LAPACK)
#   libssl-dev                        SHA-256 (libcrypto)
#   pkg-config                        tells the Swift package manager where they are
# It also obtains the charts of `concordat report` (scripts/vega.sh) where PyPI can be reached within seconds; without
# them everything else works, and `report` says how to get them.
set -euo pipefail

needed=()
for package in libopenblas-dev liblapacke-dev libssl-dev pkg-config; do
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
    needed+=("$package")
  fi
done

if [ "${#needed[@]}" -gt 0 ]; then
  echo "setup: installing ${needed[*]}"
  run=()
  [ "$(id -u)" -eq 0 ] || run=(sudo)
  "${run[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends \
    "${needed[@]}" >/dev/null
else
  echo "setup: nothing to install"
fi

if ! command -v swift >/dev/null; then
  echo "setup: Swift 6.3 is missing; see https://www.swift.org/install/linux/" >&2
  exit 1
fi

timeout 300 "$(dirname "$0")/vega.sh" --if-reachable ||
  echo "setup: the charts of concordat report were not obtained; scripts/vega.sh tries again"
