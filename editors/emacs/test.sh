#!/usr/bin/env bash
# tenon.el compiles without a warning, and its mode indents, comments and highlights. Needs Emacs 28 or later in PATH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp tenon.el test.el "$work"
cd "$work"
HOME=$work emacs --batch --eval '(setq byte-compile-error-on-warn t)' -f batch-byte-compile tenon.el
HOME=$work emacs --batch -L . -l test.el -f ert-run-tests-batch-and-exit
