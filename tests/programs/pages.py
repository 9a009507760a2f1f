"""Addresses of the room's pages, and what a browser sends for a line."""

from django.urls import reverse

from tests.factories.programs import line_values


def url(name: str, *args) -> str:
    return reverse(f"programs:{name}", args=args)


def posted(need, officer, **changes) -> dict:
    values = line_values(need, officer)
    return {
        "need": values["need_id"],
        "goal": values["goal"],
        "intervention": values["intervention_code"],
        "partner": "",
        "start_on": "2025-03-01",
        "due_on": "2025-06-01",
        "indicator": values["indicator"],
        "responsible": officer.pk,
        "lock_version": "0",
    } | changes
