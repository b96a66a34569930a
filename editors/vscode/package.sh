#!/usr/bin/env bash
# Builds dist/tenon.vsix. Needs Node.js 20 or later, and nothing from outside but the npm registry.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

npm ci --ignore-scripts --no-audit --no-fund
# The package carries the repository's license; it is copied rather than kept twice.
cp ../../LICENSE LICENSE
trap 'rm -f LICENSE' EXIT
mkdir -p dist
npx --no-install vsce package --no-dependencies --out dist/tenon.vsix
echo "dist/tenon.vsix: $(wc -c <dist/tenon.vsix) bytes"
