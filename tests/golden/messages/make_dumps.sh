#!/bin/sh
# Writes the dumps of files/ by PostgreSQL, MariaDB and SQLite, whose servers are started for it on sockets alone:
# make_dumps.sh files (as root; Debian's postgresql, mariadb-server, sqlite3 and jq)
set -eu
cd "$(dirname "$0")"
files=$(realpath "$1")
run=$(mktemp -d)
trap 'test -z "${server:-}" || kill "$server"; rm -r "$run"' EXIT
chmod 755 "$run"
for postgres in /usr/lib/postgresql/*/bin; do :; done

statements() {
    jq -r '"CREATE TABLE pat_demog (id int, patient_name varchar(60), ssn varchar(11), birth_date date, mrn varchar(12),",
           "  home_phone varchar(20), note varchar(80));",
           "INSERT INTO pat_demog VALUES (1, \u0027\(.family), \(.given)\u0027, \u0027\(.ssn)\u0027, \u0027\(.birth)\u0027, \u0027\(.mrn)\u0027,",
           "  \u0027\(.phone)\u0027, \u0027said \u0027\u0027call; later\u0027\u0027\u0027), (2, \u0027N.N.\u0027, NULL, NULL, NULL, NULL, \u0027\u0027);"' person.json
}

runuser -u postgres -- mkdir "$run/pg" 2>/dev/null || install -d -o postgres "$run/pg"
runuser -u postgres -- "$postgres/initdb" -D "$run/pg/data" -A trust >"$run/log"
runuser -u postgres -- "$postgres/pg_ctl" -D "$run/pg/data" -w -o "-k $run/pg -c listen_addresses=" start >>"$run/log"
statements | psql -q -h "$run/pg" -U postgres
for kind in copy inserts column-inserts; do
    option=$(test "$kind" = copy || echo "--$kind")
    pg_dump -h "$run/pg" -U postgres $option >"$files/pg-$kind.sql"
done
psql -h "$run/pg" -U postgres -c 'TABLE pat_demog' >"$files/psql.txt"
psql -h "$run/pg" -U postgres -x -c 'TABLE pat_demog' >"$files/psql-expanded.txt"
runuser -u postgres -- "$postgres/pg_ctl" -D "$run/pg/data" -w stop >>"$run/log"

install -d -o mysql "$run/my"
mariadb-install-db --user=mysql --datadir="$run/my/data" --auth-root-authentication-method=normal >>"$run/log"
mariadbd --user=mysql --datadir="$run/my/data" --socket="$run/my/socket" --skip-networking 2>>"$run/log" &
server=$!
until mysqladmin --socket="$run/my/socket" ping >/dev/null 2>&1; do sleep 0.2; done
{ echo 'CREATE DATABASE clinic; USE clinic;'; statements; } | mysql --socket="$run/my/socket"
mysqldump --socket="$run/my/socket" clinic >"$files/mysql.sql"
mysqldump --socket="$run/my/socket" --xml clinic >"$files/mysql.xml"
mysql --socket="$run/my/socket" -t -e 'SELECT * FROM clinic.pat_demog' >"$files/mysql.txt"
kill "$server"
wait "$server" || true
server=

{ statements; echo .dump; } | sqlite3 >"$files/sqlite.sql"
{ statements; echo '.mode json'; echo 'SELECT * FROM pat_demog;'; } | sqlite3 >"$files/sqlite.json"
