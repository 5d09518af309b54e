#!/bin/sh
# Installs Debian packages where this account may: as root, or by a sudo that asks no password.
# Elsewhere it ends with one line that names them.
# usage: packages.sh PURPOSE PACKAGE…
set -eu
purpose=$1
shift

stop() {
    echo "${1:-}$purpose, install $packages (on Debian: apt-get install $packages), and run this again." >&2
    exit 1
}

packages=$*
if [ "$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi
if ! command -v apt-get >/dev/null || ! $as_root true 2>/dev/null; then
    stop
fi

apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes -o DPkg::Lock::Timeout=120 "$@"
}

echo "$purpose: installing $packages."
log=$(mktemp)
# The list of what Debian has may be old, or not there yet.
if ! apt install --no-install-recommends "$@" >"$log" 2>&1 &&
    ! { apt update && apt install --no-install-recommends "$@"; } >"$log" 2>&1; then
    stop "apt-get failed, its words are in $log. "
fi
rm -f "$log"
