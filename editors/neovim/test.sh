#!/usr/bin/env bash
# Neovim with Tenon's server, without a screen: test.sh TENON, where TENON is the binary. The last line counts the steps.
# NVIM names another Neovim than the one in PATH; without any, Debian's is installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tenon=${1:?usage: test.sh TENON}
[ -x "$tenon" ] || { echo "test.sh: $tenon is not there" >&2; exit 2; }
tenon=$(cd "$(dirname "$tenon")" && pwd)/$(basename "$tenon")
nvim=${NVIM:-nvim}

if ! command -v "$nvim" >/dev/null; then
  { apt-get update -q && apt-get install -qy --no-install-recommends neovim; } >/dev/null || {
    echo "test.sh: no Neovim, and none can be installed" >&2
    exit 1
  }
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/test/module" "$work/module"
# Nothing of the user's: neither configuration nor state.
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
export TENON_BINARY=$tenon TENON_MODULE=$work/module
"$nvim" --version | head -n 1
status=0
timeout 300 "$nvim" --headless --clean -n --cmd "set runtimepath^=$here" -S "$here/test/session.lua" \
  </dev/null >"$work/out" 2>&1 || status=$?
# Of a server that fails, Neovim's log says more.
[ "$status" -eq 0 ] || tail -qn 40 "$work"/*/nvim/lsp.log 2>/dev/null || true
tr -d '\r' <"$work/out"
[ "$status" -ne 124 ] || echo "test.sh: Neovim did not end"
exit "$status"
