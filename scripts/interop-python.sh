#!/usr/bin/env bash
# Prints a Python that has boto3, awscli and moto: the machine's own, else one in a virtual environment.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
needed='import boto3, awscli, moto, flask'

for python in "${SKYCHECK_PYTHON:-}" python3 "$root/.venv/bin/python"; do
  if [ -n "$python" ] && "$python" -c "$needed" >/dev/null 2>&1; then
    "$python" -c 'import sys; print(sys.executable)'
    exit 0
  fi
done

command -v python3 >/dev/null 2>&1 || exit 1
{
  python3 -m venv "$root/.venv" &&
    "$root/.venv/bin/pip" install --quiet --disable-pip-version-check -r "$root/test/interop/requirements.txt"
} >&2 || exit 1
"$root/.venv/bin/python" -c "$needed" >/dev/null 2>&1 || exit 1
echo "$root/.venv/bin/python"
