"""GET /healthz: 200 only if the database, the broker and a live worker answer.

Asked by load balancers and by the container's health check. It stands before the session and the host-name
rules, so it answers by any host name and says which part is down even where a session could not be read.
Never more than about three seconds: the parts are asked one after the other, each with a limit of its own.
"""

import logging
from collections.abc import Callable

import psycopg2
from celery import current_app
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from kombu import Connection
from kombu.exceptions import OperationalError
from kombu.pidbox import Mailbox

from bapas_portal.core.access import public

logger = logging.getLogger(__name__)
PATH = "/healthz"
OK, NO_ANSWER = "ok", "no answer"
DATABASE_SECONDS = 2  # libpq knows no shorter limit
BROKER_SECONDS = 0.5
WORKER_SECONDS = 1.0
# One try: kombu's own defaults would try again for ever.
BROKER_OPTIONS = {
    "socket_connect_timeout": BROKER_SECONDS,
    "socket_timeout": WORKER_SECONDS + BROKER_SECONDS,
    "max_retries": 0,
    "retry_on_timeout": False,
}


@require_safe
@public
def healthz(request: HttpRequest) -> JsonResponse:
    """{"database", "broker", "worker"}: "ok" or "no answer"; 503 when one does not answer."""
    found = {"database": _answer(database_answers), **_broker_and_worker()}
    is_whole = all(answer == OK for answer in found.values())
    return JsonResponse(found, status=200 if is_whole else 503, headers={"Cache-Control": "no-store"})


class HealthMiddleware:
    """Answers /healthz first of all middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return healthz(request) if request.path_info == PATH else self.get_response(request)


def database_answers() -> bool:
    """A connection of its own: a pooled one would say nothing about new ones. Raises psycopg2.OperationalError."""
    params = {**connection.get_connection_params(), "connect_timeout": DATABASE_SECONDS}
    for name in ("cursor_factory", "context"):
        params.pop(name, None)
    opened = psycopg2.connect(**params)
    try:
        with opened.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    finally:
        opened.close()


def _broker_and_worker() -> dict[str, str]:
    """A worker cannot be heard without the broker, so then neither answers."""
    broker = current_app.connection_for_read(settings.CELERY_BROKER_URL, transport_options=BROKER_OPTIONS)
    with broker:
        if _answer(lambda: _broker_answers(broker)) == NO_ANSWER:
            return {"broker": NO_ANSWER, "worker": NO_ANSWER}
        return {"broker": OK, "worker": _answer(lambda: _worker_answers(broker))}


def _broker_answers(broker: Connection) -> bool:
    broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    # A channel of this transport pings as it is made.
    return broker.default_channel is not None


def _worker_answers(broker: Connection) -> bool:
    """The first worker's answer is enough. A mailbox of its own publishes on this connection, with its limits."""
    mailbox = Mailbox("celery", type="fanout", connection=broker, accept=["json"], serializer="json")
    return bool(mailbox.multi_call("ping", timeout=WORKER_SECONDS, limit=1))


def _answer(asked: Callable[[], bool]) -> str:
    """The cause goes to the log, never into the answer: it may name hosts and users."""
    try:
        return OK if asked() else NO_ANSWER
    except (psycopg2.Error, OperationalError, OSError, *_broker_errors()):
        logger.warning("healthz: no answer", exc_info=True)
        return NO_ANSWER


def _broker_errors() -> tuple[type[Exception], ...]:
    broker = Connection(settings.CELERY_BROKER_URL)
    return (*broker.connection_errors, *broker.channel_errors)
