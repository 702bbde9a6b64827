#!/usr/bin/env bash
# Obtains the JavaScript of Vega, Vega-Lite and Vega-Embed (BSD 3-Clause) that `concordat report` puts into its pages, out
# of a package of PyPI with a pinned version and digest. Nothing is done where it is there already.
set -euo pipefail
target="${XDG_DATA_HOME:-$HOME/.local/share}/concordat/vega-bundle.js"
digest=3425bd951a44d478d0505c6b5d1e8d57656b6e9a4da7bfe88a718ce61d76e572
check() { echo "$digest  $1" | sha256sum --check --status; }
if [ -f "$target" ] && check "$target"; then
  echo "vega: $target is there"
  exit 0
fi
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
# The digest of the wheel for Linux on x86-64; another platform's is refused.
cat > "$work/requirements.txt" <<'END'
vl-convert-python==1.9.0.post1 --hash=sha256:3c1558fa0055e88c465bd3d71760cde9fa2c94a95f776a0ef9178252fd820b1f
END
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
