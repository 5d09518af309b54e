#!/bin/sh
# Runs a command with DATABASE_URL naming a PostgreSQL server: the one of TEST_DATABASE_URL, or of
# DATABASE_URL, or else one that is made for this run and thrown away after it.
# usage: postgresql.sh COMMAND…
set -eu

case ${TEST_DATABASE_URL:=${DATABASE_URL:-}} in
postgres*)
    DATABASE_URL=$TEST_DATABASE_URL exec "$@"
    ;;
esac

# The exit status goes by a file: told of a failure, pg_virtualenv would print all that the server logged.
status=$(mktemp)
trap 'rm -f "$status"' EXIT
# In a folder of its own, so that runs do not meet; in UTF-8 whatever the language of this machine; sorted as
# SQLite sorts.
pg_virtualenv -t -i "--encoding=UTF8 --locale=C.UTF-8" -o synchronous_commit=off -o full_page_writes=off sh -c '
    status=$1
    shift
    export DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE"
    "$@" && result=0 || result=$?
    echo "$result" >"$status"
' sh "$status" "$@"
exit "$(cat "$status")"
