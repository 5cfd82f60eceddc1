#!/usr/bin/env bash
# Runs the end-to-end tests with the program under other versions of Node, which npm's package `node` brings; `latest` is the
# newest there is when it runs. Each version runs one half of the files, in turn; SKYCHECK_ALL_NODES=1 runs all under each.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ran=()

for version in "$@"; do
  if ! npm install --silent --no-audit --no-fund --prefix "$work/$version" "node@$version" >/dev/null 2>&1; then
    printf '\n!!! NODE %s SKIPPED: the package could not be installed !!!\n' "$version"
    continue
  fi
  node="$work/$version/node_modules/node/bin/node"
  name=$("$node" --version)
  printf '\nNode %s (%s)\n' "$name" "$version"
  # The newest may be one of the others.
  if [[ " ${ran[*]} " == *" $name "* ]]; then continue; fi
  ran+=("$name")
  share=(--shard="$((${#ran[@]} % 2 + 1))/2")
  if [[ "${SKYCHECK_ALL_NODES:-}" == 1 ]]; then share=(); fi
  SKYCHECK_NODE="$node" npx vitest run test/end-to-end "${share[@]}"
done
