#!/bin/sh
# Makes .venv ready: `environment.sh` for the site, `environment.sh dev` for the tests as well.
# A stamp in .venv, written last, tells what was installed; while it holds, this does nothing.
set -eu
cd "$(dirname "$0")/.."

# Dependency groups need pip 25.1; a Debian 12 venv starts with 23.
pip_version=26.3

stop() {
    echo "$1" >&2
    exit 1
}

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# usage: stamp FILE…   what an installation depends on
stamp() {
    .venv/bin/python --version 2>/dev/null
    cksum "$@"
}

# usage: ready NAME FILE…
ready() {
    name=$1
    shift
    [ -e ".venv/$name.stamp" ] && [ "$(cat ".venv/$name.stamp")" = "$(stamp "$@")" ]
}

make_venv() {
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if fits "$python"; then break; fi
        python=
    done
    if [ -z "$python" ]; then
        found=$("${PYTHON:-python3}" --version 2>/dev/null || echo "not there")
        stop "Python 3.11 or newer is needed, ${PYTHON:-python3} is ${found#Python }: install one, or name it: PYTHON=/path/to/python3.12 make run"
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        sh .ci/packages.sh "To make .venv" python3-venv
    fi
    echo "Environment: making .venv with $("$python" --version)."
    "$python" -m venv --clear .venv >/dev/null 2>&1 ||
        stop "$python cannot make .venv: install its venv (on Debian: apt-get install python3-venv), then run this again."
}

# usage: install PIP-ARGUMENT…
install() {
    if ! .venv/bin/python -m pip install --disable-pip-version-check --retries 2 "$@" >.venv/pip.log 2>&1; then
        stop "The packages could not be installed: check the connection, then run this again (pip's words: .venv/pip.log)."
    fi
}

if ! ready site requirements.txt; then
    if ! fits .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        make_venv
    fi
    echo "Packages: installing what requirements.txt names."
    install -r requirements.txt
    stamp requirements.txt >.venv/site.stamp
fi

if [ "${1:-}" = dev ] && ! ready dev requirements.txt pyproject.toml; then
    echo "Packages: installing what pyproject.toml names for the tests."
    install "pip==$pip_version"
    install --group dev
    stamp requirements.txt pyproject.toml >.venv/dev.stamp
fi
