#!/bin/sh
# Start of the read replica: a base backup of the primary when the volume is empty, then standby.
set -eu
umask 077

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    printf 'postgres:5432:*:replica:%s\n' "$(cat /run/secrets/replica_password)" > /tmp/pgpass
    PGPASSFILE=/tmp/pgpass pg_basebackup --host postgres --username replica --pgdata "$PGDATA" \
        --wal-method stream --create-slot --slot replica --write-recovery-conf --checkpoint fast
fi
exec postgres -c hot_standby_feedback=on -c max_standby_streaming_delay=60s
