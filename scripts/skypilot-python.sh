#!/usr/bin/env bash
# Prints a Python that has the newest SkyPilot, moto and awscrt. They go into a virtual environment in the user's cache
# and are brought up to date once a day. SKYCHECK_SKYPILOT_PYTHON names another Python.
set -u
needed='import sky, moto, flask, awscrt'
say() { printf '%s\n' "$*" >&2; }
has() { "$1" -c "import os, tempfile; os.environ['HOME'] = tempfile.gettempdir(); $needed" >/dev/null 2>&1; }

if [ -n "${SKYCHECK_SKYPILOT_PYTHON:-}" ]; then
  has "$SKYCHECK_SKYPILOT_PYTHON" || { say "$SKYCHECK_SKYPILOT_PYTHON lacks one of: $needed"; exit 1; }
  echo "$SKYCHECK_SKYPILOT_PYTHON"
  exit 0
fi

venv="${XDG_CACHE_HOME:-$HOME/.cache}/skycheck/skypilot"
python="$venv/bin/python"
fresh=$(find "$venv/up-to-date" -mtime -1 2>/dev/null)
if [ -z "$fresh" ] || [ ! -x "$python" ]; then
  command -v python3 >/dev/null 2>&1 || { say 'no python3'; exit 1; }
  {
    { [ -x "$python" ] || python3 -m venv "$venv"; } &&
      "$venv/bin/pip" install --quiet --upgrade --disable-pip-version-check --timeout 15 --retries 1 \
        'skypilot[aws]' 'moto[ec2,iam,s3,sts]' flask flask-cors awscrt &&
      touch "$venv/up-to-date"
  } >&2 || say 'SkyPilot could not be installed or brought up to date'
fi
has "$python" || exit 1
echo "$python"
