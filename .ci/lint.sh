#!/bin/sh
# Checks what can be checked without running the site: all of it, even when one check fails.
set -u
cd "$(dirname "$0")/.."
python=.venv/bin/python
failed=

# usage: check NAME COMMAND…
check() {
    name=$1
    shift
    "$@" || failed="$failed, $name"
}

# The database of this checkout has no part in it.
export DATABASE_URL=sqlite://:memory:

check "format of Python" $python -m ruff format --check --quiet .
check "Python" $python -m ruff check --quiet .
check "format of templates" find templates talks -name '*.html' -exec \
    .venv/bin/djade --check --target-version 5.2 {} +
check "migrations" $python manage.py makemigrations --check --dry-run
check "settings" env HTTPS=yes DEBUG=no $python manage.py check --deploy --fail-level WARNING
check "translations" find talks/locale talks/locale_of_django -name '*.po' -exec \
    sh -c 'for catalogue; do msgfmt --check --output-file=/dev/null "$catalogue" || exit 1; done' - {} +

if [ "$failed" ]; then
    echo "Lint failed: ${failed#, }." >&2
    exit 1
fi
