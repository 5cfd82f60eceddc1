#!/usr/bin/env bash
# Holds skycheck against the newest SkyPilot: a sample, or with --full the whole matrix; --seed N for other cases;
# --record writes the verdicts that the ordinary tests use. Further words go to vitest.
set -euo pipefail
cd "$(dirname "$0")/.."
words=()
while [ $# -gt 0 ]; do
  case "$1" in
    --full) export SKYCHECK_SKYPILOT_FULL=1 ;;
    --record) export SKYCHECK_SKYPILOT_RECORD=1 ;;
    --seed) export SKYCHECK_SKYPILOT_SEED="$2"; shift ;;
    *) words+=("$1") ;;
  esac
  shift
done
SKYCHECK_SKYPILOT_PYTHON=$(scripts/skypilot-python.sh) || { echo 'SkyPilot could not be installed' >&2; exit 1; }
export SKYCHECK_SKYPILOT_PYTHON
npx vitest run --config vitest.skypilot.config.mts ${words[@]+"${words[@]}"}
if [ -n "${SKYCHECK_SKYPILOT_RECORD:-}" ]; then npx biome format --write test/skypilot; fi
