"""Finding the running embedded services. Standard library only; settings import this."""

from bapas_portal.core.services.places import default_places, is_running, read_state


def embedded_urls() -> dict[str, str] | None:
    """Return {"DATABASE_URL": …, "REDIS_URL": …} of the running services, or None when none run.

    A key is missing when the running instance uses a server of its own environment for it.
    """
    places = default_places()
    if not is_running(places):
        return None
    urls = read_state(places).get("urls")
    return dict(urls) if urls else None
