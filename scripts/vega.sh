#!/usr/bin/env bash
# Obtains the JavaScript of Vega, Vega-Lite and Vega-Embed (BSD 3-Clause) that `concordat report` puts into its pages, out
# of a package of PyPI with a pinned version and digest, on x86-64 and aarch64. Nothing is done where it is there already.
#
# Usage: scripts/vega.sh [--if-reachable]      (with the option nothing is done and nothing fails where PyPI is out of reach)
set -euo pipefail
target="${XDG_DATA_HOME:-$HOME/.local/share}/concordat/vega-bundle.js"
digest=3425bd951a44d478d0505c6b5d1e8d57656b6e9a4da7bfe88a718ce61d76e572
check() { echo "$digest  $1" | sha256sum --check --status; }
if [ -f "$target" ] && check "$target"; then
  echo "vega: $target is there"
  exit 0
fi
if [ "${1:-}" = --if-reachable ]; then
  probe='import urllib.request; urllib.request.urlopen("https://pypi.org/simple/pip/", timeout=8)'
  if ! python3 -c "$probe" 2>/dev/null; then
    echo "vega: PyPI cannot be reached from here; scripts/vega.sh obtains the charts of concordat report later"
    exit 0
  fi
fi
# The digests that the index of PyPI states for the wheels.
case "$(uname -m)" in
  x86_64) wheel=3c1558fa0055e88c465bd3d71760cde9fa2c94a95f776a0ef9178252fd820b1f ;;
  aarch64) wheel=e6ecfe4b7e2ea9e8c30fd6d6eaea3ef85475be1ad249407d9796dce4ecdb5b32 ;;
  *) echo "vega: no wheel for $(uname -m) is known here; copy $target from another machine" >&2; exit 1 ;;
esac
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  run=()
  [ "$(id -u)" -eq 0 ] || run=(sudo)
  "${run[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends \
    python3-venv >/dev/null
fi
python3 -m venv "$work/venv"
echo "vl-convert-python==1.9.0.post1 --hash=sha256:$wheel" > "$work/requirements.txt"
"$work/venv/bin/pip" install -q --disable-pip-version-check --no-deps --only-binary :all: \
  --require-hashes -r "$work/requirements.txt"
"$work/venv/bin/python" - "$work/bundle.js" <<'END'
import sys
import vl_convert
with open(sys.argv[1], "w", encoding="utf-8", newline="") as file:
    file.write(vl_convert.javascript_bundle())
END
check "$work/bundle.js" || { echo "vega: the bundle has another digest than $digest" >&2; exit 1; }
mkdir -p "$(dirname "$target")"
mv "$work/bundle.js" "$target"
echo "vega: $target"
