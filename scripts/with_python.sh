#!/bin/sh
# Runs its arguments with the first Python that can run the portal (3.11 or newer, with venv).
for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3.14 python3 python; do
    [ -n "$candidate" ] || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    found=$candidate
    "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1 || continue
    exec "$candidate" "$@"
done
if [ -n "${found:-}" ]; then
    echo "$found is here without its venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2
else
    echo "Python 3.11 or newer is missing. On Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv;" >&2
    echo "elsewhere: see python.org. To name one yourself: make run PYTHON=/path/to/python3.11" >&2
fi
exit 1
