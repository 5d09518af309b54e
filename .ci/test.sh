#!/bin/sh
# Lints, then runs the tests on SQLite, on PostgreSQL and in a browser. A part that cannot run has failed.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python

# What the machine must have

there() {
    command -v "$1" >/dev/null
}

missing=
there msgfmt && there xgettext || missing="$missing gettext"
there chromium || missing="$missing chromium"
$python -m playwright --version >/dev/null 2>&1 || missing="$missing libatomic1" # its driver links to it
there fc-list && [ "$(fc-list :lang=ar)" ] || missing="$missing fontconfig fonts-noto-core"
case ${TEST_DATABASE_URL:-${DATABASE_URL:-}} in
postgres*) ;;
*) there pg_virtualenv && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
    missing="$missing postgresql postgresql-common" ;;
esac
# The checker of HTML comes from npm and needs Java: a person may do without, continuous integration may not.
unchecked=
there java || unchecked="$unchecked default-jre-headless"
there npm || ls "${VAR_DIR:-var}"/nu/vnu-*.jar >/dev/null 2>&1 || unchecked="$unchecked npm"
if [ "${CI:-}" ]; then
    missing="$missing$unchecked"
    unchecked=
fi
[ -z "$missing" ] || sh .ci/packages.sh "To run the tests" $missing

# The parts: each runs even when one before it failed

failed=

# usage: part NAME COMMAND…
part() {
    name=$1
    shift
    echo
    echo "== $name"
    "$@" || failed="$failed, $name"
}

tests="$python -W error::DeprecationWarning -W error::PendingDeprecationWarning manage.py test
    --testrunner tests.runner.StrictRunner --noinput"

$python manage.py prepare_assets

part "lint" sh .ci/lint.sh
part "SQLite" env -u DATABASE_URL $tests tests --exclude-tag browser --parallel 2
part "PostgreSQL" sh .ci/postgresql.sh $tests tests --exclude-tag browser --exclude-tag html --parallel 2
part "browser" env -u DATABASE_URL $tests tests.browser

echo
[ -z "$unchecked" ] || echo "The HTML was not checked: that needs$unchecked."
if [ "$failed" ]; then
    echo "Failed: ${failed#, }." >&2
    exit 1
fi
echo "All passed: lint, SQLite, PostgreSQL, browser."
