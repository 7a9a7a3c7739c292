#!/bin/sh
# Make .venv from requirements.lock with plain pip, and install Sporezo in it. Instant when nothing changed.
set -eu
cd "$(dirname "$0")/.."

fingerprint() {
    echo "$(pwd) $(cat "$@" | cksum)"
}

# Two stamps: a changed pyproject.toml needs Sporezo installed again, only a changed lock needs all the rest again.
locked="$(fingerprint requirements.lock tools/setup.sh)"
installed="$(fingerprint pyproject.toml requirements.lock tools/setup.sh)"

install_sporezo() {
    if [ "$(cat .venv/.installed 2>/dev/null)" != "$installed" ]; then
        .venv/bin/pip install --quiet --no-deps --no-build-isolation -e .
        echo "$installed" > .venv/.installed
    fi
    .venv/bin/python tools/messages.py compile
}

if [ -L .venv ]; then
    # A link leads to an environment that others use: theirs to make, never ours to clear.
    exec .venv/bin/python tools/messages.py compile
fi

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
if [ -x .venv/bin/python ] && [ "$(cat .venv/.locked 2>/dev/null)" = "$locked" ]; then
    install_sporezo
    exit 0
fi

for candidate in python3.11 python3.12 python3.13 python3; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "Sporezo needs Python 3.11, 3.12 or 3.13. On Debian or Ubuntu, type: sudo apt-get install python3 python3-venv" >&2
    exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"
    else
        echo "Python's venv module is missing. Type: sudo sh -c 'apt-get update && apt-get install -y $package'" >&2
        exit 1
    fi
fi

echo "Making .venv with $("$python" --version)…"
"$python" -m venv --clear .venv
.venv/bin/pip install --quiet --require-hashes -r requirements.lock
echo "$locked" > .venv/.locked
install_sporezo
