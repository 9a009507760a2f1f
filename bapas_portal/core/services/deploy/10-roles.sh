#!/bin/sh
# Run once by the postgres image, when the data volume is empty: the portal's plain role and its database
# (no superuser, so row rules and append-only tables hold), and the role of a read replica.
set -eu

portal_password=$(cat /run/secrets/database_password)
replica_password=$(cat /run/secrets/replica_password)

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set portal_password="$portal_password" --set replica_password="$replica_password" <<'SQL'
create role bapas login password :'portal_password';
create database bapas owner bapas;
create role replica login replication password :'replica_password';
SQL

echo 'host replication replica all scram-sha-256' >> "$PGDATA/pg_hba.conf"
